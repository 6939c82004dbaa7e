//! Files that are written to hurt: bounded work, no panic, wrong shapes told.

use super::*;

#[test]
fn ten_thousand_steps_and_no_more() {
    let text = format!(
        "a: &a {{step: {{name: x, script: [npm ci]}}}}\npipelines: {{default: [{}]}}\n",
        "*a, ".repeat(10_500)
    );
    let (found, problems) = read(&text);
    assert_eq!(found[0].jobs.len(), 10_000);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].reason, "the file comes to more steps than are read");
    let ids: std::collections::BTreeSet<_> = found[0].jobs.iter().map(|job| &job.id).collect();
    assert_eq!(ids.len(), 10_000);
}

#[test]
fn odd_types_in_odd_places_do_not_panic() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    for value in ["", "1", "x", "[]", "{}", "[[]]", "{a: {b: c}}", "[{a: b}]", &deep] {
        for key in ["image", "definitions", "pipelines", "triggers", "options", "export"] {
            read(&format!("{key}: {value}\nother: 1\n"));
        }
        for key in ["caches", "services", "steps", "pipelines", "imports"] {
            let step = "{step: {script: [a], caches: [x], services: [x]}}";
            read(&format!("definitions: {{{key}: {value}}}\npipelines: {{default: [{step}]}}\n"));
        }
        for key in ["default", "branches", "tags", "custom", "pull-requests", "bookmarks", "odd"] {
            read(&format!("pipelines: {{{key}: {value}}}\n"));
            read(&format!("pipelines: {{{key}: {{a: {value}}}}}\n"));
        }
        for key in ["step", "parallel", "stage", "variables", "odd"] {
            read(&format!("pipelines: {{default: [{key}: {value}]}}\n"));
        }
        for key in [
            "script",
            "after-script",
            "image",
            "caches",
            "artifacts",
            "services",
            "deployment",
            "oidc",
            "runs-on",
            "trigger",
            "condition",
            "name",
            "type",
            "custom",
        ] {
            read(&format!("pipelines: {{default: [step: {{script: [a], {key}: {value}}}]}}\n"));
        }
        for key in ["pipe", "name", "variables"] {
            read(&format!(
                "pipelines: {{default: [step: {{script: [{{pipe: a/b, {key}: {value}}}]}}]}}\n"
            ));
        }
    }
}

#[test]
fn a_wrong_shape_is_a_problem_and_the_rest_is_read() {
    let text = "pipelines:
  default: [x, step: [], parallel: 1, stage: {}, odd: 1, step: {script: [npm ci, {a: b}], image: []}]
  branches: {main: text}
  moon: {}
";
    let found: Vec<_> = problems(text).into_iter().map(|row| json!([row[0], row[2]])).collect();
    assert_eq!(
        found,
        [
            json!([
                "#/pipelines/default/0",
                "a step must be a mapping with `step`, `parallel` or `stage`, and is a scalar"
            ]),
            json!(["#/pipelines/default/1/step", "a step must be a mapping, and is a list"]),
            json!(["#/pipelines/default/2/parallel", "`parallel` must be a list, and is a scalar"]),
            json!([
                "#/pipelines/default/3/stage",
                "a stage must be a mapping with a list of `steps`, and is a mapping"
            ]),
            json!(["#/pipelines/default/4", "`odd` is no part of a pipeline that is known"]),
            json!([
                "#/pipelines/default/5/step/image",
                "`image` must be a name, or a mapping with `name`, and is a list"
            ]),
            json!([
                "#/pipelines/default/5/step/script/1",
                "a part of a script must be a line, or a mapping with `pipe`, and is a mapping"
            ]),
            json!([
                "#/pipelines/branches/main",
                "a pipeline must be a list of steps, and is a scalar"
            ]),
            json!(["#/pipelines/moon", "`moon` is no start of a pipeline that is known"]),
        ]
    );
    assert_eq!(read(text).0[0].jobs[0].installs.len(), 1);
}
