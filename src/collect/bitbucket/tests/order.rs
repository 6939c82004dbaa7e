//! Pipelines, what starts them, and which step waits for which.

use super::*;

const CONFIG: &str = "image: node:22
definitions:
  steps:
    - step: &test
        name: Test
        script: [npm ci]
pipelines:
  default:
    - step: *test
  branches:
    release/*:
      - step: *test
      - parallel:
          fail-fast: true
          steps:
            - step: {name: A, script: [npm run a]}
            - step: {script: [npm run b]}
      - stage:
          name: Out
          deployment: production
          trigger: manual
          condition: {changesets: {includePaths: [src/**]}}
          steps:
            - step:
                <<: *test
                oidc: true
            - step: {name: C, deployment: staging, script: [npm publish]}
  tags:
    v*:
      - step: *test
  pull-requests:
    '**':
      - step: *test
  custom:
    release:
      - variables:
          - name: TOKEN
          - {name: LEVEL, allowed-values: [minor, major]}
      - step:
          script: [echo $TOKEN $OTHER_TOKEN]
    again:
      - step: {name: child, type: pipeline, custom: release}
";

#[test]
fn each_start_is_a_pipeline() {
    let found = facts(CONFIG);
    assert_eq!(each(&found, "name"), ["default", "release/*", "v*", "**", "release", "again"]);
    assert_eq!(found[1]["at"], format!("{FILE}#/pipelines/branches/release~1*"));
    let triggers: Vec<_> = each(&found, "triggers").iter().map(|all| all[0].clone()).collect();
    let rows: Vec<_> = triggers
        .iter()
        .map(|next| json!([next["event"], next["branches"], next["tags"], next["written"]]))
        .collect();
    assert_eq!(
        rows,
        [
            json!(["push", ["!release/*"], [], null]),
            json!(["push", ["release/*"], [], null]),
            json!(["push", [], ["v*"], null]),
            json!(["pull_request", ["**"], [], "pull-requests"]),
            json!(["workflow_dispatch", [], [], null]),
            json!(["workflow_dispatch", [], [], null]),
        ]
    );
    assert_eq!(each(&found, "provider"), ["bitbucket"; 6]);
}

#[test]
fn steps_wait_for_those_before_them() {
    let found = facts(CONFIG);
    let jobs = &found[1]["jobs"];
    assert_eq!(each(jobs, "id"), ["Test", "A", "step 3", "Test 4", "C"]);
    assert_eq!(
        each(jobs, "needs"),
        [json!([]), json!(["Test"]), json!(["Test"]), json!(["A", "step 3"]), json!(["Test 4"])]
    );
    let no = Value::Null;
    assert_eq!(each(jobs, "manual"), [no.clone(), no.clone(), no, json!(true), json!(true)]);
    let base = format!("{FILE}#/pipelines/branches/release~1*");
    assert_eq!(jobs[2]["at"], format!("{base}/1/parallel/steps/1/step"));
    assert_eq!(
        each(jobs, "environment")[3..],
        [
            json!({"at": format!("{base}/2/stage/deployment"), "name": "production"}),
            json!({"at": format!("{base}/2/stage/steps/1/step/deployment"), "name": "staging"}),
        ]
    );
    assert_eq!(jobs[3]["if"], "{\"changesets\":{\"includePaths\":[\"src/**\"]}}");
    // Of the mapping that is merged into it.
    assert_eq!(
        jobs[3]["installs"][0]["at"],
        format!("{base}/2/stage/steps/0/step/script/0;char=0,6")
    );
    assert_eq!(jobs[3]["permissions"]["scopes"], json!({"id-token": "write"}));
    assert_eq!(jobs[4]["publishes"][0]["tool"], "npm");
}

#[test]
fn a_person_gives_variables_and_starts_other_pipelines() {
    let found = facts(CONFIG);
    let inputs = &found[4]["inputs"];
    assert_eq!(each(inputs, "name"), ["TOKEN", "LEVEL"]);
    assert_eq!(each(inputs, "type"), ["string", "choice"]);
    assert_eq!(inputs[1]["options"], json!(["minor", "major"]));
    assert_eq!(each(&found[4]["jobs"][0]["steps"][0]["secrets"], "name"), ["OTHER_TOKEN"]);
    let call = &found[5]["jobs"][0]["calls"];
    assert_eq!((&call["pipeline"], &call["uses"]["kind"]), (&found[4]["at"], &json!("local")));
}

#[test]
fn what_stands_elsewhere_is_told() {
    let text = "definitions:
  imports: {shared: 'ci:main:shared.yml', own: .bitbucket/own.yml}
  pipelines:
    handed: [step: {script: [npm ci]}]
export: true
pipelines:
  custom:
    a: {import: 'ci:main:release'}
";
    let reason = "the pipeline `ci:main:release` stands in another file, which is not read";
    assert_eq!(
        problems(text),
        [json!(["#/pipelines/custom/a/import", ["pipelines[*].jobs"], reason])]
    );
    let found = serde_json::to_value(read(text).0).unwrap();
    let includes = &found[0]["includes"];
    assert_eq!(each(includes, "read"), [false; 3]);
    let pins: Vec<_> = each(includes, "uses").iter().map(|uses| uses["pin"].clone()).collect();
    let main = json!({"kind": "name", "ref": "main"});
    assert_eq!(pins, [main.clone(), json!({"kind": "local"}), main]);
    assert_eq!(found[1]["at"], format!("{FILE}#/definitions/pipelines/handed"));
    assert_eq!(found[1]["triggers"][0]["event"], "workflow_call");
}

#[test]
fn a_custom_pipeline_may_be_started_by_events() {
    let text = "triggers:
  repository-push: [{condition: a, pipelines: [build]}]
  pullrequest-created: [{pipelines: [build, other]}]
  moon: [{pipelines: [build]}]
pipelines: {custom: {build: [step: {script: [a]}]}}
";
    let found = serde_json::to_value(read(text).0).unwrap();
    assert_eq!(each(&found[0]["triggers"], "event"), ["workflow_dispatch", "push", "pull_request"]);
    assert_eq!(each(&found[0]["triggers"], "written")[2], "pullrequest-created");
    let reason = "`moon` is no event that is known";
    assert_eq!(problems(text), [json!(["#/triggers/moon", ["pipelines[*].triggers"], reason])]);
}
