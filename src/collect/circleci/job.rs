//! One job of a workflow: its entry there, and the definition that the entry calls.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#jobs>.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::definitions::{self, Section};
use super::executor;
use super::run::Shell;
use super::scope::{Caller, Scope};
use super::steps::{Guard, LEVELS, Walk, expressions};
use super::{environment, oidc, orbs, triggers};
use crate::collect::ci::merged::{Placed, text_of};
use crate::collect::ci::{Reading, activity};
use crate::facts::{Concurrency, Job, ProblemKind, SecretGroup, Trigger, Uses, WorkflowCall};

const FACTS: &str = "pipelines[*].jobs";

/// Jobs that run nothing: their types, but for `build`, which is every other one.
const WITHOUT_STEPS: [&str; 5] = ["approval", "no-op", "release", "lock", "unlock"];

/// Lists of an entry that are no argument of its job; and with those that are known of the jobs of the
/// orb for Node.js.
const NO_STEPS: [&str; 4] = ["context", "post-steps", "pre-steps", "requires"];
const READ_APART: [&str; 6] =
    ["context", "post-steps", "post_install_steps", "pre-steps", "requires", "setup"];

/// How many names of the jobs of one matrix are known.
const MOST_NAMES: usize = 64;

/// An entry of a workflow's `jobs`.
#[derive(Clone)]
pub(super) struct Entry<'n> {
    /// The key of the job.
    pub(super) key: &'n str,
    /// The entry as a whole, and what it says of the job.
    pub(super) whole: Placed<'n>,
    pub(super) says: Option<Placed<'n>>,
}

impl<'n> Entry<'n> {
    /// Reads an item of the list: a name, or a mapping with one.
    pub(super) fn of(item: Placed<'n>) -> Option<Self> {
        if let Some(key) = item.node.text() {
            return Some(Self { key, whole: item, says: None });
        }
        let mut members = item.members();
        match (members.next(), members.next()) {
            (Some((key, says)), None) => Some(Self { key, whole: says.clone(), says: Some(says) }),
            _ => None,
        }
    }

    fn get(&self, key: &str) -> Option<Placed<'n>> {
        self.says.as_ref()?.get(key)
    }

    fn text(&self, key: &str, scope: &Scope<'_>) -> Option<String> {
        Some(scope.fill(text_of(self.says.as_ref()?.node, key)?).text)
    }
}

/// What a workflow gives to its jobs.
pub(super) struct Workflow<'a> {
    pub(super) triggers: &'a [Trigger],
    /// Its condition, as written, and what it comes to.
    pub(super) condition: Option<(&'a str, Option<bool>)>,
    /// Jobs whose definition stands for another use already: the entry is then their place.
    pub(super) used: &'a mut BTreeSet<String>,
}

/// A job, and the names that other jobs may wait for it by: a matrix makes several of one entry.
pub(super) struct Named {
    pub(super) job: Job,
    pub(super) names: Vec<String>,
}

