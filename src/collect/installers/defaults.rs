//! The controls that a tool has, and what each comes to where nobody sets it.
//!
//! Sources as in [`support`](super::support).

use super::places::Heard;
use super::support::{called, knows};
use crate::collect::tools::version::Version;
use crate::facts::{Control, ControlInForce, ControlState};

use Control::{
    AddressesOmitted, AllScriptsAllowed, AlwaysAuth, ChecksumBehavior,
    ExoticSubdependenciesBlocked, FrozenLockfile, GitDependencies, HardenedMode, InstallScripts,
    Lockfile, MinimumAge, MinimumAgeExclusions, PlainHttpHosts, Provenance, PublishedBefore,
    Registry, RemoteDependencies, ReplaceRegistryHost, ScriptAllowList, TlsVerification,
    TrustPolicy, TrustPolicyExclusions, UnreviewedScriptsFail,
};

/// One day, the default age of pnpm 11 and Yarn 4.15.
const DAY: u64 = 86_400;

/// Every control that a tool has in any version.
pub(super) fn controls(tool: &str) -> &'static [Control] {
    match tool {
        "npm" => &[
            InstallScripts,
            AllScriptsAllowed,
            UnreviewedScriptsFail,
            ScriptAllowList,
            MinimumAge,
            MinimumAgeExclusions,
            PublishedBefore,
            GitDependencies,
            RemoteDependencies,
            Registry,
            TlsVerification,
            Lockfile,
            Provenance,
            AlwaysAuth,
            ReplaceRegistryHost,
            AddressesOmitted,
        ],
        "pnpm" => &[
            InstallScripts,
            AllScriptsAllowed,
            UnreviewedScriptsFail,
            ScriptAllowList,
            MinimumAge,
            MinimumAgeExclusions,
            ExoticSubdependenciesBlocked,
            TrustPolicy,
            TrustPolicyExclusions,
            Registry,
            TlsVerification,
            Lockfile,
            FrozenLockfile,
            Provenance,
        ],
        "yarn" => &[
            InstallScripts,
            ScriptAllowList,
            MinimumAge,
            MinimumAgeExclusions,
            GitDependencies,
            Registry,
            TlsVerification,
            PlainHttpHosts,
            Lockfile,
            FrozenLockfile,
            ChecksumBehavior,
            HardenedMode,
            Provenance,
            AlwaysAuth,
        ],
        "bun" => &[
            InstallScripts,
            ScriptAllowList,
            MinimumAge,
            MinimumAgeExclusions,
            Registry,
            Lockfile,
            FrozenLockfile,
        ],
        _ => &[],
    }
}

/// The setting that a control stands and falls with, by its plain name.
fn setting_of(tool: &str, control: Control) -> &'static str {
    match (tool, control) {
        ("npm", AllScriptsAllowed) => "dangerouslyallowallscripts",
        ("npm", UnreviewedScriptsFail) => "strictallowscripts",
        ("npm", MinimumAge) => "minreleaseage",
        ("npm", MinimumAgeExclusions) => "minreleaseageexclude",
        ("npm", GitDependencies) => "allowgit",
        ("npm", RemoteDependencies) => "allowremote",
        ("npm", AlwaysAuth) => "alwaysauth",
        ("pnpm", AllScriptsAllowed) => "dangerouslyallowallbuilds",
        ("pnpm", UnreviewedScriptsFail) => "strictdepbuilds",
        ("pnpm", MinimumAge) => "minimumreleaseage",
        ("pnpm", MinimumAgeExclusions) => "minimumreleaseageexclude",
        ("pnpm", ExoticSubdependenciesBlocked) => "blockexoticsubdeps",
        ("pnpm", TrustPolicy) => "trustpolicy",
        ("pnpm", TrustPolicyExclusions) => "trustpolicyexclude",
        ("yarn", MinimumAge) => "npmminimalagegate",
        ("yarn", MinimumAgeExclusions) => "npmpreapprovedpackages",
        ("yarn", GitDependencies) => "approvedgitrepositories",
        ("yarn", PlainHttpHosts) => "unsafehttpwhitelist",
        ("yarn", ChecksumBehavior) => "checksumbehavior",
        ("yarn", HardenedMode) => "enablehardenedmode",
        ("bun", MinimumAge) => "minimumreleaseage",
        ("bun", MinimumAgeExclusions) => "minimumreleaseageexcludes",
        _ => "",
    }
}

