//! Keywords of jobs.

use super::*;

/// The job `a` of nothing but itself.
fn a(text: &str) -> Value {
    job(&facts(&format!("a:\n{text}")), "a").clone()
}

#[test]
fn images_and_services() {
    let text = "  script: x\n  image: {name: 'node:22', entrypoint: ['']}\n  services:\n    - postgres:17\n    - {name: 'redis@sha256:0123456789012345678901234567890123456789012345678901234567890123', alias: cache}\n    - $REGISTRY/x:1\n    - 'node:$NODE'\n";
    let images = a(text)["images"].clone();
    let rows: Vec<_> = images
        .as_array()
        .unwrap()
        .iter()
        .map(|image| {
            json!([image["role"], image["uses"]["kind"], image["uses"]["pin"]["kind"], image["at"]])
        })
        .collect();
    assert_eq!(
        rows,
        [
            json!(["container", "docker", "version", ".gitlab-ci.yml#/a/image/name"]),
            json!(["service", "docker", "version", ".gitlab-ci.yml#/a/services/0"]),
            json!(["cache", "docker", "digest", ".gitlab-ci.yml#/a/services/1/name"]),
            json!(["service", "docker", "version", ".gitlab-ci.yml#/a/services/2"]),
            json!(["service", "other", "none", ".gitlab-ci.yml#/a/services/3"]),
        ]
    );
}

#[test]
fn runners_are_known_by_the_tags_of_gitlab_alone() {
    let kind = |tags: &str| a(&format!("  script: x\n  tags: {tags}\n"))["runner"]["kind"].clone();
    assert_eq!(kind("[saas-macos-medium-m1]"), "hosted");
    assert_eq!(kind("[docker, own]"), "unknown");
    assert_eq!(kind("[self-hosted]"), "self_hosted");
    assert_eq!(
        a("  script: x\n")["runner"],
        json!({"at": ".gitlab-ci.yml#/a", "labels": [], "kind": "unknown"})
    );
}

#[test]
fn a_script_for_windows_is_read_where_it_is_plain() {
    let plain = a("  tags: [saas-windows-medium-amd64]\n  script: npm ci\n");
    assert_eq!(plain["steps"][0]["shell"], "pwsh");
    assert_eq!(plain["installs"][0]["frozen"], true);
    let text = "a:\n  tags: [windows]\n  script: $env:X = 1; npm ci\n";
    assert_eq!(
        problems(&[(FILE, text)])[0][3],
        "the script is written for pwsh, which is not read"
    );
}

#[test]
fn caches_are_restored_and_saved_by_their_policy() {
    let text = "  script: x\n  cache:\n    - {key: $CI_COMMIT_REF_SLUG, paths: [node_modules/], fallback_keys: [main]}\n    - {paths: [a], policy: push}\n    - {paths: [b], policy: $POLICY}\n    - {}\n";
    assert_eq!(
        a(text)["caches"],
        json!([
            {"at": ".gitlab-ci.yml#/a/cache/0", "tool": "cache", "key": "$CI_COMMIT_REF_SLUG",
                "fallbacks": ["main"], "paths": ["node_modules/"], "restores": true, "saves": true},
            {"at": ".gitlab-ci.yml#/a/cache/1", "tool": "cache", "paths": ["a"], "restores": false,
                "saves": true},
            {"at": ".gitlab-ci.yml#/a/cache/2", "tool": "cache", "paths": ["b"]},
        ])
    );
}

