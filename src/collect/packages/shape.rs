//! Reading a manifest member by member: what has the shape that is asked for is read, what has
//! not becomes a problem that names the facts which are missing because of it.

use std::collections::HashMap;

use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::{Entry, Node, Style};

/// Collects the problems of one manifest.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// What was found so far, in the order of reading.
    pub(crate) problems: Vec<Problem>,
}

impl Shape {
    /// Notes that a value is not what it should be.
    pub(crate) fn unexpected(&mut self, place: &Place, facts: &[&str], what: &str, node: &Node) {
        self.problems.push(Problem {
            at: place.at(),
            kind: ProblemKind::Unexpected,
            facts: facts.iter().map(|fact| (*fact).to_owned()).collect(),
            reason: format!("expected {what}, found {}", found(node)),
        });
    }

    /// The text of a string. Null and absence are no problem.
    pub(crate) fn text<'n>(
        &mut self,
        node: Option<&'n Node>,
        place: &Place,
        facts: &[&str],
    ) -> Option<&'n str> {
        let node = node.filter(|node| !node.is_null())?;
        let text = string(node);
        if text.is_none() {
            self.unexpected(place, facts, "a string", node);
        }
        text
    }

    /// A boolean. Null and absence are no problem.
    pub(crate) fn boolean(
        &mut self,
        node: Option<&Node>,
        place: &Place,
        facts: &[&str],
    ) -> Option<bool> {
        let node = node.filter(|node| !node.is_null())?;
        let answer = node.boolean();
        if answer.is_none() {
            self.unexpected(place, facts, "true or false", node);
        }
        answer
    }

    /// The members of an object, each key once. Null and absence are no problem.
    pub(crate) fn object<'n>(
        &mut self,
        node: Option<&'n Node>,
        place: &Place,
        facts: &[&str],
    ) -> Vec<&'n Entry> {
        let Some(node) = node.filter(|node| !node.is_null()) else { return Vec::new() };
        if !node.is_map() {
            self.unexpected(place, facts, "an object", node);
        }
        members(node)
    }

    /// The items of a list with their places. Null and absence are no problem.
    pub(crate) fn list<'n>(
        &mut self,
        node: Option<&'n Node>,
        place: &Place,
        facts: &[&str],
    ) -> Vec<(Place, &'n Node)> {
        let Some(node) = node.filter(|node| !node.is_null()) else { return Vec::new() };
        if !node.is_list() {
            self.unexpected(place, facts, "a list", node);
        }
        node.items().iter().enumerate().map(|(index, item)| (place.index(index), item)).collect()
    }

    /// The strings of a list with their places. An item that is none is a problem by itself.
    pub(crate) fn strings<'n>(
        &mut self,
        node: Option<&'n Node>,
        place: &Place,
        facts: &[&str],
    ) -> Vec<(Place, &'n str)> {
        let mut strings = Vec::new();
        for (place, item) in self.list(node, place, facts) {
            match string(item) {
                Some(text) => strings.push((place, text)),
                None => self.unexpected(&place, facts, "a string", item),
            }
        }
        strings
    }
}

/// The text, if it is a string: numbers and literals are none in JSON.
pub(crate) fn string(node: &Node) -> Option<&str> {
    node.scalar().filter(|scalar| scalar.style != Style::Plain).map(|scalar| scalar.text.as_str())
}

/// The members of a mapping in their order. Of a key that stands twice the last one counts, as
/// for every JSON reader of the ecosystem; that it does is reported where the file is parsed.
pub(crate) fn members(node: &Node) -> Vec<&Entry> {
    let entries = node.entries();
    let last: HashMap<&str, usize> =
        entries.iter().enumerate().map(|(index, entry)| (entry.key.as_str(), index)).collect();
    let counts = |index: usize, entry: &Entry| last.get(entry.key.as_str()) == Some(&index);
    entries
        .iter()
        .enumerate()
        .filter(|(index, entry)| counts(*index, entry))
        .map(|(_, e)| e)
        .collect()
}

/// What stands there, in the words of JSON.
fn found(node: &Node) -> &'static str {
    match node.scalar() {
        Some(scalar) if scalar.is_null() => "null",
        Some(scalar) if scalar.style != Style::Plain => "a string",
        Some(_) if node.boolean().is_some() => "true or false",
        Some(_) => "a number",
        None if node.is_map() => "an object",
        None => "a list",
    }
}
