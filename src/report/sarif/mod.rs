//! SARIF 2.1.0, for code scanning.
//!
//! The specification: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; what
//! GitHub asks for beyond it: <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support>.

mod fingerprint;
mod format;

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use self::fingerprint::Fingerprints;
pub(super) use self::format::Level;
use self::format::{
    ArtifactLocation, Configuration, Driver, Invocation, Log, LogicalLocation, Message,
    Notification, Outcome, PhysicalLocation, Place, Properties, Region, Rule, RuleReference, Run,
    Suppression, Tool,
};
use super::{Report, RuleReport, concise, json};
use crate::finding::{Finding, Location, Waived};
use crate::policy::judge;
use crate::policy::severity::Severity;
use crate::source::anchor::{Anchor, has_scheme};

/// What is encoded in the path of a URI: a colon as well, so that no file name reads as a scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b'@')
    .remove(b'+')
    .remove(b'=')
    .remove(b',');

/// Writes the report as a log of one run.
pub(super) fn render(report: &Report) -> String {
    let version =
        report.generator.split_once(' ').map_or(report.generator.as_str(), |(_, version)| version);
    let rules: Vec<Rule<'_>> = report.rules.iter().map(|(id, rule)| descriptor(id, rule)).collect();
    let indices: BTreeMap<&str, usize> = report.rules.keys().map(AsRef::as_ref).zip(0..).collect();
    let mut prints = Fingerprints::default();
    let of_targets = report.targets.iter().flat_map(|target| {
        target
            .findings
            .iter()
            .map(|finding| (Some(target.name.as_str()), target.name.as_str(), finding))
    });
    let of_configurations = report.configurations.iter().flat_map(|configuration| {
        configuration.findings.iter().map(|finding| (None, configuration.file.as_str(), finding))
    });
    let findings = of_targets.chain(of_configurations);
    let results = findings.map(|(target, whole, finding)| {
        let index = indices.get(finding.rule.as_ref()).copied();
        result(finding, index, target, whole, &mut prints)
    });
    json::pretty(&Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            results: results.collect(),
            tool: Tool { driver: Driver { name: "palisade", semantic_version: version, rules } },
            invocations: [invocation(report)],
            column_kind: "unicodeCodePoints",
        }],
    })
}

impl Level {
    fn of_severity(severity: Severity) -> Self {
        match severity {
            Severity::Critical | Severity::High => Self::Error,
            Severity::Medium => Self::Warning,
            Severity::Low | Severity::Info => Self::Note,
        }
    }

    /// The level of a finding. Advice never gates, so it is never an error.
    pub(super) fn of(finding: &Finding) -> Self {
        let level = Self::of_severity(finding.severity);
        if finding.advice { level.min(Self::Warning) } else { level }
    }
}

/// The path by which a forge knows a file: from where the run started, through the target.
pub(super) fn forge_path(target: Option<&str>, location: &Location) -> Option<String> {
    Some(joined(target, location.file.as_deref()?))
}

fn joined(target: Option<&str>, file: &str) -> String {
    let target = target.unwrap_or(".").replace(std::path::MAIN_SEPARATOR, "/");
    let root =
        if target.starts_with('/') || (target == "." && file.starts_with('/')) { "/" } else { "" };
    let parts = target.split('/').chain(file.split('/'));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty() && *part != ".").collect();
    format!("{root}{}", parts.join("/"))
}

fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", utf8_percent_encode(path, PATH))
}

/// Section 3.11.6: brackets that would make a link must be escaped to be text.
fn message(text: &str) -> Message {
    let text = if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text.to_owned()
    };
    Message { text, markdown: None }
}

fn descriptor<'a>(id: &'a str, rule: &'a RuleReport) -> Rule<'a> {
    let title = rule.title.as_deref().unwrap_or(id);
    let description = rule.description.as_deref().unwrap_or(title);
    let help = rule.help.as_deref().unwrap_or(description).trim_end();
    let mut markdown = help.to_owned();
    for (number, reference) in rule.references.iter().enumerate() {
        let name = reference.description.as_deref().unwrap_or(&reference.url);
        markdown.push_str(if number == 0 { "\n\n" } else { "\n" });
        markdown.push_str(&format!("- [{name}]({})", reference.url));
    }
    Rule {
        id,
        short_description: message(title),
        full_description: message(description.trim_end()),
        help: Message { markdown: Some(markdown), ..message(help) },
        help_uri: rule
            .references
            .iter()
            .map(|reference| reference.url.as_str())
            .find(|url| url.starts_with("https://")),
        default_configuration: Configuration { level: Level::of_severity(rule.severity) },
        properties: Properties {
            security_severity: match rule.severity {
                Severity::Critical => "9.5",
                Severity::High => "8.0",
                Severity::Medium => "5.5",
                Severity::Low => "3.0",
                Severity::Info => "1.0",
            },
            tags: ["security", "supply-chain"],
        },
    }
}

