//! Policies of a user: dropped into a folder, in the style of conftest, replacing rules of the
//! default bundle, with data and tests of their own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::World;

/// `rule severity message` of each finding, in order.
fn found(report: &support::Report) -> Vec<String> {
    let findings = report.json["targets"][0]["findings"].as_array().unwrap().iter();
    let word = |finding: &serde_json::Value, name: &str| finding[name].as_str().unwrap().to_owned();
    let line = |finding: &serde_json::Value| {
        ["rule", "severity", "message"].map(|name| word(finding, name)).join(" ")
    };
    findings.map(line).collect()
}

const CONFTEST: &str = r#"package main

import rego.v1

deny contains msg if {
	some manifest in input.packages
	not manifest.private
	msg := sprintf("%s is not private", [manifest.name])
}

deny contains {"msg": "the name is too short", "at": manifest.at, "key": "name", "details": {"least": 4}} if {
	some manifest in input.packages
	count(manifest.name) < 4
}

violation contains {"msg": "a violation gates as well"} if input.pipelines

warn contains "a warning advises" if input.pipelines

deny_names contains "a suffix makes a rule of its own" if input.pipelines

warn_names contains {"msg": "so does that of a warning"} if input.pipelines
"#;

#[test]
fn a_policy_in_the_style_of_conftest_runs_unchanged() {
    let world = World::with_app();
    world.write("own/deny.rego", CONFTEST);
    let report = world.check(&["app", "--policy", "own", "--no-default-bundle"]);
    assert_eq!(
        found(&report),
        [
            "main high a violation gates as well",
            "main info a warning advises",
            "main high app is not private",
            "main.names high a suffix makes a rule of its own",
            "main.names info so does that of a warning",
            "main high the name is too short",
        ]
    );
    let last = report.findings().pop().unwrap();
    assert_eq!(last.place, "package.json:2:11");
    assert_eq!(
        (report.outcome("main"), report.outcome("main.names"), report.code),
        ("fail", "fail", Some(1))
    );
    // The whole default bundle beside it changes nothing of it.
    let beside = world.check(&["app", "--policy", "own"]);
    assert!(found(&report).iter().all(|line| found(&beside).contains(line)));
}

#[test]
fn members_may_be_of_every_form_that_conftest_takes() {
    for (rule, message) in [
        ("deny contains \"a text\"", "a text"),
        ("deny contains {\"msg\": \"an object\"}", "an object"),
        ("deny := [\"a list\"]", "a list"),
        ("deny := {\"a set\"}", "a set"),
        ("deny := {\"msg\": \"one object\"}", "one object"),
        ("deny := \"one text\"", "one text"),
        ("deny[\"a key\"] if true", "a key"),
    ] {
        let world = World::with_app();
        world.write("own/deny.rego", format!("package main\n\n{rule}\n"));
        let report = world.check(&["app", "--policy", "own", "--no-default-bundle"]);
        assert_eq!(found(&report), [format!("main high {message}")], "{rule}");
    }
}

#[test]
fn advice_never_gates() {
    let world = World::with_app();
    world.write("own/warn.rego", "package own\n\nwarn contains \"advice\" if input.packages\n");
    let report = world.check(&["app", "--policy", "own", "--rule", "own"]);
    assert_eq!((found(&report), report.code), (vec!["own info advice".to_owned()], Some(0)));
    assert_eq!(report.json["targets"][0]["findings"][0]["advice"], true);
}

