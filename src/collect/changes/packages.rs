//! The packages of one lockfile, before and now.

use std::collections::{BTreeMap, BTreeSet};

use super::versions::{compare, core, greatest, parse};
use super::was::{Was, word};
use crate::facts::PackageChangeKind as Kind;
use crate::facts::{LockedPackage, Lockfile, PackageChange, SourceKind};

/// The packages of a lockfile by their real names. Links and workspace members are none.
pub(super) struct Locked<'a> {
    lockfile: &'a Lockfile,
    packages: BTreeMap<&'a str, Vec<&'a LockedPackage>>,
}

impl<'a> Locked<'a> {
    pub(super) fn of(lockfile: &'a Lockfile) -> Self {
        let mut packages: BTreeMap<&str, Vec<&LockedPackage>> = BTreeMap::new();
        for package in &lockfile.packages {
            if !matches!(package.source.kind, SourceKind::Link | SourceKind::Workspace) {
                packages.entry(&package.name).or_default().push(package);
            }
        }
        Self { lockfile, packages }
    }

    pub(super) fn names(self) -> impl Iterator<Item = &'a str> {
        self.packages.into_keys()
    }

    /// The packages whose names are not known.
    pub(super) fn new_but(
        &self,
        known: &BTreeSet<&str>,
        direct: &BTreeSet<&str>,
    ) -> Vec<PackageChange> {
        let new = self.packages.iter().filter(|(name, _)| !known.contains(**name));
        new.flat_map(|(name, now)| self.added(name, now, direct)).collect()
    }

    /// The packages whose names are not left.
    pub(super) fn gone_but(&self, left: &BTreeSet<&str>) -> Vec<PackageChange> {
        let gone = self.packages.iter().filter(|(name, _)| !left.contains(**name));
        gone.map(|(name, before)| self.removed(name, before)).collect()
    }

    /// A package that was not there, and what it does besides.
    fn added(
        &self,
        name: &str,
        now: &[&LockedPackage],
        direct: &BTreeSet<&str>,
    ) -> impl Iterator<Item = PackageChange> {
        let change = |kind, package: &LockedPackage| PackageChange {
            at: package.at.clone(),
            kind,
            name: name.to_owned(),
            lockfile: self.lockfile.kind,
            direct: direct.contains(name),
            before: None,
            after: package.version.clone(),
            version: package.version.clone(),
        };
        let first = newest(now).map(|package| change(Kind::New, package));
        let scripts = now.iter().find(|package| package.install_script == Some(true));
        let scripts = scripts
            .map(|package| PackageChange { after: None, ..change(Kind::ScriptsNew, package) });
        first.into_iter().chain(scripts)
    }

    fn removed(&self, name: &str, before: &[&LockedPackage]) -> PackageChange {
        let version = newest(before).and_then(|package| package.version.clone());
        PackageChange {
            at: self.lockfile.at.clone(),
            kind: Kind::Removed,
            name: name.to_owned(),
            lockfile: self.lockfile.kind,
            direct: false,
            before: version.clone(),
            after: None,
            version,
        }
    }
}

/// A lockfile and what stood in its place.
pub(super) struct Pair<'a> {
    pub(super) before: &'a Lockfile,
    pub(super) now: &'a Lockfile,
    /// The packages that manifests name.
    pub(super) direct: &'a BTreeSet<&'a str>,
}

