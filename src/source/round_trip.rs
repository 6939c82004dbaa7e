//! Random documents, rendered as JSON and as YAML in its block and flow forms: for every node
//! the located bytes, read alone, are the node again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::ops::Range;

use proptest::prelude::*;

use super::anchor::Fragment;
use super::locate::{Document, Mark, Target};
use super::node::{Kind, Node};
use super::{json, yaml};

/// A document to render: its texts are the truth that the bytes are held against.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-zé日😀 :#'\"\\\\*&!%@|>{}\\[\\],/~-]{0,8}",
        "[a-zé]{1,4}(\n([ ]{0,2}[a-zé😀]{1,4})?){1,4}\n{0,3}",
    ];
    let leaf = text.prop_map(Value::Text);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = "[a-zé日/~:# '\"]{1,4}";
        let unique = |entries: Vec<(String, Value)>| {
            let mut seen = std::collections::BTreeSet::new();
            entries.into_iter().filter(|(key, _)| seen.insert(key.clone())).collect()
        };
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Value::List),
            prop::collection::vec((key, inner), 1..4)
                .prop_map(move |entries| Value::Map(unique(entries))),
        ]
    })
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '😀' => out.push_str("\\ud83d\\ude00"),
            '日' => out.push_str("\\u65e5"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// JSON, which is YAML's flow form too.
fn flow(value: &Value, out: &mut String) {
    match value {
        Value::Text(text) => out.push_str(&quoted(text)),
        Value::List(items) => {
            out.push_str("[ ");
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ",\n  " } else { "" });
                flow(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                let _infallible =
                    write!(out, "{}{}: ", if index > 0 { ", " } else { "" }, quoted(key));
                flow(value, out);
            }
            out.push_str(" }");
        }
    }
}

/// YAML's block form; texts in the style that fits them.
fn block(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Text(text) => {
            let plain = text.chars().all(char::is_alphabetic) && !text.is_empty();
            let literal = text.contains('\n') && text.starts_with(char::is_alphabetic);
            if plain {
                let _infallible = writeln!(out, " {text} # c");
            } else if literal {
                let chomp = match text.len() - text.trim_end_matches('\n').len() {
                    0 => "-",
                    1 => "",
                    _ => "+",
                };
                let _infallible = writeln!(out, " |{chomp} # |");
                let body = text.strip_suffix('\n').unwrap_or(text);
                for line in body.split('\n') {
                    let _infallible = writeln!(out, "{pad}  {line}");
                }
            } else if text.contains('\n') {
                let _infallible = writeln!(out, " {}", quoted(text));
            } else {
                let _infallible = writeln!(out, " '{}'", text.replace('\'', "''"));
            }
        }
        Value::List(items) => {
            out.push('\n');
            for item in items {
                let _infallible = write!(out, "{pad}-");
                block(item, indent + 2, out);
            }
        }
        Value::Map(entries) => {
            out.push('\n');
            for (key, value) in entries {
                let _infallible = write!(out, "{pad}'{}':", key.replace('\'', "''"));
                block(value, indent + 2, out);
            }
        }
    }
}

type Reader = fn(&str) -> Result<super::parsed::Parsed, super::parsed::SyntaxError>;

/// Whether a node is what the document says.
fn same(node: &Node, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Scalar(scalar), Value::Text(text)) => scalar.text == *text,
        (Kind::List(nodes), Value::List(items)) => {
            nodes.len() == items.len()
                && nodes.iter().zip(items).all(|(node, item)| same(node, item))
        }
        (Kind::Map(nodes), Value::Map(entries)) => {
            nodes.len() == entries.len()
                && nodes
                    .iter()
                    .zip(entries)
                    .all(|(node, (key, value))| node.key == *key && same(&node.value, value))
        }
        _ => false,
    }
}

/// The bytes of a node alone, its lines where they stood so that indentation keeps its meaning.
fn alone(text: &str, span: Range<usize>) -> String {
    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..span.start].chars().count();
    // A block scalar needs a parent that is indented less, a document root has none.
    let part = &text[span];
    if part.starts_with('|') {
        let indent = part.lines().nth(1).map_or(0, |l| l.len() - l.trim_start_matches(' ').len());
        return format!("{}k: {part}\n", " ".repeat(indent.saturating_sub(1)));
    }
    format!("{}{part}", " ".repeat(before))
}

