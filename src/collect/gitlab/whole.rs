//! A pipeline as a whole: what holds for all jobs, the jobs, and what starts them.

use super::call::Call;
use super::config::{Config, flat};
use super::flow;
use super::job::{self, Read};
use super::keywords::unexpected;
use super::load::Loaded;
use super::rules::{Admitted, of_rules};
use super::scenario::Scenario;
use super::triggers::{are_same, triggers};
use super::value::{Members, Value, Work};
use super::variables::{self, Names, names};
use crate::collect::ci::Reading;
use crate::facts::{Job, Pipeline, PipelineKind, ProblemKind, Provider, Trigger, Variable};
use crate::source::anchor::Place;

/// What holds for every job.
pub(super) struct Whole<'a> {
    /// `default`, and the keywords that stood at the top before it came.
    pub(super) defaults: Members<'a>,
    pub(super) scenarios: Vec<Scenario>,
    /// What the rules of `workflow` let in; absent without rules.
    pub(super) workflow: Option<Vec<Admitted>>,
    pub(super) env: Vec<Variable>,
    /// The names that are set for all jobs.
    pub(super) set: Names<'static>,
}

/// A pipeline that a job starts, and the ways to it.
pub(super) struct Started {
    pub(super) call: Call,
    pub(super) scenarios: Vec<Scenario>,
}

/// Keywords at the top that are no jobs.
const RESERVED: [&str; 12] = [
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "services",
    "spec",
    "stages",
    "types",
    "variables",
    "workflow",
];

/// Those of them that are defaults of jobs.
const OLD_DEFAULTS: [&str; 5] = ["after_script", "before_script", "cache", "image", "services"];

/// What jobs, templates and references may expand to: characters, and some for every value.
const WORK: usize = 16 << 20;

/// Reads the pipeline of loaded files, and what its jobs start.
pub(super) fn pipeline(
    reading: &mut Reading<'_>,
    loaded: &Loaded,
    scenarios: Vec<Scenario>,
    pipeline: &mut Pipeline,
) -> Vec<Started> {
    let work = Work::of(WORK);
    let Some(content) = loaded.content(reading, &work) else { return Vec::new() };
    let config = Config::new(reading, &content, &work);
    let mut defaults = Members::default();
    for key in OLD_DEFAULTS {
        if let Some(value) = config.get(reading, key) {
            defaults.set(key, value);
        }
    }
    if let Some(value) = config.get(reading, "default") {
        value.members().iter().for_each(|(key, value)| defaults.set(key, value.clone()));
    }
    let workflow = config.get(reading, "workflow");
    let rules = workflow.as_ref().and_then(|workflow| workflow.get("rules"));
    let facts = "pipelines[*].triggers";
    let admitted = rules.as_ref().map(|rules| of_rules(reading, rules, None, &scenarios, facts));
    let variables: Vec<Value<'_>> = config
        .get(reading, "variables")
        .into_iter()
        .chain(rules.iter().flat_map(flat).filter_map(|rule| rule.get("variables")))
        .collect();
    let mut set = Names::default();
    variables.iter().for_each(|value| names(value, &mut set));
    let mut env = Vec::new();
    for value in &variables {
        env.extend(variables::variables(reading, value, &set, "pipelines[*].env"));
    }
    let whole = Whole { defaults, scenarios, workflow: admitted, env, set };
    pipeline.name = workflow
        .and_then(|workflow| workflow.get("name"))
        .and_then(|name| name.text().map(str::to_owned));
    let read = jobs(reading, &config, &whole, &work);
    let stages = config.get(reading, "stages").or_else(|| config.get(reading, "types"));
    finish(reading, whole, read, stages.as_ref(), &work, pipeline)
}

fn jobs<'a>(
    reading: &mut Reading<'_>,
    config: &Config<'a>,
    whole: &Whole<'a>,
    work: &Work,
) -> Vec<Read> {
    let shared: usize = whole.defaults.iter().map(|(_, value)| value.weight()).sum();
    let mut read = Vec::new();
    let names = config.names().filter(|name| !name.starts_with('.') && !RESERVED.contains(name));
    for name in names {
        if work.is_spent() {
            break;
        }
        let Some(value) = config.get(reading, name) else { continue };
        if !value.is_map() {
            unexpected(reading, &value, &["pipelines[*].jobs"], "a job", "a mapping");
        } else if work.spend(value.weight() + shared + own_share(&value, whole)) {
            read.push(job::read(reading, whole, name, &value));
        }
    }
    read
}

