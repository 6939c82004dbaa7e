//! Where the values of expressions come from: contexts followed to contexts that nothing in this
//! repository sets.
//!
//! All pipelines are read by then. From each expression the places that set what it reads are searched
//! through, the nearest first: variables, outputs of steps and jobs, the matrix, inputs of reusable
//! workflows and composite actions. A context is visited once for each expression, so that calls in a
//! circle come to an end.

mod copies;
mod definitions;
mod index;
mod javascript;
#[cfg(test)]
mod tests;
mod written;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::outer::Outer;
use crate::facts::{EnvironmentEntry, Expression, Passage, Pipeline, Problem, ProblemKind, Source};
use definitions::{A_FILE, Definition, Read, definitions, of_write, reads};
use index::{Index, Site};
use written::Language;

/// How many contexts are visited for one expression, and for all of them.
const MOST_VISITS: usize = 512;
const MOST_OF_ALL: usize = 1_000_000;
/// How many sources one expression is said to have.
const MOST_SOURCES: usize = 32;
/// How many passages a way may have.
const LONGEST_WAY: usize = 32;

/// What is missing where a way is not followed to its end.
const FACTS: [&str; 2] =
    ["pipelines[*].jobs[*].expressions", "pipelines[*].jobs[*].steps[*].expressions"];

/// The same of what a step sets for later ones.
const SETTINGS: [&str; 1] = ["pipelines[*].jobs[*].steps[*].sets"];

/// Contexts that something in a repository can set.
const FOLLOWED: [&str; 5] = ["env", "inputs", "matrix", "needs", "steps"];

/// Fills `sources` of the expressions of jobs and steps.
pub(crate) fn follow(pipelines: &mut [Pipeline], outer: &Outer) -> Vec<Problem> {
    let mut search = Search {
        index: Index::new(pipelines, outer),
        known: BTreeMap::new(),
        visits: 0,
        problems: Vec::new(),
    };
    let (mut found, mut set) = (Vec::new(), Vec::new());
    for (pipeline, next) in pipelines.iter().enumerate() {
        for (job, next) in next.jobs.iter().enumerate() {
            let site = Site::job(pipeline, job);
            search.all(site, &next.expressions, &mut found);
            for (step, next) in next.steps.iter().enumerate() {
                let site = site.at_step(step);
                search.all(site, &next.expressions, &mut found);
                if written::may_change(next) {
                    set.push((site, search.settings(site)));
                }
            }
        }
    }
    let problems = search.problems;
    for (site, sets) in set {
        let job = site.job.and_then(|job| pipelines.get_mut(site.pipeline)?.jobs.get_mut(job));
        let steps = job.map(|job| job.steps.as_mut_slice()).unwrap_or_default();
        if let Some(step) = site.step.and_then(|step| steps.get_mut(step)) {
            step.sets = sets;
        }
    }
    for (site, index, sources) in found {
        let job = site.job.and_then(|job| pipelines.get_mut(site.pipeline)?.jobs.get_mut(job));
        let Some(job) = job else { continue };
        let expressions = match site.step {
            Some(step) => job.steps.get_mut(step).map(|step| &mut step.expressions),
            None => Some(&mut job.expressions),
        };
        if let Some(expression) = expressions.and_then(|list| list.get_mut(index)) {
            expression.sources = sources;
        }
    }
    problems
}

/// One thing on the way, and what comes behind it.
struct Link {
    passage: Passage,
    length: usize,
    next: Option<Rc<Link>>,
}

/// What sets a context, as far as it was looked at.
struct Known {
    definitions: Option<Vec<Definition>>,
    /// Something that sets it was left out.
    cut: bool,
}

struct Search<'a> {
    index: Index<'a>,
    /// What sets the contexts that many places of a job read alike.
    known: BTreeMap<(Site, String), Rc<Known>>,
    visits: usize,
    problems: Vec<Problem>,
}

