//! What a context is set by, where that stands in this repository.
//!
//! Contexts: <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts>. A variable
//! that an earlier step sets hides those of job and workflow; a composite action sees the variables
//! of the job that calls it.

use super::copies::{self, Parts};
use super::index::{Index, Site};
use super::javascript;
use super::written::{self, Language, Write};
use crate::collect::github::contexts::Contexts;
use crate::facts::{Expression, PipelineKind, Step};

/// One place that sets a context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    /// The place.
    pub(super) at: String,
    /// What the value is a copy of.
    pub(super) reads: Vec<Read>,
    /// What makes the value, or a part of it, where that is not followed: an action, a script.
    pub(super) ends: Option<String>,
}

/// A context that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    /// In lower case.
    pub(super) context: String,
    /// The place of the expression or command that reads it.
    pub(super) at: String,
    /// Where names are looked up.
    pub(super) site: Site,
}

/// What sets a context; nothing where nothing in this repository does.
pub(super) fn definitions(index: &Index<'_>, read: &Read) -> Option<Vec<Definition>> {
    if let Some(found) = members(index, read) {
        return Some(found);
    }
    let (head, rest) = read.context.split_once('.')?;
    match head {
        "env" => variable(index, read.site, rest),
        "steps" => {
            let (id, output) = rest.split_once(".outputs.")?;
            let site = index.step_named(read.site, id)?;
            Some(output_of_step(index, site, member(output)))
        }
        "needs" | "jobs" => {
            let (id, output) = rest.split_once(".outputs.")?;
            output_of_job(index, index.job_named(read.site, id)?, member(output))
        }
        "matrix" => {
            let found = index.of_matrix(read.site, member(rest));
            Some(of_expressions(&found, read.site.of_job()))
        }
        "inputs" => input(index, read.site, member(rest)),
        _ => None,
    }
}

/// What a whole context is made of, `toJSON(needs)`: each of its members.
fn members(index: &Index<'_>, read: &Read) -> Option<Vec<Definition>> {
    let site = read.site;
    let parts: Vec<_> = read.context.split('.').collect();
    let names: Vec<String> = match parts.as_slice() {
        ["env"] | ["env", "*"] => index.variables(site),
        ["inputs"] | ["inputs", "*"] => {
            let inputs = index.pipeline(site)?.inputs.iter();
            inputs.map(|input| format!("inputs.{}", input.name.to_lowercase())).collect()
        }
        ["matrix"] | ["matrix", "*"] => {
            let found = index.of_matrix(site, "*");
            return Some(of_expressions(&found, site.of_job()));
        }
        ["needs"] => {
            let needs = index.job(site)?.needs.iter();
            needs.map(|id| format!("needs.{}.outputs", id.to_lowercase())).collect()
        }
        ["needs", id] | ["needs", id, "outputs"] | ["needs", id, "outputs", "*"] if *id != "*" => {
            let names = index.outputs_of_job(index.job_named(site, id)?);
            names.into_iter().map(|name| format!("needs.{id}.outputs.{name}")).collect()
        }
        ["steps"] => index.ids(site).map(|id| format!("steps.{id}.outputs")).collect(),
        ["steps", id] | ["steps", id, "outputs"] | ["steps", id, "outputs", "*"] if *id != "*" => {
            let step = index.step_named(site, id)?;
            let names = index.written(step).outputs.iter().map(|next| next.name.clone()).collect();
            let names: std::collections::BTreeSet<String> = names;
            names.into_iter().map(|name| format!("steps.{id}.outputs.{name}")).collect()
        }
        _ => return None,
    };
    let read = |context| Read { context, ..read.clone() };
    let reads: Vec<_> = names.into_iter().map(read).collect();
    let at = reads.first().map(|read| read.at.clone()).unwrap_or_default();
    Some(vec![Definition { at, reads, ends: None }])
}

