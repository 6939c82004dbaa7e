//! GitHub Actions: workflows and actions, read from their tree into [`Pipeline`]s.
//!
//! One file a concern of the [workflow syntax]. A shape that GitHub would refuse is a problem, and
//! everything beside it is still read.
//!
//! [workflow syntax]: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax

mod action;
mod calls;
mod contexts;
mod env;
mod expressions;
mod images;
mod job;
mod matrix;
mod permissions;
mod runner;
mod script;
mod secrets;
mod step;
#[cfg(test)]
mod tests;
mod triggers;
mod uses;
mod workflow;

pub(crate) use action::action;
pub(crate) use expressions::holds_expression;
pub(crate) use workflow::workflow;

use std::collections::BTreeMap;

use crate::collect::ci::{Options, Reading, members};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The literal values of matrices: by the place of the job and the key.
pub(crate) type Matrices = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The matrices of the jobs of a workflow.
pub(crate) fn matrices(file: &str, document: &Node) -> Matrices {
    let place = Place::file(file).key("jobs");
    let jobs = document.get("jobs").map(members::members).unwrap_or_default();
    let literals = jobs
        .iter()
        .map(|job| (place.key(&job.key).at(), matrix::literals(job.value.get("strategy"))));
    literals.filter(|(_, keys)| !keys.is_empty()).collect()
}
