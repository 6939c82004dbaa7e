//! Jobs and deployments.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/jobs-job> and
//! <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/jobs-deployment>.

use std::collections::BTreeMap;

use super::chain::joined;
use super::cursor::Cursor;
use super::expressions::of_condition;
use super::plan::{Kind, Planned, Stage};
use super::pool::{self, System, Values};
use super::resources::connection;
use super::secrets::Declared;
use super::step::{Around, settled, step, within_of};
use super::templates::Assembly;
use super::{handover, variables::Variables};
use crate::collect::ci::activity;
use crate::collect::github::{comment_behind, read_image};
use crate::facts::{Environment, Expression, Image, Job, SecretGroup, Variable};

/// What the pipeline gives to each of its jobs.
pub(super) struct Shared<'s, 'a> {
    pub(super) variables: &'s Variables<'a>,
    pub(super) env: &'s [Variable],
    pub(super) declared: &'s Declared,
}

/// Members that hold steps, or are told elsewhere.
const APART: [&str; 5] = ["condition", "displayName", "steps", "strategy", "variables"];

/// Makes the facts of a job.
pub(super) fn job<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    planned: &Planned<'a>,
    stage: &Stage<'a>,
    shared: &Shared<'_, 'a>,
) -> Job {
    let cursor = &planned.cursor;
    let bare = planned.kind == Kind::Steps;
    let values = values(planned, stage, shared);
    let pools = if planned.pools.is_empty() { &stage.pools } else { &planned.pools };
    let (runner, mut system) = pool::runner(pools, &cursor.place, &values);
    let mut groups = shared.variables.groups.clone();
    groups.extend(stage.variables.groups.iter().cloned());
    groups.extend(planned.variables.groups.iter().cloned());
    let mut images = Vec::new();
    // A file that has nothing but steps may have a container beside them.
    for key in ["container", "services"] {
        for value in cursor.all(key) {
            add_images(assembly, &value, key, &mut images, &mut groups);
        }
    }
    if images.iter().any(|image: &Image| image.role == "container") && system != System::Windows {
        system = System::Unix;
    }
    let condition = condition(planned, stage);
    let mut job = Job {
        at: cursor.place.at(),
        name: if bare { None } else { cursor.get("displayName").and_then(|name| name.filled()) },
        if_is: condition.as_deref().and_then(|text| settled(Some(text), None)),
        condition,
        runner: Some(runner),
        environment: environment(planned),
        concurrency: stage.cursor.as_ref().and_then(super::concurrency),
        env: stage.variables.facts(shared.declared),
        expressions: expressions(planned, stage),
        images,
        ..Job::default()
    };
    job.env.extend(planned.variables.facts(shared.declared));
    job.secrets = shared.declared.uses(&job.expressions);
    let around = Around {
        system,
        folder: starts_in_repository(planned).then_some("."),
        declared: shared.declared,
    };
    if planned.kind == Kind::Deployment && !says(&planned.steps, "download", &["none"]) {
        job.artifacts.push(handover::of_deployment(&job.at));
    }
    for (index, cursor) in planned.steps.iter().enumerate() {
        let read = step(assembly, cursor, index, &around);
        job.caches.extend(read.cache);
        job.artifacts.extend(read.artifact);
        groups.extend(read.connections);
        job.steps.push(read.step);
    }
    job.secret_groups = groups;
    activity::fill(assembly.reading, &mut job, shared.env);
    to_feeds(&mut job);
    job
}

