//! What stands at the top of a file: triggers, parameters, resources.

use super::*;

fn triggers(text: &str) -> Value {
    facts(&format!("{text}\nsteps:\n- script: a\n"))["triggers"].clone()
}

/// Without the lists that are empty.
fn short(triggers: &Value) -> Vec<Value> {
    let filled = |value: &Value| !value.as_array().is_some_and(Vec::is_empty);
    let trigger = |next: &Value| {
        let members = next.as_object().unwrap().iter().filter(|(_, value)| filled(value));
        Value::Object(members.map(|(key, value)| (key.clone(), value.clone())).collect())
    };
    triggers.as_array().unwrap().iter().map(trigger).collect()
}

#[test]
fn without_a_trigger_every_push_and_pull_request_starts_it() {
    assert_eq!(
        short(&triggers("")),
        [
            json!({"at": FILE, "event": "push", "written": "trigger"}),
            json!({"at": FILE, "event": "pull_request", "written": "pr"}),
            json!({"at": FILE, "event": "workflow_dispatch", "written": "manual"}),
        ]
    );
}

#[test]
fn none_leaves_only_people() {
    assert_eq!(each(&triggers("trigger: none\npr: none"), "event"), ["workflow_dispatch"]);
    let off = "trigger: {enabled: false}\npr: None";
    assert_eq!(each(&triggers(off), "event"), ["workflow_dispatch"]);
}

#[test]
fn filters_include_and_exclude() {
    let text = "
trigger:
  batch: true
  branches: {include: ['*'], exclude: [old/*]}
  tags: {include: [v*]}
  paths: {exclude: [README.md]}
pr: [main, releases/*]
schedules:
- cron: '0 3 * * *'
  branches: {include: [main]}
- cron: '0 4 * * 0'
";
    let found = triggers(text);
    assert_eq!(
        short(&found)[..4],
        [
            json!({"at": "azure-pipelines.yml#/trigger", "event": "push", "written": "trigger",
                "branches": ["*", "!old/*"], "tags": ["v*"], "paths": ["!README.md"]}),
            json!({"at": "azure-pipelines.yml#/pr", "event": "pull_request", "written": "pr",
                "branches": ["main", "releases/*"]}),
            json!({"at": "azure-pipelines.yml#/schedules/0", "event": "schedule",
                "written": "schedules", "branches": ["main"], "schedules": ["0 3 * * *"]}),
            json!({"at": "azure-pipelines.yml#/schedules/1", "event": "schedule",
                "written": "schedules", "schedules": ["0 4 * * 0"]}),
        ]
    );
}

#[test]
fn resources_with_triggers_start_it() {
    let text = "
trigger: none
pr: none
resources:
  pipelines:
  - pipeline: ci
    source: acme.ci
    trigger: {branches: [main]}
  - pipeline: quiet
    source: acme.other
  - pipeline: off
    trigger: none
  repositories:
  - {repository: tools, type: git, name: acme/tools, trigger: [main]}
  webhooks:
  - {webhook: hook, connection: incoming}
  containers:
  - {container: node, image: 'node:22', trigger: true}
";
    let found = triggers(text);
    assert_eq!(
        each(&found, "event"),
        [
            "workflow_run",
            "repository_dispatch",
            "repository_dispatch",
            "repository_dispatch",
            "workflow_dispatch"
        ]
    );
    assert_eq!(found[0]["workflows"], json!(["acme.ci"]));
    assert_eq!(found[0]["branches"], json!(["main"]));
    assert_eq!(
        each(&found, "written"),
        ["pipelines", "repositories", "containers", "webhooks", "manual"]
    );
}

#[test]
fn parameters_are_what_a_person_chooses() {
    let text = "
parameters:
- name: tag
  type: string
  default: latest
  values: [latest, next]
- name: dryRun
  type: boolean
- name: note
steps: [{script: a}]
";
    assert_eq!(
        facts(text)["inputs"],
        json!([
            {"at": "azure-pipelines.yml#/parameters/0", "name": "tag",
                "event": "workflow_dispatch", "type": "string", "options": ["latest", "next"]},
            {"at": "azure-pipelines.yml#/parameters/1", "name": "dryRun",
                "event": "workflow_dispatch", "type": "boolean", "options": []},
            {"at": "azure-pipelines.yml#/parameters/2", "name": "note",
                "event": "workflow_dispatch", "type": "string", "options": []},
        ])
    );
}

#[test]
fn variables_are_the_environment_and_groups_are_lent() {
    let text = "
variables:
- group: npm secrets
- name: npm.registry
  value: https://registry.npm.example
- name: publishToken
  value: $(npmToken)
lockBehavior: runLatest
jobs:
- job: a
  variables:
    nodeVersion: 22.x
  steps: [{script: a}]
";
    let found = facts(text);
    assert_eq!(
        found["env"],
        json!([
            {"at": "azure-pipelines.yml#/variables/1/value", "name": "NPM_REGISTRY",
                "value": "https://registry.npm.example", "secrets": [],
                "literal_credential": false},
            {"at": "azure-pipelines.yml#/variables/2/value", "name": "PUBLISHTOKEN",
                "value": "$(npmToken)", "secrets": ["NPMTOKEN"], "literal_credential": false},
        ])
    );
    assert_eq!(
        found["secrets"],
        json!([{"at": "azure-pipelines.yml#/variables/2/value;char=0,11", "name": "NPMTOKEN",
            "to": "env/PUBLISHTOKEN"}])
    );
    assert_eq!(
        found["concurrency"],
        json!({"at": "azure-pipelines.yml#/lockBehavior", "group": "runLatest",
            "cancel_in_progress": "true"})
    );
    let job = &found["jobs"][0];
    assert_eq!(
        job["secret_groups"],
        json!([{"at": "azure-pipelines.yml#/variables/0/group", "name": "npm secrets"}])
    );
    assert_eq!(each(&job["env"], "name"), ["NODEVERSION"]);
}

#[test]
fn a_literal_credential_is_not_shown() {
    let token: String = "npm_".chars().chain("aB3dE6gH9jK2".chars().cycle().take(36)).collect();
    let found = facts(&format!("variables: {{npmToken: {token}}}\nsteps: [{{script: a}}]"));
    assert_eq!(found["env"][0]["literal_credential"], json!(true));
    assert!(!found.to_string().contains(&token));
}

#[test]
fn repositories_that_are_only_checked_out_are_includes() {
    let text = "
resources:
  repositories:
  - {repository: tools, type: git, name: Acme/Tools}
  - {repository: fixed, type: github, name: acme/fixed, ref: refs/tags/v1.2.0}
steps: [{checkout: tools}]
";
    assert_eq!(
        facts(text)["includes"],
        json!([
            {"at": "azure-pipelines.yml#/resources/repositories/0", "read": false,
                "uses": {"at": "azure-pipelines.yml#/resources/repositories/0",
                    "text": "Acme/Tools", "kind": "template", "owner": "Acme", "name": "Tools",
                    "action": "acme/tools", "pin": {"kind": "none"}}},
            {"at": "azure-pipelines.yml#/resources/repositories/1", "read": false,
                "uses": {"at": "azure-pipelines.yml#/resources/repositories/1",
                    "text": "acme/fixed", "kind": "template", "owner": "acme", "name": "fixed",
                    "action": "acme/fixed",
                    "pin": {"kind": "version", "ref": "refs/tags/v1.2.0"}}},
        ])
    );
}
