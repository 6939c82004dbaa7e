//! What settings are about: from a tool's own name to the control that it stands for, and to how
//! its value reads.
//!
//! Sources: the `definitions` of npm's config; <https://pnpm.io/settings>; the settings of
//! Yarn's plugins, and `.yarnrc` of Yarn 1; bun's reader of `bunfig.toml` and of its variables.
//! What a tool merely ignores stands here too: whether it listens is no matter of this table.

use super::reading::Reading;
use crate::facts::Control;

/// A setting whose meaning is known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// The tool's own name for it; of several names the one in files.
    pub(crate) name: &'static str,
    /// What it is about.
    pub(crate) control: Control,
    /// How its value reads.
    pub(crate) reading: Reading,
}

/// The setting of a tool that has this name, without scope and host. pnpm has two names for each,
/// `minimum-release-age` in rc files and flags, `minimumReleaseAge` in `pnpm-workspace.yaml`.
pub(crate) fn known(tool: &str, name: &str) -> Option<&'static Known> {
    let table = match tool {
        "npm" => NPM,
        "pnpm" => PNPM,
        "yarn" => YARN,
        "bun" => BUN,
        "node" => NODE,
        _ => return None,
    };
    let is_it = |known: &&Known| match tool {
        "pnpm" | "bun" => known.name == name || is_kebab_of(name, known.name),
        _ => known.name == name,
    };
    table.iter().find(is_it)
}

/// Whether a name is another's in kebab case: `min-age` for `minAge`.
fn is_kebab_of(kebab: &str, camel: &str) -> bool {
    let mut letters = kebab.bytes();
    let same = camel.bytes().all(|letter| match letter {
        b'A'..=b'Z' => {
            letters.next() == Some(b'-') && letters.next() == Some(letter.to_ascii_lowercase())
        }
        _ => letters.next() == Some(letter),
    });
    same && letters.next().is_none()
}

const fn known_as(name: &'static str, control: Control, reading: Reading) -> Known {
    Known { name, control, reading }
}

use Control as C;
use Reading as R;

const NPM: &[Known] = &[
    known_as("allow-git", C::GitDependencies, R::Word),
    known_as("allow-remote", C::RemoteDependencies, R::Word),
    known_as("allow-scripts", C::ScriptAllowList, R::List),
    known_as("always-auth", C::AlwaysAuth, R::Nopt),
    known_as("before", C::PublishedBefore, R::Word),
    known_as("dangerously-allow-all-scripts", C::AllScriptsAllowed, R::Nopt),
    known_as("ignore-scripts", C::InstallScripts, R::NoptInverted),
    known_as("min-release-age", C::MinimumAge, R::Days),
    known_as("min-release-age-exclude", C::MinimumAgeExclusions, R::List),
    known_as("omit-lockfile-registry-resolved", C::AddressesOmitted, R::Nopt),
    known_as("package-lock", C::Lockfile, R::Nopt),
    known_as("provenance", C::Provenance, R::Nopt),
    known_as("registry", C::Registry, R::Url),
    known_as("replace-registry-host", C::ReplaceRegistryHost, R::Word),
    // Another name of `package-lock`.
    known_as("shrinkwrap", C::Lockfile, R::Nopt),
    known_as("strict-allow-scripts", C::UnreviewedScriptsFail, R::Nopt),
    known_as("strict-ssl", C::TlsVerification, R::Nopt),
];

const PNPM: &[Known] = &[
    known_as("allowBuilds", C::ScriptAllowList, R::List),
    known_as("alwaysAuth", C::AlwaysAuth, R::Nopt),
    known_as("blockExoticSubdeps", C::ExoticSubdependenciesBlocked, R::Nopt),
    known_as("dangerouslyAllowAllBuilds", C::AllScriptsAllowed, R::Nopt),
    known_as("frozenLockfile", C::FrozenLockfile, R::Nopt),
    // Those of dependencies; `ignoreScripts` those of the project too.
    known_as("ignoreDepScripts", C::InstallScripts, R::NoptInverted),
    known_as("ignoreScripts", C::InstallScripts, R::NoptInverted),
    known_as("lockfile", C::Lockfile, R::Nopt),
    known_as("minimumReleaseAge", C::MinimumAge, R::Minutes),
    known_as("minimumReleaseAgeExclude", C::MinimumAgeExclusions, R::List),
    known_as("onlyBuiltDependencies", C::ScriptAllowList, R::List),
    known_as("provenance", C::Provenance, R::Nopt),
    known_as("registry", C::Registry, R::Url),
    known_as("strictDepBuilds", C::UnreviewedScriptsFail, R::Nopt),
    known_as("strictSsl", C::TlsVerification, R::Nopt),
    known_as("trustPolicy", C::TrustPolicy, R::Word),
    known_as("trustPolicyExclude", C::TrustPolicyExclusions, R::List),
];

