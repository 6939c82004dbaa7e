//! `palisade.yaml`: what a project asks of the tool.
//!
//! Read raw, checked against the schema that its types generate, then validated: every mistake
//! at once, each with its place.

mod attested;
mod date;
mod domains;
mod load;
mod raw;

pub use date::Date;
pub use domains::ConfiguredDomain;
pub use raw::{RawAttested, RawConfig, RawDomain, RawTrustedPublisher, RawWaiver, RuleSetting};

use std::path::PathBuf;

use globset::{GlobMatcher, GlobSet};

use crate::facts::Attested;
use crate::policy::bundle::BundleOptions;
use crate::policy::select::Selection;
use crate::policy::severity::Severity;

/// The name of the configuration file.
pub const FILE_NAME: &str = "palisade.yaml";

/// A configuration that has been read and holds together.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file; absent for the defaults.
    pub file: Option<PathBuf>,
    /// Its text, to point into.
    pub text: String,
    /// Policies, parameters.
    pub bundle: BundleOptions,
    /// Which rules are asked.
    pub selection: Selection,
    /// What is said of single rules.
    pub rules: Vec<(String, RuleSetting)>,
    /// The least severity that ends a run with findings.
    pub gate: Severity,
    /// An unknown outcome ends the run as one that could not judge.
    pub require_known: bool,
    /// Whether `palisade: ignore[…]` comments in scanned files are listened to.
    pub inline_ignores: bool,
    /// Files that are left out.
    pub exclude: GlobSet,
    /// Domains whose mail is looked at.
    pub domains: Vec<ConfiguredDomain>,
    /// What people state that no interface returns.
    pub attested: Vec<Attested>,
    /// Findings that somebody answers for.
    pub waivers: Vec<Waiver>,
    /// What is wrong with the file. The rest of it holds all the same, and the run ends as one
    /// that could not judge everything.
    pub mistakes: Vec<ConfigMistake>,
}

/// A finding, or several, that somebody answers for.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// Where it is written, an anchor.
    pub at: String,
    /// Its position in the list of the file.
    pub index: usize,
    /// The rule.
    pub rule: String,
    /// Matches the anchors of the findings it is for; absent for all.
    pub pattern: Option<GlobMatcher>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Its last day.
    pub expires: Option<Date>,
}

/// One mistake in a configuration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigMistake {
    /// The first byte of the place.
    pub start: usize,
    /// The end of the place.
    pub end: usize,
    /// What is wrong and what to do.
    pub message: String,
}
