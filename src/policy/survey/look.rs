//! The one look at the facts: what holds somewhere in them, and which items somebody asks for.

use super::document::{Document, Node, Value};
use super::plan::{Place, Plan};
use super::seen::{Bits, Item, List, Seen};
use super::texts::small;
use crate::policy::asks::{Fold, Stands, Wording};

impl Seen {
    /// Looks at the facts.
    pub(crate) fn of(plan: &Plan, document: &Document) -> Self {
        let mut look = Look {
            plan,
            document,
            seen: Self::default(),
            levels: vec![Bits::with_room(plan.asks())],
            level: 0,
            pending_items: Vec::new(),
            pending_lists: Vec::new(),
        };
        look.value(document.root(), 0);
        look.seen.root = look.settle_lists(0);
        look.seen.asks = look.levels.swap_remove(0);
        look.seen
    }
}

/// The state of a look.
struct Look<'a> {
    plan: &'a Plan,
    document: &'a Document,
    seen: Seen,
    /// What holds in the document, in the item at hand, in the item within it, and so on.
    levels: Vec<Bits>,
    level: usize,
    /// Items of lists that are not at their end.
    pending_items: Vec<Item>,
    /// Lists of items that are not at their end.
    pending_lists: Vec<List>,
}

impl<'a> Look<'a> {
    fn answer(&mut self, ask: usize) {
        if let Some(level) = self.levels.get_mut(self.level) {
            level.set(ask);
        }
    }

    fn answer_all(&mut self, asks: &[usize]) {
        asks.iter().for_each(|ask| self.answer(*ask));
    }

    /// An item begins.
    fn descend(&mut self) {
        self.level += 1;
        if self.levels.len() <= self.level {
            self.levels.push(Bits::with_room(self.plan.asks()));
        }
    }

    /// An item is at its end.
    fn ascend(&mut self, place: &Place, index: usize, lists: usize) {
        let level = self.level;
        let begin = self.seen.kept.len();
        self.seen.kept.resize(begin + place.tests.len().div_ceil(64), 0);
        let (outer, inner) = self.levels.split_at_mut(level);
        if let (Some(outer), Some(inner)) = (outer.last_mut(), inner.first_mut()) {
            for (number, (test, key)) in place.tests.iter().zip(&place.keys).enumerate() {
                if test.once && outer.has(test.ask) {
                    continue;
                }
                if key.is_none_or(|key| inner.has(key)) && test.passes(|ask| inner.has(ask)) {
                    self.seen.keep(begin, number);
                    outer.set(test.ask);
                }
            }
            outer.add(inner);
            inner.clear();
        }
        self.level -= 1;
        let lists = self.settle_lists(lists);
        let kept = self.seen.kept.get(begin..).unwrap_or_default();
        if kept.iter().any(|word| *word != 0) || lists.0 != lists.1 {
            self.pending_items.push(Item { index: small(index), kept: small(begin), lists });
        } else {
            self.seen.kept.truncate(begin);
        }
    }

    fn settle_lists(&mut self, from: usize) -> (u32, u32) {
        let start = self.seen.lists.len();
        self.seen.lists.extend(self.pending_lists.drain(from..));
        (small(start), small(self.seen.lists.len()))
    }

    /// A list is at its end.
    fn settle_items(&mut self, place: u32, from: usize) {
        let start = self.seen.items.len();
        self.seen.items.extend(self.pending_items.drain(from..));
        let end = self.seen.items.len();
        if start != end {
            self.pending_lists.push(List { place, items: (small(start), small(end)) });
        }
    }

    /// Looks at a value at the place of this number.
    fn value(&mut self, node: Node<'a>, number: usize) {
        let Some(place) = self.plan.at(number) else { return };
        match node.value() {
            Value::Null => {
                self.note(place, true, false);
                self.note_no_text(place);
            }
            Value::Flag(value) => {
                self.note(place, value, true);
                self.note_no_text(place);
                let (no, yes) = &place.flags;
                self.answer_all(if value { yes } else { no });
            }
            Value::Number(_) => {
                self.note(place, true, true);
                self.note_no_text(place);
            }
            Value::Text(value) => {
                self.note(place, true, true);
                if let Some(asks) = place.words.get(&value) {
                    self.answer_all(asks);
                }
                let Some(text) = self.document.text(value).filter(|_| !place.texts.is_empty())
                else {
                    return;
                };
                for (wording, ask) in &place.texts {
                    if reads(text, wording) {
                        self.answer(*ask);
                    }
                }
            }
            Value::List(items) => {
                self.within(place, number, items.map(|item| (None, item)));
            }
            Value::Object(members) => {
                let members = members.map(|(name, member)| (place.member(name), member));
                self.within(place, number, members);
            }
        }
    }

    /// Looks at the items of a list, or at the members of an object, each with the place of its name.
    fn within(
        &mut self,
        place: &'a Place,
        number: usize,
        nodes: impl Iterator<Item = (Option<usize>, Node<'a>)>,
    ) {
        self.note(place, true, false);
        self.note_no_text(place);
        let pending = self.pending_items.len();
        for (index, (named, node)) in nodes.enumerate() {
            if let Some(named) = named {
                self.value(node, named);
            }
            if index == 0 {
                place.have.iter().for_each(|ask| self.answer(*ask));
            }
            if !place.records {
                place.items.into_iter().for_each(|items| self.value(node, items));
                continue;
            }
            let lists = self.pending_lists.len();
            self.descend();
            place.items.into_iter().for_each(|items| self.value(node, items));
            self.ascend(place, index, lists);
        }
        if place.records {
            self.settle_items(small(number), pending);
        }
    }

    /// The value is there; it may be `false`, and it may be nothing.
    fn note(&mut self, place: &Place, holds: bool, is_something: bool) {
        let Place { exist, hold, have, .. } = place;
        exist.iter().for_each(|ask| self.answer(*ask));
        hold.iter().filter(|_| holds).for_each(|ask| self.answer(*ask));
        have.iter().filter(|_| is_something).for_each(|ask| self.answer(*ask));
    }

    /// What is no text has no words: whether a call would take it is left to the call.
    fn note_no_text(&mut self, place: &Place) {
        place.texts.iter().for_each(|(_, ask)| self.answer(*ask));
    }
}

/// Whether one of the words stands in a text.
fn reads(text: &str, wording: &Wording) -> bool {
    // What other letters become is not looked up: then it may be.
    let unsure = wording.fold != Fold::None && !text.is_ascii();
    let folded;
    let text = match wording.fold {
        Fold::None => text,
        Fold::Lower => {
            folded = text.to_ascii_lowercase();
            &folded
        }
        Fold::Upper => {
            folded = text.to_ascii_uppercase();
            &folded
        }
    };
    unsure
        || wording.words.iter().any(|word| match wording.stands {
            Stands::Alone => text == word,
            Stands::First => text.starts_with(word.as_str()),
            Stands::Last => text.ends_with(word.as_str()),
            Stands::Within => text.contains(word.as_str()),
        })
}