/// Whether a control is on or off.
pub(super) fn is_switch(control: Control) -> bool {
    matches!(
        control,
        InstallScripts
            | AllScriptsAllowed
            | UnreviewedScriptsFail
            | ExoticSubdependenciesBlocked
            | TlsVerification
            | Lockfile
            | FrozenLockfile
            | HardenedMode
            | Provenance
            | AlwaysAuth
            | AddressesOmitted
    )
}

/// Whether a control is a list.
pub(super) fn is_list(tool: &str, control: Control) -> bool {
    matches!(
        control,
        ScriptAllowList | MinimumAgeExclusions | TrustPolicyExclusions | PlainHttpHosts
    ) || (tool, control) == ("yarn", GitDependencies)
}

/// A control in some state, with nothing said of it yet.
pub(super) fn plain_state(state: ControlState) -> ControlInForce {
    ControlInForce {
        state,
        enabled: None,
        seconds: None,
        value: None,
        values: Vec::new(),
        at: None,
        reason: None,
    }
}

/// A control that is not known, and why.
pub(super) fn unknown(reason: String) -> ControlInForce {
    ControlInForce { reason: Some(reason), ..plain_state(ControlState::Unknown) }
}

/// What a control comes to in a version of a tool where nobody sets it; in CI or elsewhere.
pub(super) fn default(tool: &str, version: Version, control: Control, ci: bool) -> ControlInForce {
    let unsupported = |reason: String| ControlInForce {
        reason: Some(reason),
        ..plain_state(ControlState::Unsupported)
    };
    if let Heard::No(reason) = knows(tool, version, setting_of(tool, control)) {
        return unsupported(reason.replace("reads it", "has it").replace("ignores it", "has none"));
    }
    let newer = |major, minor| version >= Version(major, minor, 0);
    let plain = plain_state(ControlState::Default);
    let switch = |on: bool| ControlInForce { enabled: Some(on), ..plain.clone() };
    let age = |seconds: u64| ControlInForce { seconds: Some(seconds), ..plain.clone() };
    let word = |text: &str| ControlInForce { value: Some(text.to_owned()), ..plain.clone() };
    match (tool, control) {
        ("npm", ScriptAllowList) if !newer(12, 0) => {
            unsupported("npm only warns by `allowScripts` before 12".to_owned())
        }
        ("yarn", ScriptAllowList | Provenance) if !newer(2, 0) => {
            unsupported(format!("{} has it since 2", called(tool)))
        }
        ("npm", InstallScripts) => switch(!newer(12, 0)),
        ("pnpm", InstallScripts) => switch(!newer(10, 0)),
        ("yarn", InstallScripts) => switch(!newer(4, 14)),
        (_, InstallScripts) => switch(false),
        ("pnpm", UnreviewedScriptsFail | ExoticSubdependenciesBlocked) => switch(newer(11, 0)),
        ("pnpm", MinimumAge) => age(if newer(11, 0) { DAY } else { 0 }),
        ("yarn", MinimumAge) => age(if newer(4, 15) { DAY } else { 0 }),
        (_, MinimumAge) => age(0),
        ("npm", GitDependencies | RemoteDependencies) => {
            word(if newer(12, 0) { "none" } else { "all" })
        }
        (_, TrustPolicy) => word("off"),
        (_, ReplaceRegistryHost) => word("npmjs"),
        (_, ChecksumBehavior) => word("throw"),
        // Which a run alone tells: the repository is public, and a pull request is built.
        ("yarn", HardenedMode) if ci => unknown(
            "Yarn switches it on by itself for pull requests of public repositories".to_owned(),
        ),
        ("pnpm", FrozenLockfile) => switch(ci),
        ("yarn", FrozenLockfile) => switch(ci && newer(2, 0)),
        (_, Lockfile | TlsVerification) => switch(true),
        (_, control) if is_switch(control) => switch(false),
        _ => plain,
    }
}

/// Whether a control does nothing: the tool does not have it, or its default is to do nothing.
pub(super) fn is_nothing(control: Control, answer: &ControlInForce) -> bool {
    match answer.state {
        ControlState::Unsupported => true,
        ControlState::Default => {
            answer.enabled != Some(true)
                && answer.seconds.unwrap_or_default() == 0
                && matches!(answer.value.as_deref(), None | Some("all" | "off"))
                && control != GitDependencies
                || answer.value.as_deref() == Some("all")
        }
        ControlState::Set | ControlState::Unknown => false,
    }
}
