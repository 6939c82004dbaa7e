//! What starts workflows and their jobs.

use super::*;

/// The triggers of a workflow with this text, as event, branches, tags.
fn triggers(workflow: &str) -> Vec<(String, Value, Value)> {
    let found = facts(&format!(
        "version: 2.1
parameters: {{nightly: {{type: boolean, default: false}}, on: {{type: boolean, default: true}}}}
jobs: {{a: {{docker: [{{image: b}}], steps: [checkout]}}}}
workflows: {{main: {{jobs: [a], {workflow}}}}}
"
    ));
    rows(&found[0]["triggers"])
}

fn rows(triggers: &Value) -> Vec<(String, Value, Value)> {
    let row = |next: &Value| {
        (next["event"].as_str().unwrap().to_owned(), next["branches"].clone(), next["tags"].clone())
    };
    triggers.as_array().unwrap().iter().map(row).collect()
}

fn row(event: &str, branches: &[&str], tags: &[&str]) -> (String, Value, Value) {
    (event.to_owned(), json!(branches), json!(tags))
}

#[test]
fn a_workflow_runs_for_pushes_unless_it_asks_for_something_else() {
    let push = row("push", &[], &[]);
    for (text, expected) in [
        ("max_auto_reruns: 1", vec![push.clone()]),
        (
            "triggers: [{schedule: {cron: '0 0 * * *', filters: {branches: {only: [main]}}}}]",
            vec![row("schedule", &["main"], &[])],
        ),
        ("when: << pipeline.parameters.on >>", vec![push.clone()]),
        (
            "when: << pipeline.parameters.nightly >>",
            vec![
                row("schedule", &[], &[]),
                row("repository_dispatch", &[], &[]),
                row("workflow_dispatch", &[], &[]),
            ],
        ),
        ("unless: << pipeline.parameters.nightly >>", vec![push.clone()]),
        (
            "when: {equal: [scheduled_pipeline, << pipeline.trigger_source >>]}",
            vec![row("schedule", &[], &[])],
        ),
        ("when: 'pipeline.event.name == \"pull_request\"'", vec![row("pull_request", &[], &[])]),
        ("when: 'pipeline.event.name == \"api\"'", vec![row("repository_dispatch", &[], &[])]),
        // What the name of a schedule is no file tells: it may be anything.
        (
            "when: {not: << pipeline.schedule.name >>}",
            vec![push.clone(), row("schedule", &[], &[]), row("repository_dispatch", &[], &[])],
        ),
        ("when: 'pipeline.git.branch == \"main\"'", vec![row("push", &["main"], &[])]),
        ("when: {equal: [main, << pipeline.git.branch >>]}", vec![row("push", &["main"], &[])]),
    ] {
        let found = triggers(text);
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_condition_is_the_condition_of_every_job() {
    let found = facts(
        "jobs: {a: {machine: true, steps: []}}
workflows:
  off: {when: false, jobs: [a]}
  on: {unless: << pipeline.number >>, jobs: [a, a: {name: b, filters: 'pipeline.git.branch == \"main\"'}]}
",
    );
    let off = &found[0]["jobs"][0];
    assert_eq!((&off["if"], &off["if_is"]), (&json!("false"), &json!(false)));
    let on = &found[1]["jobs"];
    assert_eq!(each(on, "if_is"), [Value::Null, Value::Null]);
    assert_eq!(on[0]["if"], "not (<< pipeline.number >>)");
    assert_eq!(on[1]["if"], "(not (<< pipeline.number >>)) and (pipeline.git.branch == \"main\")");
}

#[test]
fn filters_say_which_pushes_reach_a_job() {
    for (filters, expected) in [
        ("{branches: {only: main}}", vec![row("push", &["main"], &[])]),
        ("{branches: {only: [main, /v.*/]}}", vec![row("push", &["main", "/v.*/"], &[])]),
        ("{branches: {ignore: [gh-pages]}}", vec![row("push", &["!gh-pages"], &[])]),
        ("{branches: {only: [], ignore: x}}", vec![row("push", &[], &[])]),
        // Tags alone leave all branches in.
        ("{tags: {only: /^v.*/}}", vec![row("push", &["/.*/"], &["/^v.*/"])]),
        ("{tags: {only: /^v.*/}, branches: {ignore: /.*/}}", vec![row("push", &[], &["/^v.*/"])]),
        ("{tags: {ignore: /.*/}, branches: {only: main}}", vec![row("push", &["main"], &[])]),
        ("pipeline.git.tag starts-with 'v'", vec![row("push", &[], &["/v.*/"])]),
    ] {
        let found = facts(&format!(
            "jobs: {{a: {{machine: true, steps: []}}}}\nworkflows: {{main: {{jobs: [a: {{filters: {filters}}}]}}}}\n"
        ));
        assert_eq!(rows(&found[0]["jobs"][0]["triggers"]), expected, "{filters}");
    }
    let found = facts(
        "jobs: {a: {machine: true, steps: []}}\nworkflows: {m: {jobs: [a: {filters: 'not pipeline.git.tag'}]}}\n",
    );
    assert_eq!(found[0]["jobs"][0].get("triggers"), None);
}

#[test]
fn a_configuration_that_sets_up_another_names_it_or_is_a_problem() {
    let with = |job: &str| {
        format!(
            "version: 2.1
setup: true
orbs: {{continuation: circleci/continuation@1, filter: circleci/path-filtering@2}}
jobs: {{next: {{docker: [{{image: a}}], steps: [continuation/continue: {{configuration_path: {job}}}]}}}}
workflows: {{main: {{jobs: [next]}}}}
"
        )
    };
    let named = read(&with("./.circleci/next.yml"));
    assert_eq!(named.problems, []);
    assert_eq!(named.continued.len(), 1);
    assert_eq!(named.continued[0].path, ".circleci/next.yml");
    assert_eq!(named.continued[0].at, format!("{FILE}#/jobs/next/steps/0"));
    let reason = "with which configuration the pipelines go on is decided in a run";
    assert_eq!(problems(&with("/tmp/made.yml")), [json!(["#/setup", ["pipelines"], reason])]);
    let filter = "setup: true
orbs: {filter: circleci/path-filtering@2}
workflows: {main: {jobs: [filter/filter: {mapping: \"a/.* x true .circleci/a.yml\\nb/.* y true\"}]}}
";
    let read = read(filter);
    let paths: Vec<_> = read.continued.iter().map(|next| next.path.as_str()).collect();
    assert_eq!(paths, [".circleci/a.yml", ".circleci/continue_config.yml"]);
}

#[test]
fn the_jobs_of_a_matrix_are_waited_for_by_every_name() {
    let found = facts(
        "version: 2.1
jobs: {a: {parameters: {v: {type: string}}, machine: true, steps: []}}
workflows:
  main:
    jobs:
      - a: {name: a-<< matrix.v >>, matrix: {parameters: {v: ['1', '2']}, alias: both}}
      - a: {name: b, v: x, requires: [a-2, both]}
      - a: {name: hold, v: x, type: approval}
      - a: {name: c, v: x, requires: [hold, b]}
",
    );
    let jobs = &found[0]["jobs"];
    assert_eq!(jobs[1]["needs"], json!(["a-<< matrix.v >>"]));
    assert_eq!(jobs[3]["needs"], json!(["hold", "b"]));
    assert_eq!(each(jobs, "manual"), [Value::Null, Value::Null, json!(true), json!(true)]);
}
