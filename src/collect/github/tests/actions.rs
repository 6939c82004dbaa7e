//! `action.yml`: composite actions, containers and JavaScript.

use super::*;

fn read_action(text: &str) -> (Value, Vec<Value>) {
    let options = Options { text, commands: true, parser: &stand_in::parse };
    let (pipeline, problems) = action("action.yml", &document(text), &options);
    (serde_json::to_value(pipeline).unwrap(), rows(problems))
}

#[test]
fn a_composite_action_has_one_job_of_its_caller() {
    let (found, problems) = read_action(
        "name: Set up\ninputs:\n  token: {required: true}\nruns:\n  using: composite\n  steps:\n    - run: npm ci\n      \
         shell: bash\n      env: {T: '${{ inputs.token }}'}\n    - uses: ./other\n",
    );
    assert_eq!(problems, [] as [Value; 0]);
    assert_eq!(found["kind"], "composite_action");
    assert_eq!(
        found["inputs"],
        json!([{"at": "action.yml#/inputs/token", "name": "token", "event": "action",
            "type": "string", "options": []}])
    );
    let job = &found["jobs"][0];
    assert_eq!((&job["id"], &job["at"]), (&json!("runs"), &json!("action.yml#/runs")));
    assert_eq!(
        job["permissions"],
        json!({"source": "caller", "known": false, "form": "scopes", "scopes": {}})
    );
    assert_eq!(job["steps"][1]["uses"]["path"], "other");
    assert_eq!(
        job["steps"][0]["expressions"],
        json!([{"at": "action.yml#/runs/steps/0/env/T;char=0,19", "in": "env/T",
            "text": "inputs.token", "contexts": ["inputs.token"], "functions": [],
            "malformed": false}])
    );
    assert_eq!(job["installs"][0]["at"], "action.yml#/runs/steps/0/run;char=0,6");
}

#[test]
fn a_container_action_has_its_image() {
    let (found, _) = read_action("runs: {using: Docker, image: 'docker://alpine:3.20'}\n");
    assert_eq!(found["kind"], "action");
    assert_eq!(
        found["jobs"][0]["images"],
        json!([{"at": "action.yml#/runs/image", "role": "container",
            "uses": {"at": "action.yml#/runs/image", "text": "docker://alpine:3.20",
                "kind": "docker", "name": "alpine", "pin": {"kind": "version", "ref": "3.20"}}}])
    );
    let (found, _) = read_action("runs: {using: docker, image: Dockerfile}\n");
    assert_eq!(
        found["jobs"][0]["images"][0]["uses"],
        json!({"at": "action.yml#/runs/image", "text": "Dockerfile", "kind": "local",
            "path": "Dockerfile", "pin": {"kind": "local"}})
    );
}

#[test]
fn an_action_in_javascript_has_no_job() {
    let (found, problems) = read_action("name: x\nruns: {using: node24, main: index.js}\n");
    assert_eq!((&found["kind"], &found["jobs"]), (&json!("action"), &json!([])));
    assert_eq!(problems, [] as [Value; 0]);
}

#[test]
fn an_action_that_does_not_say_what_it_is_is_a_problem() {
    let facts = ["pipelines[*].jobs", "pipelines[*].kind"];
    assert_eq!(
        read_action("runs: {steps: []}\n").1,
        [json!([
            "action.yml#/runs",
            "unexpected",
            facts,
            "`runs` must say in `using` what the action runs on"
        ])]
    );
    assert_eq!(
        read_action("name: x\n").1,
        [json!(["action.yml", "unexpected", facts, "an action must have `runs`"])]
    );
}
