//! Files of the wrong shape: each a problem, and everything beside it read.

use super::*;

const ON: &str = "on: push\n";

#[test]
fn a_document_that_is_no_mapping_is_one_problem() {
    assert_eq!(
        problems("- a\n"),
        [json!(["", "unexpected", ["pipelines"], "a workflow must be a mapping, and is a list"])]
    );
}

#[test]
fn a_missing_member_is_a_problem_of_the_file() {
    assert_eq!(
        problems("name: x\n"),
        [
            json!([
                "",
                "unexpected",
                ["pipelines[*].triggers"],
                "a workflow must say in `on` which events start it"
            ]),
            json!(["", "unexpected", ["pipelines[*].jobs"], "a workflow must have `jobs`"]),
        ]
    );
}

#[test]
fn wrong_shapes_are_told_with_the_facts_they_cost() {
    let job = |text: &str| format!("{ON}jobs:\n  a:\n    runs-on: x\n    {text}\n");
    for (text, at, facts, reason) in [
        (
            "on: {push: 1}\njobs: {}\n".to_owned(),
            "#/on/push",
            vec!["pipelines[*].triggers"],
            "the event `push` must be a mapping of its filters, and is a scalar",
        ),
        (
            "on: {push: {branches: {a: b}}}\njobs: {}\n".to_owned(),
            "#/on/push/branches",
            vec!["pipelines[*].triggers"],
            "`branches` must be a text or a list of texts, and is a mapping",
        ),
        (
            format!("{ON}jobs: [a]\n"),
            "#/jobs",
            vec!["pipelines[*].jobs"],
            "`jobs` must be a mapping, and is a list",
        ),
        (
            format!("{ON}jobs: {{a: }}\n"),
            "#/jobs/a",
            vec!["pipelines[*].jobs"],
            "a job must be a mapping, and is nothing",
        ),
        (
            format!("{ON}jobs: {{a: {{steps: []}}}}\n"),
            "#/jobs/a",
            vec!["pipelines[*].jobs[*].runner", "pipelines[*].jobs[*].calls"],
            "a job must have `runs-on` or `uses`",
        ),
        (
            job("steps: {run: x}"),
            "#/jobs/a/steps",
            vec!["pipelines[*].jobs[*].steps"],
            "`steps` must be a list, and is a mapping",
        ),
        (
            job("permissions: {contents: all}"),
            "#/jobs/a/permissions/contents",
            vec!["pipelines[*].jobs[*].permissions"],
            "the permission `contents` must be `read`, `write` or `none`, and is `all`",
        ),
        (
            job("permissions: admin"),
            "#/jobs/a/permissions",
            vec!["pipelines[*].jobs[*].permissions"],
            "`permissions` must be a mapping, `read-all` or `write-all`, and is a scalar",
        ),
        (
            job("env: [A]"),
            "#/jobs/a/env",
            vec!["pipelines[*].jobs[*].env"],
            "`env` must be a mapping, and is a list",
        ),
        (
            job("services: {db: {image: [x]}}"),
            "#/jobs/a/services/db/image",
            vec!["pipelines[*].jobs[*].images"],
            "`db` must be a text, or a mapping with `image`, and is a list",
        ),
    ] {
        assert_eq!(problems(&text), [json!([at, "unexpected", facts, reason])], "{text}");
    }
}

#[test]
fn a_step_of_the_wrong_shape_keeps_the_place_of_the_others() {
    let text = format!(
        "{ON}jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - checkout\n      - run: [npm ci]\n      - run: npm ci\n"
    );
    let (pipeline, problems) = read(&text);
    let steps = &pipeline.jobs[0].steps;
    assert_eq!(steps.iter().map(|step| step.index).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(steps[1].at, format!("{FILE}#/jobs/a/steps/2"));
    assert_eq!(pipeline.jobs[0].installs[0].step, 2);
    let at: Vec<_> = rows(problems).into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(at, ["#/jobs/a/steps/0", "#/jobs/a/steps/1/run"]);
}

#[test]
fn the_last_of_two_equal_keys_counts_and_merge_keys_do_not() {
    let text = "on: push\nx: &x {runs-on: y}\njobs:\n  a: {runs-on: first, steps: []}\n  <<: *x\n  a: {runs-on: last}\n";
    let found = facts(text);
    assert_eq!(found["jobs"].as_array().unwrap().len(), 1);
    assert_eq!(found["jobs"][0]["runner"]["labels"], json!(["last"]));
}

#[test]
fn an_env_made_by_an_expression_is_not_known() {
    let text = format!("{ON}env: ${{{{ fromJSON('{{}}') }}}}\njobs: {{}}\n");
    assert_eq!(
        problems(&text),
        [json!([
            "#/env",
            "unsupported",
            ["pipelines[*].env"],
            "the variables are made by an expression, which only a run can tell"
        ])]
    );
}

#[test]
fn scripts_are_left_alone_where_no_rule_reads_them() {
    let text = format!("{ON}jobs: {{a: {{runs-on: windows-2025, steps: [run: npm ci]}}}}\n");
    let options = Options { text: &text, commands: false, parser: &stand_in::parse };
    let (pipeline, problems) = workflow(FILE, &document(&text), &options);
    let step = &pipeline.jobs[0].steps[0];
    assert_eq!((step.run.as_deref(), step.shell.as_deref()), (Some("npm ci"), Some("pwsh")));
    assert_eq!((step.commands.len(), problems.len()), (0, 0));
}