/// Names the feed that `Npm` publishes to, which is a registry of the organisation's own.
fn to_feeds(job: &mut Job) {
    for publish in &mut job.publishes {
        let step = job.steps.iter().find(|step| step.index == publish.step);
        let Some(step) = step.filter(|step| step.run.is_none()) else { continue };
        let input = |name: &str| {
            step.with.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        if input("publishRegistry").is_some_and(|value| value.eq_ignore_ascii_case("useFeed")) {
            publish.registry = input("publishFeed").cloned().or(publish.registry.take());
        }
    }
}

/// The values of variables that tell a machine: of the matrix, and literal ones, the nearest first.
fn values(planned: &Planned<'_>, stage: &Stage<'_>, shared: &Shared<'_, '_>) -> Values {
    let mut values: Values = BTreeMap::new();
    for variables in [shared.variables, &stage.variables, &planned.variables] {
        for (name, value) in variables.literals() {
            values.insert(name, vec![value]);
        }
    }
    values.extend(matrix(planned));
    values
}

/// The values of the matrix, by name in lower case; the texts of a leg that has no such name are empty.
pub(super) fn matrix(planned: &Planned<'_>) -> Values {
    let mut values: Values = BTreeMap::new();
    if planned.kind != Kind::Job {
        return values;
    }
    for strategy in planned.cursor.all("strategy") {
        for matrix in strategy.all("matrix") {
            for (_, leg) in matrix.members() {
                for (name, value) in leg.members() {
                    let text = value.filled().unwrap_or_default();
                    values.entry(name.to_ascii_lowercase()).or_default().push(text);
                }
            }
        }
    }
    values
}

/// The conditions of a job and of its stage, and those that they are put in under.
fn condition(planned: &Planned<'_>, stage: &Stage<'_>) -> Option<String> {
    let mut all = Vec::new();
    let own = (planned.kind != Kind::Steps).then_some(&planned.cursor);
    for cursor in stage.cursor.iter().chain(own) {
        all.extend(cursor.under.iter().map(ToString::to_string));
        all.extend(cursor.get("condition").and_then(|value| value.filled()));
    }
    joined(all)
}

/// Whether scripts start in the files of this repository: a deployment takes them only where it says
/// so, and where several repositories are taken each has a folder of its own.
fn starts_in_repository(planned: &Planned<'_>) -> bool {
    let mut own = planned.kind != Kind::Deployment;
    let mut count = 0;
    for step in &planned.steps {
        let Some(value) = step.get("checkout").and_then(|value| value.filled()) else { continue };
        match value.to_ascii_lowercase().as_str() {
            "none" => own = false,
            "self" if step.get("path").is_none() => {
                own = true;
                count += 1;
            }
            _ => {
                own = false;
                count += 2;
            }
        }
    }
    own && count < 2
}

fn says(steps: &[Cursor<'_>], key: &str, words: &[&str]) -> bool {
    let text = |step: &Cursor<'_>| step.get(key).and_then(|value| value.filled());
    let said = |text: String| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    steps.iter().filter_map(text).any(said)
}

fn environment(planned: &Planned<'_>) -> Option<Environment> {
    if planned.kind != Kind::Deployment {
        return None;
    }
    let value = planned.cursor.get("environment")?;
    let name = if value.node.is_map() { value.get("name")? } else { value.clone() };
    Some(Environment { at: value.place.at(), name: name.filled()? })
}

fn expressions(planned: &Planned<'_>, stage: &Stage<'_>) -> Vec<Expression> {
    let mut found = stage.variables.expressions();
    found.extend(planned.variables.expressions());
    if planned.kind == Kind::Steps {
        return found;
    }
    for (key, value) in planned.cursor.members() {
        match key.as_str() {
            "condition" => found.extend(of_condition(&value)),
            "displayName" => within_of(&value, "name", &mut found),
            key if !APART.contains(&key) => within_of(&value, key, &mut found),
            _ => {}
        }
    }
    found
}

/// The images of `container` and `services`: by a name among the resources, by their own, or written
/// out.
fn add_images(
    assembly: &Assembly<'_, '_, '_>,
    value: &Cursor<'_>,
    key: &str,
    images: &mut Vec<Image>,
    groups: &mut Vec<SecretGroup>,
) {
    if key == "services" {
        for (role, value) in value.members() {
            add_image(assembly, &value, &role, images, groups);
        }
    } else {
        add_image(assembly, value, "container", images, groups);
    }
}

fn add_image(
    assembly: &Assembly<'_, '_, '_>,
    value: &Cursor<'_>,
    role: &str,
    images: &mut Vec<Image>,
    groups: &mut Vec<SecretGroup>,
) {
    let named = if value.node.is_map() {
        groups.extend(connection(value));
        value.get("image").or_else(|| value.get("alias"))
    } else {
        Some(value.clone())
    };
    let Some((named, text)) = named.and_then(|named| Some((named.clone(), named.filled()?))) else {
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    let uses = match assembly.resources.container(&text) {
        Some(known) => {
            groups.extend(known.connection.clone());
            read_image(&known.image, known.at.clone(), known.comment.clone())
        }
        None => {
            let comment = comment_behind(&named.source.text, &named.node.span);
            read_image(&text, named.place.at(), comment)
        }
    };
    images.push(Image { at: uses.at.clone(), role: role.to_owned(), uses, ..Image::default() });
}
