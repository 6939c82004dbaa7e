//! The answers of one run: each question is asked once, failures included.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

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
    /// The questions of flights that are on their way.
    claimed: HashSet<Key>,
}

/// A question that no other flight asks, until this is dropped. Whoever asks for it in earnest does
/// not wait for the flight.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    cache: &'a Cache,
    key: Key,
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

    /// A claim to a question that nobody has asked so far, in earnest or in a flight.
    pub(super) fn claim(&self, name: &str, kind: Kind) -> Option<Claim<'_>> {
        let key = (Arc::from(name), kind);
        let mut entries = self.entries();
        let is_new = !entries.answers.contains_key(&key) && entries.claimed.insert(key.clone());
        is_new.then(|| Claim { cache: self, key })
    }

    fn entry(&self, key: Key) -> Arc<OnceLock<Arc<Answer>>> {
        let mut entries = self.entries();
        if let Some(entry) = entries.answers.get(&key) {
            return Arc::clone(entry);
        }
        let entry = Arc::default();
        entries.add(key, Arc::clone(&entry), self.capacity);
        entry
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn add(&mut self, key: Key, entry: Arc<OnceLock<Arc<Answer>>>, capacity: usize) {
        if self.order.len() >= capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.answers.remove(&oldest);
        }
        self.answers.insert(key.clone(), entry);
        self.order.push_back(key);
    }
}

impl Claim<'_> {
    /// The name that is asked for.
    pub(super) fn name(&self) -> &str {
        &self.key.0
    }

    /// Keeps the answer, unless somebody has asked meanwhile: whoever waits for that one is to get
    /// the same.
    pub(super) fn answer(self, answer: Answer) {
        let mut entries = self.cache.entries();
        if !entries.answers.contains_key(&self.key) {
            let entry = Arc::new(OnceLock::from(Arc::new(answer)));
            entries.add(self.key.clone(), entry, self.cache.capacity);
        }
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.cache.entries().claimed.remove(&self.key);
    }
}
