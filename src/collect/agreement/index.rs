//! What is looked up by name, made once a lockfile and only where it is asked for: manifests and
//! lockfiles of strangers are long.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::project::Project;
use crate::collect::lockfiles::{Asked, Installed};
use crate::collect::packages::{Members, selected};
use crate::facts::{Override, Package, SourceKind};

type ByName<'p, T> = OnceCell<HashMap<&'p str, Vec<T>>>;

/// The indexes of one project.
#[derive(Debug, Default)]
pub(super) struct Index<'p> {
    installed: ByName<'p, (&'p str, &'p Installed)>,
    overrides: ByName<'p, &'p Override>,
    recorded: ByName<'p, &'p Asked>,
    packages: ByName<'p, &'p Package>,
    members: OnceCell<HashSet<&'p str>>,
    by_path: OnceCell<HashSet<&'p str>>,
}

impl<'p> Project<'p> {
    /// Every package that is locked under a name, by its key.
    pub(super) fn installed_as(&self, name: &str) -> &[(&'p str, &'p Installed)] {
        let all = self.index.installed.get_or_init(|| {
            let recorded = self.recorded.installed.iter();
            let mut index = grouped(recorded.map(|(key, one)| (name_of(key), (key.as_str(), one))));
            index.values_mut().for_each(|list| list.sort_unstable_by_key(|(key, _)| *key));
            index
        });
        all.get(name).map_or(&[], Vec::as_slice)
    }

    /// The overrides of a package, in any member of the manifest beside the lockfile.
    pub(super) fn overrides_of(&self, name: &str) -> &[&'p Override] {
        let all = self.index.overrides.get_or_init(|| {
            let overrides = self.root.overrides.iter();
            grouped(overrides.map(|one| (selected(&one.selector), one)))
        });
        all.get(name).map_or(&[], Vec::as_slice)
    }

    /// The packages of the repository that have a name, members of the workspace or not.
    pub(super) fn packages_named(&self, name: &str) -> &[&'p Package] {
        let all = self.index.packages.get_or_init(|| {
            let packages = self.packages.values();
            grouped(packages.filter_map(|package| Some((package.name.as_deref()?, *package))))
        });
        all.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether the package in a folder, relative to the lockfile's, is a member of the workspace.
    /// `patterns` are those of the tool, always the same.
    pub(super) fn is_member(&self, patterns: &[String], folder: &str) -> bool {
        let all = self.index.members.get_or_init(|| {
            let members = Members::new(patterns);
            let folders = self.packages.keys().filter_map(|directory| self.relative(directory));
            folders.filter(|folder| *folder == "." || members.hold(folder)).collect()
        });
        all.contains(folder)
    }

    /// Whether a manifest that is locked asks for this name as for a folder or a file.
    pub(super) fn is_asked_by_path(&self, name: &str) -> bool {
        let all = self.index.by_path.get_or_init(|| {
            let locked = self.packages.iter().filter(|(directory, _)| {
                self.relative(directory)
                    .is_some_and(|folder| folder == "." || self.importer(folder).is_some())
            });
            let asked = locked.flat_map(|(_, package)| &package.dependencies);
            let path = |kind| {
                use SourceKind::{File, Link, Workspace};
                matches!(kind, File | Link | Workspace)
            };
            asked.filter(|one| path(one.source.kind)).map(|one| one.name.as_str()).collect()
        });
        all.contains(name)
    }

    /// The overrides of a package that the lockfile was made with.
    pub(super) fn recorded_overrides_of(&self, name: &str) -> &[&'p Asked] {
        let all = self.index.recorded.get_or_init(|| {
            let overrides = self.recorded.overrides.iter();
            grouped(overrides.map(|(selector, asked)| (selected(selector), asked)))
        });
        all.get(name).map_or(&[], Vec::as_slice)
    }
}

fn grouped<'p, T>(pairs: impl Iterator<Item = (&'p str, T)>) -> HashMap<&'p str, Vec<T>> {
    let mut index: HashMap<&str, Vec<T>> = HashMap::new();
    for (name, item) in pairs {
        index.entry(name).or_default().push(item);
    }
    index
}

/// The name in a key: what stands behind the last `node_modules/`, or before the `@` of a range.
fn name_of(key: &str) -> &str {
    if let Some((_, name)) = key.rsplit_once("node_modules/") {
        return name;
    }
    let sign = usize::from(key.starts_with('@'));
    let end = key.get(sign..).and_then(|rest| rest.find('@')).map(|at| at + sign);
    end.and_then(|end| key.get(..end)).unwrap_or(key)
}
