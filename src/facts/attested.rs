//! What no interface returns and no file shows: settings of registry and forge, as a person states
//! them in `palisade.yaml`, with a day, an owner and a day on which the statement runs out.
//!
//! npm returns neither who may publish a package (`npm access set mfa`) nor whether recovery codes
//! exist; a forge shows the rules of an environment to its administrators alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One statement, about exactly one of a package, an environment and the recovery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attested {
    /// The place in the configuration.
    pub at: String,
    /// The package that it is about, exact or with `*`: `@acme/*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// Who may publish the package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publishing_access: Option<PublishingAccess>,
    /// All trusted publishers of the package; absent where nothing is said of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_publishers: Option<Vec<TrustedPublisher>>,
    /// The environment of the forge that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Somebody must approve each deployment to the environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewers: Option<bool>,
    /// The branches and tags that may deploy to the environment, as patterns; absent where nothing
    /// is said of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Vec<String>>,
    /// Whether the owners can get back in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
    /// Who answers for it.
    pub owner: String,
    /// The day on which it was looked at, `2026-10-01`.
    pub date: String,
    /// The last day on which it counts.
    pub expires: String,
}

/// The three choices of a package's publishing access
/// (<https://docs.npmjs.com/requiring-2fa-for-package-publishing-and-settings-modification>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PublishingAccess {
    /// No second factor is asked for; `npm access set mfa=none`.
    NoTwoFactor,
    /// A second factor, or a token that may do without; `mfa=automation`.
    TwoFactorOrToken,
    /// A second factor, and no tokens; `mfa=publish`.
    TwoFactorNoTokens,
}

/// A trusted publisher of a package, as npm's settings show it
/// (<https://docs.npmjs.com/trusted-publishers>).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustedPublisher {
    /// The place in the configuration.
    pub at: String,
    /// The provider.
    #[serde(rename = "type")]
    pub kind: TrustedPublisherKind,
    /// The repository or project, `acme/web`.
    pub repository: String,
    /// The workflow's file without its folder, `release.yml`; absent where the provider has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The environment that the job must run in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What it may do.
    pub permissions: Vec<TrustedPermission>,
}

/// The providers that npm takes OIDC tokens of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrustedPublisherKind {
    /// GitHub Actions
    #[default]
    Github,
    /// GitLab CI/CD of GitLab.com
    Gitlab,
    /// CircleCI
    Circleci,
}

/// What a trusted publisher may do. The first two are npm's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TrustedPermission {
    /// Publish at once.
    #[serde(rename = "createPackage")]
    CreatePackage,
    /// Stage for a person's approval.
    #[serde(rename = "createStagedPackage")]
    CreateStagedPackage,
    /// Move dist-tags, `npm dist-tag add`.
    #[serde(rename = "distTag")]
    DistTag,
}

/// Whether the owners of the packages can get back in when a device or a person is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    /// Recovery codes or a second owner were tried, and they work.
    Tested,
    /// They are there, and nobody has tried them.
    Untested,
    /// There are none.
    Missing,
}
