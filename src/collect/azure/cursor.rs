//! A value of a pipeline, as Azure Pipelines sees it once its templates are put together.
//!
//! `${{ if … }}` and `${{ each … }}` may stand wherever a key or an item may, and `${{ parameters.x }}`
//! wherever a value may: <https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions>.
//! A condition that is certain decides; elsewhere every branch is followed, since only a run tells which
//! one is taken. What stands under `each` is followed for every item that is known.

use std::rc::Rc;

use super::chain::{Chain, Directive, joined, whole};
use super::conditions::{self, Value};
use super::filled::Filled;
use super::library::{Library, Source, root};
use super::scope::{Bound, Meaning, Scope};
use crate::collect::ci::members;
use crate::source::anchor::Place;
use crate::source::node::{Entry, Node};

/// How often a name may stand for another one.
const MOST_NAMES: usize = 32;

/// A value, the place that it is written at, and what the names in it stand for.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    pub(super) node: &'a Node,
    pub(super) place: Place,
    pub(super) source: &'a Source,
    pub(super) scope: Rc<Scope<'a>>,
    /// The conditions that it was put in under, all of which must hold.
    pub(super) under: Option<Rc<str>>,
}

impl<'a> Cursor<'a> {
    /// The whole of a file.
    pub(super) fn file(source: &'a Source, scope: Rc<Scope<'a>>) -> Self {
        Self { node: &source.document, place: root(source), source, scope, under: None }
    }

