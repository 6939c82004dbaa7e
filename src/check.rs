//! One run: targets in, one report out.
//!
//! Targets are judged in parallel, each with its own configuration; the order of the report is
//! the order of the arguments, whatever thread finishes first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::collect::{self, Order};
use crate::config::{Config, Date};
use crate::facts::{Facts, Problem};
use crate::finding::locate::{self, Sought};
use crate::finding::waive::{self, Use};
use crate::finding::{Finding, Location, SourceText, Standing, inline};
use crate::policy::bundle::Rule;
use crate::policy::judge::{Outcome, Verdict, judge};
use crate::policy::reads::Demand;
use crate::policy::rego::Limits;
use crate::policy::select::Selected;
use crate::report::{
    ConfigurationReport, FindingCounts, ProblemReport, RefusalReport, Report, RuleReport, SCHEMA,
    Summary, TargetReport, VerdictReport,
};
use crate::setup::Setup;
use crate::source::tree::Tree;

/// A folder to judge, and what to judge it by.
pub struct Target {
    /// The name in the report: the path as it was given.
    pub name: String,
    /// The folder.
    pub path: PathBuf,
    /// Its configuration and bundle; targets may share one.
    pub setup: Arc<Setup>,
}

/// What a run needs to know of the world.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The day, for waivers and for policies.
    pub today: Date,
}

/// The facts of a folder: everything there is, or what the rules of a setup read.
///
/// # Errors
/// A sentence for people, where the folder cannot be read or holds nothing to judge.
pub fn facts(target: &Target, demand: &Demand, moment: Moment) -> Result<Facts, String> {
    collected(target, demand, moment).map(|(facts, _)| facts)
}

fn collected(target: &Target, demand: &Demand, moment: Moment) -> Result<(Facts, Tree), String> {
    let order = Order {
        name: &target.name,
        demand,
        exclude: &target.setup.config.exclude,
        today: &moment.today.to_string(),
    };
    collect::collect(&target.path, &order)
}

/// The verdicts of a setup's rules on one fact document: a pure function of the two.
pub fn judge_facts(setup: &Setup, facts: &Facts) -> Vec<Verdict> {
    let (selected, _) = setup.select();
    judge(&setup.bundle, &selected, facts, Limits::default())
}

/// The findings of verdicts, with their places in the files of a folder.
///
/// # Errors
/// A sentence for people, where the folder cannot be read.
pub fn locate_findings(
    setup: &Setup,
    verdicts: &[Verdict],
    path: &Path,
) -> Result<Vec<Finding>, String> {
    let (selected, _) = setup.select();
    Ok(located(&selected, verdicts, &Tree::open(path)?))
}

/// Judges all targets.
pub fn check(targets: &[Target], moment: Moment) -> Report {
    let setups = distinct(targets);
    let mut report = Report {
        schema: SCHEMA,
        generator: format!("palisade {}", env!("CARGO_PKG_VERSION")),
        targets: Vec::new(),
        configurations: Vec::new(),
        refusals: Vec::new(),
        rules: BTreeMap::new(),
        summary: Summary::default(),
    };
    // (index of the target, its report and what its waivers did)
    let mut judged: Vec<(usize, Judged)> = Vec::new();
    for (setup, indexes) in setups {
        let (selected, refusals) = setup.select();
        report.refusals.extend(refusals);
        for selected in &selected {
            report.rules.insert(selected.rule.id.clone(), describe(selected.rule));
        }
        let demand = Demand::of(selected.iter().map(|selected| &selected.reads));
        let one = |index: &usize| {
            let target = targets.get(*index)?;
            Some((*index, Judged::new(target, &selected, &demand, moment)))
        };
        let of_setup: Vec<_> = indexes.par_iter().filter_map(one).collect();
        report.configurations.extend(about(&setup.config, moment, &of_setup));
        judged.extend(of_setup);
    }
    judged.sort_by_key(|(index, _)| *index);
    for (_, judged) in judged {
        report.refusals.extend(judged.refusal);
        report.targets.extend(judged.report);
    }
    report.summary = summary(&report);
    report
}

/// The setups in the order of their first target, with the indexes of their targets.
fn distinct(targets: &[Target]) -> Vec<(Arc<Setup>, Vec<usize>)> {
    let mut setups: Vec<(Arc<Setup>, Vec<usize>)> = Vec::new();
    for (index, target) in targets.iter().enumerate() {
        match setups.iter_mut().find(|(setup, _)| Arc::ptr_eq(setup, &target.setup)) {
            Some((_, indexes)) => indexes.push(index),
            None => setups.push((Arc::clone(&target.setup), vec![index])),
        }
    }
    setups
}

