//! What all definitions ask, arranged by the places in the facts that they ask about.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::texts::{Text, Texts};
use crate::policy::asks::{self, Ask, Guard, Must, Word, Wording};
use crate::policy::reads::{FactPath, Reads, Segment};
use crate::policy::shown::Shown;

/// One of several asks must hold, or must not.
pub(super) type Clause = Vec<(usize, bool)>;

/// What all definitions of a selection ask.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    places: Vec<Place>,
    /// How many asks there are.
    asks: usize,
    /// The definitions of each rule.
    definitions: Vec<Vec<Asked>>,
    parts: Vec<Arc<Part>>,
    /// For each rule the parts of the document that it reads: those that have a member are here.
    tops: Vec<Vec<usize>>,
    /// The names of members and the words that are asked for.
    texts: Arc<Texts>,
}

/// A place in the facts that somebody asks about.
#[derive(Debug, Default)]
pub(crate) struct Place {
    members: Vec<(Text, usize)>,
    pub(crate) items: Option<usize>,
    pub(super) have: Option<usize>,
    pub(super) hold: Option<usize>,
    pub(super) exist: Option<usize>,
    /// The asks that `false` and `true` are an answer to.
    pub(super) flags: (Vec<usize>, Vec<usize>),
    /// The asks that a word is an answer to.
    pub(super) words: HashMap<Text, Vec<usize>>,
    pub(super) texts: Vec<(Wording, usize)>,
    /// What the statements that go through this list ask of an item, and the ask that one such item
    /// is an answer to.
    pub(super) tests: Vec<Test>,
    /// For each test an ask without which it is not passed: most items have none of them.
    pub(super) keys: Vec<Option<usize>>,
    /// Somewhere here or within a list leaves out items.
    pub(crate) below: bool,
    /// Of this list, or of one within, some items are left out: which, is written down.
    pub(crate) records: bool,
}

#[derive(Debug)]
pub(super) struct Test {
    /// All clauses of one of these.
    pub(super) any: Vec<Vec<Clause>>,
    pub(super) ask: usize,
    /// The first item is enough.
    pub(super) once: bool,
}

/// What one definition asks.
#[derive(Debug, Default)]
struct Asked {
    needs: Vec<usize>,
    guards: Vec<Clause>,
    part: usize,
}

/// Which part of the facts a definition is shown. Definitions of the same part are shown the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Part {
    pub(crate) walks: Vec<PartWalk>,
    pub(crate) shown: Arc<Shown>,
}

/// A statement that goes through a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PartWalk {
    pub(crate) place: usize,
    pub(crate) test: usize,
    pub(crate) under: Option<usize>,
}

/// Gives asks their numbers.
#[derive(Default)]
struct Numbers {
    asks: HashMap<(FactPath, Must), usize>,
    tests: HashMap<(usize, Vec<Vec<Clause>>, bool), usize>,
    parts: HashMap<Arc<Part>, usize>,
    texts: Texts,
}

