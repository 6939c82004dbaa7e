//! Conditions before a run, and what they leave of jobs and triggers.

use super::*;

fn runs(parameters: &str) -> Vec<Value> {
    let main = format!("steps:\n- template: t.yml\n  parameters: {parameters}\n");
    let template = "
parameters:
- {name: publish, type: boolean, default: false}
- {name: os, default: linux}
steps:
- ${{ if eq(parameters.publish, true) }}:
  - script: npm publish
- ${{ elseif eq(parameters.os, 'windows') }}:
  - script: windows
- ${{ else }}:
  - script: nothing
- script: always
  ${{ if parameters.publish }}:
    name: yes
  ${{ else }}:
    name: no
";
    let found = facts_of(&[(FILE, &main), ("t.yml", template)]);
    let steps = found["jobs"][0]["steps"].as_array().unwrap().clone();
    let shown = |step: &Value| json!([step["run"], step.get("id"), step.get("if")]);
    steps.iter().map(shown).collect()
}

#[test]
fn constants_decide() {
    assert_eq!(
        runs("{publish: true}"),
        [json!(["npm publish", null, null]), json!(["always", "yes", null])]
    );
    assert_eq!(
        runs("{os: Windows}"),
        [json!(["windows", null, null]), json!(["always", "no", null])]
    );
    assert_eq!(runs("{}"), [json!(["nothing", null, null]), json!(["always", "no", null])]);
}

#[test]
fn elsewhere_every_branch_is_possible_and_says_under_which_condition() {
    assert_eq!(
        runs("{publish: '${{ parameters.chosen }}', os: $(os)}"),
        [
            json!(["npm publish", null, "eq(parameters.publish, true)"]),
            json!(["nothing", null, "not(eq(parameters.publish, true))"]),
            json!(["always", "yes", null]),
        ]
    );
}

#[test]
fn the_conditions_of_stage_and_job_hold_together() {
    let text = "
trigger: [main]
stages:
- ${{ if eq(variables['Build.SourceBranch'], 'refs/heads/main') }}:
  - stage: Publish
    condition: ne(variables['Build.Reason'], 'Schedule')
    jobs:
    - job: npm
      condition: succeeded()
      steps: [{script: npm publish}]
";
    let job = &facts(text)["jobs"][0];
    assert_eq!(
        job["if"],
        "and(eq(variables['Build.SourceBranch'], 'refs/heads/main'), ne(variables['Build.Reason'], 'Schedule'), succeeded())"
    );
    let events = each(&job["triggers"], "event");
    assert_eq!(events, ["push", "workflow_dispatch"]);
}

#[test]
fn a_job_that_a_pull_request_cannot_start_says_so() {
    let text = "
jobs:
- job: build
  steps: [{script: a}]
- job: publish
  dependsOn: build
  condition: and(succeeded(), startsWith(variables['Build.SourceBranch'], 'refs/tags/'))
  steps: [{script: npm publish}]
- job: never
  condition: false
  steps: [{script: a}]
";
    let found = facts(text);
    assert_eq!(found["jobs"][0].get("triggers"), None);
    assert_eq!(each(&found["jobs"][1]["triggers"], "event"), ["push", "workflow_dispatch"]);
    assert_eq!(found["jobs"][2]["if_is"], false);
    assert_eq!(found["jobs"][2]["triggers"], json!([]));
}

#[test]
fn a_step_that_a_pull_request_does_not_run_says_so() {
    let text = "
pr: [main]
variables:
  isMain: $[eq(variables['Build.SourceBranch'], 'refs/heads/main')]
  decided: $[eq(variables['Build.Reason'], 'Manual')]
steps:
- ${{ if eq(variables['Build.Reason'], 'PullRequest') }}:
  - script: npm test
- ${{ else }}:
  - script: npm publish
- script: npm publish
  condition: and(succeeded(), eq(variables.isMain, true))
- script: echo \"##vso[task.setvariable variable=decided]true\"
- script: npm publish
  condition: eq(variables.decided, true)
- script: npm publish
  condition: eq('${{ parameters.publish }}', 'yes')
";
    let found = facts(text);
    let steps = &found["jobs"][0]["steps"];
    let none = Value::Null;
    assert_eq!(
        each(steps, "kept_from"),
        [
            json!(["push", "workflow_dispatch"]),
            json!(["pull_request"]),
            json!(["pull_request"]),
            none.clone(),
            none.clone(),
            none
        ]
    );
    assert_eq!(steps[5].get("if_is"), None);
}

#[test]
fn a_job_is_kept_out_by_a_variable_that_the_file_computes() {
    let text = "
variables:
- name: isMain
  value: $[eq(variables['Build.SourceBranch'], 'refs/heads/main')]
stages:
- stage: Publish
  condition: and(succeeded(), eq(variables['isMain'], 'true'))
  jobs: [{job: npm, steps: [{script: npm publish}]}]
";
    let events = each(&facts(text)["jobs"][0]["triggers"], "event");
    assert_eq!(events, ["push", "workflow_dispatch"]);
}
