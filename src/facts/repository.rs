//! Files that govern a repository: owners, security policy, update bots.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ReleaseGuide;

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
    /// What is written about releasing, by place.
    #[serde(default)]
    pub release_guides: Vec<ReleaseGuide>,
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

/// The configuration of an update bot: Dependabot's or Renovate's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateBot {
    /// The file, or the member of `package.json`.
    pub at: String,
    /// `dependabot` or `renovate`.
    pub kind: String,
    /// What it looks after: each entry of Dependabot's `updates`; the whole configuration of
    /// Renovate's, as one.
    #[serde(default)]
    pub updates: Vec<BotUpdates>,
    /// The presets that the configuration extends, in order.
    #[serde(default)]
    pub presets: Vec<BotPreset>,
    /// The settings that let it run code of dependencies or commands.
    #[serde(default)]
    pub executions: Vec<BotExecution>,
}

/// A set of dependencies that an update bot looks after.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BotUpdates {
    /// The place.
    pub at: String,
    /// `package-ecosystem`, as written; absent where it is told nowhere: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ecosystem: Option<String>,
    /// The folders, as written.
    #[serde(default)]
    pub directories: Vec<String>,
    /// It proposes no new versions: `open-pull-requests-limit: 0`, `enabled: false`.
    pub off: bool,
    /// How long it lets new versions wait, as far as that is written.
    #[serde(default)]
    pub waits: Vec<BotWait>,
}

/// How long an update bot lets a new version wait before it proposes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BotWait {
    /// The place of the value.
    pub at: String,
    /// The setting: `default-days`, `semver-patch-days`, `minimumReleaseAge`.
    pub setting: String,
    /// The value, as written.
    pub value: String,
    /// The value in seconds; absent where it cannot be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// The ecosystems that it is written for: the names of Renovate's managers and data sources.
    /// Absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ecosystems: Option<Vec<String>>,
    /// What else it is restricted to, as written: names and patterns of packages, kinds of updates.
    #[serde(default)]
    pub only: Vec<String>,
    /// The names and patterns of packages that it does not hold for.
    #[serde(default)]
    pub except: Vec<String>,
}

/// A preset that a configuration of Renovate's extends.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BotPreset {
    /// The place.
    pub at: String,
    /// Its name, as written: `config:recommended`, `github>acme/renovate-config`.
    pub name: String,
    /// It is not one of Renovate's own: what it says stands elsewhere, and is not read.
    pub elsewhere: bool,
}

/// A setting that lets an update bot run code of dependencies, or commands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BotExecution {
    /// The place of the value.
    pub at: String,
    /// The setting: `insecure-external-code-execution`, `allowScripts`, `postUpgradeTasks`.
    pub setting: String,
    /// The value of a plain setting, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}
