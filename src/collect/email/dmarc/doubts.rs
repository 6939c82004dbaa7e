//! The answers that failed, and the facts that are missing for it: one problem an answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::collect::dns::Answer;
use crate::collect::email::Unknown;

/// Gathers paths by the answer that failed; several readings rest on the same answers.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    answers: BTreeMap<String, (Arc<Answer>, BTreeSet<String>)>,
}

impl Doubts {
    /// This fact is missing or doubtful without that answer.
    pub(super) fn add(&mut self, answer: &Arc<Answer>, path: impl Into<String>) {
        self.answers
            .entry(answer.at().to_owned())
            .or_insert_with(|| (Arc::clone(answer), BTreeSet::new()))
            .1
            .insert(path.into());
    }

    /// Says so in the document, by the names asked.
    pub(super) fn tell(self, unknown: &mut Unknown) {
        for (answer, paths) in self.answers.into_values() {
            let paths: Vec<_> = paths.iter().map(String::as_str).collect();
            unknown.answer(&answer, &paths);
        }
    }
}
