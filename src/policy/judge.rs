//! The judge: facts and rules in, one verdict a rule out. A pure function of the two.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::bundle::{Bundle, Role, RuleDefinition};
use super::rego::{EvalError, Input, Limits, Pages, Program, Session};
use super::select::Selected;
use super::survey::{Document, Plan, Seen};
use super::violation::{self, Violation};
use crate::facts::{Problem, ProblemKind};

/// How a rule ended for one target.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It found something.
    Fail,
    /// It found nothing, and everything that it reads could be read.
    Pass,
    /// There is nothing here that it judges.
    NotApplicable,
    /// Something that it reads could not be read.
    Unknown,
    /// The policy itself failed.
    Errored,
    /// All that it found is waived.
    Waived,
}

/// The answer of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The rule's id.
    pub rule: Arc<str>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, for outcomes that a finding does not explain.
    pub reason: Option<String>,
    /// What it found, sorted.
    pub violations: Vec<Violation>,
}

/// How the rules are spread over the threads.
pub(crate) enum Spread<'a> {
    /// Over all of them: one large document.
    Threads,
    /// All on this one: there are other documents for the other threads. The session is kept for
    /// the next of them.
    One(&'a mut Option<Session>),
}

/// The rules that are asked, and what they ask, arranged once for all documents.
#[derive(Clone, Copy)]
pub(crate) struct Inquiry<'a> {
    pub(crate) rules: &'a [Selected<'a>],
    pub(crate) plan: &'a Plan,
}

/// What rules are asked about.
#[derive(Clone, Copy)]
pub(crate) struct Matter<'a> {
    /// The facts, made for the plan of the inquiry.
    pub(crate) document: &'a Document,
    /// What is missing of them.
    pub(crate) problems: &'a [Problem],
}

/// One document, and what the look at it has shown.
#[derive(Clone, Copy)]
struct Case<'a> {
    rules: &'a [Selected<'a>],
    plan: &'a Plan,
    problems: &'a [Problem],
    seen: &'a Seen,
}

/// Asks every selected rule about one fact document.
pub(crate) fn judge(
    bundle: &Bundle,
    inquiry: Inquiry<'_>,
    matter: Matter<'_>,
    limits: Limits,
    spread: Spread<'_>,
) -> Vec<Verdict> {
    let Inquiry { rules, plan } = inquiry;
    let Matter { document, problems } = matter;
    let seen = Seen::of(plan, document);
    let case = Case { rules, plan, problems, seen: &seen };
    match spread {
        Spread::One(kept) => {
            let program = case.steady_program(bundle);
            let session = match kept {
                Some(session) if session.is_of(&program) => session,
                kept => kept.insert(Session::new(&program, &Input::nothing(), limits)),
            };
            let mut pages = Pages::new(document, plan, &seen);
            (0..rules.len()).filter_map(|rule| case.ask(rule, session, &mut pages)).collect()
        }
        Spread::Threads => {
            let program = case.program(bundle);
            // A session is a clone of the engine: a few for each thread keep the threads busy to
            // the end.
            let share = rules.len().div_ceil(rayon::current_num_threads() * 4).max(1);
            let ask_all = |numbers: &[usize]| {
                let mut session = Session::new(&program, &Input::nothing(), limits);
                let mut pages = Pages::new(document, plan, &seen);
                let ask = |rule: &usize| case.ask(*rule, &mut session, &mut pages);
                numbers.iter().filter_map(ask).collect::<Vec<_>>()
            };
            let numbers: Vec<_> = (0..rules.len()).collect();
            numbers.par_chunks(share).flat_map_iter(ask_all).collect()
        }
    }
}

