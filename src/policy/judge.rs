//! The judge: facts and rules in, one verdict a rule out. A pure function of the two.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::bundle::{Bundle, Role, RuleDefinition};
use super::reads::{FactPath, Guard, Reads};
use super::rego::{EvalError, Input, Limits, Program, Session};
use super::select::Selected;
use super::violation::{self, Violation};
use crate::facts::{Facts, Problem, ProblemKind};

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

/// Asks every selected rule about one fact document.
pub(crate) fn judge(
    bundle: &Bundle,
    rules: &[Selected<'_>],
    facts: &Facts,
    limits: Limits,
    spread: Spread<'_>,
) -> Vec<Verdict> {
    let input = match Input::new(facts) {
        Ok(input) => input,
        Err(error) => {
            return rules
                .iter()
                .map(|selected| errored(selected, error.to_string(), Vec::new()))
                .collect();
        }
    };
    match spread {
        Spread::One(kept) => {
            let program = steady_program(bundle, rules, &input);
            let session = match kept {
                Some(session) if session.is_of(&program) => {
                    session.turn_to(&input);
                    session
                }
                kept => kept.insert(Session::new(&program, &input, limits)),
            };
            rules.iter().map(|selected| ask(selected, session, &input, &facts.problems)).collect()
        }
        Spread::Threads => {
            let program = program(bundle, rules, &input);
            // A session is a clone of the engine: a few for each thread keep the threads busy to
            // the end.
            let share = rules.len().div_ceil(rayon::current_num_threads() * 4).max(1);
            let ask_all = |rules: &[Selected<'_>]| {
                let mut session = Session::new(&program, &input, limits);
                let ask = |selected| ask(selected, &mut session, &input, &facts.problems);
                rules.iter().map(ask).collect::<Vec<_>>()
            };
            rules.par_chunks(share).flat_map_iter(ask_all).collect()
        }
    }
}

/// The policies that are needed: a rule that cannot find anything here need not be loaded.
fn program(bundle: &Bundle, rules: &[Selected<'_>], input: &Input) -> Arc<Program> {
    let mut files = BTreeSet::new();
    for selected in rules.iter().filter(|selected| can_speak(selected, input)) {
        match &selected.files {
            Some(needed) => files.extend(needed.iter().cloned()),
            None => return bundle.programs.whole(),
        }
    }
    bundle.programs.of(&files)
}

/// The policies that are needed for documents of one kind: those of every rule that reads what this
/// document has, whether or not it can say anything here. So one program serves all of them.
fn steady_program(bundle: &Bundle, rules: &[Selected<'_>], input: &Input) -> Arc<Program> {
    let mut files = BTreeSet::new();
    let top = |path: &FactPath| FactPath(path.0.iter().take(1).cloned().collect());
    let is_here = |selected: &Selected<'_>| {
        selected.reads.paths.iter().any(|read| input.has_member(&top(&read.path)))
    };
    for selected in rules.iter().filter(|rule| can_speak(rule, input) || is_here(rule)) {
        match &selected.files {
            Some(needed) => files.extend(needed.iter().cloned()),
            None => return bundle.programs.whole(),
        }
    }
    bundle.programs.of(&files)
}

fn ask(
    selected: &Selected<'_>,
    session: &mut Session,
    input: &Input,
    problems: &[Problem],
) -> Verdict {
    if let Some(mistake) = &selected.mistake {
        let reason = format!("{}: {mistake}", selected.rule.files.join(", "));
        return errored(selected, reason, Vec::new());
    }
    let mut violations = Vec::new();
    let mut unknown = Vec::new();
    let mut errors = Vec::new();
    let definitions = selected.rule.definitions.iter().enumerate();
    let definitions = definitions.filter(|(index, _)| can_find(&selected.reads, *index, input));
    for (index, definition) in definitions {
        match selected.sieves.get(index) {
            Some(sieve) => session.turn_to(&input.sifted(sieve)),
            None => session.turn_to(input),
        }
        match members(definition, session) {
            Ok(members) if definition.role == Role::Unknown => unknown.extend(members),
            Ok(members) => violations.extend(members),
            Err(error) => errors.push(error),
        }
    }
    violations.sort();
    violations.dedup();
    unknown.sort();
    if let Some(error) = errors.first() {
        return errored(selected, error.to_string(), violations);
    }
    let missing = missing(selected, problems);
    let (outcome, reason) = if !violations.is_empty() {
        (Outcome::Fail, missing)
    } else if missing.is_some() {
        (Outcome::Unknown, missing)
    } else if let Some(first) = unknown.first() {
        let more = unknown.len() - 1;
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        (Outcome::Unknown, Some(format!("{}{more}", first.message)))
    } else if !applies(selected, input) {
        (Outcome::NotApplicable, None)
    } else {
        (Outcome::Pass, None)
    };
    Verdict { rule: selected.rule.id.clone(), outcome, reason, violations }
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

/// Whether some definition has all the collections that it goes through.
fn applies(selected: &Selected<'_>, input: &Input) -> bool {
    let judging = selected.rule.definitions.iter().zip(&selected.reads.needs);
    let mut judging = judging.filter(|(definition, _)| definition.role != Role::Unknown);
    judging.any(|(_, needs)| has_all(needs, input))
}

/// Whether any definition, also one that only tells what is unknown, has what it needs.
fn can_speak(selected: &Selected<'_>, input: &Input) -> bool {
    let mut definitions = 0..selected.rule.definitions.len();
    selected.mistake.is_none() && definitions.any(|index| can_find(&selected.reads, index, input))
}

/// Whether a definition could find anything: it has the collections that it goes through, and the
/// facts are what it asks for. Where not, it need not be evaluated to know that it finds nothing.
fn can_find(reads: &Reads, index: usize, input: &Input) -> bool {
    let has_needs = reads.needs.get(index).is_none_or(|needs| has_all(needs, input));
    let passes = |guards: &BTreeSet<Guard>| guards.iter().all(|guard| input.passes(guard));
    has_needs && reads.guards.get(index).is_none_or(passes)
}

fn has_all(needs: &BTreeSet<FactPath>, input: &Input) -> bool {
    needs.iter().all(|path| input.has_member(path))
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