#[test]
fn jobs_wait_for_the_stage_before_or_for_what_they_need() {
    let text = "\
stages: [one, two, three]
first: {stage: .pre, script: x}
a: {stage: one, script: x, artifacts: {paths: [d], name: archive, reports: {dotenv: e}}}
b: {stage: one, script: x}
c: {stage: three, script: x}
d: {stage: three, script: x, needs: []}
e:
  stage: three
  script: x
  needs:
    - a
    - {job: b, artifacts: false}
    - {project: acme/x, job: build, ref: main, artifacts: true}
    - {pipeline: $PARENT, job: p}
f: {stage: three, script: x, dependencies: [a]}
last: {stage: .post, script: x}
";
    let found = facts(text);
    let needs = |id| job(&found, id)["needs"].clone();
    assert_eq!(
        ["first", "a", "c", "d", "e", "f", "last"].map(needs),
        [
            json!([]),
            json!(["first"]),
            json!(["a", "b"]),
            json!([]),
            json!(["a", "b"]),
            json!(["a", "b"]),
            json!(["c", "d", "e", "f"]),
        ]
    );
    let taken = |id| {
        let artifacts = job(&found, id)["artifacts"].as_array().cloned().unwrap_or_default();
        let row = |next: &Value| json!([next["direction"], next["name"], next["other_run"]]);
        artifacts.iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(taken("c"), [json!(["download", null, false])]);
    assert_eq!(taken("d"), Vec::<Value>::new());
    assert_eq!(
        taken("e"),
        [
            json!(["download", "a", false]),
            json!(["download", "build", true]),
            json!(["download", "p", true]),
        ]
    );
    assert_eq!(taken("f"), [json!(["download", "a", false])]);
    assert_eq!(taken("a")[1], json!(["upload", "a", null]));
    assert_eq!(job(&found, "a")["artifacts"][1]["paths"], json!(["d", "e"]));
}

#[test]
fn a_matrix_is_variables_of_which_a_run_has_one() {
    let text = "  script: x\n  parallel:\n    matrix:\n      - {NODE: ['20', '22'], ONE: x}\n      - {NODE: '24'}\n";
    let env = a(text)["env"].clone();
    assert_eq!(
        env,
        json!([
            {"at": ".gitlab-ci.yml#/a/parallel/matrix/0/NODE", "name": "NODE", "secrets": [],
                "literal_credential": false},
            {"at": ".gitlab-ci.yml#/a/parallel/matrix/0/ONE", "name": "ONE", "value": "x",
                "secrets": [], "literal_credential": false},
        ])
    );
}

#[test]
fn variables_of_rules_are_variables_of_the_job() {
    let text = "  script: x\n  rules:\n    - if: $CI_COMMIT_TAG\n      variables: {NPM_CONFIG_TAG: latest}\n    - variables: {NPM_CONFIG_TAG: next}\n";
    let env = a(text)["env"].clone();
    let rows: Vec<_> = env.as_array().unwrap().iter().map(|next| &next["value"]).collect();
    assert_eq!(serde_json::to_value(rows).unwrap(), json!(["latest", "next"]));
}

#[test]
fn hooks_run_first_and_functions_are_components() {
    let text = "  hooks: {pre_get_sources_script: [git config x]}
  run:
    - {name: say, script: npm ci}
    - {name: do, func: registry.example/acme/f@v1.0.0, inputs: {a: b}}
    - {name: own, step: ./steps/own}
  allow_failure: true
";
    let steps = a(text)["steps"].clone();
    let rows: Vec<_> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            json!([
                step["index"],
                step["id"],
                step["name"],
                step["run"],
                step["uses"]["kind"],
                step["uses"]["pin"]["kind"],
                step["continue_on_error"]
            ])
        })
        .collect();
    assert_eq!(
        rows,
        [
            json!([0, "hooks", null, "git config x", null, null, true]),
            json!([1, null, "say", "npm ci", null, null, true]),
            json!([2, null, "do", null, "component", "version", true]),
            json!([3, null, "own", null, "local", "local", true]),
        ]
    );
    assert_eq!(steps[2]["with"], json!({"a": "b"}));
}

#[test]
fn one_shell_runs_before_script_and_script() {
    let text = "  before_script: [cd web]\n  script: [npm ci]\n  after_script: [npm ci]\n";
    let installs = a(text)["installs"].clone();
    let folders: Vec<_> =
        installs.as_array().unwrap().iter().map(|next| &next["directory"]).collect();
    assert_eq!(serde_json::to_value(folders).unwrap(), json!(["web", "."]));
}

#[test]
fn other_shapes_are_problems_and_the_rest_is_read() {
    let text = "\
variables: [a]
a: text
b:
  script: [{echo: 'a colon'}, npm ci]
  environment: [x]
  id_tokens: x
  cache: x
  image: [x]
  variables: x
";
    let found = problems(&[(FILE, text)]);
    let rows: Vec<_> =
        found.iter().map(|row| (row[0].as_str().unwrap(), row[2][0].as_str().unwrap())).collect();
    assert_eq!(
        rows,
        [
            (".gitlab-ci.yml#/variables", "pipelines[*].env"),
            (".gitlab-ci.yml#/a", "pipelines[*].jobs"),
            (".gitlab-ci.yml#/b/variables", "pipelines[*].jobs[*].env"),
            (".gitlab-ci.yml#/b/script/0", "pipelines[*].jobs[*].steps[*].run"),
            (".gitlab-ci.yml#/b/environment", "pipelines[*].jobs[*].environment"),
            (".gitlab-ci.yml#/b/id_tokens", "pipelines[*].jobs[*].id_tokens"),
            (".gitlab-ci.yml#/b/cache", "pipelines[*].jobs[*].caches"),
            (".gitlab-ci.yml#/b/image", "pipelines[*].jobs[*].images"),
        ]
    );
    let (pipelines, _) = read(&[(FILE, text)]);
    assert_eq!(pipelines[0].jobs[0].installs.len(), 1);
}

#[test]
fn variables_of_the_file_are_filled_into_images() {
    let text = "
variables: {IMG: 'node:latest', REG: registry.example}
a: {script: [a], image: $IMG}
b: {script: [a], image: '$REG/node'}
c: {script: [a], image: '${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/node:22'}
d: {script: [a], image: {name: '$CI_REGISTRY_IMAGE:latest'}}
e: {script: [a], image: '$CI_REGISTRY_IMAGE/build:$TAG'}
f: {script: [a], image: $IMG, variables: {IMG: 'node:24'}}
";
    let found = facts(text);
    let told = |id| {
        let uses = &job(&found, id)["images"][0]["uses"];
        json!([uses["text"], uses["kind"], uses["pin"]["ref"]])
    };
    assert_eq!(
        ["a", "b", "c", "d", "e", "f"].map(told),
        [
            json!(["node:latest", "docker", "latest"]),
            json!(["registry.example/node", "docker", null]),
            json!(["${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/node:22", "docker", "22"]),
            json!(["$CI_REGISTRY_IMAGE:latest", "docker", "latest"]),
            json!(["$CI_REGISTRY_IMAGE/build:$TAG", "other", null]),
            json!(["node:24", "docker", "24"]),
        ]
    );
}
