//! The scripts of all packages, and whose of them a command runs.

use std::collections::BTreeMap;

use crate::collect::folders::join;
use crate::facts::{Command, Package, PackageRole, Script};

/// The packages of a repository by folder and name.
pub(super) struct Scripts<'a> {
    pub(super) packages: &'a [Package],
    scripts: BTreeMap<(usize, &'a str), &'a Script>,
    folders: BTreeMap<&'a str, usize>,
    names: BTreeMap<&'a str, usize>,
    root: Option<usize>,
}

impl<'a> Scripts<'a> {
    pub(super) fn new(packages: &'a [Package]) -> Self {
        let mut all = Self {
            packages,
            scripts: BTreeMap::new(),
            folders: BTreeMap::new(),
            names: BTreeMap::new(),
            root: packages.iter().position(|package| package.role == PackageRole::Root),
        };
        for (index, package) in packages.iter().enumerate() {
            all.folders.insert(&package.directory, index);
            if let Some(name) = &package.name {
                all.names.entry(name).or_insert(index);
            }
            for script in &package.scripts {
                all.scripts.insert((index, &script.name), script);
            }
        }
        all
    }

    /// A script of a package.
    pub(super) fn script(&self, package: usize, name: &str) -> Option<&'a Script> {
        self.scripts.get(&(package, name)).copied()
    }

    /// The packages of the workspace that have a script of that name: of all folders where a tool runs
    /// it everywhere.
    pub(super) fn everywhere(&self, name: &str) -> Vec<usize> {
        let packages = self.packages.iter().enumerate();
        let members = packages.filter(|(_, package)| package.role != PackageRole::Standalone);
        members
            .map(|(index, _)| index)
            .filter(|index| self.script(*index, name).is_some())
            .collect()
    }

    /// The names of the scripts of the package in a folder that a pattern means: `publish:*`.
    pub(super) fn matching(&self, here: Option<&str>, pattern: &str) -> Vec<(usize, String)> {
        let package = self.folders.get(here.unwrap_or(".")).or(self.root.as_ref());
        let Some(package) = package.copied() else { return Vec::new() };
        let scripts = self.packages.get(package).into_iter().flat_map(|package| &package.scripts);
        let means = |name: &str| match pattern.split_once('*') {
            Some((start, end)) => {
                let end = end.trim_start_matches('*');
                name.strip_prefix(start).is_some_and(|rest| rest.ends_with(end))
            }
            None => name == pattern,
        };
        scripts
            .filter(|script| means(&script.name))
            .map(|script| (package, script.name.clone()))
            .collect()
    }

    /// The packages whose script of that name a command runs.
    ///
    /// A script is looked up in the package that flags, `cd` or the step's folder name, then in the
    /// root.
    pub(super) fn running(&self, command: &Command, here: Option<&str>, name: &str) -> Vec<usize> {
        let has = |index: &usize| self.scripts.contains_key(&(*index, name));
        let flag = |names: &[&str]| names.iter().find_map(|name| command.flags.get(name));
        let everywhere = ["--workspaces", "-ws", "--recursive", "-r"];
        let subcommand = command.subcommand.as_deref().unwrap_or_default();
        if flag(&everywhere).is_some_and(|value| value != "false")
            || subcommand.starts_with("workspaces")
        {
            return (0..self.packages.len()).filter(has).collect();
        }
        let known = here.unwrap_or(".");
        let folder = flag(&["--prefix", "-C", "--dir", "--cwd"]).and_then(|path| join(known, path));
        // `yarn workspace name release`
        let operand = (subcommand == "workspace").then(|| command.operands.first()).flatten();
        let named = flag(&["--workspace", "-w", "--filter", "-F"]).or(operand);
        let workspace = named.and_then(|named| {
            let folder = join(known, named);
            self.names.get(named.as_str()).or_else(|| self.folders.get(folder?.as_str()))
        });
        let places = [
            workspace,
            folder.as_deref().and_then(|folder| self.folders.get(folder)),
            self.folders.get(known),
            self.root.as_ref(),
        ];
        let found = places.into_iter().flatten().copied().find(has);
        match (found, here) {
            // A loop over folders runs it in some of those that have it.
            (None, None) => (0..self.packages.len()).filter(has).collect(),
            (found, _) => found.into_iter().collect(),
        }
    }
}
