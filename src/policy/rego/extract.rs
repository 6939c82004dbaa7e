//! Makes the engine's values of that part of the facts which a definition is chosen.

use std::collections::BTreeMap;

use regorus::Value;

use super::shared::{Mark, Marked, Shared};
use super::sight::Sight;
use crate::policy::survey::{
    self, Document, Item, Items, Members, Node, Number, Part, Plan, Seen, Text,
};

/// Values that come again and again. Texts that policies ask for, and names, are made for each thread:
/// all threads would count their users in one place.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    known: Vec<Option<Value>>,
    shared: Shared,
}

impl Vocabulary {
    fn value(&mut self, document: &Document, text: Text) -> Value {
        if let Some(Some(value)) = self.known.get(text.index()) {
            return value.clone();
        }
        if let Some(shared) = document.shared(text) {
            return Value::String(shared);
        }
        let Some(own) = document.text(text) else { return Value::Undefined };
        let known = document.known().len();
        let value = Value::from(own);
        self.known.resize(known, None);
        if let Some(entry) = self.known.get_mut(text.index()) {
            *entry = Some(value.clone());
        }
        value
    }
}

/// Makes values.
struct Extract<'a> {
    document: &'a Document,
    words: &'a mut Vocabulary,
    chosen: Option<&'a Chosen<'a>>,
    /// For each walk of the part, whether the items at hand are ones that it asks for.
    active: Vec<bool>,
    /// Of the lists and objects at hand, what they have so far.
    items: Vec<Value>,
    members: Vec<(Text, Value)>,
    /// The marks of what they have.
    marks: Vec<Mark>,
}

/// A part of the facts.
struct Chosen<'a> {
    plan: &'a Plan,
    seen: &'a Seen,
    /// The walks of the part by the places of their lists.
    walks: BTreeMap<usize, Vec<Walk>>,
}

/// A walk of the part.
struct Walk {
    number: usize,
    test: usize,
    under: Option<usize>,
}

/// The whole document.
pub(crate) fn whole(document: &Document, words: &mut Vocabulary) -> Value {
    let mut extract = Extract::new(document, words, None, 0);
    extract.value(document.root(), Place { number: None, holder: Holder::Nothing, sight: None }).0
}

/// The part of the document that some definition is chosen.
pub(crate) fn part(
    document: &Document,
    plan: &Plan,
    seen: &Seen,
    part: &Part,
    words: &mut Vocabulary,
) -> Value {
    let mut walks: BTreeMap<usize, Vec<Walk>> = BTreeMap::new();
    for (number, walk) in part.walks.iter().enumerate() {
        let of_place = walks.entry(walk.place).or_default();
        of_place.push(Walk { number, test: walk.test, under: walk.under });
    }
    let chosen = Chosen { plan, seen, walks };
    let sight = Sight::of(&part.shown, document);
    words.shared.make_room();
    let mut extract = Extract::new(document, words, Some(&chosen), part.walks.len());
    let place = Place { number: Some(0), holder: Holder::Document, sight: sight.partial() };
    extract.value(document.root(), place).0
}

/// What the items of a list are looked up in.
#[derive(Clone, Copy)]
enum Holder<'a> {
    Document,
    Item(&'a Item),
    /// An item in which no list has any that is chosen.
    Nothing,
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The place in the plan, if something within may be left out.
    number: Option<usize>,
    holder: Holder<'a>,
    /// What is looked at; all of it where nothing is said.
    sight: Option<&'a Sight>,
}

/// A list or an object that is gone through.
struct Within<'a> {
    place: Place<'a>,
    at: Option<&'a survey::Place>,
    /// The walks of the part that go through it.
    walks: &'a [Walk],
    /// The items of it that somebody asks for.
    known: &'a [Item],
    index: usize,
}

impl<'a> Extract<'a> {
    fn new(
        document: &'a Document,
        words: &'a mut Vocabulary,
        chosen: Option<&'a Chosen<'a>>,
        walks: usize,
    ) -> Self {
        let active = vec![false; walks];
        let (items, members, marks) = (Vec::new(), Vec::new(), Vec::new());
        Self { document, words, chosen, active, items, members, marks }
    }

    fn value(&mut self, node: Node<'a>, place: Place<'a>) -> Marked {
        match node.value() {
            survey::Value::Null => (Value::Null, Some(Mark::Null)),
            survey::Value::Flag(value) => (Value::Bool(value), Some(Mark::Flag(value))),
            survey::Value::Number(Number::Natural(value)) => {
                (Value::from(value), Some(Mark::Natural(value)))
            }
            survey::Value::Number(Number::Whole(value)) => (Value::from(value), None),
            survey::Value::Number(Number::Real(value)) => (Value::from(value), None),
            survey::Value::Text(text) => {
                let mark = self.document.comes_again(text).then_some(Mark::Text(text));
                (self.words.value(self.document, text), mark)
            }
            survey::Value::List(items) => self.list(items, place),
            survey::Value::Object(members) => self.object(members, place),
        }
    }

