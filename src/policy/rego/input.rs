//! The fact document in the engine's form: whole, or as much of it as one definition is shown.

use std::sync::Arc;

use regorus::Value;
use serde::Serialize;

use super::eval::EvalError;
use super::extract::{self, Vocabulary};
use crate::policy::survey::{Document, Plan, Seen};

/// A document in the engine's form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Input(pub(super) Value);

impl Input {
    /// No document yet.
    pub(crate) fn nothing() -> Self {
        Self(Value::Undefined)
    }

    /// Turns a document into the engine's form.
    pub(crate) fn new(document: &impl Serialize) -> Result<Self, EvalError> {
        let document = Document::of(&Arc::default(), document);
        let document = document.map_err(|error| EvalError::plain(&error))?;
        Ok(Self(extract::whole(&document, &mut Vocabulary::default())))
    }
}

/// The parts of one document, made when they are asked for.
pub(crate) struct Pages<'a> {
    document: &'a Document,
    plan: &'a Plan,
    seen: &'a Seen,
    words: Vocabulary,
    /// The part that was made last, by its number.
    last: Option<(usize, Input)>,
}

impl<'a> Pages<'a> {
    /// No part is made yet.
    pub(crate) fn new(document: &'a Document, plan: &'a Plan, seen: &'a Seen) -> Self {
        Self { document, plan, seen, words: Vocabulary::default(), last: None }
    }

    /// What a definition of a rule is shown.
    pub(crate) fn of(&mut self, rule: usize, index: usize) -> Result<Input, EvalError> {
        let number = self.plan.part_of(rule, index);
        let part = number.and_then(|number| self.plan.part(number));
        let (Some(number), Some(part)) = (number, part) else {
            return Err(EvalError::plain(&"the definition is not part of this plan"));
        };
        if let Some((last, input)) = &self.last
            && *last == number
        {
            return Ok(input.clone());
        }
        // One at a time: they are what a run holds most of.
        self.last = None;
        let value = extract::part(self.document, self.plan, self.seen, part, &mut self.words);
        let input = Input(value);
        self.last = Some((number, input.clone()));
        Ok(input)
    }
}
