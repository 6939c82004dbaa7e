//! Whole files, and the exact facts that each test is about.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod assembly;
mod calls;
mod hostile;
mod includes;
mod inputs;
mod jobs;
mod release;
mod rules;
mod secrets;

use serde_json::{Value, json};

use super::pipelines;
use crate::collect::ci::Options;
use crate::collect::followed::Followed;
use crate::collect::shell;
use crate::facts::{Pipeline, Problem};
use crate::source::anchor::Anchor;
use crate::source::locate::{Document, Mark, Target};
use crate::source::tree::Given;

const FILE: &str = ".gitlab-ci.yml";

/// The pipelines and the problems of a configuration of several files.
fn read(files: &[(&str, &str)]) -> (Vec<Pipeline>, Vec<Problem>) {
    let text = files.iter().find(|(path, _)| *path == FILE).unwrap().1;
    let given = Given::of(files);
    let options = Options { text, commands: true, parser: &shell::commands };
    pipelines(FILE, &options, &Followed::of(&given))
}

/// The pipelines of files without problems, as JSON.
fn all(files: &[(&str, &str)]) -> Vec<Value> {
    let (pipelines, problems) = read(files);
    assert_eq!(problems, []);
    pipelines.iter().map(|next| serde_json::to_value(next).unwrap()).collect()
}

/// The pipeline of one file without problems.
fn facts(text: &str) -> Value {
    let mut all = all(&[(FILE, text)]);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The job of a pipeline with this name.
fn job<'v>(pipeline: &'v Value, id: &str) -> &'v Value {
    let jobs = pipeline["jobs"].as_array().unwrap();
    jobs.iter().find(|job| job["id"] == id).unwrap_or_else(|| panic!("no job {id}"))
}

/// The problems of files: place, kind, facts and reason.
fn problems(files: &[(&str, &str)]) -> Vec<Value> {
    let of = |next: Problem| json!([next.at, next.kind, next.facts, next.reason]);
    read(files).1.into_iter().map(of).collect()
}

/// What an anchor underlines.
fn marked<'t>(files: &[(&str, &'t str)], at: &str) -> &'t str {
    let anchor = Anchor::parse(at).unwrap();
    let text = files.iter().find(|(path, _)| *path == anchor.path).unwrap().1;
    let document = Document::new(&anchor.path, text);
    let chars = anchor.chars.clone();
    let target = Target { fragment: &anchor.fragment, chars, key: &[], mark: Mark::Value };
    &text[document.locate(&target).unwrap()]
}

/// What the commands of a job underline, in order.
fn commands<'t>(files: &[(&str, &'t str)], job: &Value) -> Vec<&'t str> {
    let steps = job["steps"].as_array().unwrap().iter();
    let commands = steps.flat_map(|step| step["commands"].as_array().unwrap());
    commands.map(|command| marked(files, command["at"].as_str().unwrap())).collect()
}

/// Events in short: `push main v* @place`.
fn events(triggers: &Value) -> Vec<String> {
    let list = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|next| next.as_str().unwrap().to_owned()).collect()
    };
    let event = |trigger: &Value| {
        let mut words = vec![trigger["event"].as_str().unwrap().to_owned()];
        words.extend(list(&trigger["branches"]).iter().map(|name| format!("branch:{name}")));
        words.extend(list(&trigger["tags"]).iter().map(|name| format!("tag:{name}")));
        words.join(" ")
    };
    triggers.as_array().unwrap().iter().map(event).collect()
}
