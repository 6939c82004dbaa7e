//! Steps with keywords.

use super::*;

#[test]
fn scripts_have_shell_folder_and_commands() {
    let text = "
- script: |
    npm ci
    npm publish --tag next
  displayName: Publish
  name: publish
  workingDirectory: $(Build.SourcesDirectory)/packages/a
  continueOnError: true
  env:
    NODE_AUTH_TOKEN: $(npmToken)
";
    let found = steps(text);
    let step = &found[0];
    assert_eq!(
        json!([step["id"], step["name"], step["shell"], step["working_directory"]]),
        json!(["publish", "Publish", "bash", "packages/a"])
    );
    assert_eq!(step["continue_on_error"], true);
    assert_eq!(
        each(&step["commands"], "at"),
        [
            "azure-pipelines.yml#/steps/0/script;char=0,6",
            "azure-pipelines.yml#/steps/0/script;char=7,29"
        ]
    );
    assert_eq!(each(&step["commands"], "directory"), ["packages/a", "packages/a"]);
    assert_eq!(
        step["env"],
        json!([{"at": "azure-pipelines.yml#/steps/0/env/NODE_AUTH_TOKEN",
            "name": "NODE_AUTH_TOKEN", "value": "$(npmToken)", "secrets": ["NPMTOKEN"],
            "literal_credential": false}])
    );
    assert_eq!(
        step["secrets"],
        json!([{"at": "azure-pipelines.yml#/steps/0/env/NODE_AUTH_TOKEN;char=0,11",
            "name": "NPMTOKEN", "to": "env/NODE_AUTH_TOKEN"}])
    );
    assert_eq!(step["with"], json!({}));
    assert_eq!(step.get("uses"), None);
}

#[test]
fn a_job_tells_what_its_steps_install_and_publish() {
    let text = "
pool: {vmImage: ubuntu-latest}
steps:
- bash: npm install
- script: npm stage publish
- pwsh: npm publish
";
    let found = facts(text);
    let job = &found["jobs"][0];
    assert_eq!(each(&job["installs"], "at"), ["azure-pipelines.yml#/steps/0/bash;char=0,11"]);
    assert_eq!(
        job["publishes"],
        json!([
            {"at": "azure-pipelines.yml#/steps/1/script;char=0,17", "step": 1, "tool": "npm",
                "mode": "staged", "dry_run": false, "otp": false, "directory": "."},
            {"at": "azure-pipelines.yml#/steps/2/pwsh;char=0,11", "step": 2, "tool": "npm",
                "mode": "direct", "dry_run": false, "otp": false, "directory": "."},
        ])
    );
}

#[test]
fn a_shell_that_is_not_read_is_a_problem_where_it_matters() {
    let (pipeline, problems) = read(
        "pool: {vmImage: windows-latest}\nsteps:\n- script: |\n    npm publish --tag %TAG%\n- powershell: Write-Host hello\n",
    );
    assert_eq!(pipeline.jobs[0].steps[0].shell.as_deref(), Some("cmd"));
    assert_eq!(pipeline.jobs[0].steps[1].shell.as_deref(), Some("powershell"));
    assert_eq!(
        rows(problems),
        [json!([
            "azure-pipelines.yml#/steps/0/script",
            "unsupported",
            [
                "pipelines[*].jobs[*].steps[*].commands",
                "pipelines[*].jobs[*].installs",
                "pipelines[*].jobs[*].publishes"
            ],
            "the script is written for cmd, which is not read"
        ])]
    );
}

#[test]
fn variables_are_no_commands_and_keep_their_words() {
    let found =
        steps("- script: npm publish $(packagePath) --tag $(Build.BuildId) && echo $(pwd)\n");
    let commands = &found[0]["commands"];
    assert_eq!(each(commands, "program"), ["npm", "echo", "pwd"]);
    assert_eq!(
        commands[0]["arguments"],
        json!(["publish", "$(packagePath)", "--tag", "$(Build.BuildId)"])
    );
}

#[test]
fn other_keywords_have_their_members_among_with() {
    let text = "
- checkout: self
  persistCredentials: true
  fetchDepth: 0
  displayName: Get sources
- publish: $(Build.ArtifactStagingDirectory)
  artifact: packages
- download: current
  artifact: packages
- download: upstream
- download: none
";
    let found = steps(text);
    assert_eq!(
        found[0]["with"],
        json!({"checkout": "self", "persistCredentials": "true", "fetchDepth": "0"})
    );
    assert_eq!(found[0].get("uses"), None);
    let text = format!("steps:\n{text}");
    let artifacts = facts(&text)["jobs"][0]["artifacts"].clone();
    assert_eq!(
        artifacts,
        json!([
            {"at": "azure-pipelines.yml#/steps/1", "step": 1, "direction": "upload",
                "name": "packages", "paths": ["$(Build.ArtifactStagingDirectory)"]},
            {"at": "azure-pipelines.yml#/steps/2", "step": 2, "direction": "download",
                "name": "packages", "other_run": false},
            {"at": "azure-pipelines.yml#/steps/3", "step": 3, "direction": "download",
                "other_run": true},
        ])
    );
}

#[test]
fn steps_that_never_run_say_so() {
    let text = "
- {script: a, enabled: false}
- {script: a, condition: false}
- {script: a, condition: always()}
- {script: a, condition: 'and(succeeded(), false)'}
- {script: a, condition: succeeded()}
- {script: a}
";
    let found = steps(text);
    let told: Vec<_> =
        found.as_array().unwrap().iter().map(|step| step.get("if_is").cloned()).collect();
    let (no, yes) = (Some(json!(false)), Some(json!(true)));
    assert_eq!(told, [no.clone(), no.clone(), yes, no, None, None]);
}

#[test]
fn a_condition_is_an_expression_without_braces() {
    let text = "
- script: a
  condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))
";
    let found = steps(text);
    assert_eq!(
        found[0]["expressions"],
        json!([{"at": "azure-pipelines.yml#/steps/0/condition", "in": "if",
            "text": "and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))",
            "contexts": ["build.sourcebranch"], "functions": ["and", "succeeded", "eq"],
            "malformed": false}])
    );
}
