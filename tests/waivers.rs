//! Findings that somebody answers for: waivers of the configuration and comments in the files
//! themselves, and what is told of those that have run out or match nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::{Report, World};

const RULE: &str = "ci.unpinned_action";

/// `app` with two workflows in which five actions are not pinned.
fn world() -> World {
    let world = World::with_app();
    let job = "    runs-on: ubuntu-24.04\n    steps:\n";
    world.write(
        "app/.github/workflows/ci.yml",
        format!(
            "on: push\npermissions: {{}}\njobs:\n  test:\n{job}      - uses: owner/a@v1\n      - uses: owner/b@v1\n  \
             docs:\n{job}      - uses: owner/c@v1\n"
        ),
    );
    world.write(
        "app/.github/workflows/release.yml",
        format!(
            "on: push\npermissions: {{}}\njobs:\n  build:\n{job}      - uses: owner/d@v1\n  docs:\n{job}      \
             - uses: owner/e@v1\n"
        ),
    );
    world
}

/// Judges `app` by that rule, with these waivers in its configuration.
fn check(waivers: &str) -> Report {
    let world = world();
    world.write("app/palisade.yaml", format!("waivers:\n{waivers}"));
    world.check(&["app", "--rule", RULE])
}

/// Which of the five actions are waived, and which count.
#[track_caller]
fn assert_waived(report: &Report, waived: &str, counting: &str) {
    let of = |outcome: &str| -> String {
        let found = report
            .findings()
            .into_iter()
            .filter(|finding| finding.rule == RULE && finding.outcome == outcome);
        found.map(|finding| finding.message["`owner/".len()..].chars().next().unwrap()).collect()
    };
    assert_eq!((of("waived").as_str(), of("fail").as_str()), (waived, counting));
    assert_eq!(report.count("findings_waived"), waived.len() as u64);
    assert_eq!(report.refusals(), Vec::<String>::new());
}

/// `rule place: message` of what is told of waivers.
fn told(report: &Report) -> Vec<String> {
    let mut told = report.about_configurations();
    told.extend(
        report.findings().into_iter().filter(|finding| finding.rule.starts_with("waiver.")),
    );
    told.iter()
        .map(|finding| format!("{} {}: {}", finding.rule, finding.place, finding.message))
        .collect()
}

#[test]
fn without_waivers_all_five_count() {
    let report = world().check(&["app", "--rule", RULE]);
    assert_waived(&report, "", "abcde");
    assert_eq!((report.outcome(RULE), report.code), ("fail", Some(1)));
}

#[test]
fn a_waiver_without_a_place_is_for_every_finding_of_its_rule() {
    let report = check(
        "  - rule: ci.unpinned_action\n    reason: all of them are ours\n    owner: build team\n    expires: 2026-12-31\n",
    );
    assert_waived(&report, "abcde", "");
    assert_eq!((report.outcome(RULE), report.code), ("waived", Some(0)));
    assert_eq!((report.count("waived"), report.count("fail")), (1, 0));
    let waiver = &report.json["targets"][0]["findings"][0]["waiver"];
    let expected = serde_json::json!({
        "at": "palisade.yaml#/waivers/0",
        "reason": "all of them are ours",
        "owner": "build team",
        "expires": "2026-12-31",
    });
    assert_eq!(*waiver, expected);
    assert_eq!(told(&report), Vec::<String>::new());
}

#[test]
fn a_waiver_is_for_the_files_or_anchors_that_its_glob_matches() {
    for (glob, waived, counting) in [
        (".github/workflows/release.yml", "de", "abc"),
        (".github/workflows/*.yml", "abcde", ""),
        (".github/**", "abcde", ""),
        (".github/workflows/ci.yml#/jobs/test/**", "ab", "cde"),
        (".github/workflows/*.yml#/jobs/docs/**", "ce", "abd"),
        (".github/workflows/ci.yml#/jobs/test/steps/1/uses", "b", "acde"),
        (".github/workflows/ci.yml#/jobs/test/steps/*/uses", "ab", "cde"),
        (".github/workflows/{ci,release}.yml#/jobs/{build,test}/**", "abd", "ce"),
    ] {
        let report =
            check(&format!("  - {{rule: ci.unpinned_action, at: \"{glob}\", reason: ours}}\n"));
        assert_waived(&report, waived, counting);
        assert_eq!(told(&report), Vec::<String>::new(), "{glob}");
        // A rule of which one finding counts has failed.
        let expected = if counting.is_empty() { ("waived", Some(0)) } else { ("fail", Some(1)) };
        assert_eq!((report.outcome(RULE), report.code), expected, "{glob}");
    }
}

