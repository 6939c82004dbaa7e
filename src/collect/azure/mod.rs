//! Azure Pipelines: a file with the templates of the repository that it names, read into one [`Pipeline`].
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/>. Reading has three parts.
//! [`library`] reads the files. [`cursor`] and [`scope`] walk them as one, through templates, parameters
//! and conditions, and [`plan`] lists the stages, jobs and steps. The other files make facts of these, one
//! a concern of the syntax.

mod chain;
mod conditions;
mod connections;
mod contexts;
mod cursor;
mod expressions;
mod filled;
mod given;
mod handover;
mod job;
mod library;
mod order;
mod plan;
mod pool;
mod reach;
mod resources;
mod scope;
mod secrets;
mod sources;
mod step;
mod task;
mod templates;
#[cfg(test)]
mod tests;
mod triggers;
mod variables;

pub(crate) use expressions::variables as replaced;

use std::collections::{BTreeMap, BTreeSet};

use super::ci::{Options, Reading};
use super::file_name;
use super::followed::Followed;
use super::github::Matrices;
use super::harvest::Harvest;
use crate::facts::{Concurrency, Input, Pipeline, PipelineKind, Problem, ProblemKind, Provider};
use crate::source::anchor::Place;
use crate::source::node::Node;
use cursor::Cursor;
use library::{Library, Source};
use resources::Resources;
use secrets::Declared;
use sources::Flows;
use templates::Assembly;

/// What is said where a file that may be a template has what only its users give it.
const GIVEN: &str = "what stands here is given by the pipelines that use the template";

/// Reads one pipeline, the literal values of its matrices, and what could not be read of it.
pub(crate) fn pipeline(
    file: &str,
    document: &Node,
    others: &Followed<'_>,
    options: &Options<'_>,
) -> (Pipeline, Matrices, Vec<Problem>) {
    let mut matrices = Matrices::new();
    let mut reading = Reading::new(options);
    let place = Place::file(file);
    let mut pipeline = Pipeline {
        at: place.at(),
        file: file.to_owned(),
        provider: Provider::Azure,
        kind: PipelineKind::Workflow,
        ..Pipeline::default()
    };
    if !reading.accepts(document, &place, "a pipeline") {
        return (pipeline, matrices, reading.problems);
    }
    let library = Library::load(file, document, others);
    let source =
        Source { path: file.to_owned(), text: options.text.to_owned(), document: document.clone() };
    let document = Cursor::file(&source, templates::by_itself(&library, &source));
    pipeline.name = document.text_of("name");
    pipeline.concurrency = concurrency(&document);
    let may_be_template = may_be_template(file, &document);
    if may_be_template {
        pipeline.kind = PipelineKind::Template;
    } else {
        pipeline.triggers = triggers::triggers(&mut reading, &document);
        pipeline.inputs = inputs(&document);
    }
    let mut assembly = Assembly {
        reading: &mut reading,
        library: &library,
        resources: Resources::read(&document),
        includes: Vec::new(),
        may_be_template,
    };
    fill(&mut assembly, &document, &mut pipeline, &mut matrices);
    let mut includes = std::mem::take(&mut assembly.includes);
    includes.extend(assembly.resources.without_templates(&includes));
    // A template that is put in several times names its own templates each time.
    let mut seen = BTreeSet::new();
    includes.retain(|include| seen.insert((include.at.clone(), include.uses.text.clone())));
    pipeline.includes = includes;
    if library.is_exhausted() {
        let reason = "the templates come to too many items: the rest is not read".to_owned();
        reading.problem(&place, ProblemKind::TooLarge, &["pipelines"], reason);
    }
    let mut problems = reading.problems;
    problems.extend(library.problems.iter().cloned());
    // A template that is put in several times has its problems several times.
    problems.sort();
    problems.dedup();
    (pipeline, matrices, problems)
}

fn fill<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    document: &Cursor<'a>,
    pipeline: &mut Pipeline,
    matrices: &mut Matrices,
) {
    let (variables, stages) = plan::plan(assembly, document);
    let mut declared = Declared::default();
    let jobs = || stages.iter().flat_map(|stage| &stage.jobs);
    let lists = || {
        let of_stages = stages.iter().map(|stage| &stage.variables);
        std::iter::once(&variables).chain(of_stages).chain(jobs().map(|job| &job.variables))
    };
    for (name, _) in lists().flat_map(|list| &list.named) {
        declared.add(name);
    }
    for planned in jobs() {
        let matrix = job::matrix(planned);
        matrix.keys().for_each(|name| declared.add(name));
        let literal =
            |(_, texts): &(String, Vec<String>)| texts.iter().all(|text| !text.contains('$'));
        let literals: BTreeMap<_, _> = matrix.into_iter().filter(literal).collect();
        if !literals.is_empty() {
            matrices.insert(planned.cursor.place.at(), literals);
        }
        for step in &planned.steps {
            scripts(step).iter().for_each(|script| declared.add_script(script));
        }
    }
    pipeline.env = variables.facts(&declared);
    pipeline.secrets = declared.uses(&variables.expressions());
    let shared = job::Shared { variables: &variables, env: &pipeline.env, declared: &declared };
    let mut all = Vec::new();
    for stage in &stages {
        let of_stage = stage.jobs.iter().map(|planned| job::job(assembly, planned, stage, &shared));
        all.push(of_stage.collect::<Vec<_>>());
    }
    order::settle(&stages, &mut all);
    pipeline.jobs = all.into_iter().flatten().collect();
    let mut flows = Flows::default();
    for list in lists() {
        list.values().for_each(|(name, expressions)| flows.add(&name, &expressions));
    }
    pipeline.jobs.iter().flat_map(|job| &job.steps).for_each(|step| flows.add_script(step));
    let computed = reach::Computed::new(&pipeline.env, flows.set_by_scripts());
    reach::settle(&pipeline.triggers, &mut pipeline.jobs, &computed);
    pipeline.jobs.iter_mut().for_each(|job| flows.fill(job));
}

