//! The configuration as it is written. The schema in `schemas/` is generated from these types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::domain::Sends;
use crate::facts::{PublishingAccess, Recovery, TrustedPermission, TrustedPublisherKind};
use crate::policy::severity::{Profile, Severity};

/// `palisade.yaml`. Every key may be left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawConfig {
    /// Files and folders with policies of your own, relative to this file. They are added to the
    /// default bundle; a package that they define anew replaces the default one.
    pub policies: Vec<String>,
    /// Whether the default bundle is used; true where nothing is written.
    pub default_bundle: Option<bool>,
    /// Values for `data.parameters`, by name.
    pub parameters: BTreeMap<String, serde_json::Value>,
    /// The profile: `baseline`, `recommended` (where nothing is written) or `strict`.
    pub profile: Option<Profile>,
    /// Rules and packs: ask only these.
    pub only: Vec<String>,
    /// Rules and packs: ask none of these.
    pub except: Vec<String>,
    /// What is said of single rules, by id: `off`, or a severity.
    pub rules: BTreeMap<String, RuleSetting>,
    /// The least severity that ends a run with exit code 1; `low` where nothing is written.
    pub gate: Option<Severity>,
    /// An unknown outcome ends the run with exit code 2.
    pub require_known: bool,
    /// Whether `palisade: ignore[rule] reason` comments in scanned files count; true where nothing
    /// is written.
    pub inline_ignores: Option<bool>,
    /// Files that are left out, as globs relative to the target; replaces the default list
    /// (fixtures and test data).
    pub exclude: Option<Vec<String>>,
    /// Domains whose mail is looked at with `--online`, beside those of maintainers.
    pub domains: Vec<RawDomain>,
    /// Findings that somebody answers for.
    pub waivers: Vec<RawWaiver>,
    /// Settings of registry and forge that no interface returns, as a person states them.
    pub attested: Vec<RawAttested>,
}

/// A domain, and what DNS does not tell about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDomain {
    /// Its name, `example.com`.
    pub name: String,
    /// What mail it sends: `people`, `automated` or `nothing`.
    #[serde(default)]
    pub sends: Option<Sends>,
    /// Its DKIM selectors; DNS cannot list them.
    #[serde(default)]
    pub selectors: Vec<String>,
}

/// What is said of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleSetting {
    /// Do not ask it.
    Off,
    /// Ask it whatever the profile, with its own severity.
    On,
    /// Its findings are advice.
    Info,
    /// Its findings are of low severity.
    Low,
    /// Its findings are of medium severity.
    Medium,
    /// Its findings are of high severity.
    High,
    /// Its findings are critical.
    Critical,
}

/// A finding, or several, that somebody answers for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawWaiver {
    /// The rule's id.
    pub rule: String,
    /// A glob over the anchors of the findings, `.github/workflows/*.yml#/jobs/docs/**`. Without a
    /// `#` it is matched with the file. Left out, the waiver is for all findings of the rule.
    #[serde(default)]
    pub at: Option<String>,
    /// Why the finding may stand.
    pub reason: String,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// The last day on which it counts, `2027-01-31`.
    #[serde(default)]
    pub expires: Option<String>,
}

/// One statement, about exactly one of a package, an environment and the recovery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAttested {
    /// A package, exact or with `*`: `@acme/*`.
    #[serde(default)]
    pub package: Option<String>,
    /// Who may publish the package, by npm's settings.
    #[serde(default)]
    pub publishing_access: Option<PublishingAccess>,
    /// All trusted publishers of the package.
    #[serde(default)]
    pub trusted_publishers: Option<Vec<RawTrustedPublisher>>,
    /// An environment of the forge.
    #[serde(default)]
    pub environment: Option<String>,
    /// Whether somebody must approve each deployment to the environment.
    #[serde(default)]
    pub reviewers: Option<bool>,
    /// The branches and tags that may deploy to the environment.
    #[serde(default)]
    pub branches: Option<Vec<String>>,
    /// Whether the owners can get back in: `tested`, `untested` or `missing`.
    #[serde(default)]
    pub recovery: Option<Recovery>,
    /// Who answers for it.
    pub owner: String,
    /// The day on which it was looked at, `2026-10-01`.
    pub date: String,
    /// The last day on which it counts, `2027-04-01`.
    pub expires: String,
}

/// A trusted publisher, as npm's settings show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTrustedPublisher {
    /// The provider: `github`, `gitlab` or `circleci`.
    #[serde(rename = "type")]
    pub kind: TrustedPublisherKind,
    /// The repository or project, `acme/web`.
    pub repository: String,
    /// The workflow's file without its folder, `release.yml`.
    #[serde(default)]
    pub file: Option<String>,
    /// The environment that the job must run in.
    #[serde(default)]
    pub environment: Option<String>,
    /// What it may do: `createPackage`, `createStagedPackage`, `distTag`.
    pub permissions: Vec<TrustedPermission>,
}

impl RuleSetting {
    /// The severity that it sets, if it sets one.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off | Self::On => None,
            Self::Info => Some(Severity::Info),
            Self::Low => Some(Severity::Low),
            Self::Medium => Some(Severity::Medium),
            Self::High => Some(Severity::High),
            Self::Critical => Some(Severity::Critical),
        }
    }
}
