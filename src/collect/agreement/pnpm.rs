//! pnpm: as `--frozen-lockfile` asks it. A specification must be, letter by letter, the one that
//! the lockfile was made for, and the locked version must be in it (`satisfiesPackageManifest`,
//! `allCatalogsAreUpToDate`). Overrides, hooks and extensions change manifests before that.

use std::collections::BTreeSet;

use super::origin;
use super::pnpm_overrides;
use super::project::{Manifest, Project, names, wanted};
use super::verdict::{Findings, Verdict, range_of, satisfies};
use crate::collect::folders::joined;
use crate::collect::lockfiles::{Asked, Importer, package_of};
use crate::facts::DependencyKind::{Development, Optional, Peer, Production};
use crate::facts::{Dependency, Difference, DifferenceKind, LockfileKind, Package, SourceKind};

const HOOKS: &str = "a .pnpmfile.cjs may change what is asked for";

pub(super) fn compare(project: &Project<'_>, findings: &mut Findings) {
    let changed = &project.recorded.changed_by;
    for manifest in project.manifests(project.pnpm_patterns.unwrap_or_default()) {
        let asks = manifest.package.dependencies.iter().any(|one| one.kind != Peer);
        let importer = project.importer(manifest.folder);
        if importer.is_none() && manifest.folder != "." {
            let own = project.has_own_lockfile(manifest.package, LockfileKind::PnpmLock);
            if asks && !own {
                findings.missing_member(&manifest);
            }
            continue;
        }
        let empty = Importer::default();
        let importer = importer.unwrap_or(&empty);
        for listed in wanted(manifest.package, [Optional, Production, Development]).values() {
            findings.take(listed, |dependency| check(project, &manifest, importer, dependency));
        }
        if changed.peers_installed {
            let others = names_besides_peers(manifest.package);
            let peers = manifest.package.dependencies.iter().filter(|one| one.kind == Peer);
            for peer in peers.filter(|peer| !others.contains(peer.name.as_str())) {
                findings
                    .take(&[peer], |dependency| check(project, &manifest, importer, dependency));
            }
        }
        let listed = match changed.peers_installed {
            true => names(manifest.package),
            false => names_besides_peers(manifest.package),
        };
        stale(&listed, importer, changed.hooks || changed.extensions, findings);
    }
    catalogs(project, findings);
    pnpm_overrides::compare(project, findings);
}

fn check(
    project: &Project<'_>,
    manifest: &Manifest<'_>,
    importer: &Importer,
    dependency: &Dependency,
) -> Verdict {
    let changed = &project.recorded.changed_by;
    // Peers are installed as if they were dependencies.
    let kind = if dependency.kind == Peer { Production } else { dependency.kind };
    let same = |asked: &&Asked| asked.spec.as_ref() == Some(&dependency.spec);
    if let Some(asked) = importer.in_list(&dependency.name, kind).filter(same) {
        return locked(project, manifest, asked, dependency);
    }
    if changed.links_left_out && dependency.spec.starts_with("link:") {
        return Verdict::Agrees;
    }
    let asked = importer.named(&dependency.name).next();
    let mut overrides = project.recorded_overrides_of(&dependency.name).iter();
    let overridden = overrides.any(|by| match (&by.spec, asked) {
        (Some(by), None) => by == "-",
        (Some(by), Some(asked)) => {
            let local = ["link:", "file:"].iter().any(|start| by.starts_with(start));
            local || asked.spec.as_ref() == Some(by)
        }
        (None, _) => false,
    });
    if overridden {
        return Verdict::Agrees;
    }
    if changed.hooks {
        return Verdict::Undecided(HOOKS);
    }
    let Some(asked) = asked else {
        let ignored = |pattern: &String| *pattern == dependency.name || pattern.contains('*');
        return match dependency.kind == Optional && changed.ignored.iter().any(ignored) {
            true if changed.ignored.contains(&dependency.name) => Verdict::Agrees,
            true => Verdict::Undecided("the lockfile leaves out some optional dependencies"),
            false => Verdict::missing(),
        };
    };
    match asked.spec.as_deref() {
        Some(spec) if *spec == dependency.spec => {
            Verdict::other(Some(&format!("{spec} in another list")), asked.at.clone())
        }
        Some(spec) => Verdict::other(Some(spec), asked.at.clone()),
        None => Verdict::Undecided("the lockfile does not tell what it was made for"),
    }
}

