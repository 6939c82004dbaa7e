//! What rules and bodies do, as [the analysis of reads](super::reads) finds it out.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::Shape;
use super::walks::Walked;
use crate::policy::asks::{Asked, Guard};
use crate::policy::reads::{FactPath, Read, Segment};

/// What a definition does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects {
    /// Every path that is read.
    pub(crate) reads: BTreeSet<Read>,
    /// What is asked of the facts.
    pub(crate) asked: Asked,
}

/// What one rule or body does.
#[derive(Debug, Clone, Default)]
pub(super) struct Deeds {
    /// The facts read.
    pub(super) reads: BTreeSet<Read>,
    /// The facts read by anything but the statements of `walks`.
    pub(super) others: BTreeSet<Read>,
    /// What is told apart from what is absent: what is read, all that is named, and what must not
    /// be taken for something else.
    pub(super) shown: BTreeSet<Read>,
    pub(super) needs: BTreeSet<FactPath>,
    pub(super) guards: BTreeSet<Guard>,
    pub(super) walks: BTreeSet<Walked>,
    pub(super) value: Shape,
}

impl Deeds {
    /// A fact is looked at.
    pub(super) fn see(&mut self, path: &FactPath, whole: bool) {
        let read = Read { path: path.plain(), whole };
        self.others.insert(read.clone());
        self.show(&read);
        self.reads.insert(read);
    }

    /// A fact is told apart from an absent one, and if it is a collection, its members are.
    pub(super) fn show(&mut self, read: &Read) {
        let path = if read.whole { read.path.clone() } else { read.path.then(Segment::Any) };
        self.shown.insert(Read { path, whole: read.whole });
    }

    /// A value is named: that it is there matters.
    pub(super) fn name(&mut self, value: &Shape) {
        let named = value.facts.iter().map(|path| Read { path: path.plain(), whole: false });
        self.shown.extend(named);
    }

    /// A value is put where others that are the same fall together with it.
    pub(super) fn copy(&mut self, value: &Shape) {
        let mut facts = BTreeSet::new();
        value.all_facts(&mut facts);
        let copied = facts.iter().map(|path| Read { path: path.plain(), whole: true });
        self.shown.extend(copied);
    }

    /// A value is looked at, with all facts that it is or holds.
    pub(super) fn see_whole(&mut self, value: &Shape) {
        let mut facts = BTreeSet::new();
        value.all_facts(&mut facts);
        facts.iter().for_each(|path| self.see(path, true));
    }

    /// Nothing more can be told than what is read.
    pub(super) fn tell_nothing(&mut self) {
        self.guards.clear();
        self.walks.clear();
        self.others.extend(self.reads.iter().cloned());
        self.shown.insert(Read { path: FactPath::default(), whole: true });
    }
}

/// The body that is gone through.
pub(super) struct Frame {
    pub(super) module: usize,
    pub(super) locals: BTreeSet<String>,
    pub(super) bound: BTreeMap<String, Shape>,
    pub(super) effects: Deeds,
    /// Inside `not` or `every`, where nothing is needed for the body to hold.
    pub(super) apart: usize,
    /// The items at hand in the query that is gone through.
    pub(super) at_hand: Vec<FactPath>,
    /// A name was used of which nothing is known yet.
    pub(super) early: bool,
    /// The next query only asks whether there is anything.
    pub(super) once: bool,
    /// Another document is put in the place of the facts somewhere: what looks like a fact may be none.
    pub(super) replaced: bool,
}

impl Frame {
    /// A variable may have a value of this shape.
    pub(super) fn know(&mut self, name: &str, shape: &Shape) {
        match self.bound.get_mut(name) {
            Some(known) => known.join(shape),
            None => {
                self.bound.insert(name.to_owned(), shape.clone());
            }
        }
    }
}
