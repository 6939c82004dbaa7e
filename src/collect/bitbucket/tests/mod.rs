//! Whole files, and the exact JSON of the parts that each test is about.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod hostile;
mod order;
mod steps;

use serde_json::{Value, json};

use super::{Options, pipelines};
use crate::collect::shell;
use crate::facts::{Pipeline, Problem};
use crate::source::yaml;

const FILE: &str = "bitbucket-pipelines.yml";

fn read(text: &str) -> (Vec<Pipeline>, Vec<Problem>) {
    let parsed = yaml::parse(text).unwrap();
    let options = Options { text, commands: true, parser: &shell::commands };
    pipelines(FILE, &parsed.documents[0], &options)
}

/// The pipelines of a file without problems.
fn facts(text: &str) -> Value {
    let (found, problems) = read(text);
    assert_eq!(problems, []);
    serde_json::to_value(found).unwrap()
}

/// The problems of a file: place, facts and reason.
fn problems(text: &str) -> Vec<Value> {
    let found = read(text).1.into_iter().map(|next| {
        let at = next.at.strip_prefix(FILE).unwrap_or(&next.at).to_owned();
        json!([at, next.facts, next.reason])
    });
    found.collect()
}

/// A member of each item of a list.
fn each(list: &Value, member: &str) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|item| item[member].clone()).collect()
}
