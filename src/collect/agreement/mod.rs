//! Whether lockfiles agree with the manifests that they lock: one file a tool, for each has its own
//! notion of it. What is asked is what a frozen install asks, so that a difference is one that such
//! an install refuses, or resolves anew.
//!
//! What cannot be compared is undecided with its reason, and never left out.

mod bun;
mod index;
mod npm;
mod origin;
mod overrides;
mod pnpm;
mod pnpm_overrides;
mod project;
mod verdict;
mod workspace_file;
mod yarn;

use std::collections::{BTreeMap, BTreeSet};

use super::harvest::Harvest;
use super::lockfiles::Recorded;
use crate::facts::{Agreement, Lockfile, LockfileKind, Package, ProblemKind};
use crate::source::anchor::Place;
use project::Project;
use verdict::Findings;
pub(crate) use workspace_file::{PnpmWorkspaceLocked, WorkspaceFile};

/// The facts that tell what a manifest asks for; where one is missing, agreement is unknown.
const MANIFESTS: [&str; 5] = [
    "packages",
    "packages[*]",
    "packages[*].dependencies",
    "packages[*].overrides",
    "packages[*].role",
];

/// The fact that is made here.
pub(crate) const AGREEMENT: &str = "lockfiles[*].agreement";

/// Compares every lockfile of which something was recorded. `patterns` are the members of the
/// root's workspace, as its manifest lists them.
pub(super) fn agree(harvest: &mut Harvest, patterns: &[String]) {
    let recorded = std::mem::take(&mut harvest.recorded);
    if recorded.is_empty() {
        return;
    }
    for problem in &mut harvest.problems {
        // Settings that are not read at all hide no dependency, and their overrides are read here.
        let hides = problem.kind != ProblemKind::Unsupported
            && problem.facts.iter().any(|fact| MANIFESTS.contains(&fact.as_str()));
        if hides && !problem.facts.iter().any(|fact| fact == AGREEMENT) {
            problem.facts.push(AGREEMENT.to_owned());
        }
    }
    let packages: BTreeMap<&str, &Package> =
        harvest.packages.iter().map(|package| (package.directory.as_str(), package)).collect();
    let locked: BTreeSet<(LockfileKind, String)> =
        harvest.lockfiles.iter().map(|file| (file.kind, file.directory.clone())).collect();
    let places: BTreeMap<String, usize> = (harvest.lockfiles.iter().enumerate())
        .map(|(index, lockfile)| (lockfile.at.clone(), index))
        .collect();
    for (path, recorded) in &recorded {
        let index = places.get(&Place::file(path).at());
        let lockfile = index.and_then(|index| harvest.lockfiles.get_mut(*index));
        // pnpm's lockfiles of branches wait to be merged into the one that is in force.
        let main = !path.ends_with(".yaml") || path.rsplit('/').next() == Some("pnpm-lock.yaml");
        let Some(lockfile) = lockfile.filter(|lockfile| lockfile.read && main) else { continue };
        let Some(root) = packages.get(lockfile.directory.as_str()) else { continue };
        let patterns = if lockfile.directory == "." { patterns } else { &root.workspaces };
        let project = Project {
            path,
            directory: &lockfile.directory,
            version: lockfile.version.as_deref(),
            recorded,
            root,
            packages: &packages,
            patterns,
            pnpm_patterns: harvest.pnpm_workspace.as_deref().filter(|_| lockfile.directory == "."),
            workspace_file: harvest.workspace_file.as_ref().filter(|_| lockfile.directory == "."),
            locked: &locked,
            index: index::Index::default(),
        };
        let agreement = compare(&project, lockfile);
        lockfile.agreement = Some(agreement);
    }
}

fn compare(project: &Project<'_>, lockfile: &Lockfile) -> Agreement {
    let mut findings = Findings::default();
    if let Some(reason) = project.recorded.unknown {
        findings.undecided(&project.root.at, project.root.name.as_deref().unwrap_or("."), reason);
        return findings.finish();
    }
    match lockfile.kind {
        LockfileKind::PackageLock | LockfileKind::NpmShrinkwrap => {
            npm::compare(project, &mut findings);
        }
        LockfileKind::PnpmLock => pnpm::compare(project, &mut findings),
        LockfileKind::YarnLock => yarn::compare(project, &mut findings),
        LockfileKind::BunLock => bun::compare(project, &mut findings),
        LockfileKind::BunLockBinary => {}
    }
    findings.finish()
}

/// What a lockfile tells, by its path.
pub(crate) type Told = (String, Recorded);

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
