//! A report in which everything occurs that a form must cope with.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::facts::ProblemKind;
use crate::finding::{Finding, Location, Position, Related, SourceText, Standing, Waived};
use crate::policy::judge::Outcome;
use crate::policy::metadata::Reference;
use crate::policy::severity::Severity;
use crate::report::{
    ConfigurationReport, FindingCounts, Look, ProblemReport, RefusalReport, Report, RuleReport,
    SCHEMA, Summary, TargetReport, VerdictReport,
};
use crate::source::text::LineIndex;

/// As a test sees it.
pub(in crate::report) const LOOK: Look = Look { color: false, width: 80, verbose: false };

/// A workflow with CRLF, and a tab and a character of two bytes before what is pointed at.
pub(in crate::report) const WORKFLOW: &str =
    "jobs:\r\nb:\r\n\t é- uses: actions/ünpin@v1\r\n  x: \u{1b}[2J\u{202e}\r\n";

/// The position of a byte.
pub(in crate::report) fn position(text: &str, offset: usize) -> Position {
    let (line, column) = LineIndex::new(text).position(offset);
    Position { line, column, offset }
}

/// A range of a file that is shown under its own name.
pub(in crate::report) fn location(file: &str, text: &str, range: Range<usize>) -> Location {
    let source = Arc::new(SourceText { path: file.to_owned(), text: text.to_owned() });
    Location {
        at: format!("{file}#/a"),
        file: Some(file.to_owned()),
        start: Some(position(text, range.start)),
        end: Some(position(text, range.end)),
        label: None,
        source: Some(source),
    }
}

/// A file without a place in it.
pub(in crate::report) fn whole(file: &str) -> Location {
    Location {
        at: file.to_owned(),
        file: Some(file.to_owned()),
        start: None,
        end: None,
        label: None,
        source: None,
    }
}

/// A finding that counts.
pub(in crate::report) fn finding(
    rule: &str,
    severity: Severity,
    message: &str,
    location: Option<Location>,
) -> Finding {
    Finding {
        rule: rule.into(),
        severity,
        message: message.to_owned(),
        outcome: Standing::Fail,
        advice: false,
        location,
        related: Vec::new(),
        help: None,
        references: Arc::default(),
        waiver: None,
    }
}

fn reference() -> Reference {
    Reference {
        url: "https://docs.github.com/x".to_owned(),
        description: Some("GitHub, hardening".to_owned()),
    }
}

fn unpinned() -> Finding {
    let file = ".github/workflows/ci.yml";
    let source = Arc::new(SourceText { path: format!("app/{file}"), text: WORKFLOW.to_owned() });
    let at = |at: &str, start: usize, end: usize| Location {
        at: format!("{file}#{at}"),
        file: Some(file.to_owned()),
        start: Some(position(WORKFLOW, start)),
        end: Some(position(WORKFLOW, end)),
        source: Some(Arc::clone(&source)),
        label: None,
    };
    let start = WORKFLOW.find("actions").unwrap_or_default();
    let place = Location {
        label: Some("a tag can be moved".to_owned()),
        ..at("/jobs/b/steps/0/uses", start, start + "actions/ünpin@v1".len())
    };
    let message = "`actions/ünpin@v1` is not pinned";
    Finding {
        related: vec![
            Related { message: "in this job".to_owned(), location: at("/jobs", 0, 5) },
            Related { message: "the update bot".to_owned(), location: whole("renovate é:.json") },
        ],
        help: Some("Write the commit.\n".into()),
        references: Arc::from([reference()]),
        ..finding("ci.unpinned_action", Severity::High, message, Some(place))
    }
}

fn waived() -> Finding {
    let line = location(".npmrc", "registry=https://npm.example/\n", 0..8);
    let waiver = Waived {
        at: ".npmrc#line=1".to_owned(),
        reason: "the host is ours".to_owned(),
        owner: Some("ops".to_owned()),
        expires: Some("2027-01-31".to_owned()),
    };
    Finding {
        outcome: Standing::Waived,
        waiver: Some(waiver),
        ..finding("lockfile.host", Severity::High, "an unknown host", Some(line))
    }
}

fn target() -> TargetReport {
    let verdict = |rule: &str, outcome, reason: Option<&str>| VerdictReport {
        rule: rule.into(),
        outcome,
        reason: reason.map(str::to_owned),
    };
    let (lockfile, policy) = ("nothing fixes\nwhat is installed", "::error::no place\u{202e}");
    let package = Some(whole("package.json"));
    let problem = |kind, reason: &str, facts_missing, location| ProblemReport {
        kind,
        reason: reason.to_owned(),
        facts_missing,
        location,
    };
    let twice = Location { source: None, ..location("x.txt", "a", 0..1) };
    TargetReport {
        name: "app".to_owned(),
        kind: "repository".to_owned(),
        verdicts: vec![
            verdict("ci.broken", Outcome::Errored, Some("division by zero")),
            verdict("ci.unpinned_action", Outcome::Fail, None),
            verdict("install.age", Outcome::Unknown, Some("a.yml: line 3: not YAML")),
            verdict("install.no_lockfile", Outcome::Fail, None),
            verdict("lockfile.host", Outcome::Waived, None),
            verdict("release.no_policy", Outcome::Fail, None),
        ],
        findings: vec![
            unpinned(),
            finding("install.no_lockfile", Severity::Medium, lockfile, package),
            finding("release.no_policy", Severity::Low, policy, None),
            waived(),
        ],
        problems: vec![
            problem(ProblemKind::Malformed, "line 3:\nnot YAML", true, whole("a\u{1b}b.yml")),
            problem(ProblemKind::DuplicateKey, "`a` stands twice", false, twice),
        ],
    }
}

/// The report.
pub(in crate::report) fn report() -> Report {
    let rule = |severity| RuleReport {
        control: None,
        title: None,
        description: None,
        severity,
        help: None,
        references: Arc::default(),
    };
    let unpinned = RuleReport {
        title: Some("Actions are pinned".to_owned()),
        description: Some("A tag can be moved.\n".to_owned()),
        help: Some("Write the commit.\n".into()),
        references: Arc::from([reference()]),
        ..rule(Severity::High)
    };
    let unmatched = location("palisade.yaml", "a:\n\n\n  rules: x\n", 7..12);
    Report {
        schema: SCHEMA,
        generator: "palisade 0.1.0".to_owned(),
        targets: vec![target()],
        configurations: vec![ConfigurationReport {
            file: "palisade.yaml".to_owned(),
            findings: vec![finding(
                "config.unmatched",
                Severity::Low,
                "the waiver hides nothing",
                Some(unmatched),
            )],
        }],
        refusals: vec![RefusalReport {
            message: "unexpected `}`".to_owned(),
            location: location("rules/own.rego", "abc }\n", 4..5),
        }],
        rules: BTreeMap::from([
            ("ci.broken".into(), rule(Severity::Low)),
            ("ci.unpinned_action".into(), unpinned),
            ("install.no_lockfile".into(), rule(Severity::Medium)),
        ]),
        summary: Summary {
            targets: 1,
            rules: 6,
            fail: 3,
            unknown: 1,
            errored: 1,
            waived: 1,
            findings: FindingCounts { high: 1, medium: 1, low: 2, ..FindingCounts::default() },
            findings_waived: 1,
            refusals: 1,
            ..Summary::default()
        },
    }
}
