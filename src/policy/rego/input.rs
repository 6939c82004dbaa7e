//! The fact document in the engine's form, and what can be told of it without the engine.

use regorus::Value;

use super::eval::EvalError;
use super::sieve::Sieve;
use crate::policy::reads::{FactPath, Guard, Must, Segment, Word};

/// The fact document in the engine's form: built once, shared by all sessions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Input(pub(super) Value);

impl Input {
    /// Turns a document into the engine's form.
    pub(crate) fn new(document: &impl serde::Serialize) -> Result<Self, EvalError> {
        let json = serde_json::to_string(document).map_err(|error| EvalError::plain(&error))?;
        Value::from_json_str(&json).map(Self).map_err(|error| EvalError::engine(&error))
    }

    /// Whether some fact is what a guard asks for.
    pub(crate) fn passes(&self, guard: &Guard) -> bool {
        passes(&self.0, &guard.path.0, &guard.must)
    }

    /// Whether the collection at a path has a member.
    pub(crate) fn has_member(&self, path: &FactPath) -> bool {
        has_member(&self.0, &path.0)
    }

    /// The document without what a definition cannot find anything in.
    pub(crate) fn sifted(&self, sieve: &Sieve) -> Self {
        sieve.sift(&self.0).map_or_else(|| self.clone(), Self)
    }
}

/// Whether a fact at the path is what it must be, along any of the branches that it names.
fn passes(value: &Value, path: &[Segment], must: &Must) -> bool {
    match path.split_first() {
        None => match must {
            Must::Be(words) => words.iter().any(|word| match (word, value) {
                (Word::Text(text), Value::String(value)) => **value == **text,
                (Word::Flag(flag), Value::Bool(value)) => flag == value,
                _ => false,
            }),
            Must::Have => is_something(value),
            Must::Hold => holds(value),
            Must::Exist => exists(value),
        },
        Some((Segment::Key(key), rest)) => match value {
            Value::Object(members) => members
                .get(&Value::from(key.as_str()))
                .is_some_and(|member| passes(member, rest, must)),
            _ => false,
        },
        Some((Segment::Any, rest)) => match value {
            Value::Array(items) => items.iter().any(|item| passes(item, rest, must)),
            Value::Object(members) => members.values().any(|member| passes(member, rest, must)),
            _ => false,
        },
    }
}

/// Whether the collection at a path has a member, along any of the branches it names.
fn has_member(value: &Value, path: &[Segment]) -> bool {
    match path.split_first() {
        None => is_something(value),
        Some((Segment::Key(key), rest)) => match value {
            Value::Object(members) => members
                .get(&Value::from(key.as_str()))
                .is_some_and(|member| has_member(member, rest)),
            _ => false,
        },
        Some((Segment::Any, rest)) => match value {
            Value::Array(items) => items.iter().any(|item| has_member(item, rest)),
            Value::Object(members) => members.values().any(|member| has_member(member, rest)),
            _ => false,
        },
    }
}

/// A collection with a member, or any other value that is there.
pub(super) fn is_something(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().next().is_some(),
        Value::Object(members) => !members.is_empty(),
        Value::Undefined | Value::Null => false,
        _ => true,
    }
}

/// As a statement of its own, it is true.
pub(super) fn holds(value: &Value) -> bool {
    !matches!(value, Value::Undefined | Value::Bool(false))
}

pub(super) fn exists(value: &Value) -> bool {
    !matches!(value, Value::Undefined)
}
