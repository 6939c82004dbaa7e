//! Lockfiles of two revisions, and which of them are compared with each other.
//!
//! A lockfile is compared with the one that stood in its place. One that has no such counterpart,
//! since a project has moved or has changed its package manager, is compared with all lockfiles
//! together: by names, and by the hashes of each version, as far as they are written alike. Addresses
//! are not.

use std::collections::{BTreeMap, BTreeSet};

use super::packages::{Locked, Pair, hashes};
use super::{Both, unclear::Unclear};
use crate::facts::{Facts, Lockfile, PackageChange};
use crate::source::anchor::Anchor;

const PART: &str = "changes.packages";

/// The packages that are not locked as they were.
pub(super) fn changes(both: &Both<'_>) -> Vec<PackageChange> {
    let direct = direct(both.now);
    let before: BTreeMap<&str, &Lockfile> =
        both.before.lockfiles.iter().map(|lockfile| (lockfile.at.as_str(), lockfile)).collect();
    let now: BTreeMap<&str, &Lockfile> =
        both.now.lockfiles.iter().map(|lockfile| (lockfile.at.as_str(), lockfile)).collect();
    let is_same = |lockfile: &Lockfile| both.same.contains(file_of(lockfile).as_str());
    let was = |lockfile: &Lockfile| both.unclear.was(PART, &file_of(lockfile));
    let is = |lockfile: &Lockfile| both.unclear.is(PART, &file_of(lockfile));

    let mut changes = Vec::new();
    for lockfile in now.values().filter(|lockfile| lockfile.read && !was(lockfile)) {
        if let Some(old) = before.get(lockfile.at.as_str()).filter(|old| old.read) {
            let pair = Pair { before: old, now: lockfile, direct: &direct };
            changes.extend(pair.changes(!is(lockfile)));
        }
    }

    // What is the same now was there before, and stands in the facts of now alone.
    let same = || now.values().filter(|lockfile| is_same(lockfile));
    let known = names(before.values().chain(same()).copied());
    let alone = now.values().filter(|lockfile| {
        let is_alone = !before.contains_key(lockfile.at.as_str());
        is_alone && lockfile.read && !is_same(lockfile) && !was(lockfile)
    });
    let alone: Vec<&Lockfile> = alone.copied().collect();
    let told = match alone.is_empty() {
        true => BTreeMap::new(),
        false => hashes(before.values().chain(same()).copied()),
    };
    for lockfile in alone {
        let locked = Locked::of(lockfile);
        changes.extend(locked.unlike(&told, &direct));
        if !both.unclear.any_was(PART) {
            changes.extend(locked.new_but(&known, &direct));
        }
    }
    let left = names(now.values().copied());
    for lockfile in before.values().filter(|lockfile| lockfile.read && !was(lockfile)) {
        if !now.contains_key(lockfile.at.as_str()) && !any_is(both.unclear) {
            changes.extend(Locked::of(lockfile).gone_but(&left));
        }
    }
    changes.sort();
    changes
}

fn any_is(unclear: &Unclear<'_>) -> bool {
    unclear.any_is(PART)
}

/// The packages that manifests name, by their real names.
fn direct(facts: &Facts) -> BTreeSet<&str> {
    let dependencies = facts.packages.iter().flat_map(|package| &package.dependencies);
    dependencies
        .map(|dependency| dependency.source.name.as_deref().unwrap_or(&dependency.name))
        .collect()
}

/// The names of all packages.
fn names<'a>(lockfiles: impl Iterator<Item = &'a Lockfile>) -> BTreeSet<&'a str> {
    lockfiles.flat_map(|lockfile| Locked::of(lockfile).names()).collect()
}

fn file_of(lockfile: &Lockfile) -> String {
    Anchor::parse(&lockfile.at).map_or_else(|| lockfile.at.clone(), |anchor| anchor.path)
}