#[test]
fn a_star_stays_within_one_step_of_the_path() {
    for glob in [
        "*.yml",
        ".github/*",
        ".github/workflows/*#/jobs/*",
        "ci.yml",
        ".github/workflows/ci.yml#/jobs/tes",
    ] {
        let report =
            check(&format!("  - {{rule: ci.unpinned_action, at: \"{glob}\", reason: ours}}\n"));
        assert_waived(&report, "", "abcde");
        let text = "waiver.unmatched app/palisade.yaml:2:36: the waiver of `ci.unpinned_action` matches no finding";
        assert_eq!(told(&report), [text], "{glob}");
    }
}

#[test]
fn a_waiver_counts_to_the_end_of_its_last_day() {
    let waivers = "  - rule: ci.unpinned_action\n    at: .github/workflows/ci.yml\n    reason: ours\n    expires: 2026-11-21\n";
    let report = check(waivers);
    assert_waived(&report, "abc", "de");
    assert_eq!(told(&report), Vec::<String>::new());

    let world = world();
    world.write("app/palisade.yaml", format!("waivers:\n{waivers}"));
    let run =
        world.run(&["check", "app", "--rule", RULE, "--format", "json", "--today", "2026-11-22"]);
    let report = Report::of(run);
    assert_waived(&report, "", "abcde");
    let text = "waiver.expired app/palisade.yaml:5:14: the waiver of `ci.unpinned_action` ended on 2026-11-21; what \
                it waived counts again";
    assert_eq!(told(&report), [text]);
    assert_eq!((report.outcome(RULE), report.code), ("fail", Some(1)));

    // SOURCE_DATE_EPOCH is the day where nobody names one: 2026-11-22, one second old.
    let arguments = ["check", "app", "--rule", RULE, "--format", "json"];
    let run = world.run_with(&arguments, |command| {
        command.env("SOURCE_DATE_EPOCH", "1795305601");
    });
    assert_eq!(told(&Report::of(run)), [text]);
}

#[test]
fn an_expired_waiver_that_nothing_needs_any_more_says_so() {
    let report =
        check("  - {rule: ci.unpinned_action, at: gone.yml, reason: ours, expires: 2026-01-31}\n");
    assert_waived(&report, "", "abcde");
    let text = "waiver.expired app/palisade.yaml:2:69: the waiver of `ci.unpinned_action` ended on 2026-01-31; nothing \
                needs it any more";
    assert_eq!(told(&report), [text]);
}

#[test]
fn an_expired_waiver_alone_ends_the_run_with_findings() {
    let world = world();
    let waivers = "waivers:\n  - {rule: lockfile.missing, reason: ours, expires: 2026-01-31}\n";
    world.write("app/palisade.yaml", waivers);
    let report = world.check(&["app", "--rule", "lockfile.no_integrity"]);
    assert_eq!((report.outcome("lockfile.no_integrity"), report.code), ("pass", Some(1)));
    let report = world.check(&["app", "--rule", "lockfile.no_integrity", "--gate", "high"]);
    assert_eq!(report.code, Some(0));
}

#[test]
fn a_waiver_of_a_rule_that_was_not_asked_or_gave_no_answer_is_not_called_unmatched() {
    let world = world();
    world.write("app/palisade.yaml", "waivers:\n  - {rule: lockfile.missing, reason: ours}\n  - {rule: ci.secret_printed, reason: ours}\n");
    let report = world.check(&["app", "--rule", "ci.secret_printed"]);
    let unmatched = "waiver.unmatched app/palisade.yaml:3:5: the waiver of `ci.secret_printed` matches no finding";
    assert_eq!(told(&report), [unmatched]);

    world.write("app/.github/workflows/bad.yml", "on: [");
    let report = world.check(&["app", "--rule", "ci.secret_printed"]);
    assert_eq!(report.outcome("ci.secret_printed"), "unknown");
    assert_eq!(told(&report), Vec::<String>::new());
}

