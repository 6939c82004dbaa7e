//! Files that govern a repository: owners, security policy, update bots.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Governance of the repository.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// The CODEOWNERS file that the forge reads, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_owners: Option<CodeOwners>,
    /// The security policy, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_policy: Option<SecurityPolicy>,
    /// The configured update bots.
    #[serde(default)]
    pub update_bots: Vec<UpdateBot>,
}

/// A CODEOWNERS file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeOwners {
    /// The file.
    pub at: String,
    /// Its rules in their order; the last one that matches a path counts.
    pub rules: Vec<OwnersRule>,
}

/// One line of a CODEOWNERS file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnersRule {
    /// The line.
    pub at: String,
    /// The path pattern, as written.
    pub pattern: String,
    /// The owners, as written; empty takes ownership away.
    pub owners: Vec<String>,
}

/// A security policy, such as `SECURITY.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityPolicy {
    /// The file.
    pub at: String,
}

/// An update bot's configuration file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateBot {
    /// The file.
    pub at: String,
    /// `dependabot` or `renovate`.
    pub kind: String,
}