impl Search<'_> {
    fn all(
        &mut self,
        site: Site,
        expressions: &[Expression],
        found: &mut Vec<(Site, usize, Vec<Source>)>,
    ) {
        let is_followed = |context: &String| {
            context.split('.').next().is_some_and(|head| FOLLOWED.contains(&head))
        };
        for (index, expression) in expressions.iter().enumerate() {
            // The value of a condition is a truth, and no text goes on from there.
            if expression.within == "if" || !expression.contexts.iter().any(is_followed) {
                continue;
            }
            let in_env = site.step.is_some() && expression.within.starts_with("env/");
            let first = reads(expression, Site { in_env, ..site });
            let (sources, complete) = self.of(first);
            if !complete {
                self.cut(&expression.at, &FACTS);
            }
            if !sources.is_empty() {
                found.push((site, index, sources));
            }
        }
    }

    /// What a step sets for later ones, where that is not written out.
    fn settings(&mut self, site: Site) -> Vec<EnvironmentEntry> {
        let written = self.index.written(site);
        let prints = self.index.step(site).is_some_and(written::only_prints);
        let variables = written.variables.iter().filter(|_| !prints);
        let variables = variables.map(|write| ("GITHUB_ENV", write));
        let paths = written.paths.iter().map(|write| ("GITHUB_PATH", write));
        let mut found = Vec::new();
        let mut complete = !written.cut;
        for (to, write) in variables.chain(paths) {
            let definition = of_write(&self.index, site, write);
            let of_file = definition.ends.as_deref() == Some(A_FILE);
            let (mut sources, all) = self.of(definition.reads.clone());
            complete &= all;
            // An expression in a script is told by itself; the event that a script reads is not.
            if write.language == Language::JavaScript && !write.value.contains("${{") {
                sources.extend(definition.reads.iter().filter_map(of_payload));
            }
            if of_file || !sources.is_empty() {
                let name = Some(write.name.clone()).filter(|name| !name.is_empty());
                let at = write.at.clone();
                found.push(EnvironmentEntry { at, to: to.to_owned(), name, sources, of_file });
            }
        }
        if !complete {
            let at = self.index.step(site).map(|step| step.at.clone()).unwrap_or_default();
            self.cut(&at, &SETTINGS);
        }
        found
    }

    /// What contexts come from, and whether that is all.
    fn of(&mut self, first: Vec<Read>) -> (Vec<Source>, bool) {
        // Of ways to one context that one thing makes, the shortest is told.
        let mut found: BTreeMap<(String, String), Source> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut complete = true;
        let mut ahead: VecDeque<(Read, Option<Rc<Link>>)> =
            first.into_iter().map(|read| (read, None)).collect();
        while let Some((read, way)) = ahead.pop_front() {
            if !seen.insert((read.site, read.context.clone())) {
                continue;
            }
            self.visits += 1;
            let long = way.as_ref().is_some_and(|way| way.length >= LONGEST_WAY);
            let many = seen.len() > MOST_VISITS || found.len() >= MOST_SOURCES;
            if long || many || self.visits > MOST_OF_ALL {
                complete = false;
                break;
            }
            let known = self.definitions(&read);
            complete &= !known.cut;
            let Some(definitions) = &known.definitions else {
                // A variable that nothing sets is the runner's own, or empty.
                if let Some(way) = way.as_ref().filter(|_| !read.context.starts_with("env.")) {
                    found
                        .entry((read.context.clone(), String::new()))
                        .or_insert_with(|| source(&read.context, &read.at, way));
                }
                continue;
            };
            for definition in definitions {
                let link = |passage| {
                    let length = way.as_ref().map_or(1, |way| way.length + 1);
                    Rc::new(Link { passage, length, next: way.clone() })
                };
                let at = definition.at.clone();
                if let Some(what) = &definition.ends {
                    let way = link(Passage { at: at.clone(), what: what.clone() });
                    found
                        .entry((read.context.clone(), what.clone()))
                        .or_insert_with(|| source(&read.context, &at, &way));
                }
                if !definition.reads.is_empty() {
                    let way = link(Passage { at, what: read.context.clone() });
                    let next = definition.reads.iter().cloned();
                    ahead.extend(next.map(|read| (read, Some(Rc::clone(&way)))));
                }
            }
        }
        (found.into_values().collect(), complete)
    }

    /// What sets a context. What does not hang on the step is looked up once for its job.
    fn definitions(&mut self, read: &Read) -> Rc<Known> {
        let of_step = read.context == "env" || read.context.starts_with("env.");
        let site = if of_step { read.site } else { read.site.of_job() };
        let key = (site, read.context.clone());
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let definitions = definitions(&self.index, &Read { site, ..read.clone() });
        let made = Rc::new(Known { definitions, cut: self.index.was_cut() });
        self.known.insert(key, Rc::clone(&made));
        made
    }

    fn cut(&mut self, at: &str, facts: &[&str]) {
        let reason = "what the expression comes from leads too far to be followed to its end";
        self.problems.push(Problem {
            at: at.to_owned(),
            kind: ProblemKind::TooLarge,
            facts: facts.iter().map(|&fact| fact.to_owned()).collect(),
            reason: reason.to_owned(),
        });
    }
}

/// What a script reads of the event by itself.
fn of_payload(read: &Read) -> Option<Source> {
    let what = written::SCRIPTING.to_owned();
    let through = vec![Passage { at: read.at.clone(), what }];
    let is_event = read.context.starts_with("github.event.");
    is_event.then(|| Source { context: read.context.clone(), at: read.at.clone(), through })
}

fn source(context: &str, at: &str, way: &Rc<Link>) -> Source {
    let links = std::iter::successors(Some(way), |link| link.next.as_ref());
    let through = links.map(|link| link.passage.clone()).collect();
    Source { context: context.to_owned(), at: at.to_owned(), through }
}
