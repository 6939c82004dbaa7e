//! A release as projects write it: contexts, approvals, tags, orbs, credentials.

use super::*;

const CONFIG: &str = "version: 2.1
orbs:
  node: circleci/node@7.2.1 # pinned
  deployer: acme/deployer@volatile
  slack: circleci/slack@5
defaults: &defaults
  working_directory: ~/repo
  docker:
    - image: cimg/node:22.14
      auth: {username: me, password: $DOCKERHUB_PASSWORD}
    - image: redis@sha256:54057dd7e125ca41afe526a877e8bd35ec2cdd33b9217e022ed37bdcf7d09673
      name: cache
jobs:
  test:
    <<: *defaults
    steps:
      - checkout
      - node/install-packages: {pkg-manager: yarn-berry, app-dir: web}
      - node/install-packages: {override-ci-command: npm install --ignore-scripts}
      - slack/notify
  publish:
    <<: *defaults
    environment: {REGISTRY: //registry.npm.example/, COPY: $DEPLOY_KEY}
    steps:
      - checkout
      - run: echo \"$REGISTRY:_authToken=$NPM_TOKEN\" > ~/repo/.npmrc
      - run:
          name: publish
          command: |
            export NPM_ID_TOKEN=$(circleci run oidc get --claims '{\"aud\": \"npm:npm.example\"}')
            npm publish --tag $CIRCLE_TAG
          shell: /bin/sh
          when: always
workflows:
  version: 2
  release:
    jobs:
      - test: {filters: &tags {tags: {only: /^v.*/}, branches: {ignore: /.*/}}}
      - hold: {type: approval, requires: [test], filters: *tags}
      - publish:
          requires: [hold]
          context: [npm, org-global]
          serial-group: acme/publish
          filters: *tags
      - deployer/run: {requires: [publish: success], token: $TOKEN, context: org-global}
";

fn told() -> (Value, Vec<Value>) {
    let read = read(CONFIG);
    let problems = read.problems.iter().map(|next| json!([next.at, next.reason])).collect();
    (serde_json::to_value(read.pipelines).unwrap()[0].clone(), problems)
}

#[test]
fn a_person_lets_go_on_what_waits_for_an_approval() {
    let (pipeline, _) = told();
    assert_eq!(
        (&pipeline["at"], &pipeline["name"]),
        (&json!(format!("{FILE}#/workflows/release")), &json!("release"))
    );
    assert_eq!(each(&pipeline["jobs"], "id"), ["test", "hold", "publish", "deployer/run"]);
    let jobs = &pipeline["jobs"];
    assert_eq!(each(jobs, "manual"), [Value::Null, json!(true), json!(true), json!(true)]);
    assert_eq!(
        each(jobs, "needs"),
        [json!([]), json!(["test"]), json!(["hold"]), json!(["publish"])]
    );
    assert_eq!(jobs[2]["concurrency"]["group"], "acme/publish");
    let at = format!("{FILE}#/workflows/release/jobs/2/publish/context");
    assert_eq!(
        jobs[2]["secret_groups"],
        json!([{"at": format!("{at}/0"), "name": "npm"}, {"at": format!("{at}/1"), "name": "org-global"}])
    );
    assert_eq!(each(&jobs[3]["secret_groups"], "name"), ["org-global"]);
    assert_eq!(each(&jobs[2]["triggers"], "tags"), [json!(["/^v.*/"])]);
    assert_eq!(each(&jobs[2]["triggers"], "branches"), [json!([])]);
}

#[test]
fn merged_members_are_members() {
    let (pipeline, _) = told();
    let job = &pipeline["jobs"][0];
    let images = &job["images"];
    assert_eq!(each(images, "role"), ["container", "cache"]);
    assert_eq!(images[0]["at"], format!("{FILE}#/jobs/test/docker/0/image"));
    assert_eq!(images[1]["uses"]["pin"]["kind"], "digest");
    assert_eq!(job["runner"]["kind"], "hosted");
    assert_eq!(marked(CONFIG, images[0]["at"].as_str().unwrap()), "cimg/node:22.14");
}

#[test]
fn credentials_that_the_file_does_not_set_are_secrets() {
    let (pipeline, _) = told();
    let job = &pipeline["jobs"][2];
    let secrets = json!([
        {"at": format!("{FILE}#/jobs/publish/docker/0/auth/password;char=0,19"), "name": "DOCKERHUB_PASSWORD", "to": "container"},
        {"at": format!("{FILE}#/jobs/publish/environment/COPY"), "name": "DEPLOY_KEY", "to": "env/COPY"},
    ]);
    assert_eq!(job["secrets"], secrets);
    let token = &job["steps"][1]["secrets"];
    assert_eq!(each(token, "name"), ["NPM_TOKEN"]);
    assert_eq!(each(token, "to"), ["run"]);
    assert_eq!(marked(CONFIG, token[0]["at"].as_str().unwrap()), "$NPM_TOKEN");
    assert_eq!(job["steps"][2]["secrets"], json!([]));
}

#[test]
fn a_token_is_asked_for_by_the_script() {
    let (pipeline, _) = told();
    let job = &pipeline["jobs"][2];
    assert_eq!(
        job["id_tokens"],
        json!([{"at": format!("{FILE}#/jobs/publish/steps/2"), "name": "NPM_ID_TOKEN", "audiences": ["npm:npm.example"]}])
    );
    assert_eq!(
        job["permissions"],
        json!({"source": "default", "known": false, "form": "scopes", "scopes": {"id-token": "write"}})
    );
    assert_eq!(pipeline["jobs"][0]["permissions"]["scopes"], json!({}));
    let publish = &job["publishes"][0];
    assert_eq!(
        (&publish["tool"], &publish["step"], &publish["directory"]),
        (&json!("npm"), &json!(2), &json!("."))
    );
    let step = &job["steps"][2];
    assert_eq!(
        (&step["shell"], &step["if"], &step["name"]),
        (&json!("sh"), &json!("always"), &json!("publish"))
    );
}

#[test]
fn orbs_are_included_and_their_parts_are_used() {
    let (pipeline, problems) = told();
    let pins: Vec<_> = each(&pipeline["includes"], "uses")
        .iter()
        .map(|uses| (uses["action"].clone(), uses["pin"]["kind"].clone()))
        .collect();
    assert_eq!(
        pins,
        [
            (json!("acme/deployer"), json!("name")),
            (json!("circleci/node"), json!("version")),
            (json!("circleci/slack"), json!("version")),
        ]
    );
    assert_eq!(pipeline["includes"][1]["uses"]["pin"]["comment"], "pinned");
    let step = &pipeline["jobs"][0]["steps"][1];
    assert_eq!(
        step["uses"],
        json!({
            "at": format!("{FILE}#/jobs/test/steps/1"), "text": "node/install-packages", "kind": "orb",
            "owner": "circleci", "name": "node", "action": "circleci/node", "path": "install-packages",
            "pin": {"kind": "version", "ref": "7.2.1", "comment": "pinned"},
        })
    );
    assert_eq!(step["with"], json!({"pkg-manager": "yarn-berry", "app-dir": "web"}));
    let installs = &pipeline["jobs"][0]["installs"];
    assert_eq!(each(installs, "tool"), ["yarn", "npm"]);
    assert_eq!(each(installs, "frozen"), [true, false]);
    assert_eq!(each(installs, "scripts"), [Value::Null, json!(false)]);
    assert_eq!(each(installs, "directory"), ["web", "."]);
    let call = &pipeline["jobs"][3]["calls"];
    assert_eq!((&call["uses"]["kind"], &call["uses"]["path"]), (&json!("orb"), &json!("run")));
    assert_eq!(
        problems,
        [json!([
            format!("{FILE}#/workflows/release/jobs/3/deployer~1run"),
            "`deployer/run` is part of an orb, which is not read"
        ])]
    );
}

#[test]
fn the_jobs_of_the_orb_for_node_install_and_run_a_script() {
    let found = facts(
        "version: 2.1
orbs: {node: circleci/node@7}
workflows:
  main:
    jobs:
      - node/run: {npm-run: release, app-dir: ~/project/web, setup: [{run: npm i -g npm@11}]}
      - node/test: {pkg-manager: pnpm}
",
    );
    let jobs = &found[0]["jobs"];
    assert_eq!(each(&jobs[0]["steps"], "index"), [0, 1, 2]);
    assert_eq!(each(&jobs[0]["installs"], "directory"), [".", "web"]);
    let command = &jobs[0]["steps"][2]["commands"][0];
    assert_eq!(
        (&command["deed"]["script"], &command["directory"]),
        (&json!("release"), &json!("web"))
    );
    assert_eq!(jobs[1]["steps"][1]["commands"][0]["deed"]["script"], "test");
    assert_eq!(each(&jobs[1]["installs"], "tool"), ["pnpm"]);
    assert_eq!(each(&jobs[1]["caches"], "restores"), [true]);
}

#[test]
fn steps_that_an_orb_is_handed_are_read() {
    let text = "version: 2.1
orbs: {node: circleci/node@5.1.0, go: acme/go@1.0.0}
commands:
  cached:
    parameters: {steps: {type: steps}}
    steps: [node/with-cache: {steps: << parameters.steps >>, cache-key: package.json}]
jobs:
  k:
    executor: node/default
    steps:
      - cached: {steps: [{run: npm ci}, {run: npm publish}]}
      - go/run: {after-run: [{run: echo done}], verbose: true}
workflows:
  w:
    jobs:
      - k
      - go/test: {requires: [k], context: [npm], setup: [{run: npm ci --ignore-scripts}]}
";
    let found = facts(text);
    let jobs = &found[0]["jobs"];
    assert_eq!(
        each(&jobs[0]["steps"], "run"),
        [Value::Null, json!("npm ci"), json!("npm publish"), Value::Null, json!("echo done")]
    );
    assert_eq!(each(&jobs[0]["installs"], "step"), [1]);
    assert_eq!(
        each(&jobs[0]["publishes"], "at"),
        [format!("{FILE}#/jobs/k/steps/0/cached/steps/1/run;char=0,11")]
    );
    assert_eq!(each(&jobs[1]["steps"], "run"), ["npm ci --ignore-scripts"]);
}

#[test]
fn a_command_that_an_orb_is_handed_as_a_text_is_a_problem() {
    let config = |arguments: &str| {
        format!(
            "version: 2.1\norbs: {{x: acme/go@1.0.0, slack: circleci/slack@4.0.0}}\njobs:\n  k:\n    machine: true\n    \
             steps: [{arguments}]\n"
        )
    };
    assert_eq!(
        problems(&config("x/go: {script: npm publish}")),
        [json!([
            "#/jobs/k/steps/0",
            [
                "pipelines[*].jobs[*].steps[*].commands",
                "pipelines[*].jobs[*].installs",
                "pipelines[*].jobs[*].publishes"
            ],
            "`x/go` is part of an orb, which is not read, and gets commands in `script`"
        ])]
    );
    for harmless in [
        "x/go: {script: make all, name: the npm token}",
        "x/go: {tool: npm, list: [a, b c]}",
        "slack/notify: {custom: npm publish failed}",
    ] {
        let found = problems(&config(harmless));
        assert!(!found.iter().any(|next| next[2].to_string().contains("commands")), "{found:?}");
    }
}
