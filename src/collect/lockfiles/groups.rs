//! Packages of a lockfile, grouped as they stream by.
//!
//! A format hands over each package as a [`Locked`] that borrows from the file; places are only
//! made for packages that are kept, so memory does not grow with the lockfile but with what
//! rules see of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::integrity;
use crate::collect::own_names::OwnNames;
use crate::facts::{
    LockedPackage, LockedSource, PackageGroup, PackageGroups, PackageSample, Problem, ProblemKind,
    SourceKind,
};
use crate::source::anchor::Place;

/// How many packages of a group are named.
const SAMPLE: usize = 20;

/// How many hosts, or protocols, are told apart. Lockfiles have a handful; one that is made to
/// have a hundred thousand would cost memory, and a rule its time.
const MAX_KEYS: usize = 200;

/// One package of a lockfile, in words that all formats share.
#[derive(Debug, Clone)]
pub(crate) struct Locked<'a> {
    /// The name under which it is installed.
    pub(crate) installed: &'a str,
    /// The name of the real package.
    pub(crate) name: &'a str,
    /// Its version.
    pub(crate) version: Option<&'a str>,
    /// Where it comes from.
    pub(crate) kind: SourceKind,
    /// The host of its address, in lower case.
    pub(crate) host: Option<&'a str>,
    /// The protocol of its address, in lower case.
    pub(crate) protocol: Option<&'a str>,
    /// The address or path, without credentials: what distinguishes a package that is not from
    /// a registry.
    pub(crate) address: Option<&'a str>,
    /// For git: the address names a full commit.
    pub(crate) pinned: bool,
    /// The text of its integrity.
    pub(crate) integrity: Option<&'a str>,
    /// A hash that only this format has, as written; `integrity` tells its algorithm.
    pub(crate) checksum: Option<&'a str>,
    /// Whether the format demands a hash here.
    pub(crate) hash_expected: bool,
    /// A registry package whose address is left out.
    pub(crate) no_address: bool,
    /// The other name or version that its address tells.
    pub(crate) mismatch: Option<Mismatch>,
    /// Whether it runs scripts on install.
    pub(crate) install_script: Option<bool>,
    /// Shipped within another package.
    pub(crate) bundled: bool,
    /// Only for development.
    pub(crate) development: bool,
    /// Allowed to be absent.
    pub(crate) optional: bool,
}

/// What an address says against its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// Another package.
    Name(String),
    /// Another version.
    Version(String),
}

type Group = BTreeMap<String, (u64, Vec<PackageSample>)>;

/// The packages that are kept one by one.
#[derive(Debug, Clone, Default)]
pub(crate) enum Entries {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// Those with such names.
    Named(Arc<OwnNames>),
}

impl Entries {
    fn hold(&self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Named(own) => own.has(name),
        }
    }
}

impl From<bool> for Entries {
    fn from(all: bool) -> Self {
        if all { Self::All } else { Self::None }
    }
}

/// The groups of one lockfile under construction.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    entries: Entries,
    count: u64,
    hosts: Group,
    protocols: Group,
    hashes: Group,
    exceptions: Group,
    packages: Vec<LockedPackage>,
    /// Packages that stand in a group which is not told.
    untold: u64,
}

impl Groups {
    /// Starts; `entries` are kept besides.
    pub(crate) fn new(entries: Entries) -> Self {
        Self { entries, ..Self::default() }
    }

    /// Adds a package. A link is no package of its own: it stands among the exceptions and the
    /// entries, and is not counted.
    pub(crate) fn add(&mut self, locked: &Locked<'_>, place: &dyn Fn() -> Place) {
        let link = locked.kind == SourceKind::Link;
        self.count += u64::from(!link);
        self.add_address(locked, place);
        self.add_exceptions(locked, place);
        if self.entries.hold(locked.name) {
            self.packages.push(entry(locked, place));
        }
    }

