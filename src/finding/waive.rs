//! Applies waivers to findings, and reports the waivers that did nothing or have run out.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inline::{self, Ignore};
use super::locate::at;
use super::{Finding, Location, SourceText, Standing, Waived};
use crate::config::{Config, Date, Waiver};
use crate::policy::severity::Severity;
use crate::source::anchor::{Anchor, Place};
use crate::source::locate::{Document, Mark, Target};
use crate::source::text::LineIndex;

/// The rule id of reports about waivers that have run out.
pub(crate) const EXPIRED: &str = "waiver.expired";
/// The rule id of reports about waivers that nothing answers to.
pub(crate) const UNMATCHED: &str = "waiver.unmatched";
/// The rule id of reports about ignore comments without a reason.
pub(crate) const UNREASONED: &str = "waiver.unreasoned";

/// What happened to one waiver of a configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Use {
    /// It waived a finding, or would have if it had not run out.
    pub(crate) matched: bool,
    /// Its rule was asked and gave an answer, so that it could have matched.
    pub(crate) tried: bool,
}

impl Waiver {
    fn matches(&self, finding: &Finding) -> bool {
        if *self.rule != *finding.rule {
            return false;
        }
        let Some(pattern) = &self.pattern else { return true };
        finding.location.as_ref().is_some_and(|location| {
            pattern.is_match(&location.at)
                || Anchor::parse(&location.at).is_some_and(|anchor| pattern.is_match(anchor.path))
        })
    }

    fn expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }
}

/// Waives findings by the configuration; notes in `uses` what each waiver did.
pub(crate) fn by_configuration(
    findings: &mut [Finding],
    config: &Config,
    today: Date,
    uses: &mut [Use],
) {
    for (waiver, used) in config.waivers.iter().zip(uses) {
        for finding in findings.iter_mut().filter(|finding| waiver.matches(finding)) {
            used.matched = true;
            if waiver.expired(today) || finding.waiver.is_some() {
                continue;
            }
            finding.outcome = Standing::Waived;
            finding.waiver = Some(Waived {
                at: waiver.at.clone(),
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                expires: waiver.expires.map(|day| day.to_string()),
            });
        }
    }
}

/// Reports the waivers of a configuration that have run out or match nothing.
pub(crate) fn about_configuration(config: &Config, today: Date, uses: &[Use]) -> Vec<Finding> {
    let Some(file) = &config.file else { return Vec::new() };
    let source =
        Arc::new(SourceText { path: file.display().to_string(), text: config.text.clone() });
    let places = Places::new(&source);
    let mut findings = Vec::new();
    for (waiver, used) in config.waivers.iter().zip(uses) {
        if let Some(last) = waiver.expires.filter(|_| waiver.expired(today)) {
            let gone = if used.matched {
                "what it waived counts again"
            } else {
                "nothing needs it any more"
            };
            findings.push(about(
                EXPIRED,
                Severity::Medium,
                format!("the waiver of `{}` ended on {last}; {gone}", waiver.rule),
                places.of(&waiver.at, Some("expires")),
                "Mend what it waives and take the waiver out, or give it a new date with a reason.",
            ));
        } else if used.tried && !used.matched {
            findings.push(about(
                UNMATCHED,
                Severity::Low,
                format!("the waiver of `{}` matches no finding", waiver.rule),
                places.of(&waiver.at, waiver.pattern.as_ref().map(|_| "at")),
                "Take it out, or mend its pattern: `palisade check --format json` shows each finding's anchor under `location.at`.",
            ));
        }
    }
    findings
}

/// Waives findings by comments in their own file, and reports comments that do nothing.
///
/// `judged` tells whether a rule was asked and gave an answer.
pub(crate) fn by_comments(
    findings: &mut [Finding],
    path: &str,
    source: &Arc<SourceText>,
    judged: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut reports = Vec::new();
    for ignore in inline::ignores(&source.text) {
        let at = Place::file(path).line(ignore.line).at();
        if ignore.reason.is_empty() {
            reports.push(about(
                UNREASONED,
                Severity::Low,
                "this ignore gives no reason, and is not followed".to_owned(),
                line_location(source, path, &at, ignore.line),
                "Write why behind the bracket: `# palisade: ignore[rule] reason`.",
            ));
            continue;
        }
        let unused = apply(findings, path, &at, &ignore);
        let unused: Vec<_> = unused.into_iter().filter(|rule| judged(rule)).collect();
        if !unused.is_empty() {
            reports.push(about(
                UNMATCHED,
                Severity::Low,
                format!("this ignore of `{}` matches no finding", unused.join("`, `")),
                line_location(source, path, &at, ignore.line),
                "Take it out. A comment on a line of its own is for the next line, one behind a value for its own line.",
            ));
        }
    }
    reports
}

/// Waives what an instruction is for; gives the rules for which there was nothing.
fn apply(findings: &mut [Finding], path: &str, at: &str, ignore: &Ignore) -> BTreeSet<String> {
    let mut unused: BTreeSet<_> = ignore.rules.iter().cloned().collect();
    for finding in findings.iter_mut() {
        let here = finding.location.as_ref().is_some_and(|location| {
            location.file.as_deref() == Some(path)
                && location.start.is_some_and(|start| start.line == ignore.target_line)
        });
        if here && ignore.rules.iter().any(|rule| **rule == *finding.rule) {
            unused.remove(finding.rule.as_ref());
            if finding.waiver.is_none() {
                finding.outcome = Standing::Waived;
                finding.waiver = Some(Waived {
                    at: at.to_owned(),
                    reason: ignore.reason.clone(),
                    owner: None,
                    expires: None,
                });
            }
        }
    }
    unused
}

fn about(
    rule: &str,
    severity: Severity,
    message: String,
    location: Location,
    help: &str,
) -> Finding {
    Finding {
        rule: rule.into(),
        severity,
        message,
        outcome: Standing::Fail,
        advice: false,
        location: Some(location),
        related: Vec::new(),
        help: Some(help.into()),
        references: Arc::default(),
        waiver: None,
    }
}

fn line_location(source: &Arc<SourceText>, path: &str, anchor: &str, line: usize) -> Location {
    let index = LineIndex::new(&source.text);
    let span = index.line(line).unwrap_or(0..0);
    Location {
        at: anchor.to_owned(),
        file: Some(path.to_owned()),
        start: Some(at(&index, span.start)),
        end: Some(at(&index, span.end)),
        label: None,
        source: Some(Arc::clone(source)),
    }
}

/// Places in a configuration file.
struct Places<'a> {
    source: &'a Arc<SourceText>,
    document: Document<'a>,
}

impl<'a> Places<'a> {
    fn new(source: &'a Arc<SourceText>) -> Self {
        Self { source, document: Document::new(&source.path, &source.text) }
    }

    fn of(&self, anchor: &str, key: Option<&str>) -> Location {
        let key: Vec<_> = key.into_iter().map(str::to_owned).collect();
        let span = Anchor::parse(anchor).and_then(|anchor| {
            let fragment = &anchor.fragment;
            self.document.locate(&Target { fragment, chars: None, key: &key, mark: Mark::Auto })
        });
        let span = span.unwrap_or(0..0);
        Location {
            at: anchor.to_owned(),
            file: Some(self.source.path.clone()),
            start: Some(at(self.document.lines(), span.start)),
            end: Some(at(self.document.lines(), span.end)),
            label: None,
            source: Some(Arc::clone(self.source)),
        }
    }
}
