//! Repositories in small, and what their jobs lead to.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod doubtful;
mod files;
mod given;
mod javascript;
mod makes;
mod scripts;

use globset::GlobSet;

use crate::collect::{Order, repository};
use crate::facts::{Facts, Publish, PublishMode};
use crate::policy::reads::Demand;

const WORKFLOW: &str = ".github/workflows/a.yml";

/// The facts of a repository with one job that has these steps, and with these files.
fn facts(steps: &str, files: &[(&str, &str)]) -> Facts {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let workflow = format!("on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}");
    write(WORKFLOW, &workflow);
    for (path, text) in files {
        write(path, text);
    }
    let (demand, exclude) = (Demand::everything(), GlobSet::empty());
    let collected = repository(folder.path(), &Order::plain(&demand, &exclude)).unwrap();
    Facts::clone(&collected.facts)
}

/// The facts of a job that runs a script.
fn running(script: &str, files: &[(&str, &str)]) -> Facts {
    let script: String = script.lines().map(|line| format!("          {line}\n")).collect();
    facts(&format!("      - run: |\n{script}"), files)
}

fn publishes(facts: &Facts) -> Vec<&Publish> {
    let pipeline = facts.pipelines.iter().find(|pipeline| pipeline.file == WORKFLOW).unwrap();
    pipeline.jobs.iter().flat_map(|job| &job.publishes).collect()
}

/// What is published, in words, each with the way that leads to it.
fn told(facts: &Facts) -> Vec<String> {
    let told = publishes(facts).into_iter().map(|publish| {
        let mode = match publish.mode {
            PublishMode::Direct => "direct",
            PublishMode::Staged => "staged",
            PublishMode::Unknown => "unknown",
        };
        let dry = if publish.dry_run { " dry" } else { "" };
        let way = publish.through.iter().map(|next| format!(" > {} ({})", next.what, next.at));
        format!("{} {mode}{dry}{}", publish.tool, way.collect::<String>())
    });
    told.collect()
}

/// Why it is not known what is published.
fn doubts(facts: &Facts) -> Vec<&str> {
    let hidden = facts.problems.iter().filter(|problem| {
        problem.facts.iter().any(|fact| fact == "pipelines[*].jobs[*].publishes")
    });
    hidden.map(|problem| problem.reason.as_str()).collect()
}
