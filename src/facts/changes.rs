//! What differs from another revision of the repository. Absent where no other revision was asked
//! for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LockfileKind;

/// Head against base.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// The other revision, as it was asked for.
    pub base: String,
    /// The commit that was compared with, in hexadecimal: the last one that `HEAD` and the other
    /// revision have in common.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Packages of lockfiles, by place and kind.
    #[serde(default)]
    pub packages: Vec<PackageChange>,
    /// Dependencies of manifests, by place and kind.
    #[serde(default)]
    pub dependencies: Vec<DependencyChange>,
    /// Install settings, by place and kind.
    #[serde(default)]
    pub settings: Vec<SettingChange>,
    /// CI configuration files, by place and kind.
    #[serde(default)]
    pub pipelines: Vec<PipelineChange>,
}

/// One package of a lockfile that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageChange {
    /// The place in the lockfile as it is now; the lockfile itself for what was removed.
    pub at: String,
    /// What has changed.
    pub kind: PackageChangeKind,
    /// The name of the real package.
    pub name: String,
    /// Whose lockfile it is.
    pub lockfile: LockfileKind,
    /// Named by a manifest of the repository, as it is now.
    pub direct: bool,
    /// What it was: the version, or the host, hash or kind of source that has changed. Absent for
    /// a host where none was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The version that it has now; of a removed one that it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// The kinds of [`PackageChange`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PackageChangeKind {
    /// No version of it was locked before.
    New,
    /// No version of it is locked any more.
    Removed,
    /// Its greatest version has risen.
    Upgraded,
    /// Its greatest version has fallen, to one that was not locked before.
    Downgraded,
    /// The same version, or a version that was not locked before, comes from a host that the
    /// package did not come from.
    HostChanged,
    /// The same version, or a version that was not locked before, comes from another kind of
    /// source: a registry before, git now.
    SourceChanged,
    /// The same version has another hash of the same algorithm.
    IntegrityChanged,
    /// The same version had a hash and has none.
    IntegrityRemoved,
    /// It runs scripts on install and did not: in this version, or in the version before, or since
    /// it was not there.
    ScriptsNew,
}

/// One dependency of a manifest that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DependencyChange {
    /// The place in the manifest as it is now; the manifest itself for what was removed.
    pub at: String,
    /// What has changed.
    pub kind: ChangeKind,
    /// The name under which it is installed.
    pub name: String,
    /// The specification as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The specification as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One install setting that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingChange {
    /// The place as it is now; the file that held it for what was removed.
    pub at: String,
    /// What has changed.
    pub kind: ChangeKind,
    /// The tool.
    pub tool: String,
    /// The tool's own name for it.
    pub name: String,
    /// The scope that it is for, `@acme`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The value as it was; never that of a credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value as it is; never that of a credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One CI configuration file that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelineChange {
    /// The file.
    pub at: String,
    /// What has changed.
    pub kind: ChangeKind,
    /// It publishes, now or before.
    pub publishes: bool,
}

/// What has become of something.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there.
    Added,
    /// It is there no more.
    Removed,
    /// It says something else.
    Altered,
}