    fn library(&self) -> &'a Library {
        self.scope.library
    }

    fn at(&self, node: &'a Node, place: Place) -> Self {
        Self { node, place, ..self.clone() }
    }

    /// What a name stands for where the value is nothing but a name that is known; itself elsewhere.
    pub(super) fn resolved(&self) -> Self {
        let mut value = self.clone();
        for _ in 0..MOST_NAMES {
            let Some(inner) = value.node.text().and_then(whole) else { break };
            let Some(Meaning::Value(next)) = value.scope.meaning(inner) else { break };
            // The condition at the place of use holds for what is put in there.
            let both = [&value.under, &next.under].into_iter().flatten();
            let under = joined(both.map(ToString::to_string).collect()).map(Rc::from);
            value = Self { under, ..next };
        }
        value
    }

    /// Whether it is an expression that is not known.
    pub(super) fn is_open(&self) -> bool {
        self.node.text().is_some_and(|text| text.contains("${{"))
    }

    /// The text as it is written.
    pub(super) fn text(&self) -> Option<&'a str> {
        self.node.text()
    }

    /// The text with the names in it replaced by what they stand for, as far as that is known.
    pub(super) fn filled(&self) -> Option<String> {
        self.text_filled().map(|filled| filled.text)
    }

    /// The same, with the way back to what is written. The value is one that is [`Self::resolved`].
    pub(super) fn text_filled(&self) -> Option<Filled> {
        let known = |name: &str| match self.scope.meaning(name)? {
            Meaning::Text(text) => Some(text),
            Meaning::Value(value) if value.is_open() => None,
            Meaning::Value(value) => value.node.scalar().map(|scalar| scalar.text.clone()),
        };
        Some(Filled::of(self.node.text()?, &known))
    }

    /// What an expression comes to here, before a run.
    fn value_of(&self, expression: &str) -> Value {
        let known = |name: &str| match self.scope.meaning(name) {
            Some(Meaning::Text(text)) => Value::Text(text),
            Some(Meaning::Value(value)) if value.is_open() => Value::Unknown,
            Some(Meaning::Value(value)) => match (value.node.boolean(), value.node.scalar()) {
                (Some(value), _) => Value::Bool(value),
                (None, Some(scalar)) if scalar.is_null() => Value::Null,
                // The agent fills in `$(…)` when the server has decided.
                (None, Some(scalar)) => Value::Text(scalar.text.clone()),
                (None, None) => Value::Unknown,
            },
            None => Value::Unknown,
        };
        conditions::value(expression, &known)
    }

    /// The members of a mapping, those under conditions among them, each with its key.
    pub(super) fn members(&self) -> Vec<(String, Self)> {
        let mut found = Vec::new();
        self.collect_members(&mut found);
        found
    }

    /// The recursion is as deep as the tree, whose depth its parser bounds, and as the templates are,
    /// each of which is in the scope of the one before.
    fn collect_members(&self, found: &mut Vec<(String, Self)>) {
        let mut chain = Chain::default();
        for entry in members::members(self.node) {
            if !self.library().take_member() {
                return;
            }
            let inner = self.at(&entry.value, self.place.key(&entry.key));
            match Directive::of(&entry.key) {
                None => found.push((entry.key.clone(), inner.resolved())),
                Some(directive @ (Directive::If(_) | Directive::ElseIf(_) | Directive::Else)) => {
                    if let Some(inner) = inner.taken(&mut chain, &directive) {
                        inner.resolved().collect_members(found);
                    }
                }
                Some(Directive::Insert) => inner.resolved().collect_members(found),
                Some(Directive::Each(name, list)) => {
                    for scope in inner.each(name, list) {
                        Self { scope, ..inner.clone() }.collect_members(found);
                    }
                }
                Some(Directive::Key(path)) => match self.scope.meaning(path) {
                    Some(Meaning::Text(key)) => found.push((key, inner.resolved())),
                    Some(Meaning::Value(value)) if value.node.is_map() => {
                        value.collect_members(found);
                    }
                    Some(Meaning::Value(value)) => {
                        let key = value.filled().unwrap_or_else(|| entry.key.clone());
                        found.push((key, inner.resolved()));
                    }
                    None => found.push((entry.key.clone(), inner.resolved())),
                },
            }
        }
    }

    /// Every value that a member can have.
    pub(super) fn all(&self, key: &str) -> Vec<Self> {
        let plain = |key: &str| !key.contains("${{");
        if self.node.entries().iter().all(|entry| plain(&entry.key)) {
            let value = self.node.get(key).filter(|_| key != "<<");
            return value
                .map(|node| self.at(node, self.place.key(key)).resolved())
                .into_iter()
                .collect();
        }
        let (own, inserted): (Vec<_>, Vec<_>) = self
            .members()
            .into_iter()
            .filter(|(name, _)| name == key)
            .map(|(_, value)| value)
            .partition(|value| value.under == self.under);
        own.into_iter().chain(inserted).collect()
    }

    /// A member of a mapping; of several that it can be the one without a condition.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        self.all(key).into_iter().next()
    }

    /// The text of a member, as it is written.
    pub(super) fn text_of(&self, key: &str) -> Option<String> {
        self.get(key)?.text().map(str::to_owned)
    }

    /// The items of a list, those under conditions and of lists that are put in among them. An item
    /// that only a run can tell stands for itself.
    pub(super) fn items(&self) -> Vec<Self> {
        let mut found = Vec::new();
        self.resolved().collect_items(&mut found);
        found
    }

    fn collect_items(&self, found: &mut Vec<Self>) {
        let mut chain = Chain::default();
        for (index, node) in self.node.items().iter().enumerate() {
            if !self.library().take_item() {
                return;
            }
            let item = self.at(node, self.place.index(index));
            item.put(&mut chain, found);
        }
    }

    /// An item as itself, or as the items that it is made of. The branches of one condition may be
    /// several items.
    fn put(&self, chain: &mut Chain, found: &mut Vec<Self>) {
        let item = self.resolved();
        if item.node.is_list() {
            *chain = Chain::default();
            return item.collect_items(found);
        }
        let entries = members::members(item.node);
        let puts_in = |entry: &&Entry| Directive::of(&entry.key).is_some_and(|it| it.puts_in());
        let list = |entry: &&Entry| {
            let value = item.at(&entry.value, item.place.clone()).resolved();
            value.node.is_list() || value.is_open() || value.node.is_null()
        };
        // A mapping whose keys are directives is an item by itself where they hold its members.
        let inserts =
            !entries.is_empty() && entries.iter().all(puts_in) && entries.iter().any(list);
        if !inserts {
            *chain = Chain::default();
            found.push(item);
            return;
        }
        for entry in entries {
            if !self.library().take_item() {
                return;
            }
            let inner = item.at(&entry.value, item.place.key(&entry.key));
            match Directive::of(&entry.key) {
                Some(Directive::Each(name, list)) => {
                    *chain = Chain::default();
                    for scope in inner.each(name, list) {
                        let inner = Self { scope, ..inner.clone() };
                        inner.put(&mut Chain::default(), found);
                    }
                }
                Some(directive @ (Directive::If(_) | Directive::ElseIf(_) | Directive::Else)) => {
                    if let Some(inner) = inner.taken(chain, &directive) {
                        inner.put(&mut Chain::default(), found);
                    }
                }
                _ => inner.put(&mut Chain::default(), found),
            }
        }
    }

    /// The value of a branch that may be taken, under its condition unless that is certain.
    fn taken(&self, chain: &mut Chain, directive: &Directive<'_>) -> Option<Self> {
        let condition = chain.next(directive, &|condition| self.value_of(condition).truth())?;
        let both = self.under.iter().map(ToString::to_string).chain(condition);
        let under = joined(both.collect()).map(Rc::from);
        Some(Self { under, ..self.clone() })
    }

    /// The scopes of the rounds of an `each`; one in which the name is not known where the list is not.
    fn each(&self, name: &str, list: &str) -> Vec<Rc<Scope<'a>>> {
        let list = match self.scope.meaning(list) {
            Some(Meaning::Value(list)) => list,
            _ => return vec![Scope::with(&self.scope, name, Bound::Unknown)],
        };
        let bounds: Vec<Bound<'a>> = if list.node.is_map() {
            list.members().into_iter().map(|(key, value)| Bound::Pair(key, value)).collect()
        } else if list.node.is_list() {
            list.items().into_iter().map(Bound::Value).collect()
        } else if list.node.is_null() {
            Vec::new()
        } else {
            vec![Bound::Unknown]
        };
        bounds.into_iter().map(|bound| Scope::with(&self.scope, name, bound)).collect()
    }
}
