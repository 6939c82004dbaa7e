//! What failed on the way, and which facts are missing without it: each failure is reported once,
//! with all the facts that it takes away.

use std::collections::{BTreeMap, BTreeSet};

use crate::collect::dns::Answer;
use crate::collect::email::Unknown;
use crate::facts::domain::Failure;

/// Failures by their anchor.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    by_place: BTreeMap<String, (Failure, BTreeSet<&'static str>)>,
}

impl Doubts {
    /// An answer, and the facts that are missing if it failed.
    pub(crate) fn answer(&mut self, answer: &Answer, facts: &[&'static str]) {
        if let Some(failure) = answer.failure() {
            self.failure(answer.at(), failure, facts);
        }
    }

    /// A failure of another kind.
    pub(crate) fn failure(&mut self, at: &str, failure: &Failure, facts: &[&'static str]) {
        if let Some((_, known)) = self.by_place.get_mut(at) {
            known.extend(facts);
        } else {
            let facts = facts.iter().copied().collect();
            self.by_place.insert(at.to_owned(), (failure.clone(), facts));
        }
    }

    /// Reports everything, in the order of the places.
    pub(crate) fn report(self, unknown: &mut Unknown) {
        for (at, (failure, facts)) in self.by_place {
            let facts: Vec<&str> = facts.into_iter().collect();
            unknown.failure(&at, &failure, &facts);
        }
    }
}
