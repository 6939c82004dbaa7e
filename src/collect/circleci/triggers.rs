//! What starts a workflow and its jobs: pushes, schedules, conditions on what started the pipeline,
//! filters of branches and tags.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#workflows>. Whether pull
//! requests of forks start anything is a setting of the project, as are schedules and webhooks of its
//! own: no file shows them.

use super::logic::{Condition, Literal, Reach, reach};
use super::scope::Scope;
use crate::collect::ci::Reading;
use crate::collect::ci::merged::{Placed, get, text_of};
use crate::facts::Trigger;

const FACTS: &str = "pipelines[*].triggers";
const OF_JOB: &str = "pipelines[*].jobs[*].triggers";

/// What starts a workflow.
pub(super) fn of_workflow(
    reading: &mut Reading<'_>,
    workflow: &Placed<'_>,
    condition: Option<&Condition>,
    scope: &Scope<'_>,
    continues: bool,
) -> Vec<Trigger> {
    let Some(written) = workflow.get("triggers").filter(|written| !written.node.is_null()) else {
        return by_condition(workflow, condition, scope, continues);
    };
    if !written.node.is_list() {
        reading.unexpected(&written.place, &[FACTS], "`triggers`", "a list", written.node);
    }
    let mut found = Vec::new();
    for item in written.items() {
        let Some(schedule) = item.get("schedule").filter(|schedule| schedule.node.is_map()) else {
            let wanted = "a mapping with `schedule`";
            reading.unexpected(&item.place, &[FACTS], "a trigger", wanted, item.node);
            continue;
        };
        let filters = schedule.get("filters");
        let branches = filters.and_then(|filters| filters.get("branches"));
        let cron = text_of(schedule.node, "cron").map(str::to_owned);
        found.push(Trigger {
            at: schedule.place.at(),
            event: "schedule".to_owned(),
            branches: branches.map(|one| patterns(reading, &one, FACTS)).unwrap_or_default(),
            schedules: cron.into_iter().collect(),
            ..Trigger::default()
        });
    }
    found
}

/// An event after which a workflow may run, and the words that pipeline values have for it:
/// `pipeline.trigger_source`, `pipeline.event.name`.
#[derive(Debug, Clone, Copy)]
struct Source {
    event: &'static str,
    trigger: &'static str,
    name: &'static str,
}

const PUSH: Source = Source { event: "push", trigger: "webhook", name: "push" };

const SOURCES: [Source; 4] = [
    PUSH,
    Source { event: "pull_request", trigger: "webhook", name: "pull_request" },
    Source { event: "schedule", trigger: "scheduled_pipeline", name: "schedule" },
    Source { event: "repository_dispatch", trigger: "api", name: "api" },
];

/// Pushes, unless the condition of the workflow asks for something else. A configuration that another
/// one goes on with gets the parameters of its pipelines from that.
fn by_condition(
    workflow: &Placed<'_>,
    condition: Option<&Condition>,
    scope: &Scope<'_>,
    continues: bool,
) -> Vec<Trigger> {
    let trigger =
        |event: &str, at: String| Trigger { at, event: event.to_owned(), ..Trigger::default() };
    let Some(condition) = condition else {
        return vec![trigger("push", workflow.place.at())];
    };
    let key = if get(workflow.node, "when").is_some() { "when" } else { "unless" };
    let place = workflow.place.key(key);
    let asks = condition.names(&asks_for_source);
    let defaults = |name: &str| default_of(scope, name);
    let off = !continues && condition.holds(&defaults) == Some(false);
    let mut found = Vec::new();
    for source in SOURCES {
        let is_told = match source.event {
            "push" => !off,
            // The name of the event is what tells it from a push.
            "pull_request" => !off && condition.names(&|name| name.starts_with("pipeline.event.")),
            _ => asks || off,
        };
        if is_told && condition.holds(&|name| of_run(name, source)) != Some(false) {
            found.push(trigger(source.event, place.at()));
        }
    }
    if off && condition.names(&|name| name.starts_with("pipeline.parameters.")) {
        found.push(trigger("workflow_dispatch", place.at()));
    }
    if let Some(Reach { branches, tags }) = reach(condition) {
        for trigger in &mut found {
            trigger.branches.clone_from(&branches);
            trigger.tags.clone_from(&tags);
        }
    }
    found
}

