//! Which parts of the changes are not known because of what could not be read, and which files
//! cannot be compared for that reason.

use std::collections::BTreeSet;

use crate::facts::Problem;
use crate::policy::reads::Demand;
use crate::source::anchor::{Anchor, Place};

/// How much of a commit's name is shown.
const SHORT: usize = 10;

/// What cannot be compared.
pub(super) struct Unclear<'a> {
    /// The parts of the changes that are asked for, and what each is made of.
    parts: Vec<(&'static str, Demand)>,
    /// Files that are what they were: their problems have changed nothing.
    same: &'a BTreeSet<&'a str>,
    /// Files of before that were not read as a whole, by part, and files that have no before.
    before: BTreeSet<(&'static str, String)>,
    /// Files of now that were not read as a whole, by part.
    now: BTreeSet<(&'static str, String)>,
}

impl<'a> Unclear<'a> {
    pub(super) fn new(
        parts: Vec<(&'static str, &'static [&'static str])>,
        same: &'a BTreeSet<&'a str>,
    ) -> Self {
        let demand = |facts: &[&str]| {
            let mut demand = Demand::of([]);
            facts.iter().for_each(|fact| demand.also(fact));
            demand
        };
        let parts = parts.into_iter().map(|(part, facts)| (part, demand(facts))).collect();
        Self { parts, same, before: BTreeSet::new(), now: BTreeSet::new() }
    }

    /// All parts that are asked for.
    pub(super) fn parts(&self) -> Vec<String> {
        self.parts.iter().map(|(part, _)| (*part).to_owned()).collect()
    }

    /// Takes over what could not be read of the revision: as problems of this document.
    pub(super) fn before(&mut self, problems: &[Problem], revision: &str, told: &mut Vec<Problem>) {
        let is_hash = revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        let name = revision.get(..SHORT).filter(|_| is_hash).unwrap_or(revision);
        for problem in problems {
            let Some(file) = self.file(problem) else { continue };
            let parts = self.concerned(problem);
            if parts.is_empty() {
                continue;
            }
            told.push(Problem {
                at: Place::file(&file).at(),
                kind: problem.kind,
                facts: parts.iter().map(|part| (*part).to_owned()).collect(),
                reason: format!("as it was in {name}: {}", problem.reason),
            });
            self.before.extend(parts.into_iter().map(|part| (part, file.clone())));
        }
    }

    /// Adds to the problems of this document what they hide of the changes.
    pub(super) fn now(&mut self, problems: &mut [Problem]) {
        for problem in problems {
            let Some(file) = self.file(problem) else { continue };
            let parts = self.concerned(problem);
            problem.facts.extend(parts.iter().map(|part| (*part).to_owned()));
            self.now.extend(parts.into_iter().map(|part| (part, file.clone())));
        }
    }

    /// Leaves a file out of the comparison.
    pub(super) fn skip(&mut self, file: &str) {
        for (part, _) in &self.parts {
            self.before.insert((part, file.to_owned()));
        }
    }

    /// Whether it is not known what a file was, so that nothing in it can be called new.
    pub(super) fn was(&self, part: &'static str, file: &str) -> bool {
        self.before.contains(&(part, file.to_owned()))
    }

    /// Whether it is not known what a file is, so that nothing can be called gone from it.
    pub(super) fn is(&self, part: &'static str, file: &str) -> bool {
        self.was(part, file) || self.now.contains(&(part, file.to_owned()))
    }

    /// Whether any file of a part was not read.
    pub(super) fn any_was(&self, part: &'static str) -> bool {
        self.before.iter().any(|(other, _)| *other == part)
    }

    /// Whether any file of a part is not read now.
    pub(super) fn any_is(&self, part: &'static str) -> bool {
        self.any_was(part) || self.now.iter().any(|(other, _)| *other == part)
    }

    /// The file of a problem, unless it is what it was.
    fn file(&self, problem: &Problem) -> Option<String> {
        let file = Anchor::parse(&problem.at)?.path;
        (!self.same.contains(file.as_str())).then_some(file)
    }

    /// The parts of the changes that a problem hides.
    fn concerned(&self, problem: &Problem) -> Vec<&'static str> {
        let hidden = |demand: &Demand| problem.facts.iter().any(|path| demand.wants(path));
        self.parts.iter().filter(|(_, demand)| hidden(demand)).map(|(part, _)| *part).collect()
    }
}
