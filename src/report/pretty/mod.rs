//! For people at a terminal: each finding with the source around it, then what could not be
//! judged, then the counts.

mod diagnostic;
mod excerpt;
mod group;
mod line;
mod paragraph;
mod remainder;
#[cfg(test)]
pub(in crate::report) mod sample;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;

use std::collections::BTreeSet;

use self::diagnostic::Notice;
use self::group::Group;
use super::sarif::Level;
use super::{Look, Report, TargetReport, concise};
use crate::finding::Finding;
use crate::text::neutral;

/// How many different findings of one rule in one target are shown.
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
            title: "refused".to_owned(),
            level: Level::Error,
            message: &refusal.message,
            target: None,
            location: Some(&refusal.location),
            also: Vec::new(),
            related: &[],
            help: None,
            see: None,
        };
        out.push_str(&block(&diagnostic::show(&notice, look)));
    }
    out.push_str(&table::of(report));
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
    if look.color {
        format!("\u{1b}[1m── {name} ──\u{1b}[0m\n\n")
    } else {
        format!("── {name} ──\n\n")
    }
}

fn block(text: &str) -> String {
    format!("{}\n\n", text.trim_end())
}

/// The findings rule by rule. What a rule's help says is said once.
fn findings(findings: &[Finding], target: Option<&str>, look: Look) -> String {
    let mut out = String::new();
    for groups in group::by_rule(findings) {
        let most = if look.verbose { groups.len() } else { MOST_OF_A_RULE };
        let mut helps = BTreeSet::new();
        for group in groups.iter().take(most) {
            let is_news = helps.insert(group.first.help.as_deref());
            out.push_str(&block(&diagnostic::show(&notice(group, target, is_news), look)));
        }
        let left: usize = groups.iter().skip(most).map(Group::len).sum();
        if let Some(group) = groups.first().filter(|_| left > 0) {
            let rule = neutral::line(&group.first.rule);
            out.push_str(&format!("… and {left} more of {rule} (--format concise lists all)\n\n"));
        }
    }
    out
}

fn notice<'a>(group: &'a Group<'a>, target: Option<&'a str>, with_help: bool) -> Notice<'a> {
    let finding = group.first;
    let title = match finding.advice {
        true => format!("advice {} ({})", finding.rule, finding.severity),
        false => format!("{} {}", finding.severity, finding.rule),
    };
    Notice {
        title,
        level: if finding.advice { Level::Note } else { Level::of(finding) },
        message: &finding.message,
        target,
        location: finding.location.as_ref(),
        also: group.others.iter().filter_map(|other| other.location.as_ref()).collect(),
        related: &finding.related,
        help: finding.help.as_deref().filter(|_| with_help),
        see: finding.references.first().filter(|_| with_help),
    }
}
