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
