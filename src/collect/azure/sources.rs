//! Where the values of variables come from: set in the file, or by a script that the agent listens to.
//!
//! A script sets a variable with the line `##vso[task.setvariable variable=name]value`, and one with
//! `isOutput=true` is read as `dependencies.job.outputs['step.name']` or `$(step.name)`:
//! <https://learn.microsoft.com/azure/devops/pipelines/process/set-variables-scripts>. A name is followed
//! wherever it is set, since which one holds depends on the run.

use std::collections::{BTreeMap, BTreeSet};

use super::contexts::is_predefined;
use crate::facts::{Expression, Job, Passage, Source, Step};

/// How many variables one value passes.
const DEEPEST: usize = 8;

/// The most sources of one expression.
const MOST: usize = 64;

/// What the values of variables read, by name in lower case.
#[derive(Debug, Default)]
pub(super) struct Flows {
    values: BTreeMap<String, Vec<Read>>,
    /// Names that scripts set, which others have a step's name before.
    outputs: BTreeSet<String>,
}

/// A context that a value reads, and the place where it does.
#[derive(Debug, Clone)]
struct Read {
    context: String,
    at: String,
}

impl Flows {
    /// Notes the expressions in the value of a variable.
    pub(super) fn add(&mut self, name: &str, list: &[Expression]) {
        let own = self.values.entry(name.to_ascii_lowercase()).or_default();
        for expression in list {
            let read =
                |context: &String| Read { context: context.clone(), at: expression.at.clone() };
            own.extend(expression.contexts.iter().map(read));
        }
    }

    /// Notes what a script sets.
    pub(super) fn add_script(&mut self, step: &Step) {
        let Some(script) = step.run.as_deref().filter(|run| run.contains("task.setvariable"))
        else {
            return;
        };
        for line in script.lines() {
            for behind in line.split("task.setvariable").skip(1) {
                let (head, value) = behind.split_once(']').unwrap_or((behind, ""));
                let head = head.to_ascii_lowercase();
                let Some((_, name)) = head.split_once("variable=") else { continue };
                let end = name.find([';', ' ', '"', '\'']).unwrap_or(name.len());
                let name = name.get(..end).unwrap_or_default().trim().to_owned();
                let reads = reads(step, value);
                self.outputs.insert(name.clone());
                self.values.entry(name).or_default().extend(reads);
            }
        }
    }

    /// The names that scripts set.
    pub(super) fn set_by_scripts(&self) -> impl Iterator<Item = &str> {
        self.outputs.iter().map(String::as_str)
    }

    /// Fills in the sources of the expressions of a job.
    pub(super) fn fill(&self, job: &mut Job) {
        let of_steps = job.steps.iter_mut().flat_map(|step| &mut step.expressions);
        for expression in job.expressions.iter_mut().chain(of_steps) {
            expression.sources = self.sources(expression);
        }
    }

    fn sources(&self, expression: &Expression) -> Vec<Source> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<(String, Vec<Passage>)> = Vec::new();
        for context in &expression.contexts {
            if let Some(name) = self.named(context) {
                ahead.push((name, vec![passage(context, &expression.at)]));
            }
        }
        while let Some((name, through)) = ahead.pop() {
            if !seen.insert(name.clone()) || found.len() >= MOST {
                continue;
            }
            for read in self.values.get(&name).into_iter().flatten() {
                match self.named(&read.context).filter(|_| through.len() < DEEPEST) {
                    Some(next) => {
                        let mut through = through.clone();
                        through.insert(0, passage(&read.context, &read.at));
                        ahead.push((next, through));
                    }
                    None => {
                        found.insert(Source {
                            context: read.context.clone(),
                            at: read.at.clone(),
                            through: through.clone(),
                        });
                    }
                }
            }
        }
        found.into_iter().take(MOST).collect()
    }

    /// The variable of the file that a context is.
    fn named(&self, context: &str) -> Option<String> {
        if let Some(name) = context.strip_prefix("variables.") {
            if self.values.contains_key(name) {
                return Some(name.to_owned());
            }
            let last = name.rsplit('.').next().filter(|last| self.outputs.contains(*last));
            return last.map(str::to_owned);
        }
        let of_jobs = ["dependencies.", "stagedependencies."];
        let last = context.rsplit('.').next().filter(|last| self.outputs.contains(*last))?;
        of_jobs.iter().any(|start| context.starts_with(start)).then(|| last.to_owned())
    }
}

fn passage(context: &str, at: &str) -> Passage {
    Passage { at: at.to_owned(), what: context.to_owned() }
}

/// What the value reads that a line of a script sets: expressions in it, variables of the step, and what
/// the agent sets in the environment.
fn reads(step: &Step, value: &str) -> Vec<Read> {
    let mut found = Vec::new();
    for expression in &step.expressions {
        let used = match expression.within.strip_prefix("env/") {
            Some(name) => expands(value, name),
            None => {
                expression.within == "run"
                    && (value.contains(&format!("$({})", expression.text))
                        || (value.contains("${{") && value.contains(&expression.text)))
            }
        };
        if used {
            let read =
                |context: &String| Read { context: context.clone(), at: expression.at.clone() };
            found.extend(expression.contexts.iter().map(read));
        }
    }
    for behind in value.split('$').skip(1) {
        let behind = behind.trim_start_matches(['{', '(']);
        let behind = behind.strip_prefix("env:").unwrap_or(behind);
        let named = |letter: char| letter.is_ascii_uppercase() || letter == '_';
        let end = behind.find(|letter| !named(letter)).unwrap_or(behind.len());
        let name = behind.get(..end).unwrap_or_default().to_ascii_lowercase().replace('_', ".");
        if is_predefined(&name) && name.len() > 6 {
            found.push(Read { context: name, at: format!("{}/{}", step.at, member(step)) });
        }
    }
    found
}

/// The member of a step that is its script.
fn member(step: &Step) -> &'static str {
    match step.shell.as_deref() {
        _ if step.uses.is_some() => "inputs/script",
        Some("bash") => "bash",
        Some("pwsh") => "pwsh",
        Some("powershell") => "powershell",
        _ => "script",
    }
}

/// Whether a text expands a variable of the environment.
fn expands(text: &str, name: &str) -> bool {
    [format!("${name}"), format!("${{{name}}}"), format!("%{name}%"), format!("$env:{name}")]
        .iter()
        .any(|form| text.contains(form.as_str()))
}
