//! What was released: the npm of each Node.js, the newest release of each line of a tool, and the
//! tools that write a lockfile. Tables as of November 2026.
//!
//! Sources: <https://nodejs.org/dist/index.json>, the changelogs of Node.js, and what the tools'
//! packages in the registry say of themselves. No Node.js ships npm 12 yet.

use super::version::{ANY, Bounds, Version};
use crate::facts::{Lockfile, LockfileKind};

/// One line of Node.js.
struct Line {
    major: u32,
    /// Releases and the npm that they ship, in order, the first of the line before all. Between two
    /// of them the npm lies between theirs.
    ships: &'static [(Version, Version)],
    /// The npm of its last release, or of its newest.
    last: Version,
}

const LINES: [Line; 16] = [
    line(10, &[(Version(10, 0, 0), Version(5, 6, 0))], Version(6, 14, ANY)),
    line(12, &[(Version(12, 0, 0), Version(6, 9, 0))], Version(6, 14, ANY)),
    line(14, &[(Version(14, 0, 0), Version(6, 14, 0))], Version(6, 14, ANY)),
    line(15, &[(Version(15, 0, 0), Version(7, 0, 0))], Version(7, 7, ANY)),
    line(16, &[(Version(16, 0, 0), Version(7, 10, 0))], Version(8, 19, ANY)),
    line(17, &[(Version(17, 0, 0), Version(8, 1, 0))], Version(8, 11, ANY)),
    line(18, &[(Version(18, 0, 0), Version(8, 6, 0))], Version(10, 8, ANY)),
    line(19, &[(Version(19, 0, 0), Version(8, 19, 0))], Version(9, 6, ANY)),
    line(20, &[(Version(20, 0, 0), Version(9, 6, 0))], Version(10, 8, ANY)),
    line(21, &[(Version(21, 0, 0), Version(10, 2, 0))], Version(10, 5, ANY)),
    line(22, &[(Version(22, 0, 0), Version(10, 5, 0))], Version(10, 9, ANY)),
    line(23, &[(Version(23, 0, 0), Version(10, 9, 0))], Version(10, 9, ANY)),
    line(
        24,
        &[
            (Version(24, 0, 0), Version(11, 3, 0)),
            (Version(24, 14, 1), Version(11, 11, 0)),
            (Version(24, 15, 0), Version(11, 12, 1)),
        ],
        Version(11, 19, ANY),
    ),
    line(
        25,
        &[(Version(25, 0, 0), Version(11, 6, 0)), (Version(25, 8, 2), Version(11, 11, 1))],
        Version(11, 16, ANY),
    ),
    line(
        26,
        &[(Version(26, 0, 0), Version(11, 12, 0)), (Version(26, 1, 0), Version(11, 13, 0))],
        Version(11, ANY, ANY),
    ),
    // Lines that nobody knows yet.
    line(27, &[(Version(27, 0, 0), Version(11, 19, 0))], Version(ANY, ANY, ANY)),
];

const fn line(major: u32, ships: &'static [(Version, Version)], last: Version) -> Line {
    Line { major, ships, last }
}

/// The least npm of the newest release of each line: what a job gets that names the line alone.
const NEWEST_NPM: [(u32, Version); 10] = [
    (10, Version(6, 14, 0)),
    (12, Version(6, 14, 0)),
    (14, Version(6, 14, 0)),
    (16, Version(8, 19, 0)),
    (18, Version(10, 8, 0)),
    (20, Version(10, 8, 0)),
    (22, Version(10, 9, 0)),
    (24, Version(11, 19, 0)),
    (25, Version(11, 11, 1)),
    (26, Version(11, 19, 0)),
];

/// Names of Node.js lines that are no ranges, as `actions/setup-node` and `.nvmrc` take them.
const NAMED: [(&str, u32); 8] = [
    ("lts/hydrogen", 18),
    ("lts/iron", 20),
    ("lts/jod", 22),
    ("lts/krypton", 24),
    ("lts/*", 24),
    ("lts/-1", 22),
    ("lts", 24),
    ("lts/-2", 20),
];

