//! The report of a run, and the forms it is written in: one file a form.
//!
//! A reporter decides nothing. What counts, what is waived and how the run ends is settled
//! before a report exists.

mod concise;
mod gaps;
mod github;
pub mod inventory;
pub(crate) mod json;
mod pretty;
mod sarif;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::{Finding, Location};
use crate::policy::judge::Outcome;
use crate::policy::metadata::Reference;
use crate::policy::severity::Severity;

/// The name of this version of the JSON report, its `schema` member.
pub const SCHEMA: &str = "palisade/report/v1";

/// The answer of a run: the JSON report, and what every other form is made from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Report {
    /// `palisade/report/v1`.
    pub schema: &'static str,
    /// The program that wrote it, `palisade 0.1.0`.
    pub generator: String,
    /// One entry a target, in the order they were given.
    pub targets: Vec<TargetReport>,
    /// What is wrong with configurations: expired and unmatched waivers.
    pub configurations: Vec<ConfigurationReport>,
    /// Policies that could not be used.
    pub refusals: Vec<RefusalReport>,
    /// The rules that were asked, by id.
    pub rules: BTreeMap<Arc<str>, RuleReport>,
    /// The counts of the whole run.
    pub summary: Summary,
}

/// What was found in one target.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TargetReport {
    /// The target's name: the path as it was given, or the domain.
    pub name: String,
    /// What it is: `repository` or `domain`.
    pub kind: String,
    /// Every rule that was asked, by id.
    pub verdicts: Vec<VerdictReport>,
    /// What was found, by file and place.
    pub findings: Vec<Finding>,
    /// What could not be read.
    pub problems: Vec<ProblemReport>,
}

impl TargetReport {
    /// Whether a rule could not answer because something could not be read.
    pub fn has_unknown(&self) -> bool {
        self.verdicts.iter().any(|verdict| verdict.outcome == Outcome::Unknown)
    }

    /// Whether a rule failed by itself.
    pub fn has_errored(&self) -> bool {
        self.verdicts.iter().any(|verdict| verdict.outcome == Outcome::Errored)
    }
}

/// How one rule ended.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VerdictReport {
    /// The rule's id.
    pub rule: Arc<str>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, for outcomes that no finding explains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Something that could not be read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProblemReport {
    /// The kind, a word of the facts' schema.
    pub kind: crate::facts::ProblemKind,
    /// What happened.
    pub reason: String,
    /// Whether rules are unknown because of it.
    pub facts_missing: bool,
    /// Where.
    pub location: Location,
}

/// Findings about a configuration file that serves several targets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ConfigurationReport {
    /// The configuration file.
    pub file: String,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// A policy that could not be used.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RefusalReport {
    /// Why, and what to do.
    pub message: String,
    /// Where.
    pub location: Location,
}

/// What a rule says of itself.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RuleReport {
    /// The good state, in a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What is wrong and why it matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How grave its findings are.
    pub severity: Severity,
    /// The column of the table of domains that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Arc<str>>,
    /// Where to read on.
    pub references: Arc<[Reference]>,
}

/// The counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// How many targets were judged.
    pub targets: usize,
    /// How many rules were asked of each.
    pub rules: usize,
    /// Verdicts: `fail`.
    pub fail: usize,
    /// Verdicts: `pass`.
    pub pass: usize,
    /// Verdicts: `not_applicable`.
    pub not_applicable: usize,
    /// Verdicts: `unknown`.
    pub unknown: usize,
    /// Verdicts: `errored`.
    pub errored: usize,
    /// Verdicts: `waived`.
    pub waived: usize,
    /// Findings that count, by severity, the gravest first.
    pub findings: FindingCounts,
    /// Findings that waivers hide.
    pub findings_waived: usize,
    /// Policies that could not be used.
    pub refusals: usize,
}

/// Findings that count, by severity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingCounts {
    /// `critical`
    pub critical: usize,
    /// `high`
    pub high: usize,
    /// `medium`
    pub medium: usize,
    /// `low`
    pub low: usize,
    /// `info`
    pub info: usize,
}

impl FindingCounts {
    /// One more of this severity.
    pub(crate) fn count(&mut self, severity: Severity) {
        let slot = match severity {
            Severity::Critical => &mut self.critical,
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
            Severity::Info => &mut self.info,
        };
        *slot += 1;
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.critical + self.high + self.medium + self.low + self.info
    }
}

/// A form that a report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, with the source around each place.
    Pretty,
    /// One line a finding.
    Concise,
    /// The versioned JSON report.
    Json,
    /// The same, one line a verdict, finding and problem.
    Ndjson,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitHub Actions' workflow commands: annotations.
    Github,
}

impl Format {
    /// The words for them.
    pub const WORDS: &'static [&'static str] =
        &["pretty", "concise", "json", "ndjson", "sarif", "github"];
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "pretty" => Self::Pretty,
            "concise" => Self::Concise,
            "json" => Self::Json,
            "ndjson" => Self::Ndjson,
            "sarif" => Self::Sarif,
            "github" => Self::Github,
            _ => return Err(format!("`{text}` is none of {}", Self::WORDS.join(", "))),
        })
    }
}

/// How a report for people looks.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// With colours.
    pub color: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// With verdicts that no finding explains, one by one.
    pub verbose: bool,
}

/// Writes a report.
pub fn render(report: &Report, format: Format, look: Look) -> String {
    match format {
        Format::Pretty => pretty::render(report, look),
        Format::Concise => concise::render(report),
        Format::Json => json::document(report),
        Format::Ndjson => json::lines(report),
        Format::Sarif => sarif::render(report),
        Format::Github => github::render(report),
    }
}
