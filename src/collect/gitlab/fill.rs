//! `$[[ inputs.name ]]`: what the file that includes another gives it, filled in.
//!
//! Syntax: <https://docs.gitlab.com/ci/inputs/>. Within a script only a value that is nothing but an
//! input is filled in: the characters of the others keep their places, and the shell's reader knows
//! what an input looks like.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::source::node::{Kind, Node};

const OPEN: &str = "$[[";
const CLOSE: &str = "]]";

/// Members whose texts are scripts.
const SCRIPTS: [&str; 4] = ["before_script", "script", "after_script", "pre_get_sources_script"];

/// How many values inputs may stand for in one file.
const MOST: usize = 100_000;

/// Where something was filled in, by first bytes.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// The keys as they are written.
    pub(super) keys: BTreeMap<usize, String>,
    pub(super) values: BTreeSet<usize>,
}

/// Fills a file with what it is given, and else with the defaults of its `spec`.
pub(super) fn fill(content: &mut Node, spec: Option<&Node>, given: &Node) -> Filled {
    let mut inputs = BTreeMap::new();
    for entry in spec.and_then(|spec| spec.get("inputs")).map(Node::entries).unwrap_or_default() {
        if let Some(default) = entry.value.get("default") {
            inputs.insert(entry.key.as_str(), default);
        }
    }
    inputs.extend(given.entries().iter().map(|entry| (entry.key.as_str(), &entry.value)));
    let mut filling = Filling { inputs, filled: Filled::default(), left: MOST };
    filling.node(content, false);
    filling.filled
}

struct Filling<'a> {
    inputs: BTreeMap<&'a str, &'a Node>,
    filled: Filled,
    left: usize,
}

impl Filling<'_> {
    /// The recursion is as deep as the tree, aliases followed, which its parser bounds.
    fn node(&mut self, node: &mut Node, in_script: bool) {
        let span = node.span.clone();
        match &mut node.kind {
            Kind::Scalar(scalar) if scalar.text.contains(OPEN) => {
                let text = &scalar.text;
                if let Some(kind) = self.whole(text, &span) {
                    node.kind = kind;
                    self.filled.values.insert(span.start);
                } else if !in_script && let Some(text) = self.parts(text) {
                    scalar.text = text;
                    self.filled.values.insert(span.start);
                }
            }
            Kind::Scalar(_) => {}
            Kind::List(items) => items.iter_mut().for_each(|item| self.node(item, in_script)),
            Kind::Map(entries) => {
                for entry in entries {
                    let in_script = in_script || SCRIPTS.contains(&entry.key.as_str());
                    self.node(&mut entry.value, in_script);
                    if let Some(key) = self.parts(&entry.key) {
                        let written = std::mem::replace(&mut entry.key, key);
                        self.filled.keys.insert(entry.key_span.start, written);
                    }
                }
            }
            Kind::Alias(target) => {
                let mut own = Node::clone(target);
                self.node(&mut own, in_script);
                *target = Arc::new(own);
            }
        }
    }

    /// What a text is that is nothing but one input: a text, a list or a mapping.
    fn whole(&mut self, text: &str, span: &Range<usize>) -> Option<Kind> {
        let inner = text.trim().strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
        if inner.contains(CLOSE) {
            return None;
        }
        let mut node = (*self.inputs.get(name(inner)?)?).clone();
        self.left = self.left.checked_sub(size(&node))?;
        // It stands where the input is named, and not in the file that gives it.
        stands_at(&mut node, span);
        Some(node.resolved().kind.clone())
    }

    /// A text with its inputs filled in, where all that it names are known texts.
    fn parts(&mut self, text: &str) -> Option<String> {
        let mut rest = text;
        let mut filled = String::new();
        while let Some((before, behind)) = rest.split_once(OPEN) {
            let (inner, after) = behind.split_once(CLOSE)?;
            let value = self.inputs.get(name(inner)?)?.text()?;
            self.left = self.left.checked_sub(1 + value.len() / 16)?;
            filled.push_str(before);
            filled.push_str(value);
            rest = after;
        }
        (rest.len() < text.len()).then(|| filled + rest)
    }
}

/// The name of the input that an expression is; not where a function changes it.
fn name(inner: &str) -> Option<&str> {
    let mut parts = inner.split('|').map(str::trim);
    let name = parts.next()?.strip_prefix("inputs.")?;
    // Variables in it are replaced later, as everywhere.
    parts.all(|function| function == "expand_vars").then_some(name)
}

fn size(node: &Node) -> usize {
    let mut count = 0;
    let mut ahead = vec![node];
    while let Some(next) = ahead.pop() {
        count += 1 + next.text().map_or(0, str::len) / 16;
        ahead.extend(next.items());
        ahead.extend(next.entries().iter().map(|entry| &entry.value));
    }
    count
}

/// Depth is bounded by the tree's.
fn stands_at(node: &mut Node, span: &Range<usize>) {
    node.span = span.clone();
    match &mut node.kind {
        Kind::Scalar(_) => {}
        Kind::List(items) => items.iter_mut().for_each(|item| stands_at(item, span)),
        Kind::Map(entries) => {
            for entry in entries {
                entry.key_span = span.clone();
                stands_at(&mut entry.value, span);
            }
        }
        Kind::Alias(target) => {
            let mut own = Node::clone(target);
            stands_at(&mut own, span);
            *target = Arc::new(own);
        }
    }
}
