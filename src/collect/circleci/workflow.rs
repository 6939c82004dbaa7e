//! The workflows of a configuration, each a pipeline of its own.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#workflows>.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::definitions::{Definitions, Section};
use super::job::{self, Entry, Named, Workflow};
use super::logic::Condition;
use super::scope::{Caller, Scope};
use super::triggers;
use crate::collect::ci::Reading;
use crate::collect::ci::members::as_text;
use crate::collect::ci::merged::{Placed, text_of};
use crate::facts::{Include, Input, Job, Pipeline, PipelineKind, ProblemKind, Provider, Trigger};
use crate::source::anchor::Place;

const FACTS: &str = "pipelines[*].jobs";

/// The most jobs that all workflows of a file come to.
const MOST_JOBS: usize = 10_000;

/// A file whose definitions are known.
pub(super) struct File<'a, 'n> {
    pub(super) path: &'a str,
    pub(super) definitions: &'n Definitions<'n>,
    pub(super) includes: BTreeMap<String, Include>,
    /// Another configuration goes on with this one.
    pub(super) continues: bool,
}

/// The pipelines of a file: its workflows, and the jobs that none of them runs.
pub(super) fn pipelines(reading: &mut Reading<'_>, file: &File<'_, '_>) -> Vec<Pipeline> {
    let root = file.definitions.root();
    let scope = Rc::new(Scope::of_file(file.definitions));
    let mut all = All {
        reading,
        caller: Caller { scope, definitions: file.definitions },
        continues: file.continues,
        used: BTreeSet::new(),
        left: MOST_JOBS,
    };
    let blank = Pipeline {
        file: file.path.to_owned(),
        provider: Provider::Circleci,
        kind: PipelineKind::Workflow,
        includes: file.includes.values().cloned().collect(),
        inputs: inputs(all.reading, root),
        ..Pipeline::default()
    };
    let new = |place: &Place, name: Option<&str>| {
        let (at, name) = (place.at(), name.map(str::to_owned));
        Pipeline { at, name, ..blank.clone() }
    };
    let mut found = Vec::new();
    let workflows = root.get("workflows").filter(|workflows| !workflows.node.is_null());
    if let Some(workflows) = &workflows {
        if !workflows.node.is_map() {
            let (place, node) = (&workflows.place, workflows.node);
            all.reading.unexpected(place, &["pipelines"], "`workflows`", "a mapping", node);
        }
        for (name, workflow) in workflows.members().filter(|(name, _)| *name != "version") {
            let mut pipeline = new(&workflow.place, Some(name));
            all.fill(&mut pipeline, &workflow);
            found.push(pipeline);
        }
    }
    let mut rest = new(&root.place, None);
    all.without_workflow(&mut rest, workflows.is_some());
    if !rest.jobs.is_empty() {
        found.push(rest);
    }
    found
}

/// All workflows of a file.
struct All<'r, 'o, 'n> {
    reading: &'r mut Reading<'o>,
    caller: Caller<'n>,
    continues: bool,
    /// The definitions that stand for a job already.
    used: BTreeSet<String>,
    left: usize,
}

impl<'n> All<'_, '_, 'n> {
    fn fill(&mut self, pipeline: &mut Pipeline, workflow: &Placed<'n>) {
        if !workflow.node.is_map() {
            let facts = ["pipelines[*].triggers", FACTS];
            let (place, node) = (&workflow.place, workflow.node);
            return self.reading.unexpected(place, &facts, "a workflow", "a mapping", node);
        }
        let condition = condition(workflow);
        let scope = &self.caller.scope;
        let asked = condition.as_ref().map(|(_, condition)| condition);
        pipeline.triggers =
            triggers::of_workflow(self.reading, workflow, asked, scope, self.continues);
        let Some(jobs) = workflow.get("jobs") else {
            let reason = "a workflow must have `jobs`".to_owned();
            let kind = ProblemKind::Unexpected;
            return self.reading.problem(&workflow.place, kind, &[FACTS], reason);
        };
        let condition =
            condition.as_ref().map(|(text, condition)| (text.as_str(), condition.holds(&|_| None)));
        let (mut found, triggers) = (Vec::new(), std::mem::take(&mut pipeline.triggers));
        self.jobs(&jobs, &triggers, condition, &mut found, true);
        pipeline.jobs = named(found);
        pipeline.triggers = triggers;
        await_people(&mut pipeline.jobs);
    }

    /// The entries of a list of jobs, and of the groups of jobs among them.
    fn jobs(
        &mut self,
        list: &Placed<'n>,
        triggers: &[Trigger],
        condition: Option<(&str, Option<bool>)>,
        found: &mut Vec<Named>,
        outer: bool,
    ) {
        if !list.node.is_list() {
            return self.reading.unexpected(&list.place, &[FACTS], "`jobs`", "a list", list.node);
        }
        for item in list.items() {
            let Some(entry) = Entry::of(item.clone()) else {
                let wanted = "a name, or a mapping with one";
                self.reading.unexpected(&item.place, &[FACTS], "a job", wanted, item.node);
                continue;
            };
            let groups = self.caller.definitions.root().get("job-groups");
            let group = groups.and_then(|groups| groups.get(entry.key)?.get("jobs"));
            if let Some(group) = group.filter(|_| outer) {
                // A second use would stand at the same places.
                if self.used.insert(group.place.at()) {
                    self.jobs(&group, triggers, condition, found, false);
                    continue;
                }
                let reason = "a group of jobs that is used again is not read again".to_owned();
                let kind = ProblemKind::Unsupported;
                self.reading.problem(&entry.whole.place, kind, &[FACTS], reason);
                continue;
            }
            let Some(left) = self.left.checked_sub(1) else {
                let reason = "the file comes to more jobs than are read".to_owned();
                return self.reading.problem(&item.place, ProblemKind::TooLarge, &[FACTS], reason);
            };
            self.left = left;
            let mut workflow = Workflow { triggers, condition, used: &mut self.used };
            found.extend(job::of_entry(self.reading, &entry, &self.caller, &mut workflow));
        }
    }