/// The newest release of each major version of the tools.
const NEWEST: [(&str, Version); 17] = [
    ("npm", Version(6, 14, 18)),
    ("npm", Version(7, 24, 2)),
    ("npm", Version(8, 19, 4)),
    ("npm", Version(9, 9, 4)),
    ("npm", Version(10, 9, 9)),
    ("npm", Version(11, 21, 2)),
    ("npm", Version(12, 2, 0)),
    ("pnpm", Version(7, 33, 0)),
    ("pnpm", Version(8, 15, 0)),
    ("pnpm", Version(9, 15, 0)),
    ("pnpm", Version(10, 34, 0)),
    ("pnpm", Version(11, 13, 0)),
    ("pnpm", Version(12, 21, 0)),
    ("yarn", Version(1, 22, 22)),
    ("yarn", Version(3, 8, 0)),
    ("yarn", Version(4, 18, 0)),
    ("bun", Version(1, 4, 5)),
];

/// The versions of Node.js that a text names, `24`, `lts/*`, `^22.1`; nothing where it is none.
pub(crate) fn node(text: &str) -> Option<Bounds> {
    let text = text.trim().to_ascii_lowercase();
    if let Some((_, major)) = NAMED.iter().find(|(name, _)| *name == text) {
        return Some(Bounds::between(Version(*major, 0, 0), Version(*major, ANY, ANY)));
    }
    if matches!(text.as_str(), "latest" | "current" | "node" | "stable") {
        return Some(Bounds::at_least(Version(26, 0, 0)));
    }
    super::version::range(&text)
}

/// The npm that versions of Node.js ship. Where the `newest` of a line is meant, it is that one's.
pub(crate) fn npm_of(node: Bounds, newest: bool) -> Bounds {
    let within = |line: &&Line| {
        let own = Bounds::between(Version(line.major, 0, 0), Version(line.major, ANY, ANY));
        own.and(node).is_some()
    };
    let lines: Vec<&Line> = LINES.iter().filter(within).collect();
    // Older than every line that is known, or on both sides of the table.
    let known = node.least.is_some_and(|least| least >= Version(10, 0, 0));
    let of_lines = lines.iter().map(|line| of_line(line, node, newest));
    match of_lines.reduce(Bounds::or) {
        Some(bounds) if known => bounds,
        Some(bounds) => Bounds { least: None, ..bounds },
        None => Bounds::default(),
    }
}

fn of_line(line: &Line, node: Bounds, newest: bool) -> Bounds {
    let end = Version(line.major, ANY, ANY);
    let whole = node.most.is_none_or(|most| most >= end);
    let known = NEWEST_NPM.iter().find(|(major, _)| *major == line.major);
    let from = node.least.unwrap_or_default();
    let before = line.ships.iter().rev().find(|(release, _)| *release <= from);
    let mut least = before.or(line.ships.first()).map(|(_, npm)| *npm);
    if let Some((_, npm)) = known.filter(|_| newest && whole) {
        least = least.max(Some(*npm));
    }
    let most = node.most.filter(|_| !whole).and_then(|most| {
        let after = line.ships.iter().find(|(release, _)| *release >= most);
        after.map(|(_, npm)| *npm)
    });
    let most = most.unwrap_or(line.last);
    Bounds { least, most: (most != Version(ANY, ANY, ANY)).then_some(most) }
}

/// The bounds of the release that a job gets when it asks for the newest within bounds.
pub(crate) fn newest(tool: &str, within: Bounds) -> Bounds {
    let known = NEWEST.iter().filter(|(name, _)| *name == tool).map(|(_, version)| *version);
    let fits = known.filter(|version| {
        let Version(major, ..) = *version;
        // Only where a whole line is meant: within `10.5` some other release is the newest.
        within.most.is_none_or(|most| most == Version(major, ANY, ANY))
            && within.least.is_none_or(|least| least <= *version)
    });
    match fits.max() {
        Some(version) => Bounds { least: Some(version), most: within.most },
        None => within,
    }
}

