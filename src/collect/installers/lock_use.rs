//! Which lockfiles are read: by the tool of their folder, in its version.

use std::collections::BTreeMap;

use super::support::plain;
use super::usage::Usage;
use crate::collect::file_name;
use crate::collect::tools::projects::Projects;
use crate::collect::tools::releases::tool_of;
use crate::collect::tools::version::Version;
use crate::facts::{Lockfile, LockfileKind, PackageRole, Setting};

/// Says of every lockfile whether it is read, where that is told.
pub(super) fn assign(
    lockfiles: &mut [Lockfile],
    projects: &Projects,
    usage: &Usage<'_>,
    settings: &[Setting],
) {
    let mut beside: BTreeMap<String, Vec<LockfileKind>> = BTreeMap::new();
    for lockfile in lockfiles.iter() {
        beside.entry(lockfile.directory.clone()).or_default().push(lockfile.kind);
    }
    let own = own_lockfiles(settings);
    for lockfile in lockfiles {
        let kinds = beside.get(&lockfile.directory).map(Vec::as_slice).unwrap_or_default();
        lockfile.in_use = in_use(lockfile, kinds, projects, usage, own);
    }
}

fn in_use(
    lockfile: &Lockfile,
    beside: &[LockfileKind],
    projects: &Projects,
    usage: &Usage<'_>,
    own_lockfiles: bool,
) -> Option<bool> {
    let member = projects.role(&lockfile.directory) == Some(PackageRole::Member);
    let directory = if member { "." } else { lockfile.directory.as_str() };
    let project = projects.at(directory)?;
    let [tool] = project.tools.as_slice() else { return None };
    if *tool != tool_of(lockfile.kind) {
        return Some(false);
    }
    if member {
        return Some(*tool == "pnpm" && own_lockfiles);
    }
    match lockfile.kind {
        LockfileKind::PackageLock if beside.contains(&LockfileKind::NpmShrinkwrap) => {
            reads_shrinkwrap(directory, usage).map(|reads| !reads)
        }
        LockfileKind::NpmShrinkwrap => reads_shrinkwrap(directory, usage),
        LockfileKind::BunLockBinary => Some(!beside.contains(&LockfileKind::BunLock)),
        // pnpm reads the lockfile of a branch on that branch alone.
        LockfileKind::PnpmLock if file_name(&lockfile.at) != "pnpm-lock.yaml" => None,
        _ => Some(true),
    }
}

/// Whether npm here prefers npm-shrinkwrap.json, as up to version 11; nothing where some do, and
/// where the version is not told.
fn reads_shrinkwrap(directory: &str, usage: &Usage<'_>) -> Option<bool> {
    let twelve = Version(12, 0, 0);
    let listeners = usage.by_folder.get(directory)?.get("npm")?;
    let answers = listeners.iter().map(|one| {
        let bounds = one.told.bounds;
        match (bounds.least, bounds.most) {
            (_, Some(most)) if most < twelve => Some(true),
            (Some(least), _) if least >= twelve => Some(false),
            _ => None,
        }
    });
    answers.reduce(|a, b| if a == b { a } else { None }).flatten()
}

/// Whether pnpm is told to write a lockfile beside each member.
fn own_lockfiles(settings: &[Setting]) -> bool {
    settings.iter().any(|setting| {
        plain(&setting.name) == "sharedworkspacelockfile"
            && setting.value.as_deref() == Some("false")
            && !setting.origin.file.contains('/')
    })
}
