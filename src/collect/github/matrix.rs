//! `strategy.matrix`: the values that `${{ matrix.name }}` can take.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix>.
//! `exclude` only takes combinations away and is not followed: the values are an upper bound.

use super::expressions::holds_expression;
use crate::source::node::Node;

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
    if let Some(values) = matrix.get(first) {
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
            if let Some(value) = combination.get(first) {
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

fn descend<'a>(node: &'a Node, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().try_fold(node, |node, key| node.get(key))
}
