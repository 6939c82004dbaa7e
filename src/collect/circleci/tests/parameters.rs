//! Parameters of commands, jobs, executors and the pipeline.

use super::*;

const CONFIG: &str = "version: 2.1
parameters:
  registry: {type: string, default: 'https://registry.npm.example'}
executors:
  node:
    parameters:
      version: {type: string, default: '20.1'}
    docker:
      - image: cimg/node:<< parameters.version >>
        environment: {LEVEL: a, MORE: b}
    resource_class: << parameters.version >>-x
    working_directory: ~/repo
    environment: {LEVEL: executor}
commands:
  publish:
    parameters:
      tag: {type: string, default: latest}
      dry: {type: boolean, default: false}
      before: {type: steps, default: []}
    steps:
      - steps: << parameters.before >>
      - run:
          name: Publish << parameters.tag >>
          command: |
            cd é && npm publish --tag << parameters.tag >> --registry << pipeline.parameters.registry >>
            echo << pipeline.git.branch >>
      - when:
          condition: << parameters.dry >>
          steps: [{run: npm pack}]
jobs:
  release:
    parameters:
      channel: {type: string}
      node: {type: string}
    executor: {name: node, version: << parameters.node >>}
    environment: {LEVEL: job}
    steps:
      - checkout
      - publish:
          tag: << parameters.channel >>
          before:
            - run: npm run << parameters.channel >>
workflows:
  all:
    jobs:
      - release:
          channel: next-<< pipeline.git.branch >>
          matrix: {parameters: {node: ['22.1', '24.1']}}
      - release:
          name: again
          channel: latest
          node: current
";

#[test]
fn values_are_filled_in_and_places_stay_what_is_written() {
    let found = facts(CONFIG);
    let job = &found[0]["jobs"][1];
    assert_eq!(job["id"], "again");
    let step = &job["steps"][2];
    assert_eq!(step["name"], "Publish latest");
    assert_eq!(
        step["run"],
        "cd é && npm publish --tag latest --registry https://registry.npm.example\necho << pipeline.git.branch >>\n"
    );
    let command = &step["commands"][1];
    assert_eq!(command["directory"], "é");
    assert_eq!(command["flags"]["--tag"], "latest");
    assert_eq!(
        marked(CONFIG, command["at"].as_str().unwrap()),
        "npm publish --tag << parameters.tag >> --registry << pipeline.parameters.registry >>"
    );
    assert_eq!(command["at"], format!("{FILE}#/commands/publish/steps/1/run/command;char=8,92"));
    assert_eq!(job["publishes"][0]["tag"], "latest");
    assert_eq!(job["publishes"][0]["registry"], "https://registry.npm.example");
}

#[test]
fn steps_given_as_a_parameter_are_read_where_they_are_written() {
    let found = facts(CONFIG);
    let steps = &found[0]["jobs"][1]["steps"];
    assert_eq!(each(steps, "index"), [0, 1, 2, 3]);
    assert_eq!(steps[1]["at"], format!("{FILE}#/jobs/release/steps/1/publish/before/0"));
    assert_eq!(steps[1]["run"], "npm run latest");
    assert_eq!(steps[1]["working_directory"], ".");
}

#[test]
fn a_condition_that_the_file_decides_is_decided() {
    let found = facts(CONFIG);
    let step = &found[0]["jobs"][1]["steps"][3];
    assert_eq!(step["if"], "<< parameters.dry >>");
    assert_eq!(step["if_is"], false);
}

#[test]
fn an_expression_tells_where_its_value_comes_from() {
    let found = facts(CONFIG);
    let step = &found[0]["jobs"][0]["steps"][2];
    let expressions = step["expressions"].as_array().unwrap();
    let tag = expressions.iter().find(|next| next["in"] == "run").unwrap();
    assert_eq!(tag["contexts"], json!(["parameters.tag"]));
    assert_eq!(marked(CONFIG, tag["at"].as_str().unwrap()), "<< parameters.tag >>");
    let entry = format!("{FILE}#/workflows/all/jobs/0/release/channel");
    let through = json!([
        {"at": entry, "what": "parameters.channel"},
        {"at": format!("{FILE}#/jobs/release/steps/1/publish/tag"), "what": "parameters.tag"},
    ]);
    let source = json!({"context": "pipeline.git.branch", "at": format!("{entry};char=5,30"), "through": through});
    assert_eq!(tag["sources"], json!([source]));
    let branch = &expressions[expressions.len() - 1];
    assert_eq!(branch["contexts"], json!(["pipeline.git.branch"]));
    assert_eq!(branch.get("sources"), None);
}

#[test]
fn an_executor_has_an_image_for_each_value_of_a_matrix() {
    let found = facts(CONFIG);
    let job = &found[0]["jobs"][0];
    let names: Vec<_> =
        each(&job["images"], "uses").iter().map(|uses| uses["text"].clone()).collect();
    assert_eq!(names, ["cimg/node:22.1", "cimg/node:24.1"]);
    assert_eq!(each(&job["images"], "role"), ["container", "container"]);
    assert_eq!(job["runner"]["kind"], "unknown");
    let again = &found[0]["jobs"][1];
    assert_eq!(
        again["runner"],
        json!({
            "at": format!("{FILE}#/executors/node/docker"), "labels": ["docker", "current-x"], "kind": "hosted"
        })
    );
    // The nearest counts, and each name once.
    let env: Vec<_> =
        again["env"].as_array().unwrap().iter().map(|one| (&one["name"], &one["value"])).collect();
    assert_eq!(env, [(&json!("LEVEL"), &json!("job")), (&json!("MORE"), &json!("b"))]);
}

#[test]
fn a_definition_is_the_place_of_its_first_use_alone() {
    let found = facts(CONFIG);
    assert_eq!(
        each(&found[0]["jobs"], "at"),
        [format!("{FILE}#/jobs/release"), format!("{FILE}#/workflows/all/jobs/1/release")]
    );
}

#[test]
fn what_is_not_given_stays_as_it_is_written() {
    let found = facts(
        "version: 2.1
commands:
  say: {parameters: {what: {type: string}}, steps: [{run: 'echo << parameters.what >> << parameters.none >>'}]}
jobs:
  build: {docker: [{image: 'a:<< pipeline.parameters.x >>'}], steps: [say]}
",
    );
    let job = &found[0]["jobs"][0];
    assert_eq!(job["steps"][0]["run"], "echo << parameters.what >> << parameters.none >>");
    assert_eq!(job["images"][0]["uses"]["kind"], "other");
}

#[test]
fn inline_orbs_have_commands_jobs_and_executors_of_their_own() {
    let found = facts(
        "version: 2.1
orbs:
  own:
    orbs: {node: circleci/node@5.1}
    executors: {here: {docker: [{image: 'node:22'}]}}
    commands: {install: {steps: [{run: npm ci}]}}
    jobs: {test: {executor: here, steps: [install, node/install-packages]}}
workflows: {main: {jobs: [own/test]}}
",
    );
    let job = &found[0]["jobs"][0];
    assert_eq!(
        (&job["id"], &job["at"]),
        (&json!("own/test"), &json!(format!("{FILE}#/orbs/own/jobs/test")))
    );
    assert_eq!(job["images"][0]["uses"]["text"], "node:22");
    assert_eq!(each(&job["installs"], "tool"), ["npm", "npm"]);
    assert_eq!(each(&found[0]["includes"], "at"), [format!("{FILE}#/orbs/own/orbs/node")]);
}
