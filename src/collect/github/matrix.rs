//! `strategy.matrix`: the values that `${{ matrix.name }}` can take.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix>.
//! `exclude` only takes combinations away and is not followed: the values are an upper bound.

use std::collections::BTreeMap;

use super::expressions::holds_expression;
use crate::source::node::Node;

/// How many keys of a matrix are looked at.
const MOST_KEYS: usize = 64;

/// How many texts one text with an expression may become.
const BOUND: usize = 256;

/// The texts that a text becomes over the values of the matrix; nothing where they are not all
/// literal. A text without an expression is itself.
pub(super) fn expand<'a>(text: &str, strategy: Option<&'a Node>) -> Option<Vec<String>> {
    if !holds_expression(text) {
        return Some(vec![text.to_owned()]);
    }
    let (before, rest) = text.split_once("${{")?;
    let (inner, behind) = rest.split_once("}}")?;
    if holds_expression(behind) {
        return None;
    }
    let path = inner.trim().strip_prefix("matrix.")?;
    let mut found: Vec<&'a Node> = Vec::new();
    let matrix = strategy?.get("matrix")?;
    let keys: Vec<&str> = path.split('.').collect();
    let (first, deeper) = keys.split_first()?;
    if let Some(values) = member(matrix, first) {
        if !values.is_list() {
            return None;
        }
        for value in values.items() {
            found.push(descend(value, deeper)?);
        }
    }
    if let Some(include) = matrix.get("include") {
        if !include.is_list() {
            return None;
        }
        for combination in include.items() {
            if let Some(value) = member(combination, first) {
                found.push(descend(value, deeper)?);
            }
        }
    }
    let mut texts = Vec::new();
    for value in found {
        // A value may itself be a list of labels.
        let values = if value.is_list() { value.items() } else { std::slice::from_ref(value) };
        for value in values {
            let value = value.text().filter(|text| !holds_expression(text))?;
            texts.push(format!("{before}{value}{behind}"));
            if texts.len() > BOUND {
                return None;
            }
        }
    }
    (!texts.is_empty()).then_some(texts)
}

/// A member by its name, which contexts tell without case: `matrix.os` is that of `OS`.
fn member<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let same = |key: &str| key.eq_ignore_ascii_case(name);
    node.get(name)
        .or_else(|| node.entries().iter().find(|entry| same(&entry.key)).map(|entry| &entry.value))
}

/// The keys of a matrix whose values are all literal, and these: for every job of a matrix one of
/// them holds.
pub(super) fn literals(strategy: Option<&Node>) -> BTreeMap<String, Vec<String>> {
    let Some(matrix) = strategy.and_then(|strategy| strategy.get("matrix")) else {
        return BTreeMap::new();
    };
    let special = |key: &str| matches!(key, "include" | "exclude");
    let include = matrix.get("include").map(Node::items).unwrap_or_default();
    // What only some additions have is empty in the jobs of the others.
    let alone = matrix.entries().iter().all(|entry| special(&entry.key));
    let in_all = |key: &str| alone && include.iter().all(|addition| addition.get(key).is_some());
    let own = matrix.entries().iter().map(|entry| entry.key.as_str()).filter(|key| !special(key));
    let added = include.first().map(Node::entries).unwrap_or_default();
    let added = added.iter().map(|entry| entry.key.as_str()).filter(|key| in_all(key));
    let keys = own.chain(added).take(MOST_KEYS);
    let values =
        |key: &str| Some((key.to_owned(), expand(&format!("${{{{ matrix.{key} }}}}"), strategy)?));
    keys.filter_map(values).collect()
}

fn descend<'a>(node: &'a Node, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().try_fold(node, |node, key| node.get(key))
}
