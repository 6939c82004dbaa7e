//! The answers of one run: each question is asked once, failures included.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::collect::dns::{Answer, Kind};

type Key = (Arc<str>, Kind);

/// Answers by question.
#[derive(Debug)]
pub(super) struct Cache {
    capacity: usize,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    answers: HashMap<Key, Arc<OnceLock<Arc<Answer>>>>,
    /// The questions, the oldest first.
    order: VecDeque<Key>,
}

impl Cache {
    /// A cache that holds so many answers, and drops the oldest for a new one.
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), entries: Mutex::default() }
    }

    /// The answer to a question. The first one who asks gets it, all others wait for that one.
    pub(super) fn get(&self, name: &str, kind: Kind, ask: impl FnOnce() -> Answer) -> Arc<Answer> {
        let entry = self.entry((Arc::from(name), kind));
        Arc::clone(entry.get_or_init(|| Arc::new(ask())))
    }

    fn entry(&self, key: Key) -> Arc<OnceLock<Arc<Answer>>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.answers.get(&key) {
            return Arc::clone(entry);
        }
        if entries.order.len() >= self.capacity
            && let Some(oldest) = entries.order.pop_front()
        {
            entries.answers.remove(&oldest);
        }
        let entry = Arc::default();
        entries.answers.insert(key.clone(), Arc::clone(&entry));
        entries.order.push_back(key);
        entry
    }
}
