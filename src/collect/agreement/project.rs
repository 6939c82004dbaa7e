//! A lockfile and the manifests that it locks.

use std::collections::{BTreeMap, BTreeSet};

use super::index::Index;
use super::workspace_file::WorkspaceFile;
use crate::collect::lockfiles::{Importer, Recorded};
use crate::collect::packages::Members;
use crate::facts::{Dependency, DependencyKind, LockfileKind, Package};
use crate::source::anchor::Place;

/// One lockfile with what stands around it.
pub(super) struct Project<'p> {
    /// The path of the lockfile.
    pub(super) path: &'p str,
    /// The folder of the lockfile.
    pub(super) directory: &'p str,
    /// The version of its format.
    pub(super) version: Option<&'p str>,
    /// What the lockfile tells.
    pub(super) recorded: &'p Recorded,
    /// The manifest beside it.
    pub(super) root: &'p Package,
    /// Every manifest, by its folder.
    pub(super) packages: &'p BTreeMap<&'p str, &'p Package>,
    /// The members of the workspace, as the manifest beside the lockfile lists them.
    pub(super) patterns: &'p [String],
    /// As `pnpm-workspace.yaml` lists them.
    pub(super) pnpm_patterns: Option<&'p [String]>,
    /// What else `pnpm-workspace.yaml` says.
    pub(super) workspace_file: Option<&'p WorkspaceFile>,
    /// Every lockfile.
    pub(super) locked: &'p BTreeSet<(LockfileKind, String)>,
    pub(super) index: Index<'p>,
}

/// One manifest of a project.
#[derive(Clone, Copy)]
pub(super) struct Manifest<'p> {
    /// Its folder, relative to the lockfile's, `.` for that itself.
    pub(super) folder: &'p str,
    pub(super) package: &'p Package,
}

impl<'p> Project<'p> {
    /// The place of an entry below these keys.
    pub(super) fn place(&self, keys: &[&str]) -> String {
        keys.iter().fold(Place::file(self.path), |place, key| place.key(key)).at()
    }

    /// The place of a line.
    pub(super) fn line(&self, line: usize) -> String {
        Place::file(self.path).line(line).at()
    }

    /// The manifests: the one beside the lockfile first, then the members of the workspace and
    /// what else the lockfile knows, by folder.
    pub(super) fn manifests(&self, patterns: &[String]) -> Vec<Manifest<'p>> {
        let members = Members::new(patterns);
        let mut found = vec![Manifest { folder: ".", package: self.root }];
        for (directory, package) in self.packages {
            let Some(folder) = self.relative(directory).filter(|folder| *folder != ".") else {
                continue;
            };
            if members.hold(folder) || self.recorded.importers.contains_key(folder) {
                found.push(Manifest { folder, package });
            }
        }
        found
    }

    pub(super) fn relative<'d>(&self, directory: &'d str) -> Option<&'d str> {
        match self.directory {
            "." => Some(directory),
            own if own == directory => Some("."),
            own => directory.strip_prefix(own)?.strip_prefix('/'),
        }
    }

    /// Whether a pattern of the workspace has a form, `!(a|b)`, that is not read: who is a member
    /// is not known for certain.
    pub(super) fn has_unread_patterns(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.contains('('))
    }

    /// The manifest in a folder relative to the lockfile's.
    pub(super) fn package(&self, folder: &str) -> Option<&'p Package> {
        let directory = match (self.directory, folder) {
            (".", folder) => folder.to_owned(),
            (own, ".") => own.to_owned(),
            (own, folder) => format!("{own}/{folder}"),
        };
        self.packages.get(directory.as_str()).copied()
    }

    /// What a manifest was when the lockfile was written.
    pub(super) fn importer(&self, folder: &str) -> Option<&'p Importer> {
        self.recorded.importers.get(folder)
    }

    /// Whether a folder has a lockfile of its own of this kind.
    pub(super) fn has_own_lockfile(&self, package: &Package, kind: LockfileKind) -> bool {
        self.locked.contains(&(kind, package.directory.clone()))
    }
}

/// What a manifest asks for besides peers, by name; the list that counts for the tool comes first.
pub(super) fn wanted(
    package: &Package,
    order: [DependencyKind; 3],
) -> BTreeMap<&str, Vec<&Dependency>> {
    let mut wanted: BTreeMap<&str, Vec<&Dependency>> = BTreeMap::new();
    for kind in order {
        for dependency in package.dependencies.iter().filter(|one| one.kind == kind) {
            wanted.entry(dependency.name.as_str()).or_default().push(dependency);
        }
    }
    wanted
}

/// The names that a manifest lists in any way.
pub(super) fn names(package: &Package) -> BTreeSet<&str> {
    package.dependencies.iter().map(|dependency| dependency.name.as_str()).collect()
}

/// What a manifest asks for under a name that `$name` in an override stands for.
pub(super) fn referenced<'p>(package: &'p Package, name: &str) -> Option<&'p str> {
    use DependencyKind::{Development, Optional, Peer, Production};
    [Development, Optional, Production, Peer].into_iter().find_map(|kind| {
        let listed = |one: &&Dependency| one.kind == kind && one.name == name;
        package.dependencies.iter().find(listed).map(|one| one.spec.as_str())
    })
}
