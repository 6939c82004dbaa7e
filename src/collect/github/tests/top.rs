//! Triggers, inputs, permissions and the other members at the top of a workflow.

use super::*;

const JOBS: &str = "jobs: {a: {runs-on: ubuntu-latest, steps: []}}\n";

fn triggers(on: &str) -> Value {
    facts(&format!("{on}\n{JOBS}"))["triggers"].clone()
}

#[test]
fn on_has_three_forms() {
    let bare = |at: &str, event: &str| {
        json!({"at": format!("{FILE}#/on{at}"), "event": event, "branches": [], "tags": [],
            "paths": [], "types": [], "workflows": [], "schedules": []})
    };
    assert_eq!(triggers("on: push"), json!([bare("", "push")]));
    assert_eq!(
        triggers("on: [push, pull_request_target]"),
        json!([bare("/0", "push"), bare("/1", "pull_request_target")])
    );
    assert_eq!(
        triggers("\"on\":\n  push:\n  workflow_dispatch: {}"),
        json!([bare("/push", "push"), bare("/workflow_dispatch", "workflow_dispatch")])
    );
}

#[test]
fn filters_are_read_and_ignoring_ones_negated() {
    let found = triggers(
        "on:\n  push:\n    branches: [main, '!old']\n    branches-ignore: wip/**\n    tags: ['v*']\n    \
         tags-ignore: [v0]\n    paths: [src/**]\n    paths-ignore: ['**.md']\n  pull_request: {types: [opened]}\n  \
         workflow_run: {workflows: [CI], types: completed}\n  schedule:\n    - cron: '0 3 * * 1'\n    - cron: 5 4 * * *\n",
    );
    assert_eq!(
        found,
        json!([
            {"at": format!("{FILE}#/on/push"), "event": "push",
                "branches": ["main", "!old", "!wip/**"], "tags": ["v*", "!v0"],
                "paths": ["src/**", "!**.md"], "types": [], "workflows": [], "schedules": []},
            {"at": format!("{FILE}#/on/pull_request"), "event": "pull_request", "branches": [],
                "tags": [], "paths": [], "types": ["opened"], "workflows": [], "schedules": []},
            {"at": format!("{FILE}#/on/workflow_run"), "event": "workflow_run", "branches": [],
                "tags": [], "paths": [], "types": ["completed"], "workflows": ["CI"],
                "schedules": []},
            {"at": format!("{FILE}#/on/schedule"), "event": "schedule", "branches": [],
                "tags": [], "paths": [], "types": [], "workflows": [],
                "schedules": ["0 3 * * 1", "5 4 * * *"]},
        ])
    );
}

#[test]
fn inputs_stand_beside_their_event() {
    let text = format!(
        "on:\n  workflow_dispatch:\n    inputs:\n      tag: {{type: choice, options: [latest, next]}}\n  \
         workflow_call:\n    inputs:\n      dry: {{type: boolean}}\n      ref:\n{JOBS}"
    );
    assert_eq!(
        facts(&text)["inputs"],
        json!([
            {"at": format!("{FILE}#/on/workflow_dispatch/inputs/tag"), "name": "tag",
                "event": "workflow_dispatch", "type": "choice", "options": ["latest", "next"]},
            {"at": format!("{FILE}#/on/workflow_call/inputs/dry"), "name": "dry",
                "event": "workflow_call", "type": "boolean", "options": []},
            {"at": format!("{FILE}#/on/workflow_call/inputs/ref"), "name": "ref",
                "event": "workflow_call", "type": "string", "options": []},
        ])
    );
}

/// The workflow's `permissions` and what comes out for its one job.
fn permissions(top: &str, own: &str) -> (Value, Value) {
    let found = facts(&format!("on: push\n{top}\njobs:\n  a:\n    runs-on: x\n{own}\n"));
    (found["permissions"].clone(), found["jobs"][0]["permissions"].clone())
}

#[test]
fn the_nearest_permissions_decide_alone() {
    let top = format!("{FILE}#/permissions");
    assert_eq!(
        permissions("", ""),
        (Value::Null, json!({"source": "default", "known": false, "form": "scopes", "scopes": {}}))
    );
    assert_eq!(
        permissions("permissions: {}", ""),
        (
            json!({"at": top, "form": "scopes", "scopes": {}}),
            json!({"at": top, "source": "workflow", "known": true, "form": "scopes", "scopes": {}}),
        )
    );
    assert_eq!(
        permissions("permissions: write-all", "    permissions: {contents: none, id-token: write}")
            .1,
        json!({"at": format!("{FILE}#/jobs/a/permissions"), "source": "job", "known": true,
            "form": "scopes", "scopes": {"id-token": "write"}})
    );
}

#[test]
fn blanket_permissions_are_spelt_out() {
    let (written, effective) = permissions("permissions: write-all", "");
    assert_eq!(written["form"], "write_all");
    assert_eq!(
        written["scopes"],
        json!({"actions": "write", "artifact-metadata": "write", "attestations": "write",
            "checks": "write", "code-quality": "write", "contents": "write",
            "deployments": "write", "discussions": "write", "id-token": "write",
            "issues": "write", "models": "read", "packages": "write", "pages": "write",
            "pull-requests": "write", "repository-projects": "write",
            "security-events": "write", "statuses": "write", "vulnerability-alerts": "read"})
    );
    assert_eq!(effective["scopes"], written["scopes"]);
    let (written, _) = permissions("permissions: read-all", "");
    assert_eq!(written["form"], "read_all");
    assert_eq!(written["scopes"].as_object().unwrap().len(), 17);
    assert_eq!(written["scopes"]["contents"], "read");
    assert_eq!(written["scopes"]["id-token"], Value::Null);
}

#[test]
fn name_env_secrets_and_concurrency_of_the_file() {
    let found = facts(&format!(
        "name: Veröffentlichen\nrun-name: by ${{{{ github.actor }}}}\non: push\nenv:\n  TOKEN: \
         é${{{{ secrets.Npm_Token }}}}\n  EMPTY: ''\n  NULL:\n  N: 3.10\nconcurrency:\n  group: g-${{{{ github.ref }}}}\n  \
         cancel-in-progress: true\n{JOBS}"
    ));
    assert_eq!(found["name"], "Veröffentlichen");
    let variable = |name: &str, value: &str, secrets: &[&str]| {
        json!({"at": format!("{FILE}#/env/{name}"), "name": name, "value": value,
            "secrets": secrets, "literal_credential": false})
    };
    assert_eq!(
        found["env"],
        json!([
            variable("TOKEN", "é${{ secrets.Npm_Token }}", &["NPM_TOKEN"]),
            variable("EMPTY", "", &[]),
            variable("NULL", "", &[]),
            variable("N", "3.10", &[]),
        ])
    );
    assert_eq!(
        found["secrets"],
        json!([{"at": format!("{FILE}#/env/TOKEN;char=1,25"), "name": "NPM_TOKEN", "to": "env/TOKEN"}])
    );
    assert_eq!(
        found["concurrency"],
        json!({"at": format!("{FILE}#/concurrency"), "group": "g-${{ github.ref }}",
            "cancel_in_progress": "true"})
    );
}
