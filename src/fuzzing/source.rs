//! Texts with a grammar of their own, as trees and lines, and the places in them.

use std::ops::Range;

use super::part;
use crate::source::anchor::{Anchor, Fragment, Place};
use crate::source::locate::{Document, Mark, Target};
use crate::source::node::{Kind, Node};
use crate::source::parsed::{Parsed, SyntaxError};
use crate::source::{json, rc, toml, yaml};

/// A YAML file: every span is a part of the text, and every node of the first document is found.
pub fn yaml(text: &str) {
    tree("x.yml", text, yaml::parse(text));
}

/// A JSON file, strict and with comments.
pub fn json(text: &str) {
    tree("x.json", text, json::parse(text));
    tree("x.jsonc", text, json::parse_jsonc(text));
    tree("x.json5", text, json::parse_json5(text));
}

/// A TOML file.
pub fn toml(text: &str) {
    tree("x.toml", text, toml::parse(text));
}

/// A file of settings: keys and values are what stands at their spans, and lines are found.
pub fn rc(text: &str) {
    let document = Document::new(".npmrc", text);
    for setting in rc::lines(text) {
        assert_eq!(text.get(setting.key_span.clone()), Some(setting.key));
        assert_eq!(text.get(setting.value_span.clone()), Some(setting.value.unwrap_or_default()));
        assert!(setting.text().len() <= text.len().max("true".len()));
        part(text, &setting.span);
        let fragment = Fragment::Line(setting.number);
        for mark in [Mark::Auto, Mark::Key, Mark::Value, Mark::Entry] {
            find(text, &document, &fragment, None, mark);
        }
    }
}

/// Anchors: what is one reads back from what a [`Place`] builds of it, and so do any names.
pub fn anchor(text: &str) {
    if let Some(anchor) = Anchor::parse(text) {
        let file = Place::file(&anchor.path);
        let place = match &anchor.fragment {
            // No place has characters of a whole file.
            Fragment::Whole => return,
            Fragment::Line(number) => file.line(*number),
            Fragment::Pointer(tokens) => tokens.iter().fold(file, |place, token| place.key(token)),
        };
        let place = anchor.chars.iter().fold(place, |place, chars| place.chars(chars.clone()));
        assert_eq!(Anchor::parse(&place.at()), Some(anchor));
    }
    let mut names = text.split('\n');
    let path = names.next().unwrap_or_default();
    let keys: Vec<_> = names.map(str::to_owned).collect();
    let place = keys.iter().fold(Place::file(path), |place, key| place.key(key));
    let fragment = if keys.is_empty() { Fragment::Whole } else { Fragment::Pointer(keys) };
    let built = Anchor { path: path.to_owned(), fragment, chars: None };
    assert_eq!(Anchor::parse(&place.at()), Some(built));
}

/// A document's spans are parts of the text, and so is the place of what is wrong with it.
fn tree(path: &str, text: &str, parsed: Result<Parsed, SyntaxError>) {
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return part(text, &error.span),
    };
    for duplicate in &parsed.duplicates {
        part(text, &duplicate.first);
        part(text, &duplicate.span);
    }
    let document = Document::new(path, text);
    for (index, root) in parsed.documents.iter().enumerate() {
        node(text, root, (index == 0).then_some(&document), &mut Vec::new());
    }
}

/// Spans hold those of what is inside, and the locator finds what the tree has. What an alias
/// stands for is looked at where it is written; of keys that stand twice, the last is found.
fn node(text: &str, value: &Node, document: Option<&Document<'_>>, tokens: &mut Vec<String>) {
    part(text, &value.span);
    if let Some(document) = document {
        let fragment = Fragment::Pointer(tokens.clone());
        let end = value.text().map_or(1, |text| text.chars().count());
        for chars in [None, Some(0..1), Some(0..end), Some(end..end + 1)] {
            for mark in [Mark::Auto, Mark::Key, Mark::Entry] {
                find(text, document, &fragment, chars.clone(), mark);
            }
        }
        let found = find(text, document, &fragment, None, Mark::Value);
        assert!(value.span.is_empty() || found == value.span, "{found:?} for {:?}", value.span);
    }
    if matches!(value.kind, Kind::Alias(_)) {
        return;
    }
    for (index, item) in value.items().iter().enumerate() {
        holds(&value.span, &item.span);
        tokens.push(index.to_string());
        node(text, item, document, tokens);
        tokens.pop();
    }
    for entry in value.entries() {
        part(text, &entry.key_span);
        holds(&value.span, &entry.key_span);
        holds(&value.span, &entry.value.span);
        let is_last = value.entry(&entry.key).is_some_and(|last| std::ptr::eq(last, entry));
        tokens.push(entry.key.clone());
        node(text, &entry.value, document.filter(|_| is_last), tokens);
        tokens.pop();
    }
}

fn holds(outer: &Range<usize>, inner: &Range<usize>) {
    let held = outer.start <= inner.start && inner.end <= outer.end;
    assert!(held, "{inner:?} lies outside of {outer:?}");
}

/// What is there is found.
fn find(
    text: &str,
    document: &Document<'_>,
    fragment: &Fragment,
    chars: Option<Range<usize>>,
    mark: Mark,
) -> Range<usize> {
    let found = document.locate(&Target { fragment, chars, key: &[], mark });
    let Some(found) = found else { panic!("{fragment:?} is not found") };
    part(text, &found);
    found
}
