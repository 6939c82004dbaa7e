//! CircleCI: configurations, read from their tree into [`Pipeline`]s.
//!
//! One file a concern of the [configuration reference]. A configuration is made whole before anything
//! runs: commands, executors and parameters are put where they are used, and so they are here.
//!
//! [configuration reference]: https://circleci.com/docs/reference/configuration-reference/

mod budget;
mod definitions;
mod environment;
mod executor;
mod filled;
mod job;
mod logic;
mod marks;
mod oidc;
mod orbs;
mod run;
mod scope;
mod setup;
mod steps;
mod storage;
#[cfg(test)]
mod tests;
mod triggers;
mod workflow;

use std::collections::BTreeMap;

pub(crate) use setup::Continued;

use crate::collect::ci::merged::Placed;
use crate::collect::ci::{Options, Reading};
use crate::facts::{Pipeline, Problem};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// What a configuration comes to.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) pipelines: Vec<Pipeline>,
    pub(crate) problems: Vec<Problem>,
    /// The files that its pipelines go on with.
    pub(crate) continued: Vec<Continued>,
}

/// Reads one configuration and what could not be read of it. `continues` tells that another one goes
/// on with it.
pub(crate) fn config(file: &str, document: &Node, options: &Options<'_>, continues: bool) -> Read {
    let mut reading = Reading::new(options);
    let place = Place::file(file);
    if !reading.accepts(document, &place, "a configuration") {
        return Read { problems: reading.problems, ..Read::default() };
    }
    let root = Placed::new(document, place);
    let mut includes = BTreeMap::new();
    let definitions = definitions::Definitions::read(&mut reading, root.clone(), &mut includes);
    let read = workflow::File { path: file, definitions: &definitions, includes, continues };
    let pipelines = workflow::pipelines(&mut reading, &read);
    let continued = setup::continued(&mut reading, &root, &pipelines);
    let mut problems = reading.problems;
    // A command that is called a hundred times is wrong once.
    let mut seen = std::collections::BTreeSet::new();
    problems.retain(|problem| seen.insert(problem.clone()));
    Read { pipelines, problems, continued }
}
