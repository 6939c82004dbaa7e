//! Files that are written to hurt: bounded work, no panic.

use super::*;

#[test]
fn ten_thousand_steps_are_fine() {
    let step = "      - run: npm ci && echo ${{ github.ref }}\n";
    let text = format!(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{}",
        step.repeat(10_000)
    );
    let (pipeline, problems) = read(&text);
    assert_eq!(problems, []);
    assert_eq!(pipeline.jobs[0].steps.len(), 10_000);
    assert_eq!(pipeline.jobs[0].installs.len(), 10_000);
    assert_eq!(
        marked(&text, &pipeline.jobs[0].steps[9_999].expressions[0].at),
        "${{ github.ref }}"
    );
}

#[test]
fn a_key_of_kilobytes_is_refused() {
    let text = format!("on: push\njobs:\n  ? {}\n  : {{runs-on: x}}\n", "k".repeat(100_000));
    let (pipeline, problems) = read(&text);
    assert_eq!(pipeline.jobs, []);
    assert_eq!(
        rows(problems),
        [json!([
            "",
            "too_large",
            ["pipelines"],
            "a workflow must not have keys that take kilobytes: none is read"
        ])]
    );
}

#[test]
fn deep_values_in_odd_places_do_not_panic() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    for key in ["on", "env", "jobs", "permissions", "defaults", "concurrency"] {
        let text = format!("{key}: {deep}\n");
        assert!(!read(&text).1.is_empty(), "{key}");
    }
    for key in ["steps", "container", "strategy", "runs-on", "with", "uses", "environment", "needs"]
    {
        let text = format!("on: push\njobs: {{a: {{{key}: {deep}}}}}\n");
        assert!(!read(&text).1.is_empty(), "{key}");
    }
}

#[test]
fn keys_that_a_uri_may_not_hold_are_encoded_in_anchors() {
    let text = "on: push\njobs:\n  'a/b;c ~é':\n    runs-on: x\n    steps:\n      - run: echo ${{ github.ref }}\n";
    let found = facts(text);
    let all = anchors(&found["jobs"]);
    assert_eq!(all[0], format!("{FILE}#/jobs/a~1b%3Bc%20~0%C3%A9"));
    assert!(all.iter().all(|at| !marked(text, at).is_empty()));
}