#[test]
fn one_configuration_for_several_targets_is_unmatched_only_where_none_needs_it() {
    let world = world();
    world.app("other");
    world.write(
        "shared.yaml",
        "waivers:\n  - {rule: ci.unpinned_action, at: \"**/release.yml\", reason: ours}\n  - {rule: ci.unpinned_action, at: gone.yml, reason: ours}\n",
    );
    let report = world.check(&["other", "app", "--config", "shared.yaml", "--rule", RULE]);
    let unmatched =
        "waiver.unmatched shared.yaml:3:36: the waiver of `ci.unpinned_action` matches no finding";
    assert_eq!(told(&report), [unmatched]);
    assert_eq!(report.count("findings_waived"), 2);
}

#[test]
fn no_config_leaves_waivers_out() {
    let world = world();
    world.write("app/palisade.yaml", "waivers:\n  - {rule: ci.unpinned_action, reason: ours}\n");
    assert_waived(&world.check(&["app", "--no-config", "--rule", RULE]), "", "abcde");
}

#[test]
fn a_waiver_with_a_mistake_hides_nothing() {
    for (waiver, refusal) in [
        (
            "{rule: ci.unpinned_action, reason: \"\"}",
            "app/palisade.yaml:2:40: a waiver needs a reason",
        ),
        ("{rule: ci.unpinned_action}", "app/palisade.yaml:2:6: the key `reason` is missing"),
        (
            "{rule: ci.unpinned_action, reason: ours, at: \"[x\"}",
            "app/palisade.yaml:2:50: `[x` is no glob: unclosed character class; missing ']'",
        ),
        (
            "{rule: ci.unpinned_action, reason: ours, expires: 2027-02-30}",
            "app/palisade.yaml:2:55: `2027-02-30` is not in the calendar",
        ),
        (
            "{rule: ci.unpinned_action, reason: ours, expires: soon}",
            "app/palisade.yaml:2:55: `soon` is no day; write it as 2027-01-31",
        ),
        (
            "{rule: ci.unpined_action, reason: ours}",
            "app/palisade.yaml:2:6: no rule is named `ci.unpined_action`; did you mean `ci.unpinned_action`?",
        ),
    ] {
        let report = check(&format!("  - {waiver}\n"));
        assert_eq!(report.refusals(), [refusal]);
        assert_eq!(
            (report.outcome(RULE), report.count("findings_waived")),
            ("fail", 0),
            "{waiver}"
        );
        assert_eq!(report.code, Some(2));
    }
}

#[test]
fn a_mistake_in_one_waiver_leaves_the_others_and_their_places() {
    let report = check(
        "  - reason: a waiver without a rule\n  - {rule: ci.unpinned_action, at: \"**/ci.yml\", reason: ours}\n  - {rule: ci.unpined_action, reason: ours}\n",
    );
    assert_eq!(
        report.refusals(),
        [
            "app/palisade.yaml:2:5: the key `rule` is missing",
            "app/palisade.yaml:4:6: no rule is named `ci.unpined_action`; did you mean `ci.unpinned_action`?",
        ]
    );
    assert_eq!((report.count("findings_waived"), report.code), (3, Some(2)));
    assert_eq!(
        report.json["targets"][0]["findings"][0]["waiver"]["at"],
        "palisade.yaml#/waivers/1"
    );
}

/// Judges `app` by rules about workflows and settings, with this step list and this `.npmrc`.
fn inline(steps: &str, npmrc: &str, arguments: &[&str]) -> Report {
    let world = World::with_app();
    let workflow = format!(
        "on: push\npermissions: {{}}\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}"
    );
    world.write("app/.github/workflows/ci.yml", workflow);
    world.write("app/.npmrc", npmrc);
    let rules = ["app", "--rule", RULE, "--rule", "install.token_in_file"];
    world.check(&[rules.as_slice(), arguments].concat())
}

const STEPS: &str =
    "      - uses: owner/a@v1 # palisade: ignore[ci.unpinned_action] the vendor signs its tags
      # palisade: ignore[ci.unpinned_action] ours

      # a note between
      - uses: owner/b@v1
      - uses: owner/c@v1
