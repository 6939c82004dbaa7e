//! npm: as `npm ci` asks it. What it compares is not text but what is installed: each dependency
//! looks for `node_modules/<name>` from its folder upwards, and what it finds has to be valid for
//! its specification (`@npmcli/arborist`: `validate-lockfile.js`, `edge.js`, `dep-valid.js`).

use super::origin::{self, foreign, is_local};
use super::overrides;
use super::project::{Manifest, Project, names, wanted};
use super::verdict::{Findings, Verdict, range_of, satisfies};
use crate::collect::folders::joined;
use crate::collect::lockfiles::{Importer, Installed};
use crate::facts::DependencyKind::{Development, Optional, Production};
use crate::facts::{Dependency, SourceKind};

pub(super) fn compare(project: &Project<'_>, findings: &mut Findings) {
    let knows_folders = !project.recorded.importers.is_empty();
    for manifest in project.manifests(project.patterns) {
        let importer = project.importer(manifest.folder);
        if manifest.folder != "." && importer.is_none() {
            if knows_folders {
                findings.missing_member(&manifest);
            } else {
                let reason = "version 1 of the lockfile knows no workspaces";
                findings.undecided(&manifest.package.at, manifest.folder, reason);
            }
            continue;
        }
        for listed in wanted(manifest.package, [Development, Optional, Production]).values() {
            // The later list replaces the edge of the one before (`node.js`, `_loadDeps`).
            let listed = listed.get(..1).unwrap_or_default();
            findings.take(listed, |dependency| check(project, &manifest, importer, dependency));
        }
        let names = names(manifest.package);
        for ((name, _), asked) in importer.iter().flat_map(|importer| &importer.asked) {
            if !names.contains(name.as_str()) {
                findings.stale(name, asked);
            }
        }
    }
    overrides::of_npm(project, knows_folders, findings);
}

fn check(
    project: &Project<'_>,
    manifest: &Manifest<'_>,
    importer: Option<&Importer>,
    dependency: &Dependency,
) -> Verdict {
    let Some((key, installed)) = find(project, manifest.folder, &dependency.name) else {
        return Verdict::missing();
    };
    let at = || project.place(&["packages", key]);
    let asked = importer.map(|importer| importer.named(&dependency.name));
    let same =
        asked.into_iter().flatten().any(|asked| asked.spec.as_ref() == Some(&dependency.spec));
    let asked = importer.and_then(|importer| importer.named(&dependency.name).next());
    let locked = asked.and_then(|asked| asked.spec.as_deref());
    match dependency.source.kind {
        SourceKind::Registry | SourceKind::Alias => {
            of_registry(project, manifest, dependency, key, installed, same)
        }
        _ if same => Verdict::Agrees,
        SourceKind::Tarball if installed.address.as_ref() == Some(&dependency.spec) => {
            Verdict::Agrees
        }
        SourceKind::File if leads_to(manifest, dependency, installed) => Verdict::Agrees,
        SourceKind::Tarball => Verdict::other(locked.or(installed.address.as_deref()), at()),
        SourceKind::File | SourceKind::Git if importer.is_some() => Verdict::other(locked, at()),
        SourceKind::File | SourceKind::Git => {
            Verdict::Undecided("version 1 of the lockfile does not tell what it was made for")
        }
        _ => Verdict::Undecided("npm does not read such a specification"),
    }
}

fn of_registry(
    project: &Project<'_>,
    manifest: &Manifest<'_>,
    dependency: &Dependency,
    key: &str,
    installed: &Installed,
    same: bool,
) -> Verdict {
    let at = || project.place(&["packages", key]);
    let range = range_of(dependency);
    let overrides = || overrides::of_name(project, "overrides", &dependency.name);
    let swapped = || origin::is_swapped(project, &dependency.name, overrides());
    let version = if installed.link {
        let target = installed.address.as_deref().unwrap_or_default();
        let package = project.package(target);
        // The workspace is an edge of the root itself, which counts before its dependencies.
        let folder = joined(".", target).unwrap_or_default();
        if !is_local(project, project.patterns, &folder, &dependency.name) && !swapped() {
            return Verdict::other(Some(&format!("file:{target}")), at());
        }
        if manifest.folder == "." && project.importer(target).is_some() && package.is_some() {
            return Verdict::Agrees;
        }
        let locked = || project.recorded.installed.get(target)?.version.as_deref();
        package.and_then(|package| package.version.as_deref()).or_else(locked)
    } else {
        let real = dependency.source.name.as_deref().unwrap_or(&dependency.name);
        let locked = installed.name.as_deref().unwrap_or(&dependency.name);
        if real != locked {
            let version = installed.version.as_deref().unwrap_or_default();
            return Verdict::other(Some(&format!("{locked}@{version}")), at());
        }
        let foreign = foreign(installed, real).filter(|_| !installed.bundled);
        if let Some(address) = foreign.filter(|_| !swapped()) {
            return Verdict::other(Some(address), at());
        }
        installed.version.as_deref()
    };
    let tag = crate::collect::semver::Range::parse(range).is_none();
    match version {
        _ if tag && same => Verdict::Agrees,
        _ if tag => Verdict::Undecided("what the tag stands for is known to the registry alone"),
        None if same => Verdict::Agrees,
        None => Verdict::Undecided("the lockfile does not tell the version"),
        Some(version) => match satisfies(version, range) {
            Some(true) => Verdict::Agrees,
            None => Verdict::Undecided("the locked version is none that can be compared"),
            Some(false) if manifest.folder != "." => {
                match overrides::of_member(project, &dependency.name, version) {
                    Some(verdict) => verdict,
                    None => Verdict::unsatisfied(version, at()),
                }
            }
            Some(false) => Verdict::unsatisfied(version, at()),
        },
    }
}

/// What a package of this name is to a folder: the nearest `node_modules` counts.
fn find<'p>(project: &Project<'p>, folder: &str, name: &str) -> Option<(&'p str, &'p Installed)> {
    let mut folder = folder;
    loop {
        let key = match folder {
            "." => format!("node_modules/{name}"),
            folder => format!("{folder}/node_modules/{name}"),
        };
        if let Some((key, installed)) = project.recorded.installed.get_key_value(&key) {
            return Some((key, installed));
        }
        if folder == "." {
            return None;
        }
        folder = folder.rsplit_once('/').map_or(".", |(parent, _)| parent);
    }
}

/// Whether a package is what a path asks for.
fn leads_to(manifest: &Manifest<'_>, dependency: &Dependency, installed: &Installed) -> bool {
    let spec = dependency.spec.trim();
    let path = spec.strip_prefix("file:").unwrap_or(spec);
    let address = installed.address.as_deref().unwrap_or_default();
    let address = address.strip_prefix("file:").unwrap_or(address);
    let wanted = joined(manifest.folder, path);
    wanted.is_some() && wanted == joined(".", address)
}
