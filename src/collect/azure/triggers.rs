//! What starts a pipeline: `trigger`, `pr`, `schedules`, and the resources that have triggers.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/trigger> and its siblings `pr`
//! and `schedules`. Where `trigger` is not written, pushes to every branch start the pipeline, and where
//! `pr` is not, so do pull requests (of repositories at GitHub and Bitbucket; those of Azure Repos are
//! started by branch policies, which no file shows). Everybody who may queue a pipeline can start it by
//! hand.

use super::cursor::Cursor;
use crate::collect::ci::Reading;
use crate::facts::Trigger;

const FACTS: &str = "pipelines[*].triggers";

/// Keys that only a file that is started has, and no template of jobs or steps.
const OF_PIPELINES: [&str; 7] =
    ["trigger", "pr", "schedules", "resources", "extends", "name", "pool"];

/// Whether a file may be nothing but a template: by its keys alone that cannot be told.
pub(super) fn may_be_template(document: &Cursor<'_>) -> bool {
    !OF_PIPELINES.iter().any(|key| document.node.get(key).is_some())
}

/// What starts the pipeline of a file.
pub(super) fn triggers(reading: &mut Reading<'_>, document: &Cursor<'_>) -> Vec<Trigger> {
    let mut found = Vec::new();
    found.extend(filtered(reading, document, "trigger", "push"));
    found.extend(filtered(reading, document, "pr", "pull_request"));
    if let Some(schedules) = document.get("schedules") {
        if !schedules.node.is_list() && !schedules.node.is_null() {
            let what = "`schedules`";
            reading.unexpected(&schedules.place, &[FACTS], what, "a list", schedules.node);
        }
        for schedule in schedules.items() {
            let Some(line) = schedule.text_of("cron") else {
                let wanted = "a mapping with `cron`";
                reading.unexpected(&schedule.place, &[FACTS], "a schedule", wanted, schedule.node);
                continue;
            };
            let mut trigger = event(&schedule, "schedule", "schedules");
            trigger.branches = filter(reading, &schedule, "branches");
            trigger.schedules = vec![line];
            found.push(trigger);
        }
    }
    if let Some(resources) = document.get("resources") {
        of_resources(reading, &resources, &mut found);
    }
    found.push(event(document, "workflow_dispatch", "manual"));
    found
}

fn event(at: &Cursor<'_>, event: &str, written: &str) -> Trigger {
    Trigger {
        at: at.place.at(),
        event: event.to_owned(),
        written: Some(written.to_owned()),
        ..Trigger::default()
    }
}

/// `trigger` or `pr`: `none`, a list of branches, or filters. Not written, it is every branch.
fn filtered(
    reading: &mut Reading<'_>,
    document: &Cursor<'_>,
    key: &str,
    name: &str,
) -> Option<Trigger> {
    let Some(value) = document.get(key).filter(|value| !value.node.is_null()) else {
        return Some(event(document, name, key));
    };
    let mut trigger = event(&value, name, key);
    match value.text() {
        Some(text) if text.eq_ignore_ascii_case("none") => return None,
        Some(text) => trigger.branches = vec![text.to_owned()],
        None if value.node.is_list() => {
            let what = format!("`{key}`");
            trigger.branches = reading.texts(value.node, &value.place, &[FACTS], &what);
        }
        None => {
            if value.get("enabled").and_then(|value| value.node.boolean()) == Some(false) {
                return None;
            }
            trigger.branches = filter(reading, &value, "branches");
            trigger.tags = filter(reading, &value, "tags");
            trigger.paths = filter(reading, &value, "paths");
        }
    }
    Some(trigger)
}

/// `include` and `exclude` of a filter, whose excluding patterns get a leading `!`; or a list of what is
/// included.
fn filter(reading: &mut Reading<'_>, of: &Cursor<'_>, key: &str) -> Vec<String> {
    let Some(value) = of.get(key) else { return Vec::new() };
    let what = format!("`{key}`");
    if !value.node.is_map() {
        return reading.texts(value.node, &value.place, &[FACTS], &what);
    }
    let mut part = |key: &str| {
        let list = value.get(key);
        list.map(|list| reading.texts(list.node, &list.place, &[FACTS], &what)).unwrap_or_default()
    };
    let mut patterns = part("include");
    patterns.extend(part("exclude").into_iter().map(|pattern| format!("!{pattern}")));
    patterns
}

/// The resources whose changes start the pipeline: other pipelines, repositories, images, packages and
/// web hooks.
fn of_resources(reading: &mut Reading<'_>, resources: &Cursor<'_>, found: &mut Vec<Trigger>) {
    let list = |key: &str| resources.get(key).map(|list| list.items()).unwrap_or_default();
    for pipeline in list("pipelines") {
        let Some(value) = enabled(&pipeline) else { continue };
        let mut trigger = event(&value, "workflow_run", "pipelines");
        trigger.branches = filter(reading, &value, "branches");
        let name = pipeline.text_of("source").or_else(|| pipeline.text_of("pipeline"));
        trigger.workflows = name.into_iter().collect();
        found.push(trigger);
    }
    for repository in list("repositories") {
        let Some(value) = enabled(&repository) else { continue };
        let mut trigger = event(&value, "repository_dispatch", "repositories");
        if value.node.is_list() {
            let what = "`trigger`";
            trigger.branches = reading.texts(value.node, &value.place, &[FACTS], what);
        } else {
            trigger.branches = filter(reading, &value, "branches");
            trigger.tags = filter(reading, &value, "tags");
            trigger.paths = filter(reading, &value, "paths");
        }
        found.push(trigger);
    }
    for key in ["builds", "containers", "packages"] {
        let triggers = list(key).into_iter().filter_map(|resource| enabled(&resource));
        found.extend(triggers.map(|value| event(&value, "repository_dispatch", key)));
    }
    let hooks = list("webhooks").into_iter();
    found.extend(hooks.map(|hook| event(&hook, "repository_dispatch", "webhooks")));
}

/// The `trigger` of a resource; without one, and with `none`, a resource starts nothing.
fn enabled<'a>(resource: &Cursor<'a>) -> Option<Cursor<'a>> {
    let value = resource.get("trigger").filter(|value| !value.node.is_null())?;
    let off = |text: &str| matches!(text.to_ascii_lowercase().as_str(), "none" | "false");
    let disabled = value.text().is_some_and(off)
        || value.get("enabled").and_then(|value| value.node.boolean()) == Some(false);
    (!disabled).then_some(value)
}
