//! Whole files, and the exact JSON of the parts that each test is about.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod actions;
mod activity;
mod caches;
mod hostile;
mod jobs;

mod release;
mod reuse;
mod shapes;
mod stand_in;
mod top;
mod with_shell;

use serde_json::{Value, json};

use super::{Options, action, workflow};
use crate::collect::ci::underlined::underlined;
use crate::facts::{Pipeline, Problem};
use crate::source::anchor::{Anchor, Fragment};
use crate::source::node::Node;
use crate::source::yaml;

const FILE: &str = ".github/workflows/a.yml";

fn document(text: &str) -> Node {
    yaml::parse(text).unwrap().documents.into_iter().next().unwrap()
}

/// The pipeline and the problems of a workflow.
fn read(text: &str) -> (Pipeline, Vec<Problem>) {
    let options = Options { text, commands: true, parser: &stand_in::parse };
    workflow(FILE, &document(text), &options)
}

/// The pipeline of a workflow without problems, as JSON.
fn facts(text: &str) -> Value {
    let (pipeline, mut problems) = read(text);
    problems.retain(is_no_stub);
    assert_eq!(problems, []);
    serde_json::to_value(pipeline).unwrap()
}

/// The one job of a workflow that is nothing but this job.
fn job(text: &str) -> Value {
    facts(&format!("on: push\njobs:\n  a:\n{text}"))["jobs"][0].clone()
}

/// The problems of a workflow: place, kind, facts and reason.
fn problems(text: &str) -> Vec<Value> {
    let mut problems = read(text).1;
    problems.retain(is_no_stub);
    rows(problems)
}

/// A job without steps will do where a test is about something else.
fn is_no_stub(problem: &Problem) -> bool {
    problem.reason != "a job must have `steps` or `uses`"
}

fn rows(problems: Vec<Problem>) -> Vec<Value> {
    problems
        .into_iter()
        .map(|next| {
            let at = next.at.strip_prefix(FILE).unwrap_or(&next.at).to_owned();
            json!([at, next.kind, next.facts, next.reason])
        })
        .collect()
}

/// What an anchor underlines: the value at its pointer, in which each token must exist, and of
/// a text its characters.
fn marked(text: &str, at: &str) -> String {
    let anchor = Anchor::parse(at).unwrap();
    assert!(matches!(anchor.fragment, Fragment::Pointer(_)), "{at} has no pointer");
    underlined(text, &anchor)
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