    fn list(&mut self, items: Items<'a>, place: Place<'a>) -> Marked {
        let mut within = self.within(place);
        let (first, start) = (self.items.len(), self.marks.len());
        let mut alike = self.mark(Some(Mark::List));
        for item in items {
            if let Some((value, mark)) = self.next(&mut within, item, None) {
                alike = alike && self.mark(mark);
                self.items.push(value);
            }
        }
        let made =
            self.settled(start, alike, |own| Value::from(Vec::from_iter(own.items.drain(first..))));
        self.items.truncate(first);
        made
    }

    fn object(&mut self, members: Members<'a>, place: Place<'a>) -> Marked {
        let mut within = self.within(place);
        let (first, start) = (self.members.len(), self.marks.len());
        let mut alike = self.mark(Some(Mark::Object));
        for (name, member) in members {
            if let Some((value, mark)) = self.next(&mut within, member, Some(name)) {
                alike = alike && self.mark(Some(Mark::Name(name))) && self.mark(mark);
                self.members.push((name, value));
            }
        }
        let made = self.settled(start, alike, |own| {
            let Self { document, words, members, .. } = own;
            let members = members.drain(first..);
            let members = members.map(|(name, value)| (words.value(document, name), value));
            Value::from(BTreeMap::from_iter(members))
        });
        self.members.truncate(first);
        made
    }

    /// The value that is known by the marks from a position on; where there is none, it is made.
    fn settled(
        &mut self,
        start: usize,
        alike: bool,
        make: impl FnOnce(&mut Self) -> Value,
    ) -> Marked {
        let marks = self.marks.get(start..).filter(|_| alike);
        let known = marks.and_then(|marks| self.words.shared.get(marks));
        let settled = known.unwrap_or_else(|| {
            let value = make(self);
            match self.marks.get(start..).filter(|_| alike) {
                Some(marks) => self.words.shared.enter(marks, value),
                None => (value, None),
            }
        });
        self.marks.truncate(start);
        settled
    }

    /// Notes the mark of a member or item; false where it has none.
    fn mark(&mut self, mark: Option<Mark>) -> bool {
        self.marks.extend(mark);
        mark.is_some()
    }

    fn within(&self, place: Place<'a>) -> Within<'a> {
        let mut within = Within { place, at: None, walks: &[], known: &[], index: 0 };
        let (Some(chosen), Some(number)) = (self.chosen, place.number) else { return within };
        within.at = chosen.plan.at(number);
        if within.at.is_some_and(|at| at.records) {
            within.walks = chosen.walks.get(&number).map_or(&[], Vec::as_slice);
            within.known = match place.holder {
                Holder::Document => chosen.seen.items(None, number),
                Holder::Item(item) => chosen.seen.items(Some(item), number),
                Holder::Nothing => &[],
            };
        }
        within
    }

    /// The next item or member; nothing where it is not chosen.
    fn next(
        &mut self,
        within: &mut Within<'a>,
        node: Node<'a>,
        named: Option<Text>,
    ) -> Option<Marked> {
        let index = within.index;
        within.index += 1;
        let mut item = None;
        if let Some((first, rest)) = within.known.split_first()
            && first.index() == index
        {
            (item, within.known) = (Some(first), rest);
        }
        let mut sight = None;
        if let Some(looked_at) = within.place.sight {
            let member = match named {
                Some(name) => looked_at.member(name),
                None => looked_at.items(),
            };
            sight = member?.partial();
        }
        let (Some(at), Some(chosen)) = (within.at, self.chosen) else {
            return Some(self.value(node, Place { sight, ..within.place }));
        };
        let mut asked = false;
        for walk in within.walks {
            let here = walk.under.is_none_or(|under| self.is_active(under));
            let passes = here && item.is_some_and(|item| chosen.seen.passes(item, walk.test));
            self.activate(walk.number, passes);
            asked |= passes;
        }
        // An object is never without a member: somebody may ask for it by its name.
        if !asked && !within.walks.is_empty() && named.is_none() {
            return None;
        }
        let below = |number: &usize| chosen.plan.at(*number).is_some_and(|place| place.below);
        let mut place = Place { number: None, sight, ..within.place };
        match (named.and_then(|name| at.member(name)), at.items) {
            (Some(member), None) => place.number = Some(member).filter(below),
            (None, Some(items)) => {
                place.number = Some(items).filter(below);
                // Items are noted of the lists alone that leave some out.
                if at.records {
                    place.holder = item.map_or(Holder::Nothing, Holder::Item);
                }
            }
            _ => {}
        }
        let value = self.value(node, place);
        for walk in within.walks {
            self.activate(walk.number, false);
        }
        Some(value)
    }

    fn is_active(&self, walk: usize) -> bool {
        self.active.get(walk).copied().unwrap_or(false)
    }

    fn activate(&mut self, walk: usize, active: bool) {
        if let Some(entry) = self.active.get_mut(walk) {
            *entry = active;
        }
    }
}
