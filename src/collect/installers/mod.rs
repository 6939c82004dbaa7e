//! Package managers in use, and what all layers of their settings come to: the facts
//! `installers`, `settings[*].in_force` and `lockfiles[*].in_use`.
//!
//! A tool in one exact version is a function of its settings: [`places`] and [`support`] tell which
//! it reads, [`defaults`] what holds without them, [`shelf`] which goes first. Where a repository
//! tells a range of versions, the function is asked at every version at which the tool changed, and
//! what they do not agree on is not known.

mod allow_list;
mod defaults;
mod lock_use;
mod merge;
mod places;
mod rewritten;
mod shelf;
mod support;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
mod usage;
mod weigh;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::github::Matrices;
use super::tools::files::ToolFile;
use super::tools::job::{Scene, actions};
use super::tools::projects::Projects;
use super::tools::publications;
use crate::facts::{
    AllowedScript, Force, InForce, Installer, Lockfile, Package, Pipeline, Problem, ProblemKind,
    Setting,
};
use crate::policy::reads::Demand;

/// The facts that are made here, as problems name them.
const INSTALLERS: &str = "installers";
const IN_FORCE: &str = "settings[*].in_force";
const IN_USE: &str = "lockfiles[*].in_use";

/// The facts that they are made of.
const MADE_OF: [&str; 17] = [
    "packages[*].directory",
    "packages[*].role",
    "packages[*].workspaces",
    "packages[*].package_manager",
    "packages[*].engines",
    "packages[*].allowed_scripts",
    "packages[*].dependencies",
    "lockfiles[*].version",
    "pipelines[*].env",
    "pipelines[*].jobs[*].env",
    "pipelines[*].jobs[*].images",
    "pipelines[*].jobs[*].runner",
    "pipelines[*].jobs[*].installs",
    "pipelines[*].jobs[*].steps[*].uses",
    "pipelines[*].jobs[*].steps[*].with",
    "pipelines[*].jobs[*].steps[*].commands",
    "settings",
];

/// Whether any fact that is made here is asked for.
fn is_wanted(demand: &Demand) -> bool {
    [INSTALLERS, IN_FORCE, IN_USE].iter().any(|path| demand.wants(path))
}

/// The demand, and what the facts are made of that are made here.
pub(super) fn widened(demand: &Demand) -> Demand {
    let mut widened = demand.clone();
    let clients = publications::are_wanted(demand);
    for path in MADE_OF {
        // What a lockfile's form tells of its tool is left out for publications.
        if is_wanted(demand)
            || clients && (path.starts_with("packages") || path.starts_with("pipelines"))
        {
            widened.also(path);
        }
    }
    widened
}

/// Who uploads the publications of all jobs. What the repository says of tools decides, and not what
/// lockfiles look like: these are read only where a rule asks for them.
pub(super) fn clients(from: &Collected<'_>, demand: &Demand) -> publications::Clients {
    if !publications::are_wanted(demand) {
        return publications::Clients::new();
    }
    let projects = Projects::new(from.packages, &[], from.tool_files);
    let scene = Scene {
        actions: &actions(from.pipelines),
        files: from.tool_files,
        projects: &projects,
        matrices: from.matrices,
    };
    publications::clients(scene, from.pipelines)
}

/// What is missing of the facts that these are made of is missing of these.
pub(super) fn name_hidden(problems: &mut [Problem]) {
    for problem in problems {
        let hides = |made: &&&str| problem.facts.iter().any(|fact| leads_to(fact, made));
        let (mut installers, mut of_manifest) = (false, false);
        // A lockfile that cannot be read is named all the same.
        let made_of = MADE_OF.iter().filter(|path| !path.starts_with("lockfiles"));
        for path in made_of.filter(hides) {
            installers = true;
            of_manifest |= path.starts_with("packages");
        }
        // The manifest at the root says which tool is used; those below it speak of themselves.
        let root = matches!(
            problem.at.split('#').next().unwrap_or_default(),
            "package.json" | "pnpm-workspace.yaml"
        );
        let mut names = Vec::new();
        if installers {
            names.push(INSTALLERS);
        }
        if of_manifest {
            names.push(IN_USE);
        }
        if of_manifest && root {
            names.push(IN_FORCE);
        }
        for name in names {
            if !problem.facts.iter().any(|fact| fact == name) {
                problem.facts.push(name.to_owned());
            }
        }
    }
}

/// Whether a problem that hides a fact hides another: it is that one, holds it or lies in it.
fn leads_to(fact: &str, made: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
    };
    within(made, fact) || within(fact, made)
}

/// What the facts of this module are made from.
pub(super) struct Collected<'a> {
    pub(super) packages: &'a [Package],
    pub(super) pipelines: &'a [Pipeline],
    pub(super) tool_files: &'a [ToolFile],
    pub(super) matrices: &'a Matrices,
}

/// How many installers are compared with the one that comes.
const COMPARED: usize = 16;

/// Lets the last installer share the controls that come out the same for one before it.
fn share(installers: &mut [Installer]) {
    let Some((last, before)) = installers.split_last_mut() else { return };
    let near = || before.iter().rev().take(COMPARED);
    for (name, control) in &mut last.controls {
        let mut known = near().filter_map(|other| other.controls.get(name));
        if let Some(same) = known.find(|other| *other == control) {
            *control = Arc::clone(same);
        }
    }
}

/// Makes the installers, and says of settings and lockfiles whether anybody reads them.
pub(super) fn finish(
    from: &Collected<'_>,
    settings: &mut [Setting],
    lockfiles: &mut [Lockfile],
    problems: &mut Vec<Problem>,
    demand: &Demand,
) -> Vec<Installer> {
    if !is_wanted(demand) {
        return Vec::new();
    }
    let projects = Projects::new(from.packages, lockfiles, from.tool_files);
    weigh::assign_layers(settings, &projects);
    let scene = Scene {
        actions: &actions(from.pipelines),
        files: from.tool_files,
        projects: &projects,
        matrices: from.matrices,
    };
    let usage = usage::usage(scene, from.packages, from.pipelines, settings);
    problems.extend(usage.homeless.iter().map(|install| Problem {
        at: install.at.clone(),
        kind: ProblemKind::Unsupported,
        facts: vec![INSTALLERS.to_owned()],
        reason: format!("a run alone tells the folder that {} installs in", install.tool),
    }));
    let shelf = shelf::Shelf::new(settings);
    let mut installers = Vec::new();
    if demand.wants(INSTALLERS) {
        let lists = from
            .packages
            .iter()
            .map(|package| (package.directory.as_str(), package.allowed_scripts.as_slice()));
        let lists: BTreeMap<&str, &[AllowedScript]> = lists.collect();
        for place in &usage.places {
            let lists = lists.get(place.directory.as_str()).copied();
            installers.push(merge::installer(place, &shelf, lists.unwrap_or_default()));
            share(&mut installers);
        }
    }
    let audience = weigh::Audience { usage: &usage, projects: &projects };
    let verdicts: Vec<Option<InForce>> =
        settings.iter().map(|setting| audience.verdict(setting)).collect();
    for (setting, verdict) in settings.iter_mut().zip(verdicts) {
        if let Some(verdict) = verdict.filter(|_| setting.in_force.state != Force::No) {
            setting.in_force = verdict;
        }
    }
    if demand.wants(IN_USE) {
        lock_use::assign(lockfiles, &projects, &usage, settings);
    }
    installers
}
