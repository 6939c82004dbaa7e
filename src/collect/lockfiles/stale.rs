//! Lockfiles that another one beside them replaces.
//!
//! bun looks for `bun.lock` first and opens `bun.lockb` only where that is not there; releases
//! before 1.2 write the binary file and may not know the other.

use crate::facts::{Lockfile, LockfileKind, Package, Problem, ProblemKind};

/// Takes from the problem of a `bun.lockb` what is missing because of it, where the `bun.lock`
/// beside it was read and nothing says that an older bun is used. That the file is there is
/// still told.
pub(crate) fn settle(lockfiles: &[Lockfile], packages: &[Package], problems: &mut [Problem]) {
    let binary = lockfiles.iter().filter(|lockfile| lockfile.kind == LockfileKind::BunLockBinary);
    for stale in binary {
        let replaced = lockfiles.iter().any(|other| {
            other.kind == LockfileKind::BunLock && other.read && other.directory == stale.directory
        });
        if !replaced || packages.iter().any(|package| asks_for_old_bun(package, &stale.directory)) {
            continue;
        }
        let unread = problems
            .iter_mut()
            .filter(|problem| problem.at == stale.at && problem.kind == ProblemKind::Unsupported);
        for problem in unread {
            problem.facts.clear();
            "bun reads the bun.lock beside it and not this file: delete it"
                .clone_into(&mut problem.reason);
        }
    }
}

/// Whether the manifest of the folder, or of the root, names a bun before 1.2, or one that
/// cannot be told.
fn asks_for_old_bun(package: &Package, directory: &str) -> bool {
    let Some(manager) = &package.package_manager else { return false };
    let mut numbers = manager.version.split('.');
    let mut number = || numbers.next().and_then(|number| number.parse::<u64>().ok());
    let old = number().zip(number()).is_none_or(|version| version < (1, 2));
    let near = package.directory == directory || package.directory == ".";
    near && manager.name == "bun" && old
}
