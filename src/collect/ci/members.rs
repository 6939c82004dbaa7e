//! Walking the tree as GitHub reads it: the last of two equal keys counts, and there are no
//! merge keys.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::source::anchor::Place;
use crate::source::node::{Entry, Node};

/// The members of a mapping in their order, each key once.
///
/// YAML anchors and aliases are supported by GitHub, [merge keys are not]: `<<` is left out.
///
/// [merge keys are not]: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#yaml-anchors-and-aliases
pub(crate) fn members(node: &Node) -> Vec<&Entry> {
    let entries = node.entries();
    if entries.len() <= FEW {
        let counts = |(index, entry): &(usize, &Entry)| {
            entry.key != "<<" && !entries.iter().skip(index + 1).any(|later| later.key == entry.key)
        };
        return entries.iter().enumerate().filter(counts).map(|(_, entry)| entry).collect();
    }
    let last: BTreeMap<&str, usize> =
        entries.iter().enumerate().map(|(index, entry)| (entry.key.as_str(), index)).collect();
    let counts = |(index, entry): &(usize, &Entry)| {
        entry.key != "<<" && last.get(entry.key.as_str()) == Some(index)
    };
    entries.iter().enumerate().filter(counts).map(|(_, entry)| entry).collect()
}

/// Of so many members comparing each with each is cheaper than a map of them.
const FEW: usize = 16;

/// Calls `found` with place, path and text of every scalar at and below a node.
///
/// The path is made of keys and indexes with `/` between them and starts with `within`. The
/// recursion is as deep as the tree, whose depth its parser bounds.
pub(crate) fn scalars(
    node: &Node,
    place: &Place,
    within: &str,
    found: &mut dyn FnMut(&Place, &str, &str),
) {
    below(node, &mut place.clone(), &mut within.to_owned(), found);
}

/// The same from where the way down has come to: one text for the place and one for the path serve
/// all of it.
fn below(
    node: &Node,
    place: &mut Place,
    within: &mut String,
    found: &mut dyn FnMut(&Place, &str, &str),
) {
    if let Some(text) = node.text() {
        found(place, within, text);
        return;
    }
    let (place_length, within_length) = (place.length(), within.len());
    for (index, item) in node.items().iter().enumerate() {
        place.enter_index(index);
        let _infallible = write!(within, "/{index}");
        below(item, place, within, found);
        place.back_to(place_length);
        within.truncate(within_length);
    }
    for entry in members(node) {
        place.enter_key(&entry.key);
        within.push('/');
        within.push_str(&entry.key);
        below(&entry.value, place, within, found);
        place.back_to(place_length);
        within.truncate(within_length);
    }
}

/// A value of any shape as one text: a scalar's own, anything else as compact JSON.
pub(crate) fn as_text(node: &Node) -> String {
    match node.scalar() {
        Some(scalar) if scalar.is_null() => String::new(),
        Some(scalar) => scalar.text.clone(),
        None => as_json(node).to_string(),
    }
}

fn as_json(node: &Node) -> Value {
    if node.is_list() {
        return Value::Array(node.items().iter().map(as_json).collect());
    }
    if node.is_map() {
        let entries = members(node).into_iter();
        return Value::Object(
            entries.map(|entry| (entry.key.clone(), as_json(&entry.value))).collect(),
        );
    }
    match node.boolean() {
        Some(value) => Value::Bool(value),
        None => node.text().map_or(Value::Null, Value::from),
    }
}

/// The text of a member that is a scalar and not empty.
pub(crate) fn text_of(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

/// The longest path of keys that is followed. Every fact carries its path: with keys as long as
/// a file, facts would grow with the square of its size.
const LONGEST: usize = 2_048;

/// Whether no path of keys at and below a node is longer than [`LONGEST`].
pub(crate) fn paths_fit(node: &Node) -> bool {
    let mut ahead = vec![(node, 0_usize)];
    while let Some((next, length)) = ahead.pop() {
        if length > LONGEST {
            return false;
        }
        ahead.extend(next.items().iter().map(|item| (item, length + 8)));
        ahead.extend(
            next.entries().iter().map(|entry| (&entry.value, length + entry.key.len() + 1)),
        );
    }
    true
}
