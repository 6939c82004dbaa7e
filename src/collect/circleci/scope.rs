//! Parameters: what `<< parameters.x >>` stands for in a job, command or executor.
//!
//! Syntax: <https://circleci.com/docs/reference/reusing-config/#using-the-parameters-declaration>.
//! Configurations are made whole before anything runs, so that most values stand in the file: with
//! the call, or as the default.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::budget::Budget;
use super::definitions::Definitions;
use super::filled::Filled;
use super::marks::{self, Kind};
use crate::collect::ci::merged::Placed;
use crate::facts::{Expression, Passage, Source};
use crate::source::anchor::Place;

/// How many calls deep a value is followed.
const LEVELS: usize = 16;

/// The longest text that filling in may make of a shorter one, in bytes.
const LONGEST: usize = 1 << 16;

/// How many sources of one expression are told.
const MOST_SOURCES: usize = 32;

/// The values of parameters in one definition.
#[derive(Debug)]
pub(super) struct Scope<'n> {
    /// By their whole name: `parameters.x`, `matrix.x`.
    values: BTreeMap<String, Value<'n>>,
    /// The parameters of the pipeline, by their whole name.
    pipeline: Rc<BTreeMap<String, Value<'n>>>,
    pub(super) budget: Rc<Budget>,
}

/// The value of a parameter: one, or each of several in the runs of a matrix.
#[derive(Debug, Clone)]
pub(super) struct Value<'n> {
    pub(super) given: Vec<Given<'n>>,
}

/// What is written for a parameter.
#[derive(Debug, Clone)]
pub(super) struct Given<'n> {
    pub(super) value: Placed<'n>,
    /// Where it is written, whose own parameters it may name; nothing for a default.
    pub(super) scope: Option<Rc<Scope<'n>>>,
    /// What names in it stand for: of commands, where it is a list of steps.
    pub(super) definitions: &'n Definitions<'n>,
}

/// A call of a definition: who gives it its arguments.
#[derive(Clone)]
pub(super) struct Caller<'n> {
    pub(super) scope: Rc<Scope<'n>>,
    pub(super) definitions: &'n Definitions<'n>,
}

impl<'n> Scope<'n> {
    /// The scope of a file, with the parameters of its pipelines. These are what is written until
    /// somebody starts a run with others.
    pub(super) fn of_file(root: &'n Definitions<'n>) -> Self {
        let mut pipeline = BTreeMap::new();
        let declared = root.root().get("parameters");
        for (name, parameter) in declared.iter().flat_map(Placed::members) {
            if let Some(value) = parameter.get("default") {
                let given = Given { value, scope: None, definitions: root };
                pipeline
                    .insert(format!("pipeline.parameters.{name}"), Value { given: vec![given] });
            }
        }
        let (pipeline, budget) = (Rc::new(pipeline), Rc::default());
        Self { values: BTreeMap::new(), pipeline, budget }
    }

    /// A scope of the same file without values of its own.
    pub(super) fn bare(&self) -> Self {
        Self {
            values: BTreeMap::new(),
            pipeline: Rc::clone(&self.pipeline),
            budget: Rc::clone(&self.budget),
        }
    }

    /// The scope of a definition that is called with arguments. `own` is where it is defined.
    pub(super) fn of_call(
        definition: &Placed<'n>,
        own: &'n Definitions<'n>,
        arguments: Option<&Placed<'n>>,
        caller: &Caller<'n>,
    ) -> Self {
        let mut scope = caller.scope.bare();
        let Some(declared) = definition.get("parameters") else { return scope };
        for (name, parameter) in declared.members() {
            let given = arguments.and_then(|arguments| arguments.get(name)).map(|value| Given {
                value,
                scope: Some(Rc::clone(&caller.scope)),
                definitions: caller.definitions,
            });
            let default = || {
                let value = parameter.get("default")?;
                Some(Given { value, scope: None, definitions: own })
            };
            let matrix = || caller.scope.value(&format!("matrix.{name}")).cloned();
            let value = given.map(|given| Value { given: vec![given] }).or_else(matrix);
            let value = value.or_else(|| Some(Value { given: vec![default()?] }));
            if let Some(value) = value {
                scope.values.insert(format!("parameters.{name}"), value);
            }
        }
        scope
    }

