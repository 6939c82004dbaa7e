//! What is known of a value without evaluating it: which facts it may be, and what it holds.

use std::collections::{BTreeMap, BTreeSet};

use super::walks::guards_without;
use crate::policy::asks::{Fold, Guard, Must, Word, of_either};
use crate::policy::reads::{FactPath, Segment};

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
    /// It may be a collection that the policy builds. Without `fields` and `items` that is empty.
    built: bool,
    /// It is the text of this fact, with its letters changed.
    text: Option<(FactPath, Fold)>,
    /// It is this word, which stands in the policy.
    word: Option<Word>,
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

    /// The text of a fact, with its letters changed.
    pub(crate) fn folded(path: FactPath, fold: Fold) -> Self {
        Self { text: Some((path, fold)), ..Self::foreign() }
    }

    /// A word that stands in the policy.
    pub(crate) fn word(word: Word) -> Self {
        Self { word: Some(word), ..Self::foreign() }
    }

    /// The word that the value is, where it can be no other.
    pub(crate) fn only_word(&self) -> Option<&Word> {
        self.word.as_ref()
    }

    /// A list, set or object of such items.
    pub(crate) fn list(items: Self) -> Self {
        let items = (items != Self::default()).then(|| Box::new(items));
        Self { items, built: true, ..Self::default() }
    }

    /// An object with these members.
    pub(crate) fn object(fields: BTreeMap<String, Self>, items: Self) -> Self {
        Self { fields, ..Self::list(items) }
    }

    /// The one path that the value comes from, if it is that and nothing else that is a fact.
    pub(crate) fn only_fact(&self) -> Option<&FactPath> {
        let part = |part: &Self| part.holds_facts();
        let built = self.fields.values().any(part) || self.items.as_deref().is_some_and(part);
        let alone = self.facts.len() == 1 && self.fields.is_empty() && !built;
        self.facts.first().filter(|_| alone)
    }

    fn holds_facts(&self) -> bool {
        !self.facts.is_empty()
            || self.fields.values().chain(self.items.as_deref()).any(Self::holds_facts)
    }

    /// The same, where the value can be nothing but a fact at that path.
    pub(crate) fn surely_fact(&self) -> Option<&FactPath> {
        self.only_fact().filter(|_| !self.foreign && !self.built)
    }

    /// The same, where it is not the whole document, nor deeper than can be followed.
    pub(crate) fn surely_list(&self) -> Option<&FactPath> {
        self.surely_fact().filter(|path| (1..MAX_PATH).contains(&path.0.len()))
    }

    /// The fact whose text the value is, and how its letters are changed.
    pub(crate) fn text(&self) -> Option<(&FactPath, Fold)> {
        match &self.text {
            Some((path, fold)) => Some((path, *fold)),
            None => self.surely_fact().map(|path| (path, Fold::None)),
        }
    }

    /// Items of some statements are no longer at hand.
    pub(super) fn end(&mut self, ends: &dyn Fn(u64) -> bool) {
        self.facts = self.facts.iter().map(|path| path.without(ends)).collect();
        self.needs = self.needs.iter().map(|path| path.without(ends)).collect();
        self.guards = guards_without(&self.guards, ends);
        self.text = self.text.take().filter(|(path, _)| path.without(ends) == *path);
        for part in self.fields.values_mut().chain(self.items.as_deref_mut()) {
            part.end(ends);
        }
    }

    /// It has no member, whatever the facts are.
    fn has_no_member(&self) -> bool {
        self.facts.is_empty() && self.fields.is_empty() && self.items.is_none() && !self.foreign
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
        let nothing_yet = *self == Self::default();
        self.guards = match (self.has_no_member(), other.has_no_member()) {
            // What is asked for a member to be there is asked of the one that can have some.
            (true, _) => other.members_ask(),
            (_, true) => self.members_ask(),
            _ => of_either(&self.guards, &other.guards),
        };
        self.needs.retain(|need| other.needs.contains(need));
        if nothing_yet {
            self.text.clone_from(&other.text);
            self.word.clone_from(&other.word);
        } else if *other != Self::default() {
            self.text = self.text.take().filter(|text| Some(text) == other.text.as_ref());
            self.word = self.word.take().filter(|word| Some(word) == other.word.as_ref());
        }
        self.foreign |= other.foreign;
        self.built |= other.built;
        self.facts.extend(other.facts.iter().cloned());
        for (name, field) in &other.fields {
            self.fields.entry(name.clone()).or_default().join(field);
        }
        if let Some(items) = &other.items {
            self.items.get_or_insert_default().join(items);
        }
    }

    fn members_ask(&self) -> BTreeSet<Guard> {
        let needs = self.needs.iter().map(|path| Guard::one(path.clone(), Must::Have));
        self.guards.iter().cloned().chain(needs).collect()
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
