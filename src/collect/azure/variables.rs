//! `variables` of pipelines, stages and jobs, and `env` of steps.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/variables>. A script finds a
//! variable in its environment, the name in capitals and `_` for what a name there cannot have:
//! <https://learn.microsoft.com/azure/devops/pipelines/process/variables#environment-variables>.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::secrets::Declared;
use super::step::within_of;
use super::templates::{Assembly, OF_VARIABLES};
use crate::collect::ci::credentials;
use crate::collect::ci::members::as_text;
use crate::facts::{Expression, ProblemKind, SecretGroup, Variable};

/// What `variables` holds.
#[derive(Debug, Default, Clone)]
pub(super) struct Variables<'a> {
    /// Names as written, with the places of their values.
    pub(super) named: Vec<(String, Cursor<'a>)>,
    pub(super) groups: Vec<SecretGroup>,
}

impl<'a> Variables<'a> {
    /// Reads the `variables` of a mapping.
    pub(super) fn read(assembly: &mut Assembly<'_, '_, 'a>, of: &Cursor<'a>) -> Self {
        let mut found = Self::default();
        for value in of.all("variables") {
            found.add(assembly, &value);
        }
        found
    }

    /// Templates are followed as deep as they may be nested, and so is the recursion.
    fn add(&mut self, assembly: &mut Assembly<'_, '_, 'a>, value: &Cursor<'a>) {
        if value.node.is_null() {
            return;
        }
        if value.is_open() {
            return assembly.open_item(value, OF_VARIABLES, "`variables`");
        }
        if value.node.is_map() {
            for (name, value) in value.members() {
                if value.is_open() && name.contains("${{") {
                    assembly.open_item(&value, OF_VARIABLES, "`variables`");
                } else {
                    self.named.push((name, value));
                }
            }
            return;
        }
        if !value.node.is_list() {
            let wanted = "a mapping or a list";
            let reading = &mut assembly.reading;
            reading.unexpected(&value.place, OF_VARIABLES, "`variables`", wanted, value.node);
            return;
        }
        for item in value.items() {
            if let Some(group) = item.get("group") {
                let name = group.filled().unwrap_or_default();
                self.groups.push(SecretGroup { at: group.place.at(), name });
            } else if item.get("template").is_some() {
                if let Some(template) = assembly.open(&item, OF_VARIABLES) {
                    for value in template.all("variables") {
                        self.add(assembly, &value);
                    }
                }
            } else if let Some(name) = item.get("name").and_then(|name| name.filled()) {
                if let Some(value) = item.get("value") {
                    self.named.push((name, value));
                }
            } else if item.is_open() {
                assembly.open_item(&item, OF_VARIABLES, "a variable");
            } else {
                let reason = "a variable must have `name`, `group` or `template`".to_owned();
                let kind = ProblemKind::Unexpected;
                assembly.reading.problem(&item.place, kind, OF_VARIABLES, reason);
            }
        }
    }

    /// The variables as scripts find them.
    pub(super) fn facts(&self, declared: &Declared) -> Vec<Variable> {
        let fact = |(name, value): &(String, Cursor<'a>)| {
            variable(&in_environment(name), name, value, declared)
        };
        self.named.iter().map(fact).collect()
    }

    /// The names with the expressions in their values.
    pub(super) fn values(&self) -> impl Iterator<Item = (String, Vec<Expression>)> {
        self.named.iter().map(|(name, value)| {
            let mut found = Vec::new();
            within_of(value, &format!("env/{name}"), &mut found);
            (name.clone(), found)
        })
    }

    /// The expressions in their values.
    pub(super) fn expressions(&self) -> Vec<Expression> {
        let of = |(name, value): &(String, Cursor<'a>)| {
            let mut found = Vec::new();
            within_of(value, &format!("env/{}", in_environment(name)), &mut found);
            found
        };
        self.named.iter().flat_map(of).collect()
    }

    /// The values that are literal, by name in lower case; the last one counts.
    pub(super) fn literals(&self) -> BTreeMap<String, String> {
        let literal = |(name, value): &(String, Cursor<'a>)| {
            let text = value.filled()?;
            (!text.contains("$(") && !text.contains("${{") && !text.starts_with("$["))
                .then(|| (name.to_ascii_lowercase(), text))
        };
        self.named.iter().filter_map(literal).collect()
    }
}

/// `env` of a step, whose names are the environment's own.
pub(super) fn env<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    step: &Cursor<'a>,
    declared: &Declared,
) -> Vec<Variable> {
    const FACTS: &[&str] = &["pipelines[*].jobs[*].steps[*].env"];
    let Some(env) = step.get("env") else { return Vec::new() };
    if env.is_open() {
        assembly.open_item(&env, FACTS, "`env`");
        return Vec::new();
    }
    if !env.node.is_map() && !env.node.is_null() {
        assembly.reading.unexpected(&env.place, FACTS, "`env`", "a mapping", env.node);
    }
    let fact = |(name, value): (String, Cursor<'_>)| variable(&name, &name, &value, declared);
    env.members().into_iter().map(fact).collect()
}

fn variable(name: &str, written: &str, value: &Cursor<'_>, declared: &Declared) -> Variable {
    let text = value.filled().unwrap_or_else(|| as_text(value.node));
    let mut expressions = Vec::new();
    within_of(value, &format!("env/{written}"), &mut expressions);
    let literal_credential = credentials::is_literal(name, &text);
    Variable {
        at: value.place.at(),
        name: name.to_owned(),
        value: (!literal_credential).then_some(text),
        secrets: declared.of_value(&expressions),
        literal_credential,
    }
}

/// The name that a variable has in the environment of a script.
pub(super) fn in_environment(name: &str) -> String {
    let sign = |letter: char| match letter {
        '.' | ' ' => '_',
        letter => letter.to_ascii_uppercase(),
    };
    name.chars().map(sign).collect()
}
