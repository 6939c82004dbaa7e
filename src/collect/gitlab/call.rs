//! `trigger`: a job that starts another pipeline, of this project or of another one.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/#trigger>.

use std::cmp::Ordering;

use super::include::{self, MISSING};
use super::keywords::unexpected;
use super::value::Value;
use crate::collect::ci::Reading;
use crate::collect::ci::members::as_text;
use crate::collect::github::kind_of;
use crate::facts::{Pairs, Pin, ProblemKind, Uses, UsesKind, WorkflowCall};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// A pipeline that a job starts.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    pub(super) files: Vec<Named>,
    pub(super) inputs: Option<Inputs>,
}

/// A file that is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) path: String,
    /// The place that names it.
    pub(super) at: Aside<Place>,
}

/// What it is given: told apart by what is written, wherever that is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Inputs {
    text: String,
    pub(super) node: Aside<Node>,
}

/// What goes along and tells no two calls apart.
#[derive(Debug, Clone)]
pub(super) struct Aside<T>(pub(super) T);

impl<T> PartialEq for Aside<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Aside<T> {}

impl<T> PartialOrd for Aside<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Aside<T> {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl Inputs {
    fn of(node: Node) -> Self {
        Self { text: as_text(&node), node: Aside(node) }
    }
}

/// Reads the `trigger` of a job.
pub(super) fn read(reading: &mut Reading<'_>, job: &Value<'_>) -> Option<(Call, WorkflowCall)> {
    const FACTS: &str = "pipelines[*].jobs[*].calls";
    let trigger = job.get("trigger")?;
    let with = trigger.get("inputs").map(|inputs| texts(&inputs)).unwrap_or_default();
    let call = |uses| WorkflowCall { uses, with, ..WorkflowCall::default() };
    if let Some(files) = trigger.get("include") {
        let given = trigger.get("inputs").and_then(|inputs| inputs.node().cloned());
        let mut called = Call { inputs: given.map(Inputs::of), ..Call::default() };
        let mut uses = None;
        for entry in include::entries(reading, &files) {
            match entry.local {
                Some(path) => {
                    called.files.push(Named { path, at: Aside(entry.place) });
                    called.inputs = called.inputs.take().or(entry.inputs.map(Inputs::of));
                }
                None => {
                    let text = &entry.include.uses.text;
                    let reason = format!(
                        "`{text}` is started as a pipeline, and stands in no file that is read"
                    );
                    reading.problem(&entry.place, ProblemKind::Unsupported, &MISSING, reason);
                }
            }
            uses.get_or_insert(entry.include.uses);
        }
        let pipeline = called.files.first().map(|file| Place::file(&file.path).at());
        return Some((called, WorkflowCall { pipeline, ..call(uses.unwrap_or_default()) }));
    }
    let project = trigger.get("project").unwrap_or_else(|| trigger.clone());
    let Some(text) = project.text() else {
        unexpected(reading, &trigger, &[FACTS], "`trigger`", "a project, or a mapping");
        return Some((Call::default(), call(Uses { at: trigger.place.at(), ..Uses::default() })));
    };
    let branch = trigger.get("branch");
    let branch = branch.as_ref().and_then(Value::text);
    let pin = Pin {
        kind: branch.map(kind_of).unwrap_or_default(),
        reference: branch.map(str::to_owned),
        comment: None,
    };
    // It runs in the other project, with what that one has: nothing of it is taken over.
    let uses = Uses {
        at: project.place.at(),
        text: text.to_owned(),
        kind: UsesKind::Other,
        pin,
        ..Uses::default()
    };
    Some((Call::default(), call(uses)))
}

fn texts(inputs: &Value<'_>) -> Pairs {
    let members = inputs.members();
    let text = |(name, value): (&str, &Value<'_>)| {
        (name.to_owned(), value.text().unwrap_or_default().to_owned())
    };
    members.iter().map(text).collect()
}