    /// Adds another address of the package that was added last, as for another platform: its
    /// host, protocol and hash stand in the groups, and it counts as no package.
    pub(crate) fn add_address(&mut self, locked: &Locked<'_>, place: &dyn Fn() -> Place) {
        for (group, key) in [(&mut self.hosts, locked.host), (&mut self.protocols, locked.protocol)]
        {
            match key {
                Some(key) if group.len() < MAX_KEYS || group.contains_key(key) => {
                    put(group, key, locked, None, place);
                }
                Some(_) => self.untold += 1,
                None => {}
            }
        }
        match locked.integrity.and_then(integrity::strongest) {
            Some(algorithm) => put(&mut self.hashes, algorithm, locked, None, place),
            None if locked.hash_expected => put(&mut self.hashes, "none", locked, None, place),
            None => {}
        }
    }

    fn add_exceptions(&mut self, locked: &Locked<'_>, place: &dyn Fn() -> Place) {
        let mut put = |key, detail| put(&mut self.exceptions, key, locked, detail, place);
        match locked.kind {
            SourceKind::Git => {
                put("git", locked.address);
                if !locked.pinned {
                    put("git_unpinned", locked.address);
                }
            }
            SourceKind::File => put("file", locked.address),
            SourceKind::Link => put("link", locked.address),
            _ => {}
        }
        if locked.bundled {
            put("bundled", None);
        }
        if locked.name != locked.installed {
            put("alias", Some(locked.name));
        }
        if locked.no_address {
            put("no_address", None);
        }
        if locked.install_script == Some(true) {
            put("install_script", None);
        }
        match &locked.mismatch {
            Some(Mismatch::Name(name)) => put("name_mismatch", Some(name)),
            Some(Mismatch::Version(version)) => put("version_mismatch", Some(version)),
            None => {}
        }
    }

    /// The problem of a lockfile with more hosts or protocols than are told apart.
    pub(crate) fn untold(&self, file: &Place) -> Option<Problem> {
        let reason = format!(
            "the lockfile names more than {MAX_KEYS} hosts or protocols; {} addresses stand in \
             no group",
            self.untold
        );
        (self.untold > 0).then(|| Problem {
            at: file.at(),
            kind: ProblemKind::TooLarge,
            facts: vec!["lockfiles[*].groups".to_owned()],
            reason,
        })
    }

    /// The number of packages, their groups by key, and the entries in the order of the file.
    pub(crate) fn finish(self) -> (u64, PackageGroups, Vec<LockedPackage>) {
        let groups = PackageGroups {
            hosts: list(self.hosts),
            protocols: list(self.protocols),
            hashes: list(self.hashes),
            exceptions: list(self.exceptions),
        };
        (self.count, groups, self.packages)
    }
}

fn put(
    group: &mut Group,
    key: &str,
    locked: &Locked<'_>,
    detail: Option<&str>,
    place: &dyn Fn() -> Place,
) {
    if !group.contains_key(key) {
        group.insert(key.to_owned(), (0, Vec::new()));
    }
    let Some((count, sample)) = group.get_mut(key) else { return };
    *count += 1;
    if sample.len() < SAMPLE {
        sample.push(PackageSample {
            at: place().at(),
            name: locked.installed.to_owned(),
            version: locked.version.map(str::to_owned),
            detail: detail.map(str::to_owned),
        });
    }
}

fn list(group: Group) -> Vec<PackageGroup> {
    group.into_iter().map(|(key, (count, sample))| PackageGroup { key, count, sample }).collect()
}

fn entry(locked: &Locked<'_>, place: &dyn Fn() -> Place) -> LockedPackage {
    LockedPackage {
        at: place().at(),
        name: locked.name.to_owned(),
        alias: (locked.name != locked.installed).then(|| locked.installed.to_owned()),
        version: locked.version.map(str::to_owned),
        source: LockedSource {
            kind: locked.kind,
            host: locked.host.map(str::to_owned),
            protocol: locked.protocol.map(str::to_owned),
        },
        hashes: locked
            .integrity
            .map(integrity::algorithms)
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        integrity: locked
            .checksum
            .or_else(|| locked.integrity.and_then(integrity::strongest_hash))
            .map(str::to_owned),
        install_script: locked.install_script,
        bundled: locked.bundled,
        development: locked.development,
        optional: locked.optional,
    }
}
