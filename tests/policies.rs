//! Policies that cannot be used or that fail: each is told with its place, the run ends with 2,
//! and every other rule is judged and its findings printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::{Report, World};

/// `app`, judged by one sound rule of a user, one of the default bundle, and this policy.
fn check(text: &str) -> Report {
    let world = World::with_app();
    world.write("own/case.rego", text);
    world.write(
        "own/sound.rego",
        "package own.sound\n\ndeny contains \"always found\" if input.packages\n",
    );
    world.check(&["app", "--policy", "own", "--rule", "own", "--rule", "ci.unpinned_action"])
}

/// The other rules gave their answers, and the run says that it is not whole.
#[track_caller]
fn assert_others_are_judged(report: &Report) {
    assert_eq!(report.outcome("own.sound"), "fail");
    assert_eq!(report.outcome("ci.unpinned_action"), "fail");
    let rules: Vec<_> = report.findings().into_iter().map(|finding| finding.rule).collect();
    assert!(
        rules.contains(&"own.sound".to_owned()) && rules.contains(&"ci.unpinned_action".to_owned())
    );
    assert_eq!(report.code, Some(2));
}

/// The policy is refused before anything runs, at this place and with these words.
#[track_caller]
fn assert_refused(text: &str, refusals: &[&str]) {
    let report = check(text);
    assert_eq!(report.refusals(), refusals, "{text}");
    assert_others_are_judged(&report);
    assert_eq!(report.count("errored"), 0);
    // Whoever reads a machine form from a pipe still sees why the run ended with 2.
    let (_, message) = refusals[0].split_once(": ").unwrap();
    assert!(report.stderr.contains(message), "{}", report.stderr);
}

/// The rule `own.case` is asked and fails by itself, with this reason.
#[track_caller]
fn assert_errored(text: &str, reason: &str) {
    let report = check(text);
    assert_eq!(report.refusals(), Vec::<String>::new(), "{text}");
    assert_eq!(report.outcome("own.case"), "errored", "{text}");
    assert_eq!(report.reason("own.case"), reason, "{text}");
    assert_others_are_judged(&report);
    assert_eq!(report.count("errored"), 1);
}

/// A rule `own.case` that finds something if this body holds.
fn rule(body: &str) -> String {
    format!("package own.case\n\ndeny contains \"found\" if {{\n\t{body}\n}}\n")
}

#[test]
fn a_syntax_error_is_told_at_its_place() {
    assert_refused(
        &rule("input.packages[_"),
        &["own/case.rego:5:1: expecting `]` while parsing bracketed reference"],
    );
    assert_refused(&rule("input.target.name =="), &["own/case.rego:5:1: expecting expression"]);
    assert_refused(
        "deny contains 1\n",
        &["own/case.rego:1:1: expecting `package` Missing package declaration."],
    );
    assert_refused(
        "package own.case\n\ndeny[msg] {\n\tmsg := \"as Rego was written before 1.0\"\n}\n",
        &["own/case.rego:3:11: `if` keyword is required before rule body"],
    );
}

#[test]
fn every_refused_policy_is_told_at_once() {
    let world = World::with_app();
    world.write("own/a.rego", "package own.a\n\ndeny contains 1 if [\n");
    world.write("own/b.rego", "package own.b\n\ndeny contains \"b\" if frobnicat(1)\n");
    world.write("own/c.rego", "package own.c\n\ndeny contains \"c\" if time.now_ns() > 0\n");
    world.write("own/d.rego", "package own.d\n\ndeny contains \"d\" if input.packages\n");
    let report = world.check(&["app", "--policy", "own", "--rule", "own"]);
    let places: Vec<_> =
        report.refusals().iter().map(|line| line.split(": ").next().unwrap().to_owned()).collect();
    assert_eq!(places, ["own/a.rego:4:1", "own/b.rego:3:22", "own/c.rego:3:22"]);
    assert_eq!((report.outcome("own.d"), report.code), ("fail", Some(2)));
}

