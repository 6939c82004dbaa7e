//! Values of a configuration that is put together from several files and templates: each knows the
//! file and the place that it is written at.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::source::Source;
use crate::source::anchor::Place;
use crate::source::node::{Entry, Node, Scalar, Style};

/// A value with its place.
#[derive(Clone)]
pub(super) struct Value<'a> {
    /// The file that it is written in; of a merged mapping, the one that has the last word.
    pub(super) source: &'a Source,
    pub(super) place: Place,
    shape: Shape<'a>,
}

#[derive(Clone)]
enum Shape<'a> {
    /// As a file has it.
    Written(&'a Node),
    /// Put together.
    Map(Rc<Members<'a>>),
    /// With its references replaced.
    List(Rc<Vec<Value<'a>>>),
}

/// The members of a mapping, each key once, in the order in which they came.
#[derive(Clone, Default)]
pub(super) struct Members<'a> {
    list: Vec<(&'a str, Value<'a>)>,
    index: BTreeMap<&'a str, usize>,
}

impl<'a> Members<'a> {
    /// Sets a member; one that is there keeps its position.
    pub(super) fn set(&mut self, key: &'a str, value: Value<'a>) {
        match self.index.get(key).and_then(|index| self.list.get_mut(*index)) {
            Some(member) => member.1 = value,
            None => {
                self.index.insert(key, self.list.len());
                self.list.push((key, value));
            }
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.list.get(*self.index.get(key)?).map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a str, &Value<'a>)> {
        self.list.iter().map(|(key, value)| (*key, value))
    }

    /// Replaces every value.
    pub(super) fn change(&mut self, mut with: impl FnMut(&Value<'a>) -> Value<'a>) {
        for (_, value) in &mut self.list {
            *value = with(value);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }
}

impl<'a> Value<'a> {
    /// The content of a file.
    pub(super) fn of(source: &'a Source) -> Self {
        Self::written(source, source.content(), Place::file(&source.path))
    }

    fn written(source: &'a Source, node: &'a Node, place: Place) -> Self {
        Self { source, place, shape: Shape::Written(node) }
    }

    /// The same place with other members.
    pub(super) fn with_members(&self, members: Members<'a>) -> Self {
        Self { shape: Shape::Map(Rc::new(members)), ..self.clone() }
    }

    /// The same place with other items.
    pub(super) fn with_items(&self, items: Vec<Self>) -> Self {
        Self { shape: Shape::List(Rc::new(items)), ..self.clone() }
    }

    /// The value as its file has it.
    pub(super) fn node(&self) -> Option<&'a Node> {
        match &self.shape {
            Shape::Written(node) => Some(node),
            _ => None,
        }
    }

    pub(super) fn is_map(&self) -> bool {
        match &self.shape {
            Shape::Written(node) => node.is_map(),
            Shape::Map(_) => true,
            Shape::List(_) => false,
        }
    }

    pub(super) fn is_list(&self) -> bool {
        match &self.shape {
            Shape::Written(node) => node.is_list(),
            Shape::Map(_) => false,
            Shape::List(_) => true,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        self.node().is_some_and(Node::is_null)
    }

    /// The text of a scalar that is not null.
    pub(super) fn text(&self) -> Option<&'a str> {
        self.node()?.text()
    }

    /// The boolean, in the words of YAML 1.1 as GitLab reads them.
    pub(super) fn boolean(&self) -> Option<bool> {
        let Scalar { text, style } = self.node()?.scalar()?;
        match text.to_ascii_lowercase().as_str() {
            _ if *style != Style::Plain => None,
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub(super) fn describe(&self) -> &'static str {
        match &self.shape {
            Shape::Written(node) => node.describe(),
            Shape::Map(_) => "a mapping",
            Shape::List(_) => "a list",
        }
    }

    /// The items of a list; none for anything else.
    pub(super) fn items(&self) -> Vec<Self> {
        match &self.shape {
            Shape::Written(node) => {
                let items = node.items().iter().enumerate();
                let item =
                    |(index, item)| Self::written(self.source, item, self.place.index(index));
                items.map(item).collect()
            }
            Shape::List(items) => items.to_vec(),
            Shape::Map(_) => Vec::new(),
        }
    }

    /// A list, or the one thing that stands for it.
    pub(super) fn items_or_self(&self) -> Vec<Self> {
        if self.is_list() {
            self.items()
        } else if self.is_null() {
            Vec::new()
        } else {
            vec![self.clone()]
        }
    }

    /// The members of a mapping; none for anything else.
    pub(super) fn members(&self) -> Rc<Members<'a>> {
        match &self.shape {
            Shape::Written(node) => {
                let mut members = Members::default();
                gather(self.source, node, &self.place, &mut members);
                Rc::new(members)
            }
            Shape::Map(members) => Rc::clone(members),
            Shape::List(_) => Rc::new(Members::default()),
        }
    }

    /// A member that is not null.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        match &self.shape {
            // Without merge keys, the last of equal keys is the member.
            Shape::Written(node) if !node.entries().iter().any(merges) => {
                let entry = node.entry(key)?;
                let at = self.place.key(self.source.written_key(entry));
                let value = Self::written(self.source, &entry.value, at);
                Some(value).filter(|value| !value.is_null())
            }
            _ => self.members().get(key).filter(|value| !value.is_null()).cloned(),
        }
    }

    /// What it takes to write it down: characters, and some for every value.
    pub(super) fn weight(&self) -> usize {
        let mut weight = 0_usize;
        let (mut values, mut nodes) = (vec![self.clone()], Vec::new());
        while let Some(next) = values.pop() {
            weight += next.place.length() + 16;
            match next.shape {
                Shape::Written(node) => nodes.push((node, next.place.length())),
                Shape::Map(members) => values.extend(members.iter().map(|(_, next)| next.clone())),
                Shape::List(items) => values.extend(items.iter().cloned()),
            }
        }
        // Every value of a list has a place of its own.
        while let Some((node, place)) = nodes.pop() {
            weight += node.text().map_or(0, str::len) + place + 16;
            nodes.extend(node.items().iter().map(|item| (item, place + 4)));
            let members = node.entries().iter();
            nodes.extend(members.map(|entry| (&entry.value, place + entry.key.len())));
        }
        weight
    }

    /// Whether its text is not the one that stands at its place.
    pub(super) fn is_filled(&self) -> bool {
        self.node().is_some_and(|node| self.source.is_filled(node))
    }

    /// Whether it is `!reference [job, key]`.
    pub(super) fn is_reference(&self) -> bool {
        self.node().is_some_and(|node| self.source.is_reference(node))
    }
}

/// The members of a mapping as GitLab's parser has them: a merge key counts where it stands, so that
/// what it brings goes over the keys before it, and those behind it over that.
///
/// <https://github.com/ruby/psych/blob/master/lib/psych/visitors/to_ruby.rb>. Recursion and work
/// are bounded by what the YAML parser lets aliases expand to.
fn gather<'a>(source: &'a Source, node: &'a Node, place: &Place, into: &mut Members<'a>) {
    for entry in node.entries() {
        if !merges(entry) {
            let at = place.key(source.written_key(entry));
            into.set(&entry.key, Value::written(source, &entry.value, at));
            continue;
        }
        let within = place.key(&entry.key);
        let at = |node: &Node, or: Place| source.place_of(node).unwrap_or(or);
        if entry.value.is_list() {
            // Of several mappings the first goes over those behind it.
            let mut merged = Members::default();
            for (index, item) in entry.value.items().iter().enumerate().rev() {
                gather(source, item, &at(item, within.index(index)), &mut merged);
            }
            merged.list.into_iter().for_each(|(key, value)| into.set(key, value));
        } else {
            gather(source, &entry.value, &at(&entry.value, within), into);
        }
    }
}

