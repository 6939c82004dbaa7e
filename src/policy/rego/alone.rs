//! Which lists a definition goes through by one statement alone.
//!
//! `some step in job.steps` at the top of a body, and nothing else that looks at the list of
//! steps, neither here nor in a helper: then each step adds to the answer by itself, and a step
//! that adds nothing may be [left out](super::sieve).

use std::collections::{BTreeMap, BTreeSet};

use super::shape::Shape;
use crate::policy::reads::{FactPath, Read};

/// Who looks at which facts, in one body.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// The statements that go through a list, by their places, and do nothing else with it.
    walks: BTreeMap<FactPath, BTreeSet<u32>>,
    /// All other reads.
    others: BTreeSet<Read>,
}

impl Uses {
    /// Forgets the walks, of which too little was known yet. What was read stays read.
    pub(super) fn begin(&mut self) {
        self.walks.clear();
    }

    /// A statement at this place has read these facts, and goes through this list item by item.
    pub(super) fn note(&mut self, place: u32, reads: &BTreeSet<Read>, walked: Option<&Shape>) {
        let list = walked.and_then(Shape::surely_fact).filter(|path| !path.0.is_empty());
        if let Some(list) = list {
            self.walks.entry(list.clone()).or_default().insert(place);
        }
        let of_walk = |read: &&Read| !read.whole && Some(&read.path) == list;
        self.others.extend(reads.iter().filter(|read| !of_walk(read)).cloned());
    }

    /// The lists that one statement alone looks at.
    pub(super) fn alone(&self) -> BTreeSet<FactPath> {
        let single = self.walks.iter().filter(|(_, places)| places.len() == 1);
        let single = single.filter(|(list, _)| !self.others.iter().any(|read| read.sees(list)));
        single.map(|(list, _)| list.clone()).collect()
    }
}
