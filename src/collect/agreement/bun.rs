//! bun: the lockfile keeps each manifest of the workspace as it was, and the overrides.
//! `--frozen-lockfile` refuses whatever would change them.

use std::collections::BTreeMap;

use super::origin;
use super::overrides::{below, spec_of};
use super::project::{Manifest, Project, names, wanted};
use super::verdict::{Findings, Verdict, range_of, satisfies};
use crate::collect::folders::joined;
use crate::collect::lockfiles::{Asked, Importer, Installed};
use crate::collect::packages::selected;
use crate::facts::DependencyKind::{Development, Optional, Production};
use crate::facts::{Dependency, SourceKind};

pub(super) fn compare(project: &Project<'_>, findings: &mut Findings) {
    for manifest in project.manifests(project.patterns) {
        let Some(importer) = project.importer(manifest.folder) else {
            findings.missing_member(&manifest);
            continue;
        };
        for listed in wanted(manifest.package, [Development, Optional, Production]).values() {
            findings.take(listed, |dependency| check(project, &manifest, importer, dependency));
        }
        let names = names(manifest.package);
        for ((name, _), asked) in &importer.asked {
            if !names.contains(name.as_str()) {
                findings.stale(name, asked);
            }
        }
    }
    overrides(project, findings);
}

fn check(
    project: &Project<'_>,
    manifest: &Manifest<'_>,
    importer: &Importer,
    dependency: &Dependency,
) -> Verdict {
    let Some(asked) = importer.named(&dependency.name).next() else {
        return Verdict::missing();
    };
    let same = |asked: &Asked| asked.spec.as_ref() == Some(&dependency.spec);
    if !importer.in_list(&dependency.name, dependency.kind).is_some_and(same) {
        let text = asked.spec.clone().unwrap_or_default();
        let shown = if same(asked) { format!("{text} in another list") } else { text };
        return Verdict::other(Some(&shown), asked.at.clone());
    }
    let overridden = project.recorded.overrides.contains_key(&dependency.name);
    let of_registry = matches!(dependency.source.kind, SourceKind::Registry | SourceKind::Alias);
    if !of_registry || overridden && swapped(project, &dependency.name) {
        return Verdict::Agrees;
    }
    let Some((key, installed)) = find(project, manifest, &dependency.name) else {
        return if overridden { Verdict::Agrees } else { Verdict::missing() };
    };
    let at = || project.place(&["packages", key]);
    if let Some(address) = installed.address.as_deref() {
        let folder = address.strip_prefix("workspace:").map(|folder| joined(".", folder));
        let folder = folder.map(Option::unwrap_or_default);
        let local = folder.is_some_and(|folder| {
            origin::is_local(project, project.patterns, &folder, &dependency.name)
        });
        return match local || address.starts_with("root:") {
            true => Verdict::Agrees,
            false => Verdict::other(Some(address), at()),
        };
    }
    if overridden {
        return Verdict::Agrees;
    }
    let version = installed.version.as_deref().unwrap_or_default();
    let real = dependency.source.name.as_deref().unwrap_or(&dependency.name);
    match installed.name.as_deref() {
        Some(locked) if locked != real => {
            Verdict::other(Some(&format!("{locked}@{version}")), at())
        }
        _ => match satisfies(version, range_of(dependency)) {
            Some(false) => Verdict::unsatisfied(version, at()),
            _ => Verdict::Agrees,
        },
    }
}

/// Whether the override of a package asks for what no registry has.
fn swapped(project: &Project<'_>, name: &str) -> bool {
    let spec = project.recorded.overrides.get(name).and_then(|asked| asked.spec.as_deref());
    spec.is_none_or(|spec| !origin::is_of_registry(name, spec))
}

/// What bun finds for a name: that of the workspace itself, or the one that all share.
fn find<'p>(
    project: &Project<'p>,
    manifest: &Manifest<'_>,
    name: &str,
) -> Option<(&'p str, &'p Installed)> {
    let installed = &project.recorded.installed;
    let own = manifest.package.name.as_deref().filter(|_| manifest.folder != ".");
    let own = own.and_then(|own| installed.get_key_value(&format!("{own}/{name}")));
    own.or_else(|| installed.get_key_value(name)).map(|(key, one)| (key.as_str(), one))
}

/// `overrides` of the manifest, and `resolutions`, which bun takes for them.
fn overrides(project: &Project<'_>, findings: &mut Findings) {
    let was = &project.recorded.overrides;
    let mut now: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for one in below(project, "resolutions").chain(below(project, "overrides")) {
        let name = selected(&one.selector);
        if one.selector != name && one.selector != format!("**/{name}") {
            findings.undecided(&one.at, name, "bun reads overrides of whole packages alone");
            continue;
        }
        match spec_of(project, one) {
            Some(spec) => {
                now.insert(name, (&one.at, spec));
            }
            None => findings.undecided(&one.at, name, "the override refers to no dependency"),
        }
    }
    for (name, (at, spec)) in &now {
        let before = was.get(*name);
        let written = before.and_then(|before| before.spec.as_deref());
        if written != Some(*spec) {
            let locked = before.and_then(|b| Some((b.spec.as_deref()?, b.at.clone())));
            findings.overridden(at, name, Some(spec), locked);
        }
    }
    for (name, before) in was.iter().filter(|(name, _)| !now.contains_key(name.as_str())) {
        let locked = before.spec.as_deref().map(|spec| (spec, before.at.clone()));
        findings.overridden(&before.at, name, None, locked);
    }
}