";

#[test]
fn a_comment_is_for_its_own_line_or_for_the_next() {
    let report = inline(STEPS, "", &[]);
    assert_waived(&report, "ab", "c");
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!((report.outcome(RULE), report.code), ("fail", Some(1)));
    let waivers: Vec<_> =
        (0..2).map(|index| &report.json["targets"][0]["findings"][index]["waiver"]).collect();
    assert_eq!(waivers[0]["reason"], "the vendor signs its tags");
    assert_eq!(waivers[0]["at"], ".github/workflows/ci.yml#line=7");
    assert_eq!(waivers[1]["at"], ".github/workflows/ci.yml#line=8");
}

#[test]
fn comments_can_be_switched_off() {
    assert_waived(&inline(STEPS, "", &["--no-inline-ignores"]), "", "abc");
    let world = World::with_app();
    world.write("app/.npmrc", "# palisade: ignore[install.token_in_file] a test\n//registry.npm.example/:_authToken=abc\n");
    world.write("app/palisade.yaml", "inline_ignores: false\n");
    let report = world.check(&["app", "--rule", "install.token_in_file"]);
    assert_eq!((report.outcome("install.token_in_file"), report.code), ("fail", Some(1)));
}

#[test]
fn a_comment_without_a_reason_is_told_and_not_followed() {
    let report =
        inline("      - uses: owner/a@v1 # palisade: ignore[ci.unpinned_action]\n", "", &[]);
    assert_waived(&report, "", "a");
    let text = "waiver.unreasoned .github/workflows/ci.yml:7:1: this ignore gives no reason, and is not followed";
    assert_eq!(told(&report), [text]);
    assert_eq!(report.code, Some(1));
}

#[test]
fn a_comment_that_matches_nothing_is_told() {
    let steps = "      # palisade: ignore[ci.unpinned_action] nothing is here\n      - run: npm ci\n      - uses: owner/a@v1\n";
    let report = inline(steps, "", &[]);
    assert_waived(&report, "", "a");
    let text = "waiver.unmatched .github/workflows/ci.yml:7:1: this ignore of `ci.unpinned_action` matches no finding";
    assert_eq!(told(&report), [text]);
    // Of a rule that was not asked, nobody knows.
    let steps =
        "      # palisade: ignore[ci.secret_printed] nothing is asked\n      - run: npm ci\n";
    assert_eq!(told(&inline(steps, "", &[])), Vec::<String>::new());
}

#[test]
fn a_comment_in_an_rc_file_is_followed() {
    let npmrc = "# palisade: ignore[install.token_in_file] a registry that a test starts\n//registry.npm.example/:_authToken=abc\n";
    let report = inline("      - run: npm ci\n", npmrc, &[]);
    assert_eq!(report.outcome("install.token_in_file"), "waived");
    assert_eq!(
        (report.count("waived"), report.count("findings_waived"), report.code),
        (1, 1, Some(0))
    );
}

#[test]
fn waived_findings_are_counted_in_every_form_and_shown_when_asked() {
    let world = world();
    world.write(
        "app/palisade.yaml",
        "waivers:\n  - {rule: ci.unpinned_action, reason: all are ours, owner: build team}\n",
    );
    for format in ["pretty", "concise", "github"] {
        let run = world.run(&["check", "app", "--rule", RULE, "--format", format]);
        assert_eq!(run.code, Some(0));
        assert!(
            run.text().contains("no findings in 1 target · 1 rule: 1 waived · 5 findings waived"),
            "{}",
            run.text()
        );
        assert!(!run.text().contains("owner/a"));
    }
    let run = world.run(&["check", "app", "--rule", RULE, "--verbose"]);
    assert!(
        run.text().contains("waived ci.unpinned_action at app/.github/workflows/ci.yml:7:15"),
        "{}",
        run.text()
    );
    assert!(run.text().contains("(all are ours, build team)"));
    let run = world.run(&["check", "app", "--rule", RULE, "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(
        results.len() == 5
            && results.iter().all(|result| !result["suppressions"].as_array().unwrap().is_empty())
    );
}
