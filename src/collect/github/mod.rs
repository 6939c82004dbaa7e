//! GitHub Actions: workflows and actions, read from their tree into [`Pipeline`]s.
//!
//! One file a concern of the [workflow syntax]; this one holds what all of them share: the
//! options of a reading and the problems it finds. A shape that GitHub would refuse is a
//! [`Problem`], and everything beside it is still read.
//!
//! [workflow syntax]: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax

mod action;
mod activity;
mod calls;
mod contexts;
mod credentials;
mod env;
mod expressions;
mod images;
mod job;
mod known_actions;
mod matrix;
mod members;
mod package_scripts;
mod permissions;
mod plain;
mod runner;
mod script;
mod secrets;
mod step;
#[cfg(test)]
mod tests;
mod triggers;
mod uses;
mod workflow;

pub(crate) use action::action;
pub(crate) use package_scripts::resolve_scripts;
pub(crate) use workflow::workflow;

use std::collections::BTreeMap;

use crate::collect::shell::Script;
use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The literal values of matrices: by the place of the job and the key.
pub(crate) type Matrices = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The matrices of the jobs of a workflow.
pub(crate) fn matrices(file: &str, document: &Node) -> Matrices {
    let place = Place::file(file).key("jobs");
    let jobs = document.get("jobs").map(members::members).unwrap_or_default();
    let literals = jobs
        .iter()
        .map(|job| (place.key(&job.key).at(), matrix::literals(job.value.get("strategy"))));
    literals.filter(|(_, keys)| !keys.is_empty()).collect()
}

/// What reads a script: its text and the place of that text to its commands.
pub(crate) type ScriptParser<'a> = dyn Fn(&str, &Place) -> Script + Sync + 'a;

/// How a file is read.
pub(crate) struct Options<'a> {
    /// The source of the document, for the comments that no tree holds.
    pub(crate) text: &'a str,
    /// Whether the scripts of steps are parsed.
    pub(crate) commands: bool,
    /// What parses them.
    pub(crate) parser: &'a ScriptParser<'a>,
}

/// One file being read: the options, and the problems so far.
struct Reading<'a> {
    options: &'a Options<'a>,
    problems: Vec<Problem>,
}

impl<'a> Reading<'a> {
    fn new(options: &'a Options<'a>) -> Self {
        Self { options, problems: Vec::new() }
    }

    /// Notes a problem and the facts that are missing because of it.
    fn problem(&mut self, place: &Place, kind: ProblemKind, facts: &[&str], reason: String) {
        let facts = facts.iter().map(ToString::to_string).collect();
        self.problems.push(Problem { at: place.at(), kind, facts, reason });
    }

    /// Whether the document is a mapping that may be walked; notes a problem if not.
    fn accepts(&mut self, document: &Node, file: &Place, what: &str) -> bool {
        if !document.is_map() {
            self.unexpected(file, &["pipelines"], what, "a mapping", document);
        } else if !members::paths_fit(document) {
            let reason = format!("{what} must not have keys that take kilobytes: none is read");
            self.problem(file, ProblemKind::TooLarge, &["pipelines"], reason);
        } else {
            return true;
        }
        false
    }

    /// Notes a value that has another shape than the syntax asks for.
    fn unexpected(&mut self, place: &Place, facts: &[&str], what: &str, wanted: &str, node: &Node) {
        let reason = format!("{what} must be {wanted}, and is {}", node.describe());
        self.problem(place, ProblemKind::Unexpected, facts, reason);
    }

    /// A text or a list of texts, as lists may be written throughout the syntax.
    fn texts(&mut self, node: &Node, place: &Place, facts: &[&str], what: &str) -> Vec<String> {
        if let Some(text) = node.text() {
            return vec![text.to_owned()];
        }
        if !node.is_list() {
            if !node.is_null() {
                self.unexpected(place, facts, what, "a text or a list of texts", node);
            }
            return Vec::new();
        }
        let mut texts = Vec::new();
        for (index, item) in node.items().iter().enumerate() {
            match item.text() {
                Some(text) => texts.push(text.to_owned()),
                None => self.unexpected(&place.index(index), facts, what, "a list of texts", item),
            }
        }
        texts
    }
}
