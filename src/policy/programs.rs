//! The policies of a bundle, loaded as far as they are needed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value;

use super::refusal::Refusal;
use super::rego::{Program, Source};

/// How many programs are kept that hold a part of the sources.
const MOST_PARTS: usize = 8;

/// Policy texts, and the programs that have been made of them.
pub(crate) struct Programs {
    sources: Vec<Source>,
    document: Value,
    whole: OnceLock<Arc<Program>>,
    parts: Mutex<BTreeMap<BTreeSet<String>, Arc<Program>>>,
}

impl Programs {
    /// Loads and checks all sources now.
    pub(crate) fn checked(sources: Vec<Source>, document: Value) -> (Self, Vec<Refusal>) {
        let (program, refusals) = Program::load(&sources, &document);
        let programs = Self::lazy(sources, document);
        let _first = programs.whole.set(Arc::new(program));
        (programs, refusals)
    }

    /// Loads sources that are known to be sound when somebody asks for them.
    pub(crate) fn lazy(sources: Vec<Source>, document: Value) -> Self {
        Self { sources, document, whole: OnceLock::new(), parts: Mutex::default() }
    }

    /// The program of all sources.
    pub(crate) fn whole(&self) -> Arc<Program> {
        Arc::clone(self.whole.get_or_init(|| {
            let all: Vec<_> = self.sources.iter().collect();
            Arc::new(Program::trusted(&all, &self.document))
        }))
    }

    /// The program of all sources and of some more.
    pub(crate) fn with(&self, more: &[Source]) -> Arc<Program> {
        let all: Vec<_> = self.sources.iter().chain(more).collect();
        Arc::new(Program::trusted(&all, &self.document))
    }

    /// A program that holds at least these files.
    pub(crate) fn of(&self, files: &BTreeSet<String>) -> Arc<Program> {
        if let Some(whole) = self.whole.get() {
            return Arc::clone(whole);
        }
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if parts.len() >= MOST_PARTS && !parts.contains_key(files) {
            // Many targets need many parts, which together are larger than the whole.
            parts.clear();
            drop(parts);
            return self.whole();
        }
        let part = parts.entry(files.clone()).or_insert_with(|| {
            let needed: Vec<_> =
                self.sources.iter().filter(|source| files.contains(&source.file)).collect();
            Arc::new(Program::trusted(&needed, &self.document))
        });
        Arc::clone(part)
    }

    /// The text of a policy file.
    pub(crate) fn text(&self, file: &str) -> Option<&str> {
        let source = self.sources.iter().find(|source| source.file == file)?;
        Some(&source.text)
    }
}