/// Reads the job of an entry, and the names by which others may wait for it.
pub(super) fn of_entry<'n>(
    reading: &mut Reading<'_>,
    entry: &Entry<'n>,
    outer: &Caller<'n>,
    workflow: &mut Workflow<'_>,
) -> Option<Named> {
    let mut own = outer.scope.bare();
    let matrix = entry.get("matrix").and_then(|matrix| matrix.get("parameters"));
    for (name, values) in matrix.iter().flat_map(Placed::members) {
        own.set_matrix(name, &values, outer);
    }
    let caller = Caller { scope: Rc::new(own), definitions: outer.definitions };
    let scope = &caller.scope;
    let name = entry.text("name", scope);
    let filters = entry.get("filters");
    let filtered = filters
        .as_ref()
        .and_then(|filters| triggers::of_job(reading, filters, workflow.triggers, scope));
    let expression = filters.as_ref().and_then(|filters| filters.node.text());
    let condition = match (workflow.condition, expression) {
        (Some((outer, _)), Some(own)) => Some(format!("({outer}) and ({own})")),
        (Some((outer, _)), None) => Some(outer.to_owned()),
        (None, own) => own.map(str::to_owned),
    };
    let mut job = Job {
        at: entry.whole.place.at(),
        id: name.clone().unwrap_or_else(|| entry.key.to_owned()),
        name,
        triggers: filtered,
        condition,
        if_is: workflow.condition.and_then(|(_, is)| is).filter(|is| !is || expression.is_none()),
        manual: entry.text("type", scope).as_deref() == Some("approval"),
        needs: needs(reading, entry, scope),
        secret_groups: contexts(reading, entry, scope),
        concurrency: entry.get("serial-group").and_then(|group| {
            let text = scope.fill(group.node.text()?).text;
            Some(Concurrency { at: group.place.at(), group: text, cancel_in_progress: None })
        }),
        ..Job::default()
    };
    if let Some(says) = &entry.says {
        job.expressions = expressions(says, &["pre-steps", "post-steps"], scope);
    }
    let names = names(entry, scope);
    if job.manual {
        return Some(Named { job, names });
    }
    match caller.definitions.find(Section::Jobs, entry.key) {
        definitions::Named::Here(definition, definitions) => {
            if workflow.used.insert(definition.place.at()) {
                job.at = definition.place.at();
            }
            let called = Scope::of_call(&definition, definitions, entry.says.as_ref(), &caller);
            let inner = Caller { scope: Rc::new(called), definitions };
            fill(reading, &mut job, Some(&definition), &inner, Some((entry, &caller)));
        }
        definitions::Named::OfOrb(uses) => {
            let with = entry.says.as_ref().map(|says| orbs::with(says, scope)).unwrap_or_default();
            orbs::tell_unread(reading, &uses, &with, &entry.whole.place);
            let uses = Uses { at: entry.whole.place.at(), ..uses };
            let call = WorkflowCall { uses, with, secrets_inherit: false, pipeline: None };
            job.calls = Some(call);
            fill(reading, &mut job, None, &caller, Some((entry, &caller)));
        }
        definitions::Named::Nothing => {
            let reason = format!("no job `{}` is defined in the file", entry.key);
            reading.problem(&entry.whole.place, ProblemKind::Unexpected, &[FACTS], reason);
            return None;
        }
    }
    Some(Named { job, names })
}

/// The names of the jobs that a matrix makes of an entry, and the one for all of them.
fn names(entry: &Entry<'_>, scope: &Scope<'_>) -> Vec<String> {
    let Some(matrix) = entry.get("matrix") else { return Vec::new() };
    let mut names = vec![text_of(matrix.node, "alias").unwrap_or(entry.key).to_owned()];
    if let Some(name) = entry.get("name").and_then(|name| name.node.text()) {
        let runs = scope.variants(name).min(MOST_NAMES);
        names.extend((0..runs).map(|run| scope.fill_for(name, Some(run)).text));
    }
    names
}

/// Reads a job that no entry calls.
pub(super) fn alone<'n>(
    reading: &mut Reading<'_>,
    key: &str,
    definition: &Placed<'n>,
    outer: &Caller<'n>,
) -> Job {
    let called = Scope::of_call(definition, outer.definitions, None, outer);
    let inner = Caller { scope: Rc::new(called), definitions: outer.definitions };
    let mut job = Job { at: definition.place.at(), id: key.to_owned(), ..Job::default() };
    fill(reading, &mut job, Some(definition), &inner, None);
    job
}

