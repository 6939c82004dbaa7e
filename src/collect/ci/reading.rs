//! One file being read: how, and the problems so far.

use std::ops::Range;

use super::members;
use crate::collect::shell::Script;
use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// What reads a script: its text, and what makes an anchor of a range of its characters, to its
/// commands.
pub(crate) type ScriptParser<'a> =
    dyn Fn(&str, &dyn Fn(Range<usize>) -> String) -> Script + Sync + 'a;

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
pub(crate) struct Reading<'a> {
    pub(crate) options: &'a Options<'a>,
    pub(crate) problems: Vec<Problem>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(options: &'a Options<'a>) -> Self {
        Self { options, problems: Vec::new() }
    }

    /// Notes a problem and the facts that are missing because of it.
    pub(crate) fn problem(
        &mut self,
        place: &Place,
        kind: ProblemKind,
        facts: &[&str],
        reason: String,
    ) {
        let facts = facts.iter().map(ToString::to_string).collect();
        self.problems.push(Problem { at: place.at(), kind, facts, reason });
    }

    /// Whether the document is a mapping that may be walked; notes a problem if not.
    pub(crate) fn accepts(&mut self, document: &Node, file: &Place, what: &str) -> bool {
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
    pub(crate) fn unexpected(
        &mut self,
        place: &Place,
        facts: &[&str],
        what: &str,
        wanted: &str,
        node: &Node,
    ) {
        let reason = format!("{what} must be {wanted}, and is {}", node.describe());
        self.problem(place, ProblemKind::Unexpected, facts, reason);
    }

    /// A text or a list of texts, as lists may be written throughout the syntax.
    pub(crate) fn texts(
        &mut self,
        node: &Node,
        place: &Place,
        facts: &[&str],
        what: &str,
    ) -> Vec<String> {
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