/// A job that takes some of the variables for all has a list of its own.
fn own_share(job: &Value<'_>, whole: &Whole<'_>) -> usize {
    if job.get("inherit").is_some() { whole.env.len() } else { 0 }
}

fn finish(
    reading: &mut Reading<'_>,
    whole: Whole<'_>,
    read: Vec<Read>,
    stages: Option<&Value<'_>>,
    work: &Work,
    pipeline: &mut Pipeline,
) -> Vec<Started> {
    let file = Place::file(&pipeline.file);
    let (mut found, mut before, mut admitted, mut calls) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for next in read {
        found.push(next.job);
        before.push(next.before);
        admitted.push(next.admitted);
        calls.push(next.call);
    }
    let connected = flow::connect(&mut found, &before, stages, work);
    if work.is_spent() || !connected {
        let facts = ["pipelines[*].jobs"];
        let reason = "jobs and templates expand to more than is read".to_owned();
        reading.problem(&file, ProblemKind::TooLarge, &facts, reason);
    }
    let is_called = whole.scenarios.iter().any(|scenario| scenario.origin.is_some());
    let all = union(&admitted, whole.workflow.as_deref());
    pipeline.triggers = if is_called {
        vec![Trigger {
            at: file.at(),
            event: "workflow_call".to_owned(),
            written: Some("parent_pipeline".to_owned()),
            ..Trigger::default()
        }]
    } else {
        triggers(&all, &whole.scenarios, &file.at())
    };
    let mut started = Vec::new();
    for ((job, admitted), call) in found.iter_mut().zip(&admitted).zip(calls) {
        let own = triggers(admitted, &whole.scenarios, &file.at());
        started.extend(
            call.filter(|call| !call.files.is_empty())
                .map(|call| start(job, call, admitted, &whole.scenarios, &file)),
        );
        if is_called || !are_same(&own, &pipeline.triggers) {
            job.triggers = Some(own);
        }
    }
    pipeline.secrets = whole.env.iter().flat_map(variables::uses).collect();
    pipeline.env = whole.env;
    pipeline.jobs = found;
    started
}

/// What starts any job: the pipeline exists where it has one.
fn union(jobs: &[Vec<Admitted>], workflow: Option<&[Admitted]>) -> Vec<Admitted> {
    let mut all: Vec<Admitted> = Vec::new();
    for admitted in jobs.iter().flatten() {
        match all.iter_mut().find(|known| known.scenario == admitted.scenario) {
            None => {
                let rule = workflow
                    .and_then(|rules| rules.iter().find(|rule| rule.scenario == admitted.scenario));
                let at = rule.and_then(|rule| rule.at.clone()).or_else(|| admitted.at.clone());
                all.push(Admitted { at, ..admitted.clone() });
            }
            Some(known) => {
                let both = known.filters.take().zip(admitted.filters.clone());
                known.filters = both.map(|(mut one, other)| {
                    one.extend(other);
                    one.sort();
                    one.dedup();
                    one
                });
            }
        }
    }
    all.sort_by_key(|admitted| admitted.scenario);
    all
}

/// The scenarios of a pipeline that a job starts: those of the job, and the way through it.
fn start(
    job: &Job,
    call: Call,
    admitted: &[Admitted],
    scenarios: &[Scenario],
    file: &Place,
) -> Started {
    let scenarios = admitted.iter().filter_map(|admitted| {
        let scenario = scenarios.get(admitted.scenario)?;
        Some(scenario.through(
            &job.at,
            admitted.at.clone().unwrap_or_else(|| file.at()),
            admitted.filters.clone(),
        ))
    });
    Started { scenarios: scenarios.collect(), call }
}

/// A pipeline of a file, before it is read.
pub(super) fn begin(path: &str) -> Pipeline {
    Pipeline {
        at: Place::file(path).at(),
        file: path.to_owned(),
        provider: Provider::Gitlab,
        kind: PipelineKind::Workflow,
        ..Pipeline::default()
    }
}
