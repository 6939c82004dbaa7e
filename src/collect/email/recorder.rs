//! The transcript of what one domain was asked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::collect::dns::{Answer, Kind, Resolve, anchor};
use crate::facts::Lookup;
use crate::facts::domain::{Failure, FailureClass};

/// After so many questions about one domain that nobody answered, the rest is not asked: its owner
/// chooses the names, and could hold up a run with them for hours.
const MOST_UNANSWERED: usize = 8;

/// Passes questions on and keeps the answers.
pub(super) struct Recorder<'a> {
    resolver: &'a dyn Resolve,
    unanswered: AtomicUsize,
    answers: Mutex<BTreeMap<String, Arc<Answer>>>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(resolver: &'a dyn Resolve) -> Self {
        Self { resolver, unanswered: AtomicUsize::new(0), answers: Mutex::default() }
    }

    /// What was asked, by anchor.
    pub(super) fn transcript(self) -> Vec<Lookup> {
        let answers = self.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        answers.into_values().map(|answer| answer.lookup.clone()).collect()
    }
}

impl Resolve for Recorder<'_> {
    fn ask(&self, name: &str, kind: Kind) -> Arc<Answer> {
        let known = anchor(&name.to_ascii_lowercase(), kind);
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = answers.get(&known) {
            return Arc::clone(answer);
        }
        drop(answers);
        let answer = if self.unanswered.load(Ordering::Relaxed) >= MOST_UNANSWERED {
            let class = FailureClass::Busy;
            let reason = format!(
                "not asked: {MOST_UNANSWERED} questions about this domain have had no answer"
            );
            Arc::new(Answer::unasked(name, kind, Failure { class, reason }))
        } else {
            self.resolver.ask(name, kind)
        };
        let silent = [FailureClass::Timeout, FailureClass::TcpTimeout];
        if answer.failure().is_some_and(|failure| silent.contains(&failure.class)) {
            self.unanswered.fetch_add(1, Ordering::Relaxed);
        }
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