/// One target, judged.
struct Judged {
    report: Option<TargetReport>,
    refusal: Option<RefusalReport>,
    uses: Vec<Use>,
}

impl Judged {
    fn new(target: &Target, selected: &[Selected<'_>], demand: &Demand, moment: Moment) -> Self {
        let config = &target.setup.config;
        let (facts, tree) = match collected(target, demand, moment) {
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
        let verdicts = judge(&target.setup.bundle, selected, &facts, Limits::default());
        let mut findings = located(selected, &verdicts, &tree);
        let mut uses = tried(config, &verdicts);
        waive::by_configuration(&mut findings, config, moment.today, &mut uses);
        if config.inline_ignores {
            let reports = comments(&mut findings, &facts, &tree, &verdicts);
            findings.extend(reports);
        }
        findings.sort_by(by_place);
        let verdicts =
            verdicts.into_iter().map(|verdict| verdict_report(verdict, &findings)).collect();
        let problems = problems(&facts.problems, &tree);
        let name = target.name.clone();
        Self {
            report: Some(TargetReport { name, verdicts, findings, problems }),
            refusal: None,
            uses,
        }
    }
}

fn located(selected: &[Selected<'_>], verdicts: &[Verdict], tree: &Tree) -> Vec<Finding> {
    let violations: Vec<_> = selected
        .iter()
        .zip(verdicts)
        .flat_map(|(selected, verdict)| {
            verdict.violations.iter().map(move |violation| (selected.rule, violation))
        })
        .collect();
    locate::findings(&violations, Some(tree))
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
        verdict.rule == rule && !matches!(verdict.outcome, Outcome::Unknown | Outcome::Errored)
    })
}

/// Follows the ignore comments of every file that the facts come from.
fn comments(
    findings: &mut [Finding],
    facts: &Facts,
    tree: &Tree,
    verdicts: &[Verdict],
) -> Vec<Finding> {
    let mut files: BTreeSet<String> = BTreeSet::new();
    files.extend(facts.pipelines.iter().map(|pipeline| pipeline.file.clone()));
    files.extend(facts.settings.iter().map(|setting| setting.origin.file.clone()));
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

fn problems(problems: &[Problem], tree: &Tree) -> Vec<ProblemReport> {
    let sought = problems.iter().map(|problem| Sought::anchor(&problem.at)).collect();
    let located = locate::locations(sought, Some(tree));
    let problems = problems.iter().zip(located).map(|(problem, location)| ProblemReport {
        kind: problem.kind,
        reason: problem.reason.clone(),
        facts_missing: !problem.facts.is_empty(),
        location,
    });
    problems.collect()
}

/// Findings about a configuration, over all targets that it serves.
fn about(
    config: &Config,
    moment: Moment,
    judged: &[(usize, Judged)],
) -> Option<ConfigurationReport> {
    let mut uses = vec![Use::default(); config.waivers.len()];
    for (_, judged) in judged {
        for (all, one) in uses.iter_mut().zip(&judged.uses) {
            all.matched |= one.matched;
            all.tried |= one.tried;
        }
    }
    let findings = waive::about_configuration(config, moment.today, &uses);
    let file = config.file.as_ref()?.display().to_string();
    (!findings.is_empty()).then_some(ConfigurationReport { file, findings })
}

fn describe(rule: &Rule) -> RuleReport {
    RuleReport {
        title: rule.metadata.title.clone(),
        description: rule.metadata.description.clone(),
        severity: rule.severity,
        help: rule.metadata.remediation.clone(),
        references: rule.metadata.references.clone(),
    }
}

fn summary(report: &Report) -> Summary {
    let mut summary = Summary {
        targets: report.targets.len(),
        rules: report.rules.len(),
        refusals: report.refusals.len(),
        ..Summary::default()
    };
    let mut counts = FindingCounts::default();
    for target in &report.targets {
        for verdict in &target.verdicts {
            *match verdict.outcome {
                Outcome::Fail => &mut summary.fail,
                Outcome::Pass => &mut summary.pass,
                Outcome::NotApplicable => &mut summary.not_applicable,
                Outcome::Unknown => &mut summary.unknown,
                Outcome::Errored => &mut summary.errored,
                Outcome::Waived => &mut summary.waived,
            } += 1;
        }
    }
    let of_targets = report.targets.iter().flat_map(|target| &target.findings);
    let of_configurations =
        report.configurations.iter().flat_map(|configuration| &configuration.findings);
    for finding in of_targets.chain(of_configurations) {
        match finding.outcome {
            Standing::Fail => counts.count(finding.severity),
            Standing::Waived => summary.findings_waived += 1,
        }
    }
    summary.findings = counts;
    summary
}
