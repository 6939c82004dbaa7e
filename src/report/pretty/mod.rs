//! For people at a terminal: each finding with the source around it, then what could not be
//! judged, then the counts.

mod diagnostic;
mod excerpt;
mod line;
mod remainder;
#[cfg(test)]
pub(in crate::report) mod sample;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
mod withhold;

use std::collections::BTreeMap;

use self::diagnostic::Notice;
use super::sarif::Level;
use super::{Look, Report, TargetReport, concise};
use crate::finding::Finding;
use crate::text::neutral;

/// How many findings of one rule in one target are shown in full.
const MOST_OF_A_RULE: usize = 5;

/// Writes the report, target by target.
pub(super) fn render(report: &Report, look: Look) -> String {
    let mut out = String::new();
    for target in &report.targets {
        let text = one_target(target, look);
        if report.targets.len() > 1 && !text.is_empty() {
            out.push_str(&heading(&target.name, look));
        }
        out.push_str(&text);
    }
    for configuration in &report.configurations {
        out.push_str(&findings(&configuration.findings, None, look));
    }
    for refusal in &report.refusals {
        let notice = Notice {
            title: "policy refused".to_owned(),
            level: Level::Error,
            message: &refusal.message,
            target: None,
            location: Some(&refusal.location),
            related: &[],
            help: None,
            see: None,
        };
        out.push_str(&block(&diagnostic::show(&notice, look)));
    }
    out.push_str(&remainder::closing(report));
    concise::inert(&out)
}

fn one_target(target: &TargetReport, look: Look) -> String {
    let mut out = findings(&target.findings, Some(&target.name), look);
    out.push_str(&remainder::of_target(target, look));
    out
}

fn heading(name: &str, look: Look) -> String {
    let name = neutral::line(name);
    if look.color { format!("\u{1b}[1m── {name} ──\u{1b}[0m\n\n") } else { format!("── {name} ──\n\n") }
}

fn block(text: &str) -> String {
    format!("{}\n\n", text.trim_end())
}

fn findings(findings: &[Finding], target: Option<&str>, look: Look) -> String {
    let mut out = String::new();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in concise::counting(findings) {
        let count = shown.entry(&finding.rule).or_default();
        *count += 1;
        if look.verbose || *count <= MOST_OF_A_RULE {
            out.push_str(&block(&diagnostic::show(&notice(finding, target), look)));
        }
    }
    if look.verbose {
        return out;
    }
    let more = shown.iter().filter(|(_, count)| **count > MOST_OF_A_RULE);
    let more = more.map(|(rule, count)| {
        let (rule, left) = (neutral::line(rule), count - MOST_OF_A_RULE);
        format!("… and {left} more of {rule} (--format concise lists all)\n")
    });
    let more: String = more.collect();
    if more.is_empty() { out } else { out + &more + "\n" }
}

fn notice<'a>(finding: &'a Finding, target: Option<&'a str>) -> Notice<'a> {
    let advice = if finding.advice { " (advice)" } else { "" };
    Notice {
        title: format!("{} {}{advice}", finding.severity, finding.rule),
        level: Level::of(finding),
        message: &finding.message,
        target,
        location: finding.location.as_ref(),
        related: &finding.related,
        help: finding.help.as_deref(),
        see: finding.references.first(),
    }
}
