//! One target, judged: verdicts, findings with their places, and what waives them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Target, World};
use crate::collect::Collected;
use crate::config::Config;
use crate::facts::{Facts, Problem};
use crate::finding::locate::{self, Sought, Sources};
use crate::finding::waive::{self, Use};
use crate::finding::{Finding, Location, SourceText, Standing, inline};
use crate::policy::judge::{Inquiry, Matter, Outcome, Spread, Verdict, judge, unjudgeable};
use crate::policy::reads::FactPath;
use crate::policy::rego::Limits;
use crate::policy::select::Selected;
use crate::policy::survey::{Document, DocumentError};
use crate::report::{ProblemReport, RefusalReport, TargetReport, VerdictReport};
use crate::setup::Setup;
use crate::source::tree::Tree;

/// One target, judged.
pub(super) struct Judged {
    pub(super) report: Option<TargetReport>,
    pub(super) refusal: Option<RefusalReport>,
    pub(super) uses: Vec<Use>,
}

impl Judged {
    pub(super) fn new(
        target: &Target,
        inquiry: Inquiry<'_>,
        collected: Result<Collected, String>,
        world: World<'_>,
        spread: Spread<'_>,
    ) -> Self {
        let config = &target.setup.config;
        let selected = inquiry.rules;
        let Collected { facts, tree } = match collected {
            Ok(collected) => collected,
            Err(reason) => {
                // A target that cannot be judged is a row that says so, never a missing one.
                let rules = selected.iter().map(|selected| VerdictReport {
                    rule: selected.rule.id.clone(),
                    outcome: Outcome::Unknown,
                    reason: Some(format!("the target {reason}")),
                });
                let name = target.name.clone();
                return Self {
                    report: Some(TargetReport {
                        name,
                        kind: target.subject.kind().to_owned(),
                        verdicts: rules.collect(),
                        findings: Vec::new(),
                        problems: Vec::new(),
                    }),
                    refusal: Some(RefusalReport {
                        message: format!("`{}` {reason}", target.name),
                        location: Location::bare(&target.name),
                    }),
                    uses: vec![Use::default(); config.waivers.len()],
                };
            }
        };
        let commented = commented(&facts);
        let (document, facts) = document(inquiry, facts);
        let mut verdicts =
            self::verdicts(&target.setup, inquiry, &document, &facts.problems, spread);
        drop(document);
        let sources = Sources { tree: tree.as_ref(), facts: &facts };
        if facts.target.kind == DOMAIN {
            of_repositories_do_not_apply(selected, &mut verdicts);
        }
        let mut findings = once(located(selected, &verdicts, &sources));
        let mut uses = tried(config, &verdicts);
        waive::by_configuration(&mut findings, config, world.today, &mut uses);
        if config.inline_ignores {
            let reports =
                tree.as_ref().map(|tree| comments(&mut findings, commented, tree, &verdicts));
            findings.extend(reports.into_iter().flatten());
        }
        findings.sort_by(by_place);
        let verdicts: Vec<_> =
            verdicts.into_iter().map(|verdict| verdict_report(verdict, &findings)).collect();
        let refusal = unjudged(target, &facts, &verdicts);
        let problems = problems(&facts.problems, &sources);
        let name = target.name.clone();
        Self {
            report: Some(TargetReport {
                name,
                kind: facts.target.kind.clone(),
                verdicts,
                findings,
                problems,
            }),
            refusal,
            uses,
        }
    }
}

/// The verdicts on a document, if it is one.
pub(super) fn verdicts(
    setup: &Setup,
    inquiry: Inquiry<'_>,
    document: &Result<Document, DocumentError>,
    problems: &[Problem],
    spread: Spread<'_>,
) -> Vec<Verdict> {
    match document {
        Ok(document) => {
            let matter = Matter { document, problems };
            judge(&setup.bundle, inquiry, matter, Limits::default(), spread)
        }
        Err(error) => unjudgeable(inquiry.rules, &error.to_string()),
    }
}

/// The files in which somebody may have waived a finding by a comment.
fn commented(facts: &Facts) -> BTreeSet<String> {
    let pipelines = facts.pipelines.iter().map(|pipeline| &pipeline.file);
    let settings = facts.settings.iter().map(|setting| &setting.origin.file);
    pipelines.chain(settings).cloned().collect()
}

