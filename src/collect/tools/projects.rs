//! What a repository says of the package managers of its projects: a project is a folder with a
//! manifest that is no member of a workspace.
//!
//! `packageManager` is Corepack's (<https://nodejs.org/api/packages.html#packagemanager>),
//! `devEngines` npm's (<https://docs.npmjs.com/cli/v11/configuring-npm/package-json#devengines>),
//! `yarnPath` Yarn's (<https://yarnpkg.com/configuration/yarnrc#yarnPath>).

use std::collections::BTreeMap;

use super::files::{Says, ToolFile};
use super::releases::{of_lockfile, tool_of};
use super::version::{Bounds, exact, range};
use super::{TOOLS, Told};
use crate::facts::{Engine, Lockfile, Package, PackageRole, VersionSource};

/// One project.
#[derive(Debug, Default)]
pub(crate) struct Project {
    /// Its folder.
    pub(crate) directory: String,
    /// The tools that the repository shows for it. More than one where it does not tell which.
    pub(crate) tools: Vec<&'static str>,
    /// It asks for packages.
    pub(crate) has_dependencies: bool,
    package_manager: Option<(&'static str, Told)>,
    development: BTreeMap<&'static str, Told>,
    engines: BTreeMap<&'static str, Told>,
    checkout: Option<Told>,
    lockfiles: BTreeMap<&'static str, Told>,
}

/// The projects of a repository, and whose folder is whose.
#[derive(Debug, Default)]
pub(crate) struct Projects {
    list: BTreeMap<String, Project>,
    roles: BTreeMap<String, PackageRole>,
}

impl Projects {
    pub(crate) fn new(packages: &[Package], locks: &[Lockfile], files: &[ToolFile]) -> Self {
        let mut beside: BTreeMap<&str, (Vec<&Lockfile>, Vec<&ToolFile>)> = BTreeMap::new();
        for lockfile in locks {
            beside.entry(&lockfile.directory).or_default().0.push(lockfile);
        }
        for file in files {
            beside.entry(&file.directory).or_default().1.push(file);
        }
        let projects = packages.iter().filter(|package| package.role != PackageRole::Member);
        let list = projects.map(|package| {
            let (locks, files) =
                beside.get(package.directory.as_str()).cloned().unwrap_or_default();
            (package.directory.clone(), project(package, &locks, &files))
        });
        let roles = packages.iter().map(|package| (package.directory.clone(), package.role));
        Self { list: list.collect(), roles: roles.collect() }
    }

    /// The role of the package in a folder, if there is one.
    pub(crate) fn role(&self, directory: &str) -> Option<PackageRole> {
        self.roles.get(directory).copied()
    }

    /// The project that a tool works on in the folder of a package: from a member it looks for the
    /// workspace. Nothing where no manifest lies.
    pub(crate) fn of(&self, directory: &str) -> Option<&Project> {
        match self.role(directory)? {
            PackageRole::Member => self.at("."),
            _ => self.at(directory),
        }
    }

