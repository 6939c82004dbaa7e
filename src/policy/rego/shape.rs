//! What is known of a value without evaluating it: which facts it may be, and what it holds.

use std::collections::{BTreeMap, BTreeSet};

use super::guards;
use crate::policy::reads::{FactPath, Guard, Segment};

/// The facts never nest deeper than this; longer paths come from policies that guess.
const MAX_PATH: usize = 24;

/// A value as the analysis sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shape {
    /// The facts that the value may be.
    pub(crate) facts: BTreeSet<FactPath>,
    /// Members with known names, of an object that the policy builds.
    fields: BTreeMap<String, Shape>,
    /// Any other member or item.
    items: Option<Box<Shape>>,
    /// The collections of facts that must have a member for this one, which rules build, to
    /// have one.
    pub(crate) needs: BTreeSet<FactPath>,
    /// What facts must be for it to have one.
    pub(crate) guards: BTreeSet<Guard>,
    /// It may be something that is no fact: a literal, or what a builtin answers.
    foreign: bool,
}

impl Shape {
    /// The facts at a path.
    pub(crate) fn fact(path: FactPath) -> Self {
        Self { facts: BTreeSet::from([path]), ..Self::default() }
    }

    /// A value that is no fact.
    pub(crate) fn foreign() -> Self {
        Self { foreign: true, ..Self::default() }
    }

    /// A list, set or object of such items.
    pub(crate) fn list(items: Self) -> Self {
        if items.is_empty() {
            return items;
        }
        Self { items: Some(Box::new(items)), ..Self::default() }
    }

    /// An object with these members.
    pub(crate) fn object(fields: BTreeMap<String, Self>, items: Self) -> Self {
        let items = (!items.is_empty()).then(|| Box::new(items));
        Self { fields, items, ..Self::default() }
    }

    /// Nothing is known of it that concerns the facts.
    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.items.is_none() && self.fields.values().all(Self::is_empty)
    }

    /// The one path that the value comes from, if it is that and nothing else.
    pub(crate) fn only_fact(&self) -> Option<&FactPath> {
        let alone = self.facts.len() == 1 && self.fields.is_empty() && self.items.is_none();
        self.facts.first().filter(|_| alone)
    }

    /// The same, where the value can be nothing but a fact at that path.
    pub(crate) fn surely_fact(&self) -> Option<&FactPath> {
        self.only_fact().filter(|_| !self.foreign)
    }

    /// The member of this name.
    pub(crate) fn key(&self, name: &str) -> Self {
        let mut member = self.step(&Segment::Key(name.to_owned()));
        if let Some(field) = self.fields.get(name) {
            member.join(field);
        }
        if let Some(items) = &self.items {
            member.join(items);
        }
        member
    }

    /// Any member or item.
    pub(crate) fn any(&self) -> Self {
        let mut member = self.step(&Segment::Any);
        for part in self.fields.values().chain(self.items.as_deref()) {
            member.join(part);
        }
        member
    }

    /// Either of the two.
    pub(crate) fn join(&mut self, other: &Self) {
        self.needs.retain(|need| other.needs.contains(need));
        self.guards = guards::of_either(&self.guards, &other.guards);
        self.foreign |= other.foreign;
        self.facts.extend(other.facts.iter().cloned());
        for (name, field) in &other.fields {
            self.fields.entry(name.clone()).or_default().join(field);
        }
        if let Some(items) = &other.items {
            self.items.get_or_insert_default().join(items);
        }
    }

    /// All facts that the value is or holds.
    pub(crate) fn all_facts(&self, found: &mut BTreeSet<FactPath>) {
        found.extend(self.facts.iter().cloned());
        for part in self.fields.values().chain(self.items.as_deref()) {
            part.all_facts(found);
        }
    }

    fn step(&self, segment: &Segment) -> Self {
        let facts = self.facts.iter().map(|path| {
            if path.0.len() < MAX_PATH { path.then(segment.clone()) } else { path.clone() }
        });
        Self { facts: facts.collect(), foreign: self.foreign, ..Self::default() }
    }
}
