//! Expressions and where their values come from.

use super::*;

#[test]
fn expressions_say_where_they_stand() {
    let text = "
- script: echo \"$(Build.SourceVersionMessage)\" ${{ parameters.note }}
  displayName: Note $(note)
  env: {TITLE: $(System.PullRequest.SourceBranch)}
- task: Bash@3
  inputs: {targetType: inline, script: echo $(Build.SourceBranchName), bashEnvValue: $(x)}
";
    let found = steps(text);
    let rows = |step: &Value| -> Vec<Value> {
        let row = |next: &Value| json!([next["in"], next["contexts"][0]]);
        step["expressions"].as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!(
        rows(&found[0]),
        [
            json!(["run", "build.sourceversionmessage"]),
            json!(["run", "parameters.note"]),
            json!(["name", "variables.note"]),
            json!(["env/TITLE", "system.pullrequest.sourcebranch"]),
        ]
    );
    assert_eq!(
        rows(&found[1]),
        [json!(["run", "build.sourcebranchname"]), json!(["with/bashEnvValue", "variables.x"])]
    );
}

#[test]
fn values_are_followed_through_variables() {
    let text = "variables:\n  title: 'v: $(Build.SourceVersionMessage)'\n  shown: $[variables.title]\n  fixed: x\nsteps:\n- script: echo $(shown) $(fixed) $(elsewhere)\n";
    let found = facts(text);
    let expressions = &found["jobs"][0]["steps"][0]["expressions"];
    assert_eq!(
        expressions[0]["sources"],
        json!([{"context": "build.sourceversionmessage",
        "at": "azure-pipelines.yml#/variables/title;char=3,32",
        "through": [
            {"at": "azure-pipelines.yml#/variables/shown;char=0,18", "what": "variables.title"},
            {"at": "azure-pipelines.yml#/steps/0/script;char=5,13", "what": "variables.shown"},
        ]}])
    );
    assert_eq!(expressions[1].get("sources"), None);
    assert_eq!(expressions[2].get("sources"), None);
}

#[test]
fn values_are_followed_through_scripts_that_set_variables() {
    let text = "
jobs:
- job: a
  steps:
  - bash: |
      echo \"##vso[task.setvariable variable=title;isOutput=true]$TITLE\"
      echo \"##vso[task.setvariable variable=branch]$BUILD_SOURCEBRANCHNAME\"
      echo \"##vso[task.setvariable variable=plain]1\"
    name: meta
    env: {TITLE: $(Build.SourceVersionMessage)}
  - script: echo $(branch) $(plain)
- job: b
  dependsOn: a
  variables: {t: \"$[ dependencies.a.outputs['meta.title'] ]\"}
  steps:
  - script: echo $(t)
";
    let found = facts(text);
    let sources = |job: usize, step: usize, index: usize| {
        let list = &found["jobs"][job]["steps"][step]["expressions"][index]["sources"];
        list.as_array().map(|_| each(list, "context"))
    };
    assert_eq!(sources(0, 1, 0), Some(vec![json!("build.sourcebranchname")]));
    assert_eq!(sources(0, 1, 1), None);
    assert_eq!(sources(1, 0, 0), Some(vec![json!("build.sourceversionmessage")]));
    let source = &found["jobs"][0]["steps"][1]["expressions"][0]["sources"][0];
    assert_eq!(source["at"], "azure-pipelines.yml#/jobs/0/steps/0/bash");
}

#[test]
fn an_argument_of_a_template_is_read_where_it_is_used() {
    let files = [
        (FILE, "steps:\n- template: t.yml\n  parameters: {title: $(Build.SourceVersionMessage)}\n"),
        ("t.yml", "parameters: {title: ''}\nsteps:\n- script: echo é ${{ parameters.title }}.\n"),
    ];
    let found = facts_of(&files);
    let expression = &found["jobs"][0]["steps"][0]["expressions"][0];
    assert_eq!(expression["contexts"], json!(["build.sourceversionmessage"]));
    assert_eq!(marked(&files, expression["at"].as_str().unwrap()), "${{ parameters.title }}");
}

#[test]
fn the_own_token_of_a_job_is_no_secret() {
    let found = steps("- script: a\n  env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}\n");
    assert_eq!(found[0]["secrets"], json!([]));
    assert_eq!(found[0]["env"][0]["secrets"], json!([]));
    assert_eq!(found[0]["expressions"][0]["contexts"], json!(["system.accesstoken"]));
}
