//! The settings of pnpm that stand in trees: `pnpm-workspace.yaml`, and `pnpm` in `package.json`,
//! which pnpm reads up to version 10 (<https://pnpm.io/settings>).

use super::controls::known;
use super::tree::{Found, place_of};
use super::value::{Key, Syntax, scope};
use crate::facts::{Force, InForce, Problem, Setting};
use crate::source::anchor::Place;
use crate::source::node::{Entry, Node};
use crate::source::yaml::merged_entries;

/// Members of `pnpm-workspace.yaml` that are no settings: they name packages and versions.
const OF_PACKAGES: &[&str] = &["packages", "catalog", "catalogs", "overrides"];

/// The lists that every pnpm with a `pnpm` in `package.json` reads there.
const OF_MANIFESTS: &[&str] = &["onlyBuiltDependencies", "neverBuiltDependencies"];

/// Reads the mapping of `pnpm-workspace.yaml`.
pub(crate) fn pnpm_workspace(file: &str, document: &Node) -> (Vec<Setting>, Vec<Problem>) {
    let in_force = InForce { state: Force::Yes, reason: None };
    let mut found = Found::new("pnpm", file, Syntax::File, in_force);
    let root = Place::file(file);
    for entry in merged_entries(document) {
        if !OF_PACKAGES.contains(&entry.key.as_str()) {
            setting(&mut found, &place_of(&root, &entry.key), entry);
        }
    }
    (found.settings, found.problems)
}

/// Reads the `pnpm` of a `package.json`: what a control stands for, and the list that switches one
/// off.
pub(crate) fn pnpm_of_manifest(file: &str, document: &Node) -> (Vec<Setting>, Vec<Problem>) {
    let unsure = InForce {
        state: Force::Unknown,
        reason: Some("only some versions of pnpm 10 read this setting here".to_owned()),
    };
    let mut found = Found::new("pnpm", file, Syntax::File, unsure);
    let place = Place::file(file).key("pnpm");
    if let Some(pnpm) = document.get("pnpm").filter(|pnpm| !pnpm.is_null() && !pnpm.is_map()) {
        found.unexpected(&place, pnpm, "an object");
    }
    let entries = document.get("pnpm").map(merged_entries).unwrap_or_default();
    for entry in entries {
        if known("pnpm", &entry.key).is_some() || OF_MANIFESTS.contains(&entry.key.as_str()) {
            setting(&mut found, &place.key(&entry.key), entry);
        }
    }
    for setting in &mut found.settings {
        if OF_MANIFESTS.contains(&setting.name.as_str()) {
            setting.in_force = InForce { state: Force::Yes, reason: None };
        }
    }
    (found.settings, found.problems)
}

fn setting(found: &mut Found<'_>, place: &Place, entry: &Entry) {
    match entry.key.as_str() {
        "allowBuilds" if entry.value.is_map() => allow_builds(found, place, &entry.value),
        "registries" if entry.value.is_map() => {
            for one in merged_entries(&entry.value) {
                let scope = (one.key != "default").then(|| scope(&one.key));
                let key = Key { name: "registry", scope, bound_to: None };
                found.member(&key, &place_of(place, &one.key), &one.value);
            }
        }
        name => found.member(&Key::plain(name), place, &entry.value),
    }
}

/// A mapping of packages with `true` or `false`. What is refused stands in the list too, switched
/// off and without its control, for that names what is allowed.
fn allow_builds(found: &mut Found<'_>, place: &Place, node: &Node) {
    let entries = merged_entries(node);
    if entries.is_empty() {
        found.push(&Key::plain("allowBuilds"), place, Some("{}"), false);
    }
    for entry in entries {
        let before = found.settings.len();
        let place = place_of(place, &entry.key);
        found.push(&Key::plain("allowBuilds"), &place, Some(&entry.key), true);
        for setting in found.settings.iter_mut().skip(before) {
            setting.enabled = entry.value.boolean();
            setting.control = setting.control.filter(|_| setting.enabled == Some(true));
        }
    }
}