/// The verdicts on facts that no rule can be asked about.
pub(crate) fn unjudgeable(rules: &[Selected<'_>], reason: &str) -> Vec<Verdict> {
    rules.iter().map(|selected| errored(selected, reason.to_owned(), Vec::new())).collect()
}

impl Case<'_> {
    /// The policies that are needed: a rule that cannot find anything here need not be loaded.
    fn program(&self, bundle: &Bundle) -> Arc<Program> {
        self.program_of(bundle, |rule| self.can_speak(rule))
    }

    /// The policies that are needed for documents of one kind: those of every rule that reads what
    /// this document has, whether or not it can say anything here. So one program serves all of
    /// them.
    fn steady_program(&self, bundle: &Bundle) -> Arc<Program> {
        self.program_of(bundle, |rule| self.can_speak(rule) || self.seen.has_any(self.plan, rule))
    }

    fn program_of(&self, bundle: &Bundle, needed: impl Fn(usize) -> bool) -> Arc<Program> {
        let mut files = BTreeSet::new();
        for (_, selected) in self.rules.iter().enumerate().filter(|(rule, _)| needed(*rule)) {
            match &selected.files {
                Some(needed) => files.extend(needed.iter().cloned()),
                None => return bundle.programs.whole(),
            }
        }
        bundle.programs.of(&files)
    }

    /// Whether any definition, also one that only tells what is unknown, has what it needs.
    fn can_speak(&self, rule: usize) -> bool {
        let Some(selected) = self.rules.get(rule) else { return false };
        let mut definitions = 0..selected.rule.definitions.len();
        selected.mistake.is_none()
            && definitions.any(|index| self.seen.can_find(self.plan, rule, index))
    }

    /// Whether some definition has all the collections that it goes through.
    fn applies(&self, rule: usize, selected: &Selected<'_>) -> bool {
        let judging = selected.rule.definitions.iter().enumerate();
        let mut judging = judging.filter(|(_, definition)| definition.role != Role::Unknown);
        judging.any(|(index, _)| self.seen.has_needs(self.plan, rule, index))
    }

    fn ask(&self, rule: usize, session: &mut Session, pages: &mut Pages<'_>) -> Option<Verdict> {
        let selected = self.rules.get(rule)?;
        if let Some(mistake) = &selected.mistake {
            let reason = format!("{}: {mistake}", selected.rule.files.join(", "));
            return Some(errored(selected, reason, Vec::new()));
        }
        let mut violations = Vec::new();
        let mut unknown = Vec::new();
        let mut errors = Vec::new();
        for (index, definition) in selected.rule.definitions.iter().enumerate() {
            if !self.seen.can_find(self.plan, rule, index) {
                continue;
            }
            // The page before goes before the next one is made.
            session.turn_to(&Input::nothing());
            let found = pages.of(rule, index).and_then(|input| {
                session.turn_to(&input);
                members(definition, session)
            });
            match found {
                Ok(members) if definition.role == Role::Unknown => unknown.extend(members),
                Ok(members) => violations.extend(members),
                Err(error) => errors.push(error),
            }
        }
        violations.sort();
        violations.dedup();
        unknown.sort();
        if let Some(error) = errors.first() {
            return Some(errored(selected, error.to_string(), violations));
        }
        let missing = missing(selected, self.problems);
        let (outcome, reason) = if !violations.is_empty() {
            (Outcome::Fail, missing)
        } else if missing.is_some() {
            (Outcome::Unknown, missing)
        } else if let Some(first) = unknown.first() {
            let more = unknown.len() - 1;
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            (Outcome::Unknown, Some(format!("{}{more}", first.message)))
        } else if !self.applies(rule, selected) {
            (Outcome::NotApplicable, None)
        } else {
            (Outcome::Pass, None)
        };
        Some(Verdict { rule: selected.rule.id.clone(), outcome, reason, violations })
    }
}

fn members(
    definition: &RuleDefinition,
    session: &mut Session,
) -> Result<Vec<Violation>, EvalError> {
    let value = session.evaluate(&definition.definition)?;
    violation::read(&value, definition)
        .map_err(|message| EvalError::of(&definition.definition, message))
}

fn errored(selected: &Selected<'_>, reason: String, violations: Vec<Violation>) -> Verdict {
    Verdict {
        rule: selected.rule.id.clone(),
        outcome: Outcome::Errored,
        reason: Some(reason),
        violations,
    }
}

/// The first problem among those that concern what the rule reads.
fn missing(selected: &Selected<'_>, problems: &[Problem]) -> Option<String> {
    let mut concerning = problems.iter().filter(|problem| {
        problem.facts.iter().any(|path| {
            let Ok(path) = path.parse();
            selected.reads.concern(&path)
        })
    });
    let first = concerning.next()?;
    let more = concerning.count();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    Some(format!("{}{more}", told(first)))
}

/// A problem as the reason of a verdict: its place, and what happened there.
pub(crate) fn told(problem: &Problem) -> String {
    match problem.kind {
        ProblemKind::Offline => format!("offline: {}", problem.reason),
        // The folder itself has no name.
        _ if problem.at.is_empty() => problem.reason.clone(),
        _ => format!("{}: {}", problem.at, problem.reason),
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
