//! What no finding tells: what could not be read or judged, what is waived, and the counts.

use std::collections::BTreeMap;

use super::super::{Look, ProblemReport, Report, TargetReport, concise};
use crate::finding::{Finding, Standing};
use crate::policy::judge::Outcome;
use crate::text::neutral;

/// How many problems, and how many reasons of unknown rules, are listed.
const MOST: usize = 20;

/// The lines below the findings of a target, and an empty one; nothing if there are none.
pub(super) fn of_target(target: &TargetReport, look: Look) -> String {
    let most = if look.verbose { usize::MAX } else { MOST };
    let problems = target.problems.iter().map(|problem| of_problem(problem, &target.name));
    let mut lines = limited(problems.collect(), most, "problem");
    for (rule, reason) in ended(target, Outcome::Errored) {
        lines.push(format!("errored {rule}: {reason}"));
    }
    if look.verbose {
        lines.extend(ended(target, Outcome::Unknown).map(|(rule, reason)| format!("unknown {rule}: {reason}")));
        for verdict in &target.verdicts {
            match (verdict.outcome, &verdict.reason) {
                (Outcome::NotApplicable, _) => {
                    lines.push(format!("not applicable {}", neutral::line(&verdict.rule)));
                }
                (Outcome::Fail, Some(reason)) => {
                    let (rule, reason) = (neutral::line(&verdict.rule), neutral::line(reason));
                    lines.push(format!("incomplete {rule}: {reason}"));
                }
                _ => {}
            }
        }
        lines.extend(target.findings.iter().filter_map(|finding| of_waived(finding, &target.name)));
    } else {
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for (_, reason) in ended(target, Outcome::Unknown) {
            *reasons.entry(reason).or_default() += 1;
        }
        let counted = reasons.iter().map(|(reason, rules)| format!("{} unknown: {reason}", concise::count(*rules, "rule")));
        lines.extend(limited(counted.collect(), most, "reason"));
    }
    if lines.is_empty() { String::new() } else { lines.join("\n") + "\n\n" }
}

fn limited(mut lines: Vec<String>, most: usize, noun: &str) -> Vec<String> {
    if let Some(more) = lines.len().checked_sub(most).filter(|more| *more > 0) {
        lines.truncate(most);
        lines.push(format!("… and {} more", concise::count(more, noun)));
    }
    lines
}

fn ended(target: &TargetReport, outcome: Outcome) -> impl Iterator<Item = (String, String)> {
    target.verdicts.iter().filter(move |verdict| verdict.outcome == outcome).map(|verdict| {
        let reason = verdict.reason.as_deref().unwrap_or("no reason was given");
        (neutral::line(&verdict.rule).into_owned(), neutral::line(reason).into_owned())
    })
}

fn of_problem(problem: &ProblemReport, target: &str) -> String {
    let what = if problem.facts_missing { "could not read" } else { "oddity in" };
    let place = concise::place(&problem.location, Some(target));
    format!("{what} {place}: {}", neutral::line(&problem.reason))
}

fn of_waived(finding: &Finding, target: &str) -> Option<String> {
    let waiver = finding.waiver.as_ref().filter(|_| finding.outcome == Standing::Waived)?;
    let location = finding.location.as_ref();
    let place = location.map_or_else(|| target.to_owned(), |location| concise::place(location, Some(target)));
    let mut line = format!("waived {} at {place}: {} ({}", finding.rule, finding.message, waiver.reason);
    if let Some(owner) = &waiver.owner {
        line.push_str(&format!(", {owner}"));
    }
    if let Some(expires) = &waiver.expires {
        line.push_str(&format!(", until {expires}"));
    }
    line.push(')');
    Some(neutral::line(&line).into_owned())
}

/// The counts of the run. Where nothing was found, whether that can be relied on.
pub(super) fn closing(report: &Report) -> String {
    let counts = &report.summary;
    let mut text = concise::summary(counts);
    text.push('\n');
    if counts.findings.total() > 0 {
        return text;
    }
    let gaps = [
        (counts.unknown, "unknown"),
        (counts.errored, "errored"),
        (counts.refusals, "refused"),
    ];
    let gaps: Vec<String> =
        gaps.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")).collect();
    if !gaps.is_empty() {
        text.push_str(&format!("this is not a clean result: {}\n", gaps.join(", ")));
    } else if counts.fail + counts.pass + counts.waived == 0 {
        text.push_str("no rule had anything to judge\n");
    }
    text
}