    /// Without workflows the job `build` runs for every push. Beside them a job that none names
    /// never runs.
    fn without_workflow(&mut self, pipeline: &mut Pipeline, has_workflows: bool) {
        let Some(jobs) = self.caller.definitions.section(Section::Jobs) else {
            if !has_workflows {
                let place = self.caller.definitions.root().place.clone();
                let reason = "a configuration must have `jobs` or `workflows`".to_owned();
                let kind = ProblemKind::Unexpected;
                self.reading.problem(&place, kind, &["pipelines"], reason);
            }
            return;
        };
        if !jobs.node.is_map() && !jobs.node.is_null() {
            self.reading.unexpected(&jobs.place, &[FACTS], "`jobs`", "a mapping", jobs.node);
        }
        for (name, definition) in jobs.members() {
            if self.used.contains(&definition.place.at()) {
                continue;
            }
            let Some(left) = self.left.checked_sub(1) else {
                let reason = "the file comes to more jobs than are read".to_owned();
                let (place, kind) = (&definition.place, ProblemKind::TooLarge);
                return self.reading.problem(place, kind, &[FACTS], reason);
            };
            self.left = left;
            let mut job = job::alone(self.reading, name, &definition, &self.caller);
            if has_workflows || name != "build" {
                job.if_is = Some(false);
            } else {
                let push = Trigger {
                    at: definition.place.at(),
                    event: "push".to_owned(),
                    ..Trigger::default()
                };
                pipeline.triggers.push(push);
                let triggers = &pipeline.triggers;
                // The filter of before there were workflows.
                job.triggers = definition
                    .get("branches")
                    .map(|branches| triggers::of_branches(self.reading, &branches, triggers));
            }
            pipeline.jobs.push(job);
        }
    }
}

/// The condition of a workflow: its text, and what it says.
fn condition(workflow: &Placed<'_>) -> Option<(String, Condition)> {
    if let Some(when) = workflow.get("when") {
        return Some((as_text(when.node), Condition::read(when.node)));
    }
    let unless = workflow.get("unless")?;
    let condition = Condition::Not(Box::new(Condition::read(unless.node)));
    Some((format!("not ({})", as_text(unless.node)), condition))
}

/// The jobs, which wait for each other by the names that these have here.
fn named(found: Vec<Named>) -> Vec<Job> {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for Named { job, names } in &found {
        for name in names {
            ids.entry(name.clone()).or_insert_with(|| job.id.clone());
        }
    }
    let known: BTreeSet<String> = found.iter().map(|one| one.job.id.clone()).collect();
    let jobs = found.into_iter().map(|Named { mut job, .. }| {
        for needed in job.needs.iter_mut().filter(|needed| !known.contains(*needed)) {
            if let Some(id) = ids.get(needed) {
                needed.clone_from(id);
            }
        }
        job.needs.dedup();
        job
    });
    jobs.collect()
}

/// A job that waits for one that a person must let go on waits for that person itself.
fn await_people(jobs: &mut [Job]) {
    let mut waiting: BTreeSet<String> = BTreeSet::new();
    let mut after: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut ahead: Vec<String> = Vec::new();
    for (index, job) in jobs.iter().enumerate() {
        for needed in &job.needs {
            after.entry(needed.clone()).or_default().push(index);
        }
        if job.manual && waiting.insert(job.id.clone()) {
            ahead.push(job.id.clone());
        }
    }
    while let Some(name) = ahead.pop() {
        for index in after.get(&name).into_iter().flatten() {
            let Some(job) = jobs.get_mut(*index) else { continue };
            job.manual = true;
            if waiting.insert(job.id.clone()) {
                ahead.push(job.id.clone());
            }
        }
    }
}

/// The parameters of the pipelines of a file, which whoever starts one by hand may give.
fn inputs(reading: &mut Reading<'_>, root: &Placed<'_>) -> Vec<Input> {
    const FACTS: &str = "pipelines[*].inputs";
    let Some(parameters) = root.get("parameters").filter(|one| !one.node.is_null()) else {
        return Vec::new();
    };
    if !parameters.node.is_map() {
        let (place, node) = (&parameters.place, parameters.node);
        reading.unexpected(place, &[FACTS], "`parameters`", "a mapping", node);
    }
    let mut found = Vec::new();
    for (name, parameter) in parameters.members() {
        let options = parameter.get("enum");
        found.push(Input {
            at: parameter.place.at(),
            name: name.to_owned(),
            event: "workflow_dispatch".to_owned(),
            kind: text_of(parameter.node, "type").unwrap_or("string").to_owned(),
            options: options
                .map(|all| reading.texts(all.node, &all.place, &[FACTS], "`enum`"))
                .unwrap_or_default(),
        });
    }
    found
}
