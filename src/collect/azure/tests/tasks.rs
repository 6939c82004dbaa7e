//! Tasks.

use super::*;

fn job(text: &str) -> Value {
    facts(&format!("pool: {{vmImage: ubuntu-latest}}\nsteps:\n{text}"))["jobs"][0].clone()
}

#[test]
fn a_task_is_named_with_its_version() {
    let found = steps(
        "- task: Npm@1 # the newest\n- task: acme.tools.build-task.BuildIt@2.3.1\n- task: NoVersion\n",
    );
    assert_eq!(
        found[0]["uses"],
        json!({"at": "azure-pipelines.yml#/steps/0/task", "text": "Npm@1", "kind": "task",
            "name": "Npm", "action": "npm",
            "pin": {"kind": "version", "ref": "1", "comment": "the newest"}})
    );
    assert_eq!(found[1]["uses"]["action"], "acme.tools.build-task.buildit");
    assert_eq!(found[1]["uses"]["pin"], json!({"kind": "version", "ref": "2.3.1"}));
    assert_eq!(found[2]["uses"]["pin"], json!({"kind": "none"}));
}

#[test]
fn inline_scripts_of_tasks_are_scripts() {
    let text = "
- task: Bash@3
  inputs: {targetType: inline, script: npm ci, workingDirectory: web}
- task: CmdLine@2
  inputs: {script: npm test}
- task: PowerShell@2
  inputs: {targetType: Inline, script: npm run a, pwsh: true}
- task: AzureCLI@2
  inputs:
    azureSubscription: production
    scriptType: bash
    scriptLocation: inlineScript
    inlineScript: curl https://x.example | sh
";
    let found = job(text);
    let steps = &found["steps"];
    assert_eq!(
        each(steps, "run"),
        ["npm ci", "npm test", "npm run a", "curl https://x.example | sh"]
    );
    assert_eq!(each(steps, "shell"), ["bash", "bash", "pwsh", "bash"]);
    assert_eq!(steps[0]["working_directory"], "web");
    assert_eq!(
        steps[0]["commands"][0]["at"],
        "azure-pipelines.yml#/steps/0/inputs/script;char=0,6"
    );
    assert_eq!(steps[0]["with"], json!({"targetType": "inline", "workingDirectory": "web"}));
    assert_eq!(steps[3]["commands"][1]["fed_by"], json!(["curl"]));
    assert_eq!(
        found["secret_groups"],
        json!([{"at": "azure-pipelines.yml#/steps/3/inputs/azureSubscription",
            "name": "production"}])
    );
}

#[test]
fn script_files_are_commands_that_run_them() {
    let text = "
- task: Bash@3
  inputs: {filePath: scripts/release.sh, arguments: --tag next}
- task: PowerShell@2
  inputs: {filePath: 'build/my release.ps1'}
";
    let found = steps(text);
    let command = |index: usize| {
        let command = &found[index]["commands"][0];
        json!([command["program"], command["arguments"], command["at"]])
    };
    assert_eq!(
        command(0),
        json!([
            "bash",
            ["scripts/release.sh", "--tag", "next"],
            "azure-pipelines.yml#/steps/0/inputs/filePath"
        ])
    );
    assert_eq!(
        command(1),
        json!(["pwsh", ["build/my release.ps1"], "azure-pipelines.yml#/steps/1/inputs/filePath"])
    );
}