/// Whether what was locked for a specification is in it.
fn locked(
    project: &Project<'_>,
    manifest: &Manifest<'_>,
    asked: &Asked,
    dependency: &Dependency,
) -> Verdict {
    let catalog = dependency.spec.strip_prefix("catalog:").map(|catalog| match catalog.trim() {
        "" => "default",
        catalog => catalog,
    });
    let entry = catalog.and_then(|catalog| {
        let key = (catalog.to_owned(), dependency.name.clone());
        project.recorded.catalogs.get(&key)?.spec.as_deref()
    });
    let (range, real) = match dependency.source.kind {
        SourceKind::Registry | SourceKind::Alias => {
            let real = dependency.source.name.as_deref();
            (range_of(dependency), real.unwrap_or(&dependency.name))
        }
        SourceKind::Catalog => match entry {
            Some(spec) if !spec.contains(':') => (spec, dependency.name.as_str()),
            _ => return Verdict::Agrees,
        },
        _ => return Verdict::Agrees,
    };
    let Some(version) = asked.version.as_deref() else {
        return Verdict::Undecided("the lockfile does not tell the version");
    };
    let swapped = || is_swapped(project, &dependency.name);
    let Some((name, version)) = package_of(&dependency.name, version) else {
        return match is_local(project, manifest, version, &dependency.name) || swapped() {
            true => Verdict::Agrees,
            false if project.recorded.changed_by.hooks => Verdict::Undecided(HOOKS),
            false => Verdict::other(Some(version), asked.at.clone()),
        };
    };
    let elsewhere = project.recorded.installed.get(&format!("{name}@{version}"));
    if let Some(address) = elsewhere.and_then(|one| one.address.as_deref())
        && !project.recorded.changed_by.hooks
        && !swapped()
    {
        return Verdict::other(Some(address), asked.at.clone());
    }
    if name != real {
        return Verdict::other(Some(&format!("{name}@{version}")), asked.at.clone());
    }
    match satisfies(version, range) {
        Some(false) => Verdict::unsatisfied(version, asked.at.clone()),
        _ => Verdict::Agrees,
    }
}

/// Whether an override asks for what no registry has.
fn is_swapped(project: &Project<'_>, name: &str) -> bool {
    let mut overrides = project.recorded_overrides_of(name).iter();
    overrides.any(|by| by.spec.as_deref().is_none_or(|spec| !origin::is_of_registry(name, spec)))
}

/// Whether a dependency became a link to a package of the repository, or a copy of one, as pnpm
/// makes of members of the workspace. Without the list of those any package may be one.
fn is_local(project: &Project<'_>, manifest: &Manifest<'_>, version: &str, name: &str) -> bool {
    let (from, path) = match version.split_once(':') {
        Some(("link", path)) => (manifest.folder, path),
        Some(("file", path)) => (".", path.split('(').next().unwrap_or(path)),
        _ => return false,
    };
    match (project.pnpm_patterns, joined(from, path)) {
        (Some(patterns), Some(folder)) => origin::is_local(project, patterns, &folder, name),
        _ => {
            let folder = joined(project.directory, from).and_then(|from| joined(&from, path));
            folder.is_some_and(|folder| project.packages.contains_key(folder.as_str()))
        }
    }
}

fn names_besides_peers(package: &Package) -> BTreeSet<&str> {
    let others = package.dependencies.iter().filter(|one| one.kind != Peer);
    others.map(|dependency| dependency.name.as_str()).collect()
}

/// What only the lockfile has. Peers are installed too, where the settings say so.
fn stale(names: &BTreeSet<&str>, importer: &Importer, extended: bool, findings: &mut Findings) {
    for ((name, _), asked) in &importer.asked {
        if names.contains(name.as_str()) {
            continue;
        }
        match extended {
            true => findings.undecided(&asked.at, name, "an extension may have added it"),
            false => findings.stale(name, asked),
        }
    }
}

/// What the catalogs said when the lockfile was written.
fn catalogs(project: &Project<'_>, findings: &mut Findings) {
    for ((catalog, name), was) in &project.recorded.catalogs {
        let Some(file) = project.workspace_file else {
            findings.undecided(&was.at, name, "the catalogs of this workspace are not read");
            continue;
        };
        match file.catalogs.get(&(catalog.clone(), name.clone())) {
            Some(is) if is.spec == was.spec => {}
            Some(is) => findings.differs(Difference {
                at: is.at.clone(),
                kind: DifferenceKind::SpecificationDiffers,
                name: name.clone(),
                wanted: is.spec.clone(),
                locked: was.spec.clone(),
                locked_at: Some(was.at.clone()),
            }),
            None if file.elsewhere => {
                findings.undecided(&was.at, name, "catalogs are configured elsewhere as well");
            }
            None => findings.stale(name, was),
        }
    }
}