fn check(
    path: &str,
    text: &str,
    read: Reader,
    document: &Document<'_>,
    pointer: &mut Vec<String>,
    value: &Value,
) -> Result<(), TestCaseError> {
    let fragment = Fragment::Pointer(pointer.clone());
    let target = |mark| Target { fragment: &fragment, chars: None, key: &[], mark };
    let span = document.locate(&target(Mark::Value)).unwrap();
    let source = alone(text, span.clone());
    let parsed = read(&source)
        .map_err(|error| TestCaseError::fail(format!("{error}: {source:?} of {text:?}")))?;
    let node = parsed.documents[0].get("k").filter(|_| text[span.clone()].starts_with('|'));
    let node = node.unwrap_or(&parsed.documents[0]);
    // Blank lines at the end of `|+` stand behind the span.
    let trimmed = match value {
        Value::Text(text) if source.contains("|+") => {
            Value::Text(format!("{}\n", text.trim_end_matches('\n')))
        }
        other => other.clone(),
    };
    prop_assert!(
        same(node, &trimmed) || contains_keep(&trimmed),
        "{path} {pointer:?}: {source:?} is not {value:?}"
    );
    match value {
        Value::Text(_) => prop_assert_eq!(document.locate(&target(Mark::Auto)).unwrap(), span),
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push(index.to_string());
                check(path, text, read, document, pointer, item)?;
                pointer.pop();
            }
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                pointer.push(key.clone());
                let fragment = Fragment::Pointer(pointer.clone());
                let target = Target { fragment: &fragment, chars: None, key: &[], mark: Mark::Key };
                let found = &text[document.locate(&target).unwrap()];
                let parsed = yaml::parse(found).unwrap();
                prop_assert_eq!(parsed.documents[0].text(), Some(key.as_str()));
                check(path, text, read, document, pointer, value)?;
                pointer.pop();
            }
        }
    }
    Ok(())
}

/// Whether a collection ends in a text whose blank lines stand behind its span.
fn contains_keep(value: &Value) -> bool {
    match value {
        Value::Text(_) => false,
        Value::List(items) => items.last().is_some_and(ends_blank),
        Value::Map(entries) => entries.last().is_some_and(|(_, value)| ends_blank(value)),
    }
}

fn ends_blank(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.ends_with('\n'),
        other => contains_keep(other),
    }
}

fn check_all(path: &str, text: &str, read: Reader, value: &Value) -> Result<(), TestCaseError> {
    let document = Document::new(path, text);
    let parsed = read(text).map_err(|error| TestCaseError::fail(format!("{error}: {text:?}")))?;
    prop_assert!(same(&parsed.documents[0], value), "{text:?} is not {value:?}");
    check(path, text, read, &document, &mut Vec::new(), value)
}

proptest! {
    #[test]
    fn every_node_of_a_json_document(value in value(), bom in any::<bool>()) {
        let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
        flow(&value, &mut text);
        check_all("package.json", &text, json::parse, &value)?;
        check_all("bun.lock", &text, json::parse_jsonc, &value)?;
        check_all("x.yaml", &text, yaml::parse, &value)?;
    }

    #[test]
    fn every_node_of_a_block_document(value in value(), crlf in any::<bool>()) {
        let mut text = String::from("---");
        block(&value, 0, &mut text);
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        check_all("x.yml", &text, yaml::parse, &value)?;
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-cé😀:#*&!|>'\"\\[\\]{},?<%@\\\\ \t\r\n\u{feff}0-3~.-]{0,40}") {
        if let Ok(parsed) = yaml::parse(&text) {
            let document = Document::new("x.yml", &text);
            for root in &parsed.documents {
                within(&text, root)?;
            }
            for mark in [Mark::Auto, Mark::Key, Mark::Value, Mark::Entry] {
                let fragment = Fragment::Pointer(vec!["a".to_owned()]);
                let target = Target { fragment: &fragment, chars: Some(0..1), key: &[], mark };
                let found = document.locate(&target);
                prop_assert!(found.is_some_and(|range| text.get(range).is_some()));
            }
        }
    }
}

/// Every span is a part of the text.
fn within(text: &str, node: &Node) -> Result<(), TestCaseError> {
    prop_assert!(text.get(node.span.clone()).is_some(), "{:?} of {text:?}", node.span);
    for item in node.items() {
        within(text, item)?;
    }
    for entry in node.entries() {
        prop_assert!(
            text.get(entry.key_span.clone()).is_some(),
            "{:?} of {text:?}",
            entry.key_span
        );
        within(text, &entry.value)?;
    }
    Ok(())
}