#[test]
fn npm_installs_and_publishes() {
    let text = "
- task: Npm@1
- task: Npm@1
  inputs: {command: ci, workingDir: web, customEndpoint: npm read}
- task: Npm@1
  inputs: {command: custom, customCommand: 'install --no-save left-pad'}
- task: Npm@1
  inputs: {Command: publish, publishEndpoint: npm write}
- task: Npm@1
  inputs: {command: publish, publishRegistry: useFeed, publishFeed: acme/internal}
- task: Npm@0
  inputs: {command: publish, arguments: --dry-run, cwd: web}
";
    let found = job(text);
    let installs: Vec<_> = found["installs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|next| json!([next["at"], next.get("frozen"), next["directory"], next["packages"]]))
        .collect();
    assert_eq!(
        installs,
        [
            json!(["azure-pipelines.yml#/steps/0/task", false, ".", []]),
            json!(["azure-pipelines.yml#/steps/1/inputs/command", true, "web", []]),
            json!(["azure-pipelines.yml#/steps/2/inputs/customCommand", false, ".", ["left-pad"]]),
        ]
    );
    let publishes: Vec<_> = found["publishes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|next| json!([next["step"], next.get("registry"), next["dry_run"], next["directory"]]))
        .collect();
    assert_eq!(
        publishes,
        [
            json!([3, null, false, "."]),
            json!([4, "acme/internal", false, "."]),
            json!([5, null, true, "web"]),
        ]
    );
    assert_eq!(each(&found["secret_groups"], "name"), ["npm read", "npm write"]);
}

#[test]
fn a_command_that_only_a_run_can_tell_is_a_problem() {
    let (pipeline, problems) =
        read("steps:\n- task: Npm@1\n  inputs: {command: '$(npmCommand)'}\n");
    assert_eq!(pipeline.jobs[0].steps[0].commands, []);
    assert_eq!(
        rows(problems),
        [json!([
            "azure-pipelines.yml#/steps/0/inputs/command",
            "unsupported",
            [
                "pipelines[*].jobs[*].steps[*].commands",
                "pipelines[*].jobs[*].installs",
                "pipelines[*].jobs[*].publishes"
            ],
            "only a run can tell which command of npm this is"
        ])]
    );
}

#[test]
fn yarn_of_the_marketplace_runs_its_arguments() {
    let text = "
- task: geeklearningio.gl-vsts-tasks-yarn.yarn-task.Yarn@3
  inputs: {projectDirectory: web, arguments: install --frozen-lockfile}
- task: Yarn@3
";
    let found = job(text);
    let installs: Vec<_> = found["installs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|next| json!([next["tool"], next.get("frozen"), next["directory"]]))
        .collect();
    assert_eq!(installs, [json!(["yarn", true, "web"]), json!(["yarn", null, "."])]);
}

#[test]
fn caches_and_artifacts_of_tasks() {
    let text = "
- task: Cache@2
  inputs:
    key: 'npm | package-lock.json'
    restoreKeys: |
      npm
      npm | main
    path: $(npm_config_cache)
- task: DownloadPipelineArtifact@2
  inputs: {buildType: specific, project: p, definition: 1, artifactName: drop, targetPath: out}
- task: DownloadPipelineArtifact@2
- task: PublishBuildArtifacts@1
";
    let found = job(text);
    assert_eq!(
        found["caches"],
        json!([{"at": "azure-pipelines.yml#/steps/0", "step": 0, "tool": "cache",
            "key": "npm | package-lock.json", "fallbacks": ["npm", "npm | main"],
            "paths": ["$(npm_config_cache)"], "restores": true, "saves": true}])
    );
    assert_eq!(
        found["artifacts"],
        json!([
            {"at": "azure-pipelines.yml#/steps/1", "step": 1, "direction": "download",
                "name": "drop", "paths": ["out"], "other_run": true},
            {"at": "azure-pipelines.yml#/steps/2", "step": 2, "direction": "download",
                "other_run": false},
            {"at": "azure-pipelines.yml#/steps/3", "step": 3, "direction": "upload",
                "name": "drop", "paths": ["$(Build.ArtifactStagingDirectory)"]},
        ])
    );
}

#[test]
fn a_task_that_is_not_read_and_may_publish_is_a_problem() {
    let told = |step: &str| {
        let (_, problems) = read(&format!("steps:\n- {step}\n"));
        problems.into_iter().map(|next| next.reason).collect::<Vec<_>>()
    };
    for (step, name) in [
        ("{task: SomeVendor.npm-publish.Publish@1}", "SomeVendor.npm-publish.Publish@1"),
        ("{task: acme.release.PublishPackages@2}", "acme.release.PublishPackages@2"),
        ("{task: gulp@1, inputs: {targets: publish}}", "gulp@1"),
    ] {
        let reason = format!("the task `{name}` may install or publish, and is not read");
        assert_eq!(told(step), [reason], "{step}");
    }
    for step in [
        "{task: npmAuthenticate@0, inputs: {workingFile: .npmrc}}",
        "{task: PublishPipelineArtifact@1, inputs: {path: dist}}",
        "{task: PublishTestResults@2}",
        "{task: ms-devlabs.extension-tasks.publish-extension.PublishAzureDevOpsExtension@4}",
        "{task: GitHubRelease@1}",
        "{task: gulp@1, inputs: {targets: build}}",
    ] {
        assert_eq!(told(step), [""; 0], "{step}");
    }
}
