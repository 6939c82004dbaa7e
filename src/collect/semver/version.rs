//! One version: three numbers and what stands before a release.

use std::cmp::Ordering;

use super::plain;

/// The largest number that a version may hold, JavaScript's `Number.MAX_SAFE_INTEGER`.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// Longer texts are no versions, as for npm.
const MAX_LENGTH: usize = 256;

/// A version. What stands behind `+` never counts, and is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    pub(super) numbers: [u64; 3],
    pub(super) prerelease: Vec<Identifier>,
}

/// One part of what stands behind `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identifier {
    /// Digits without the zeros that lead them: they compare as numbers, and before all words.
    Number(String),
    Word(String),
}

impl Version {
    /// Reads a version, `v1.2.3-rc.1+build` or looser; nothing if the text is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let text = text.trim_matches(plain::is_space);
        let [major, minor, patch, prerelease] = plain::version(text)?;
        let number = |digits: &str| digits.parse().ok().filter(|number| *number <= MAX_NUMBER);
        let prerelease = match prerelease {
            "" => Vec::new(),
            written => written.split('.').map(Identifier::of).collect(),
        };
        Some(Self { numbers: [number(major)?, number(minor)?, number(patch)?], prerelease })
    }

    /// Whether it comes before a release.
    pub(crate) fn is_prerelease(&self) -> bool {
        !self.prerelease.is_empty()
    }
}

impl Identifier {
    fn of(text: &str) -> Self {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Word(text.to_owned());
        }
        let digits = text.trim_start_matches('0');
        Self::Number(if digits.is_empty() { "0" } else { digits }.to_owned())
    }
}

impl Ord for Identifier {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            (Self::Number(_), Self::Word(_)) => Ordering::Less,
            (Self::Word(_), Self::Number(_)) => Ordering::Greater,
            (Self::Word(a), Self::Word(b)) => a.cmp(b),
        }
    }
}

impl PartialOrd for Identifier {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    /// The precedence of semver.org, section 11.
    fn cmp(&self, other: &Self) -> Ordering {
        let released = self.prerelease.is_empty().cmp(&other.prerelease.is_empty());
        self.numbers
            .cmp(&other.numbers)
            .then(released)
            .then_with(|| self.prerelease.cmp(&other.prerelease))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
