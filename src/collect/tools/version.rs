//! Versions of tools, and the bounds between which a version lies.
//!
//! Ranges are read as far as bounds go (node-semver's "Ranges"): a range with a hole in it is
//! taken for all that lies between its ends, and prereleases for the release that they precede.

use std::fmt;

/// Stands for the greatest number that there may be: `11.999.999` is "some npm 11".
pub(crate) const ANY: u32 = 999;

/// Longer ranges are not read.
const LONGEST: usize = 256;

/// The version of a release.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl Version {
    /// As people say it: `11` for some npm 11, `11.10` for its first release.
    fn said(self) -> String {
        match self {
            Self(major, ANY, _) | Self(major, 0, 0) => format!("{major}"),
            Self(major, minor, ANY | 0) => format!("{major}.{minor}"),
            version => version.to_string(),
        }
    }

    /// The least version that is greater.
    fn next(self) -> Self {
        match self {
            Self(major, ANY, _) => Self(major.saturating_add(1), 0, 0),
            Self(major, minor, ANY) => Self(major, minor.saturating_add(1), 0),
            Self(major, minor, patch) => Self(major, minor, patch.saturating_add(1)),
        }
    }

    /// The greatest version that is less; nothing below 0.0.0.
    fn before(self) -> Option<Self> {
        Some(match self {
            Self(major, minor, patch) if patch > 0 => Self(major, minor, patch - 1),
            Self(major, minor, _) if minor > 0 => Self(major, minor - 1, ANY),
            Self(major, ..) => Self(major.checked_sub(1)?, ANY, ANY),
        })
    }
}

/// What is known of a version: both ends included, an end that is absent is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) least: Option<Version>,
    pub(crate) most: Option<Version>,
}

impl Bounds {
    pub(crate) fn exactly(version: Version) -> Self {
        Self::between(version, version)
    }

    pub(crate) fn between(least: Version, most: Version) -> Self {
        Self { least: Some(least), most: Some(most) }
    }

    pub(crate) fn at_least(least: Version) -> Self {
        Self { least: Some(least), most: None }
    }

    pub(crate) fn at_most(most: Version) -> Self {
        Self { least: None, most: Some(most) }
    }

    /// Either of them.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            least: self.least.zip(other.least).map(|(a, b)| a.min(b)),
            most: self.most.zip(other.most).map(|(a, b)| a.max(b)),
        }
    }

    /// Both of them; nothing where they have no version in common.
    pub(crate) fn and(self, other: Self) -> Option<Self> {
        let least = self.least.max(other.least);
        let most = match (self.most, other.most) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let empty = least.zip(most).is_some_and(|(least, most)| least > most);
        (!empty).then_some(Self { least, most })
    }

    /// Whether nothing is known.
    pub(crate) fn is_open(self) -> bool {
        self == Self::default()
    }

    /// Every version within the bounds that a tool may differ at, of those at which it changed:
    /// the least one, and each change behind it.
    pub(crate) fn turns(self, changes: &[Version]) -> Vec<Version> {
        let least = self.least.unwrap_or_default();
        let behind = changes
            .iter()
            .filter(|change| **change > least && self.most.is_none_or(|most| **change <= most));
        std::iter::once(least).chain(behind.copied()).collect()
    }

    /// The bounds in words, behind the name of a tool: `npm 10.9`, `npm 10.8 to 11.19`.
    pub(crate) fn said(self, tool: &str) -> String {
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => format!("{tool} {least}"),
            (Some(Version(a, 0, 0)), Some(Version(b, ANY, _))) if a == b => format!("{tool} {a}"),
            (Some(Version(a, c, 0)), Some(Version(b, d, ANY))) if (a, c) == (b, d) => {
                format!("{tool} {a}.{c}")
            }
            (Some(least), Some(most)) => format!("{tool} {} to {}", least.said(), most.said()),
            (Some(least), None) => format!("{tool} {} or later", least.said()),
            (None, Some(most)) => format!("{tool} {} or earlier", most.said()),
            (None, None) => format!("{tool} in a version that is not told"),
        }
    }
}

/// A full version, `11.4.2`, with a `v` before it, a prerelease or a build behind it.
pub(crate) fn exact(text: &str) -> Option<Version> {
    let Bounds { least, most } = partial(text.trim())?;
    least.filter(|_| least == most)
}

/// The bounds of a range, `^11.4 || >=12`; nothing for a tag and for what is no range.
pub(crate) fn range(text: &str) -> Option<Bounds> {
    if text.len() > LONGEST {
        return None;
    }
    let mut all: Option<Bounds> = None;
    for part in text.split("||") {
        let part = comparators(part.trim())?;
        all = Some(all.map_or(part, |all| all.or(part)));
    }
    all
}

fn comparators(text: &str) -> Option<Bounds> {
    if let Some((from, to)) = text.split_once(" - ") {
        let (from, to) = (partial(from.trim())?, partial(to.trim())?);
        return Bounds { least: from.least, most: to.most }.and(Bounds::default());
    }
    let mut bounds = Bounds::default();
    let mut operator = "";
    for word in text.split_whitespace() {
        let rest = word.trim_start_matches(['<', '>', '=', '^', '~']);
        let own = word.strip_suffix(rest)?;
        operator = if operator.is_empty() { own } else { operator };
        if rest.is_empty() {
            continue;
        }
        bounds = bounds.and(comparator(operator, partial(rest)?)?)?;
        operator = "";
    }
    operator.is_empty().then_some(bounds)
}

