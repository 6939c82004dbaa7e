//! What a repository writes down about how it is released.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A document about releasing: `RELEASING.md`, `docs/release-process.md`, or the section on it in
/// `CONTRIBUTING.md`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseGuide {
    /// The file, or the line of the section's heading.
    pub at: String,
    /// The headings in it, in order; of a section its own and those below it.
    #[serde(default)]
    pub headings: Vec<Heading>,
}

/// A heading of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// The line.
    pub at: String,
    /// The text, without the marks that make it a heading.
    pub text: String,
}