#[test]
fn a_rule_describes_itself_by_its_metadata() {
    let world = World::with_app();
    world.write(
        "own/names.rego",
        "# METADATA\n# title: Names are long\n# description: Short names are taken.\n# related_resources:\n# - ref: https://docs.example/names\n\
         # custom:\n#   severity: low\n#   remediation: Choose a longer name.\npackage own.names\n\n\
         deny contains {\"msg\": \"short\", \"at\": manifest.at, \"key\": \"name\"} if some manifest in input.packages\n",
    );
    let report = world.check(&["app", "--policy", "own", "--rule", "own.names"]);
    let finding = &report.json["targets"][0]["findings"][0];
    assert_eq!(
        (&finding["severity"], &finding["help"]),
        (&"low".into(), &"Choose a longer name.".into())
    );
    assert_eq!(finding["references"][0]["ref"], "https://docs.example/names");
    assert_eq!(report.json["rules"]["own.names"]["title"], "Names are long");
    let page = world.run(&["explain", "own.names", "--policy", "own"]);
    for part in [
        "Names are long",
        "severity low",
        "Short names are taken.",
        "Choose a longer name.",
        "own/names.rego",
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    assert_eq!(page.code, Some(0));
}

#[test]
fn a_package_of_the_default_bundle_is_replaced_by_one_of_the_same_name() {
    let world = World::with_app();
    world.write(
        "own/mine.rego",
        "# METADATA\n# title: Mine\n# custom:\n#   severity: critical\npackage palisade.ci.unpinned_action\n\n\
         deny contains {\"msg\": \"replaced\", \"at\": pipeline.at} if some pipeline in input.pipelines\n",
    );
    let report = world.check(&["app", "--policy", "own", "--rule", "ci.unpinned_action"]);
    assert_eq!(found(&report), ["ci.unpinned_action critical replaced"]);
    let rules = world.run(&["rules", "--policy", "own", "--json"]);
    let rules: serde_json::Value = serde_json::from_slice(&rules.stdout).unwrap();
    let rule =
        rules.as_array().unwrap().iter().find(|rule| rule["id"] == "ci.unpinned_action").unwrap();
    assert_eq!(rule["files"], serde_json::json!(["own/mine.rego"]));
    assert_eq!(rule["title"], "Mine");
    let table = world.run(&["rules", "--policy", "own"]);
    assert!(table.text().contains("    own/mine.rego\n"), "the file that decides is named");
    // Every other rule is still there.
    let plain = world.run(&["rules", "--json"]);
    let plain: serde_json::Value = serde_json::from_slice(&plain.stdout).unwrap();
    assert_eq!(rules.as_array().unwrap().len(), plain.as_array().unwrap().len());
}

#[test]
fn data_may_be_added_but_not_where_it_disarms_a_rule() {
    let policy = "package own.rule\n\ndeny contains name if some name in data.own.lists.names\n";
    for (file, text, refusal) in [
        ("own/own/lists/data.json", "{\"names\": [\"found\"]}", None),
        ("own/data.yaml", "own:\n  lists:\n    names: [found]\n", None),
        (
            "own/own/rule/data.json",
            "{\"deny\": []}",
            Some(
                "own/own/rule/data.json: holds data at `own.rule`, where package `own.rule` has its rules; data there would \
                  replace them, so put it under another name",
            ),
        ),
        (
            "own/data.json",
            "{\"own\": 3}",
            Some(
                "own/data.json: holds data at `own`, where package `own.rule` has its rules; data there would replace them, \
                  so put it under another name",
            ),
        ),
        (
            "own/data.yml",
            "palisade: {ci: {unpinned_action: {deny: []}}}\n",
            Some(
                "own/data.yml: holds data at `palisade.ci.unpinned_action`, where package `palisade.ci.unpinned_action` has \
                  its rules; data there would replace them, so put it under another name",
            ),
        ),
        (
            "own/data.yaml",
            "parameters: {registries: [x.example]}\n",
            Some(
                "own/data.yaml: defines `parameters.registries`, which another data file defines already; parameters are \
                  changed under `parameters` in palisade.yaml",
            ),
        ),
        ("own/data.yaml", "- a list\n", Some("own/data.yaml: must hold a mapping")),
        (
            "own/data.json",
            "{\"a\": ",
            Some("own/data.json:1:5: expected value after colon in object property"),
        ),
    ] {
        let world = World::with_app();
        world.write("own/rule.rego", policy);
        world.write(file, text);
        let report = world.check(&[
            "app",
            "--policy",
            "own",
            "--rule",
            "own.rule",
            "--rule",
            "ci.unpinned_action",
        ]);
        assert_eq!(report.outcome("ci.unpinned_action"), "fail", "{file}");
        match refusal {
            None => {
                assert_eq!(report.refusals(), Vec::<String>::new());
                assert_eq!((report.outcome("own.rule"), report.code), ("fail", Some(1)), "{file}");
            }
            Some(refusal) => {
                assert_eq!(report.refusals(), [refusal]);
                assert_eq!(report.code, Some(2));
            }
        }
    }
}

#[test]
fn a_path_without_a_policy_is_refused() {
    let world = World::with_app();
    world.write("empty/README.md", "nothing\n");
    world.write("tests/x_test.rego", "package x_test\n\ntest_x if true\n");
    for (path, message) in [
        ("empty", "empty: holds no policy: no file that ends in .rego, tests left out"),
        ("tests", "tests: holds no policy: no file that ends in .rego, tests left out"),
        ("nowhere", "nowhere: cannot be read: no such file or directory"),
    ] {
        let report = world.check(&["app", "--policy", path, "--rule", "ci.unpinned_action"]);
        assert_eq!(report.refusals(), [message]);
        assert_eq!((report.outcome("ci.unpinned_action"), report.code), ("fail", Some(2)));
    }
}

#[test]
fn a_policy_that_is_not_looked_at_is_told() {
    let world = World::with_app();
    world.write("own/here.rego", "package own\n\ndeny contains \"x\" if false\n");
    world.write(&format!("own/{}deep.rego", "a/".repeat(17)), "package deep\n");
    world.write("elsewhere/linked.rego", "package linked\n");
    let own = world.path("own");
    std::os::unix::fs::symlink("../elsewhere/linked.rego", own.join("linked.rego")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", own.join("folder")).unwrap();
    let report = world.check(&["app", "--policy", "own", "--rule", "ci.unpinned_action"]);
    let deep = format!("own/{}", vec!["a"; 16].join("/"));
    assert_eq!(
        report.refusals(),
        [
            format!("{deep}: lies 16 folders deep, and is not looked into"),
            "own/folder: is a link, and is not followed; name what it leads to".to_owned(),
            "own/linked.rego: is a link, and is not followed; name what it leads to".to_owned(),
        ]
    );
    assert_eq!(report.code, Some(2));
}

#[test]
fn a_policy_file_that_is_no_text_or_too_large_is_refused() {
    let world = World::with_app();
    world.write("own/bytes.rego", b"package own\n# \xff\n");
    world.write("own/large.rego", format!("package own\n{}", "# comment\n".repeat(110_000)));
    let report = world.check(&["app", "--policy", "own", "--rule", "ci.unpinned_action"]);
    assert_eq!(
        report.refusals(),
        [
            "own/bytes.rego: is not UTF-8 text",
            "own/large.rego: the file has 1100012 bytes; at most 1048576 are read"
        ]
    );
    assert_eq!((report.outcome("ci.unpinned_action"), report.code), ("fail", Some(2)));
}

#[test]
fn policies_of_the_configuration_are_relative_to_it() {
    let world = World::with_app();
    world.write("app/rules/own.rego", "package own\n\ndeny contains \"found\" if input.packages\n");
    world.write("app/palisade.yaml", "policies: [rules]\ndefault_bundle: false\n");
    let report = world.check(&["app"]);
    assert_eq!((found(&report), report.code), (vec!["own high found".to_owned()], Some(1)));
    assert_eq!(world.check(&["app", "--no-config", "--rule", "ci.secret_printed"]).code, Some(0));
}

#[test]
fn rules_that_find_nothing_to_judge_do_not_apply() {
    let world = World::new();
    world.write("app/package.json", "{\"name\": \"app\"}");
    let report =
        world.check(&["app", "--rule", "ci.unpinned_action", "--rule", "lockfile.no_integrity"]);
    assert_eq!(report.ended("not_applicable"), ["ci.unpinned_action", "lockfile.no_integrity"]);
    assert_eq!(report.code, Some(0));
}

#[test]
fn rego_tests_of_a_folder_are_run() {
    let world = World::new();
    let policy = "package own\n\ndeny contains \"short\" if count(input.packages[0].name) < 3\n";
    let test = "package own_test\n\nimport data.own\n\ntest_short if count(own.deny) == 1 with input as {\"packages\": [{\"name\": \"x\"}]}\n";
    world.write("own/own.rego", policy);
    world.write("own/own_test.rego", test);
    let run = world.run(&["test", "own"]);
    assert_eq!((run.text(), run.code), ("1 passed, 0 failed, 0 errored\n", Some(0)));

    let failing = format!(
        "{test}\ntest_long if count(own.deny) == 1 with input as {{\"packages\": [{{\"name\": \"long\"}}]}}\n"
    );
    world.write("own/own_test.rego", failing);
    let run = world.run(&["test", "own"]);
    let expected = "FAIL  own/own_test.rego:7 own_test.test_long\n1 passed, 1 failed, 0 errored\n";
    assert_eq!((run.text(), run.code), (expected, Some(1)));
    let run = world.run(&["test", "own", "--run", "short"]);
    assert_eq!(run.code, Some(0));

    world.write("own/own_test.rego", format!("{test}\ntest_broken if 1 / count([]) == 1\n"));
    let run = world.run(&["test", "own"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.text().contains("ERROR own/own_test.rego:7 own_test.test_broken"),
        "{}",
        run.text()
    );
    assert!(run.text().contains("divide by zero"));

    let run = world.run(&["test", "own", "--run", "no such test"]);
    assert_eq!(run.code, Some(2));
    assert!(run.text().contains("no test was found"));
}