/// Fills a job from its definition, and with what its entry adds to the steps.
fn fill<'n>(
    reading: &mut Reading<'_>,
    job: &mut Job,
    definition: Option<&Placed<'n>>,
    own: &Caller<'n>,
    entry: Option<(&Entry<'n>, &Caller<'n>)>,
) {
    let mut setting = executor::Setting::default();
    if let Some(definition) = definition {
        if !definition.node.is_map() {
            let wanted = "a mapping";
            reading.unexpected(&definition.place, &[FACTS], "a job", wanted, definition.node);
            return;
        }
        if !own.scope.budget.read(definition.node) {
            let reason = "the file comes to more jobs than are read".to_owned();
            return reading.problem(&definition.place, ProblemKind::TooLarge, &[FACTS], reason);
        }
        let kind = text_of(definition.node, "type");
        if kind.is_some_and(|kind| WITHOUT_STEPS.contains(&kind)) {
            job.manual |= kind == Some("approval");
            return;
        }
        setting = executor::of_job(reading, definition, own);
        if setting.runner.is_none() {
            let facts = ["pipelines[*].jobs[*].runner", "pipelines[*].jobs[*].images"];
            let reason = "a job must say where it runs".to_owned();
            reading.problem(&definition.place, ProblemKind::Unexpected, &facts, reason);
        }
        job.expressions.extend(expressions(definition, &["parameters", "steps"], &own.scope));
    }
    let names = setting.env.iter().map(|variable| variable.name.clone()).collect();
    let shell = Shell::new(setting.shell, setting.working_directory.as_deref(), names);
    let mut walk = Walk {
        reading,
        shell,
        full: false,
        steps: Vec::new(),
        caches: Vec::new(),
        artifacts: Vec::new(),
    };
    let guard = Guard::default();
    let added = |key: &str| entry.and_then(|(entry, caller)| Some((entry.get(key)?, caller)));
    if let Some((steps, caller)) = added("pre-steps") {
        walk.list(&steps, caller, &guard);
    }
    if let Some(definition) = definition {
        match definition.get("steps") {
            Some(steps) => walk.list(&steps, own, &guard),
            None => {
                let reason = "a job must have `steps`".to_owned();
                let facts = ["pipelines[*].jobs[*].steps"];
                walk.reading.problem(&definition.place, ProblemKind::Unexpected, &facts, reason);
            }
        }
    }
    if let Some(call) = job.calls.as_ref().filter(|call| orbs::is_node_job(&call.uses)) {
        if let Some((steps, caller)) = added("setup") {
            walk.list(&steps, caller, &guard);
        }
        walk.push(orbs::node_install(call));
        if let Some((steps, caller)) = added("post_install_steps") {
            walk.list(&steps, caller, &guard);
        }
        let script = orbs::node_script(walk.reading, call, &walk.shell);
        walk.push(script);
    }
    if let Some((entry, caller)) = entry.filter(|_| definition.is_none()) {
        let of_node = job.calls.as_ref().is_some_and(|call| orbs::is_node_job(&call.uses));
        let without: &[&str] = if of_node { &READ_APART } else { &NO_STEPS };
        walk.handed(&entry.whole, without, caller, &guard, LEVELS);
    }
    if let Some((steps, caller)) = added("post-steps") {
        walk.list(&steps, caller, &guard);
    }
    let Walk { shell, steps, caches, artifacts, .. } = walk;
    job.runner = setting.runner;
    job.images = setting.images;
    job.secrets = setting.secrets;
    job.secrets.extend(environment::secrets(&setting.env));
    job.env = setting.env;
    (job.steps, job.caches, job.artifacts) = (steps, caches, artifacts);
    oidc::fill(job);
    activity::fill(reading, job, &[]);
    for step in &job.steps {
        job.installs.extend(orbs::installs(reading, step, &shell));
    }
    job.installs.sort_by_key(|install| install.step);
}

/// The jobs that an entry waits for: names, or mappings of a name to how that job must end.
fn needs(reading: &mut Reading<'_>, entry: &Entry<'_>, scope: &Scope<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for one in entry.get("requires").map(|requires| requires.each()).unwrap_or_default() {
        let named = one.node.text().map(str::to_owned);
        let named = named.or_else(|| Some(one.members().next()?.0.to_owned()));
        match named {
            Some(name) => found.push(scope.fill(&name).text),
            None => {
                let facts = ["pipelines[*].jobs[*].needs"];
                let wanted = "a list of names";
                reading.unexpected(&one.place, &facts, "`requires`", wanted, one.node);
            }
        }
    }
    found
}

/// The contexts that lend their variables to a job.
fn contexts(reading: &mut Reading<'_>, entry: &Entry<'_>, scope: &Scope<'_>) -> Vec<SecretGroup> {
    let mut found = Vec::new();
    for one in entry.get("context").map(|context| context.each()).unwrap_or_default() {
        match one.node.text() {
            Some(name) => {
                let name = scope.fill(name).text;
                found.push(SecretGroup { at: one.place.at(), name });
            }
            None => {
                let facts = ["pipelines[*].jobs[*].secret_groups"];
                let wanted = "a name or a list of names";
                reading.unexpected(&one.place, &facts, "`context`", wanted, one.node);
            }
        }
    }
    found
}
