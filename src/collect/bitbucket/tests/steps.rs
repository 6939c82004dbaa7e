//! What a step does: scripts, pipes, images, caches, artifacts.

use super::*;

fn job(step: &str) -> Value {
    facts(&format!(
        "image: {{name: 'acme/node:22', password: $DOCKER_PASSWORD}}
definitions:
  caches: {{own: ~/.own, keyed: {{key: {{files: [package-lock.json]}}, path: out}}}}
  services: {{db: {{image: 'postgres:16', variables: {{A: b}}}}}}
pipelines: {{default: [step: {step}]}}
"
    ))[0]["jobs"][0]
        .clone()
}

const STEP: &str = "#/pipelines/default/0/step";

#[test]
fn the_lines_of_a_script_are_one_step() {
    let found = job(
        "{script: ['cd web', 'npm ci && npm publish --tag $TAG', 'if a; then', '  b', 'fi'], after-script: [echo $LOG_TOKEN]}",
    );
    let steps = &found["steps"];
    assert_eq!(
        each(steps, "at"),
        [format!("{FILE}{STEP}/script"), format!("{FILE}{STEP}/after-script")]
    );
    assert_eq!(each(steps, "if"), [Value::Null, json!("after-script")]);
    assert_eq!(steps[0]["run"], "cd web\nnpm ci && npm publish --tag $TAG\nif a; then\n  b\nfi");
    assert_eq!(each(&steps[0]["commands"], "program"), ["cd", "npm", "npm", "a", "b"]);
    assert_eq!(found["installs"][0]["at"], format!("{FILE}{STEP}/script/1;char=0,6"));
    assert_eq!(found["publishes"][0]["directory"], "web");
    assert_eq!(each(&steps[1]["secrets"], "name"), ["LOG_TOKEN"]);
    assert_eq!(each(steps, "index"), [0, 1]);
}

#[test]
fn a_pipe_is_a_step_between_lines() {
    let found = job(
        "{script: [npm ci, {pipe: 'atlassian/npm-publish:1.1.1', name: out, variables: {NPM_TOKEN: $NPM_TOKEN, FOLDER: dist, EXTRA_ARGS: '--tag next --dry-run'}}, npm run after]}",
    );
    let steps = &found["steps"];
    assert_eq!(each(steps, "run"), [json!("npm ci"), Value::Null, json!("npm run after")]);
    assert_eq!(
        steps[1]["uses"],
        json!({
            "at": format!("{FILE}{STEP}/script/1/pipe"), "text": "atlassian/npm-publish:1.1.1", "kind": "pipe",
            "owner": "atlassian", "name": "npm-publish", "action": "atlassian/npm-publish",
            "pin": {"kind": "version", "ref": "1.1.1"},
        })
    );
    assert_eq!(steps[1]["with"]["FOLDER"], "dist");
    assert_eq!(
        steps[1]["secrets"],
        json!([{"at": format!("{FILE}{STEP}/script/1/variables/NPM_TOKEN;char=0,10"), "name": "NPM_TOKEN", "to": "with/NPM_TOKEN"}])
    );
    let publish = &found["publishes"][0];
    let told = ["tool", "mode", "dry_run", "tag", "directory", "step"]
        .map(|member| publish[member].clone());
    assert_eq!(
        told,
        [
            json!("atlassian/npm-publish"),
            json!("direct"),
            json!(true),
            json!("next"),
            json!("dist"),
            json!(1)
        ]
    );
}

#[test]
fn pipes_by_other_names() {
    for (text, kind, action, pin) in [
        (
            "docker://acme/pipe:main",
            "pipe",
            json!("acme/pipe"),
            json!({"kind": "name", "ref": "main"}),
        ),
        ("docker://registry.example/acme/pipe", "pipe", Value::Null, json!({"kind": "none"})),
        ("acme/$PIPE:1", "other", Value::Null, json!({"kind": "none"})),
    ] {
        let found = job(&format!("{{script: [pipe: '{text}']}}"));
        let uses = &found["steps"][0]["uses"];
        assert_eq!(
            (&uses["kind"], &uses["action"], &uses["pin"]),
            (&json!(kind), &action, &pin),
            "{text}"
        );
    }
}

