//! `bunfig.toml`: what bun is told of installing, the table `install`
//! (<https://bun.com/docs/runtime/bunfig>).

use super::tree::{Found, place_of};
use super::value::{Key, Syntax, bound_to, scope};
use crate::facts::{Force, InForce, Problem, Setting};
use crate::source::anchor::Place;
use crate::source::node::Node;
use crate::source::parsed::Parsed;

/// Reads a file.
pub(crate) fn bunfig(file: &str, parsed: &Parsed) -> (Vec<Setting>, Vec<Problem>) {
    let in_force = InForce { state: Force::Yes, reason: None };
    let mut found = Found::new("bun", file, Syntax::Bunfig, in_force);
    let place = Place::file(file).key("install");
    let Some(install) = parsed.documents.first().and_then(|root| root.get("install")) else {
        return (found.settings, found.problems);
    };
    if !install.is_map() {
        found.unexpected(&place, install, "a table");
    }
    for entry in install.entries() {
        let place = place_of(&place, &entry.key);
        match entry.key.as_str() {
            "registry" => registry(&mut found, &place, &entry.value, None),
            "scopes" => {
                if !entry.value.is_map() {
                    found.unexpected(&place, &entry.value, "a table");
                }
                for one in entry.value.entries() {
                    let place = place_of(&place, &one.key);
                    registry(&mut found, &place, &one.value, Some(&one.key));
                }
            }
            // Tables within: `lockfile.save`, `cache.dir`.
            name if entry.value.is_map() => {
                for inner in entry.value.entries() {
                    let name = format!("{name}.{}", inner.key);
                    let place = place_of(&place, &inner.key);
                    found.member(&Key::plain(&name), &place, &inner.value);
                }
            }
            name => found.member(&Key::plain(name), &place, &entry.value),
        }
    }
    (found.settings, found.problems)
}

/// A registry: its URL, or a table of `url` and credentials for it. bun itself sends a credential
/// without a `url` to the default registry.
fn registry(found: &mut Found<'_>, place: &Place, node: &Node, name_of_scope: Option<&str>) {
    let key = |name| Key { name, scope: name_of_scope.map(scope), bound_to: None };
    if !node.is_map() {
        if node.text().is_none() {
            found.unexpected(place, node, "a URL or a table");
        }
        return found.member(&key("registry"), place, node);
    }
    let host = node.get("url").and_then(Node::text).map(bound_to);
    for entry in node.entries() {
        let place = place_of(place, &entry.key);
        match entry.key.as_str() {
            "url" => found.member(&key("registry"), &place, &entry.value),
            name => {
                let key = Key { bound_to: host, ..key(name) };
                found.member(&key, &place, &entry.value);
            }
        }
    }
}