/// `whole` is what a finding without a file is about: code scanning refuses results without one.
fn result<'a>(
    finding: &'a Finding,
    rule_index: Option<usize>,
    target: Option<&str>,
    whole: &str,
    prints: &mut Fingerprints,
) -> Outcome<'a> {
    let located = finding.location.as_ref().and_then(|location| place(target, location));
    let place_of_whole = || Place {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: match joined(None, whole) {
                    path if path.is_empty() => ".".to_owned(),
                    path => uri(&path),
                },
            },
            region: None,
        },
        logical_locations: finding.location.iter().filter_map(of_network).collect(),
        message: None,
    };
    let location = located.unwrap_or_else(place_of_whole);
    let related = finding.related.iter().filter_map(|related| {
        Some(Place {
            message: Some(message(&related.message)),
            ..place(target, &related.location)?
        })
    });
    let related = related.zip(1..).map(|(place, id)| Place { id: Some(id), ..place });
    Outcome {
        rule_id: &finding.rule,
        rule_index,
        level: Level::of(finding),
        message: message(&finding.message),
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([(
            fingerprint::NAME,
            prints.of(finding, &location.physical_location.artifact_location.uri),
        )]),
        locations: [location],
        suppressions: finding.waiver.iter().map(|waiver| suppression(waiver, finding)).collect(),
    }
}

/// Code scanning takes files alone for physical locations: a record is a logical one.
fn of_network(location: &Location) -> Option<LogicalLocation> {
    has_scheme(&location.at)
        .then(|| LogicalLocation { fully_qualified_name: location.at.clone(), kind: "resource" })
}

fn place(target: Option<&str>, location: &Location) -> Option<Place> {
    let region = location.start.zip(location.end).map(|(start, end)| Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: start.offset,
        byte_length: end.offset.saturating_sub(start.offset),
    });
    let artifact_location = ArtifactLocation { uri: uri(&forge_path(target, location)?) };
    Some(Place {
        id: None,
        physical_location: PhysicalLocation { artifact_location, region },
        logical_locations: Vec::new(),
        message: None,
    })
}

fn suppression(waiver: &Waived, finding: &Finding) -> Suppression {
    let file = finding.location.as_ref().and_then(|location| location.file.as_deref());
    let waived_in = Anchor::parse(&waiver.at).map(|anchor| anchor.path);
    let mut justification = waiver.reason.clone();
    if let Some(owner) = &waiver.owner {
        justification.push_str(&format!(" ({owner})"));
    }
    if let Some(expires) = &waiver.expires {
        justification.push_str(&format!(", until {expires}"));
    }
    let in_source = file.is_some() && file == waived_in.as_deref();
    Suppression {
        kind: if in_source { "inSource" } else { "external" },
        status: "accepted",
        justification,
    }
}

fn invocation(report: &Report) -> Invocation<'_> {
    let mut notes = Vec::new();
    let notification = |level, text: &str, place: Option<Place>, rule| Notification {
        level,
        message: message(text),
        locations: place.into_iter().collect(),
        associated_rule: rule,
    };
    for target in &report.targets {
        for problem in &target.problems {
            let level = if problem.facts_missing { Level::Warning } else { Level::Note };
            let place = place(Some(&target.name), &problem.location);
            notes.push(notification(level, &problem.reason, place, None));
        }
        for verdict in
            target.verdicts.iter().filter(|verdict| verdict.outcome == judge::Outcome::Errored)
        {
            let reason = verdict.reason.as_deref().unwrap_or("no reason was given");
            let text = format!("{} errored for {}: {reason}", verdict.rule, target.name);
            // A reference must be to a rule that the driver describes.
            let rule =
                report.rules.get_key_value(&verdict.rule).map(|(id, _)| RuleReference { id });
            notes.push(notification(Level::Error, &text, None, rule));
        }
    }
    for refusal in &report.refusals {
        notes.push(notification(
            Level::Error,
            &refusal.message,
            place(None, &refusal.location),
            None,
        ));
    }
    if report.summary.unknown > 0 {
        let verdicts = concise::count(report.summary.unknown, "verdict");
        let text = format!("{verdicts} unknown: something that the rules read could not be read");
        notes.push(notification(Level::Note, &text, None, None));
    }
    let broken = report.summary.errored > 0 || !report.refusals.is_empty();
    Invocation { execution_successful: !broken, tool_execution_notifications: notes }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