/// A `<<` that holds a mapping or a list of them.
fn merges(entry: &Entry) -> bool {
    entry.key == "<<" && entry.key_span.len() == 2 && entry.value.scalar().is_none()
}

/// What a value costs that is copied, in the characters that [`Work`] is counted in.
pub(super) const PRICE: usize = 64;

/// Work that may still be done for one configuration: what templates and references expand to is not
/// bounded by the size of the files.
pub(super) struct Work(Cell<usize>);

impl Work {
    pub(super) fn of(amount: usize) -> Self {
        Self(Cell::new(amount))
    }

    /// Takes from the work; `false` where too little is left, and nothing more is done then.
    pub(super) fn spend(&self, amount: usize) -> bool {
        match self.0.get().checked_sub(amount) {
            Some(left) => {
                self.0.set(left);
                true
            }
            None => {
                self.0.set(0);
                false
            }
        }
    }

    /// Whether it was not enough.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// One value over another: mappings are merged all the way down, anything else is replaced.
pub(super) fn merged<'a>(base: &Value<'a>, over: &Value<'a>, work: &Work) -> Value<'a> {
    if !base.is_map() || !over.is_map() {
        return over.clone();
    }
    let (below, above) = (base.members(), over.members());
    if !work.spend(PRICE * (below.len() + above.len() + 1)) {
        return over.clone();
    }
    let mut members = Members::clone(&below);
    for (key, value) in above.iter() {
        let next = below.get(key).map(|before| merged(before, value, work));
        members.set(key, next.unwrap_or_else(|| value.clone()));
    }
    over.with_members(members)
}
