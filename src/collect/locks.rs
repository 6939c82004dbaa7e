//! Collects lockfiles: npm's by content, the others by name until their formats are read.

use super::harvest::Harvest;
use super::{Collector, File, file_name, folder, lockfiles};
use crate::facts::{Lockfile, LockfileKind, PackageGroups, Problem, ProblemKind};
use crate::source::anchor::Place;

const FACTS: &[&str] = &["lockfiles"];

/// What is missing of a lockfile that is only named.
const CONTENT: &[&str] =
    &["lockfiles[*].groups", "lockfiles[*].packages", "lockfiles[*].package_count"];

/// The largest lockfile that is read: several times the largest that are known.
const LIMIT: u64 = 128 << 20;

/// `package-lock.json` and `npm-shrinkwrap.json`.
pub(crate) struct NpmLocks;

impl Collector for NpmLocks {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        matches!(file_name(path), "package-lock.json" | "npm-shrinkwrap.json")
    }

    fn of_packages(&self) -> bool {
        true
    }

    fn limit(&self) -> u64 {
        LIMIT
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let entries = file.demand.wants("lockfiles[*].packages");
        match lockfiles::package_lock(file.path, file.bytes, entries) {
            Ok((lockfile, problems)) => {
                Harvest { lockfiles: vec![lockfile], problems, ..Harvest::default() }
            }
            Err(problem) => Harvest::problem(problem),
        }
    }
}

/// Lockfiles of other package managers.
pub(crate) struct OtherLocks;

impl Collector for OtherLocks {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        kind(path).is_some()
    }

    fn of_packages(&self) -> bool {
        true
    }

    fn limit(&self) -> u64 {
        LIMIT
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let Some(kind) = kind(file.path) else { return Harvest::default() };
        let place = Place::file(file.path);
        let lockfile = Lockfile {
            at: place.at(),
            directory: folder(file.path).to_owned(),
            kind,
            version: None,
            read: false,
            package_count: 0,
            groups: PackageGroups::default(),
            packages: Vec::new(),
        };
        let problem = Problem {
            at: place.at(),
            kind: ProblemKind::Unsupported,
            facts: CONTENT.iter().map(|path| (*path).to_owned()).collect(),
            reason: "the content of this kind of lockfile is not read".to_owned(),
        };
        Harvest { lockfiles: vec![lockfile], problems: vec![problem], ..Harvest::default() }
    }
}

fn kind(path: &str) -> Option<LockfileKind> {
    Some(match file_name(path) {
        "pnpm-lock.yaml" => LockfileKind::PnpmLock,
        "yarn.lock" => LockfileKind::YarnLock,
        "bun.lock" => LockfileKind::BunLock,
        "bun.lockb" => LockfileKind::BunLockBinary,
        _ => return None,
    })
}