#[test]
fn images_of_the_file_of_the_step_and_of_services() {
    let found = job("{script: [a], services: [docker, db]}");
    let images = &found["images"];
    assert_eq!(each(images, "role"), ["container", "db"]);
    assert_eq!(
        each(images, "at"),
        [format!("{FILE}#/image/name"), format!("{FILE}#/definitions/services/db/image")]
    );
    assert_eq!(
        found["secrets"],
        json!([{"at": format!("{FILE}#/image/password;char=0,16"), "name": "DOCKER_PASSWORD", "to": "container"}])
    );
    let found = job(
        "{image: node@sha256:54057dd7e125ca41afe526a877e8bd35ec2cdd33b9217e022ed37bdcf7d09673, script: [a]}",
    );
    assert_eq!(found["images"][0]["uses"]["pin"]["kind"], "digest");
    let found = job("{image: 'acme/$IMAGE', script: [a]}");
    assert_eq!(found["images"][0]["uses"]["kind"], "other");
}

#[test]
fn whose_machine_it_is() {
    for (text, kind) in [
        ("{script: [a]}", "hosted"),
        ("{runs-on: self.hosted, script: [a]}", "self_hosted"),
        ("{runs-on: [self.hosted, linux.shell], script: [a]}", "self_hosted"),
        ("{runs-on: [mine], script: [a]}", "unknown"),
    ] {
        assert_eq!(job(text)["runner"]["kind"], kind, "{text}");
    }
    let windows = "pipelines: {default: [step: {runs-on: [self.hosted, windows], script: ['npm publish $env:A']}]}";
    assert_eq!(problems(windows)[0][2], "the script is written for powershell, which is not read");
}

#[test]
fn caches_and_artifacts_and_tokens() {
    let found = job(
        "{caches: [node, own, keyed], artifacts: [dist/**], oidc: {audiences: [npm]}, script: [a]}",
    );
    let caches = &found["caches"];
    assert_eq!(each(caches, "key"), ["node", "own", "{\"files\":[\"package-lock.json\"]}"]);
    assert_eq!(each(caches, "paths"), [json!(["node_modules"]), json!(["~/.own"]), json!(["out"])]);
    assert_eq!(each(caches, "restores"), [true; 3]);
    assert_eq!(
        found["artifacts"],
        json!([{"at": format!("{FILE}{STEP}/artifacts"), "direction": "upload", "paths": ["dist/**"], "other_run": false}])
    );
    assert_eq!(
        found["id_tokens"],
        json!([{"at": format!("{FILE}{STEP}/oidc"), "name": "BITBUCKET_STEP_OIDC_TOKEN", "audiences": ["npm"]}])
    );
    assert_eq!(job("{oidc: false, script: [a]}").get("id_tokens"), None);
}

#[test]
fn later_steps_get_artifacts_unless_they_do_not_want_them() {
    let found = facts(
        "pipelines:
  default:
    - step: {script: [a], artifacts: {paths: [x], download: false}}
    - step: {script: [b]}
    - step: {script: [c], artifacts: {download: false}}
    - step: {script: [d], artifacts: {download: [one], upload: [{name: two, paths: [y]}]}}
",
    );
    let told: Vec<_> = each(&found[0]["jobs"], "artifacts")
        .iter()
        .map(|all| match all {
            Value::Null => Vec::new(),
            all => each(all, "direction"),
        })
        .collect();
    assert_eq!(
        told,
        [
            vec![json!("upload")],
            vec![json!("download")],
            vec![],
            vec![json!("download"), json!("upload")]
        ]
    );
    assert_eq!(each(&found[0]["jobs"][3]["artifacts"], "name"), ["one", "two"]);
}
