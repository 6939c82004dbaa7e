//! The entries of `yarn.lock`, one after another: from its lines as Yarn writes them, or from
//! YAML of any other form, which every version of Yarn reads as well.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use super::yarn_line::{self, Dialect};
use crate::source::node::Node;
use crate::source::text::LineIndex;

/// The members of an entry that facts are made of.
const WANTED: [&str; 10] = [
    "version",
    "resolved",
    "integrity",
    "name",
    "resolution",
    "checksum",
    "conditions",
    "linkType",
    "languageName",
    "cacheKey",
];

/// One entry.
#[derive(Debug, Default)]
pub(crate) struct Block<'a> {
    /// The line of its key, from 1.
    pub(crate) line: usize,
    /// What it locks.
    pub(crate) keys: Vec<Cow<'a, str>>,
    fields: Vec<(&'static str, Cow<'a, str>)>,
    /// A member that stood before.
    pub(crate) repeated: Option<&'static str>,
    /// What it depends on: names and ranges.
    pub(crate) dependencies: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Block<'a> {
    /// The value of a member, the last one if it stands twice.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value.as_ref())
    }

    fn set(&mut self, key: &str, value: Cow<'a, str>) {
        let Some(name) = WANTED.into_iter().find(|name| *name == key) else { return };
        match self.fields.iter_mut().find(|(key, _)| *key == name) {
            Some(field) => {
                self.repeated = Some(name);
                field.1 = value;
            }
            None => self.fields.push((name, value)),
        }
    }

    fn start(&mut self, line: usize) {
        self.line = line;
        self.keys.clear();
        self.fields.clear();
        self.repeated = None;
        self.dependencies.clear();
    }
}

/// What stopped the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) line: usize,
    pub(crate) reason: &'static str,
}

/// Where entries come from.
pub(crate) enum Blocks<'a> {
    /// Lines as Yarn writes them.
    Lines(&'a str, Dialect),
    /// YAML, and the lines of its text.
    Tree(&'a Node, LineIndex<'a>),
}

impl<'a> Blocks<'a> {
    /// Hands over each entry in the order of the file, without their members where `keys_only`,
    /// until the visitor says that it has seen enough.
    pub(crate) fn each(
        &self,
        keys_only: bool,
        visit: &mut dyn FnMut(&Block<'a>) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        match self {
            Self::Lines(text, dialect) => Reader {
                dialect: *dialect,
                block: Block::default(),
                inner: 0,
                nested: false,
                list: false,
                long: false,
            }
            .read(text, keys_only, visit),
            Self::Tree(node, lines) => of_tree(node, lines, visit),
        }
    }

    /// The keys that stand on several entries, with the line of the last.
    pub(crate) fn repeated(&self) -> Result<BTreeMap<Cow<'a, str>, usize>, Fault> {
        let mut seen: HashMap<Cow<'a, str>, usize> = HashMap::new();
        let mut repeated = BTreeMap::new();
        self.each(true, &mut |block| {
            for key in &block.keys {
                let before = seen.insert(key.clone(), block.line);
                if before.is_some_and(|line| line != block.line) {
                    repeated.insert(key.clone(), block.line);
                }
            }
            ControlFlow::Continue(())
        })?;
        Ok(repeated)
    }
}

fn of_tree<'a>(
    node: &'a Node,
    lines: &LineIndex<'_>,
    visit: &mut dyn FnMut(&Block<'a>) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut block = Block::default();
    for entry in node.entries() {
        let (line, _) = lines.position(entry.key_span.start);
        if !entry.value.is_map() {
            return Err(Fault { line, reason: "an entry that is no mapping" });
        }
        block.start(line);
        yarn_line::split(Cow::Borrowed(entry.key.as_str()), &mut block.keys);
        for member in entry.value.entries() {
            if let Some(value) = member.value.text() {
                block.set(&member.key, Cow::Borrowed(value));
            }
            for inner in member.value.entries().iter().filter(|_| is_list(&member.key)) {
                let range = inner.value.text().map(Cow::Borrowed);
                block.dependencies.extend(range.map(|r| (Cow::Borrowed(inner.key.as_str()), r)));
            }
        }
        if visit(&block).is_break() {
            break;
        }
    }
    Ok(())
}

/// Whether a member lists what the entry depends on.
fn is_list(member: &str) -> bool {
    matches!(member, "dependencies" | "optionalDependencies")
}

/// The state between lines.
struct Reader<'a> {
    dialect: Dialect,
    block: Block<'a>,
    /// The indentation of the entry's members; 0 before the first.
    inner: usize,
    /// The last member has members of its own.
    nested: bool,
    /// The last member lists dependencies.
    list: bool,
    /// A key of YAML's long form is waiting for its colon.
    long: bool,
}

impl<'a> Reader<'a> {
    fn read(
        mut self,
        text: &'a str,
        keys_only: bool,
        visit: &mut dyn FnMut(&Block<'a>) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        for (index, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let body = line.trim_start_matches([' ', '\t']);
            if body.is_empty() || body.starts_with('#') {
                continue;
            }
            let indent = line.len() - body.len();
            let told = |reason| Fault { line: index + 1, reason };
            if indent > 0 {
                if !keys_only {
                    self.member(indent, line, body).map_err(told)?;
                }
            } else if self.long {
                if body != ":" {
                    return Err(told("expected `:` behind the key"));
                }
                self.long = false;
            } else {
                if !self.block.keys.is_empty() && visit(&self.block).is_break() {
                    return Ok(());
                }
                self.block.start(index + 1);
                (self.inner, self.nested) = (0, false);
                self.keys(body).map_err(told)?;
            }
        }
        if !self.block.keys.is_empty() {
            let _last = visit(&self.block);
        }
        Ok(())
    }

    fn keys(&mut self, body: &'a str) -> Result<(), &'static str> {
        match body.strip_prefix("? ").filter(|_| self.dialect == Dialect::Berry) {
            None => yarn_line::keys(body, self.dialect, &mut self.block.keys),
            Some(long) => {
                let (key, rest) = yarn_line::quoted(long)?;
                yarn_line::split(key, &mut self.block.keys);
                self.long = true;
                if rest.is_empty() { Ok(()) } else { Err("unexpected text behind the key") }
            }
        }
    }

    fn member(&mut self, indent: usize, line: &str, body: &'a str) -> Result<(), &'static str> {
        if self.block.keys.is_empty() || self.long {
            return Err("an indented line without a key before it");
        }
        if self.dialect == Dialect::Berry && line.get(..indent).is_some_and(|i| i.contains('\t')) {
            return Err("a tab in the indentation");
        }
        if self.inner == 0 {
            self.inner = indent;
        }
        if indent > self.inner {
            let known = self.dialect == Dialect::Berry && yarn_line::is_item(body);
            if !self.nested {
                return Err("a line is indented too far");
            }
            if known {
                return Ok(());
            }
            let field = yarn_line::field(body, self.dialect)?;
            if let Some(range) = field.value.filter(|_| self.list) {
                self.block.dependencies.push((field.key, range));
            }
            return Ok(());
        }
        if indent < self.inner {
            return Err("a line is not indented far enough");
        }
        let field = yarn_line::field(body, self.dialect)?;
        self.nested = field.value.is_none();
        self.list = self.nested && is_list(&field.key);
        if let Some(value) = field.value {
            self.block.set(&field.key, value);
        }
        Ok(())
    }
}
