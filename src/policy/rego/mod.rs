//! The policy engine, behind one door: no other module names regorus.
//!
//! What the engine does not do by itself stands around it here: [`guard`] bounds the text before
//! it is parsed, [`check`] refuses what would fail or pass silently, [`reads`] finds the facts
//! that a rule needs, [`error`] turns error text back into places, [`eval`] bounds what runs.

mod arranged;
mod cases;
mod check;
mod deeds;
mod error;
mod eval;
mod extract;
pub(crate) mod guard;
mod guards;
mod input;
mod load;
mod names;
mod patterns;
mod reads;
mod shape;
mod shared;
mod sight;
mod values;
mod visit;
mod walks;

pub(crate) use eval::{EvalError, Limits, Session};
pub(crate) use input::{Input, Pages};
pub(crate) use load::{Definition, Program, Source, declared_package};

use regorus::unstable::Span;

use super::refusal::Refusal;

/// A refusal at a place in a syntax tree.
fn refuse(span: &Span, message: impl Into<String>) -> Refusal {
    let bytes = usize::try_from(span.start).unwrap_or(0)..usize::try_from(span.end).unwrap_or(0);
    Refusal::span(span.source.file(), bytes, message)
}
