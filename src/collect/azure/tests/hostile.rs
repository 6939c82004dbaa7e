//! Files that are written to hurt: bounded work, no panic, nothing left out in silence.

use super::*;

#[test]
fn templates_that_name_each_other_end() {
    let files = [
        (FILE, "steps:\n- template: a.yml\n"),
        ("a.yml", "steps:\n- script: a\n- template: b.yml\n"),
        (
            "b.yml",
            "steps:\n- template: a.yml\n- template: ./b.yml\n- template: azure-pipelines.yml\n",
        ),
    ];
    let (pipeline, problems) = read_all(&files);
    assert!(pipeline.jobs[0].steps.len() > 10);
    let reasons: Vec<_> = problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert!(reasons.contains(&"is not read: templates are nested too deeply"), "{reasons:?}");
}

#[test]
fn a_template_that_doubles_itself_is_cut_off_and_says_so() {
    let double = "parameters: {s: []}\nsteps:\n- template: a.yml\n  parameters:\n    s:\n    - ${{ parameters.s }}\n    - ${{ parameters.s }}\n- ${{ parameters.s }}\n- script: x\n";
    let files = [
        (FILE, "steps:\n- template: a.yml\n  parameters: {s: [{script: y}]}\n"),
        ("a.yml", double),
    ];
    let (_, problems) = read_all(&files);
    let rows = rows(problems);
    assert!(
        rows.contains(&json!([
            FILE,
            "too_large",
            ["pipelines"],
            "the templates come to too many items: the rest is not read"
        ])),
        "{rows:?}"
    );
}

#[test]
fn loops_in_loops_are_cut_off_and_say_so() {
    let list = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]";
    let mut text = format!("parameters:\n- {{name: l, type: object, default: {list}}}\nsteps:\n");
    for depth in 0..8 {
        text.push_str(&"  ".repeat(depth));
        text.push_str(&format!("- ${{{{ each v{depth} in parameters.l }}}}:\n"));
    }
    text.push_str(&format!("{}- script: a\n", "  ".repeat(8)));
    let (_, problems) = read(&text);
    assert_eq!(problems.last().unwrap().facts, ["pipelines"]);
}

#[test]
fn many_templates_are_read_up_to_a_number() {
    let names: Vec<String> = (0..150).map(|index| format!("t{index}.yml")).collect();
    let mut main = "steps:\n".to_owned();
    for name in &names {
        main.push_str(&format!("- template: {name}\n"));
    }
    let mut files = vec![(FILE, main.as_str())];
    files.extend(names.iter().map(|name| (name.as_str(), "steps:\n- script: a\n")));
    let (pipeline, problems) = read_all(&files);
    assert_eq!(pipeline.jobs[0].steps.len(), 100);
    assert_eq!(problems.len(), 50);
    assert!(problems[0].reason.contains("too many templates"), "{}", problems[0].reason);
}

#[test]
fn ten_thousand_jobs_are_fine() {
    let job = "- job:\n  steps:\n  - script: npm ci && echo $(Build.SourceBranch)\n";
    let (pipeline, problems) = read(&format!("jobs:\n{}", job.repeat(10_000)));
    assert_eq!(problems, []);
    assert_eq!(pipeline.jobs.len(), 10_000);
    assert_eq!(pipeline.jobs[9_999].id, "Job10000");
}

#[test]
fn odd_values_in_odd_places_do_not_panic() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let values = [
        deep.as_str(),
        "1",
        "''",
        "null",
        "{}",
        "[]",
        "[[]]",
        "[null]",
        "{a: }",
        "${{ x }}",
        "'${{ if'",
        "'$('",
        "['${{ each a in b }}']",
        "{'${{ if a }}': [1]}",
        "{template: 1}",
        "[{template: {}}]",
        "{'${{ insert }}': x}",
        "[{'${{ each a in parameters.p }}': {b: c}}]",
    ];
    let tops = [
        "trigger",
        "pr",
        "schedules",
        "resources",
        "variables",
        "parameters",
        "pool",
        "stages",
        "jobs",
        "steps",
        "extends",
        "lockBehavior",
        "name",
        "phases",
    ];
    let keys = [
        "steps",
        "pool",
        "container",
        "services",
        "strategy",
        "environment",
        "dependsOn",
        "condition",
        "variables",
        "displayName",
    ];
    let of_steps = [
        "script",
        "task",
        "inputs",
        "env",
        "checkout",
        "download",
        "publish",
        "enabled",
        "condition",
    ];
    for value in values {
        for key in tops {
            read(&format!("{key}: {value}\n"));
            read(&format!("{key}: {value}\nstages: [{{stage: a, jobs: [{{job: b}}]}}]\n"));
        }
        for key in keys {
            for kind in ["job", "deployment"] {
                read(&format!("jobs:\n- {kind}: a\n  {key}: {value}\n"));
            }
            read(&format!("stages:\n- stage: a\n  {key}: {value}\n"));
        }
        for key in of_steps {
            read(&format!("steps:\n- task: Npm@1\n  {key}: {value}\n- {key}: {value}\n"));
            read(&format!("steps:\n- task: Bash@3\n  inputs:\n    {key}: {value}\n"));
        }
    }
}

#[test]
fn what_is_no_pipeline_is_a_problem() {
    for (text, reason) in [
        ("a: 1\n", "a pipeline must have `stages`, `jobs`, `steps` or `extends`"),
        ("steps: 1\n", "`steps` must be a list, and is a scalar"),
        ("steps: [1]\n", "a step must be a mapping, and is a scalar"),
        ("steps: [{run: npm publish}]\n", "a step begins with a key that is not known here"),
        ("jobs: [{steps: []}]\n", "a job begins with a key that is not known here"),
        ("phases: []\n", "`phases` is an old name for `jobs`, and is not read"),
        ("- a\n", "a pipeline must be a mapping, and is a list"),
    ] {
        let (_, problems) = read(text);
        assert_eq!(problems[0].reason, reason, "{text}");
        assert!(!problems[0].facts.is_empty());
    }
}

#[test]
fn every_place_leads_to_what_is_there() {
    let files = [
        (
            FILE,
            "variables: {'a/b;c ~é': $(x)}\nstages:\n- ${{ if eq(variables['x;y'], 'é') }}:\n  - stage: é\n    jobs:\n    - job: a\n      steps:\n      - template: t.yml\n        parameters: {p: $(Build.SourceBranch)}\n",
        ),
        (
            "t.yml",
            "parameters: {p: ''}\nsteps:\n- script: é ${{ parameters.p }} npm ci\n- task: Npm@1\n  inputs: {command: ci}\n",
        ),
    ];
    let found = facts_of(&files);
    let all = anchors(&found);
    assert!(all.len() > 10);
    assert!(all.iter().all(|at| !marked(&files, at).is_empty()), "{all:?}");
}
