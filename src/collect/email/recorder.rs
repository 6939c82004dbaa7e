//! The transcript of what one domain was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::collect::dns::{Answer, Kind, Resolve};
use crate::facts::Lookup;

/// Passes questions on and keeps the answers.
pub(super) struct Recorder<'a> {
    resolver: &'a dyn Resolve,
    answers: Mutex<BTreeMap<String, Arc<Answer>>>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(resolver: &'a dyn Resolve) -> Self {
        Self { resolver, answers: Mutex::default() }
    }

    /// What was asked, by anchor.
    pub(super) fn transcript(self) -> Vec<Lookup> {
        let answers = self.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        answers.into_values().map(|answer| answer.lookup.clone()).collect()
    }
}

impl Resolve for Recorder<'_> {
    fn ask(&self, name: &str, kind: Kind) -> Arc<Answer> {
        let answer = self.resolver.ask(name, kind);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if !answers.contains_key(answer.at()) {
            answers.insert(answer.at().to_owned(), Arc::clone(&answer));
        }
        answer
    }

    /// Nothing of it stands in the transcript: that holds what is asked.
    fn foresee(&self, questions: &[(String, Kind)]) {
        self.resolver.foresee(questions);
    }
}
