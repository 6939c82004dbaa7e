//! Lockfiles: what is pinned, from where, and by which hash.
//!
//! A lockfile of 20,000 packages is a handful of [groups](PackageGroups) for most rules; the
//! entries themselves are collected only where a rule reads them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SourceKind;

/// One lockfile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lockfile {
    /// The file.
    pub at: String,
    /// The folder that holds it, `.` for the root.
    pub directory: String,
    /// Whose lockfile it is.
    pub kind: LockfileKind,
    /// The version of the format, as written: `3`, `9.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whether the content was read. Where it could not be, or its form is one that is only
    /// named, this is `false`, and a problem stands beside it.
    pub read: bool,
    /// How many packages it pins, the root and workspace members left out.
    pub package_count: u64,
    /// The packages by what rules ask of them.
    pub groups: PackageGroups,
    /// Whether the package manager of its folder reads this lockfile; absent where the repository
    /// does not tell which one that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use: Option<bool>,
    /// How it agrees with the manifests that it locks; absent where that was not compared, as for a
    /// lockfile that was not read. Collected only where a rule reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// The packages with names of the organisation's own, by place: names and scopes that the
    /// configuration declares (`internal_names`, `internal_scopes`), and names of private packages
    /// of this repository.
    #[serde(default)]
    pub internal: Vec<LockedPackage>,
    /// The declared names and scopes that `internal` was looked through for. Others, that are
    /// declared where stored facts are judged, may be locked all the same.
    #[serde(default)]
    pub looked_for: Vec<String>,
    /// Every package, by place; collected only where a rule reads it.
    #[serde(default)]
    pub packages: Vec<LockedPackage>,
}

/// The kinds of lockfile.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LockfileKind {
    /// `package-lock.json`
    PackageLock,
    /// `npm-shrinkwrap.json`
    NpmShrinkwrap,
    /// `pnpm-lock.yaml`
    PnpmLock,
    /// `yarn.lock`, of either generation
    YarnLock,
    /// `bun.lock`
    BunLock,
    /// `bun.lockb`
    BunLockBinary,
}

/// The packages of a lockfile, grouped.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageGroups {
    /// By the host of their address, where one is written.
    pub hosts: Vec<PackageGroup>,
    /// By the protocol of their address: `https`, `http`, `git+ssh`, …
    pub protocols: Vec<PackageGroup>,
    /// By the strongest hash: `sha512`, `sha1`, …; `none` where a registry or tarball package that
    /// should have one does not.
    pub hashes: Vec<PackageGroup>,
    /// What is special: `git`, `git_unpinned`, `file`, `link`, `bundled`, `alias`, `no_address`, `install_script`,
    /// `name_mismatch`, `version_mismatch`.
    pub exceptions: Vec<PackageGroup>,
}

/// Packages that share something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageGroup {
    /// What they share.
    pub key: String,
    /// How many there are.
    pub count: u64,
    /// The first of them by place, 20 at most.
    pub sample: Vec<PackageSample>,
}

/// A package of a [`PackageGroup`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageSample {
    /// The place.
    pub at: String,
    /// The name under which it is installed.
    pub name: String,
    /// The version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What makes it a member of an exception, where the name alone does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// How a lockfile agrees with the manifests that it locks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// How many dependencies of manifests were compared.
    pub compared: u64,
    /// What does not agree, by place.
    pub differences: Vec<Difference>,
    /// What could not be compared, by place: `reason` says why.
    pub undecided: Vec<Undecided>,
}

/// One thing that manifest and lockfile do not agree on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The place in the manifest; the place in the lockfile for [`DifferenceKind::Stale`].
    pub at: String,
    /// What does not agree.
    pub kind: DifferenceKind,
    /// The name under which it is installed; the folder for [`DifferenceKind::MissingMember`].
    pub name: String,
    /// What the manifest asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
    /// What the lockfile has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<String>,
    /// Where the lockfile has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_at: Option<String>,
}

/// The kinds of [`Difference`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The lockfile does not have the dependency.
    Missing,
    /// The locked version is not in the range.
    Unsatisfied,
    /// The lockfile was made for another specification.
    SpecificationDiffers,
    /// The lockfile has a dependency that the manifest no longer asks for.
    Stale,
    /// The lockfile does not know a workspace member.
    MissingMember,
    /// An override is not what the lockfile was made with.
    OverrideDiffers,
}

/// A dependency that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Undecided {
    /// The place in the manifest.
    pub at: String,
    /// The name under which it is installed.
    pub name: String,
    /// Why it could not be compared.
    pub reason: String,
}

/// One entry of a lockfile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LockedPackage {
    /// The place.
    pub at: String,
    /// The name of the real package.
    pub name: String,
    /// The name under which it is installed, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// The version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Where it comes from.
    pub source: LockedSource,
    /// The algorithms of its hashes, strongest first.
    pub hashes: Vec<String>,
    /// Its strongest hash, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integrity: Option<String>,
    /// Whether it runs scripts on install; absent where the format does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_script: Option<bool>,
    /// Shipped within another package.
    pub bundled: bool,
    /// Only for development.
    pub development: bool,
    /// Allowed to be absent.
    pub optional: bool,
}

/// Where a locked package comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LockedSource {
    /// The kind of source.
    pub kind: SourceKind,
    /// The host of its address, where one is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The protocol of its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
}
