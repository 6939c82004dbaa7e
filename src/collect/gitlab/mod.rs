//! GitLab CI/CD: `.gitlab-ci.yml` with the files of the repository that it includes, and the
//! pipelines that its jobs start, read into [`Pipeline`]s.
//!
//! One file a concern of the [syntax]. What GitLab puts together before it looks at jobs is put
//! together here in the same order: inputs, merge keys, includes, `extends`, `!reference`; each value
//! keeps the place that it is written at. What it would refuse is a problem, and everything beside it
//! is still read.
//!
//! [syntax]: https://docs.gitlab.com/ci/yaml/

mod call;
mod condition;
mod config;
mod expressions;
mod fill;
mod flow;
mod include;
mod job;
mod keywords;
mod load;
mod pattern;
mod rules;
mod scenario;
mod script;
mod source;
#[cfg(test)]
mod tests;
mod triggers;
mod value;
mod variables;
mod whole;
mod wildcard;

use std::collections::{BTreeMap, VecDeque};

use super::ci::{Options, Reading};
use super::followed::Followed;
use crate::facts::{Input, Pipeline, Problem, ProblemKind};
use crate::source::anchor::Place;
use call::{Aside, Call, Named};
use load::Loaded;
use scenario::Scenario;

/// How many pipelines are read that jobs start, one after the other or again by another way.
const MOST: usize = 64;

/// How many ways to one pipeline are told apart.
const WAYS: usize = 64;

/// Reads the configuration in a file, and the pipelines that its jobs start.
pub(crate) fn pipelines(
    path: &str,
    options: &Options<'_>,
    others: &Followed<'_>,
) -> (Vec<Pipeline>, Vec<Problem>) {
    let mut reading = Reading::new(options);
    let file = Named { path: path.to_owned(), at: Aside(Place::file(path)) };
    let root = Call { files: vec![file], ..Call::default() };
    let mut done: BTreeMap<Call, (Pipeline, Vec<Problem>)> = BTreeMap::new();
    let mut ways: BTreeMap<Call, Vec<Scenario>> = BTreeMap::new();
    let mut ahead = VecDeque::from([root.clone()]);
    let mut left = MOST;
    let mut cut = None;
    while let Some(call) = ahead.pop_front() {
        if left == 0 {
            cut = call.files.into_iter().next().map(|file| file.at.0);
            break;
        }
        left -= 1;
        let mut reading = Reading::new(options);
        let text = (call == root).then_some(options.text);
        let loaded = Loaded::read(&mut reading, others, &call, text);
        let Some(first) = loaded.beginning() else {
            done.insert(call, (Pipeline::default(), reading.problems));
            continue;
        };
        let mut pipeline = whole::begin(&first.path);
        let known = ways.get(&call).cloned();
        let event = if known.is_some() { "workflow_call" } else { "workflow_dispatch" };
        pipeline.inputs = inputs(&mut reading, first, event);
        let names = |word: &str| loaded.sources().iter().any(|source| source.text.contains(word));
        let scenarios = known.unwrap_or_else(|| scenario::all(&names));
        let started = whole::pipeline(&mut reading, &loaded, scenarios, &mut pipeline);
        pipeline.includes.clone_from(&loaded.found);
        for next in started {
            let known = ways.entry(next.call.clone()).or_default();
            let before = known.len();
            for scenario in next.scenarios {
                if known.len() < WAYS && !known.contains(&scenario) {
                    known.push(scenario);
                }
            }
            // Another way to a pipeline that is read: it is read again with all of them.
            if known.len() > before && next.call != root && !ahead.contains(&next.call) {
                ahead.push_back(next.call);
            }
        }
        done.insert(call, (pipeline, reading.problems));
    }
    let mut found = Vec::new();
    for (pipeline, problems) in done.into_values() {
        reading.problems.extend(problems);
        found.push(pipeline);
    }
    found.retain(|pipeline| !pipeline.file.is_empty());
    if let Some(place) = cut {
        let reason = format!("more than {MOST} pipelines are started, one by the other");
        let kind = ProblemKind::TooLarge;
        reading.problem(&place, kind, &["pipelines"], reason);
    }
    (found, reading.problems)
}

/// [`spec:inputs`](https://docs.gitlab.com/ci/yaml/#specinputs) of a file.
fn inputs(reading: &mut Reading<'_>, source: &source::Source, event: &str) -> Vec<Input> {
    const FACTS: &str = "pipelines[*].inputs";
    let Some((spec, place)) = source.spec() else { return Vec::new() };
    let Some(inputs) = spec.get("inputs") else { return Vec::new() };
    let place = place.key("inputs");
    if !inputs.is_map() && !inputs.is_null() {
        reading.unexpected(&place, &[FACTS], "`inputs`", "a mapping", inputs);
    }
    let mut found = Vec::new();
    for entry in inputs.entries() {
        let place = place.key(&entry.key);
        let options = entry.value.get("options");
        found.push(Input {
            at: place.at(),
            name: entry.key.clone(),
            event: event.to_owned(),
            kind: super::ci::members::text_of(&entry.value, "type")
                .unwrap_or_else(|| "string".to_owned()),
            options: options
                .map(|options| reading.texts(options, &place.key("options"), &[FACTS], "`options`"))
                .unwrap_or_default(),
        });
    }
    found
}
