//! A configuration put together: jobs with the templates that they extend, and references replaced.
//!
//! In GitLab's order: files are merged, then `extends` is followed, then `!reference`.

use std::collections::BTreeMap;

use super::value::{Members, PRICE, Value, Work, merged};
use crate::collect::ci::Reading;
use crate::facts::ProblemKind;

/// How many levels deep GitLab follows templates, references, and lists in lists.
const LEVELS: usize = 10;

/// What is missing where a template or a reference leads nowhere.
const MISSING: [&str; 1] = ["pipelines[*].jobs"];

/// A configuration, its templates followed.
pub(super) struct Config<'a> {
    members: Members<'a>,
    work: &'a Work,
}

impl<'a> Config<'a> {
    /// Follows every `extends` of the [content](https://docs.gitlab.com/ci/yaml/#extends).
    pub(super) fn new(reading: &mut Reading<'_>, content: &Value<'a>, work: &'a Work) -> Self {
        let written = content.members();
        let mut following =
            Following { reading, written: &written, done: BTreeMap::new(), way: Vec::new(), work };
        let mut members = Members::default();
        for (name, value) in written.iter() {
            let value = following.extended(name).unwrap_or_else(|| value.clone());
            members.set(name, value);
        }
        Self { members, work }
    }

    /// The member of the whole, with its references replaced.
    pub(super) fn get(&self, reading: &mut Reading<'_>, key: &str) -> Option<Value<'a>> {
        let value = self.members.get(key)?;
        Some(self.resolved(reading, value)).filter(|value| !value.is_null())
    }

    /// The names of all members, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.members.iter().map(|(name, _)| name)
    }

    /// A value without references: [each](https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags)
    /// is replaced by what it names.
    pub(super) fn resolved(&self, reading: &mut Reading<'_>, value: &Value<'a>) -> Value<'a> {
        self.resolved_in(reading, value, 0)
    }

    /// The recursion is as deep as the tree and as [`LEVELS`] of references in it.
    fn resolved_in(&self, reading: &mut Reading<'_>, value: &Value<'a>, level: usize) -> Value<'a> {
        if value.node().is_some() && !value.source.has_references {
            return value.clone();
        }
        if value.is_reference() {
            let (kind, reason) = match self.named(value) {
                // What stands elsewhere is read there; only its references are followed.
                Some(named) if level < LEVELS => {
                    return self.resolved_in(reading, &named, level + 1);
                }
                Some(_) => {
                    (ProblemKind::TooLarge, "references lead to each other deeper than is followed")
                }
                None => {
                    let reason = "the reference names nothing in the files that are read";
                    (ProblemKind::Unexpected, reason)
                }
            };
            reading.problem(&value.place, kind, &MISSING, reason.to_owned());
            return value.with_items(Vec::new());
        }
        if value.is_list() {
            let items = value.items();
            if !self.work.spend(PRICE * items.len()) {
                return value.with_items(Vec::new());
            }
            let items = items.iter().map(|item| self.resolved_in(reading, item, level));
            return value.with_items(items.collect());
        }
        if value.is_map() {
            let mut members = Members::clone(&value.members());
            if !self.work.spend(PRICE * members.len()) {
                return value.with_members(Members::default());
            }
            members.change(|member| self.resolved_in(reading, member, level));
            return value.with_members(members);
        }
        value.clone()
    }

    fn named(&self, reference: &Value<'a>) -> Option<Value<'a>> {
        let mut path = reference.items().into_iter();
        let mut found = self.members.get(path.next()?.text()?)?.clone();
        for key in path {
            found = found.get(key.text()?)?;
        }
        Some(found).filter(|found| !found.is_null())
    }
}

/// Templates being followed.
struct Following<'r, 'o, 'a> {
    reading: &'r mut Reading<'o>,
    written: &'r Members<'a>,
    done: BTreeMap<&'a str, Value<'a>>,
    /// The names that led here.
    way: Vec<&'a str>,
    work: &'a Work,
}

impl<'a> Following<'_, '_, 'a> {
    /// A member with what it extends below it; nothing where it extends nothing.
    ///
    /// The recursion is [`LEVELS`] deep at most.
    fn extended(&mut self, name: &'a str) -> Option<Value<'a>> {
        if let Some(done) = self.done.get(name) {
            return Some(done.clone());
        }
        let own = self.written.get(name)?;
        let extends = own.get("extends").filter(|_| own.is_map())?;
        self.way.push(name);
        let mut below: Option<Value<'a>> = None;
        for base in extends.items_or_self() {
            let Some(base) = self.base(&base) else { continue };
            below = Some(match below {
                Some(below) => merged(&below, &base, self.work),
                None => base,
            });
        }
        self.way.pop();
        let whole = below.map_or_else(|| own.clone(), |below| merged(&below, own, self.work));
        self.done.insert(name, whole.clone());
        Some(whole)
    }

    fn base(&mut self, named: &Value<'a>) -> Option<Value<'a>> {
        let name = named.text();
        let found = name.and_then(|name| Some((name, self.written.get(name)?)));
        let reason = match (name, found) {
            (_, Some((name, base))) if base.is_map() => {
                let is_last = base.get("extends").is_none();
                let is_deep = self.way.len() > LEVELS && !is_last;
                if !is_deep && !self.way.contains(&name) {
                    return Some(self.extended(name).unwrap_or_else(|| base.clone()));
                }
                format!("the templates behind `{name}` extend each other, or too many of them do")
            }
            (Some(name), _) => format!("`{name}` is extended, and is in no file that is read"),
            (None, _) => format!("`extends` must name templates, and is {}", named.describe()),
        };
        self.reading.problem(&named.place, ProblemKind::Unexpected, &MISSING, reason);
        None
    }
}

/// The items of a list, lists in it opened, as scripts and rules may be written. What is deeper than
/// GitLab allows stays a list.
pub(super) fn flat<'a>(value: &Value<'a>) -> Vec<Value<'a>> {
    let mut found = Vec::new();
    let mut ahead = vec![(value.clone(), 0)];
    while let Some((next, level)) = ahead.pop() {
        if next.is_list() && level <= LEVELS {
            ahead.extend(next.items().into_iter().rev().map(|item| (item, level + 1)));
        } else if !next.is_null() {
            found.push(next);
        }
    }
    found
}
