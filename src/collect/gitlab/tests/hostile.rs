//! Files that are written to hurt: bounded work, no panic.

use std::fmt::Write as _;

use super::*;
use crate::facts::ProblemKind;

fn kinds(files: &[(&str, &str)]) -> Vec<ProblemKind> {
    let mut kinds: Vec<_> = read(files).1.iter().map(|problem| problem.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn ten_thousand_jobs_are_fine() {
    let mut text =
        String::from(".t: {image: node, script: [npm ci], rules: [{if: $CI_COMMIT_TAG}]}\n");
    for index in 0..10_000 {
        writeln!(text, "j{index}: {{extends: .t, variables: {{A: b}}, needs: []}}").unwrap();
    }
    let (pipelines, problems) = read(&[(FILE, &text)]);
    assert_eq!(problems, []);
    assert_eq!(pipelines[0].jobs.len(), 10_000);
    assert_eq!(pipelines[0].jobs[9_999].installs.len(), 1);
}

#[test]
fn jobs_that_wait_for_thousands_are_cut_short() {
    let mut text = String::from("stages: [one, two]\n");
    for index in 0..3_000 {
        writeln!(text, "a{index}: {{stage: one, script: x}}\nb{index}: {{stage: two, script: x}}")
            .unwrap();
    }
    assert_eq!(kinds(&[(FILE, &text)]), [ProblemKind::TooLarge]);
}

#[test]
fn a_large_template_is_not_copied_without_end() {
    let mut text = format!(".t: {{script: ['echo {}']}}\n", "x".repeat(500_000));
    for index in 0..1_000 {
        writeln!(text, "j{index}: {{extends: .t}}").unwrap();
    }
    let (pipelines, problems) = read(&[(FILE, &text)]);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, ProblemKind::TooLarge);
    assert_eq!(problems[0].facts, ["pipelines[*].jobs"]);
    assert!(pipelines[0].jobs.len() < 40, "{}", pipelines[0].jobs.len());
}

#[test]
fn references_that_double_are_cut_short() {
    let mut text = String::from(".r0: {script: [npm ci]}\n");
    for index in 1..40 {
        let below = format!("!reference [.r{}, script]", index - 1);
        writeln!(text, ".r{index}: {{script: [{}]}}", [below.as_str(); 30].join(", ")).unwrap();
    }
    writeln!(
        text,
        "a: {{script: [!reference [.r9, script]]}}\nb: {{script: [!reference [.r39, script]]}}"
    )
    .unwrap();
    assert!(kinds(&[(FILE, &text)]).contains(&ProblemKind::TooLarge));
}

#[test]
fn circles_end() {
    let text = "\
.a: {extends: .b}
.b: {extends: .a}
.c: {script: [!reference [.d, script]]}
.d: {script: [!reference [.c, script]]}
a: {extends: .a}
b: {extends: b, script: x}
c: {script: [!reference [.c, script]]}
";
    assert_eq!(kinds(&[(FILE, text)]), [ProblemKind::TooLarge, ProblemKind::Unexpected]);
    let files = [
        (FILE, "include: [a.yml]\nx: {script: x}\n"),
        ("a.yml", "include: [.gitlab-ci.yml, a.yml]\ny: {script: y}\n"),
    ];
    assert_eq!(kinds(&files), [ProblemKind::TooLarge]);
    assert_eq!(read(&files).0[0].jobs.len(), 2);
}

#[test]
fn templates_are_followed_as_deep_as_gitlab_does() {
    let chain = |length: usize| {
        let mut text = String::from(".t0: {script: npm ci}\n");
        for index in 1..length {
            writeln!(text, ".t{index}: {{extends: .t{}}}", index - 1).unwrap();
        }
        writeln!(text, "aa: {{extends: .t{}}}", length - 1).unwrap();
        // The first that is followed has nothing done before it.
        let (first, rest) = text.split_at(text.rfind("aa:").unwrap());
        format!("{rest}{first}")
    };
    assert_eq!(kinds(&[(FILE, &chain(11))]), []);
    assert_eq!(kinds(&[(FILE, &chain(12))]), [ProblemKind::Unexpected]);
}

#[test]
fn includes_that_double_are_cut_short() {
    let mut files: Vec<(String, String)> =
        vec![(FILE.to_owned(), "include: [f0.yml]\n".to_owned())];
    for index in 0..30 {
        let next = index + 1;
        let text = format!("include: [f{next}.yml, f{next}.yml]\nj{index}: {{script: x}}\n");
        files.push((format!("f{index}.yml"), text));
    }
    files.push(("f30.yml".to_owned(), "last: {script: x}\n".to_owned()));
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(kinds(&files), [ProblemKind::TooLarge]);
}

#[test]
fn more_than_a_hundred_and_fifty_files_are_not_read() {
    let mut files = vec![(FILE.to_owned(), "include: {local: 'ci/*.yml'}\n".to_owned())];
    files.extend(
        (0..400).map(|index| (format!("ci/{index}.yml"), format!("j{index}: {{script: x}}\n"))),
    );
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(kinds(&files), [ProblemKind::TooLarge]);
    assert_eq!(read(&files).0[0].jobs.len(), 150);
}

#[test]
fn a_huge_matrix_and_deep_values_do_not_hurt() {
    let values = (0..100_000).map(|index| index.to_string()).collect::<Vec<_>>().join(",");
    let text = format!("a: {{script: x, parallel: {{matrix: [{{A: [{values}]}}]}}}}\n");
    assert_eq!(read(&[(FILE, &text)]).0[0].jobs[0].env.len(), 1);
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    for key in [
        "script",
        "rules",
        "needs",
        "cache",
        "image",
        "services",
        "environment",
        "trigger",
        "run",
        "extends",
        "variables",
        "only",
        "artifacts",
        "id_tokens",
        "secrets",
        "parallel",
        "inherit",
        "tags",
    ] {
        let (pipelines, _) = read(&[(FILE, &format!("a: {{{key}: {deep}}}\n"))]);
        assert_eq!(pipelines[0].jobs.len(), 1, "{key}");
    }
    for key in ["include", "variables", "default", "workflow", "stages", "cache", "image"] {
        read(&[(FILE, &format!("{key}: {deep}\na: {{script: x}}\n"))]);
    }
    let brackets = format!("a: {{script: x, rules: [{{if: '{}'}}]}}\n", "(".repeat(50_000));
    assert_eq!(read(&[(FILE, &brackets)]).1, []);
}

#[test]
fn long_lines_take_no_quadratic_time() {
    let lists = vec!["!reference [.x, script]"; 20_000].join(",");
    let text = format!(".x: {{script: [a]}}\na: {{script: [{lists}]}}\n");
    assert!(read(&[(FILE, &text)]).0[0].jobs.len() <= 1);
    let names = vec!["A=\"\"\"$B\""; 100_000].join(" ");
    read(&[(FILE, &format!("a: {{script: '{names}'}}\n"))]);
}

#[test]
fn an_empty_file_and_one_that_is_none() {
    for (text, kind) in [
        ("", ProblemKind::Malformed),
        ("- a\n", ProblemKind::Unexpected),
        ("a: [", ProblemKind::Malformed),
    ] {
        assert_eq!(kinds(&[(FILE, text)]), [kind], "{text}");
        assert_eq!(read(&[(FILE, text)]).0, []);
    }
}
