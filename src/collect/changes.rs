//! What differs from another revision: the facts of a commit, collected as those of the folder are,
//! and compared with them.
//!
//! What could not be read on either side makes the part that rests on it unknown. A file that is
//! byte for byte what it was has changed nothing, whether or not it can be read.

mod entries;
mod lockfiles;
mod packages;
mod pipelines;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
mod unclear;
mod versions;
mod was;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::followed::Followed;
use super::gather::{self, Walked};
use super::{COLLECTORS, Collector, Order, document, finish, installers, problem};
use crate::facts::{Changes, Facts, Problem, ProblemKind};
use crate::policy::reads::Demand;
use crate::source::anchor::Place;
use crate::source::git::{self, Ancestor, Failure};
use crate::source::tree::{Files, Tree};
use unclear::Unclear;

/// What a target is compared with.
#[derive(Debug, Clone, Copy)]
pub enum Base<'a> {
    /// A revision of its repository; more exactly the last commit that this and `HEAD` share.
    Revision(&'a str),
    /// A folder, as the target was.
    Folder(&'a Path),
}

/// The facts that each part of the changes is made of.
const MADE_OF: &[(&str, &[&str])] = &[
    ("changes.packages", &["lockfiles[*].packages"]),
    ("changes.packages[*].direct", &["packages[*].dependencies"]),
    ("changes.dependencies", &["packages[*].dependencies"]),
    ("changes.settings", &["settings"]),
    ("changes.pipelines", &["pipelines[*].jobs[*].publishes"]),
];

/// What decides which of those facts there are.
const BESIDES: &[(&str, &str)] =
    &[("changes.settings", "packages[*].role"), ("changes.pipelines", "packages[*].scripts")];

/// What is to be collected of the folder: what is asked for, and what is to be compared.
pub(super) fn demand<'a>(order: &Order<'a>) -> Cow<'a, Demand> {
    let mut demand = Cow::Borrowed(order.demand);
    if order.base.is_some() {
        for fact in compared_facts(order) {
            demand.to_mut().also(fact);
        }
    }
    demand
}

/// The facts that are compared for what is asked for.
fn compared_facts<'a>(order: &'a Order<'_>) -> impl Iterator<Item = &'static str> + 'a {
    let made_of =
        MADE_OF.iter().flat_map(|(part, facts)| facts.iter().map(move |fact| (*part, *fact)));
    let asked = made_of.chain(BESIDES.iter().copied());
    asked.filter(|(part, _)| order.demand.wants(part)).map(|(_, fact)| fact)
}

/// Adds what has changed, or why that is not known.
///
/// # Errors
/// A sentence for people, where the revision that was asked for cannot be meant.
pub(super) fn add(
    facts: &mut Facts,
    tree: &Tree,
    walked: &Walked,
    order: &Order<'_>,
) -> Result<(), String> {
    let asked = order.demand.wants("changes");
    let Some(base) = order.base.filter(|_| asked) else { return Ok(()) };
    let mut changes = Changes::default();
    match base {
        Base::Folder(path) => {
            changes.base = path.display().to_string();
            compare(facts, tree, walked, &mut Tree::open(path)?, changes, order);
        }
        Base::Revision(revision) => match git::ancestor(tree.resolved(), revision) {
            Ok(Ancestor { tree: mut before, commit }) => {
                changes.base = revision.to_owned();
                changes.revision = Some(commit);
                compare(facts, tree, walked, &mut before, changes, order);
            }
            Err(Failure::Refused(reason)) => return Err(reason),
            Err(Failure::Missing(unread)) => facts.problems.push(problem(&unread, &["changes"])),
        },
    }
    if !order.demand.wants("lockfiles[*].packages") {
        // Only the comparison needed them.
        facts.lockfiles.iter_mut().for_each(|lockfile| lockfile.packages = Vec::new());
    }
    facts.problems.sort();
    Ok(())
}

fn compare(
    facts: &mut Facts,
    tree: &Tree,
    walked: &Walked,
    before: &mut dyn Files,
    mut changes: Changes,
    order: &Order<'_>,
) {
    let then = gather::walk(before, order.exclude);
    let same = same(tree, walked, before, &then);
    let mut demand = Demand::of([]);
    compared_facts(order).for_each(|fact| demand.also(fact));
    let demand = installers::widened(&demand);
    let passed = |path: &str, collector: &dyn Collector| {
        same.contains(path) && collector.facts().iter().all(|fact| fact.starts_with("lockfiles"))
    };
    let others = Followed::of(before);
    let harvest = gather::harvest(&others, &then, &demand, order.own(), &passed);
    let then_facts = finish::finish(document(), harvest, &demand, &others);
    let parts = MADE_OF.iter().filter(|(part, _)| order.demand.wants(part));
    let parts = parts.copied().collect();
    let mut unclear = Unclear::new(parts, &same);
    let name = changes.revision.as_deref().unwrap_or(&changes.base);
    unclear.before(&then_facts.problems, name, &mut facts.problems);
    unclear.now(&mut facts.problems);
    nested(tree, walked, &mut unclear, facts);
    let both = Both { before: &then_facts, now: facts, same: &same, unclear: &unclear };
    let wants = |part| order.demand.wants(part);
    if wants("changes.packages") {
        changes.packages = lockfiles::changes(&both);
    }
    if wants("changes.dependencies") {
        changes.dependencies = entries::dependencies(&both);
    }
    if wants("changes.settings") {
        changes.settings = entries::settings(&both);
    }
    if wants("changes.pipelines") {
        changes.pipelines = pipelines::changes(&both, &then.files, &walked.files);
    }
    facts.changes = Some(changes);
}

/// The two sides of a comparison.
struct Both<'a> {
    before: &'a Facts,
    now: &'a Facts,
    /// The files that are what they were. Lockfiles among them are not in the facts of before.
    same: &'a BTreeSet<&'a str>,
    unclear: &'a Unclear<'a>,
}

/// The files that are byte for byte what they were.
fn same<'a>(
    tree: &Tree,
    walked: &'a Walked,
    before: &dyn Files,
    then: &Walked,
) -> BTreeSet<&'a str> {
    let limit = COLLECTORS.iter().map(|collector| collector.limit()).max().unwrap_or(0);
    let known = walked.files.par_iter().filter(|path| then.files.binary_search(path).is_ok());
    let is_same =
        |path: &&String| tree.read(path, limit).is_ok_and(|bytes| before.holds(path, &bytes));
    known.filter(is_same).map(String::as_str).collect()
}

/// Says of submodules, and of clones within the clone, that what they were is not known: a commit
/// of the repository around them holds none of their files.
fn nested(tree: &Tree, walked: &Walked, unclear: &mut Unclear<'_>, facts: &mut Facts) {
    let mut told = BTreeSet::new();
    for path in &walked.files {
        let Some(folder) = tree.nested_repository(path) else { continue };
        unclear.skip(path);
        if told.insert(folder) {
            facts.problems.push(Problem {
                at: Place::file(path).at(),
                kind: ProblemKind::Unsupported,
                facts: unclear.parts(),
                reason: format!(
                    "`{folder}` is a repository of its own, and what it was before is not looked at"
                ),
            });
        }
    }
}
