//! The files of a target, each read once and given to the collectors that claim it.

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::GlobSet;
use rayon::prelude::*;

use super::followed::Followed;
use super::own_names::OwnNames;
use super::{COLLECTORS, Collector, File, Harvest, file_name, folder, problem, tools};
use crate::facts::ProblemKind;
use crate::policy::reads::Demand;
use crate::source::tree::{Files, Unread};

/// How many files are read before what they yield is taken over.
const BATCH: usize = 64;

/// Files that a forge looks for, one of each kind.
const FORGE: &[&str] = &[
    ".github/workflows/x.yml",
    ".circleci/config.yml",
    ".github/CODEOWNERS",
    ".github/SECURITY.md",
    ".github/dependabot.yml",
];

/// The files of a target that any collector claims.
#[derive(Debug)]
pub(super) struct Walked {
    /// Their paths, sorted.
    pub(super) files: Vec<String>,
    unread: Vec<Unread>,
}

impl Walked {
    /// Whether nothing is there to be judged, and nothing that could not be read. What only names a
    /// version of Node.js makes no project.
    pub(super) fn is_empty(&self) -> bool {
        self.unread.is_empty() && self.files.iter().all(|path| tools::files::names_node(path))
    }
}

/// Looks for files that any collector claims.
pub(super) fn walk(tree: &mut dyn Files, exclude: &GlobSet) -> Walked {
    let wanted = |path: &str| {
        COLLECTORS.iter().any(|collector| collector.claims(path)) && !exclude.is_match(path)
    };
    let (files, unread) = tree.walk(&wanted);
    Walked { files, unread }
}

/// What the files yield of what is asked for. `passed` tells what need not be read.
pub(super) fn harvest(
    others: &Followed<'_>,
    walked: &Walked,
    demand: &Demand,
    own: OwnNames,
    passed: &(dyn Fn(&str, &dyn Collector) -> bool + Sync),
) -> Harvest {
    let asked: Vec<_> = COLLECTORS
        .iter()
        .filter(|collector| collector.facts().iter().any(|path| demand.wants(path)))
        .collect();
    let packages: BTreeSet<&str> = walked
        .files
        .iter()
        .filter(|path| file_name(path) == "package.json")
        .map(|path| folder(path))
        .collect();
    let work = walked.files.iter().flat_map(|path| {
        let of_package = folder(path) == "." || packages.contains(folder(path));
        asked
            .iter()
            .filter(move |collector| {
                collector.claims(path)
                    && (of_package || !collector.of_packages())
                    && !passed(path, ***collector)
            })
            .map(move |collector| (path, **collector))
    });
    let work: Vec<_> = work.collect();
    let (late, first): (Vec<_>, Vec<_>) =
        work.into_iter().partition(|(_, collector)| collector.after_manifests());
    let mut harvest = Harvest::default();
    let mut own = Arc::new(own);
    for work in [first, late] {
        let read = |(path, collector): &(&String, &dyn Collector)| match others
            .tree()
            .read(path, collector.limit())
        {
            Ok(bytes) => {
                let file = File { path, bytes: &bytes, demand, own: &own, others };
                collector.collect(&file)
            }
            Err(unread) => {
                let mut harvest = collector.unread(path);
                harvest.problems.push(problem(&unread, collector.facts()));
                harvest
            }
        };
        for batch in work.chunks(BATCH) {
            let parts: Vec<_> = batch.par_iter().map(read).collect();
            parts.into_iter().for_each(|part| take_in(&mut harvest, part));
        }
        own = Arc::new(OwnNames::clone(&own).with(&harvest.packages));
    }
    let all_facts: Vec<_> =
        asked.iter().flat_map(|collector| collector.facts().iter().copied()).collect();
    harvest.problems.extend(walked.unread.iter().map(|unread| match unread.kind {
        ProblemKind::OutsideTree => problem(unread, &behind_link(&asked, &unread.path)),
        _ => problem(unread, &all_facts),
    }));
    harvest
}

/// Takes over what one file yields. Its pipelines, of which a repository may have thousands, are copied:
/// the lists that they are made in have room for more than they hold, a third of all, and what was made
/// on another thread only that thread could use again.
fn take_in(harvest: &mut Harvest, mut part: Harvest) {
    let pipelines = std::mem::take(&mut part.pipelines);
    harvest.extend(part);
    harvest.pipelines.extend(pipelines.iter().cloned());
}

/// The facts that a folder outside hides, to which a link leads. It is no part of the repository;
/// but where a forge looks for its files, something stands that could not be seen.
fn behind_link(asked: &[&&dyn Collector], link: &str) -> Vec<&'static str> {
    let inside = |file: &&&str| file.strip_prefix(link).is_some_and(|rest| rest.starts_with('/'));
    let files: Vec<_> = FORGE.iter().filter(inside).collect();
    let hidden = asked.iter().filter(|collector| files.iter().any(|file| collector.claims(file)));
    hidden.flat_map(|collector| collector.facts().iter().copied()).collect()
}