fn comparator(operator: &str, of: Bounds) -> Option<Bounds> {
    let (Some(least), Some(most)) = (of.least, of.most) else { return Some(Bounds::default()) };
    Some(match operator {
        "" | "=" => of,
        ">=" => Bounds::at_least(least),
        ">" => Bounds::at_least(most.next()),
        "<=" => Bounds::at_most(most),
        "<" => Bounds::at_most(least.before()?),
        "~" | "~>" => match most {
            Version(_, ANY, _) => of,
            Version(major, minor, _) => Bounds::between(least, Version(major, minor, ANY)),
        },
        "^" => Bounds::between(least, caret(least, most)),
        _ => return None,
    })
}

fn caret(least: Version, most: Version) -> Version {
    match (least, most) {
        (Version(0, 0, patch), Version(_, 0, own)) if own != ANY => Version(0, 0, patch),
        (Version(0, minor, _), Version(_, own, _)) if own != ANY => Version(0, minor, ANY),
        (Version(major, ..), _) => Version(major, ANY, ANY),
    }
}

/// A version of which the end may be open: `11`, `11.x`, `v11.4`, `*`.
fn partial(text: &str) -> Option<Bounds> {
    let text = text.strip_prefix(['v', 'V', '=']).unwrap_or(text);
    let text = text.split(['-', '+']).next().unwrap_or_default();
    let mut numbers: [Option<u32>; 3] = [None; 3];
    let mut parts = text.split('.');
    for number in &mut numbers {
        match parts.next() {
            None | Some("x" | "X" | "*") => break,
            Some(part) if part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit()) => {
                *number = Some(part.parse().ok()?);
            }
            Some(_) => return None,
        }
    }
    if !parts.all(|part| matches!(part, "x" | "X" | "*")) {
        return None;
    }
    Some(match numbers {
        [None, ..] => Bounds::default(),
        [Some(major), None, _] => Bounds::between(Version(major, 0, 0), Version(major, ANY, ANY)),
        [Some(major), Some(minor), None] => {
            Bounds::between(Version(major, minor, 0), Version(major, minor, ANY))
        }
        [Some(major), Some(minor), Some(patch)] => Bounds::exactly(Version(major, minor, patch)),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_bounds() {
        for (text, said) in [
            ("11.4.2", "npm 11.4.2"),
            ("v11.4.2-rc.1+sha", "npm 11.4.2"),
            ("11", "npm 11"),
            ("11.x", "npm 11"),
            ("11.4", "npm 11.4"),
            ("^11.4", "npm 11.4 to 11"),
            ("^0.4.2", "npm 0.4.2 to 0.4"),
            ("~11.4.2", "npm 11.4.2 to 11.4"),
            ("~11", "npm 11"),
            (">= 18", "npm 18 or later"),
            (">11", "npm 12 or later"),
            (">11.4.2 <12", "npm 11.4.3 to 11"),
            ("<12", "npm 11 or earlier"),
            ("<11.4.2", "npm 11.4.1 or earlier"),
            ("<=11.4", "npm 11.4 or earlier"),
            ("10 - 11.4", "npm 10 to 11.4"),
            ("^20.17.0 || >=22.9.0", "npm 20.17 or later"),
            ("9 || 11", "npm 9 to 11"),
            ("*", "npm in a version that is not told"),
            ("", "npm in a version that is not told"),
        ] {
            assert_eq!(range(text).unwrap().said("npm"), said, "{text}");
        }
        for text in ["latest", "1.2.3.4", ">=", "^^1", "1..2", "<0", ">2 <1", "99999999", "lts/*"] {
            assert_eq!(range(text), None, "{text}");
        }
        assert_eq!(range(&"1 || ".repeat(100)), None);
    }

    #[test]
    fn a_version_is_whole() {
        assert_eq!(exact("v10.9.4"), Some(Version(10, 9, 4)));
        assert_eq!((exact("10.9"), exact("*"), exact("latest")), (None, None, None));
    }

    #[test]
    fn bounds_are_joined_and_cut() {
        let (ten, twelve) = (range("10").unwrap(), range(">=12").unwrap());
        assert_eq!(ten.or(twelve).said("npm"), "npm 10 or later");
        assert_eq!(ten.and(twelve), None);
        assert_eq!(range(">=11.4").unwrap().and(range("<12").unwrap()), range("^11.4"));
    }

    #[test]
    fn a_tool_turns_where_it_changed() {
        let changes = [Version(11, 10, 0), Version(12, 0, 0)];
        let turns = |text: &str| range(text).unwrap().turns(&changes);
        assert_eq!(turns("11.10.0"), [Version(11, 10, 0)]);
        assert_eq!(turns("11"), [Version(11, 0, 0), Version(11, 10, 0)]);
        assert_eq!(turns("*"), [Version(0, 0, 0), Version(11, 10, 0), Version(12, 0, 0)]);
    }
}
