//! The jobs of a workflow.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobs>.

use super::script::Defaults;
use super::{
    alternatives, artifacts, caches, calls, constant, env, expressions, images, permissions,
    runner, secrets, step,
};
use crate::collect::ci::members::{as_text, members, text_of};
use crate::collect::ci::{Reading, activity};
use crate::facts::{Concurrency, Environment, Job, Permissions, ProblemKind, Variable};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// What a workflow gives to each of its jobs.
pub(super) struct Shared<'a> {
    pub(super) permissions: Option<&'a Permissions>,
    pub(super) env: &'a [Variable],
    pub(super) shell: Option<String>,
    pub(super) directory: Option<String>,
    pub(super) cache_mode: Option<String>,
}

/// Reads the `jobs` of a workflow.
pub(super) fn jobs(
    reading: &mut Reading<'_>,
    document: &Node,
    file: &Place,
    shared: &Shared<'_>,
) -> Vec<Job> {
    const FACTS: &str = "pipelines[*].jobs";
    let Some(jobs) = document.get("jobs") else {
        let reason = "a workflow must have `jobs`".to_owned();
        reading.problem(file, ProblemKind::Unexpected, &[FACTS], reason);
        return Vec::new();
    };
    let place = file.key("jobs");
    if !jobs.is_map() {
        reading.unexpected(&place, &[FACTS], "`jobs`", "a mapping", jobs);
        return Vec::new();
    }
    let mut found = Vec::new();
    for entry in members(jobs) {
        let place = place.key(&entry.key);
        if entry.value.is_map() {
            found.push(job(reading, &entry.key, &entry.value, &place, shared));
        } else {
            reading.unexpected(&place, &[FACTS], "a job", "a mapping", &entry.value);
        }
    }
    found
}

fn job(
    reading: &mut Reading<'_>,
    id: &str,
    node: &Node,
    place: &Place,
    shared: &Shared<'_>,
) -> Job {
    let facts = ["pipelines[*].jobs[*].permissions"];
    let own = permissions::written(reading, node, place, &facts);
    let strategy = node.get("strategy");
    let (runner, family) = match node.get("runs-on") {
        Some(value) => {
            let (runner, family) = runner::runner(reading, value, &place.key("runs-on"), strategy);
            (Some(runner), family)
        }
        None => (None, runner::Family::default()),
    };
    let (calls, inherited) = calls::call(reading, node, place);
    if runner.is_none() && calls.is_none() {
        let facts = ["pipelines[*].jobs[*].runner", "pipelines[*].jobs[*].calls"];
        let reason = "a job must have `runs-on` or `uses`".to_owned();
        reading.problem(place, ProblemKind::Unexpected, &facts, reason);
    } else if node.get("uses").is_none() && node.get("steps").is_none() {
        let reason = "a job must have `steps` or `uses`".to_owned();
        reading.problem(place, ProblemKind::Unexpected, &["pipelines[*].jobs[*].steps"], reason);
    }
    let defaults = Defaults {
        shell: Defaults::shell_of(node).or_else(|| shared.shell.clone()),
        family: Some(family),
        directory: Defaults::directory_of(node).or_else(|| shared.directory.clone()),
        strategy,
    };
    let expressions = expressions::of_members(node, place, &["steps"]);
    let mut secrets = secrets::uses(&expressions);
    secrets.extend(inherited);
    let needs = node.get("needs").map(|needs| {
        reading.texts(needs, &place.key("needs"), &["pipelines[*].jobs[*].needs"], "`needs`")
    });
    let mut job = Job {
        at: place.at(),
        id: id.to_owned(),
        name: text_of(node, "name"),
        condition: text_of(node, "if"),
        if_is: node.get("if").and_then(Node::text).and_then(constant::condition),
        if_alternatives: node.get("if").and_then(Node::text).and_then(alternatives::alternatives),
        needs: needs.unwrap_or_default(),
        runner,
        environment: environment(reading, node, place),
        permissions: permissions::effective(own.as_ref(), shared.permissions),
        env: env::variables(reading, node, place, "pipelines[*].jobs[*].env"),
        secrets,
        expressions,
        concurrency: concurrency(reading, node, place, "pipelines[*].jobs[*].concurrency"),
        cache_mode: text_of(node, "cache-mode").or_else(|| shared.cache_mode.clone()),
        images: images::images(reading, node, place),
        calls,
        steps: step::steps(reading, node, place, &defaults),
        ..Job::default()
    };
    activity::fill(reading, &mut job, shared.env);
    job.caches = caches::caches(&job);
    job.artifacts = artifacts::artifacts(&job);
    job
}

fn environment(reading: &mut Reading<'_>, node: &Node, place: &Place) -> Option<Environment> {
    let value = node.get("environment")?;
    let place = place.key("environment");
    match value.get("name").unwrap_or(value).text() {
        Some(name) => Some(Environment { at: place.at(), name: name.to_owned() }),
        None if value.is_null() => None,
        None => {
            let facts = ["pipelines[*].jobs[*].environment"];
            let wanted = "a text, or a mapping with `name`";
            reading.unexpected(&place, &facts, "`environment`", wanted, value);
            None
        }
    }
}

/// The `concurrency` of a workflow or job that stands at `place`.
pub(super) fn concurrency(
    reading: &mut Reading<'_>,
    node: &Node,
    place: &Place,
    facts: &str,
) -> Option<Concurrency> {
    let value = node.get("concurrency")?;
    let place = place.key("concurrency");
    match value.get("group").unwrap_or(value).text() {
        Some(group) => Some(Concurrency {
            at: place.at(),
            group: group.to_owned(),
            cancel_in_progress: value.get("cancel-in-progress").map(as_text),
        }),
        None if value.is_null() => None,
        None => {
            let wanted = "a text, or a mapping with `group`";
            reading.unexpected(&place, &[facts], "`concurrency`", wanted, value);
            None
        }
    }
}
