//! `on`: events, their filters, and the inputs that they take.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on>.

use super::Reading;
use crate::collect::ci::members::{members, text_of};
use crate::facts::{Input, ProblemKind, Trigger};
use crate::source::anchor::Place;
use crate::source::node::Node;

const FACTS: &str = "pipelines[*].triggers";

/// Reads the `on` member of a workflow.
pub(super) fn triggers(
    reading: &mut Reading<'_>,
    document: &Node,
    file: &Place,
) -> (Vec<Trigger>, Vec<Input>) {
    let place = file.key("on");
    let (mut triggers, mut inputs) = (Vec::new(), Vec::new());
    let Some(on) = document.get("on") else {
        let reason = "a workflow must say in `on` which events start it".to_owned();
        reading.problem(file, ProblemKind::Unexpected, &[FACTS], reason);
        return (triggers, inputs);
    };
    if let Some(event) = on.text() {
        triggers.push(bare(&place, event));
    } else if on.is_list() {
        for (index, item) in on.items().iter().enumerate() {
            let place = place.index(index);
            match item.text() {
                Some(event) => triggers.push(bare(&place, event)),
                None => reading.unexpected(&place, &[FACTS], "an event", "a name", item),
            }
        }
    } else if on.is_map() {
        for entry in members(on) {
            let place = place.key(&entry.key);
            triggers.push(trigger(reading, &entry.key, &entry.value, &place));
            if matches!(entry.key.as_str(), "workflow_call" | "workflow_dispatch") {
                inputs.extend(self::inputs(reading, &entry.value, &place, &entry.key));
            }
        }
    } else {
        reading.unexpected(&place, &[FACTS], "`on`", "a text, a list or a mapping", on);
    }
    (triggers, inputs)
}

fn bare(place: &Place, event: &str) -> Trigger {
    Trigger { at: place.at(), event: event.to_owned(), ..Trigger::default() }
}

fn trigger(reading: &mut Reading<'_>, event: &str, node: &Node, place: &Place) -> Trigger {
    let mut trigger = bare(place, event);
    if event == "schedule" {
        trigger.schedules = schedules(reading, node, place);
        return trigger;
    }
    if !node.is_map() {
        if !node.is_null() {
            let what = format!("the event `{event}`");
            reading.unexpected(place, &[FACTS], &what, "a mapping of its filters", node);
        }
        return trigger;
    }
    trigger.branches = filter(reading, node, place, "branches");
    trigger.tags = filter(reading, node, place, "tags");
    trigger.paths = filter(reading, node, place, "paths");
    trigger.types = list(reading, node, place, "types");
    trigger.workflows = list(reading, node, place, "workflows");
    trigger
}

/// A filter and its ignoring twin, whose patterns get a leading `!`.
fn filter(reading: &mut Reading<'_>, node: &Node, place: &Place, key: &str) -> Vec<String> {
    let mut patterns = list(reading, node, place, key);
    let ignored = list(reading, node, place, &format!("{key}-ignore"));
    patterns.extend(ignored.into_iter().map(|pattern| format!("!{pattern}")));
    patterns
}

fn list(reading: &mut Reading<'_>, node: &Node, place: &Place, key: &str) -> Vec<String> {
    match node.get(key) {
        Some(value) => reading.texts(value, &place.key(key), &[FACTS], &format!("`{key}`")),
        None => Vec::new(),
    }
}

fn schedules(reading: &mut Reading<'_>, node: &Node, place: &Place) -> Vec<String> {
    if !node.is_list() {
        reading.unexpected(place, &[FACTS], "`schedule`", "a list", node);
    }
    let mut lines = Vec::new();
    for (index, item) in node.items().iter().enumerate() {
        match text_of(item, "cron") {
            Some(line) => lines.push(line),
            None => {
                let wanted = "a mapping with `cron`";
                reading.unexpected(&place.index(index), &[FACTS], "a schedule", wanted, item);
            }
        }
    }
    lines
}

/// The `inputs` of an event or an action that stands at `place`.
pub(super) fn inputs(
    reading: &mut Reading<'_>,
    node: &Node,
    place: &Place,
    event: &str,
) -> Vec<Input> {
    const FACTS: &str = "pipelines[*].inputs";
    let Some(inputs) = node.get("inputs") else { return Vec::new() };
    let place = place.key("inputs");
    if !inputs.is_map() && !inputs.is_null() {
        reading.unexpected(&place, &[FACTS], "`inputs`", "a mapping", inputs);
    }
    let mut found = Vec::new();
    for entry in members(inputs) {
        let place = place.key(&entry.key);
        let options = entry
            .value
            .get("options")
            .map(|options| reading.texts(options, &place.key("options"), &[FACTS], "`options`"));
        found.push(Input {
            at: place.at(),
            name: entry.key.clone(),
            event: event.to_owned(),
            kind: text_of(&entry.value, "type").unwrap_or_else(|| "string".to_owned()),
            options: options.unwrap_or_default(),
        });
    }
    found
}