/// The first part of a path: `a` of `a.b`, for values that `fromJSON` has made objects of.
fn member(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// A definition each, for the expressions of a value.
fn of_expressions(expressions: &[&Expression], site: Site) -> Vec<Definition> {
    expressions
        .iter()
        .map(|next| Definition { at: next.at.clone(), reads: reads(next, site), ends: None })
        .collect()
}

/// What an expression carries.
pub(super) fn reads(expression: &Expression, site: Site) -> Vec<Read> {
    let carried = expression.contexts.iter().filter(|name| !expression.tested.contains(name));
    // The text of a whole context is `Object`, but for `toJSON`.
    let whole = expression.functions.iter().any(|function| function == "tojson");
    carried
        .filter(|name| whole || name.contains('.'))
        .map(|context| Read { context: context.clone(), at: expression.at.clone(), site })
        .collect()
}

fn variable(index: &Index<'_>, site: Site, name: &str) -> Option<Vec<Definition>> {
    let mut found = Vec::new();
    if site.step.is_some() {
        if !site.in_env
            && let Some(own) = of_variable(index, site, name)
        {
            return Some(vec![own]);
        }
        for (setter, write) in index.setters(site, name) {
            found.push(of_write(index, setter, &write));
        }
    }
    let outer = of_variable(index, site.of_job(), name)
        .or_else(|| of_variable(index, site.of_pipeline(), name));
    found.extend(outer);
    if index.pipeline(site)?.kind == PipelineKind::CompositeAction {
        for caller in index.callers(site.pipeline) {
            let at = index.step(*caller).map(|step| step.at.clone()).unwrap_or_default();
            let context = format!("env.{name}");
            let read = Read { context, at: at.clone(), site: *caller };
            found.push(Definition { at, reads: vec![read], ends: None });
        }
    }
    (!found.is_empty()).then_some(found)
}

/// A variable of a place's own `env`.
fn of_variable(index: &Index<'_>, site: Site, name: &str) -> Option<Definition> {
    let variable = index.variable(site, name)?;
    let found = index.within(site, &format!("env/{name}"));
    let outside = Site { in_env: true, ..site };
    let reads = found.iter().flat_map(|next| reads(next, outside)).collect();
    Some(Definition { at: variable.at.clone(), reads, ends: None })
}

fn output_of_step(index: &Index<'_>, site: Site, name: &str) -> Vec<Definition> {
    let Some(step) = index.step(site) else { return Vec::new() };
    if let Some(uses) = &step.uses {
        if let Some(action) = index.action(step) {
            let inner = Site::job(action, 0);
            let outlets = index.within(inner.of_pipeline(), &format!("outputs/{name}/value"));
            if index.pipeline(inner).is_some_and(|next| next.kind == PipelineKind::CompositeAction)
            {
                return of_expressions(&outlets, inner);
            }
        }
        if written::script(step).is_none() {
            let ends = uses.action.clone().unwrap_or_else(|| uses.text.clone());
            return vec![Definition { at: uses.at.clone(), reads: Vec::new(), ends: Some(ends) }];
        }
    }
    let written = index.written(site);
    let named: Vec<_> = written.outputs.iter().filter(|write| write.name == name).collect();
    if named.is_empty() {
        let at = step.at.clone();
        return vec![Definition { at, reads: Vec::new(), ends: Some(maker(step)) }];
    }
    named.into_iter().map(|write| of_write(index, site, write)).collect()
}

/// What makes the outputs of a step.
fn maker(step: &Step) -> String {
    let action = step.uses.as_ref().and_then(|uses| uses.action.clone());
    action.unwrap_or_else(|| "a script".to_owned())
}

fn output_of_job(index: &Index<'_>, site: Site, name: &str) -> Option<Vec<Definition>> {
    let job = index.job(site)?;
    let Some(call) = &job.calls else {
        let found = index.within(site, &format!("outputs/{name}"));
        return Some(of_expressions(&found, site));
    };
    let Some(callee) = index.workflow(call.uses.kind, call.uses.path.as_deref()) else {
        let ends = Some(call.uses.text.clone());
        return Some(vec![Definition { at: call.uses.at.clone(), reads: Vec::new(), ends }]);
    };
    let inner = Site::pipeline(callee);
    let found = index.within(inner, &format!("on/workflow_call/outputs/{name}/value"));
    Some(of_expressions(&found, inner))
}

/// An input: what callers in this repository pass, or else its default. Nothing where people or other
/// repositories alone pass it.
fn input(index: &Index<'_>, site: Site, name: &str) -> Option<Vec<Definition>> {
    let pipeline = index.pipeline(site)?;
    let is_workflow = pipeline.kind == PipelineKind::Workflow;
    let mut found = Vec::new();
    let mut left_out = false;
    for caller in index.callers(site.pipeline) {
        let passed = index.within(*caller, &format!("with/{name}"));
        left_out |= passed.is_empty();
        found.extend(of_expressions(&passed, *caller));
    }
    let default = if is_workflow { "on/workflow_call/inputs" } else { "inputs" };
    if left_out {
        let outer = index.within(site.of_pipeline(), &format!("{default}/{name}/default"));
        found.extend(of_expressions(&outer, site.of_pipeline()));
    }
    let by_hand = pipeline
        .inputs
        .iter()
        .find(|input| input.event == "workflow_dispatch" && input.name.eq_ignore_ascii_case(name));
    if let Some(input) = by_hand {
        let context = format!("github.event.inputs.{name}");
        let read = Read { context, at: input.at.clone(), site: site.of_pipeline() };
        found.push(Definition { at: input.at.clone(), reads: vec![read], ends: None });
    }
    (!found.is_empty()).then_some(found)
}

/// What makes a value that is the text of a file.
pub(super) const A_FILE: &str = "a file";

/// What a script writes under a name.
pub(super) fn of_write(index: &Index<'_>, site: Site, write: &Write) -> Definition {
    let step = index.step(site);
    let script = |step: &'_ Step| match write.language {
        Language::Shell => step.run.clone(),
        Language::JavaScript => written::script(step).cloned(),
    };
    let script = step.and_then(script).unwrap_or_default();
    let Parts { expressions, variables, computed, file } = match write.language {
        Language::Shell => copies::parts(&write.value, &script),
        Language::JavaScript => javascript::parts(&write.value, &script),
    };
    let read = |context: String| Read { context, at: write.at.clone(), site };
    let mut reads = Vec::new();
    for text in expressions {
        let found = Contexts::read(&text);
        let carried = found.contexts.list.iter().filter(|name| !found.tested.contains(name));
        reads.extend(carried.cloned().map(read));
    }
    for name in variables {
        let known = of_runner(&name).map(str::to_owned);
        reads.push(read(known.unwrap_or_else(|| format!("env.{}", name.to_lowercase()))));
    }
    let ends = match (file, computed) {
        (true, _) => Some(A_FILE.to_owned()),
        (_, true) => Some(step.map(maker).unwrap_or_default()),
        _ => None,
    };
    Definition { at: write.at.clone(), reads, ends }
}

/// Variables that the runner sets, as the contexts that they hold:
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>.
fn of_runner(name: &str) -> Option<&'static str> {
    Some(match name {
        "GITHUB_ACTOR" => "github.actor",
        "GITHUB_BASE_REF" => "github.base_ref",
        "GITHUB_HEAD_REF" => "github.head_ref",
        "GITHUB_REF" => "github.ref",
        "GITHUB_REF_NAME" => "github.ref_name",
        "GITHUB_REPOSITORY" => "github.repository",
        "GITHUB_SHA" => "github.sha",
        _ => return None,
    })
}
