//! Findings: violations with the bytes they are about, and what waives them.

pub(crate) mod inline;
pub(crate) mod locate;
mod network;
pub(crate) mod waive;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::policy::metadata::Reference;
use crate::policy::severity::Severity;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Finding {
    /// The rule's id.
    pub rule: Arc<str>,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong here.
    pub message: String,
    /// Whether it counts, or is waived.
    pub outcome: Standing,
    /// Advice: it never gates.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub advice: bool,
    /// Where; absent where the policy names no place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Arc<str>>,
    /// Where to read on.
    pub references: Arc<[Reference]>,
    /// What waives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waived>,
}

impl Finding {
    /// Whether it counts and is at least this grave.
    pub fn reaches(&self, gate: Severity) -> bool {
        self.outcome == Standing::Fail && self.severity >= gate
    }
}

/// Whether a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It counts.
    Fail,
    /// Somebody has taken responsibility for it.
    Waived,
}

/// The waiver of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waived {
    /// Where it is written: an anchor.
    pub at: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its last day, `2027-01-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// Another place of a finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Related {
    /// What it has to do with it.
    pub message: String,
    /// Where.
    pub location: Location,
}

/// A place in a source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Location {
    /// The anchor, as the policy gave it.
    pub at: String,
    /// The file, relative to the target; absent for anchors that name no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The first character. Absent where the place is not found in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Position>,
    /// The end, excluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<Position>,
    /// A few words for under the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The text that it lies in, to show it.
    #[serde(skip)]
    #[schemars(skip)]
    pub source: Option<Arc<SourceText>>,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The bytes before it in the file.
    pub offset: usize,
}

/// The text of a file that findings point into.
#[derive(Debug)]
pub struct SourceText {
    /// The path as a person in the working directory would write it.
    pub path: String,
    /// The text.
    pub text: String,
}
