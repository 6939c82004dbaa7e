//! What a package was: all its copies in a lockfile, or those of one version, taken together, so that
//! each copy of now is compared with all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::PackageChangeKind as Kind;
use crate::facts::{LockedPackage, SourceKind};

/// Copies of a package.
#[derive(Debug, Default)]
pub(super) struct Was<'a> {
    /// The hosts of each kind of source, `None` where no address was written.
    hosts: BTreeMap<SourceKind, BTreeSet<Option<&'a str>>>,
    /// The hashes of each notation.
    hashes: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The first hash as written.
    hash: Option<&'a str>,
    /// Some copy had no hash.
    unhashed: bool,
    /// Some copy ran scripts on install, or it is not known whether it did.
    scripts: bool,
}

impl<'a> Was<'a> {
    /// Adds a copy.
    pub(super) fn add(&mut self, package: &'a LockedPackage) {
        let source = &package.source;
        self.hosts.entry(source.kind).or_default().insert(source.host.as_deref());
        match package.integrity.as_deref() {
            Some(hash) => {
                self.hash = self.hash.or(Some(hash));
                if let Some(notation) = notation(hash) {
                    self.hashes.entry(notation).or_default().insert(hash);
                }
            }
            None => self.unhashed = true,
        }
        self.scripts |= package.install_script != Some(false);
    }

    /// The kind of source that it came from, where it comes from none of them now.
    pub(super) fn other_source(&self, package: &LockedPackage) -> Option<String> {
        let known = self.hosts.contains_key(&package.source.kind);
        self.hosts.keys().next().filter(|_| !known).map(|kind| word(*kind))
    }

    /// The host that it came from and comes from now, where no copy came from that. An address that
    /// is written where none was counts: it overrules the configured registry.
    pub(super) fn other_host(&self, package: &LockedPackage) -> Option<(Option<String>, String)> {
        let host = package.source.host.as_deref()?;
        let hosts = self.hosts.get(&package.source.kind)?;
        let before = hosts.iter().flatten().next().map(|host| (*host).to_owned());
        (!hosts.contains(&Some(host))).then(|| (before, host.to_owned()))
    }

    /// Another hash in the same notation, or none where all had one, of copies of the same version.
    /// Of what is built from sources or lies in files, a version says nothing of the content.
    pub(super) fn other_hash(
        &self,
        package: &LockedPackage,
    ) -> Option<(Kind, String, Option<String>)> {
        let registry = package.source.kind == SourceKind::Registry;
        if !registry || self.hosts.keys().any(|kind| *kind != SourceKind::Registry) {
            return None;
        }
        let Some(hash) = package.integrity.as_deref() else {
            let all = !package.bundled && !self.unhashed;
            let old = self.hash.filter(|_| all)?;
            return Some((Kind::IntegrityRemoved, old.to_owned(), None));
        };
        let old = match self.hashes.get(notation(hash)?) {
            Some(known) => known.first().filter(|_| !known.contains(hash))?,
            // Another algorithm cannot be compared; a weaker one is never written in its place.
            None => self.hashes.iter().find_map(|(notation, known)| {
                let weaker = (1..strength(notation)).contains(&strength(hash));
                known.first().filter(|_| weaker)
            })?,
        };
        Some((Kind::IntegrityChanged, (*old).to_owned(), Some(hash.to_owned())))
    }

    /// Another hash in the same notation, of copies of the same version in other lockfiles.
    pub(super) fn unlike(&self, package: &LockedPackage) -> Option<(String, String)> {
        let hash = package.integrity.as_deref()?;
        let known = self.hashes.get(notation(hash)?)?;
        let old = known.first().filter(|_| !known.contains(hash))?;
        Some(((*old).to_owned(), hash.to_owned()))
    }

    /// The hash of before, where this one stands behind another key of Yarn's cache than the file
    /// keeps: Yarn takes any archive for such a hash and writes it anew.
    pub(super) fn other_key(
        &self,
        package: &LockedPackage,
        kept: Option<&str>,
    ) -> Option<(String, String)> {
        let hash = package.integrity.as_deref().filter(|hash| !hash.contains('-'))?;
        let key = cache_key(hash);
        let known = |old: &&str| cache_key(old) == key;
        let old = self.hash.filter(|_| kept.is_some_and(|kept| kept != key))?;
        let registry = self.hosts.keys().all(|kind| *kind == package.source.kind);
        let moved = registry && !known(&old) && !self.hashes.contains_key(key);
        moved.then(|| (old.to_owned(), hash.to_owned()))
    }

    /// Whether it is known that no copy ran scripts on install.
    pub(super) fn ran_nothing(&self) -> bool {
        !self.scripts
    }
}

/// What two hashes must share to be comparable: the algorithm of `sha512-…`, or the key of Yarn's
/// cache before its slash, which says how the archive was packed.
fn notation(hash: &str) -> Option<&str> {
    hash.split_once('-').or_else(|| hash.split_once('/')).map(|(notation, _)| notation)
}

/// The key of Yarn's cache before a checksum; empty where none is known.
pub(super) fn cache_key(checksum: &str) -> &str {
    checksum.split_once('/').map_or("", |(key, _)| key)
}

/// The rank of the algorithm that a hash begins with; none has the least.
fn strength(hash: &str) -> usize {
    const ASCENDING: [&str; 5] = ["md5", "sha1", "sha256", "sha384", "sha512"];
    let place = ASCENDING.iter().position(|name| notation(hash).unwrap_or(hash) == *name);
    place.map_or(0, |place| place + 1)
}

/// A kind of source as the facts name it.
pub(super) fn word(kind: SourceKind) -> String {
    let word = serde_json::to_value(kind).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