/// The document of the facts, and what is left of them. Facts that somebody else holds stay as they are.
fn document(
    inquiry: Inquiry<'_>,
    mut facts: Arc<Facts>,
) -> (Result<Document, DocumentError>, Arc<Facts>) {
    let texts = inquiry.plan.texts();
    let document = match Arc::get_mut(&mut facts) {
        Some(facts) => Document::of(texts, &facts.spend()),
        None => Document::of(texts, facts.as_ref()),
    };
    (document, facts)
}

/// The kind of a target that is a domain by itself.
const DOMAIN: &str = "domain";

/// What a rule must read to say anything of a domain.
const OF_DOMAINS: &[&str] = &["domains", "lookups", "fetches"];

/// A rule about files has nothing to pass in a target that has none.
fn of_repositories_do_not_apply(selected: &[Selected<'_>], verdicts: &mut [Verdict]) {
    let paths: Vec<FactPath> = OF_DOMAINS.iter().filter_map(|path| path.parse().ok()).collect();
    for (selected, verdict) in selected.iter().zip(verdicts) {
        let concerned = paths.iter().any(|path| selected.reads.concern(path));
        if verdict.outcome == Outcome::Pass && !concerned {
            verdict.outcome = Outcome::NotApplicable;
        }
    }
}

/// A domain of which no rule could say anything: nobody must take that for a clean run. In a
/// repository some rules always have an answer.
fn unjudged(target: &Target, facts: &Facts, verdicts: &[VerdictReport]) -> Option<RefusalReport> {
    let silent = |verdict: &VerdictReport| {
        matches!(verdict.outcome, Outcome::Unknown | Outcome::NotApplicable)
    };
    let unknown = verdicts.iter().find(|verdict| verdict.outcome == Outcome::Unknown);
    let reason = unknown
        .map_or(Some("no rule that is asked reads domains"), |verdict| verdict.reason.as_deref());
    (facts.target.kind == DOMAIN && verdicts.iter().all(silent)).then(|| RefusalReport {
        message: format!(
            "nothing of `{}` could be judged: {}",
            target.name,
            reason.unwrap_or("no reason was given")
        ),
        location: Location::bare(&target.name),
    })
}

pub(super) fn located(
    selected: &[Selected<'_>],
    verdicts: &[Verdict],
    sources: &Sources<'_>,
) -> Vec<Finding> {
    let violations: Vec<_> = selected
        .iter()
        .zip(verdicts)
        .flat_map(|(selected, verdict)| {
            verdict.violations.iter().map(move |violation| (selected.rule, violation))
        })
        .collect();
    locate::findings(&violations, sources)
}

/// Each finding once: what a file names in several places and writes in one, by an anchor of YAML's, is
/// one thing to mend. The first of its places is kept.
fn once(mut findings: Vec<Finding>) -> Vec<Finding> {
    let bytes = |location: &Location| {
        let start = location.start?.offset;
        Some((location.file.clone()?, start, location.end?.offset))
    };
    let mut seen = BTreeSet::new();
    findings.retain(|finding| {
        let Some(place) = finding.location.as_ref().and_then(bytes) else { return true };
        let related = finding.related.iter();
        let related: Vec<_> =
            related.map(|next| (next.message.clone(), bytes(&next.location))).collect();
        seen.insert((finding.rule.clone(), finding.message.clone(), place, related))
    });
    findings
}

/// For each waiver whether its rule gave an answer here.
fn tried(config: &Config, verdicts: &[Verdict]) -> Vec<Use> {
    let waivers = config
        .waivers
        .iter()
        .map(|waiver| Use { matched: false, tried: answered(verdicts, &waiver.rule) });
    waivers.collect()
}

fn answered(verdicts: &[Verdict], rule: &str) -> bool {
    verdicts.iter().any(|verdict| {
        *verdict.rule == *rule && !matches!(verdict.outcome, Outcome::Unknown | Outcome::Errored)
    })
}

/// Follows the ignore comments of every file that the facts come from.
fn comments(
    findings: &mut [Finding],
    mut files: BTreeSet<String>,
    tree: &Tree,
    verdicts: &[Verdict],
) -> Vec<Finding> {
    files.extend(findings.iter().filter_map(|finding| finding.location.as_ref()?.file.clone()));
    let known: BTreeMap<String, Arc<SourceText>> = findings
        .iter()
        .filter_map(|finding| finding.location.as_ref())
        .filter_map(|location| Some((location.file.clone()?, location.source.clone()?)))
        .collect();
    let mut reports = Vec::new();
    for file in files.iter().filter(|file| inline::is_read(file)) {
        let source = known.get(file).cloned().or_else(|| {
            let text = String::from_utf8(tree.read(file, 4 << 20).ok()?).ok()?;
            Some(Arc::new(SourceText { path: tree.shown(file), text }))
        });
        if let Some(source) = source {
            reports.extend(waive::by_comments(findings, file, &source, &|rule| {
                answered(verdicts, rule)
            }));
        }
    }
    reports
}

fn by_place(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |finding: &Finding| {
        let location = finding.location.as_ref();
        (
            location.and_then(|location| location.file.clone()),
            location.and_then(|location| location.start),
            location.map(|location| location.at.clone()),
            finding.rule.clone(),
            finding.message.clone(),
        )
    };
    key(a).cmp(&key(b))
}

fn verdict_report(verdict: Verdict, findings: &[Finding]) -> VerdictReport {
    let mut of_rule = findings.iter().filter(|finding| finding.rule == verdict.rule).peekable();
    let all_waived =
        of_rule.peek().is_some() && of_rule.all(|finding| finding.outcome == Standing::Waived);
    let outcome = match verdict.outcome {
        Outcome::Fail if all_waived => Outcome::Waived,
        outcome => outcome,
    };
    VerdictReport { rule: verdict.rule, outcome, reason: verdict.reason }
}

pub(super) fn problems(problems: &[Problem], sources: &Sources<'_>) -> Vec<ProblemReport> {
    let sought = problems.iter().map(|problem| Sought::anchor(&problem.at)).collect();
    let located = locate::locations(sought, sources);
    let problems = problems.iter().zip(located).map(|(problem, location)| ProblemReport {
        kind: problem.kind,
        reason: problem.reason.clone(),
        facts_missing: !problem.facts.is_empty(),
        location,
    });
    problems.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Position, Related};
    use crate::policy::severity::Severity;

    fn place(at: &str, offset: usize) -> Location {
        let position = |offset| Some(Position { line: 1, column: 1, offset });
        let file = Some("bitbucket-pipelines.yml".to_owned());
        let (start, end) = (position(offset), position(offset + 1));
        Location { file, start, end, ..Location::bare(at) }
    }

    fn finding(message: &str, location: Location, related: Option<Location>) -> Finding {
        let related = related.map(|location| Related { message: "here".into(), location });
        Finding {
            rule: "a.b".into(),
            severity: Severity::High,
            message: message.into(),
            outcome: Standing::Fail,
            advice: false,
            location: Some(location),
            related: related.into_iter().collect(),
            help: None,
            references: Arc::default(),
            waiver: None,
        }
    }

    #[test]
    fn what_an_anchor_repeats_is_told_once() {
        let findings = vec![
            finding("one", place("f#/default/0", 7), None),
            finding("one", place("f#/branches/0", 7), None),
            finding("two", place("f#/branches/0", 7), None),
            finding("one", place("f#/branches/1", 9), None),
            finding("one", place("f#/branches/1", 9), Some(place("f#/c", 1))),
            finding("one", place("f#/branches/2", 9), Some(place("f#/d", 1))),
            finding("one", Location::bare("dns:a"), None),
            finding("one", Location::bare("dns:a"), None),
        ];
        let kept: Vec<_> = once(findings)
            .into_iter()
            .map(|next| (next.message, next.location.map(|place| place.at)))
            .collect();
        let told = |message: &str, at: &str| (message.to_owned(), Some(at.to_owned()));
        assert_eq!(
            kept,
            [
                told("one", "f#/default/0"),
                told("two", "f#/branches/0"),
                told("one", "f#/branches/1"),
                told("one", "f#/branches/1"),
                told("one", "dns:a"),
                told("one", "dns:a"),
            ]
        );
    }
}
