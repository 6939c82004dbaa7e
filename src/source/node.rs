//! The one tree that YAML and JSON files are read into: values with the bytes they came from.
//!
//! Collectors walk it to make facts, the locator walks it to find spans. It is the only shape
//! of a parsed document in the crate, so a format is added by making this tree from it.

use std::ops::Range;
use std::sync::Arc;

/// A value and its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// The bytes of the value: quotes included, the indicator line of a block scalar included,
    /// trailing line breaks of a block left out.
    pub(crate) span: Range<usize>,
    /// What it is.
    pub(crate) kind: Kind,
}

/// The kinds of [`Node`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// Text, a number, a boolean or nothing.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping in its order. A key that stands twice stands here twice; [`Node::get`] gives
    /// the last.
    Map(Vec<Entry>),
    /// A YAML alias: the anchored node, shared. The span of the alias node is the `*name`.
    Alias(Arc<Node>),
}

/// A scalar as written and as meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scalar {
    /// The text with quotes, escapes, folding and indentation resolved; `on` and `3.10` stay
    /// as they are written.
    pub(crate) text: String,
    /// How it is written.
    pub(crate) style: Style,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// YAML without quotes, or a JSON number or literal: `true` and `null` mean themselves.
    Plain,
    /// In quotes of either kind: always text.
    Quoted,
    /// A YAML `|` or `>` block: always text.
    Block,
}

/// One member of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// The key's text. A key that is no scalar has the text as it stands in the source.
    pub(crate) key: String,
    /// The key's bytes, quotes included.
    pub(crate) key_span: Range<usize>,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// The node itself, or what an alias stands for.
    pub(crate) fn resolved(&self) -> &Node {
        let mut node = self;
        while let Kind::Alias(target) = &node.kind {
            node = target;
        }
        node
    }

    /// The members of a mapping; none for anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.resolved().kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.resolved().kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The last member of a mapping with this key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// The value of the last member with this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The scalar, if it is one.
    pub(crate) fn scalar(&self) -> Option<&Scalar> {
        match &self.resolved().kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar of any style; nothing for an empty or null one.
    pub(crate) fn text(&self) -> Option<&str> {
        self.scalar().filter(|scalar| !scalar.is_null()).map(|scalar| scalar.text.as_str())
    }

    /// The boolean, if it is written as one.
    pub(crate) fn boolean(&self) -> Option<bool> {
        match self.scalar() {
            Some(scalar) if scalar.style == Style::Plain => match scalar.text.as_str() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is a mapping.
    pub(crate) fn is_map(&self) -> bool {
        matches!(self.resolved().kind, Kind::Map(_))
    }

    /// Whether it is a list.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.resolved().kind, Kind::List(_))
    }

    /// Whether nothing is written, or null.
    pub(crate) fn is_null(&self) -> bool {
        self.scalar().is_some_and(Scalar::is_null)
    }

    /// What it is, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match &self.resolved().kind {
            Kind::Map(_) => "a mapping",
            Kind::List(_) => "a list",
            Kind::Scalar(scalar) if scalar.is_null() => "nothing",
            Kind::Scalar(_) => "a scalar",
            Kind::Alias(_) => "an alias",
        }
    }
}

impl Scalar {
    /// Whether it is YAML's or JSON's null.
    pub(crate) fn is_null(&self) -> bool {
        self.style == Style::Plain
            && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}