/// Yarn 2 and later in camel case; Yarn 1, and flags of both, in kebab case.
const YARN: &[Known] = &[
    known_as("approvedGitRepositories", C::GitDependencies, R::CommaList),
    known_as("checksumBehavior", C::ChecksumBehavior, R::Word),
    known_as("enableHardenedMode", C::HardenedMode, R::Switch),
    known_as("enableImmutableInstalls", C::FrozenLockfile, R::Switch),
    known_as("enableScripts", C::InstallScripts, R::Switch),
    known_as("enableStrictSsl", C::TlsVerification, R::Switch),
    known_as("npmAlwaysAuth", C::AlwaysAuth, R::Switch),
    known_as("npmMinimalAgeGate", C::MinimumAge, R::Duration),
    known_as("npmPreapprovedPackages", C::MinimumAgeExclusions, R::CommaList),
    known_as("npmPublishProvenance", C::Provenance, R::Switch),
    known_as("npmRegistryServer", C::Registry, R::Url),
    known_as("unsafeHttpWhitelist", C::PlainHttpHosts, R::CommaList),
    known_as("immutable", C::FrozenLockfile, R::Switch),
    // The flag `--mode=skip-build`.
    known_as("mode", C::InstallScripts, R::OffFor("skip-build")),
    known_as("always-auth", C::AlwaysAuth, R::Switch),
    known_as("frozen-lockfile", C::FrozenLockfile, R::Switch),
    known_as("ignore-scripts", C::InstallScripts, R::Inverted),
    known_as("lockfile", C::Lockfile, R::Switch),
    known_as("registry", C::Registry, R::Url),
    known_as("strict-ssl", C::TlsVerification, R::Switch),
];

const BUN: &[Known] = &[
    known_as("frozenLockfile", C::FrozenLockfile, R::Switch),
    known_as("ignoreScripts", C::InstallScripts, R::Inverted),
    known_as("lockfile.save", C::Lockfile, R::Switch),
    known_as("minimumReleaseAge", C::MinimumAge, R::Seconds),
    known_as("minimumReleaseAgeExcludes", C::MinimumAgeExclusions, R::List),
    known_as("registry", C::Registry, R::Url),
    // `BUN_CONFIG_SKIP_SAVE_LOCKFILE` and its sibling: any value but `0` is yes.
    known_as("skipLoadLockfile", C::Lockfile, R::OnFor("0")),
    known_as("skipSaveLockfile", C::Lockfile, R::OnFor("0")),
];

/// What Node.js itself does below every tool.
const NODE: &[Known] =
    &[known_as("NODE_TLS_REJECT_UNAUTHORIZED", C::TlsVerification, R::OffFor("0"))];

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_controls_in_every_spelling_of_a_tool() {
        for (tool, name, control) in [
            ("npm", "ignore-scripts", Some(C::InstallScripts)),
            ("npm", "ignoreScripts", None),
            ("npm", "minimum-release-age", None),
            ("npm", "shrinkwrap", Some(C::Lockfile)),
            ("pnpm", "minimumReleaseAge", Some(C::MinimumAge)),
            ("pnpm", "minimum-release-age", Some(C::MinimumAge)),
            ("pnpm", "minimum-release-age-exclude", Some(C::MinimumAgeExclusions)),
            ("pnpm", "minimum-releaseAge", None),
            ("pnpm", "strict-ssl", Some(C::TlsVerification)),
            ("pnpm", "package-lock", None),
            ("yarn", "npmMinimalAgeGate", Some(C::MinimumAge)),
            ("yarn", "npm-minimal-age-gate", None),
            ("yarn", "ignore-scripts", Some(C::InstallScripts)),
            ("yarn", "ignoreScripts", None),
            ("bun", "frozen-lockfile", Some(C::FrozenLockfile)),
            ("bun", "minimumReleaseAge", Some(C::MinimumAge)),
            ("corepack", "registry", None),
            ("npm", "", None),
        ] {
            assert_eq!(known(tool, name).map(|known| known.control), control, "{tool} {name}");
        }
    }

    #[test]
    fn no_name_stands_twice() {
        for table in [NPM, PNPM, YARN, BUN, NODE] {
            for (index, known) in table.iter().enumerate() {
                assert!(!table[..index].iter().any(|other| other.name == known.name), "{known:?}");
            }
        }
    }

    #[test]
    fn kebab_case_is_camel_case_with_dashes() {
        assert!(is_kebab_of("strict-dep-builds", "strictDepBuilds"));
        for kebab in ["strict-dep-build", "strict-dep-buildss", "strictDepBuilds", "", "strict--"] {
            assert!(!is_kebab_of(kebab, "strictDepBuilds"), "{kebab}");
        }
    }
}
