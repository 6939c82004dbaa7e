//! Bitbucket Pipelines: one file, read from its tree into [`Pipeline`]s.
//!
//! One file a concern of the [configuration reference]. Each entry below `pipelines` is a pipeline of
//! its own: a branch, a tag, a pull request or a person starts it. A step of Bitbucket's is a job here:
//! it has a machine of its own; what it does one after the other are the steps of the job.
//!
//! [configuration reference]: https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/

mod images;
mod imports;
mod job;
mod pipeline;
mod pipes;
mod script;
mod storage;
#[cfg(test)]
mod tests;

use crate::collect::ci::merged::Placed;
use crate::collect::ci::{Options, Reading};
use crate::facts::{Pipeline, Problem};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// Reads the file and what could not be read of it.
pub(crate) fn pipelines(
    file: &str,
    document: &Node,
    options: &Options<'_>,
) -> (Vec<Pipeline>, Vec<Problem>) {
    let mut reading = Reading::new(options);
    let place = Place::file(file);
    if !reading.accepts(document, &place, "a configuration") {
        return (Vec::new(), reading.problems);
    }
    let root = Placed::new(document, place);
    let found = pipeline::all(&mut reading, file, &root);
    (found, reading.problems)
}
