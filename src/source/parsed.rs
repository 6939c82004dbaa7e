//! What a parser hands back, whatever the format: documents and duplicate keys, or the one
//! error that stopped it. The bounds that every parser keeps stand here too.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use super::node::{Entry, Kind, Node};

/// How deep values may nest, aliases followed. What walks a tree may recurse this far.
pub(crate) const MAX_DEPTH: usize = 128;

/// How many values a file may hold.
pub(crate) const MAX_NODES: usize = 1_000_000;

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parsed {
    /// The documents that hold something; JSON has exactly one.
    pub(crate) documents: Vec<Node>,
    /// Keys that stand more than once in one mapping, in the order of the text.
    pub(crate) duplicates: Vec<Duplicate>,
}

/// A key that stood before in the same mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Duplicate {
    /// The key.
    pub(crate) key: String,
    /// The repeated key's bytes.
    pub(crate) span: Range<usize>,
    /// The bytes of its first appearance.
    pub(crate) first: Range<usize>,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// What is wrong, in lower case, without the place.
    pub(crate) message: String,
    /// The bytes at fault, on character boundaries.
    pub(crate) span: Range<usize>,
    /// Whether the text is wrong or merely too much.
    pub(crate) kind: SyntaxErrorKind,
}

/// The kinds of [`SyntaxError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SyntaxErrorKind {
    /// The text breaks the rules of its format.
    Malformed,
    /// The text goes past a bound of this program.
    TooLarge,
}

impl SyntaxError {
    pub(crate) fn malformed(message: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), span, kind: SyntaxErrorKind::Malformed }
    }

    pub(crate) fn too_large(message: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), span, kind: SyntaxErrorKind::TooLarge }
    }

    pub(crate) fn too_deep(span: Range<usize>) -> Self {
        Self::too_large(format!("values nest more than {MAX_DEPTH} levels deep"), span)
    }

    pub(crate) fn too_many(span: Range<usize>) -> Self {
        Self::too_large(format!("the file holds more than {MAX_NODES} values"), span)
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SyntaxError {}

impl Parsed {
    /// The documents with their duplicate keys looked up.
    pub(crate) fn new(documents: Vec<Node>) -> Self {
        let mut duplicates = Vec::new();
        for document in &documents {
            collect_duplicates(document, &mut duplicates);
        }
        duplicates.sort_by_key(|duplicate| duplicate.span.start);
        Self { documents, duplicates }
    }
}

/// Aliases are not followed: what they stand for is looked at where it is written.
fn collect_duplicates(node: &Node, found: &mut Vec<Duplicate>) {
    match &node.kind {
        Kind::Scalar(_) | Kind::Alias(_) => {}
        Kind::List(items) => items.iter().for_each(|item| collect_duplicates(item, found)),
        Kind::Map(entries) => {
            repeated(entries, found);
            entries.iter().for_each(|entry| collect_duplicates(&entry.value, found));
        }
    }
}

fn repeated(entries: &[Entry], found: &mut Vec<Duplicate>) {
    let mut report = |entry: &Entry, first: &Entry| {
        found.push(Duplicate {
            key: entry.key.clone(),
            span: entry.key_span.clone(),
            first: first.key_span.clone(),
        });
    };
    // Most mappings are small: comparing beats hashing there, and large ones stay linear.
    if entries.len() <= 8 {
        for (index, entry) in entries.iter().enumerate() {
            if let Some(first) = entries.iter().take(index).find(|first| first.key == entry.key) {
                report(entry, first);
            }
        }
        return;
    }
    let mut seen: HashMap<&str, &Entry> = HashMap::with_capacity(entries.len());
    for entry in entries {
        match seen.get(entry.key.as_str()) {
            Some(first) => report(entry, first),
            None => {
                seen.insert(&entry.key, entry);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::{json, yaml};

    fn duplicates<'a>(text: &'a str, parsed: &Parsed) -> Vec<(&'a str, usize, usize)> {
        parsed
            .duplicates
            .iter()
            .map(|found| (&text[found.span.clone()], found.first.start, found.span.start))
            .collect()
    }

    #[test]
    fn yaml_and_json_report_the_same_repeated_keys() -> Result<(), SyntaxError> {
        let text = r#"{"a": 1, "b": {"c": 1, "é": 2, "c": 3}, "a": 2, "a": 3}"#;
        let expected = vec![
            (r#""c""#, 15, text.find(r#""c": 3"#).unwrap_or(0)),
            (r#""a""#, 1, 41),
            (r#""a""#, 1, 49),
        ];
        assert_eq!(duplicates(text, &json::parse(text)?), expected);
        assert_eq!(duplicates(text, &yaml::parse(text)?), expected);
        Ok(())
    }

    #[test]
    fn a_large_mapping_is_searched_too() -> Result<(), SyntaxError> {
        let mut text: String = (0..20_000).map(|n| format!("k{n}: {n}\n")).collect();
        text.push_str("\"k7\": again\n");
        assert_eq!(duplicates(&text, &yaml::parse(&text)?), [("\"k7\"", 42, text.len() - 12)]);
        Ok(())
    }

    #[test]
    fn an_alias_is_not_searched_again() -> Result<(), SyntaxError> {
        let text = "a: &x {k: 1, k: 2}\nb: *x\n";
        assert_eq!(duplicates(text, &yaml::parse(text)?), [("k", 7, 13)]);
        Ok(())
    }
}