/// The texts of a step that may be scripts.
fn scripts<'a>(step: &Cursor<'a>) -> Vec<&'a str> {
    let keys = ["script", "bash", "pwsh", "powershell"];
    let mut found: Vec<_> = keys.iter().filter_map(|key| step.get(key)?.text()).collect();
    let inputs = step.get("inputs").map(|inputs| inputs.members()).unwrap_or_default();
    found.extend(inputs.iter().filter_map(|(_, value)| value.text()));
    found
}

/// `lockBehavior`: what happens to runs that wait for the same locked resource, `runLatest` (which cancels
/// all but the last) or `sequential`. The lock itself is a setting of the resource.
fn concurrency(of: &Cursor<'_>) -> Option<Concurrency> {
    let value = of.get("lockBehavior")?;
    let text = value.filled()?;
    let cancels = text.eq_ignore_ascii_case("runLatest");
    Some(Concurrency {
        at: value.place.at(),
        group: text,
        cancel_in_progress: Some(cancels.to_string()),
    })
}

/// What a person chooses who starts the pipeline by hand.
fn inputs(document: &Cursor<'_>) -> Vec<Input> {
    let Some(parameters) = document.get("parameters") else { return Vec::new() };
    let input = |declared: Cursor<'_>| {
        let values = declared.get("values").map(|values| values.items()).unwrap_or_default();
        Some(Input {
            at: declared.place.at(),
            name: declared.text_of("name")?,
            event: "workflow_dispatch".to_owned(),
            kind: declared.text_of("type").unwrap_or_else(|| "string".to_owned()),
            options: values.iter().filter_map(|value| value.text().map(str::to_owned)).collect(),
        })
    };
    parameters.items().into_iter().filter_map(input).collect()
}

/// Whether the name of a file says that it is a pipeline: `azure-pipelines.release.yml`.
pub(crate) fn is_named(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let name = name.strip_prefix('.').unwrap_or(&name);
    // `.vsts-ci.yml` is from when the product had that name.
    ["azure-pipelines", "azure-pipeline", "vsts-ci"]
        .iter()
        .find_map(|start| name.strip_prefix(start))
        .is_some_and(|rest| rest.starts_with(['.', '-', '_']))
}

/// Whether a file may be nothing but a template. One that is named as a pipeline is none, unless it has
/// parameters and stands where no project looks for its pipeline by itself.
fn may_be_template(file: &str, document: &Cursor<'_>) -> bool {
    let named =
        is_named(file) && (is_looked_for(file) || document.node.get("parameters").is_none());
    !named && triggers::may_be_template(document)
}

/// Whether Azure Pipelines itself looks for a pipeline here.
fn is_looked_for(file: &str) -> bool {
    matches!(file, "azure-pipelines.yml" | "azure-pipelines.yaml" | ".azure-pipelines.yml")
}

/// Takes out the files that are only templates of other pipelines, in which they stand already, and says
/// of the others that may be templates that nobody here tells what starts them.
pub(crate) fn settle(harvest: &mut Harvest) {
    let of_azure = harvest.pipelines.iter().filter(|next| next.provider == Provider::Azure);
    let azure: Vec<&Pipeline> = of_azure.collect();
    let of_others: BTreeSet<String> = azure.iter().copied().flat_map(put_in).collect();
    let candidates: BTreeSet<String> = azure
        .iter()
        .copied()
        .filter(|pipeline| of_others.contains(&pipeline.file) && says_nothing(pipeline))
        .map(|pipeline| pipeline.file.clone())
        .collect();
    // Templates that only put in each other stand nowhere else, and stay.
    let used: BTreeSet<String> = azure
        .iter()
        .copied()
        .filter(|pipeline| !candidates.contains(&pipeline.file))
        .flat_map(put_in)
        .collect();
    let removed: BTreeSet<String> = candidates.intersection(&used).cloned().collect();
    harvest.pipelines.retain(|pipeline| {
        pipeline.provider != Provider::Azure || !removed.contains(&pipeline.file)
    });
    let places: BTreeSet<String> = removed.iter().map(|file| Place::file(file).at()).collect();
    harvest.problems.retain(|problem| {
        let file = problem.at.split('#').next().unwrap_or_default();
        problem.reason != GIVEN || !places.contains(file)
    });
    let reason = "no pipeline here uses this template, and it does not say what starts it";
    let unused: Vec<Problem> = harvest
        .pipelines
        .iter()
        .filter(|pipeline| pipeline.kind == PipelineKind::Template)
        .map(|pipeline| Problem {
            at: pipeline.at.clone(),
            kind: ProblemKind::Unsupported,
            facts: vec!["pipelines[*].triggers".to_owned()],
            reason: reason.to_owned(),
        })
        .collect();
    harvest.problems.extend(unused);
}

/// The other files that a pipeline is made of, templates of its templates included.
fn put_in(pipeline: &Pipeline) -> BTreeSet<String> {
    let read = pipeline.includes.iter().filter(|include| include.read);
    let paths = read.filter_map(|include| include.uses.path.clone());
    paths.filter(|path| *path != pipeline.file).collect()
}

/// Whether all that starts a pipeline is what starts a file that says nothing of it.
fn says_nothing(pipeline: &Pipeline) -> bool {
    pipeline.kind == PipelineKind::Template
        || (pipeline.triggers.iter().all(|trigger| trigger.at == pipeline.at)
            && !is_looked_for(&pipeline.file))
}
