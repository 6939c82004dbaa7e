//! Whole files, and the exact JSON of the parts that each test is about.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod conditions;
mod expressions;
mod hostile;
mod jobs;
mod steps;
mod tasks;
mod templates;
mod top;

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Value, json};

use super::{pipeline, replaced};
use crate::collect::ci::Options;
use crate::collect::ci::underlined::underlined;
use crate::collect::followed::Followed;
use crate::collect::shell;
use crate::facts::{Pipeline, Problem};
use crate::source::anchor::Anchor;
use crate::source::tree::Given;
use crate::source::yaml;

const FILE: &str = "azure-pipelines.yml";

/// The pipeline and the problems of the first of these files, beside which the others stand.
fn read_all(files: &[(&str, &str)]) -> (Pipeline, Vec<Problem>) {
    let given = Given::of(files);
    let (path, text) = files[0];
    let parser = |script: &str, at: &dyn Fn(Range<usize>) -> String| {
        shell::commands_around(script, &replaced(script), at)
    };
    let options = Options { text, commands: true, parser: &parser };
    let document = yaml::parse(text).unwrap().documents.into_iter().next().unwrap();
    let (pipeline, _, problems) = pipeline(path, &document, &Followed::of(&given), &options);
    (pipeline, problems)
}

fn read(text: &str) -> (Pipeline, Vec<Problem>) {
    read_all(&[(FILE, text)])
}

/// The pipeline of files without problems, as JSON.
fn facts_of(files: &[(&str, &str)]) -> Value {
    let (pipeline, problems) = read_all(files);
    assert_eq!(problems, []);
    serde_json::to_value(pipeline).unwrap()
}

fn facts(text: &str) -> Value {
    facts_of(&[(FILE, text)])
}

/// The steps of a pipeline on Linux that has nothing else.
fn steps(text: &str) -> Value {
    facts(&format!("pool: {{vmImage: ubuntu-latest}}\nsteps:\n{text}"))["jobs"][0]["steps"].clone()
}

fn rows(problems: Vec<Problem>) -> Vec<Value> {
    let row = |next: Problem| json!([next.at, next.kind, next.facts, next.reason]);
    problems.into_iter().map(row).collect()
}

/// One member of every item of a list.
fn each(list: &Value, key: &str) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|item| item[key].clone()).collect()
}

/// Every `at` of a value, in order.
fn anchors(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(anchors).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(at) if key == "at" => vec![at.to_owned()],
                _ => anchors(value),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// What an anchor underlines in one of these files: the value at its pointer, in which each token must
/// exist, and of a text its characters.
fn marked(files: &[(&str, &str)], at: &str) -> String {
    let anchor = Anchor::parse(at).unwrap();
    let texts: BTreeMap<_, _> = files.iter().copied().collect();
    underlined(texts[anchor.path.as_str()], &anchor)
}
