//! Collects lockfiles: one collector a kind, which hands the file to the reader of its format.

use std::sync::Arc;

use super::agreement::AGREEMENT;
use super::harvest::Harvest;
use super::lockfiles::{Entries, Recorded, Wanted};
use super::{Collector, File, file_name, lockfiles};
use crate::facts::{Lockfile, LockfileKind, Problem, ProblemKind};
use crate::source::anchor::Place;

const FACTS: &[&str] = &["lockfiles"];

/// What is missing of a lockfile that is only named.
const CONTENT: &[&str] = &[
    AGREEMENT,
    "lockfiles[*].groups",
    "lockfiles[*].internal",
    "lockfiles[*].packages",
    "lockfiles[*].package_count",
];

/// The largest lockfile that is read: several times the largest that are known.
const LIMIT: u64 = 128 << 20;

/// The lockfiles of one tool.
pub(crate) struct Locks {
    /// The kind of a file with this name.
    kind: fn(&str) -> Option<LockfileKind>,
    read: Read,
}

/// A reader: the path of the file, its bytes, and what is asked for besides the groups.
type Read = fn(&str, &[u8], Wanted<'_>) -> Result<(Lockfile, Vec<Problem>), Problem>;

/// `package-lock.json` and `npm-shrinkwrap.json`.
pub(crate) const NPM: Locks = Locks {
    kind: |name| match name {
        "package-lock.json" => Some(LockfileKind::PackageLock),
        "npm-shrinkwrap.json" => Some(LockfileKind::NpmShrinkwrap),
        _ => None,
    },
    read: |file, bytes, wanted| lockfiles::package_lock(file, bytes, wanted),
};

/// `pnpm-lock.yaml`, and its siblings of branches.
pub(crate) const PNPM: Locks = Locks {
    kind: |name| lockfiles::is_pnpm_lock(name).then_some(LockfileKind::PnpmLock),
    read: |file, bytes, wanted| lockfiles::pnpm_lock(file, bytes, wanted),
};

/// `yarn.lock`, of either generation.
pub(crate) const YARN: Locks = Locks {
    kind: |name| (name == "yarn.lock").then_some(LockfileKind::YarnLock),
    read: |file, bytes, wanted| lockfiles::yarn_lock(file, bytes, wanted),
};

/// `bun.lock`
pub(crate) const BUN: Locks = Locks {
    kind: |name| (name == "bun.lock").then_some(LockfileKind::BunLock),
    read: |file, bytes, wanted| lockfiles::bun_lock(file, bytes, wanted),
};

/// `bun.lockb`, which bun wrote before version 1.2.
pub(crate) const BUN_BINARY: Locks = Locks {
    kind: |name| (name == "bun.lockb").then_some(LockfileKind::BunLockBinary),
    read: |file, _, _| Err(binary(file)),
};

impl Collector for Locks {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        (self.kind)(file_name(path)).is_some()
    }

    fn of_packages(&self) -> bool {
        true
    }

    fn after_manifests(&self) -> bool {
        true
    }

    fn limit(&self) -> u64 {
        LIMIT
    }

    fn unread(&self, path: &str) -> Harvest {
        let lockfiles = (self.kind)(file_name(path)).map(|kind| lockfiles::named(path, kind));
        Harvest { lockfiles: lockfiles.into_iter().collect(), ..Harvest::default() }
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let all = file.demand.wants("lockfiles[*].packages");
        let internal = file.demand.wants("lockfiles[*].internal");
        let entries = match internal && !all && !file.own.is_empty() {
            true => Entries::Named(Arc::clone(file.own)),
            false => all.into(),
        };
        let mut told = file.demand.wants(AGREEMENT).then(Recorded::default);
        let wanted = Wanted { entries, recorded: told.as_mut() };
        match (self.read)(file.path, file.bytes, wanted) {
            Ok((mut lockfile, problems)) => {
                if internal {
                    let packages = &mut lockfile.packages;
                    lockfile.internal = match all {
                        true => {
                            packages.iter().filter(|it| file.own.has(&it.name)).cloned().collect()
                        }
                        false => std::mem::take(packages),
                    };
                    lockfile.looked_for = file.own.patterns().to_vec();
                }
                let recorded = told.map(|told| (file.path.to_owned(), told)).into_iter().collect();
                let lockfiles = vec![lockfile];
                Harvest { lockfiles, recorded, problems, ..Harvest::default() }
            }
            Err(problem) => Harvest { problems: vec![problem], ..self.unread(file.path) },
        }
    }
}

fn binary(file: &str) -> Problem {
    Problem {
        at: Place::file(file).at(),
        kind: ProblemKind::Unsupported,
        facts: CONTENT.iter().map(|path| (*path).to_owned()).collect(),
        reason: "bun's binary lockfile is not read: `bun install --save-text-lockfile` writes \
                 bun.lock instead"
            .to_owned(),
    }
}
