//! The one look at the facts: what holds somewhere in them, and which items somebody asks for.

use std::cell::RefCell;

use serde::Serialize;

use super::plan::{Place, Plan};
use super::seen::{Bits, Item, List, Seen, small};
use super::serial::{Error, Into, Items, Members, Number, Sink};
use crate::policy::asks::{Fold, Stands, Wording};

impl Seen {
    /// Looks at the facts.
    pub(crate) fn of(plan: &Plan, facts: &impl Serialize) -> Result<Self, Error> {
        let look = RefCell::new(Look {
            seen: Self::default(),
            levels: vec![Bits::with_room(plan.asks())],
            level: 0,
            pending_items: Vec::new(),
            pending_lists: Vec::new(),
        });
        if let Some(place) = plan.at(0) {
            facts.serialize(Into(Value { look: &look, plan, number: 0, place }))?;
        }
        let mut look = look.into_inner();
        look.seen.root = look.settle_lists(0);
        look.seen.asks = look.levels.swap_remove(0);
        Ok(look.seen)
    }
}

/// The state of a look.
struct Look {
    seen: Seen,
    /// What holds in the document, in the item at hand, in the item within it, and so on.
    levels: Vec<Bits>,
    level: usize,
    /// Items of lists that are not at their end.
    pending_items: Vec<Item>,
    /// Lists of items that are not at their end.
    pending_lists: Vec<List>,
}

impl Look {
    fn answer(&mut self, ask: usize) {
        if let Some(level) = self.levels.get_mut(self.level) {
            level.set(ask);
        }
    }

    fn answer_all(&mut self, asks: &[usize]) {
        asks.iter().for_each(|ask| self.answer(*ask));
    }

    /// An item begins.
    fn descend(&mut self, asks: usize) {
        self.level += 1;
        if self.levels.len() <= self.level {
            self.levels.push(Bits::with_room(asks));
        }
    }

    /// An item is at its end.
    fn ascend(&mut self, place: &Place, index: usize, lists: usize) {
        let level = self.level;
        let mut kept = Bits::with_room(place.tests.len());
        let (outer, inner) = self.levels.split_at_mut(level);
        if let (Some(outer), Some(inner)) = (outer.last_mut(), inner.first_mut()) {
            for (number, (test, key)) in place.tests.iter().zip(&place.keys).enumerate() {
                if test.once && outer.has(test.ask) {
                    continue;
                }
                if key.is_none_or(|key| inner.has(key)) && test.passes(|ask| inner.has(ask)) {
                    kept.set(number);
                    outer.set(test.ask);
                }
            }
            outer.add(inner);
            inner.clear();
        }
        self.level -= 1;
        let lists = self.settle_lists(lists);
        if !kept.is_empty() || lists.0 != lists.1 {
            self.pending_items.push(Item { index: small(index), kept, lists });
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
}

/// A value at a place that somebody asks about.
#[derive(Clone, Copy)]
struct Value<'a> {
    look: &'a RefCell<Look>,
    plan: &'a Plan,
    number: usize,
    place: &'a Place,
}

/// The items of a list, or the members of an object.
struct Within<'a> {
    value: Value<'a>,
    count: usize,
    /// The items of which some were noted before.
    pending: usize,
}

impl<'a> Value<'a> {
    fn at(self, number: usize) -> Option<Self> {
        Some(Self { number, place: self.plan.at(number)?, ..self })
    }

    /// The value is there; it may be `false`, and it may be nothing.
    fn note(self, holds: bool, is_something: bool) {
        let Place { exist, hold, have, .. } = self.place;
        let mut look = self.look.borrow_mut();
        exist.iter().for_each(|ask| look.answer(*ask));
        hold.iter().filter(|_| holds).for_each(|ask| look.answer(*ask));
        have.iter().filter(|_| is_something).for_each(|ask| look.answer(*ask));
    }

    /// What is no text has no words: whether a call would take it is left to the call.
    fn note_no_text(self) {
        let mut look = self.look.borrow_mut();
        self.place.texts.iter().for_each(|(_, ask)| look.answer(*ask));
    }

    fn within(self) -> Within<'a> {
        self.note(true, false);
        self.note_no_text();
        let pending = self.look.borrow().pending_items.len();
        Within { value: self, count: 0, pending }
    }
}

impl Within<'_> {
    fn any<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let Value { look, plan, place, .. } = self.value;
        if self.count == 0 {
            place.have.iter().for_each(|ask| look.borrow_mut().answer(*ask));
        }
        let index = self.count;
        self.count += 1;
        let item = place.items.and_then(|items| self.value.at(items));
        if !place.records {
            return item.map_or(Ok(()), |item| value.serialize(Into(item)));
        }
        let lists = look.borrow().pending_lists.len();
        look.borrow_mut().descend(plan.asks());
        if let Some(item) = item {
            value.serialize(Into(item))?;
        }
        look.borrow_mut().ascend(place, index, lists);
        Ok(())
    }

    fn settle(self) {
        if self.value.place.records {
            let place = small(self.value.number);
            self.value.look.borrow_mut().settle_items(place, self.pending);
        }
    }
}

impl<'a> Sink for Value<'a> {
    type Out = ();
    type List = Within<'a>;
    type Object = Within<'a>;

    fn null(self) {
        self.note(true, false);
        self.note_no_text();
    }

    fn flag(self, value: bool) {
        self.note(value, true);
        self.note_no_text();
        let (no, yes) = &self.place.flags;
        self.look.borrow_mut().answer_all(if value { yes } else { no });
    }

    fn number(self, _: Number) {
        self.note(true, true);
        self.note_no_text();
    }

    fn text(self, value: &str) {
        self.note(true, true);
        let mut look = self.look.borrow_mut();
        if let Some(asks) = self.place.words.get(value) {
            look.answer_all(asks);
        }
        for (wording, ask) in &self.place.texts {
            if reads(value, wording) {
                look.answer(*ask);
            }
        }
    }

    fn list(self) -> Within<'a> {
        self.within()
    }

    fn object(self) -> Within<'a> {
        self.within()
    }
}

impl Items for Within<'_> {
    type Out = ();

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.any(value)
    }

    fn end(self) {
        self.settle();
    }
}

impl Members for Within<'_> {
    type Out = ();

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        let member = self.value.place.member(name).and_then(|member| self.value.at(member));
        if let Some(member) = member {
            value.serialize(Into(member))?;
        }
        self.any(value)
    }

    fn end(self) {
        self.settle();
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
