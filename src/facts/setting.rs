//! Install settings: what each tool is told, where, and whether it listens.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One setting of a package manager, in one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The place.
    pub at: String,
    /// The tool that reads it: `npm`, `pnpm`, `yarn`, `bun`.
    pub tool: String,
    /// The tool's own name for it, `registry`, `ignore-scripts`, `_authToken`; without scope and host.
    pub name: String,
    /// The scope that it is for, `@acme`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The host and path that a credential or certificate is bound to, `registry.example/npm/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound_to: Option<String>,
    /// The value as written, with `${VAR}` left as it stands; `true` for a bare key. Absent for
    /// credentials, whose value is never kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The setting is one entry of a list, `key[]=value`.
    pub list: bool,
    /// What the setting is about, in the same words for every tool; absent for settings that no
    /// control stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
    /// Of a switch: whether the control is on, whichever way round the tool asks; absent where the
    /// value is no such word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Of an age: its seconds; absent where the value is no age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// The environment variables that the value or the key refers to.
    #[serde(default)]
    pub references: Vec<String>,
    /// What kind of secret it is and how it is written, for a credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Credential>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether the tool listens.
    pub in_force: InForce,
}

/// What settings of package managers are about, in the same words for every tool. Switches are
/// worded so that `enabled` tells whether what the name says is so.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// A switch: lifecycle scripts of dependencies run at all (npm `ignore-scripts` the other way round,
    /// Yarn `enableScripts`). Of an installer: they run without review. Where the tool runs only
    /// those of a list, as npm 12, pnpm 10 and bun do by default, it is off.
    InstallScripts,
    /// A switch: every dependency may run scripts, whatever the allow-list says
    /// (`dangerously-allow-all-scripts`, `dangerouslyAllowAllBuilds`).
    AllScriptsAllowed,
    /// A switch: a script that nobody has decided on is an error (`strict-allow-scripts`,
    /// `strictDepBuilds`).
    UnreviewedScriptsFail,
    /// A list: the packages whose scripts may run (`onlyBuiltDependencies`, `allowBuilds`).
    ScriptAllowList,
    /// An age: the least age of a version that is chosen (`min-release-age`, `minimumReleaseAge`,
    /// `npmMinimalAgeGate`).
    MinimumAge,
    /// A list: what the least age does not hold for.
    MinimumAgeExclusions,
    /// A date: only versions before it are chosen (npm `before`).
    PublishedBefore,
    /// A word or list: which git dependencies are let in (`allow-git`, `approvedGitRepositories`).
    GitDependencies,
    /// A word: which dependencies from URLs are let in (`allow-remote`).
    RemoteDependencies,
    /// A switch: dependencies of dependencies come from registries alone (`blockExoticSubdeps`).
    ExoticSubdependenciesBlocked,
    /// A word: whether a version with weaker evidence than an earlier one is refused
    /// (`trustPolicy`).
    TrustPolicy,
    /// A list: what the trust policy does not hold for.
    TrustPolicyExclusions,
    /// A URL: the registry, of a scope where the setting has one.
    Registry,
    /// A switch: certificates of registries are verified (`strict-ssl`, `enableStrictSsl`).
    TlsVerification,
    /// A list: hosts that may be spoken to without TLS (`unsafeHttpWhitelist`).
    PlainHttpHosts,
    /// A switch: a lockfile is read and written (`package-lock`, `lockfile`).
    Lockfile,
    /// A switch: an install that would change the lockfile fails (`frozenLockfile`,
    /// `enableImmutableInstalls`).
    FrozenLockfile,
    /// A word: what happens when a checksum differs (`checksumBehavior`).
    ChecksumBehavior,
    /// A switch: the lockfile is checked against the registry (`enableHardenedMode`).
    HardenedMode,
    /// A switch: packages are published with provenance.
    Provenance,
    /// A switch: credentials are sent with every request (`always-auth`).
    AlwaysAuth,
    /// A word: which hosts in a lockfile are replaced by the configured registry.
    ReplaceRegistryHost,
    /// A switch: the lockfile leaves addresses out (`omit-lockfile-registry-resolved`).
    AddressesOmitted,
}

/// How a credential is written; never its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// Literal, a reference to the environment, or empty.
    pub kind: CredentialKind,
    /// Bound to a host, as npm demands.
    pub bound: bool,
}

/// How a credential's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// The value itself stands there.
    Literal,
    /// Only a reference to an environment variable or a secret of the CI.
    Reference,
    /// Nothing stands there.
    Empty,
}

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The layer of the tool's configuration.
    pub layer: Layer,
    /// The file, relative to the target.
    pub file: String,
    /// The anchor of the CI job that shows it, for settings that only exist there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
}

/// The layers of a package manager's configuration that a repository can show.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// A flag of one command.
    Flag,
    /// The environment of a CI job or step.
    Environment,
    /// The configuration file of the project's root.
    Project,
    /// A configuration file beside a package that is not the root.
    Member,
    /// The user's file, as a CI job writes it: `npm config set`, `setup-node`.
    User,
}

/// Whether a tool listens to a setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InForce {
    /// Yes, no or unknown.
    pub state: Force,
    /// Why not, or why nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The three answers to "does the tool listen".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// The tool reads it.
    Yes,
    /// The tool ignores it.
    No,
    /// It depends on what the repository does not show.
    Unknown,
}
