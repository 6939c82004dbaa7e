//! Inputs, and where they are filled in.

use super::*;

const TEMPLATE: &str = "\
spec:
  inputs:
    job:
    stage: {default: test, options: [test, deploy]}
    image: {default: 'node:22'}
    rules: {type: array, default: [{if: $CI_COMMIT_TAG}]}
    commands: {type: array, default: [npm ci]}
---
\"$[[ inputs.job ]]-job\":
  stage: $[[ inputs.stage ]]
  image: $[[ inputs.image ]]
  rules: $[[ inputs.rules ]]
  script:
    - $[[ inputs.commands ]]
    - npm publish --tag $[[ inputs.tag ]]
";

#[test]
fn an_included_file_gets_what_it_is_given_and_else_its_defaults() {
    let files = [
        (
            FILE,
            "\
include:
  - {local: t.yml, inputs: {job: one, image: 'node:24', commands: [npm i]}}
  - {local: t.yml, inputs: {job: two, stage: deploy}}
",
        ),
        ("t.yml", TEMPLATE),
    ];
    let found = all(&files).remove(0);
    let one = job(&found, "one-job");
    // The place is the one in the file, where the key has its expression.
    assert_eq!(one["at"], "t.yml#/$%5B%5B%20inputs.job%20%5D%5D-job");
    assert_eq!(marked(&files, one["images"][0]["at"].as_str().unwrap()), "$[[ inputs.image ]]");
    assert_eq!(one["images"][0]["uses"]["pin"], json!({"kind": "version", "ref": "24"}));
    assert_eq!(events(&found["triggers"])[0], "push tag:**");
    assert_eq!(one["installs"][0]["frozen"], false);
    let two = job(&found, "two-job");
    assert_eq!(two["needs"], json!(["one-job"]));
    assert_eq!(two["images"][0]["uses"]["text"], "node:22");
    assert_eq!(two["installs"][0]["frozen"], true);
    // What is only part of a script keeps its characters.
    let command = two["steps"][0]["commands"][1].clone();
    assert_eq!(
        marked(&files, command["at"].as_str().unwrap()),
        "npm publish --tag $[[ inputs.tag ]]"
    );
    let expression = &two["steps"][0]["expressions"][0];
    assert_eq!(marked(&files, expression["at"].as_str().unwrap()), "$[[ inputs.tag ]]");
    assert_eq!(expression["contexts"], json!(["inputs.tag"]));
    assert_eq!(expression["in"], "run");
}

#[test]
fn a_pipeline_that_a_person_starts_may_be_given_anything() {
    let text = "\
spec:
  inputs:
    tag: {default: latest, options: [latest, next], description: what}
    flag: {type: boolean, default: false}
---
a:
  script: npm publish --tag $[[ inputs.tag | expand_vars ]]
  environment: $[[ inputs.tag ]]
";
    let found = facts(text);
    assert_eq!(
        found["inputs"],
        json!([
            {"at": ".gitlab-ci.yml#/spec/inputs/tag", "name": "tag", "event": "workflow_dispatch",
                "type": "string", "options": ["latest", "next"]},
            {"at": ".gitlab-ci.yml#/spec/inputs/flag", "name": "flag", "event": "workflow_dispatch",
                "type": "boolean", "options": []},
        ])
    );
    let a = job(&found, "a");
    assert_eq!(a["environment"]["name"], "$[[ inputs.tag ]]");
    assert_eq!(a["steps"][0]["expressions"][0]["functions"], json!(["expand_vars"]));
    assert_eq!(
        a["expressions"],
        json!([{"at": ".gitlab-ci.yml#/a/environment;char=0,17", "in": "environment",
            "text": "inputs.tag", "contexts": ["inputs.tag"], "functions": [], "malformed": false}])
    );
    assert_eq!(
        marked(&[(FILE, text)], found["inputs"][0]["at"].as_str().unwrap()),
        "{default: latest, options: [latest, next], description: what}"
    );
}

#[test]
fn rules_that_are_an_input_of_a_run_keep_everything_possible() {
    let text = "a: {script: x, rules: '$[[ inputs.rules ]]'}\n";
    let found = problems(&[(FILE, text)]);
    assert_eq!(found[0][2], json!(["pipelines[*].jobs[*].triggers"]));
    assert_eq!(found[0][3], "the rules are an input, which only a run can tell");
    assert_eq!(read(&[(FILE, text)]).0[0].triggers.len(), 7);
}
