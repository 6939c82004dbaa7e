//! Tests of the form for people: what is drawn, and that nothing hostile breaks the drawing.

use std::ops::Range;

use super::sample::{LOOK, finding, location, position, report, whole};
use super::*;
use crate::finding::Related;
use crate::policy::judge::Outcome;
use crate::policy::severity::Severity;
use crate::report::{FindingCounts, Summary, VerdictReport};

fn drawn(text: &str, range: Range<usize>) -> String {
    let found = finding("a.rule", Severity::High, "m", Some(location("f", text, range)));
    findings(&[found], None, LOOK)
}

/// The lines of the excerpt, without the title and the frame.
fn excerpt(text: &str, range: Range<usize>) -> Vec<String> {
    let drawn = drawn(text, range);
    let lines = drawn.lines().skip_while(|line| !line.contains('╭')).skip(1);
    lines.take_while(|line| line.trim() != "╰────").map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn everything_at_once() {
    let expected = "\
high ci.unpinned_action

  × `actions/ünpin@v1` is not pinned
   ╭─[app/.github/workflows/ci.yml:3:12]
 1 │ jobs:
   · ──┬──
   ·   ╰── in this job
 2 │ b:
 3 │      é- uses: actions/ünpin@v1
   ·               ────────┬───────
   ·                       ╰── a tag can be moved
 4 │   x: ␛[2J\u{fffd}
   ╰────
  note: app/renovate é:.json: the update bot
  help: Write the commit.
  see: https://docs.github.com/x

medium install.no_lockfile

  ⚠ nothing fixes
  │ what is installed
  │ at app/package.json

low release.no_policy

  ☞ ::error::no place\\u{202e}

errored ci.broken: division by zero
1 rule unknown: a.yml: line 3: not YAML
could not read app/a\\u{1b}b.yml: line 3:\\nnot YAML
oddity in app/x.txt:1:1: `a` stands twice

low config.unmatched

  ☞ the waiver hides nothing
   ╭─[palisade.yaml:4:3]
 2 │ 
 3 │ 
 4 │   rules: x
   ·   ─────
   ╰────

refused

  × unexpected `}`
   ╭─[rules/own.rego:1:5]
 1 │ abc }
   ·     ─
   ╰────

4 findings (1 high, 1 medium, 2 low) in 1 target · 6 rules: 3 fail, 1 unknown, 1 errored, 1 waived \
· 1 finding waived · 1 refusal
";
    assert_eq!(render(&report(), LOOK), expected);
}

#[test]
fn every_verdict_and_waiver_is_listed_if_asked() {
    let mut report = report();
    let verdict = |rule: &str, outcome, reason: Option<&str>| VerdictReport {
        rule: rule.into(),
        outcome,
        reason: reason.map(str::to_owned),
    };
    report.targets[0].verdicts.push(verdict("z.absent", Outcome::NotApplicable, None));
    report.targets[0].verdicts.push(verdict("z.half", Outcome::Fail, Some("b.yml is too large")));
    let text = render(&report, Look { verbose: true, ..LOOK });
    let listed = "\
errored ci.broken: division by zero
unknown install.age: a.yml: line 3: not YAML
not applicable z.absent
incomplete z.half: b.yml is too large
could not read app/a\\u{1b}b.yml: line 3:\\nnot YAML
oddity in app/x.txt:1:1: `a` stands twice
waived lockfile.host at .npmrc:1:1: an unknown host (the host is ours, ops, until 2027-01-31)

";
    assert!(text.contains(listed), "{text}");
}

#[test]
fn the_title_has_the_line_and_column_of_the_source() {
    let text = format!("{}é key\n{}", "x\n".repeat(998), "y\n".repeat(5));
    let start = text.find("key").unwrap();
    assert!(drawn(&text, start..start + 3).contains("╭─[f:999:3]"));
    assert_eq!(
        excerpt(&text, start..start + 3),
        ["  997 │ x", "  998 │ x", "  999 │ é key", "      ·   ───", " 1000 │ y", " 1001 │ y",]
    );
}

#[test]
fn a_place_far_along_a_long_line_is_shown() {
    let text = format!("{{{}\"key\":1{}}}", "\"a\":1,".repeat(160_000), ",\"b\":2".repeat(20_000));
    let start = text.find("\"key\"").unwrap();
    let drawn = drawn(&text, start..start + 5);
    assert!(drawn.contains(&format!("╭─[f:1:{}]", start + 1)), "{drawn}");
    let lines = excerpt(&text, start..start + 5);
    assert_eq!(
        lines[0],
        format!(" 1 │ …{}\"key\":1{}…", "\"a\":1,".repeat(10), ",\"b\":2".repeat(22) + ",")
    );
    assert_eq!(lines[1], format!("   · {}─────", " ".repeat(61)));
    assert!(drawn.len() < 2_000);
}

#[test]
fn an_empty_place_has_a_caret() {
    assert_eq!(excerpt("ab: \n", 4..4), [" 1 │ ab:", "   ·     ▲"]);
    assert_eq!(excerpt("ab", 2..2), [" 1 │ ab", "   ·   ▲"]);
    assert_eq!(excerpt("ab\n", 3..3), [" 1 │ ab", " 2 │", "   · ▲"]);
    assert_eq!(excerpt("", 0..0), [" 1 │", "   · ▲"]);
    // A line break alone has no width.
    assert_eq!(excerpt("ab\r\nc", 2..4)[..2], [" 1 │ ab", "   ·   ▲"]);
}

#[test]
fn a_place_at_the_end_of_the_file_is_underlined() {
    assert_eq!(excerpt("\u{feff}ab cd", 6..8), [" 1 │ ab cd", "   ·    ──"]);
}

#[test]
fn long_ranges_are_underlined_on_their_first_line() {
    let text = "jobs:\n".to_owned() + &"  x\n".repeat(20);
    assert_eq!(excerpt(&text, 0..text.len()), [" 1 │ jobs:", "   · ─────", " 2 │   x", " 3 │   x"]);
    assert_eq!(
        excerpt("a:\r\n  b: 1\r\n  c: 2\r\nd: 3\r\n", 0..20),
        [" 1 │ ╭─▶ a:", " 2 │ │     b: 1", " 3 │ ╰─▶   c: 2", " 4 │     d: 3",]
    );
}

#[test]
fn related_places_that_cannot_be_drawn_are_notes() {
    let text = format!("key: {} far\n{}near\n", "x".repeat(70_000), "y\n".repeat(100));
    let at = |what: &str| {
        let start = text.find(what).unwrap();
        location("f", &text, start..start + what.len())
    };
    let related = |what: &str| Related { message: format!("is {what}"), location: at(what) };
    let found = Finding {
        related: vec![related("far"), related("key:"), related("near")],
        ..finding("a.rule", Severity::Info, "m", Some(at("key")))
    };
    let drawn = findings(&[found], None, LOOK);
    assert!(drawn.contains("╰── is near\n"), "{drawn}");
    assert!(drawn.contains("╭─[f:1:1]\n") && drawn.contains("╭─[f:102:1]\n"), "{drawn}");
    assert!(drawn.contains("  note: f:1:70007: is far\n  note: f:1:1: is key:\n"), "{drawn}");
}

#[test]
fn the_same_rule_is_shown_five_times() {
    let found: Vec<Finding> = (1..9)
        .map(|number| finding("a.rule", Severity::High, &format!("m{number}"), Some(whole("f"))))
        .collect();
    let text = findings(&found, Some("."), LOOK);
    assert_eq!(text.matches("high a.rule\n").count(), 5);
    assert!(
        text.ends_with("\n\n… and 3 more of a.rule (--format concise lists all)\n\n"),
        "{text}"
    );
    let all = findings(&found, Some("."), Look { verbose: true, ..LOOK });
    assert_eq!(all.matches("high a.rule\n").count(), 8);
    assert!(!all.contains("more of"));
}

#[test]
fn findings_that_say_the_same_are_one_block() {
    let text = "a: x\n".repeat(14);
    let at = |line: usize| location("f", &text, line * 5 + 3..line * 5 + 4);
    let with_help = |finding: Finding| Finding { help: Some("Do\nit.".into()), ..finding };
    let mut found: Vec<Finding> = (0..13)
        .map(|line| with_help(finding("a.rule", Severity::High, "`x` moves", Some(at(line)))))
        .collect();
    found.insert(1, with_help(finding("a.rule", Severity::High, "`y` moves", Some(whole("g")))));
    let shown = findings(&found, Some("."), LOOK);
    let places: String = (2..12).map(|line| format!("  also at f:{line}:4\n")).collect();
    let expected = format!(
        "high a.rule\n\n  × `x` moves\n   ╭─[f:1:4]\n 1 │ a: x\n   ·    ─\n 2 │ a: x\n 3 │ a: x\n   ╰────\n\
         {places}  also at 2 more places\n  help: Do it.\n\n\
         high a.rule\n\n  × `y` moves\n  │ at g\n\n"
    );
    assert_eq!(shown, expected);
    let all = findings(&found, Some("."), Look { verbose: true, ..LOOK });
    assert_eq!(all.matches("also at f:").count(), 12);
}

#[test]
fn a_whole_file_has_no_underlined_line() {
    let mut place = location("package.json", "{\n}\n", 0..1);
    place.at = "package.json".to_owned();
    let found =
        Finding { advice: true, ..finding("a.rule", Severity::High, "no `name`", Some(place)) };
    assert_eq!(
        findings(&[found], Some("."), LOOK),
        "advice a.rule (high)\n\n  ☞ no `name`\n  │ at package.json\n\n"
    );
}

#[test]
fn what_is_to_be_copied_is_not_broken() {
    let help = "Write `npm ci`\ninstead of `npm install`; for the others `pnpm install --frozen-lockfile`:\n\
                `yarn install --immutable`.\n\n- one";
    let found = Finding {
        help: Some(help.into()),
        ..finding("a.rule", Severity::High, &"a-hyphenated-word ".repeat(5), None)
    };
    let expected = "\
high a.rule

  × a-hyphenated-word a-hyphenated-word a-hyphenated-word a-hyphenated-word
  │ a-hyphenated-word
  help: Write `npm ci` instead of `npm install`; for the others
        `pnpm install --frozen-lockfile`:
        `yarn install --immutable`.

        - one

";
    assert_eq!(findings(&[found], None, LOOK), expected);
}

#[test]
fn several_targets_have_headings() {
    let mut report = report();
    let mut other = report.targets[0].clone();
    other.name = "b\u{1b}".to_owned();
    report.targets.push(other);
    let text = render(&report, LOOK);
    assert!(text.starts_with("── app ──\n\nhigh"), "{text}");
    assert!(text.contains("\n\n── b\\u{1b} ──\n\nhigh"), "{text}");
}

#[test]
fn nothing_found_is_not_all_good() {
    let mut report = report();
    (report.targets, report.configurations, report.refusals) = Default::default();
    let mut closing = |summary: Summary| {
        report.summary = summary;
        render(&report, LOOK)
    };
    let counts = Summary { targets: 1, rules: 2, pass: 2, ..Summary::default() };
    assert_eq!(closing(counts.clone()), "no findings in 1 target · 2 rules: 2 pass\n");
    let gaps = Summary { pass: 0, unknown: 1, errored: 1, ..counts.clone() };
    assert_eq!(
        closing(gaps),
        "no findings in 1 target · 2 rules: 1 unknown, 1 errored\n\
         this is not a clean result: 1 unknown, 1 errored\n"
    );
    let idle = Summary { pass: 0, not_applicable: 2, ..counts.clone() };
    assert_eq!(
        closing(idle),
        "no findings in 1 target · 2 rules: 2 not applicable\nno rule had anything to judge\n"
    );
    let found =
        Summary { findings: FindingCounts { low: 1, ..FindingCounts::default() }, ..counts };
    assert!(closing(found).starts_with("1 finding (1 low) in"));
}

#[test]
fn colours_only_if_wanted() {
    assert!(!render(&report(), LOOK).contains('\u{1b}'));
    let text = render(&report(), Look { color: true, ..LOOK });
    assert!(text.contains("\u{1b}[36mnote:\u{1b}[0m"));
    assert!(!text.contains("\u{1b}[2J") && !text.contains("\u{1b}]8"));
}

#[test]
fn no_range_of_a_hostile_text_breaks_the_drawing() {
    let text = "\u{feff}é\t\u{1b}[31m\r\r\n\n👩\u{200d}💻\u{301}\u{301}: ##[x]\n_auth=s\u{202e} y\n\u{2028}z\r";
    for start in 0..text.len() + 3 {
        for end in start..text.len() + 3 {
            let mut place = location("f", text, 0..0);
            place.start = Some(position(text, start));
            place.end = Some(position(text, end));
            place.start.as_mut().unwrap().offset = start;
            place.end.as_mut().unwrap().offset = end;
            let related =
                Related { message: "r".to_owned(), location: location("f", text, 12..14) };
            let found = Finding {
                related: vec![related],
                ..finding("a.rule", Severity::Low, "m", Some(place))
            };
            let drawn = findings(&[found], None, LOOK);
            assert!(drawn.contains(['─', '▲']), "{start}..{end}: {drawn}");
            assert!(!drawn.contains(['\u{1b}', '\r', '\u{202e}', '\u{200d}']), "{start}..{end}");
            assert!(
                !drawn.contains("##[") && !drawn.contains("_auth=s"),
                "{start}..{end}: {drawn}"
            );
        }
    }
}
