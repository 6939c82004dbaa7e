//! Ranges: sets of comparators, of which one must hold as a whole.
//!
//! A port of `Range` and `Comparator` of npm's `semver`, with `loose` and without
//! `includePrerelease`, as npm, pnpm and Yarn 1 ask it. A range is rewritten part by part until
//! nothing but comparators is left.

use super::plain;
use super::rewrite;
use super::version::Version;

/// Longer texts are no ranges here: nobody writes them, and rewriting them costs.
const MAX_LENGTH: usize = 2048;

/// A range of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range(Vec<Vec<Comparator>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Comparator {
    operator: Operator,
    /// Absent in one that everything satisfies.
    version: Option<Version>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Range {
    /// Reads a range; nothing if the text is none, as `latest` is.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let words: Vec<&str> =
            text.split(plain::is_space).filter(|word| !word.is_empty()).collect();
        let text = words.join(" ");
        let mut sets = Vec::new();
        for part in text.split("||") {
            let set = comparators(part.trim_matches(plain::is_space))?;
            if !set.is_empty() {
                sets.push(set);
            }
        }
        if sets.len() > 1 {
            let first = sets.first().cloned();
            sets.retain(|set| !set.first().is_some_and(Comparator::is_never));
            if sets.is_empty() {
                sets.extend(first);
            }
            let any = |set: &Vec<Comparator>| matches!(set.as_slice(), [one] if one.is_any());
            if sets.len() > 1
                && let Some(any) = sets.iter().find(|set| any(set)).cloned()
            {
                sets = vec![any];
            }
        }
        (!sets.is_empty()).then_some(Self(sets))
    }

    /// Whether it asks for no version in particular, `*` or nothing at all. The tools take what the
    /// tag `latest` names for it, which may be a prerelease.
    pub(crate) fn is_any(&self) -> bool {
        matches!(self.0.as_slice(), [set] if matches!(set.as_slice(), [one] if one.is_any()))
    }

    /// Whether a version is in it. One before a release is only where a comparator names a version
    /// before the same release.
    pub(crate) fn holds(&self, version: &Version) -> bool {
        self.0.iter().any(|set| {
            let named = |comparator: &Comparator| {
                comparator
                    .version
                    .as_ref()
                    .is_some_and(|named| named.is_prerelease() && named.numbers == version.numbers)
            };
            set.iter().all(|comparator| comparator.holds(version))
                && (!version.is_prerelease() || set.iter().any(named))
        })
    }
}

impl Comparator {
    fn parse(text: &str) -> Option<Option<Self>> {
        if text.is_empty() {
            return Some(Some(Self { operator: Operator::Equal, version: None }));
        }
        let (operator, rest) = operator(text);
        // What is no comparator is passed over; a number that is too large spoils the range.
        if plain::version(rest).is_none() {
            return Some(None);
        }
        let version = Version::parse(rest)?;
        let operator = match operator {
            "<" => Operator::Less,
            "<=" => Operator::AtMost,
            ">=" => Operator::AtLeast,
            ">" => Operator::More,
            _ => Operator::Equal,
        };
        Some(Some(Self { operator, version: Some(version) }))
    }

    fn is_any(&self) -> bool {
        self.version.is_none()
    }

    /// `<0.0.0-0`, which nothing satisfies.
    fn is_never(&self) -> bool {
        self.operator == Operator::Less && self.version == Version::parse("0.0.0-0")
    }

    fn holds(&self, version: &Version) -> bool {
        let Some(bound) = &self.version else { return true };
        match self.operator {
            Operator::Less => version < bound,
            Operator::AtMost => version <= bound,
            Operator::Equal => version == bound,
            Operator::AtLeast => version >= bound,
            Operator::More => version > bound,
        }
    }
}

/// The operator that a text starts with.
pub(super) fn operator(text: &str) -> (&str, &str) {
    let sign = usize::from(text.starts_with(['<', '>']));
    let end = sign + usize::from(text.get(sign..).is_some_and(|rest| rest.starts_with('=')));
    text.split_at_checked(end).unwrap_or(("", text))
}

/// The comparators of one alternative; nothing where a number is too large.
fn comparators(text: &str) -> Option<Vec<Comparator>> {
    let text = rewrite::comparators(text);
    let mut found: Vec<Comparator> = Vec::new();
    for word in text.split(' ') {
        let word = if word == ">=0.0.0" { "" } else { word };
        let Some(comparator) = Comparator::parse(word)? else { continue };
        if comparator.is_never() {
            return Some(vec![comparator]);
        }
        if !found.contains(&comparator) {
            found.push(comparator);
        }
    }
    if found.len() > 1 {
        found.retain(|comparator| !comparator.is_any());
    }
    Some(found)
}
