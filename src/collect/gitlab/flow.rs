//! What a job waits for, what it takes from others and hands on.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/#needs>, <https://docs.gitlab.com/ci/yaml/#stages>,
//! <https://docs.gitlab.com/ci/yaml/#artifacts>.

use std::collections::BTreeMap;

use super::keywords::texts;
use super::value::{Value, Work};
use crate::facts::{Artifact, ArtifactDirection, Job};

/// The stages that there are where none are named, without the first and the last of all.
const STAGES: [&str; 3] = ["build", "test", "deploy"];

/// The stage of a job that names none.
const USUAL: &str = "test";

/// What a job says of what comes before it.
#[derive(Default)]
pub(super) struct Before {
    pub(super) stage: String,
    /// `needs` is written: the job waits for these alone.
    pub(super) needs: Option<Vec<String>>,
    /// `dependencies` is written: it takes what these hand on.
    dependencies: Option<Vec<(String, String)>>,
    /// What `needs` takes: the place, the job, whether it is of another pipeline.
    taken: Vec<(String, Option<String>, bool)>,
}

/// Reads `stage`, `needs` and `dependencies` of a job.
pub(super) fn before(job: &Value<'_>) -> Before {
    let stage = job.get("stage").or_else(|| job.get("type"));
    let mut before = Before {
        stage: stage.as_ref().and_then(Value::text).unwrap_or(USUAL).to_owned(),
        ..Before::default()
    };
    before.dependencies = job.get("dependencies").map(|value| {
        let items = value.items_or_self();
        let named = |item: &Value<'_>| Some((item.place.at(), item.text()?.to_owned()));
        items.iter().filter_map(named).collect()
    });
    let Some(needs) = job.get("needs") else { return before };
    let mut names = Vec::new();
    for item in needs.items_or_self() {
        let (at, text) = (item.place.at(), |key: &str| {
            item.get(key).and_then(|value| value.text().map(str::to_owned))
        });
        if let Some(name) = item.text() {
            names.push(name.to_owned());
            before.taken.push((at, Some(name.to_owned()), false));
            continue;
        }
        let elsewhere = text("project").is_some() || text("pipeline").is_some();
        let takes = item.get("artifacts").and_then(|value| value.boolean()) != Some(false);
        let name = text("job");
        if !elsewhere {
            names.extend(name.clone());
        }
        // `needs: pipeline` without a job waits for that pipeline, and takes nothing.
        if takes && name.is_some() {
            before.taken.push((at, name, elsewhere));
        }
    }
    before.needs = Some(names);
    before
}

/// What a job hands on. It is taken by the name of the job, whatever the archive is called.
pub(super) fn uploads(artifacts: &Value<'_>, job: &str) -> Option<Artifact> {
    let mut paths = artifacts.get("paths").map(|paths| texts(&paths)).unwrap_or_default();
    let reports = artifacts.get("reports");
    for (_, report) in reports.iter().flat_map(|reports| {
        reports.members().iter().map(|(name, value)| (name, value.clone())).collect::<Vec<_>>()
    }) {
        paths.extend(texts(&report));
    }
    let untracked = artifacts.get("untracked").and_then(|value| value.boolean()) == Some(true);
    (!paths.is_empty() || untracked).then(|| Artifact {
        at: artifacts.place.at(),
        direction: ArtifactDirection::Upload,
        name: Some(job.to_owned()),
        paths,
        ..Artifact::default()
    })
}

/// Fills `needs` and what is taken: without `needs` a job waits for the stage before its own, and
/// takes what all stages before hand on. `false` where that is more than may be written down.
pub(super) fn connect(
    jobs: &mut [Job],
    before: &[Before],
    stages: Option<&Value<'_>>,
    work: &Work,
) -> bool {
    let named = stages.map(texts).unwrap_or_else(|| STAGES.map(str::to_owned).to_vec());
    let middle = named.iter().map(String::as_str).filter(|name| !matches!(*name, ".pre" | ".post"));
    let order = std::iter::once(".pre").chain(middle).chain(std::iter::once(".post"));
    let mut position: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, name) in order.enumerate() {
        position.entry(name).or_insert(index);
    }
    let mut of_stage: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (job, before) in jobs.iter().zip(before) {
        if let Some(position) = position.get(before.stage.as_str()) {
            of_stage.entry(*position).or_default().push(job.id.clone());
        }
    }
    for (job, before) in jobs.iter_mut().zip(before) {
        let stage = position.get(before.stage.as_str());
        let earlier = stage.and_then(|stage| of_stage.range(..*stage).next_back());
        match (&before.needs, earlier) {
            (Some(names), _) => job.needs.clone_from(names),
            (None, Some((_, names))) => {
                if !work.spend(names.iter().map(|name| name.len() + 24).sum()) {
                    return false;
                }
                job.needs.clone_from(names);
            }
            (None, None) => {}
        }
        let take = |at: &str, name: Option<&String>, other: bool| Artifact {
            at: at.to_owned(),
            direction: ArtifactDirection::Download,
            name: name.cloned(),
            other_run: Some(other),
            ..Artifact::default()
        };
        let mut taken: Vec<Artifact> = Vec::new();
        match (&before.dependencies, &before.needs) {
            (Some(names), _) => {
                taken.extend(names.iter().map(|(at, name)| take(at, Some(name), false)));
                let other = before.taken.iter().filter(|(_, _, other)| *other);
                taken.extend(other.map(|(at, name, _)| take(at, name.as_ref(), true)));
            }
            (None, Some(_)) => {
                let all = before.taken.iter();
                taken.extend(all.map(|(at, name, other)| take(at, name.as_ref(), *other)));
            }
            (None, None) if earlier.is_some() => taken.push(take(&job.at, None, false)),
            (None, None) => {}
        }
        taken.append(&mut job.artifacts);
        job.artifacts = taken;
    }
    true
}