/// The versions of a tool that work with a lockfile in this form.
pub(crate) fn of_lockfile(lockfile: &Lockfile) -> Bounds {
    let version = lockfile.version.as_deref().unwrap_or_default();
    let major: Option<u32> = version.split('.').next().and_then(|major| major.parse().ok());
    match (lockfile.kind, major) {
        (LockfileKind::PackageLock | LockfileKind::NpmShrinkwrap, Some(3)) => {
            Bounds::at_least(Version(7, 0, 0))
        }
        (LockfileKind::PackageLock | LockfileKind::NpmShrinkwrap, Some(4..)) => {
            Bounds::at_least(Version(12, 0, 0))
        }
        (LockfileKind::PnpmLock, Some(9..)) => Bounds::at_least(Version(9, 0, 0)),
        (LockfileKind::PnpmLock, Some(6..=8)) => {
            Bounds::between(Version(8, 0, 0), Version(9, ANY, ANY))
        }
        (LockfileKind::PnpmLock, Some(5)) => Bounds::at_most(Version(7, ANY, ANY)),
        (LockfileKind::YarnLock, _) if lockfile.read && matches!(version, "" | "1") => {
            Bounds::between(Version(1, 0, 0), Version(1, ANY, ANY))
        }
        (LockfileKind::YarnLock, Some(7..)) => Bounds::at_least(Version(4, 0, 0)),
        (LockfileKind::YarnLock, Some(5 | 6)) => {
            Bounds::between(Version(3, 0, 0), Version(3, ANY, ANY))
        }
        (LockfileKind::YarnLock, Some(2..=4)) => {
            Bounds::between(Version(2, 0, 0), Version(3, ANY, ANY))
        }
        (LockfileKind::BunLock, _) => Bounds::at_least(Version(1, 1, 39)),
        _ => Bounds::default(),
    }
}

/// The tool that writes lockfiles of this kind.
pub(crate) fn tool_of(kind: LockfileKind) -> &'static str {
    match kind {
        LockfileKind::PackageLock | LockfileKind::NpmShrinkwrap => "npm",
        LockfileKind::PnpmLock => "pnpm",
        LockfileKind::YarnLock => "yarn",
        LockfileKind::BunLock | LockfileKind::BunLockBinary => "bun",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::collect::tools::version::range;

    #[test]
    fn node_ships_npm() {
        for (text, newest, said) in [
            ("24", true, "npm 11.19"),
            ("24.x", true, "npm 11.19"),
            ("24", false, "npm 11.3 to 11.19"),
            ("lts/*", true, "npm 11.19"),
            ("22", true, "npm 10.9"),
            ("22.9.0", true, "npm 10.5 to 10.9"),
            ("24.0.0", true, "npm 11.3.0"),
            ("24.14.0", true, "npm 11.3 to 11.11"),
            ("24.16.0", true, "npm 11.12.1 to 11.19"),
            ("^26.3.0", true, "npm 11.19 to 11"),
            ("latest", true, "npm 11.19 or later"),
            (">=22", true, "npm 10.9 or later"),
            // What lies between the ends counts: Node.js 19.
            ("18 || 20", true, "npm 8.19 to 10.8"),
            ("8", true, "npm in a version that is not told"),
            ("*", true, "npm in a version that is not told"),
        ] {
            assert_eq!(npm_of(node(text).unwrap(), newest).said("npm"), said, "{text}");
        }
        assert_eq!(node("${{ matrix.node }}"), None);
    }

    #[test]
    fn a_line_is_its_newest_release() {
        for (tool, text, said) in [
            ("npm", "11", "npm 11.21.2 to 11"),
            ("npm", "^11.5.2", "npm 11.21.2 to 11"),
            ("npm", "*", "npm 12.2 or later"),
            ("npm", "11.5", "npm 11.5"),
            ("pnpm", "9", "pnpm 9.15 to 9"),
            ("pnpm", "9.0.4", "pnpm 9.0.4"),
            ("yarn", "2", "yarn 2"),
        ] {
            assert_eq!(newest(tool, range(text).unwrap()).said(tool), said, "{tool} {text}");
        }
    }
}
