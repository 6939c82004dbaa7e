//! What could not be collected: a fact about the facts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that could not be read as it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// The place: a file, or an entry in it.
    pub at: String,
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// The paths of the facts that are missing because of it, `pipelines[*].jobs[*].steps[*].commands`.
    ///
    /// A rule that reads one of them is *unknown*. Empty where nothing is missing, as for a key
    /// that stands twice and of which the last one counts.
    pub facts: Vec<String>,
    /// What happened, for a person.
    pub reason: String,
}

/// The kinds of [`Problem`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The file or folder could not be opened or read.
    Unreadable,
    /// The file is not what its name says: a syntax error, or not UTF-8.
    Malformed,
    /// The file, its nesting or what its aliases expand to is larger than the bound.
    TooLarge,
    /// A link that leads out of the repository, and is not followed.
    OutsideTree,
    /// The content is well formed but not of the shape that the format asks for.
    Unexpected,
    /// A key stands twice in one mapping; the last one counts.
    DuplicateKey,
    /// The format or its version is known, and not read by this version of the collector.
    Unsupported,
    /// Nothing was asked of the network, since the run is offline.
    Offline,
    /// A question to the network got no answer that could be used.
    Unanswered,
}
