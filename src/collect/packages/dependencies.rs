//! The dependencies that a manifest lists, of every kind, and those that it ships within.

use super::shape::{Shape, members, string};
use super::source::dependency_source;
use crate::collect::address::masked;
use crate::facts::{Dependency, DependencyKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The members that list dependencies, in the order of [`DependencyKind`].
pub(crate) const LISTS: [(&str, DependencyKind); 4] = [
    ("dependencies", DependencyKind::Production),
    ("devDependencies", DependencyKind::Development),
    ("optionalDependencies", DependencyKind::Optional),
    ("peerDependencies", DependencyKind::Peer),
];

/// Reads the four lists, by kind and name.
pub(crate) fn dependencies(document: &Node, file: &Place, shape: &mut Shape) -> Vec<Dependency> {
    const FACTS: &[&str] = &["packages[*].dependencies"];
    let mut dependencies = Vec::new();
    for (list, kind) in LISTS {
        let place = file.key(list);
        for entry in shape.object(document.get(list), &place, FACTS) {
            let place = place.key(&entry.key);
            let Some(spec) = string(&entry.value) else {
                shape.unexpected(&place, FACTS, "a string", &entry.value);
                continue;
            };
            dependencies.push(Dependency {
                at: place.at(),
                name: entry.key.clone(),
                kind,
                spec: masked(spec).into_owned(),
                source: dependency_source(&entry.key, spec),
                resembles: None,
            });
        }
    }
    dependencies.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    dependencies
}

/// Reads `bundleDependencies`, or `bundledDependencies` where only that is written. `true`
/// stands for every entry of `dependencies`.
pub(crate) fn bundled(document: &Node, file: &Place, shape: &mut Shape) -> Vec<String> {
    let key = match document.get("bundleDependencies") {
        Some(_) => "bundleDependencies",
        None => "bundledDependencies",
    };
    let node = document.get(key);
    match node.and_then(Node::boolean) {
        Some(true) => document
            .get("dependencies")
            .map(|list| members(list).iter().map(|entry| entry.key.clone()).collect())
            .unwrap_or_default(),
        Some(false) => Vec::new(),
        None => shape
            .strings(node, &file.key(key), &["packages[*].bundled"])
            .into_iter()
            .map(|(_, name)| name.to_owned())
            .collect(),
    }
}
