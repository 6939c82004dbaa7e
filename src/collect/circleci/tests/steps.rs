//! Steps that need no parameters: forms, storage, machines, shells.

use super::*;

#[test]
fn every_form_of_a_step() {
    let found = job("    steps:
      - checkout
      - run: npm ci
      - run: {command: npm test, working_directory: web, environment: {CI: true}, background: true}
      - deploy: {command: npm publish}
      - add_ssh_keys: {fingerprints: [a]}
      - setup_remote_docker
      - when: {condition: << pipeline.git.tag >>, steps: [{run: 'true'}]}
      - unless: {condition: true, steps: [{unless: {condition: false, steps: [{run: 'false'}]}}]}
");
    let steps = &found["steps"];
    assert_eq!(
        each(steps, "run"),
        [
            Value::Null,
            json!("npm ci"),
            json!("npm test"),
            json!("npm publish"),
            Value::Null,
            Value::Null,
            json!("true"),
            json!("false")
        ]
    );
    assert_eq!(steps[2]["working_directory"], "web");
    assert_eq!(
        steps[2]["env"],
        json!([{"at": format!("{FILE}#/jobs/build/steps/2/run/environment/CI"), "name": "CI", "value": "true", "secrets": [], "literal_credential": false}])
    );
    assert_eq!(each(steps, "if")[6], "<< pipeline.git.tag >>");
    assert_eq!(each(steps, "if")[7], "not (true) and not (false)");
    assert_eq!(each(steps, "if_is")[5..], [Value::Null, Value::Null, json!(false)]);
    assert_eq!(
        found["publishes"][0]["at"],
        format!("{FILE}#/jobs/build/steps/3/deploy/command;char=0,11")
    );
    assert_eq!(found["installs"][0]["step"], 1);
}

#[test]
fn caches_and_artifacts() {
    let found = job("    steps:
      - restore_cache: {keys: ['a-{{ .Branch }}', a-]}
      - save_cache: {key: a, paths: [node_modules, ~/.npm]}
      - persist_to_workspace: {root: dist, paths: ['*.tgz']}
      - attach_workspace: {at: .}
      - store_artifacts: {path: out, destination: all}
      - store_test_results: {path: out}
");
    let at = |step: usize| format!("{FILE}#/jobs/build/steps/{step}");
    assert_eq!(
        found["caches"],
        json!([
            {"at": at(0), "step": 0, "tool": "restore_cache", "key": "a-{{ .Branch }}", "fallbacks": ["a-"], "restores": true, "saves": false},
            {"at": at(1), "step": 1, "tool": "save_cache", "key": "a", "paths": ["node_modules", "~/.npm"], "restores": false, "saves": true},
        ])
    );
    assert_eq!(
        found["artifacts"],
        json!([
            {"at": at(2), "step": 2, "direction": "upload", "paths": ["dist/*.tgz"], "other_run": false},
            {"at": at(3), "step": 3, "direction": "download", "paths": ["."], "other_run": false},
            {"at": at(4), "step": 4, "direction": "upload", "name": "all", "paths": ["out"], "other_run": false},
        ])
    );
    assert_eq!(found["steps"].as_array().unwrap().len(), 6);
}

#[test]
fn whose_machine_it_is() {
    for (text, kind, labels) in [
        ("docker: [{image: a}], resource_class: large", "hosted", json!(["docker", "large"])),
        (
            "docker: [{image: a}], resource_class: acme/pool",
            "self_hosted",
            json!(["docker", "acme/pool"]),
        ),
        (
            "machine: true, resource_class: acme/pool",
            "self_hosted",
            json!(["machine", "acme/pool"]),
        ),
        (
            "machine: {image: 'ubuntu-2204:current'}",
            "hosted",
            json!(["machine", "ubuntu-2204:current"]),
        ),
        ("macos: {xcode: 15.0.0}", "hosted", json!(["macos", "xcode:15.0.0"])),
        (
            "machine: true, resource_class: << pipeline.parameters.x >>",
            "unknown",
            json!(["machine", "<< pipeline.parameters.x >>"]),
        ),
        ("executor: other", "unknown", json!(["other"])),
    ] {
        let found = facts(&format!("jobs: {{build: {{{text}, steps: [checkout]}}}}\n"));
        let runner = &found[0]["jobs"][0]["runner"];
        assert_eq!((&runner["kind"], &runner["labels"]), (&json!(kind), &labels), "{text}");
    }
}

#[test]
fn scripts_for_windows_are_not_read() {
    let text = "version: 2.1
orbs: {win: circleci/windows@5}
jobs:
  build:
    executor: {name: win/default, size: medium}
    steps:
      - run: npm ci
      - run: npm publish $env:PKG
      - run: {command: 'npm publish $PKG', shell: bash.exe}
";
    let facts = [
        "pipelines[*].jobs[*].steps[*].commands",
        "pipelines[*].jobs[*].installs",
        "pipelines[*].jobs[*].publishes",
    ];
    assert_eq!(
        problems(text),
        [json!([
            "#/jobs/build/steps/1/run",
            facts,
            "the script is written for powershell, which is not read"
        ])]
    );
    let read = read(text);
    let job = &read.pipelines[0].jobs[0];
    let shells: Vec<_> = job.steps.iter().map(|step| step.shell.as_deref().unwrap()).collect();
    assert_eq!(shells, ["powershell", "powershell", "bash"]);
    assert_eq!((job.installs.len(), job.publishes.len()), (1, 1));
}

#[test]
fn older_forms_are_read() {
    let found = facts(
        "version: 2
jobs:
  build:
    branches: {only: main}
    docker: [{image: 'circleci/node:14'}]
    environment:
      - A=1
      - B: 2
    steps: [checkout, {run: npm install}]
  other: {docker: [{image: a}], steps: [checkout]}
",
    );
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["at"], FILE);
    assert_eq!(each(&found[0]["triggers"], "event"), ["push"]);
    let jobs = &found[0]["jobs"];
    assert_eq!(each(jobs, "id"), ["build", "other"]);
    assert_eq!(each(jobs, "if_is"), [Value::Null, json!(false)]);
    assert_eq!(each(&jobs[0]["triggers"], "branches"), [json!(["main"])]);
    assert_eq!(each(&jobs[0]["env"], "name"), ["A", "B"]);
    assert_eq!(each(&jobs[0]["env"], "value"), ["1", "2"]);
}

#[test]
fn a_wrong_shape_is_a_problem_and_the_rest_is_read() {
    let text = "version: 2.1
commands: {empty: {}}
jobs:
  build:
    docker: [{name: a}, {image: b}]
    environment: true
    steps: [{run: [a]}, {a: 1, b: 2}, nothing, empty, {when: {steps: []}}, {run: npm ci}]
  bare: {steps: []}
workflows:
  main: {jobs: [build, bare, missing, [x]]}
  odd: text
";
    let found: Vec<_> =
        problems(text).into_iter().map(|row| (row[0].clone(), row[2].clone())).collect();
    let row = |at: &str, reason: &str| (json!(at), json!(reason));
    assert_eq!(
        found,
        [
            row("#/jobs/build/environment", "`environment` must be a mapping, and is a scalar"),
            row(
                "#/jobs/build/docker/0",
                "a container must be a mapping with `image`, and is a mapping"
            ),
            row(
                "#/jobs/build/steps/0/run",
                "`run` must be a text, or a mapping with `command`, and is a list"
            ),
            row(
                "#/jobs/build/steps/1",
                "a step must be a name, or a mapping with one, and is a mapping"
            ),
            row("#/jobs/build/steps/2", "no command `nothing` is defined in the file"),
            row("#/commands/empty", "a command must be a mapping with `steps`, and is a mapping"),
            row(
                "#/jobs/build/steps/4/when",
                "`when` must be a mapping with `condition` and `steps`, and is a mapping"
            ),
            row("#/jobs/bare", "a job must say where it runs"),
            row("#/workflows/main/jobs/2", "no job `missing` is defined in the file"),
            row(
                "#/workflows/main/jobs/3",
                "a job must be a name, or a mapping with one, and is a list"
            ),
            row("#/workflows/odd", "a workflow must be a mapping, and is a scalar"),
        ]
    );
    let read = read(text);
    assert_eq!(read.pipelines[0].jobs[0].installs.len(), 1);
    assert_eq!(read.pipelines[0].jobs[0].images.len(), 1);
}