#[test]
fn an_unknown_function_is_refused_wherever_it_is_called() {
    assert_refused(
        &rule("startswth(input.target.name, \"a\")"),
        &["own/case.rego:4:2: unknown function `startswth`; did you mean `startswith`?"],
    );
    // An engine that evaluates lazily would never reach this call, and the rule would pass.
    assert_refused(
        &rule("false\n\tregex.mach(\"a\", \"b\")"),
        &["own/case.rego:5:2: unknown function `regex.mach`; did you mean `regex.match`?"],
    );
    assert_refused(
        &rule("count([x | some x in input.packages; own_helper(x)]) > 0"),
        &["own/case.rego:4:39: unknown function `own_helper`"],
    );
    assert_refused(
        "package own.case\n\nimport data.palisade.lib.registries\n\ndeny contains \"x\" if registries.no_such_helper(\"x\")\n",
        &["own/case.rego:5:22: package `palisade.lib.registries` has no rule `no_such_helper`"],
    );
}

#[test]
fn a_recursion_is_refused_before_it_could_abort_the_process() {
    assert_refused(
        "package own.case\n\nsize(x) := size(x - 1)\n\ndeny contains \"x\" if size(3) == 0\n",
        &["own/case.rego:3:12: recursion: data.own.case.size -> data.own.case.size"],
    );
    assert_refused(
        "package own.case\n\neven if odd\n\nodd if even\n\ndeny contains \"x\" if even\n",
        &[
            "own/case.rego:5:8: recursion: data.own.case.even -> data.own.case.odd -> data.own.case.even",
        ],
    );
    assert_refused(
        &rule("some name\n\tdata.own.case[name]"),
        &["own/case.rego:5:2: recursion: data.own.case.deny -> data.own.case.deny"],
    );
}

#[test]
fn a_recursion_through_two_files_is_refused_with_both() {
    let world = World::with_app();
    world.write("own/a.rego", "package own.a\n\nimport data.own.b\n\ndeny contains \"a\" if b.found\n\nfound if b.found\n");
    world.write("own/b.rego", "package own.b\n\nimport data.own.a\n\nfound if a.found\n");
    let report = world.check(&["app", "--policy", "own", "--rule", "ci.unpinned_action"]);
    let round =
        "own/a.rego:7:10: recursion: data.own.b.found -> data.own.a.found -> data.own.b.found";
    assert_eq!(report.refusals(), [round]);
    assert_eq!((report.outcome("ci.unpinned_action"), report.code), ("fail", Some(2)));
}

#[test]
fn brackets_nested_thirty_deep_are_refused_before_they_are_parsed() {
    let message = "brackets are nested more than 12 deep; move the inner expression into a rule or a variable of its own";
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}")] {
        let text = format!(
            "package own.case\n\nx := {}1{}\n\ndeny contains \"x\" if x\n",
            open.repeat(30),
            close.repeat(30)
        );
        assert_refused(&text, &[&format!("own/case.rego:3:18: {message}")]);
    }
}

#[test]
fn a_sum_of_hundreds_of_thousands_of_terms_does_not_abort_the_process() {
    let terms = vec![vec!["1"; 1_000].join("+"); 400].join(" +\n\t");
    let world = World::with_app();
    world.write("own/case.rego", rule(&format!("x := {terms}\n\tx > 0")));
    let report =
        world.check(&["app", "--policy", "own", "--rule", "own", "--rule", "ci.unpinned_action"]);
    assert_eq!(report.outcome("ci.unpinned_action"), "fail");
    assert!(matches!(report.code, Some(1 | 2)), "{:?}", report.code);
}

#[test]
fn builtins_that_reach_out_of_the_facts_are_refused() {
    let message = "reaches out of the facts, for the network, the clock, the environment or chance; policies judge \
                   the facts alone (`input.target.collected_on` is the day)";
    for (name, call) in [
        (
            "http.send",
            "http.send({\"method\": \"get\", \"url\": \"https://registry.npm.example\"}).status_code == 200",
        ),
        ("time.now_ns", "time.now_ns() > 0"),
        ("opa.runtime", "opa.runtime().env.HOME"),
        ("rand.intn", "rand.intn(\"seed\", 3) == 1"),
        ("net.lookup_ip_addr", "net.lookup_ip_addr(\"registry.npm.example\")"),
        ("uuid.rfc4122", "uuid.rfc4122(\"seed\")"),
    ] {
        assert_refused(&rule(call), &[&format!("own/case.rego:4:2: `{name}` {message}")]);
    }
}

