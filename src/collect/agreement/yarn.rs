//! Yarn. Version 1 knows of manifests only what they ask for: each `name@range` must stand in the
//! lockfile. Later versions keep each member of the workspace with what it asks for, and
//! `--immutable` refuses whatever would change one of them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::project::{Manifest, Project, names, wanted};
use super::verdict::{Findings, Verdict, range_of, satisfies};
use super::{origin, overrides};
use crate::collect::folders::joined;
use crate::collect::lockfiles::{Asked, Importer, Installed, ident};
use crate::collect::packages::{dependency_source, selected};
use crate::facts::DependencyKind::{Development, Optional, Production};
use crate::facts::{Dependency, Difference, DifferenceKind, SourceKind};

pub(super) fn compare(project: &Project<'_>, findings: &mut Findings) {
    // Later generations always have an entry of the root; Yarn 1 has none of any folder.
    let berry = !project.recorded.importers.is_empty();
    let manifests = project.manifests(project.patterns);
    let members: BTreeSet<&str> =
        manifests.iter().map(|manifest| manifest.package.directory.as_str()).collect();
    for manifest in &manifests {
        let importer = project.importer(manifest.folder);
        if berry && importer.is_none() {
            findings.missing_member(manifest);
            continue;
        }
        for listed in wanted(manifest.package, [Development, Optional, Production]).values() {
            findings.take(listed, |dependency| match importer {
                Some(importer) => of_berry(project, importer, dependency),
                None => of_classic(project, &members, manifest.folder, dependency),
            });
        }
        let names = names(manifest.package);
        for ((name, _), asked) in importer.iter().flat_map(|importer| &importer.asked) {
            if !names.contains(name.as_str()) {
                findings.stale(name, asked);
            }
        }
    }
    match berry {
        true => rebound(project, findings),
        false => stale(project, &manifests, findings),
    }
    overrides::of_yarn(project, berry, findings);
}

/// Entries of Yarn 1 that neither a manifest nor another entry asks for.
fn stale(project: &Project<'_>, manifests: &[Manifest<'_>], findings: &mut Findings) {
    let dependencies = manifests.iter().flat_map(|manifest| &manifest.package.dependencies);
    let asked = dependencies.map(|one| (one.name.as_str(), one.spec.as_str()));
    let resolved = overrides::below(project, "resolutions");
    let resolved = resolved.map(|one| (selected(&one.selector), one.spec.as_str()));
    let wanted: HashSet<String> =
        asked.chain(resolved).map(|(name, range)| format!("{name}@{range}")).collect();
    let mut unasked: BTreeMap<usize, Option<&str>> = BTreeMap::new();
    for (key, installed) in &project.recorded.installed {
        let needed = wanted.contains(key) || project.recorded.needed.contains(key);
        let entry = unasked.entry(installed.line).or_insert(Some(key));
        *entry = entry.filter(|_| !needed).map(|first| first.min(key));
    }
    let unasked = unasked.into_iter().filter_map(|(line, key)| {
        let key = key?;
        let sign = key.get(1..)?.find('@')? + 1;
        let (name, range) = key.split_at_checked(sign)?;
        Some((line, name, range.strip_prefix('@')?))
    });
    // Paths are written as from the lockfile, whoever asks.
    let unasked = unasked.filter(|(_, _, range)| !is_path(range));
    let told = findings.names();
    let mut unasked = unasked.filter(|(_, name, _)| !told.contains(*name)).collect::<Vec<_>>();
    if let Some((line, name, _)) = unasked.first().filter(|_| project.has_unread_patterns()) {
        let reason = "a member of the workspace may ask for it, whose pattern is not understood";
        findings.undecided(&project.line(*line), name, reason);
        unasked.clear();
    }
    for (line, name, range) in unasked {
        findings.stale(name, &Asked::new(project.line(line), range));
    }
}

fn of_berry(project: &Project<'_>, importer: &Importer, dependency: &Dependency) -> Verdict {
    let Some(asked) = importer.named(&dependency.name).next() else {
        return Verdict::missing();
    };
    let Some(was) = asked.spec.as_deref() else {
        return Verdict::Undecided("the lockfile does not tell what it was made for");
    };
    let spec = dependency.spec.as_str();
    if was != spec && was.strip_prefix("npm:") != Some(spec) {
        return match dependency.source.kind {
            SourceKind::Git if is_same_git(dependency, was) => {
                Verdict::Undecided("git sources have several spellings")
            }
            _ => Verdict::other(Some(was), asked.at.clone()),
        };
    }
    let locked = keyed(project, &dependency.name, spec);
    if let Some((other, installed)) =
        locked.and_then(|(key, one)| Some((origin::rebound(project, key, one)?, one)))
    {
        return Verdict::other(Some(&other), project.line(installed.line));
    }
    if is_resolved_otherwise(project, &dependency.name) {
        return Verdict::Agrees;
    }
    let kind = dependency.source.kind;
    if !matches!(kind, SourceKind::Registry | SourceKind::Alias) {
        return Verdict::Agrees;
    }
    let Some(installed) = descriptor(project, &dependency.name, spec) else {
        return Verdict::missing();
    };
    in_range(project, dependency, installed)
}

