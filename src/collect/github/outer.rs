//! Expressions that stand outside of jobs and that jobs read: variables of a workflow, the outputs of
//! a reusable workflow, inputs and outputs of an action.

use std::collections::BTreeMap;

use super::expressions::{holds_expression, of_text};
use crate::collect::ci::members::scalars;
use crate::facts::Expression;
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The members of a file that are looked into.
const MEMBERS: [&str; 4] = ["env", "inputs", "on", "outputs"];

/// Expressions outside of jobs, by the anchor of their pipeline.
pub(crate) type Outer = BTreeMap<String, Vec<Expression>>;

/// The expressions of one workflow or action that stand outside of its jobs.
pub(crate) fn outer(file: &str, document: &Node) -> Outer {
    let place = Place::file(file);
    let mut found = Vec::new();
    for key in MEMBERS {
        let Some(node) = document.get(key) else { continue };
        scalars(node, &place.key(key), key, &mut |place, within, text| {
            if holds_expression(text) {
                of_text(text, place, within, &mut found);
            }
        });
    }
    if found.is_empty() { Outer::new() } else { Outer::from([(place.at(), found)]) }
}
