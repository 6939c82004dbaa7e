//! GitHub Actions: workflows and actions, read from their tree into [`Pipeline`]s.
//!
//! One file a concern of the [workflow syntax]. A shape that GitHub would refuse is a problem, and
//! everything beside it is still read.
//!
//! [workflow syntax]: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax

mod action;
mod alternatives;
mod artifacts;
mod caches;
mod calls;
mod carried;
mod choices;
mod constant;
mod contexts;
mod env;
mod expressions;
mod images;
mod job;
mod matrix;
mod outer;
mod permissions;
mod reuse;
mod runner;
mod script;
mod secrets;
mod sources;
mod step;
#[cfg(test)]
mod tests;
mod triggers;
mod uses;
mod workflow;

pub(crate) use action::action;
pub(crate) use expressions::holds_expression;
pub(crate) use outer::{Outer, outer};
pub(crate) use uses::{comment_behind, kind_of, read_image};
pub(crate) use workflow::workflow;

use std::collections::BTreeMap;

use crate::collect::ci::{Options, Reading, members};
use crate::facts::{Package, Pipeline, Problem};
use crate::policy::reads::Demand;
use crate::source::anchor::Place;
use crate::source::node::Node;

/// Puts together what belongs together across files: calls of workflows, what starts the called ones
/// and what these may do, and where the values of expressions come from.
pub(crate) fn connect(
    pipelines: &mut [Pipeline],
    packages: &[Package],
    outer: &Outer,
    demand: &Demand,
) -> Vec<Problem> {
    let mut problems = reuse::connect(pipelines);
    caches::settle(pipelines, packages);
    if SOURCES.iter().any(|path| demand.wants(path)) {
        problems.extend(sources::follow(pipelines, outer));
    }
    problems
}

/// The demand, and what a cache hangs on that no input switches on.
pub(crate) fn widened(mut demand: Demand) -> Demand {
    if demand.wants("pipelines[*].jobs[*].caches") {
        demand.also("packages[*].package_manager");
        demand.also("packages[*].engines");
    }
    demand
}

/// Facts that are there only where somebody asks for them.
const SOURCES: [&str; 3] = [
    "pipelines[*].jobs[*].steps[*].sets",
    "pipelines[*].jobs[*].expressions[*].sources",
    "pipelines[*].jobs[*].steps[*].expressions[*].sources",
];

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
