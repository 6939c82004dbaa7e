//! Makes the engine's values of that part of the facts which a definition is chosen.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use regorus::Value;
use serde::Serialize;

use crate::policy::shown::Shown;
use crate::policy::survey::serial::{Error, Into, Items, Members, Number, Sink};
use crate::policy::survey::{Item, Part, Plan, Seen};

/// Names of members and short words, which come again and again.
#[derive(Debug, Default)]
pub(crate) struct Words(RefCell<HashMap<Box<str>, Value>>);

/// Texts up to this length are kept to be used again.
const SHORT: usize = 24;

impl Words {
    fn value(&self, text: &str) -> Value {
        if text.len() > SHORT {
            return Value::from(text);
        }
        let mut known = self.0.borrow_mut();
        if let Some(value) = known.get(text) {
            return value.clone();
        }
        let value = Value::from(text);
        known.insert(text.into(), value.clone());
        value
    }
}

/// What of the facts is made into values.
struct Extract<'a> {
    words: &'a Words,
    chosen: Option<Chosen<'a>>,
}

/// A part of the facts.
struct Chosen<'a> {
    plan: &'a Plan,
    seen: &'a Seen,
    part: &'a Part,
    /// For each walk of the part, whether the items at hand are ones that it asks for.
    active: Vec<Cell<bool>>,
    /// The walks of the part by the places of their lists.
    walks: BTreeMap<usize, Vec<usize>>,
}

/// The whole document.
pub(crate) fn whole(facts: &impl Serialize, words: &Words) -> Result<Value, Error> {
    let extract = Extract { words, chosen: None };
    facts.serialize(Into(Place {
        extract: &extract,
        number: None,
        holder: Holder::Nothing,
        looked_at: None,
    }))
}

/// The part of the document that some definition is chosen.
pub(crate) fn part(
    facts: &impl Serialize,
    plan: &Plan,
    seen: &Seen,
    part: &Part,
    words: &Words,
) -> Result<Value, Error> {
    let active = part.walks.iter().map(|_| Cell::new(false)).collect();
    let mut walks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, walk) in part.walks.iter().enumerate() {
        walks.entry(walk.place).or_default().push(number);
    }
    let extract = Extract { words, chosen: Some(Chosen { plan, seen, part, active, walks }) };
    let looked_at = Some(part.shown.as_ref()).filter(|shown| !shown.is_whole());
    let number = Some(0);
    facts.serialize(Into(Place { extract: &extract, number, holder: Holder::Document, looked_at }))
}

/// What the items of a list are looked up in.
#[derive(Clone, Copy)]
enum Holder<'a> {
    Document,
    Item(&'a Item),
    /// An item in which no list has any that is chosen.
    Nothing,
}

/// A value, and the place that it stands at if something within may be left out.
#[derive(Clone, Copy)]
struct Place<'a> {
    extract: &'a Extract<'a>,
    number: Option<usize>,
    holder: Holder<'a>,
    /// What is looked at; all of it where nothing is said.
    looked_at: Option<&'a Shown>,
}

/// The items of a list, or the members of an object.
struct Within<'a, C> {
    place: Place<'a>,
    /// The walks of the part that go through this list.
    walks: &'a [usize],
    known: &'a [Item],
    index: usize,
    built: C,
}

impl<'a> Place<'a> {
    fn within<C>(self, built: C) -> Within<'a, C> {
        let (mut walks, mut known) = (&[][..], &[][..]);
        if let (Some(chosen), Some(number)) = (&self.extract.chosen, self.number)
            && chosen.plan.at(number).is_some_and(|place| place.records)
        {
            walks = chosen.walks.get(&number).map_or(&[][..], Vec::as_slice);
            known = match self.holder {
                Holder::Document => chosen.seen.items(None, number),
                Holder::Item(item) => chosen.seen.items(Some(item), number),
                Holder::Nothing => &[],
            };
        }
        Within { place: self, walks, known, index: 0, built }
    }

    /// The value at a place; one in which nothing is left out needs none.
    fn at(self, number: Option<usize>) -> Self {
        let below = |number: &usize| {
            let plan = self.extract.chosen.as_ref().map(|chosen| chosen.plan);
            plan.and_then(|plan| plan.at(*number)).is_some_and(|place| place.below)
        };
        Self { number: number.filter(below), ..self }
    }
}

