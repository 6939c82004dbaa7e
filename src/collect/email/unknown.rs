//! What stays unknown of a domain, as problems of the document.

use crate::collect::dns::Answer;
use crate::facts::domain::Failure;
use crate::facts::{Problem, ProblemKind};

/// Gathers what could not be learnt.
#[derive(Debug, Default)]
pub(crate) struct Unknown {
    pub(crate) problems: Vec<Problem>,
}

impl Unknown {
    /// An answer that failed, and the paths of the facts that are missing or doubtful without it,
    /// below `domains[*]`: `spf.lookups`. Nothing happens where the answer did not fail.
    pub(crate) fn answer(&mut self, answer: &Answer, facts: &[&str]) {
        if let Some(failure) = answer.failure() {
            self.failure(answer.at(), failure, facts);
        }
    }

    /// A failure of another kind.
    pub(crate) fn failure(&mut self, at: &str, failure: &Failure, facts: &[&str]) {
        self.problems.push(Problem {
            at: at.to_owned(),
            kind: ProblemKind::Unanswered,
            facts: facts.iter().map(|path| format!("domains[*].{path}")).collect(),
            reason: failure.reason.clone(),
        });
    }
}
