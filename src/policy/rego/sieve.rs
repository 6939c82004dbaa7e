//! Leaves out of the facts what a definition cannot find anything in.
//!
//! Where a definition goes through a list by one statement alone, an item that lacks what the
//! definition needs, or is not what it asks for, adds nothing to its answer. A repository has
//! thousands of steps, of which a rule about publishing asks for five: the engine, which would
//! walk them all, gets these five.

use std::collections::BTreeMap;

use regorus::Value;

use super::input::{exists, holds, is_something};
use crate::policy::reads::{FactPath, Must, Reads, Segment, Word};

/// What one definition lets through.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sieve {
    root: Node,
    /// No list is sifted.
    idle: bool,
}

/// A place in the facts.
#[derive(Debug, Clone, Default)]
struct Node {
    members: BTreeMap<Value, Node>,
    items: Option<Box<Node>>,
    /// Of the items of a sifted list: what each of them must have, anywhere within. Asked first,
    /// since it copies nothing, and most items go by it.
    first: Vec<Test>,
    /// The same of what is left of an item when the lists within are sifted.
    then: Vec<Test>,
}

/// Something that must be somewhere in an item.
#[derive(Debug, Clone)]
struct Test {
    path: Vec<Step>,
    wants: Wants,
}

#[derive(Debug, Clone)]
enum Wants {
    /// A collection with a member.
    Member,
    /// One of these words.
    Word(Vec<Value>),
    /// Anything but `false`.
    Truth,
    /// Anything.
    Anything,
}

#[derive(Debug, Clone)]
enum Step {
    Key(Value),
    Any,
}

impl Sieve {
    /// The sieve of the definition at this place among those of its rule.
    pub(crate) fn of(reads: &Reads, index: usize) -> Self {
        let mut sieve = Self { idle: true, ..Self::default() };
        let needs = reads.needs.get(index).into_iter().flatten().map(|path| (path, Wants::Member));
        let guards = reads.guards.get(index).into_iter().flatten();
        let guards = guards.map(|guard| (&guard.path, wants(&guard.must)));
        let asked: Vec<(&FactPath, Wants)> = needs.chain(guards).collect();
        let alone = reads.alone.get(index);
        for list in alone.into_iter().flatten() {
            let test = |(path, wants): &(&FactPath, Wants)| {
                let path = inside(path, list)?.iter().map(step).collect();
                Some(Test { path, wants: wants.clone() })
            };
            let first: Vec<_> = asked.iter().filter_map(test).collect();
            if first.is_empty() {
                continue;
            }
            // What is asked of the items of a list within was asked of them there: then it is
            // enough that some are left.
            let inner: Vec<_> =
                alone.into_iter().flatten().filter(|path| inside(path, list).is_some()).collect();
            let deeper = |path: &FactPath| inner.iter().any(|list| inside(path, list).is_some());
            let then = asked.iter().filter(|(path, _)| !deeper(path)).filter_map(test).collect();
            let items = sieve.root.at(&list.0).items.get_or_insert_default();
            (items.first, items.then) = (first, then);
            sieve.idle = false;
        }
        sieve
    }

    /// The document without the items that cannot matter; nothing where all of it stays.
    pub(super) fn sift(&self, document: &Value) -> Option<Value> {
        if self.idle { None } else { self.root.sift(document) }
    }
}

impl Node {
    fn at(&mut self, path: &[Segment]) -> &mut Self {
        let Some((first, rest)) = path.split_first() else { return self };
        match first {
            Segment::Any => self.items.get_or_insert_default().at(rest),
            Segment::Key(key) => {
                self.members.entry(Value::from(key.as_str())).or_default().at(rest)
            }
        }
    }

    /// The value without what cannot matter; nothing where all of it stays.
    fn sift(&self, value: &Value) -> Option<Value> {
        match value {
            Value::Object(members) => {
                let changes = self.members.iter().filter_map(|(key, node)| {
                    Some((key, members.get(key).and_then(|member| node.sift(member))?))
                });
                let changes: Vec<_> = changes.collect();
                if changes.is_empty() {
                    return None;
                }
                let mut copy = value.clone();
                let members = copy.as_object_mut().ok()?;
                for (key, changed) in changes {
                    if let Some(member) = members.get_mut(key) {
                        *member = changed;
                    }
                }
                Some(copy)
            }
            Value::Array(items) => {
                let node = self.items.as_deref()?;
                let mut kept = Vec::new();
                let mut all = true;
                for item in items.iter() {
                    if !pass(item, &node.first) {
                        all = false;
                        continue;
                    }
                    let changed = node.sift(item);
                    all &= changed.is_none();
                    match changed {
                        Some(item) if !pass(&item, &node.then) => {}
                        Some(item) => kept.push(item),
                        None => kept.push(item.clone()),
                    }
                }
                (!all).then(|| Value::from(kept))
            }
            _ => None,
        }
    }
}

/// The rest of a path that leads into the items of a list.
fn inside<'a>(path: &'a FactPath, list: &FactPath) -> Option<&'a [Segment]> {
    let rest = path.0.strip_prefix(list.0.as_slice())?.strip_prefix(&[Segment::Any])?;
    (!rest.is_empty()).then_some(rest)
}

fn pass(item: &Value, tests: &[Test]) -> bool {
    tests.iter().all(|test| has(item, &test.path, &test.wants))
}

fn has(value: &Value, path: &[Step], wants: &Wants) -> bool {
    match (path.split_first(), value) {
        (None, value) => match wants {
            Wants::Member => is_something(value),
            Wants::Word(words) => words.contains(value),
            Wants::Truth => holds(value),
            Wants::Anything => exists(value),
        },
        (Some((Step::Key(key), rest)), Value::Object(members)) => {
            members.get(key).is_some_and(|member| has(member, rest, wants))
        }
        (Some((Step::Any, rest)), Value::Array(items)) => {
            items.iter().any(|item| has(item, rest, wants))
        }
        (Some((Step::Any, rest)), Value::Object(members)) => {
            members.values().any(|member| has(member, rest, wants))
        }
        _ => false,
    }
}

fn wants(must: &Must) -> Wants {
    match must {
        Must::Be(words) => Wants::Word(words.iter().map(value).collect()),
        Must::Have => Wants::Member,
        Must::Hold => Wants::Truth,
        Must::Exist => Wants::Anything,
    }
}

fn step(segment: &Segment) -> Step {
    match segment {
        Segment::Key(key) => Step::Key(Value::from(key.as_str())),
        Segment::Any => Step::Any,
    }
}

fn value(word: &Word) -> Value {
    match word {
        Word::Text(text) => Value::from(text.as_str()),
        Word::Flag(flag) => Value::from(*flag),
    }
}