impl<'a, C> Within<'a, C> {
    /// The next item or member; nothing where it is not chosen.
    fn next<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        named: Option<&str>,
    ) -> Result<Option<Value>, Error> {
        let mut place = self.place;
        let index = self.index;
        self.index += 1;
        let mut item = None;
        if let Some((first, rest)) = self.known.split_first()
            && first.index() == index
        {
            (item, self.known) = (Some(first), rest);
        }
        if let Some(looked_at) = place.looked_at {
            let within = match named {
                Some(name) => looked_at.member(name),
                None => looked_at.items(),
            };
            let Some(within) = within else { return Ok(None) };
            place.looked_at = Some(within).filter(|within| !within.is_whole());
        }
        let (Some(chosen), Some(number)) = (&place.extract.chosen, place.number) else {
            return value.serialize(Into(place)).map(Some);
        };
        let mut asked = false;
        for number in self.walks {
            let (Some(walk), Some(active)) =
                (chosen.part.walks.get(*number), chosen.active.get(*number))
            else {
                continue;
            };
            let under = walk.under.and_then(|under| chosen.active.get(under));
            let here = under.is_none_or(Cell::get);
            active.set(here && item.is_some_and(|item| item.passes(walk.test)));
            asked |= active.get();
        }
        // An object is never without a member: somebody may ask for it by its name.
        if !asked && !self.walks.is_empty() && named.is_none() {
            return Ok(None);
        }
        let within = chosen.plan.at(number);
        let items = within.and_then(|within| within.items);
        let member = named.and_then(|name| within?.member(name));
        let here = match (member, items) {
            (Some(member), None) => place.at(Some(member)),
            (None, Some(items)) => {
                let holder = item.map_or(Holder::Nothing, Holder::Item);
                // Items are noted of the lists alone that leave some out.
                let holder =
                    if within.is_some_and(|within| within.records) { holder } else { place.holder };
                Place { holder, ..place.at(Some(items)) }
            }
            _ => place.at(None),
        };
        let value = value.serialize(Into(here)).map(Some);
        for number in self.walks {
            chosen.active.get(*number).into_iter().for_each(|active| active.set(false));
        }
        value
    }
}

impl<'a> Sink for Place<'a> {
    type Out = Value;
    type List = Within<'a, Vec<Value>>;
    type Object = Within<'a, BTreeMap<Value, Value>>;

    fn null(self) -> Value {
        Value::Null
    }

    fn flag(self, value: bool) -> Value {
        Value::Bool(value)
    }

    fn number(self, value: Number) -> Value {
        match value {
            Number::Natural(value) => Value::from(value),
            Number::Whole(value) => Value::from(value),
            Number::Real(value) => Value::from(value),
        }
    }

    fn text(self, value: &str) -> Value {
        self.extract.words.value(value)
    }

    fn list(self) -> Self::List {
        self.within(Vec::new())
    }

    fn object(self) -> Self::Object {
        self.within(BTreeMap::new())
    }
}

impl Items for Within<'_, Vec<Value>> {
    type Out = Value;

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let value = self.next(value, None)?;
        self.built.extend(value);
        Ok(())
    }

    fn end(self) -> Value {
        Value::from(self.built)
    }
}

impl Members for Within<'_, BTreeMap<Value, Value>> {
    type Out = Value;

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        if let Some(value) = self.next(value, Some(name))? {
            self.built.insert(self.place.extract.words.value(name), value);
        }
        Ok(())
    }

    fn end(self) -> Value {
        Value::from(self.built)
    }
}
