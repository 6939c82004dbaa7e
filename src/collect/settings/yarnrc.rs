//! `.yarnrc.yml`: the settings of Yarn 2 and later (<https://yarnpkg.com/configuration/yarnrc>).
//!
//! Yarn reads every scalar as text and knows no merge keys; of a key that stands twice the last
//! one counts.

use std::collections::HashMap;

use super::tree::{Found, place_of};
use super::value::{Key, Syntax, bound_to, scope};
use crate::facts::{Force, InForce, Problem, Setting};
use crate::source::anchor::Place;
use crate::source::node::{Entry, Node};
use crate::source::parsed::Parsed;

/// Members that name versions of packages, and no settings.
const OF_PACKAGES: &[&str] = &["catalog", "catalogs"];

/// Reads a file.
pub(crate) fn yarnrc(file: &str, parsed: &Parsed) -> (Vec<Setting>, Vec<Problem>) {
    let in_force = InForce { state: Force::Yes, reason: None };
    let mut found = Found::new("yarn", file, Syntax::File, in_force);
    let root = Place::file(file);
    if let Some(second) = parsed.documents.get(1) {
        found.unexpected(&root, second, "one document");
    }
    let Some(document) = parsed.documents.first().filter(|document| !document.is_null()) else {
        return (found.settings, found.problems);
    };
    if !document.is_map() {
        found.unexpected(&root, document, "a mapping");
    }
    for entry in members(document) {
        let place = place_of(&root, &entry.key);
        match entry.key.as_str() {
            "npmScopes" => around(&mut found, &place, &entry.value, Around::Scope),
            "npmRegistries" | "networkSettings" => {
                around(&mut found, &place, &entry.value, Around::Host);
            }
            name if OF_PACKAGES.contains(&name) => {}
            name => found.member(&Key::plain(name), &place, &entry.value),
        }
    }
    (found.settings, found.problems)
}

/// What the keys of a mapping of settings are.
#[derive(Clone, Copy)]
enum Around {
    Scope,
    Host,
}

/// Settings for one scope or one host each.
fn around(found: &mut Found<'_>, place: &Place, node: &Node, kind: Around) {
    if !node.is_map() && !node.is_null() {
        found.unexpected(place, node, "a mapping");
    }
    for outer in members(node) {
        let place = place_of(place, &outer.key);
        let inner = members(&outer.value);
        if !outer.value.is_map() && !outer.value.is_null() {
            found.unexpected(&place, &outer.value, "a mapping");
        }
        let server = inner.iter().find(|entry| entry.key == "npmRegistryServer");
        let server = server.and_then(|entry| entry.value.text()).map(bound_to);
        for entry in inner {
            let name = entry.key.as_str();
            let key = match kind {
                Around::Host => Key { name, scope: None, bound_to: Some(bound_to(&outer.key)) },
                // A credential of a scope goes to the registry that stands beside it.
                Around::Scope => Key {
                    name,
                    scope: Some(scope(&outer.key)),
                    bound_to: server.filter(|_| name.starts_with("npmAuth")),
                },
            };
            found.member(&key, &place_of(&place, name), &entry.value);
        }
    }
}

/// The members of a mapping, of each key the last.
fn members(node: &Node) -> Vec<&Entry> {
    let entries = node.entries();
    let last: HashMap<&str, usize> =
        entries.iter().enumerate().map(|(index, entry)| (entry.key.as_str(), index)).collect();
    let mut members: Vec<(usize, &Entry)> = entries.iter().enumerate().collect();
    members.retain(|(index, entry)| last.get(entry.key.as_str()) == Some(index));
    members.into_iter().map(|(_, entry)| entry).collect()
}