impl Pair<'_> {
    /// What differs; `whole` where all of the lockfile was read, so that what is not in it is gone.
    pub(super) fn changes(&self, whole: bool) -> Vec<PackageChange> {
        let (before, now) = (Locked::of(self.before), Locked::of(self.now));
        let mut changes = Vec::new();
        for (name, packages) in &now.packages {
            match before.packages.get(name) {
                Some(old) => changes.extend(self.of_package(name, old, packages)),
                None => changes.extend(now.added(name, packages, self.direct)),
            }
        }
        if whole {
            let gone = before.packages.iter().filter(|(name, _)| !now.packages.contains_key(*name));
            changes.extend(gone.map(|(name, packages)| PackageChange {
                at: self.now.at.clone(),
                ..before.removed(name, packages)
            }));
        }
        changes
    }

    /// What differs between two lists of versions of one package.
    fn of_package(
        &self,
        name: &str,
        before: &[&LockedPackage],
        now: &[&LockedPackage],
    ) -> Vec<PackageChange> {
        let change =
            |kind, package: &LockedPackage, before: Option<String>, after: Option<String>| {
                PackageChange {
                    at: package.at.clone(),
                    kind,
                    name: name.to_owned(),
                    lockfile: self.now.kind,
                    direct: self.direct.contains(name),
                    before,
                    after,
                    version: package.version.clone(),
                }
            };
        let mut changes: Vec<PackageChange> = Vec::new();
        if let Some((kind, package, old)) = moved(before, now) {
            changes.push(change(kind, package, Some(old.to_owned()), package.version.clone()));
        }
        let mut versions: BTreeMap<&str, Was<'_>> = BTreeMap::new();
        for package in before {
            if let Some(version) = package.version.as_deref() {
                versions.entry(core(version)).or_default().add(package);
            }
        }
        let mut all = Was::default();
        before.iter().for_each(|package| all.add(package));
        // Where a lockfile has many copies of a version, those that say the same are told once.
        let mut seen: BTreeSet<Told<'_>> = before.iter().map(|package| told(package)).collect();
        for package in now {
            if !seen.insert(told(package)) {
                continue;
            }
            let mut tell = |kind, before, after| changes.push(change(kind, package, before, after));
            let alike = package.version.as_deref().and_then(|version| versions.get(core(version)));
            let was = alike.unwrap_or(&all);
            if let Some(kind) = was.other_source(package) {
                tell(Kind::SourceChanged, Some(kind), Some(word(package.source.kind)));
            } else if let Some((before, host)) = was.other_host(package) {
                tell(Kind::HostChanged, before, Some(host));
            }
            if let Some((kind, before, after)) = alike.and_then(|was| was.other_hash(package)) {
                tell(kind, Some(before), after);
            }
            if package.install_script == Some(true) && was.ran_nothing() {
                tell(Kind::ScriptsNew, None, None);
            }
        }
        changes
    }
}

/// What is compared of a package.
type Told<'a> = (Option<&'a str>, SourceKind, Option<&'a str>, Option<&'a str>, Option<bool>);

fn told(package: &LockedPackage) -> Told<'_> {
    (
        package.version.as_deref(),
        package.source.kind,
        package.source.host.as_deref(),
        package.integrity.as_deref(),
        package.install_script,
    )
}

/// The package with the greatest version; the first where none has one.
fn newest<'a>(packages: &[&'a LockedPackage]) -> Option<&'a LockedPackage> {
    let version = greatest(packages.iter().filter_map(|package| package.version.as_deref()));
    let newest = packages.iter().find(|package| package.version.as_deref() == version);
    newest.or(packages.first()).copied()
}

/// Whether the greatest version has risen or fallen, and which it was. A version that was locked
/// beside a greater one, and is left alone, is no downgrade of anything.
fn moved<'a>(
    before: &[&'a LockedPackage],
    now: &[&'a LockedPackage],
) -> Option<(Kind, &'a LockedPackage, &'a str)> {
    let (old, new) = (newest(before)?, newest(now)?);
    let (was, is) = (old.version.as_deref()?, new.version.as_deref()?);
    match compare(&parse(is)?, &parse(was)?) {
        std::cmp::Ordering::Greater => Some((Kind::Upgraded, new, was)),
        std::cmp::Ordering::Less => {
            let known = before.iter().any(|package| package.version.as_deref() == Some(is));
            (!known).then_some((Kind::Downgraded, new, was))
        }
        std::cmp::Ordering::Equal => None,
    }
}
