//! Publishing that a pipeline's file does not show: a job runs `npm run release`, `make publish` or
//! `node scripts/release.ts`, and what stands there publishes.
//!
//! [`leads`] tells where a command leads to, [`contents`] what stands there, [`follow`] goes the way.
//! What cannot be read and may publish is a problem, never nothing.

mod actions;
mod calls;
mod contents;
mod files;
mod follow;
mod given;
mod leads;
mod libraries;
mod make;
mod makefile;
mod mentions;
mod module;
mod opaque;
mod packages;
mod runners;
mod scripts;
mod steps;
mod tasks;
mod tools;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::collect::followed::Followed;
use crate::collect::release_config::ReleaseConfig;
use crate::facts::{Package, Pipeline, PipelineKind, Problem, ProblemKind};
use files::Files;
use follow::Follower;
use leads::Guide;
use scripts::Scripts;

/// The facts that are made here.
const PUBLISHES: &str = "pipelines[*].jobs[*].publishes";

/// Where commands stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// A script of a package, by the position of the package, with words behind its own.
    Script { package: usize, name: String, more: Vec<String> },
    /// A target of a makefile, with the variables of the call.
    Target { file: String, folder: String, name: Option<String>, given: Vec<(String, String)> },
    /// The text of a script in JavaScript that an action or a program is given, its place, and the
    /// folder that it runs in.
    Inline { at: String, text: String, here: Option<String> },
    /// A file that is run in a folder with words behind it; or of which parts are imported, all of a
    /// shell's.
    File {
        path: String,
        language: Option<Language>,
        here: Option<String>,
        words: BTreeSet<String>,
        parts: Option<BTreeSet<String>>,
    },
}

/// The language of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Language {
    Shell,
    /// JavaScript and TypeScript.
    Module,
    /// One that is not read.
    Other,
}

/// Something that may publish and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Obstacle {
    kind: ProblemKind,
    reason: String,
}

impl Obstacle {
    fn unsupported(reason: String) -> Self {
        Self { kind: ProblemKind::Unsupported, reason }
    }
}

/// Adds to each job what the scripts and files that it runs publish, and what those install that
/// `changesets/action` runs for it; says what may publish and could not be read.
pub(crate) fn resolve(
    pipelines: &mut [Pipeline],
    packages: &[Package],
    configs: &[ReleaseConfig],
    others: &Followed<'_>,
) -> Vec<Problem> {
    let guide = Guide { scripts: Scripts::new(packages), files: Files::of(others) };
    let follower = Follower::new(guide, configs);
    let mut problems = Vec::new();
    for pipeline in pipelines.iter_mut() {
        let shared = std::mem::take(&mut pipeline.env);
        // What an input of an action is by itself stands in its file alone.
        let given =
            pipeline.kind == PipelineKind::CompositeAction && follower.guide.speaks(&pipeline.file);
        for job in &mut pipeline.jobs {
            let scene = steps::Scene::new(&follower, packages, &mut problems, given);
            steps::resolve(job, &shared, scene);
        }
        pipeline.env = shared;
    }
    actions::share(pipelines);
    problems
}
