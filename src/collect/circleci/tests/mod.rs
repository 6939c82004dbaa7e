//! Whole files, and the exact JSON of the parts that each test is about.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod hostile;
mod parameters;
mod release;
mod steps;
mod triggers;

use serde_json::{Value, json};

use super::{Options, Read, config};
use crate::collect::shell;
use crate::source::anchor::{Anchor, Fragment};
use crate::source::node::Node;
use crate::source::yaml;

const FILE: &str = ".circleci/config.yml";

fn document(text: &str) -> Node {
    yaml::parse(text).unwrap().documents.into_iter().next().unwrap()
}

fn read(text: &str) -> Read {
    let options = Options { text, commands: true, parser: &shell::commands };
    config(FILE, &document(text), &options, false)
}

/// The pipelines of a file without problems.
fn facts(text: &str) -> Value {
    let read = read(text);
    assert_eq!(read.problems, []);
    serde_json::to_value(read.pipelines).unwrap()
}

/// The one job of a file without workflows: this text, indented by four.
fn job(text: &str) -> Value {
    facts(&format!("version: 2.1\njobs:\n  build:\n    docker: [{{image: a}}]\n{text}"))[0]["jobs"]
        [0]
    .clone()
}

/// The problems of a file: place, facts and reason.
fn problems(text: &str) -> Vec<Value> {
    let found = read(text).problems.into_iter().map(|next| {
        let at = next.at.strip_prefix(FILE).unwrap_or(&next.at).to_owned();
        json!([at, next.facts, next.reason])
    });
    found.collect()
}

/// A member of each item of a list.
fn each(list: &Value, member: &str) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|item| item[member].clone()).collect()
}

/// What an anchor underlines, its merge keys followed.
fn marked(text: &str, at: &str) -> String {
    let anchor = Anchor::parse(at).unwrap();
    let Fragment::Pointer(tokens) = &anchor.fragment else { panic!("{at} has no pointer") };
    let document = document(text);
    let mut node = &document;
    for token in tokens {
        node = match node.is_list() {
            true => &node.items()[token.parse::<usize>().unwrap()],
            false => crate::collect::ci::merged::get(node, token).unwrap(),
        };
    }
    let text = node.text().unwrap();
    match anchor.chars {
        Some(chars) => text.chars().skip(chars.start).take(chars.len()).collect(),
        None => text.to_owned(),
    }
}
