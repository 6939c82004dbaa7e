//! A workflow file, `.github/workflows/*.yml`.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax>.

use super::job::{self, Shared};
use super::script::Defaults;
use super::{Options, Reading, env, expressions, permissions, secrets, triggers};
use crate::collect::ci::members::text_of;
use crate::facts::{Pipeline, PipelineKind, Problem, Provider};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// Reads one workflow and what could not be read of it.
pub(crate) fn workflow(
    file: &str,
    document: &Node,
    options: &Options<'_>,
) -> (Pipeline, Vec<Problem>) {
    let mut reading = Reading::new(options);
    let place = Place::file(file);
    let mut pipeline = Pipeline {
        at: place.at(),
        file: file.to_owned(),
        provider: Provider::Github,
        kind: PipelineKind::Workflow,
        ..Pipeline::default()
    };
    if !reading.accepts(document, &place, "a workflow") {
        return (pipeline, reading.problems);
    }
    pipeline.name = text_of(document, "name");
    (pipeline.triggers, pipeline.inputs) = triggers::triggers(&mut reading, document, &place);
    let facts = ["pipelines[*].permissions", "pipelines[*].jobs[*].permissions"];
    pipeline.permissions = permissions::written(&mut reading, document, &place, &facts);
    pipeline.env = env::variables(&mut reading, document, &place, "pipelines[*].env");
    pipeline.secrets = secrets::uses(&expressions::of_members(document, &place, &["jobs"]));
    let facts = "pipelines[*].concurrency";
    pipeline.concurrency = job::concurrency(&mut reading, document, &place, facts);
    let shared = Shared {
        permissions: pipeline.permissions.as_ref(),
        env: &pipeline.env,
        shell: Defaults::shell_of(document),
        directory: Defaults::directory_of(document),
        cache_mode: text_of(document, "cache-mode"),
    };
    let jobs = job::jobs(&mut reading, document, &place, &shared);
    pipeline.jobs = jobs;
    (pipeline, reading.problems)
}
