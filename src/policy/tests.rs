//! Runs Rego tests, by OPA's conventions: rules named `test_…` in `*_test.rego` pass when they
//! are true; `todo_test_…` is skipped; an undefined test has failed, one that breaks has errored.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::Value;

use super::bundle::Bundle;
use super::rego::{Definition, EvalError, Input, Limits, Session};
use super::sources::is_embedded;

/// The answer of one test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestResult {
    /// `palisade.ci.unpinned_action_test.test_a_tag_is_found`, with the case behind it where the
    /// test has several.
    pub name: String,
    /// The file.
    pub file: String,
    /// The line of the test, from 1.
    pub line: usize,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a test ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is true.
    Passed,
    /// It is undefined or not true.
    Failed,
    /// It broke off, and why.
    Errored(String),
    /// It is marked as one to be written.
    Skipped,
}

/// Runs the tests whose names hold `filter`; `own` leaves those of the default bundle out.
pub fn run(bundle: &Bundle, filter: Option<&str>, own: bool) -> Vec<TestResult> {
    let program = bundle.programs.whole();
    let mut definitions = program.definitions();
    definitions.retain(|definition| {
        let is_test =
            definition.name.starts_with("test_") || definition.name.starts_with("todo_test_");
        is_test
            && !(own && is_embedded(&definition.file))
            && filter.is_none_or(|filter| name(definition).contains(filter))
    });
    // Definitions of one name are one test, which holds if any of them does.
    definitions.dedup_by(|b, a| a.package == b.package && a.name == b.name);
    let Ok(input) = Input::new(&serde_json::json!({})) else { return Vec::new() };
    let (mut cases, mut sources) = (BTreeMap::new(), Vec::new());
    for definition in &definitions {
        if let Some((source, asked)) = program.cases(definition) {
            sources.push(source);
            cases.insert(name(definition), asked);
        }
    }
    // A program of its own: a second module in a package would change what `with` does there.
    let telling = bundle.programs.with(&sources);
    let share = definitions.len().div_ceil(rayon::current_num_threads() * 4).max(1);
    definitions
        .par_chunks(share)
        .flat_map_iter(|definitions| {
            let mut session = Session::new(&program, &input, Limits::default());
            let mut telling = Session::new(&telling, &input, Limits::default());
            let one = |definition| {
                let cases = cases.get(&name(definition));
                one(definition, &mut session, cases.map(|cases| telling.evaluate_all(cases)))
            };
            definitions.iter().flat_map(one).collect::<Vec<_>>()
        })
        .collect()
}

/// The answers of one test: one, or one for each of its cases.
fn one(
    definition: &Definition,
    session: &mut Session,
    cases: Option<Result<Value, EvalError>>,
) -> Vec<TestResult> {
    let result = |case: Option<&str>, outcome| TestResult {
        name: case.map_or_else(|| name(definition), |case| format!("{}[{case}]", name(definition))),
        file: definition.file.clone(),
        line: definition.line,
        outcome,
    };
    let passed = |holds: bool| if holds { Outcome::Passed } else { Outcome::Failed };
    if definition.name.starts_with("todo_") {
        return vec![result(None, Outcome::Skipped)];
    }
    let value = match session.evaluate_all(definition) {
        Ok(value) => value,
        Err(error) => return vec![result(None, Outcome::Errored(error.to_string()))],
    };
    match (value, cases) {
        // A case that does not hold is not in the value: the cases are asked for apart.
        (Value::Object(holding), Some(Ok(Value::Array(cases)))) if !cases.is_empty() => cases
            .iter()
            .map(|case| {
                let case = case.as_str().map_or_else(|| case.to_string(), str::to_owned);
                result(Some(&case), passed(holding.get(&case) == Some(&Value::Bool(true))))
            })
            .collect(),
        (_, Some(Err(error))) => vec![result(None, Outcome::Errored(error.to_string()))],
        (Value::Object(cases), _) if !cases.is_empty() => {
            let cases = cases.iter();
            cases
                .map(|(case, holds)| result(Some(case), passed(*holds == Value::Bool(true))))
                .collect()
        }
        (value, _) => vec![result(None, passed(value == Value::Bool(true)))],
    }
}

fn name(definition: &Definition) -> String {
    format!("{}.{}", definition.package.join("."), definition.name)
}
