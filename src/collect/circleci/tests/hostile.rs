//! Files that are written to hurt: bounded work, no panic.

use std::fmt::Write as _;

use super::*;

#[test]
fn commands_that_call_each_other_end() {
    let text = "version: 2.1
commands:
  a: {steps: [b, {run: npm ci}]}
  b: {steps: [a]}
jobs: {build: {machine: true, steps: [a]}}
";
    let read = read(text);
    let reasons: Vec<_> = read.problems.iter().map(|next| next.reason.as_str()).collect();
    assert_eq!(reasons, ["commands call each other too deep here: `a`"]);
    assert_eq!(read.pipelines[0].jobs[0].steps.len(), 6);
}

#[test]
fn commands_that_double_are_read_up_to_a_bound() {
    let mut text =
        "version: 2.1\njobs: {build: {machine: true, steps: [c0]}}\ncommands:\n".to_owned();
    for level in 0..11 {
        writeln!(text, "  c{level}: {{steps: [{}]}}", format!("c{}, ", level + 1).repeat(6))
            .unwrap();
    }
    text.push_str("  c11: {steps: [{run: npm ci}]}\n");
    let read = read(&text);
    let reasons: Vec<_> = read.problems.iter().map(|next| next.reason.as_str()).collect();
    assert_eq!(reasons, ["the file comes to more steps than are read"]);
    assert!(read.pipelines[0].jobs[0].steps.len() > 1_000);
}

#[test]
fn parameters_that_double_stay_as_they_are_written() {
    let mut text =
        "version: 2.1\njobs: {build: {machine: true, steps: [c0: {p: xxxxxxxx}]}}\ncommands:\n"
            .to_owned();
    for level in 0..10 {
        let twice = "<< parameters.p >>".repeat(8);
        writeln!(
            text,
            "  c{level}: {{parameters: {{p: {{type: string}}}}, steps: [c{}: {{p: '{twice}'}}]}}",
            level + 1
        )
        .unwrap();
    }
    text.push_str(
        "  c10: {parameters: {p: {type: string}}, steps: [{run: 'echo << parameters.p >>'}]}\n",
    );
    let read = read(&text);
    let step = &read.pipelines[0].jobs[0].steps[0];
    assert!(step.run.as_ref().unwrap().len() < 100_000);
    assert!(step.expressions[0].sources.len() <= 32);
}

#[test]
fn ten_thousand_jobs_and_no_more() {
    let entries = "a, ".repeat(12_000);
    let text = format!(
        "jobs: {{a: {{machine: true, steps: [{{run: npm ci}}]}}}}\nworkflows: {{m: {{jobs: [{entries}]}}}}\n"
    );
    let read = read(&text);
    assert_eq!(read.pipelines[0].jobs.len(), 10_000);
    let reasons: Vec<_> = read.problems.iter().map(|next| next.reason.as_str()).collect();
    assert_eq!(reasons, ["the file comes to more jobs than are read"]);
    let places: std::collections::BTreeSet<_> =
        read.pipelines[0].jobs.iter().map(|job| &job.at).collect();
    assert_eq!(places.len(), 10_000);
}

#[test]
fn a_matrix_is_one_job() {
    let values = "1, ".repeat(5_000);
    let text = format!(
        "version: 2.1
jobs: {{a: {{parameters: {{v: {{type: string}}}}, docker: [{{image: 'a:<< parameters.v >>'}}], steps: [{{run: 'echo << parameters.v >>'}}]}}}}
workflows: {{m: {{jobs: [a: {{name: 'x<< matrix.v >>', matrix: {{parameters: {{v: [{values}], w: [{values}]}}}}}}]}}}}
"
    );
    let found = facts(&text);
    assert_eq!(found[0]["jobs"].as_array().unwrap().len(), 1);
    // The same image each time.
    assert_eq!(found[0]["jobs"][0]["images"].as_array().unwrap().len(), 1);
    assert_eq!(found[0]["jobs"][0]["steps"][0]["run"], "echo << parameters.v >>");
}

#[test]
fn executors_and_parameters_that_name_themselves_end() {
    let text = "version: 2.1
executors: {a: {executor: b}, b: {executor: a}}
jobs:
  build:
    parameters: {p: {type: steps, default: << parameters.p >>}}
    executor: a
    steps: << parameters.p >>
";
    let read = read(text);
    assert_eq!(read.pipelines[0].jobs[0].runner.as_ref().unwrap().labels, ["a"]);
    assert_eq!(read.pipelines[0].jobs[0].steps, []);
}

#[test]
fn odd_types_in_odd_places_do_not_panic() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let values = ["", "1", "x", "[]", "{}", "[[]]", "{a: {b: c}}", "<< parameters.x >>", &deep];
    for value in values {
        for key in [
            "orbs",
            "jobs",
            "commands",
            "executors",
            "workflows",
            "parameters",
            "setup",
            "job-groups",
        ] {
            read(&format!("version: 2.1\n{key}: {value}\n"));
        }
        for key in [
            "steps",
            "docker",
            "machine",
            "macos",
            "executor",
            "environment",
            "parameters",
            "type",
            "shell",
            "working_directory",
            "resource_class",
            "branches",
        ] {
            read(&format!(
                "jobs: {{build: {{machine: true, steps: [checkout], {key}: {value}}}}}\n"
            ));
        }
        for key in [
            "run",
            "when",
            "unless",
            "steps",
            "save_cache",
            "restore_cache",
            "checkout",
            "attach_workspace",
            "own",
            "orb/part",
        ] {
            read(&format!(
                "orbs: {{orb: a/b@1}}\ncommands: {{own: {value}}}\njobs: {{build: {{machine: true, steps: [{{{key}: {value}}}]}}}}\n"
            ));
        }
        for key in [
            "requires",
            "filters",
            "context",
            "matrix",
            "name",
            "type",
            "pre-steps",
            "post-steps",
            "serial-group",
        ] {
            read(&format!(
                "jobs: {{a: {{machine: true, steps: []}}}}\nworkflows: {{m: {{when: {value}, triggers: {value}, jobs: [a: {{{key}: {value}}}]}}}}\n"
            ));
        }
    }
}

#[test]
fn groups_of_jobs_are_read_once() {
    let text = "version: 2.1
jobs: {a: {machine: true, steps: []}}
job-groups: {g: {jobs: [a, g]}}
workflows: {m: {jobs: [g, g]}}
";
    let reasons: Vec<_> = problems(text).into_iter().map(|row| row[2].clone()).collect();
    assert_eq!(
        reasons,
        [
            "no job `g` is defined in the file",
            "a group of jobs that is used again is not read again"
        ]
    );
    assert_eq!(read(text).pipelines[0].jobs.len(), 1);
}
