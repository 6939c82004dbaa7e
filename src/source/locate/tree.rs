//! Walking a tree along names, and the bytes of what was come to.

use std::ops::Range;

use super::index::Index;
use super::{Mark, Target};
use crate::source::node::{Entry, Kind, Node};
use crate::source::text;
use crate::source::yaml::merged_entries;

/// How many inputs of a step are looked through for a name in another case.
const MOST_INPUTS: usize = 256;

/// The last thing on the way that is there.
#[derive(Debug)]
pub(super) struct Found<'a> {
    node: &'a Node,
    /// The member that has the node as its value; none for items and roots.
    entry: Option<&'a Entry>,
    /// How many names were left when the way ended: of the fragment, and of the key.
    missing: (usize, usize),
    /// Whether it is what the fragment names, and not a member below it.
    is_entity: bool,
}

/// Goes from a root along the tokens of a pointer and then along the names of a key.
pub(super) fn walk<'a>(
    root: &'a Node,
    tokens: &[String],
    key: &[String],
    index: &Index,
) -> Found<'a> {
    let mut found = Found { node: root, entry: None, missing: (0, 0), is_entity: true };
    // Names of inputs have no case, and facts have them in lower case.
    let mut above: Option<&str> = None;
    let mut is_input = |name| above.replace(name) == Some("with");
    for (done, token) in tokens.iter().enumerate() {
        let is_input = is_input(token.as_str());
        if !(found.step(token, index) || is_input && found.step_in_any_case(token)) {
            found.missing = (tokens.len() - done, key.len());
            return found;
        }
    }
    for (done, name) in key.iter().enumerate() {
        let is_input = is_input(name.as_str());
        if !(found.step(name, index) || is_input && found.step_in_any_case(name)) {
            found.missing = (0, key.len() - done);
            return found;
        }
        found.is_entity = false;
    }
    found
}

impl<'a> Found<'a> {
    /// Whether everything that was named is there.
    pub(super) fn is_complete(&self) -> bool {
        self.missing == (0, 0)
    }

    fn step(&mut self, name: &str, index: &Index) -> bool {
        let target = self.node.resolved();
        if let Kind::List(items) = &target.kind {
            // RFC 6901: digits without a leading zero.
            let canonical = name == "0" || !name.starts_with(['0', '+']);
            let item = name.parse().ok().filter(|_| canonical).and_then(|at: usize| items.get(at));
            let Some(item) = item else { return false };
            self.node = item;
            self.entry = None;
            return true;
        }
        let found = index.entry(target, name).or_else(|| merged(target, name, index));
        let Some(entry) = found else { return false };
        self.node = &entry.value;
        self.entry = Some(entry);
        true
    }

    /// To the last member whose name differs in case alone.
    fn step_in_any_case(&mut self, name: &str) -> bool {
        let mut entries = self.node.resolved().entries().iter().rev().take(MOST_INPUTS);
        let Some(entry) = entries.find(|entry| entry.key.eq_ignore_ascii_case(name)) else {
            return false;
        };
        self.node = &entry.value;
        self.entry = Some(entry);
        true
    }

    /// The bytes to show.
    pub(super) fn span(&self, source: &str, target: &Target<'_>, index: &Index) -> Range<usize> {
        let entity_is_there = self.missing.0 == 0 && self.is_entity;
        if let Some(chars) = &target.chars
            && entity_is_there
            && (matches!(target.mark, Mark::Auto | Mark::Value) || !self.is_complete())
            && let Some(found) = index.bytes(source, self.node, chars.clone())
        {
            return found;
        }
        let mark = if self.is_complete() { target.mark } else { Mark::Auto };
        match (mark, self.entry) {
            (Mark::Key, Some(entry)) => entry.key_span.clone(),
            (Mark::Value, _) if !self.node.span.is_empty() => self.node.span.clone(),
            (Mark::Entry, Some(entry)) => whole_entry(source, entry),
            (Mark::Entry, None) if !self.node.span.is_empty() => self.node.span.clone(),
            _ => self.auto(source),
        }
    }

    fn auto(&self, source: &str) -> Range<usize> {
        if self.node.scalar().is_some() && !self.node.span.is_empty() {
            return self.node.span.clone();
        }
        match self.entry {
            // A value that is not written: the key with its colon.
            Some(entry) if self.node.span.is_empty() => whole_entry(source, entry),
            Some(entry) => entry.key_span.clone(),
            None if self.node.span.is_empty() => text::word_at(source, self.node.span.start),
            None => text::first_line(source, self.node.span.clone()),
        }
    }
}

/// From the key to the end of the value, or of the colon.
fn whole_entry(source: &str, entry: &Entry) -> Range<usize> {
    let start = entry.key_span.start;
    let end = entry.value.span.end.max(entry.key_span.end);
    text::trim(source, start..end)
}

fn merged<'a>(node: &'a Node, name: &str, index: &Index) -> Option<&'a Entry> {
    index.entry(node, "<<")?;
    merged_entries(node).into_iter().find(|entry| entry.key == name)
}
