//! Paths into the facts, and which of them a rule reads.
//!
//! Three things follow from the reads of a rule: what is collected, whether what could not be
//! collected concerns it, and whether anything it judges is there at all.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::asks::Asks;

/// A path into the fact document, `pipelines[*].jobs[*].permissions`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactPath(pub(crate) Vec<Segment>);

/// One step of a [`FactPath`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Segment {
    /// The member with this name.
    Key(String),
    /// Any item or member.
    Any,
    /// The item that the statement at this place has at hand. Only while a syntax tree is followed.
    Item(u64),
}

impl FactPath {
    /// One step further.
    pub(crate) fn then(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// The path of all items, where it was that of the items at hand.
    pub(crate) fn plain(&self) -> Self {
        self.without(|_| true)
    }

    /// The same for some of the statements.
    pub(crate) fn without(&self, ends: impl Fn(u64) -> bool) -> Self {
        let segments = self.0.iter().map(|segment| match segment {
            Segment::Item(statement) if ends(*statement) => Segment::Any,
            segment => segment.clone(),
        });
        Self(segments.collect())
    }

    /// What is left of the path behind another, and not that itself.
    pub(crate) fn behind(&self, other: &Self) -> Option<&[Segment]> {
        self.0.strip_prefix(other.0.as_slice())
    }

    /// Whether this path leads to `other` or to something that holds it.
    fn leads_to(&self, other: &Self) -> bool {
        self.0.len() <= other.0.len()
            && self.0.iter().zip(&other.0).all(|(mine, theirs)| mine.meets(theirs))
    }
}

impl Segment {
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Key(mine), Self::Key(theirs)) => mine == theirs,
            _ => true,
        }
    }
}

impl fmt::Display for FactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Any | Segment::Item(_) => f.write_str("[*]")?,
                Segment::Key(key) if index == 0 => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

impl Serialize for FactPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FactPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let Ok(path) = text.parse();
        Ok(path)
    }
}

impl FromStr for FactPath {
    type Err = std::convert::Infallible;

    /// Reads the form that [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut segments = Vec::new();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            let name = part.trim_end_matches("[*]");
            if !name.is_empty() {
                segments.push(Segment::Key(name.to_owned()));
            }
            let walks = (part.len() - name.len()) / "[*]".len();
            segments.extend(std::iter::repeat_n(Segment::Any, walks));
        }
        Ok(Self(segments))
    }
}

/// One path that a rule reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Read {
    /// The path.
    pub path: FactPath,
    /// The value itself is looked at, with all that it holds; otherwise the rule only walks
    /// through it to something further in.
    pub whole: bool,
}

impl Read {
    /// Whether the rule would see a difference if the fact at `path` were missing.
    pub(crate) fn concerns(&self, path: &FactPath) -> bool {
        path.leads_to(&self.path) || (self.whole && self.path.leads_to(path))
    }

    /// Whether the read looks at which items the list has: at itself, or at all that holds it.
    pub(crate) fn sees(&self, list: &FactPath) -> bool {
        self.path.leads_to(list) && (self.whole || self.path.0.len() == list.0.len())
    }
}

/// What a rule reads.
#[derive(Debug, Clone, Default)]
pub struct Reads {
    /// Every path, through helpers.
    pub paths: BTreeSet<Read>,
    /// What each of its definitions asks of the facts.
    pub(crate) asks: Asks,
}

impl Reads {
    /// Whether the rule would see a difference if the fact at `path` were missing.
    pub fn concern(&self, path: &FactPath) -> bool {
        self.paths.iter().any(|read| read.concerns(path))
    }
}

/// The facts that a selection of rules asks for.
#[derive(Debug, Clone)]
pub struct Demand(Option<BTreeSet<Read>>);

impl Demand {
    /// Everything there is.
    pub fn everything() -> Self {
        Self(None)
    }

    /// What these rules read.
    pub fn of<'a>(rules: impl IntoIterator<Item = &'a Reads>) -> Self {
        Self(Some(rules.into_iter().flat_map(|reads| reads.paths.iter().cloned()).collect()))
    }

    /// Asks for the facts at one more path.
    pub(crate) fn also(&mut self, path: &str) {
        let Ok(path) = path.parse();
        if let Some(reads) = &mut self.0 {
            reads.insert(Read { path, whole: true });
        }
    }

    /// Whether anybody asks for the facts at this path, written as [`FactPath`] writes it.
    pub fn wants(&self, path: &str) -> bool {
        let Ok(path) = path.parse::<FactPath>();
        match &self.0 {
            None => true,
            Some(reads) => reads.iter().any(|read| read.concerns(&path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> FactPath {
        let Ok(path) = text.parse();
        path
    }

    #[test]
    fn paths_read_back_as_written() {
        for text in ["pipelines[*].jobs[*].steps[*].uses", "target", "a[*][*].b", ""] {
            assert_eq!(path(text).to_string(), text);
        }
    }

    #[test]
    fn walking_through_a_list_does_not_read_all_that_is_in_it() {
        let walked = Read { path: path("pipelines[*].jobs[*].steps"), whole: false };
        let read = Read { path: path("pipelines[*].jobs[*].steps[*].uses"), whole: true };
        let commands = path("pipelines[*].jobs[*].steps[*].commands");
        assert!(!walked.concerns(&commands) && !read.concerns(&commands));
        assert!(walked.concerns(&path("pipelines")) && read.concerns(&path("pipelines")));
        assert!(read.concerns(&path("pipelines[*].jobs[*].steps[*].uses.pin.kind")));
    }
}
