//! `env` mappings.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#env>.

use super::expressions::{holds_expression, of_text};
use super::secrets;
use crate::collect::ci::members::{as_text, members};
use crate::collect::ci::{Reading, credentials};
use crate::facts::{ProblemKind, Variable};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The variables of the `env` member of a mapping that stands at `place`.
pub(super) fn variables(
    reading: &mut Reading<'_>,
    node: &Node,
    place: &Place,
    facts: &str,
) -> Vec<Variable> {
    let Some(env) = node.get("env") else { return Vec::new() };
    let place = place.key("env");
    if !env.is_map() {
        if env.text().is_some_and(holds_expression) {
            let reason = "the variables are made by an expression, which only a run can tell";
            reading.problem(&place, ProblemKind::Unsupported, &[facts], reason.to_owned());
        } else if !env.is_null() {
            reading.unexpected(&place, &[facts], "`env`", "a mapping", env);
        }
        return Vec::new();
    }
    members(env)
        .into_iter()
        .map(|entry| variable(&entry.key, &as_text(&entry.value), &place.key(&entry.key)))
        .collect()
}

fn variable(name: &str, value: &str, place: &Place) -> Variable {
    let mut expressions = Vec::new();
    of_text(value, place, "env", &mut expressions);
    let contexts = expressions.iter().flat_map(|expression| &expression.contexts);
    let named = secrets::names(contexts);
    let literal_credential = credentials::is_literal(name, value);
    Variable {
        at: place.at(),
        name: name.to_owned(),
        value: (!literal_credential).then(|| value.to_owned()),
        secrets: named,
        literal_credential,
    }
}
