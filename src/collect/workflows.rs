//! Collects GitHub's workflows, and the actions that stand in the repository.

use std::ops::Range;

use super::harvest::{self, Harvest};
use super::{Collector, File, ci, github, settings};
use crate::facts::{Pipeline, Problem};
use crate::source::node::Node;

/// Jobs show settings of their own: environment, flags, `npm config set`.
pub(super) const FACTS: &[&str] = &["pipelines", "settings", "installers"];

/// Facts that settings are taken from, besides the commands.
const SHOWING: &[&str] = &[
    "pipelines[*].env",
    "pipelines[*].jobs[*].env",
    "pipelines[*].jobs[*].steps[*].env",
    "pipelines[*].jobs[*].steps[*].with",
];

/// Facts that need the scripts of steps to be parsed.
pub(super) const OF_SCRIPTS: &[&str] = &[
    "pipelines[*].jobs[*].steps[*].commands",
    "pipelines[*].jobs[*].steps[*].sets",
    "pipelines[*].jobs[*].installs",
    "pipelines[*].jobs[*].publishes",
    "settings",
    "installers",
];

/// Files below `.github/workflows`.
pub(crate) struct Workflows;

impl Collector for Workflows {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        let name = path.strip_prefix(".github/workflows/");
        name.is_some_and(|name| !name.contains('/') && is_yaml(name))
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        read(file, github::workflow).unwrap_or_else(Harvest::problem)
    }
}

/// `action.yml` wherever it stands.
pub(crate) struct Actions;

impl Collector for Actions {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        matches!(name, "action.yml" | "action.yaml")
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        read(file, github::action).unwrap_or_else(Harvest::problem)
    }
}

type Reader = fn(&str, &Node, &ci::Options<'_>) -> (Pipeline, Vec<Problem>);

fn read(file: &File<'_>, reader: Reader) -> Result<Harvest, Problem> {
    let document = harvest::document(file.path, file.bytes, FACTS)?;
    let root = document.root()?;
    let commands = OF_SCRIPTS.iter().any(|path| file.demand.wants(path));
    let parser = |script: &str, at: &dyn Fn(Range<usize>) -> String| {
        file.others.scripts().commands(script, at)
    };
    let options = ci::Options { text: document.text, commands, parser: &parser };
    let (pipeline, mut found) = reader(file.path, root, &options);
    found.iter_mut().for_each(hide_settings);
    let matrices = github::matrices(file.path, root);
    let outer = github::outer(file.path, root);
    let mut problems = document.problems;
    problems.extend(found);
    Ok(Harvest { pipelines: vec![pipeline], matrices, outer, problems, ..Harvest::default() })
}

/// What is missing of a workflow is missing of the settings that it shows.
pub(super) fn hide_settings(problem: &mut Problem) {
    let hides = |fact: &String| SHOWING.iter().any(|showing| showing.starts_with(fact.as_str()));
    if problem.facts.iter().any(hides) {
        for path in settings::FACTS {
            if !problem.facts.iter().any(|fact| fact == path) {
                problem.facts.push((*path).to_owned());
            }
        }
    }
}

pub(super) fn is_yaml(name: &str) -> bool {
    name.ends_with(".yml") || name.ends_with(".yaml")
}
