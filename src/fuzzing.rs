//! What the fuzz targets of `fuzz/` call, compiled for them alone: one function for each parser,
//! which panics where the parser breaks a promise. CONTRIBUTING.md tells how to run them.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use globset::GlobSet;
use serde_json::{Value, json};

use crate::collect::{self, COLLECTORS, File, Harvest, Order};
use crate::config::Config;
use crate::facts::Facts;
use crate::finding::inline;
use crate::policy::metadata;
use crate::policy::reads::Demand;
use crate::policy::rego::{Program, Source};
use crate::source::anchor::{Anchor, Fragment, Place};
use crate::source::locate::{Document, Mark, Target};
use crate::source::node::{Kind, Node};
use crate::source::parsed::{Parsed, SyntaxError};
use crate::source::{json, rc, yaml};

/// The longest policy that is loaded: longer ones reach nothing else and take their time.
const MAX_POLICY: usize = 4096;

/// A YAML file: every span is a part of the text, and every node of the first document is found.
pub fn yaml(text: &str) {
    tree("x.yml", text, yaml::parse(text));
}

/// A JSON file, strict and with comments.
pub fn json(text: &str) {
    tree("x.json", text, json::parse(text));
    tree("x.jsonc", text, json::parse_jsonc(text));
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

/// A script of a shell, by way of a manifest that has it.
pub fn shell(script: &str) {
    collected("package.json", json!({"scripts": {"a": script}}).to_string().as_bytes());
}

/// `package.json`.
pub fn manifest(text: &str) {
    collected("package.json", text.as_bytes());
}

/// `package-lock.json`, which need not be text.
pub fn package_lock(bytes: &[u8]) {
    collected("package-lock.json", bytes);
}

/// `.npmrc`.
pub fn npmrc(text: &str) {
    collected(".npmrc", text.as_bytes());
}

/// A workflow, its scripts included.
pub fn workflow(text: &str) {
    collected(".github/workflows/a.yml", text.as_bytes());
}

/// An action.
pub fn action(text: &str) {
    collected("action.yml", text.as_bytes());
}

/// A repository: a line that starts with `>>> ` names the file that the lines behind it are.
/// What is worked out across files is reached only this way.
pub fn repository(text: &str) {
    const FILES: [&str; 5] = [
        "package.json",
        "a/package.json",
        ".github/workflows/a.yml",
        ".npmrc",
        "pnpm-workspace.yaml",
    ];
    let folder = Folder::new("repository");
    for part in text.split(">>> ") {
        if let Some((name, text)) = part.split_once('\n')
            && FILES.contains(&name)
        {
            folder.write(name, text);
        }
    }
    let (demand, exclude) = (Demand::everything(), GlobSet::empty());
    let order = Order { name: "a", demand: &demand, exclude: &exclude, today: "2026-11-21" };
    if let Ok((facts, _)) = collect::collect(&folder.0, &order) {
        anchors(&serde_json::to_value(facts).unwrap_or_default(), &mut |at| {
            assert!(Anchor::parse(at).is_some(), "{at} is no anchor");
        });
    }
}

/// A policy on its own: loading it, its annotations, and what its rules read.
pub fn policy(text: &str) {
    if text.len() > MAX_POLICY {
        return;
    }
    let source = Source { file: "x.rego".to_owned(), text: text.to_owned() };
    let (program, mut refusals) = Program::load(&[source], &json!({}));
    let _effects = program.effects(&program.definitions());
    let _dependencies = program.dependencies();
    refusals.extend(metadata::blocks("x.rego", text).1);
    for (start, end) in refusals.into_iter().filter_map(|refusal| refusal.span) {
        part(text, &(start..end));
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

/// `palisade.yaml`: each mistake stands at a part of the text.
pub fn config(text: &str) {
    let folder = Folder::new("config");
    folder.write("palisade.yaml", text);
    let config = Config::load(&folder.0.join("palisade.yaml"));
    for mistake in &config.mistakes {
        part(text, &(mistake.start..mistake.end));
    }
}

/// `palisade: ignore[…]` comments: their lines are lines of the text.
pub fn inline_ignores(text: &str) {
    let count = text.lines().count();
    for ignore in inline::ignores(text) {
        assert!((1..=ignore.target_line).contains(&ignore.line) && ignore.target_line <= count);
    }
}

/// Collects one file, as every collector does that claims it: all anchors lead into the file.
fn collected(path: &str, bytes: &[u8]) {
    let demand = Demand::everything();
    let mut harvest = Harvest::default();
    for collector in COLLECTORS.iter().filter(|collector| collector.claims(path)) {
        harvest.extend(collector.collect(&File { path, bytes, demand: &demand }));
    }
    let facts = Facts {
        packages: harvest.packages,
        settings: harvest.settings,
        lockfiles: harvest.lockfiles,
        pipelines: harvest.pipelines,
        problems: harvest.problems,
        ..Facts::default()
    };
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let document = Document::new(path, text);
    anchors(&serde_json::to_value(facts).unwrap_or_default(), &mut |at| {
        let Some(anchor) = Anchor::parse(at) else { panic!("{at} is no anchor") };
        assert_eq!(anchor.path, path, "{at} leads out of the file");
        let chars = anchor.chars.clone();
        let target = Target { fragment: &anchor.fragment, chars, key: &[], mark: Mark::Auto };
        if let Some(found) = document.locate(&target) {
            part(text, &found);
        }
    });
}

/// Every `at` of a value.
fn anchors(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| anchors(item, visit)),
        Value::Object(members) => members.iter().for_each(|(key, value)| match value.as_str() {
            Some(at) if key == "at" => visit(at),
            _ => anchors(value, visit),
        }),
        _ => {}
    }
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

fn part(text: &str, span: &Range<usize>) {
    assert!(text.get(span.clone()).is_some(), "{span:?} is no part of the text");
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

/// A folder for what is read from files alone, one for each process; gone with the input.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("palisade-fuzz-{name}-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        let written = fs::create_dir_all(path.parent().unwrap_or(Path::new("")))
            .and_then(|()| fs::write(&path, text));
        assert!(written.is_ok(), "{}: {written:?}", path.display());
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _absent = fs::remove_dir_all(&self.0);
    }
}
