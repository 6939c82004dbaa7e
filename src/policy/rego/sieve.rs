//! Leaves out of the facts what a definition cannot find anything in.
//!
//! Where a definition goes through a list by one statement alone, an item that lacks what the
//! definition needs, or is not what it asks for, adds nothing to its answer. A repository has
//! thousands of steps, of which a rule about publishing asks for five: the engine, which would
//! walk them all, gets these five.

use std::collections::BTreeMap;

use regorus::Value;

use super::input::is_something;
use crate::policy::reads::{FactPath, Reads, Segment, Word};

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
    /// Of the items of a sifted list: what each of them must have.
    tests: Option<Vec<Test>>,
}

/// Something that must be somewhere in an item.
#[derive(Debug, Clone)]
struct Test {
    path: Vec<Step>,
    /// One of these words; without any, a collection with a member.
    words: Vec<Value>,
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
        let needs = reads.needs.get(index).into_iter().flatten().map(|path| (path, Vec::new()));
        let guards = reads.guards.get(index).into_iter().flatten();
        let guards = guards.map(|guard| (&guard.path, guard.any_of.iter().map(value).collect()));
        let asked: Vec<(&FactPath, Vec<Value>)> = needs.chain(guards).collect();
        for list in reads.alone.get(index).into_iter().flatten() {
            let tests = asked.iter().filter_map(|(path, words)| {
                let within =
                    path.0.strip_prefix(list.0.as_slice())?.strip_prefix(&[Segment::Any])?;
                let path = within.iter().map(step).collect();
                Some(Test { path, words: words.clone() })
            });
            let tests: Vec<_> = tests.filter(|test| !test.path.is_empty()).collect();
            if !tests.is_empty() {
                sieve.root.at(&list.0).items.get_or_insert_default().tests = Some(tests);
                sieve.idle = false;
            }
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
                    let changed = node.sift(item);
                    let item = changed.as_ref().unwrap_or(item);
                    let stays = node.tests.iter().flatten().all(|test| holds(item, test));
                    all &= stays && changed.is_none();
                    if stays {
                        kept.push(item.clone());
                    }
                }
                (!all).then(|| Value::from(kept))
            }
            _ => None,
        }
    }
}

fn holds(item: &Value, test: &Test) -> bool {
    any_holds(item, &test.path, &test.words)
}

fn any_holds(value: &Value, path: &[Step], words: &[Value]) -> bool {
    match (path.split_first(), value) {
        (None, value) if words.is_empty() => is_something(value),
        (None, value) => words.contains(value),
        (Some((Step::Key(key), rest)), Value::Object(members)) => {
            members.get(key).is_some_and(|member| any_holds(member, rest, words))
        }
        (Some((Step::Any, rest)), Value::Array(items)) => {
            items.iter().any(|item| any_holds(item, rest, words))
        }
        (Some((Step::Any, rest)), Value::Object(members)) => {
            members.values().any(|member| any_holds(member, rest, words))
        }
        _ => false,
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
