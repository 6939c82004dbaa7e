//! Which jobs wait for which, over stages, and which of them wait for a person.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/process/stages>. A stage waits for the one
//! before it where it does not say otherwise, a job for none. A stage waits for a person with
//! `trigger: manual`, and what depends on a job with the task `ManualValidation` does.

use std::collections::{BTreeMap, BTreeSet};

use super::cursor::Cursor;
use super::plan::Stage;
use crate::facts::Job;

/// Gives each job its id, `stage.job` where the pipeline has stages, and the ids of those that it waits
/// for. `jobs` are those of the stages, in the same order.
pub(super) fn settle(stages: &[Stage<'_>], jobs: &mut [Vec<Job>]) {
    let mut ids: Vec<Vec<(String, String)>> = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let mut own = Vec::new();
        for (number, planned) in stage.jobs.iter().enumerate() {
            // A job without a name has one by its place.
            let short = match (&planned.name, stage.jobs.len()) {
                (Some(name), _) => name.clone(),
                (None, 1) => "Job".to_owned(),
                (None, _) => format!("Job{}", number + 1),
            };
            let id = match stage_name(stage, index, stages.len()) {
                Some(name) => format!("{name}.{short}"),
                None => short.clone(),
            };
            own.push((short, id));
        }
        ids.push(own);
    }
    let by_name: BTreeMap<String, usize> = stages
        .iter()
        .enumerate()
        .filter_map(|(index, stage)| Some((stage.name.as_ref()?.to_ascii_lowercase(), index)))
        .collect();
    for (index, stage) in stages.iter().enumerate() {
        let before: Vec<usize> = match stage.cursor.as_ref().and_then(depends) {
            Some(names) => names
                .iter()
                .filter_map(|name| by_name.get(&name.to_ascii_lowercase()).copied())
                .collect(),
            None => index.checked_sub(1).into_iter().collect(),
        };
        let waits = before.iter().filter_map(|stage| ids.get(*stage)).flatten();
        let waits: Vec<String> = waits.map(|(_, id)| id.clone()).collect();
        let (Some(own), Some(jobs)) = (ids.get(index), jobs.get_mut(index)) else { continue };
        for ((planned, job), (_, id)) in stage.jobs.iter().zip(jobs).zip(own) {
            job.id.clone_from(id);
            job.needs.clone_from(&waits);
            for name in depends(&planned.cursor).unwrap_or_default() {
                let named = own.iter().find(|(short, _)| short.eq_ignore_ascii_case(&name));
                job.needs.push(named.map_or(name, |(_, id)| id.clone()));
            }
        }
    }
    wait_for_people(stages, jobs);
}

/// The name of a stage in ids: nothing for the one stage of a pipeline without any.
fn stage_name(stage: &Stage<'_>, index: usize, count: usize) -> Option<String> {
    match &stage.name {
        Some(name) if !name.is_empty() => Some(name.clone()),
        _ if count == 1 && stage.cursor.is_none() => None,
        _ => Some(format!("Stage{}", index + 1)),
    }
}

/// The names of `dependsOn`; nothing where it is not written.
fn depends(cursor: &Cursor<'_>) -> Option<Vec<String>> {
    let values = cursor.all("dependsOn");
    if values.is_empty() {
        return None;
    }
    let mut names = Vec::new();
    for value in values {
        if value.node.is_list() {
            names.extend(value.items().iter().filter_map(Cursor::filled));
        } else {
            names.extend(value.filled().filter(|name| !name.is_empty()));
        }
    }
    Some(names)
}

/// Marks the jobs that a person must let go on, and those that wait for such a one.
fn wait_for_people(stages: &[Stage<'_>], jobs: &mut [Vec<Job>]) {
    let by_hand = |stage: &Stage<'_>| {
        let trigger = stage.cursor.as_ref().and_then(|cursor| cursor.text_of("trigger"));
        trigger.is_some_and(|text| text.eq_ignore_ascii_case("manual"))
    };
    for (stage, jobs) in stages.iter().zip(jobs.iter_mut()) {
        let manual = by_hand(stage);
        jobs.iter_mut().for_each(|job| job.manual = manual);
    }
    let mut after: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut ahead: Vec<&str> = Vec::new();
    for job in jobs.iter().flatten() {
        for before in &job.needs {
            after.entry(before).or_default().push(&job.id);
        }
        if job.manual || asks(job) {
            ahead.push(&job.id);
        }
    }
    let mut held: BTreeSet<String> = BTreeSet::new();
    while let Some(next) = ahead.pop() {
        for follower in after.get(next).into_iter().flatten() {
            if held.insert((*follower).to_owned()) {
                ahead.push(follower);
            }
        }
    }
    for job in jobs.iter_mut().flatten() {
        job.manual |= held.contains(&job.id);
    }
}

/// Whether a job is the place where a person is asked.
fn asks(job: &Job) -> bool {
    let names = ["manualvalidation", "manualintervention"];
    job.steps.iter().any(|step| {
        let task = step.uses.as_ref().and_then(|uses| uses.action.as_deref());
        step.if_is != Some(false) && task.is_some_and(|task| names.contains(&task))
    })
}
