//! The packages of one lockfile, before and now.

use std::collections::{BTreeMap, BTreeSet};

use super::versions::{compare, core, greatest, parse};
use super::was::{Was, cache_key, word};
use crate::facts::PackageChangeKind as Kind;
use crate::facts::{LockedPackage, Lockfile, LockfileKind, PackageChange, SourceKind};

/// How many checksums are looked at for the keys of Yarn's cache; a lockfile has one or two keys.
const KEYS: usize = 50;

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

    /// Packages whose hashes are not those that other lockfiles had for the same version.
    pub(super) fn unlike(
        &self,
        hashes: &BTreeMap<(&str, &str), Was<'_>>,
        direct: &BTreeSet<&str>,
    ) -> Vec<PackageChange> {
        let mut changes = Vec::new();
        for package in self.packages.values().flatten() {
            let was = key(package).and_then(|key| hashes.get(&key));
            let Some((before, after)) = was.and_then(|was| was.unlike(package)) else { continue };
            changes.push(PackageChange {
                at: package.at.clone(),
                kind: Kind::IntegrityChanged,
                name: package.name.clone(),
                lockfile: self.lockfile.kind,
                direct: direct.contains(package.name.as_str()),
                before: Some(before),
                after: Some(after),
                version: package.version.clone(),
            });
        }
        changes
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
        let kept = self.kept_key();
        for (name, packages) in &now.packages {
            match before.packages.get(name) {
                Some(old) => changes.extend(self.of_package(name, old, packages, kept)),
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

    /// The key of Yarn's cache that most checksums have, where it is the same as before.
    fn kept_key(&self) -> Option<&str> {
        if self.now.kind != LockfileKind::YarnLock {
            return None;
        }
        let counted = |lockfile: &'_ Lockfile, key: &str| {
            let hashes = lockfile.packages.iter().filter_map(|one| one.integrity.as_deref());
            let of_yarn = hashes.filter(|hash| !hash.contains('-'));
            of_yarn.filter(|hash| cache_key(hash) == key).count()
        };
        let hashes = self.before.packages.iter().filter_map(|one| one.integrity.as_deref());
        let keys: BTreeSet<&str> =
            hashes.filter(|hash| !hash.contains('-')).map(cache_key).take(KEYS).collect();
        let most = keys.into_iter().max_by_key(|key| counted(self.before, key))?;
        let all = self.now.packages.iter().filter_map(|one| one.integrity.as_deref());
        let all = all.filter(|hash| !hash.contains('-')).count();
        (counted(self.now, most) * 2 >= all).then_some(most)
    }

    /// What differs between two lists of versions of one package.
    fn of_package(
        &self,
        name: &str,
        before: &[&LockedPackage],
        now: &[&LockedPackage],
        kept: Option<&str>,
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
            } else if let Some((before, after)) = alike.and_then(|was| was.other_key(package, kept))
            {
                tell(Kind::IntegrityChanged, Some(before), Some(after));
            }
            if package.install_script == Some(true) && was.ran_nothing() {
                tell(Kind::ScriptsNew, None, None);
            }
        }
        changes
    }
}

/// The hashes of all packages of registries, by name and version.
pub(super) fn hashes<'a>(
    lockfiles: impl Iterator<Item = &'a Lockfile>,
) -> BTreeMap<(&'a str, &'a str), Was<'a>> {
    let mut hashes: BTreeMap<(&str, &str), Was<'_>> = BTreeMap::new();
    for package in lockfiles.flat_map(|lockfile| &lockfile.packages) {
        if let Some(key) = key(package) {
            hashes.entry(key).or_default().add(package);
        }
    }
    hashes
}

/// The name and version of a registry's package.
fn key(package: &LockedPackage) -> Option<(&str, &str)> {
    let registry = package.source.kind == SourceKind::Registry;
    let version = package.version.as_deref().filter(|_| registry)?;
    Some((&package.name, core(version)))
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