#[test]
fn a_parameter_that_nobody_sets_is_refused() {
    let report = check(&rule("data.parameters.regestries == []"));
    let refusals = report.refusals();
    let expected =
        "own/case.rego:4:2: no data file and no configuration sets the parameter `regestries`";
    assert!(refusals.len() == 1 && refusals[0].starts_with(expected), "{refusals:?}");
    assert_others_are_judged(&report);
}

#[test]
fn a_fact_that_does_not_exist_makes_its_rule_errored() {
    assert_errored(
        "package own.case\n\ndeny contains pipeline.file if some pipeline in input.pipelnes\n",
        "own/case.rego: the facts have no `pipelnes`; did you mean `pipelines`?",
    );
    assert_errored(
        &rule("some pipeline in input.pipelines\n\tpipeline.jobs[_].steps[_].use"),
        "own/case.rego: the facts have no `pipelines[*].jobs[*].steps[*].use`; did you mean `uses`?",
    );
}

#[test]
fn a_member_that_is_no_violation_makes_its_rule_errored() {
    for (member, reason) in [
        ("{\"message\": \"x\"}", "a member of `deny` cannot be read: missing field `msg`"),
        ("3", "a member of `deny` is neither a text nor an object with `msg`"),
        ("[\"x\"]", "a member of `deny` is neither a text nor an object with `msg`"),
    ] {
        let text = format!("package own.case\n\ndeny contains {member} if input.packages\n");
        assert_errored(&text, &format!("own/case.rego:3:1: {reason}"));
    }
    assert_errored(
        "package own.case\n\ndeny if input.packages\n",
        "own/case.rego:3:1: `deny` must be a set of messages: `deny contains message if { … }`",
    );
}

#[test]
fn an_error_of_a_builtin_is_no_pass() {
    assert_errored(
        &rule("to_number(input.target.name) > 1"),
        "own/case.rego:4:24: could not parse string as number",
    );
    assert_errored(
        &rule("regex.match(\"(\", input.target.name)"),
        "own/case.rego:4:15: invalid regex",
    );
    assert_errored(
        &rule("1 / count(input.pipelines[0].env) > 0"),
        "own/case.rego:4:4: divide by zero",
    );
    assert_errored(
        "package own.case\n\nvalue := 1 if true\n\nvalue := 2 if input.packages\n\ndeny contains \"x\" if value == 1\n",
        "own/case.rego:5:1: rule conflicts with rule at own/case.rego:3:1",
    );
}

#[test]
fn what_a_broken_rule_found_before_it_broke_is_kept() {
    let report = check(
        "package own.case\n\ndeny contains \"found\" if input.packages\n\nwarn contains \"never\" if 1 / count(input.pipelines[0].env) > 0\n",
    );
    assert_eq!(report.outcome("own.case"), "errored");
    assert_eq!(report.reason("own.case"), "own/case.rego:5:28: divide by zero");
    assert!(
        report
            .findings()
            .iter()
            .any(|finding| finding.rule == "own.case" && finding.message == "found")
    );
    assert_others_are_judged(&report);
}

#[test]
fn a_range_of_fifty_million_is_stopped_by_the_memory_bound() {
    let text = rule("count(numbers.range(1, 50000000)) > 1");
    let report = check(&text);
    assert_eq!(report.outcome("own.case"), "errored");
    assert!(report.reason("own.case").contains("memory limit"), "{}", report.reason("own.case"));
    assert_others_are_judged(&report);
    assert_eq!(report.count("errored"), 1);
    // How much was in use when it broke off differs from run to run, and must not be printed.
    assert_eq!(report.reason("own.case"), check(&text).reason("own.case"));
}

#[test]
fn a_rule_that_never_ends_is_stopped_by_the_time_bound() {
    let text = rule(
        "some i in numbers.range(1, 100000)\n\tsome j in numbers.range(1, 100000)\n\ti * j == -1",
    );
    let report = check(&text);
    assert_eq!(report.outcome("own.case"), "errored");
    let reason = report.reason("own.case");
    assert!(reason.contains("time limit"), "{reason}");
    assert!(!reason.contains("elapsed="), "differs from run to run: {reason}");
    assert_others_are_judged(&report);
    assert_eq!(report.count("errored"), 1);
}
