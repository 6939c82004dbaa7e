//! Publications in composite actions of the repository belong to the jobs that call these too.

use std::collections::{BTreeMap, BTreeSet};

use crate::collect::folder;
use crate::facts::{Passage, Pipeline, PipelineKind, Publish, Uses, UsesKind};

/// How many publications a job takes over.
const MOST: usize = 200;

/// Gives to each job what the local actions that its steps call publish.
pub(super) fn share(pipelines: &mut [Pipeline]) {
    let actions =
        pipelines.iter().filter(|pipeline| pipeline.kind == PipelineKind::CompositeAction);
    let actions: BTreeMap<String, Action> = actions
        .map(|action| {
            let jobs = || action.jobs.iter();
            let publishes = jobs().flat_map(|job| job.publishes.clone()).collect();
            let steps = jobs().flat_map(|job| &job.steps);
            let calls = steps.filter_map(|step| local(step.uses.as_ref()?)).collect();
            (
                folder(&action.file).to_owned(),
                Action { file: action.file.clone(), publishes, calls },
            )
        })
        .collect();
    if actions.values().all(|action| action.publishes.is_empty()) {
        return;
    }
    for job in pipelines.iter_mut().flat_map(|pipeline| &mut pipeline.jobs) {
        let mut found = Vec::new();
        for step in &job.steps {
            let Some(uses) = &step.uses else { continue };
            let Some(path) = local(uses) else { continue };
            for (through, publish) in reached(&actions, path) {
                let mut ways = through;
                if publish.through.is_empty() {
                    let what = format!("{} publishes", publish.tool);
                    ways.push(Passage { at: publish.at.clone(), what });
                } else {
                    ways.extend(publish.through.iter().cloned());
                }
                found.push(Publish {
                    at: uses.at.clone(),
                    step: step.index,
                    through: ways,
                    client: None,
                    node: None,
                    ..publish.clone()
                });
            }
        }
        found.truncate(MOST);
        if !found.is_empty() {
            job.publishes.extend(found);
            job.publishes.sort_by_key(|publish| publish.step);
        }
    }
}

struct Action {
    file: String,
    publishes: Vec<Publish>,
    /// The folders of the actions that it calls.
    calls: Vec<String>,
}

/// The folder of a local action.
fn local(uses: &Uses) -> Option<String> {
    let path = uses.path.as_deref().filter(|_| uses.kind == UsesKind::Local)?;
    let path = path.trim_start_matches("$/").trim_start_matches("./").trim_end_matches('/');
    Some(if path.is_empty() { ".".to_owned() } else { path.to_owned() })
}

/// What an action publishes, and those that it calls, each once.
fn reached(actions: &BTreeMap<String, Action>, path: String) -> Vec<(Vec<Passage>, &Publish)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut ahead = vec![(path, Vec::new())];
    while let Some((path, mut through)) = ahead.pop() {
        let Some(action) = actions.get(&path).filter(|_| seen.insert(path.clone())) else {
            continue;
        };
        through.push(Passage { at: action.file.clone(), what: format!("the action {path}") });
        found.extend(action.publishes.iter().map(|publish| (through.clone(), publish)));
        ahead.extend(action.calls.iter().map(|call| (call.clone(), through.clone())));
    }
    found
}
