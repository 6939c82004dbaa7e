//! What no finding tells: what could not be read or judged, what is waived, and the counts.

use super::super::gaps::Reasons;
use super::super::{Look, Report, TargetReport, VerdictReport, concise};
use crate::finding::{Finding, Standing};
use crate::policy::judge::Outcome;
use crate::text::neutral;

/// How many reasons, of problems and of unknown rules, are listed.
const MOST: usize = 20;

/// The lines below the findings of a target, and an empty one; nothing if there are none.
pub(super) fn of_target(target: &TargetReport, look: Look) -> String {
    let reasons = Reasons::new(target);
    let mut lines: Vec<String> = errored(target).collect();
    if look.verbose {
        lines.extend(target.verdicts.iter().filter_map(|verdict| of_verdict(verdict, &reasons)));
        lines.extend(reasons.every_problem());
        lines.extend(target.findings.iter().filter_map(|finding| of_waived(finding, &target.name)));
    } else {
        let gaps = reasons.folded();
        lines.extend(limited(gaps.unknown));
        lines.extend(limited(gaps.problems));
    }
    if lines.is_empty() { String::new() } else { lines.join("\n") + "\n\n" }
}

fn limited(mut lines: Vec<String>) -> Vec<String> {
    if let Some(more) = lines.len().checked_sub(MOST).filter(|more| *more > 0) {
        lines.truncate(MOST);
        lines.push(format!("… and {more} more reason{}", if more == 1 { "" } else { "s" }));
    }
    lines
}

fn errored(target: &TargetReport) -> impl Iterator<Item = String> {
    let errored = target.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Errored);
    errored.map(|verdict| {
        let reason = verdict.reason.as_deref().unwrap_or("no reason was given");
        format!("errored {}: {}", neutral::line(&verdict.rule), neutral::line(reason))
    })
}

/// What no finding tells of a rule, or not all.
fn of_verdict(verdict: &VerdictReport, reasons: &Reasons<'_>) -> Option<String> {
    let rule = neutral::line(&verdict.rule);
    Some(match (verdict.outcome, verdict.reason.as_deref()) {
        (Outcome::Unknown, reason) => {
            format!("unknown {rule}: {}", reasons.shown(reason.unwrap_or("no reason was given")))
        }
        (Outcome::Fail, Some(reason)) => format!("incomplete {rule}: {}", reasons.shown(reason)),
        (Outcome::NotApplicable, _) => format!("not applicable {rule}"),
        _ => return None,
    })
}

fn of_waived(finding: &Finding, target: &str) -> Option<String> {
    let waiver = finding.waiver.as_ref().filter(|_| finding.outcome == Standing::Waived)?;
    let location = finding.location.as_ref();
    let place = location
        .map_or_else(|| target.to_owned(), |location| concise::place(location, Some(target)));
    let mut line =
        format!("waived {} at {place}: {} ({}", finding.rule, finding.message, waiver.reason);
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
    let gaps =
        [(counts.unknown, "unknown"), (counts.errored, "errored"), (counts.refusals, "refused")];
    let gaps: Vec<String> = gaps
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    if !gaps.is_empty() {
        text.push_str(&format!("this is not a clean result: {}\n", gaps.join(", ")));
    } else if counts.fail + counts.pass + counts.waived == 0 {
        text.push_str("no rule had anything to judge\n");
    }
    text
}
