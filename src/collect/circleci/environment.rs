//! `environment` of jobs, executors, containers and steps.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#environment>. Its values reach
//! the shell as they are written: nothing in them is expanded on the way.

use super::scope::Scope;
use crate::collect::ci::members::as_text;
use crate::collect::ci::merged::Placed;
use crate::collect::ci::secret_names::{self, Known};
use crate::collect::ci::{Reading, credentials};
use crate::facts::{SecretUse, Variable};
use crate::source::anchor::Place;

/// Adds the variables of a mapping's `environment`; one that is there already counts.
pub(super) fn add(
    reading: &mut Reading<'_>,
    from: &Placed<'_>,
    scope: &Scope<'_>,
    found: &mut Vec<Variable>,
    facts: &str,
) {
    let Some(environment) = from.get("environment") else { return };
    let known = found.len();
    let mut add = |name: &str, value: &str, place: &Place| {
        let (before, _) = found.split_at(known.min(found.len()));
        if !before.iter().any(|variable| variable.name == name) {
            found.push(variable(name, &scope.fill(value).text, place));
        }
    };
    // The older forms: `KEY=value`, and lists of it and of mappings.
    for part in environment.each() {
        if part.node.is_map() {
            for (name, value) in part.members() {
                add(name, &as_text(value.node), &value.place);
            }
        } else if let Some((name, value)) = part.node.text().and_then(|text| text.split_once('=')) {
            add(name, value, &part.place);
        } else {
            reading.unexpected(&part.place, &[facts], "`environment`", "a mapping", part.node);
        }
    }
}

fn variable(name: &str, value: &str, place: &Place) -> Variable {
    let literal_credential = credentials::is_literal(name, value);
    let mut secrets: Vec<String> = Vec::new();
    for (_, name) in secret_names::named_in(value, &Known::of_provider("CIRCLE")) {
        if !secrets.contains(&name) {
            secrets.push(name);
        }
    }
    Variable {
        at: place.at(),
        name: name.to_owned(),
        value: (!literal_credential).then(|| value.to_owned()),
        secrets,
        literal_credential,
    }
}

/// The secrets that the values of variables name.
pub(super) fn secrets(variables: &[Variable]) -> Vec<SecretUse> {
    let uses = variables.iter().flat_map(|variable| {
        variable.secrets.iter().map(|name| SecretUse {
            at: variable.at.clone(),
            name: name.clone(),
            to: format!("env/{}", variable.name),
        })
    });
    uses.collect()
}