    /// The values that a parameter has in the runs of a matrix.
    pub(super) fn set_matrix(&mut self, name: &str, values: &Placed<'n>, caller: &Caller<'n>) {
        let given = values.each().into_iter().map(|value| Given {
            value,
            scope: Some(Rc::clone(&caller.scope)),
            definitions: caller.definitions,
        });
        let value = Value { given: given.collect() };
        self.values.insert(format!("matrix.{name}"), value);
    }

    /// What a name stands for in the file.
    pub(super) fn value(&self, name: &str) -> Option<&Value<'n>> {
        self.values.get(name).or_else(|| self.pipeline.get(name))
    }

    /// The one value of a text that is nothing but a parameter, through all calls.
    pub(super) fn whole(&self, text: &str) -> Option<Given<'n>> {
        let mut found = self.one(whole_name(text)?)?.clone();
        for _ in 0..LEVELS {
            let next = found.value.node.text().and_then(whole_name);
            let next = next.filter(|name| !name.starts_with("pipeline."));
            let (Some(name), Some(scope)) = (next, &found.scope) else { return Some(found) };
            let next = scope.one(name)?.clone();
            found = next;
        }
        None
    }

    fn one(&self, name: &str) -> Option<&Given<'n>> {
        match self.value(name)?.given.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// How many runs of a matrix show every value that a text may have.
    pub(super) fn variants(&self, text: &str) -> usize {
        let marks = marks::marks(text);
        let names = marks.iter().filter_map(|mark| match mark.kind {
            Kind::Expression(inner) => marks::name(inner),
            Kind::Escape => None,
        });
        names.map(|name| self.count(name, LEVELS)).max().unwrap_or(1)
    }

    fn count(&self, name: &str, levels: usize) -> usize {
        let Some(value) = self.value(name) else { return 1 };
        match value.given.as_slice() {
            [one] if levels > 0 => {
                let inner = one.value.node.text().and_then(whole_name);
                let (Some(name), Some(scope)) = (inner, &one.scope) else { return 1 };
                scope.count(name, levels - 1)
            }
            several => several.len().max(1),
        }
    }

    /// A text with the parameters filled in that the file tells.
    pub(super) fn fill(&self, text: &str) -> Filled {
        self.fill_for(text, None)
    }

    /// The same for one run of a matrix.
    pub(super) fn fill_for(&self, text: &str, run: Option<usize>) -> Filled {
        if !text.contains("<<") {
            let mut filled = Filled::default();
            filled.push(text);
            return filled;
        }
        let most = LONGEST.min(self.budget.room());
        let mut room = most;
        let filled = self.filled(text, run, LEVELS, &mut room);
        self.budget.fill(most - room);
        filled
    }

    fn filled(&self, text: &str, run: Option<usize>, levels: usize, room: &mut usize) -> Filled {
        let mut filled = Filled::default();
        let mut position = 0;
        let mut source = 0;
        for mark in marks::marks(text) {
            let before = text.get(position..mark.bytes.start).unwrap_or_default();
            filled.push(before);
            source += before.chars().count();
            position = mark.bytes.end;
            let written = text.get(mark.bytes).unwrap_or_default();
            let length = written.chars().count();
            let value = match mark.kind {
                Kind::Escape => Some("<<".to_owned()),
                Kind::Expression(inner) => {
                    let name = marks::name(inner);
                    name.and_then(|name| self.text_of(name, run, levels, room))
                }
            };
            match value {
                Some(value) => filled.replace(source..source + length, &value),
                None => {
                    filled.open = true;
                    filled.push(written);
                }
            }
            source += length;
        }
        filled.push(text.get(position..).unwrap_or_default());
        filled
    }

    fn text_of(
        &self,
        name: &str,
        run: Option<usize>,
        levels: usize,
        room: &mut usize,
    ) -> Option<String> {
        // Where no room is left, nothing behind is looked at either.
        let given = self.value(name).filter(|_| *room > 0)?.given.as_slice();
        let one = match (given, run) {
            ([one], _) => one,
            (several, Some(run)) => several.get(run % several.len().max(1))?,
            _ => return None,
        };
        let node = one.value.node;
        if node.is_null() {
            return Some(String::new());
        }
        let text = node.text()?;
        let text = match &one.scope {
            Some(scope) if text.contains("<<") => {
                scope.filled(text, run, levels.checked_sub(1)?, room).text
            }
            _ => text.to_owned(),
        };
        // Values that are empty cost something as well.
        let left = room.checked_sub(text.len() + 16);
        *room = left.unwrap_or_default();
        left?;
        Some(text)
    }

    /// The expressions of a text at a place, with what its parameters come from.
    pub(super) fn expressions(
        &self,
        text: &str,
        place: &Place,
        within: &str,
        found: &mut Vec<Expression>,
    ) {
        if !text.contains("<<") {
            return;
        }
        for (range, inner) in placed(text) {
            let mut contexts: Vec<String> = Vec::new();
            for name in marks::names(inner.trim_start_matches(['#', '^', '/'])) {
                let name = name.to_lowercase();
                if !contexts.contains(&name) {
                    contexts.push(name);
                }
            }
            found.push(Expression {
                at: place.chars(range).at(),
                within: within.to_owned(),
                text: inner.trim().to_owned(),
                contexts,
                functions: Vec::new(),
                malformed: false,
                sources: self.sources(inner),
                tested: Vec::new(),
            });
        }
    }

    /// What the parameters of an expression come from, where a run fills that in.
    fn sources(&self, inner: &str) -> Vec<Source> {
        let mut found = Vec::new();
        let mut left = MOST_SOURCES;
        for name in marks::names(inner) {
            self.follow(name, &[], &mut left, &mut found);
        }
        found.sort();
        found.dedup();
        found
    }

    fn follow(&self, name: &str, behind: &[Passage], left: &mut usize, found: &mut Vec<Source>) {
        let given = self.value(name).map(|value| value.given.as_slice()).unwrap_or_default();
        for one in given {
            let (Some(scope), Some(text)) = (&one.scope, one.value.node.text()) else { continue };
            if behind.len() >= LEVELS {
                continue;
            }
            let passage = Passage { at: one.value.place.at(), what: name.to_owned() };
            let through: Vec<_> = std::iter::once(passage).chain(behind.iter().cloned()).collect();
            for (range, inner) in placed(text) {
                for name in marks::names(inner) {
                    let Some(rest) = left.checked_sub(1) else { return };
                    *left = rest;
                    if !name.starts_with("pipeline.") {
                        scope.follow(name, &through, left, found);
                    } else {
                        found.push(Source {
                            context: name.to_lowercase(),
                            at: one.value.place.chars(range.clone()).at(),
                            through: through.clone(),
                        });
                    }
                }
            }
        }
    }
}

/// The expressions of a text, with their characters.
fn placed(text: &str) -> Vec<(Range<usize>, &str)> {
    let (mut position, mut start) = (0, 0);
    let mut found = Vec::new();
    for mark in marks::marks(text) {
        start += text.get(position..mark.bytes.start).unwrap_or_default().chars().count();
        position = mark.bytes.end;
        let length = text.get(mark.bytes).unwrap_or_default().chars().count();
        if let Kind::Expression(inner) = mark.kind {
            found.push((start..start + length, inner));
        }
        start += length;
    }
    found
}

/// The parameter that a text is, and nothing beside it.
fn whole_name(text: &str) -> Option<&str> {
    marks::name(text.trim().strip_prefix("<<")?.strip_suffix(">>")?)
}
