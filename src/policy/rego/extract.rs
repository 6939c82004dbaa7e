//! Makes the engine's values of that part of the facts which a definition is chosen.

use std::collections::BTreeMap;

use regorus::Value;

use super::sight::Sight;
use crate::policy::survey::{self, Document, Item, Node, Number, Part, Plan, Seen, Text};

/// The values of texts, which come again and again. Those of names and words that policies ask for
/// are made for each thread: all threads would count their users in one place.
#[derive(Debug, Default)]
pub(crate) struct Words(Vec<Option<Value>>);

impl Words {
    fn value(&mut self, document: &Document, text: Text) -> Value {
        if let Some(Some(value)) = self.0.get(text.index()) {
            return value.clone();
        }
        let Some(shared) = document.text(text) else { return Value::Undefined };
        let known = document.known().len();
        if text.index() >= known {
            return Value::String(shared.clone());
        }
        let value = Value::from(&**shared);
        self.0.resize(known, None);
        if let Some(entry) = self.0.get_mut(text.index()) {
            *entry = Some(value.clone());
        }
        value
    }
}

/// Makes values.
struct Extract<'a> {
    document: &'a Document,
    words: &'a mut Words,
    chosen: Option<&'a Chosen<'a>>,
    /// For each walk of the part, whether the items at hand are ones that it asks for.
    active: Vec<bool>,
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
pub(crate) fn whole(document: &Document, words: &mut Words) -> Value {
    let mut extract = Extract { document, words, chosen: None, active: Vec::new() };
    extract.value(document.root(), Place { number: None, holder: Holder::Nothing, sight: None })
}

/// The part of the document that some definition is chosen.
pub(crate) fn part(
    document: &Document,
    plan: &Plan,
    seen: &Seen,
    part: &Part,
    words: &mut Words,
) -> Value {
    let mut walks: BTreeMap<usize, Vec<Walk>> = BTreeMap::new();
    for (number, walk) in part.walks.iter().enumerate() {
        let of_place = walks.entry(walk.place).or_default();
        of_place.push(Walk { number, test: walk.test, under: walk.under });
    }
    let chosen = Chosen { plan, seen, walks };
    let sight = Sight::of(&part.shown, document);
    let active = vec![false; part.walks.len()];
    let mut extract = Extract { document, words, chosen: Some(&chosen), active };
    let place = Place { number: Some(0), holder: Holder::Document, sight: sight.partial() };
    extract.value(document.root(), place)
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
    fn value(&mut self, node: Node<'a>, place: Place<'a>) -> Value {
        match node.value() {
            survey::Value::Null => Value::Null,
            survey::Value::Flag(value) => Value::Bool(value),
            survey::Value::Number(Number::Natural(value)) => Value::from(value),
            survey::Value::Number(Number::Whole(value)) => Value::from(value),
            survey::Value::Number(Number::Real(value)) => Value::from(value),
            survey::Value::Text(text) => self.words.value(self.document, text),
            survey::Value::List(items) => {
                let mut within = self.within(place);
                let mut built = Vec::new();
                for item in items {
                    built.extend(self.next(&mut within, item, None));
                }
                Value::from(built)
            }
            survey::Value::Object(members) => {
                let mut within = self.within(place);
                let mut built = Vec::new();
                for (name, member) in members {
                    if let Some(value) = self.next(&mut within, member, Some(name)) {
                        built.push((self.words.value(self.document, name), value));
                    }
                }
                Value::from(BTreeMap::from_iter(built))
            }
        }
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
    ) -> Option<Value> {
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
            let passes = here && item.is_some_and(|item| item.passes(walk.test));
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