/// What the pipeline's values tell of a run that an event started.
fn of_run(name: &str, source: Source) -> Option<Literal> {
    let told = match name {
        "pipeline.trigger_source" => source.trigger,
        "pipeline.event.name" => source.name,
        "pipeline.trigger.type" if source.trigger != "webhook" => source.name,
        "pipeline.schedule.name" | "pipeline.schedule.id" if source.event != "schedule" => "",
        _ => return None,
    };
    Some(Literal::Text(told.to_owned()))
}

/// What a parameter of the pipeline is where nobody gives it.
fn default_of(scope: &Scope<'_>, name: &str) -> Option<Literal> {
    let value = scope.value(name).filter(|_| name.starts_with("pipeline.parameters."))?;
    let node = value.given.first()?.value.node;
    Some(if node.is_null() { Literal::Text(String::new()) } else { Literal::of(node) })
}

fn asks_for_source(name: &str) -> bool {
    let starts = ["pipeline.trigger", "pipeline.schedule", "pipeline.event"];
    starts.iter().any(|start| name.starts_with(start))
}

/// The triggers of a job that has filters: what of the workflow's pushes gets to it.
pub(super) fn of_job(
    reading: &mut Reading<'_>,
    filters: &Placed<'_>,
    workflow: &[Trigger],
    scope: &Scope<'_>,
) -> Option<Vec<Trigger>> {
    if filters.node.is_null() {
        return None;
    }
    let reached = match filters.node.text() {
        Some(_) => vec![reach(&Condition::read(filters.node))?],
        None if filters.node.is_map() => of_filters(reading, filters, scope),
        None => {
            let wanted = "a mapping or an expression";
            reading.unexpected(&filters.place, &[OF_JOB], "`filters`", wanted, filters.node);
            return None;
        }
    };
    let mut found = Vec::new();
    for trigger in workflow {
        for Reach { branches, tags } in &reached {
            let (branches, tags) = (branches.clone(), tags.clone());
            found.push(Trigger { at: filters.place.at(), branches, tags, ..trigger.clone() });
        }
    }
    Some(found)
}

/// A filter of branches alone leaves out tags; one of tags alone leaves branches as they are.
fn of_filters(reading: &mut Reading<'_>, filters: &Placed<'_>, scope: &Scope<'_>) -> Vec<Reach> {
    let mut list = |key: &str| -> Option<Vec<String>> {
        let found = patterns(reading, &filters.get(key)?, OF_JOB);
        Some(found.into_iter().map(|pattern| scope.fill(&pattern).text).collect())
    };
    let (branches, tags) = (list("branches"), list("tags"));
    let nothing =
        |list: &[String]| list.iter().any(|one| matches!(one.as_str(), "!/.*/" | "!/.+/"));
    // Whoever leaves out all tags says what is so anyway.
    match (branches, tags.filter(|tags| !nothing(tags))) {
        (Some(branches), None) => vec![Reach { branches, tags: Vec::new() }],
        (Some(branches), Some(tags)) if nothing(&branches) => {
            vec![Reach { branches: Vec::new(), tags }]
        }
        (Some(branches), Some(tags)) if !branches.is_empty() => vec![Reach { branches, tags }],
        (None | Some(_), Some(tags)) => {
            vec![Reach { branches: vec!["/.*/".to_owned()], tags }]
        }
        (None, None) => vec![Reach { branches: vec!["/.*/".to_owned()], tags: Vec::new() }],
    }
}

/// `only`, and `ignore` with a leading `!`, where nothing is named that counts alone.
fn patterns(reading: &mut Reading<'_>, filter: &Placed<'_>, facts: &str) -> Vec<String> {
    let mut list =
        |from: &Placed<'_>, what: &str| reading.texts(from.node, &from.place, &[facts], what);
    if !filter.node.is_map() {
        return list(filter, "a filter");
    }
    if let Some(only) = filter.get("only").filter(|only| !only.node.is_null()) {
        return list(&only, "`only`");
    }
    let ignored = filter.get("ignore").map(|ignore| list(&ignore, "`ignore`"));
    ignored.unwrap_or_default().iter().map(|pattern| format!("!{pattern}")).collect()
}

/// The pushes of a job that keeps to branches itself, as configurations without workflows do.
pub(super) fn of_branches(
    reading: &mut Reading<'_>,
    branches: &Placed<'_>,
    pushes: &[Trigger],
) -> Vec<Trigger> {
    let found = patterns(reading, branches, OF_JOB);
    let at = branches.place.at();
    let of_push =
        |push: &Trigger| Trigger { at: at.clone(), branches: found.clone(), ..push.clone() };
    pushes.iter().map(of_push).collect()
}
