//! Which versions of a tool know which setting. A setting that is not listed is known to all.
//!
//! Sources, looked up in November 2026: the definitions in npm's packages (8.0 to 12.2,
//! `@npmcli/config`), the release notes of pnpm (<https://pnpm.io/blog>) and of Yarn
//! (<https://github.com/yarnpkg/berry/blob/master/CHANGELOG.md>), bun's documentation.

use super::places::{self, Heard};
use crate::collect::tools::version::Version;
use crate::facts::Setting;

/// A setting that some versions do not know.
struct Known {
    tool: &'static str,
    /// Its name in lower case without dashes, as tools spell one setting in two ways.
    name: &'static str,
    /// The first version that knows it.
    since: Version,
    /// The first version that does not any more.
    before: Version,
}

const fn since(tool: &'static str, name: &'static str, major: u32, minor: u32) -> Known {
    let before = Version(u32::MAX, 0, 0);
    Known { tool, name, since: Version(major, minor, 0), before }
}

const fn before(tool: &'static str, name: &'static str, major: u32, minor: u32) -> Known {
    Known { tool, name, since: Version(0, 0, 0), before: Version(major, minor, 0) }
}

const KNOWN: [Known; 34] = [
    since("npm", "allowgit", 11, 9),
    since("npm", "minreleaseage", 11, 10),
    since("npm", "allowdirectory", 11, 14),
    since("npm", "allowfile", 11, 14),
    since("npm", "allowremote", 11, 14),
    since("npm", "allowscripts", 11, 16),
    since("npm", "dangerouslyallowallscripts", 11, 16),
    since("npm", "strictallowscripts", 11, 16),
    since("npm", "minreleaseageexclude", 11, 17),
    before("npm", "alwaysauth", 7, 10),
    since("pnpm", "strictdepbuilds", 10, 3),
    since("pnpm", "dangerouslyallowallbuilds", 10, 9),
    since("pnpm", "minimumreleaseage", 10, 16),
    since("pnpm", "minimumreleaseageexclude", 10, 16),
    since("pnpm", "trustpolicy", 10, 21),
    since("pnpm", "trustpolicyexclude", 10, 22),
    since("pnpm", "allowbuilds", 10, 26),
    since("pnpm", "blockexoticsubdeps", 10, 26),
    before("pnpm", "onlybuiltdependencies", 11, 0),
    before("pnpm", "onlybuiltdependenciesfile", 11, 0),
    before("pnpm", "neverbuiltdependencies", 11, 0),
    before("pnpm", "ignoredbuiltdependencies", 11, 0),
    since("yarn", "enablescripts", 2, 0),
    since("yarn", "enableimmutableinstalls", 2, 0),
    since("yarn", "enablestrictssl", 2, 0),
    since("yarn", "unsafehttpwhitelist", 2, 0),
    since("yarn", "checksumbehavior", 2, 0),
    since("yarn", "enablehardenedmode", 4, 0),
    since("yarn", "npmminimalagegate", 4, 10),
    since("yarn", "npmpreapprovedpackages", 4, 10),
    since("yarn", "approvedgitrepositories", 4, 14),
    before("yarn", "ignorescripts", 2, 0),
    since("bun", "minimumreleaseage", 1, 3),
    since("bun", "minimumreleaseageexcludes", 1, 3),
];

/// Every version at which something changes, by tool: between two of them a tool does the same.
pub(super) fn changes(tool: &str) -> &'static [Version] {
    match tool {
        "npm" => &[
            Version(7, 10, 0),
            Version(11, 9, 0),
            Version(11, 10, 0),
            Version(11, 14, 0),
            Version(11, 16, 0),
            Version(11, 17, 0),
            Version(12, 0, 0),
        ],
        "pnpm" => &[
            Version(10, 0, 0),
            Version(10, 3, 0),
            Version(10, 5, 0),
            Version(10, 9, 0),
            Version(10, 16, 0),
            Version(10, 21, 0),
            Version(10, 22, 0),
            Version(10, 26, 0),
            Version(11, 0, 0),
        ],
        "yarn" => &[
            Version(2, 0, 0),
            Version(4, 0, 0),
            Version(4, 10, 0),
            Version(4, 14, 0),
            Version(4, 15, 0),
        ],
        "bun" => &[Version(1, 1, 18), Version(1, 3, 0)],
        _ => &[],
    }
}

/// The name of a setting as it is compared: tools write `minimum-release-age` in one file and
/// `minimumReleaseAge` in another.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// The name of a tool as it is written at the start of a sentence or within one.
pub(super) fn called(tool: &str) -> &str {
    if tool == "yarn" { "Yarn" } else { tool }
}

/// Whether a tool in this version listens to a setting.
pub(super) fn hears(tool: &str, version: Version, setting: &Setting) -> Heard {
    match places::read(tool, version, setting) {
        Heard::Yes => knows(tool, version, &plain(&setting.name)),
        other => other,
    }
}

/// Whether a tool in this version knows a setting by its plain name.
pub(super) fn knows(tool: &str, version: Version, name: &str) -> Heard {
    let known = KNOWN.iter().find(|known| (known.tool, known.name) == (tool, name));
    let number = |Version(major, minor, _): Version| match minor {
        0 => major.to_string(),
        minor => format!("{major}.{minor}"),
    };
    match known {
        Some(known) if version < known.since => {
            Heard::No(format!("{} reads it since {}", called(tool), number(known.since)))
        }
        Some(known) if version >= known.before => {
            Heard::No(format!("{} ignores it since {}", called(tool), number(known.before)))
        }
        _ => Heard::Yes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_change_where_settings_come_and_go() {
        for known in &KNOWN {
            for turn in [known.since, known.before] {
                let listed = changes(known.tool).contains(&turn);
                assert!(listed || turn.0 == 0 || turn.0 == u32::MAX, "{} {turn}", known.name);
            }
        }
        for (tool, turn) in [("pnpm", places::PNPM_WORKSPACE), ("bun", places::BUN_NPMRC)] {
            assert!(changes(tool).contains(&turn), "{tool} {turn}");
        }
        for tool in ["npm", "pnpm", "yarn", "bun"] {
            assert!(changes(tool).is_sorted(), "{tool}");
        }
    }

    #[test]
    fn versions_know_settings() {
        let no = |reason: &str| Heard::no(reason);
        for (tool, version, name, heard) in [
            ("npm", Version(11, 9, 9), "min-release-age", no("npm reads it since 11.10")),
            ("npm", Version(11, 10, 0), "min-release-age", Heard::Yes),
            ("npm", Version(10, 9, 4), "ignore-scripts", Heard::Yes),
            ("npm", Version(11, 0, 0), "always-auth", no("npm ignores it since 7.10")),
            ("pnpm", Version(11, 0, 0), "onlyBuiltDependencies", no("pnpm ignores it since 11")),
            ("yarn", Version(1, 22, 0), "enableScripts", no("Yarn reads it since 2")),
            ("yarn", Version(4, 9, 0), "npmMinimalAgeGate", no("Yarn reads it since 4.10")),
            ("bun", Version(1, 3, 0), "minimumReleaseAge", Heard::Yes),
        ] {
            assert_eq!(knows(tool, version, &plain(name)), heard, "{tool} {version} {name}");
        }
    }
}
