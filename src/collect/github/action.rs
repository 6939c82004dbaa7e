//! An action's own file, `action.yml`.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax>.

use super::script::Defaults;
use super::uses::{comment_behind, read, read_image};
use super::{artifacts, caches, env, expressions, permissions, secrets, step, triggers};
use crate::collect::ci::members::text_of;
use crate::collect::ci::{Options, Reading, activity};
use crate::facts::{
    Image, Job, Pin, PinKind, Pipeline, PipelineKind, Problem, ProblemKind, Provider, Uses,
    UsesKind,
};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// Reads one action and what could not be read of it.
///
/// The steps of a composite action stand in one job named `runs`, and so does the image of a
/// container action; an action in JavaScript has no job.
pub(crate) fn action(
    file: &str,
    document: &Node,
    options: &Options<'_>,
) -> (Pipeline, Vec<Problem>) {
    let mut reading = Reading::new(options);
    let file_place = Place::file(file);
    let mut pipeline = Pipeline {
        at: file_place.at(),
        file: file.to_owned(),
        provider: Provider::Github,
        kind: PipelineKind::Action,
        ..Pipeline::default()
    };
    if !reading.accepts(document, &file_place, "an action") {
        return (pipeline, reading.problems);
    }
    pipeline.name = text_of(document, "name");
    pipeline.inputs = triggers::inputs(&mut reading, document, &file_place, "action");
    pipeline.secrets = secrets::uses(&expressions::of_members(document, &file_place, &["runs"]));
    let place = file_place.key("runs");
    let facts = ["pipelines[*].jobs", "pipelines[*].kind"];
    let Some(runs) = document.get("runs") else {
        let reason = "an action must have `runs`".to_owned();
        reading.problem(&file_place, ProblemKind::Unexpected, &facts, reason);
        return (pipeline, reading.problems);
    };
    if !runs.is_map() {
        reading.unexpected(&place, &facts, "`runs`", "a mapping", runs);
        return (pipeline, reading.problems);
    }
    match runs.get("using").and_then(Node::text).map(str::to_lowercase).as_deref() {
        Some("composite") => {
            pipeline.kind = PipelineKind::CompositeAction;
            let mut job = job(&mut reading, runs, &place);
            job.steps = step::steps(&mut reading, runs, &place, &Defaults::default());
            activity::fill(&reading, &mut job, &[]);
            job.caches = caches::caches(&job);
            job.artifacts = artifacts::artifacts(&job);
            pipeline.jobs.push(job);
        }
        Some("docker") => {
            let mut job = job(&mut reading, runs, &place);
            job.images.extend(image(&mut reading, runs, &place));
            pipeline.jobs.push(job);
        }
        // In JavaScript: `node24` and its like.
        Some(_) => {}
        None => {
            let reason = "`runs` must say in `using` what the action runs on".to_owned();
            reading.problem(&place, ProblemKind::Unexpected, &facts, reason);
        }
    }
    (pipeline, reading.problems)
}

fn job(reading: &mut Reading<'_>, runs: &Node, place: &Place) -> Job {
    let expressions = expressions::of_members(runs, place, &["steps"]);
    Job {
        at: place.at(),
        id: "runs".to_owned(),
        permissions: permissions::of_caller(),
        env: env::variables(reading, runs, place, "pipelines[*].jobs[*].env"),
        secrets: secrets::uses(&expressions),
        expressions,
        ..Job::default()
    }
}

/// The image of a container action: one that is pulled, or a Dockerfile of this repository.
fn image(reading: &mut Reading<'_>, runs: &Node, place: &Place) -> Option<Image> {
    let (place, runs_place) = (place.key("image"), place);
    let Some((value, text)) = runs.get("image").and_then(|node| Some((node, node.text()?))) else {
        let facts = ["pipelines[*].jobs[*].images"];
        let reason = "a container action must name in `image` what it runs".to_owned();
        reading.problem(runs_place, ProblemKind::Unexpected, &facts, reason);
        return None;
    };
    let comment = comment_behind(reading.options.text, &value.span);
    let uses = if text.starts_with("docker://") {
        read_image(text, place.at(), comment)
    } else {
        let pin = Pin { kind: PinKind::Local, reference: None, comment };
        let path = read(&format!("./{}", text.trim_start_matches("./")), String::new(), None).path;
        let kind = UsesKind::Local;
        Uses { at: place.at(), text: text.to_owned(), kind, path, pin, ..Uses::default() }
    };
    Some(Image { at: place.at(), role: "container".to_owned(), uses, ..Image::default() })
}
