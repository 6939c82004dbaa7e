//! Jobs that start other pipelines.

use super::*;

#[test]
fn a_child_pipeline_is_one_of_its_own_with_the_triggers_of_the_job_that_starts_it() {
    let files = [
        (
            FILE,
            "\
start:
  trigger:
    include: [{local: ci/child.yml}]
    strategy: depend
  rules:
    - if: $CI_COMMIT_TAG =~ /^v/
    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'
",
        ),
        (
            "ci/child.yml",
            "\
publish: {script: npm publish, rules: [{if: $CI_COMMIT_TAG}]}
grand: {trigger: {include: ci/grand.yml}, rules: [{if: $CI_MERGE_REQUEST_ID}]}
never: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == 'push'}]}
",
        ),
        ("ci/grand.yml", "test: {script: npm ci, rules: [{when: always}]}\n"),
    ];
    let found = all(&files);
    let at: Vec<_> = found.iter().map(|next| next["at"].as_str().unwrap()).collect();
    assert_eq!(at, [FILE, "ci/child.yml", "ci/grand.yml"]);
    let start = job(&found[0], "start");
    assert_eq!(start["calls"]["pipeline"], "ci/child.yml");
    assert_eq!(start["calls"]["uses"]["kind"], "local");
    assert_eq!(start.get("runner"), None);
    let child = &found[1];
    assert_eq!(
        child["triggers"],
        json!([{"at": "ci/child.yml", "event": "workflow_call", "written": "parent_pipeline",
            "branches": [], "tags": [], "paths": [], "types": [], "workflows": [], "schedules": []}])
    );
    let publish = &job(child, "publish")["triggers"];
    assert_eq!(events(publish)[0], "push tag:/^v/");
    assert_eq!(publish.as_array().unwrap().len(), 6);
    assert_eq!(publish[0]["at"], ".gitlab-ci.yml#/start/rules/0");
    assert_eq!(publish[0]["through"], json!([".gitlab-ci.yml#/start"]));
    assert_eq!(job(child, "never")["if_is"], false);
    let test = &job(&found[2], "test")["triggers"];
    assert_eq!(events(test), ["pull_request"]);
    assert_eq!(test[0]["at"], ".gitlab-ci.yml#/start/rules/1");
    assert_eq!(test[0]["through"], json!(["ci/child.yml#/grand", ".gitlab-ci.yml#/start"]));
}

#[test]
fn a_pipeline_that_several_jobs_start_has_all_their_ways() {
    let files = [
        (
            FILE,
            "\
one: {trigger: {include: c.yml}, only: [tags]}
two: {trigger: {include: c.yml}, only: [merge_requests]}
",
        ),
        ("c.yml", "a: {script: x, rules: [{when: always}]}\n"),
    ];
    let found = all(&files);
    assert_eq!(found.len(), 2);
    let triggers = &job(&found[1], "a")["triggers"];
    assert_eq!(triggers.as_array().unwrap().len(), 7);
    assert_eq!(triggers[6]["through"], json!([".gitlab-ci.yml#/two"]));
}

#[test]
fn pipelines_elsewhere_are_called_and_not_read() {
    let text = "\
a: {trigger: acme/deploy}
b: {trigger: {project: acme/deploy, branch: main, inputs: {to: production}}}
c: {trigger: {include: [{artifact: generated.yml, job: a}]}}
d: {trigger: [x]}
";
    let (pipelines, problems) = read(&[(FILE, text)]);
    let found = serde_json::to_value(&pipelines[0]).unwrap();
    let calls = |id| job(&found, id)["calls"].clone();
    assert_eq!(
        calls("a"),
        json!({"uses": {"at": ".gitlab-ci.yml#/a/trigger", "text": "acme/deploy", "kind": "other",
            "pin": {"kind": "none"}}, "with": {}, "secrets_inherit": false})
    );
    assert_eq!(calls("b")["uses"]["pin"], json!({"kind": "name", "ref": "main"}));
    assert_eq!(calls("b")["with"], json!({"to": "production"}));
    assert_eq!(calls("c")["uses"]["text"], "generated.yml");
    assert_eq!(calls("c").get("pipeline"), None);
    let rows: Vec<_> =
        problems.iter().map(|next| (next.at.as_str(), next.facts[0].as_str())).collect();
    assert_eq!(
        rows,
        [
            (".gitlab-ci.yml#/c/trigger/include/0/artifact", "pipelines[*].jobs"),
            (".gitlab-ci.yml#/d/trigger", "pipelines[*].jobs[*].calls"),
        ]
    );
}

#[test]
fn pipelines_that_start_each_other_end() {
    let files = [
        (FILE, "a: {trigger: {include: c.yml}}\n"),
        ("c.yml", "b: {trigger: {include: c.yml}}\nc: {trigger: {include: .gitlab-ci.yml}}\n"),
    ];
    let (pipelines, problems) = read(&files);
    assert_eq!(pipelines.len(), 2);
    assert_eq!(problems.iter().map(|next| next.kind).collect::<Vec<_>>(), []);
}

#[test]
fn a_child_that_is_not_there_is_told_where_it_is_named() {
    let text = "a: {trigger: {include: [{local: gone.yml}]}}\nb: {trigger: {include: gone.yml}}\n";
    let found = problems(&[(FILE, text)]);
    assert_eq!(found.len(), 1, "{found:?}");
    let at = found[0][0].as_str().unwrap();
    assert_eq!(marked(&[(FILE, text)], at), "gone.yml");
    assert_eq!(found[0][3], "`gone.yml` is named here, and is not in the repository");
}