/// Whether the locked version is in the range. Yarn takes versions before a release for more
/// ranges than npm does, and members of the workspace have no version here.
fn in_range(project: &Project<'_>, dependency: &Dependency, installed: &Installed) -> Verdict {
    let version = installed.version.as_deref().filter(|_| !installed.link);
    let Some(version) = version.filter(|version| !version.contains('-')) else {
        return Verdict::Agrees;
    };
    match satisfies(version, range_of(dependency)) {
        Some(false) => Verdict::unsatisfied(version, project.line(installed.line)),
        _ => Verdict::Agrees,
    }
}

fn of_classic(
    project: &Project<'_>,
    members: &BTreeSet<&str>,
    folder: &str,
    dependency: &Dependency,
) -> Verdict {
    let spec = dependency.spec.as_str();
    let path = spec.split_once(':').filter(|_| is_path(spec)).and_then(|(protocol, path)| {
        let path = joined(folder, path)?;
        let both = [format!("{protocol}:./{path}"), format!("{protocol}:{path}")];
        both.iter().find_map(|range| descriptor(project, &dependency.name, range))
    });
    if path.is_some() {
        return Verdict::Agrees;
    }
    let of_registry = matches!(dependency.source.kind, SourceKind::Registry | SourceKind::Alias);
    if let Some(installed) = descriptor(project, &dependency.name, spec) {
        if !of_registry || is_resolved_otherwise(project, &dependency.name) {
            return Verdict::Agrees;
        }
        let real = dependency.source.name.as_deref().unwrap_or(&dependency.name);
        return match origin::foreign(installed, real) {
            Some(address) => Verdict::other(Some(address), project.line(installed.line)),
            None => in_range(project, dependency, installed),
        };
    }
    // A member of the workspace is taken where its version fits, and is not locked.
    for package in project.packages_named(&dependency.name) {
        let fits =
            package.version.as_deref().map(|version| satisfies(version, range_of(dependency)));
        let member = members.contains(package.directory.as_str());
        match fits.flatten() {
            Some(true) if member => return Verdict::Agrees,
            Some(false) => {}
            _ if !member && !project.has_unread_patterns() => {}
            _ => {
                return Verdict::Undecided(
                    "whether a package of the repository is meant is not known",
                );
            }
        }
    }
    if is_resolved_otherwise(project, &dependency.name) {
        return Verdict::Undecided("a resolution decides what is locked for it");
    }
    match dependency.source.kind {
        SourceKind::Link => Verdict::Agrees,
        SourceKind::Registry | SourceKind::Alias | SourceKind::Git | SourceKind::Tarball => {
            match other(project, &dependency.name) {
                Some((range, _)) if is_same_git(dependency, range) => {
                    Verdict::Undecided("git sources have several spellings")
                }
                Some((range, line)) => Verdict::other(Some(range), project.line(line)),
                None => Verdict::missing(),
            }
        }
        _ => Verdict::Undecided("Yarn 1 may leave such a dependency out"),
    }
}

fn is_path(range: &str) -> bool {
    ["file:", "link:", "."].iter().any(|start| range.starts_with(start))
}

/// What is locked for a name and a range.
fn descriptor<'p>(project: &Project<'p>, name: &str, range: &str) -> Option<&'p Installed> {
    keyed(project, name, range).map(|(_, installed)| installed)
}

/// The same, with the key of the entry.
fn keyed<'p>(
    project: &Project<'p>,
    name: &str,
    range: &str,
) -> Option<(&'p String, &'p Installed)> {
    let installed = &project.recorded.installed;
    let exact = [format!("{name}@{range}"), format!("{name}@npm:{range}")];
    exact.iter().find_map(|key| installed.get_key_value(key))
}

/// Entries that packages ask for with a range of a registry, and that lock something else.
fn rebound(project: &Project<'_>, findings: &mut Findings) {
    let told = findings.lines();
    for (key, installed) in &project.recorded.installed {
        let at = project.line(installed.line);
        let Some(other) = origin::rebound(project, key, installed) else { continue };
        let Some((name, range)) = ident(key).filter(|_| !told.contains(&at)) else { continue };
        findings.differs(Difference {
            at,
            kind: DifferenceKind::SpecificationDiffers,
            name: name.to_owned(),
            wanted: Some(range.to_owned()),
            locked: Some(other),
            locked_at: None,
        });
    }
}

/// Another range of the same name that is locked.
fn other<'p>(project: &Project<'p>, name: &str) -> Option<(&'p str, usize)> {
    let (key, installed) = project.installed_as(name).first()?;
    Some((key.strip_prefix(name)?.strip_prefix('@')?, installed.line))
}

/// Whether both name a git repository, and the same commit, tag or branch of it.
fn is_same_git(dependency: &Dependency, range: &str) -> bool {
    let other = dependency_source(&dependency.name, range);
    let source = &dependency.source;
    source.kind == SourceKind::Git
        && other.kind == SourceKind::Git
        && source.reference == other.reference
}

/// Whether `resolutions` name the package.
fn is_resolved_otherwise(project: &Project<'_>, name: &str) -> bool {
    overrides::of_name(project, "resolutions", name).next().is_some()
}
