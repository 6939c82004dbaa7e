//! pnpm's overrides, which the lockfile writes down as they were. Up to version 10 `resolutions` and
//! `pnpm.overrides` of the manifest beside the lockfile count, and only without them those of
//! `pnpm-workspace.yaml`, which are all that later versions read (`getOptionsFromRootManifest`,
//! `getOutdatedLockfileSetting`).

use std::collections::BTreeMap;

use super::overrides::{below, spec_of};
use super::project::Project;
use super::verdict::Findings;
use crate::collect::lockfiles::Asked;
use crate::collect::packages::selected;

type Overrides = BTreeMap<String, Asked>;

pub(super) fn compare(project: &Project<'_>, findings: &mut Findings) {
    let was = &project.recorded.overrides;
    let of_manifest: Overrides = ["resolutions", "pnpm/overrides"]
        .iter()
        .flat_map(|member| below(project, member))
        .map(|one| {
            let spec = spec_of(project, one).unwrap_or(&one.spec);
            (one.selector.clone(), Asked::new(one.at.clone(), spec))
        })
        .collect();
    let of_file = project.workspace_file.map(|file| &file.overrides);
    let of_file: Overrides = of_file
        .into_iter()
        .flatten()
        .map(|(selector, asked)| {
            let reference = asked.spec.as_deref().and_then(|spec| spec.strip_prefix('$'));
            let spec = reference.and_then(|name| super::project::referenced(project.root, name));
            let asked =
                spec.map_or_else(|| asked.clone(), |spec| Asked::new(asked.at.clone(), spec));
            (selector.clone(), asked)
        })
        .collect();
    let now = match (of_manifest.is_empty(), reads_manifest(project)) {
        (true, _) | (_, Some(false)) => &of_file,
        (_, None) if is_same(&of_file, was) && !is_same(&of_manifest, was) => {
            for (selector, asked) in &of_manifest {
                let reason = "whether pnpm reads overrides of package.json depends on its version";
                findings.undecided(&asked.at, selected(selector), reason);
            }
            return;
        }
        _ => &of_manifest,
    };
    if is_same(now, was) {
        return;
    }
    if project.recorded.changed_by.hooks {
        let reason = "a .pnpmfile.cjs may change the overrides";
        findings.undecided(&project.root.at, "overrides", reason);
        return;
    }
    for (selector, asked) in now {
        let before = was.get(selector);
        if !before.is_some_and(|before| is_equal(asked, before)) {
            let locked = before.and_then(|b| Some((b.spec.as_deref()?, b.at.clone())));
            findings.overridden(&asked.at, selector, asked.spec.as_deref(), locked);
        }
    }
    for (selector, before) in was.iter().filter(|(selector, _)| !now.contains_key(*selector)) {
        if project.directory != "." {
            let reason = "overrides may stand in a pnpm-workspace.yaml that is not read";
            findings.undecided(&before.at, selected(selector), reason);
            continue;
        }
        let locked = before.spec.as_deref().map(|spec| (spec, before.at.clone()));
        findings.overridden(&before.at, selector, None, locked);
    }
}

/// Whether the version in use reads overrides of the manifest, where it is known. Lockfiles of
/// versions 5 and 6 are those of pnpm 8 and before; 12 is later.
fn reads_manifest(project: &Project<'_>) -> Option<bool> {
    let manager = project.root.package_manager.as_ref().filter(|one| one.name == "pnpm");
    let major = |version: &str| version.split(['.', '-']).next()?.parse::<u64>().ok();
    match manager.and_then(|one| major(&one.version)) {
        Some(pnpm) => Some(pnpm < 11),
        None => project.version.and_then(major).filter(|format| *format != 9).map(|f| f < 9),
    }
}

fn is_same(now: &Overrides, was: &Overrides) -> bool {
    now.len() == was.len()
        && now.iter().all(|(selector, asked)| {
            was.get(selector).is_some_and(|before| is_equal(asked, before))
        })
}

/// What a catalog says stands in the lockfile in its place.
fn is_equal(now: &Asked, was: &Asked) -> bool {
    now.spec == was.spec || now.spec.as_deref().is_some_and(|spec| spec.starts_with("catalog:"))
}