impl Plan {
    /// The plan of these rules, in their order.
    pub(crate) fn of<'a>(rules: impl IntoIterator<Item = &'a Reads>) -> Self {
        let mut plan = Self { places: vec![Place::default()], ..Self::default() };
        let mut numbers = Numbers::default();
        for reads in rules {
            let tops = reads.paths.iter().filter_map(|read| read.path.0.first());
            let tops: BTreeSet<_> = tops.map(|top| FactPath(vec![top.clone()])).collect();
            let tops = tops.iter().map(|top| plan.ask(top, &Must::Have, &mut numbers));
            let tops = tops.collect();
            plan.tops.push(tops);
            let definitions = reads.asks.each();
            let definitions = definitions.iter().map(|asks| plan.asked(asks, &mut numbers));
            let definitions = definitions.collect();
            plan.definitions.push(definitions);
        }
        plan.texts = Arc::new(numbers.texts);
        let mut below = vec![false; plan.places.len()];
        for number in (0..plan.places.len()).rev() {
            // Places within have higher numbers.
            let within = |place: usize| below.get(place).copied().unwrap_or(false);
            let Some(place) = plan.places.get_mut(number) else { continue };
            place.records = !place.tests.is_empty() || place.items.is_some_and(within);
            let any = place.records || place.members.iter().any(|(_, place)| within(*place));
            place.below = any;
            place.keys = place.tests.iter().map(Test::key).collect();
            if let Some(entry) = below.get_mut(number) {
                *entry = any;
            }
        }
        plan
    }

    fn asked(&mut self, asks: &asks::Asked, numbers: &mut Numbers) -> Asked {
        let asks::Asked { needs, guards, walks, shown } = asks;
        let needs = needs.iter().map(|path| self.ask(path, &Must::Have, numbers)).collect();
        let mut tests: Vec<Option<(PartWalk, usize)>> = vec![None; walks.len()];
        let mut order: Vec<_> = walks.iter().enumerate().collect();
        // What a walk asks may be that a walk of a list within asks for something.
        order.sort_by_key(|(_, walk)| std::cmp::Reverse(walk.list.0.len()));
        for (number, walk) in order {
            let any = walk.asks.iter().map(|asks| self.clauses(asks, &tests, numbers));
            let mut any: Vec<_> = any.collect();
            if any.iter().any(Vec::is_empty) {
                any = vec![Vec::new()];
            }
            let place = self.place(&walk.list, numbers);
            let key = (place, any, walk.once);
            let test = match numbers.tests.get(&key) {
                Some(test) => *test,
                None => {
                    let ask = self.next_ask();
                    let tests = self.places.get_mut(place).map(|place| &mut place.tests);
                    let Some(tests) = tests else { continue };
                    tests.push(Test { any: key.1.clone(), ask, once: walk.once });
                    numbers.tests.insert(key, tests.len() - 1);
                    tests.len() - 1
                }
            };
            let ask = self.places.get(place).and_then(|place| place.tests.get(test));
            let ask = ask.map_or(0, |test| test.ask);
            if let Some(entry) = tests.get_mut(number) {
                *entry = Some((PartWalk { place, test, under: walk.under }, ask));
            }
        }
        let guards =
            guards.iter().filter_map(|guard| self.clause(guard, &tests, numbers)).collect();
        let walks: Option<Vec<_>> = tests.iter().map(|test| Some(test.as_ref()?.0)).collect();
        let shown = Arc::clone(shown);
        let part = Arc::new(Part { walks: walks.unwrap_or_default(), shown });
        let texts = &mut numbers.texts;
        let part = *numbers.parts.entry(part).or_insert_with_key(|part| {
            part.shown.each_name(&mut |name| _ = texts.enter(name));
            self.parts.push(Arc::clone(part));
            self.parts.len() - 1
        });
        Asked { needs, guards, part }
    }

    fn clauses(
        &mut self,
        guards: &BTreeSet<Guard>,
        tests: &[Option<(PartWalk, usize)>],
        numbers: &mut Numbers,
    ) -> Vec<Clause> {
        // What is seldom so stands first.
        let common = |guard: &&Guard| {
            let rank = |ask: &Ask| match ask.must {
                Must::Be(_) | Must::Read(_) | Must::Pass(_) => 0,
                Must::Have => 1,
                Must::Hold => 2,
                Must::Exist | Must::Fail => 3,
            };
            (guard.asks().len(), guard.asks().iter().map(rank).max())
        };
        let mut guards: Vec<_> = guards.iter().collect();
        guards.sort_by_key(common);
        guards.into_iter().filter_map(|guard| self.clause(guard, tests, numbers)).collect()
    }

    /// The clause of a guard; nothing where it asks for what is not known, and so for nothing.
    fn clause(
        &mut self,
        guard: &Guard,
        tests: &[Option<(PartWalk, usize)>],
        numbers: &mut Numbers,
    ) -> Option<Clause> {
        let asks = guard.asks().iter().map(|Ask { path, must }| match must {
            Must::Pass(walk) => Some((tests.get(*walk)?.as_ref()?.1, true)),
            Must::Fail => Some((self.ask(path, &Must::Hold, numbers), false)),
            must => Some((self.ask(path, must, numbers), true)),
        });
        asks.collect()
    }

    /// The number of an ask, which is entered at its place.
    fn ask(&mut self, path: &FactPath, must: &Must, numbers: &mut Numbers) -> usize {
        if let Some(ask) = numbers.asks.get(&(path.clone(), must.clone())) {
            return *ask;
        }
        let ask = self.next_ask();
        numbers.asks.insert((path.clone(), must.clone()), ask);
        let place = self.place(path, numbers);
        let Some(place) = self.places.get_mut(place) else { return ask };
        match must {
            Must::Be(words) => {
                for word in words {
                    match word {
                        Word::Text(text) => {
                            let text = numbers.texts.enter(text);
                            place.words.entry(text).or_default().push(ask);
                        }
                        Word::Flag(false) => place.flags.0.push(ask),
                        Word::Flag(true) => place.flags.1.push(ask),
                    }
                }
            }
            Must::Read(wording) => place.texts.push((wording.clone(), ask)),
            Must::Have => place.have = Some(ask),
            Must::Hold | Must::Fail => place.hold = Some(ask),
            Must::Exist => place.exist = Some(ask),
            Must::Pass(_) => {}
        }
        ask
    }

    /// The number of a place, which is made if there is none.
    fn place(&mut self, path: &FactPath, numbers: &mut Numbers) -> usize {
        let mut at = 0;
        for segment in &path.0 {
            let next = self.places.len();
            let name = match segment {
                Segment::Key(key) => Some(numbers.texts.enter(key)),
                Segment::Any | Segment::Item(_) => None,
            };
            let Some(place) = self.places.get_mut(at) else { return at };
            let known = name.map_or(place.items, |name| place.member(name));
            if let Some(known) = known {
                at = known;
                continue;
            }
            match name {
                Some(name) => place.members.push((name, next)),
                None => place.items = Some(next),
            }
            self.places.push(Place::default());
            at = next;
        }
        at
    }

    /// The texts that have numbers in all documents that this plan is for.
    pub(crate) fn texts(&self) -> &Arc<Texts> {
        &self.texts
    }

    /// The place of this number.
    pub(crate) fn at(&self, place: usize) -> Option<&Place> {
        self.places.get(place)
    }

    /// How many asks there are.
    pub(super) fn asks(&self) -> usize {
        self.asks
    }

    fn definition(&self, rule: usize, index: usize) -> Option<&Asked> {
        self.definitions.get(rule)?.get(index)
    }

    /// What a definition of a rule needs and asks, as it must be in what was seen.
    pub(super) fn asked_of(&self, rule: usize, index: usize) -> Option<(&[usize], &[Clause])> {
        let asked = self.definition(rule, index)?;
        Some((&asked.needs, &asked.guards))
    }

    /// The parts of the document that a rule reads.
    pub(super) fn tops(&self, rule: usize) -> &[usize] {
        self.tops.get(rule).map_or(&[], Vec::as_slice)
    }

    /// The part of the facts that a definition is shown, by its number.
    pub(crate) fn part_of(&self, rule: usize, index: usize) -> Option<usize> {
        self.definition(rule, index).map(|asked| asked.part)
    }

    /// The part of this number.
    pub(crate) fn part(&self, part: usize) -> Option<&Part> {
        self.parts.get(part).map(Arc::as_ref)
    }

    fn next_ask(&mut self) -> usize {
        self.asks += 1;
        self.asks - 1
    }
}

impl Place {
    /// The place of a member of this name.
    pub(crate) fn member(&self, name: Text) -> Option<usize> {
        self.members.iter().find(|(known, _)| *known == name).map(|(_, place)| *place)
    }
}

impl Test {
    /// An ask without which no item passes.
    fn key(&self) -> Option<usize> {
        let [clauses] = self.any.as_slice() else { return None };
        match clauses.first()?.as_slice() {
            [(ask, true)] => Some(*ask),
            _ => None,
        }
    }

    /// Whether an item of which this is known is asked for.
    pub(super) fn passes(&self, holds: impl Fn(usize) -> bool) -> bool {
        self.any.iter().any(|clauses| clauses.iter().all(|clause| passes(clause, &holds)))
    }
}

/// Whether what is known satisfies a clause.
pub(super) fn passes(clause: &Clause, holds: &impl Fn(usize) -> bool) -> bool {
    clause.iter().any(|(ask, wanted)| holds(*ask) == *wanted)
}
