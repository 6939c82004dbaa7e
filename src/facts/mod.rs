//! The fact document, `palisade/facts/v1`: what collectors write and policies read.
//!
//! Plain serde types and nothing else. A shape that policies see belongs here; how it is
//! read from a file belongs in `collect`, what it means belongs in `policies/`.
//!
//! Three conventions hold everywhere:
//! - what came from a file carries `at`, the [anchor](crate::source::anchor) of its place;
//! - what is not there is left out, never `null`, and a list is always a list;
//! - values are normalised: names as the standards write them, ages in seconds.

mod attested;
mod changes;
mod command;
pub mod domain;
mod installer;
mod job;
mod lockfile;
mod lookup;
mod package;
mod pairs;
mod pipeline;
mod problem;
mod publication;
mod release_guide;
mod repository;
mod setting;
mod spending;
mod step;

pub use attested::{
    Attested, PublishingAccess, Recovery, TrustedPermission, TrustedPublisher, TrustedPublisherKind,
};
pub use changes::{
    ChangeKind, Changes, DependencyChange, PackageChange, PackageChangeKind, PipelineChange,
    SettingChange,
};
pub use command::{Command, Deed, DeedKind, Reads, Release};
pub use domain::Domain;
pub use installer::{
    ControlInForce, ControlState, Controls, Installer, ToolVersion, VersionSource,
};
pub use job::{
    Artifact, ArtifactDirection, Cache, EffectivePermissions, Environment, IdToken, Image, Job,
    PermissionsSource, Runner, RunnerKind, SecretGroup, WorkflowCall,
};
pub use lockfile::{
    Agreement, Difference, DifferenceKind, LockedPackage, LockedSource, Lockfile, LockfileKind,
    PackageGroup, PackageGroups, PackageSample, Undecided,
};
pub use lookup::{Fetch, Lookup};
pub use package::{
    AllowedScript, Dependency, DependencyKind, DependencySource, Engine, Override, Package,
    PackageManager, PackageRole, Person, PublishConfig, RepositoryField, Resemblance,
    ResemblanceKind, Script, SourceKind,
};
pub use pairs::Pairs;
pub use pipeline::{
    Concurrency, Include, Input, Permissions, PermissionsForm, Pipeline, PipelineKind, Provider,
    Trigger,
};
pub use problem::{Problem, ProblemKind};
pub use publication::{Client, Install, Passage, Publish, PublishMode};
pub use release_guide::{Heading, ReleaseGuide};
pub use repository::{
    BotExecution, BotPreset, BotUpdates, BotWait, CodeOwners, OwnersRule, Repository,
    SecurityPolicy, UpdateBot,
};
pub use setting::{Control, Credential, CredentialKind, Force, InForce, Layer, Origin, Setting};
pub use step::{
    EnvironmentEntry, Expression, Pin, PinKind, SecretUse, Source, Step, Uses, UsesKind, Variable,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of this version of the document, its `schema` member.
pub const SCHEMA: &str = "palisade/facts/v1";

/// Everything known about one target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// `palisade/facts/v1`.
    pub schema: String,
    /// What was looked at.
    pub target: Target,
    /// Files that govern the repository, and what git says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<Repository>,
    /// Every `package.json`, the root first, then by path.
    #[serde(default)]
    pub packages: Vec<Package>,
    /// Every install setting that the repository or a CI job shows, by place.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Every package manager in use, and what its settings come to there: checkouts first, then
    /// jobs, by place.
    #[serde(default)]
    pub installers: Vec<Installer>,
    /// Every lockfile, by path.
    #[serde(default)]
    pub lockfiles: Vec<Lockfile>,
    /// Every CI configuration file, by path.
    #[serde(default)]
    pub pipelines: Vec<Pipeline>,
    /// Every domain whose mail matters here, by name.
    #[serde(default)]
    pub domains: Vec<Domain>,
    /// Every question to DNS and its answer, by name and type.
    #[serde(default)]
    pub lookups: Vec<Lookup>,
    /// Every fetch over HTTPS, by URL.
    #[serde(default)]
    pub fetches: Vec<Fetch>,
    /// What people state in the configuration, since no interface returns it, in its order. What has
    /// run out stands here too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attested: Vec<Attested>,
    /// What differs from another revision, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// What could not be read, by place. Rules that read the facts concerned are *unknown*.
    #[serde(default)]
    pub problems: Vec<Problem>,
}

/// What was looked at, when and by which version.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The kind of thing: `repository` or `domain`.
    pub kind: String,
    /// The name under which reports list it: the path as it was given, or the domain.
    pub name: String,
    /// The commit that is checked out, in hexadecimal, where git tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The day of collection, `2026-11-21`, in UTC: the only clock that policies have.
    pub collected_on: String,
    /// The collecting program, `palisade 0.1.0`.
    pub collector: String,
}