    /// The project whose folder this is.
    pub(crate) fn at(&self, directory: &str) -> Option<&Project> {
        self.list.get(directory)
    }
}

fn project(package: &Package, locks: &[&Lockfile], files: &[&ToolFile]) -> Project {
    let package_manager = package.package_manager.as_ref().and_then(|manager| {
        let told = Told {
            source: VersionSource::PackageManager,
            at: Some(manager.at.clone()),
            text: Some(manager.version.clone()),
            bounds: exact(&manager.version).map(Bounds::exactly).unwrap_or_default(),
        };
        Some((known(&manager.name)?, told))
    });
    let of_managers = |engine: &&Engine| engine.at.contains("#/devEngines/packageManager");
    let development = engines(package, VersionSource::DevEngines, &of_managers);
    // `engines.bun` is about the runtime.
    let asked = |engine: &&Engine| !engine.development && engine.name != "bun";
    let engines = engines(package, VersionSource::Engines, &asked);
    let mut lockfiles: BTreeMap<&'static str, Told> = BTreeMap::new();
    for lockfile in locks {
        let told = Told {
            source: VersionSource::Lockfile,
            at: Some(lockfile.at.clone()),
            text: lockfile.version.clone(),
            bounds: of_lockfile(lockfile),
        };
        let told = if told.bounds.is_open() { Told::default() } else { told };
        let entry = lockfiles.entry(tool_of(lockfile.kind)).or_insert_with(|| told.clone());
        if entry.bounds.is_open() {
            *entry = told;
        }
    }
    let mut own: Vec<&'static str> = files
        .iter()
        .filter_map(|file| match file.says {
            Says::Tool(tool) => Some(tool),
            _ => None,
        })
        .collect();
    own.sort_unstable();
    own.dedup();
    let engine = engines.keys().copied().collect::<Vec<_>>();
    let tools = match &package_manager {
        Some((tool, _)) => vec![*tool],
        None if !development.is_empty() => development.keys().copied().collect(),
        None if !lockfiles.is_empty() => lockfiles.keys().copied().collect(),
        None if !own.is_empty() => own,
        None if engine.len() == 1 => engine,
        None => Vec::new(),
    };
    Project {
        directory: package.directory.clone(),
        tools,
        has_dependencies: !package.dependencies.is_empty(),
        package_manager,
        development,
        engines,
        checkout: files.iter().find_map(|file| yarn_file(file)),
        lockfiles,
    }
}

fn known(name: &str) -> Option<&'static str> {
    TOOLS.into_iter().find(|tool| *tool == name)
}

fn engines(
    package: &Package,
    source: VersionSource,
    wanted: &dyn Fn(&&Engine) -> bool,
) -> BTreeMap<&'static str, Told> {
    let told = |engine: &Engine| Told {
        source,
        at: Some(engine.at.clone()),
        text: Some(engine.range.clone()),
        bounds: range(&engine.range).unwrap_or_default(),
    };
    let engines = package.engines.iter().filter(wanted);
    engines.filter_map(|engine| Some((known(&engine.name)?, told(engine)))).collect()
}

/// The version that the name of Yarn's file tells: `.yarn/releases/yarn-4.5.0.cjs`.
fn yarn_file(file: &ToolFile) -> Option<Told> {
    let Says::YarnPath { at, path } = &file.says else { return None };
    let name = path.rsplit(['/', '\\']).next()?;
    let version = name.strip_prefix("yarn-")?;
    let version = version.strip_suffix(".cjs").or_else(|| version.strip_suffix(".js"))?;
    Some(Told {
        source: VersionSource::Checkout,
        at: Some(at.clone()),
        text: Some(path.clone()),
        bounds: Bounds::exactly(exact(version)?),
    })
}

impl Project {
    /// What holds for a tool wherever it runs here: Yarn hands over to the file in the repository.
    pub(crate) fn checkout(&self, tool: &str) -> Option<&Told> {
        self.checkout.as_ref().filter(|_| tool == "yarn")
    }

    /// What `packageManager` says of a tool.
    pub(crate) fn package_manager(&self, tool: &str) -> Option<&Told> {
        self.package_manager.as_ref().filter(|(name, _)| *name == tool).map(|(_, told)| told)
    }

    /// What `devEngines`, or else `engines`, says of a tool.
    pub(crate) fn engine(&self, tool: &str) -> Option<&Told> {
        self.development.get(tool).or_else(|| self.engines.get(tool))
    }

    /// What the form of the lockfile says of a tool.
    pub(crate) fn lockfile(&self, tool: &str) -> Told {
        self.lockfiles.get(tool).cloned().unwrap_or_default()
    }

    /// The version of a tool in a checkout that does as the repository says.
    pub(crate) fn told(&self, tool: &str) -> Told {
        let told = self
            .checkout(tool)
            .or_else(|| self.package_manager(tool).filter(|told| !told.bounds.is_open()))
            .or_else(|| self.engine(tool));
        told.cloned().unwrap_or_default().within(&self.lockfile(tool))
    }
}
