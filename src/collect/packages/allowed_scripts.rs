//! The lists that allow or refuse install scripts, in a `package.json`: every tool has its own.

use super::shape::{Shape, members};
use crate::facts::AllowedScript;
use crate::source::anchor::Place;
use crate::source::node::{Entry, Node};

const FACTS: &[&str] = &["packages[*].allowed_scripts"];

/// Lists of names: their path, and whether standing there allows.
const LISTS: [(&[&str], bool); 4] = [
    (&["trustedDependencies"], true),
    (&["pnpm", "onlyBuiltDependencies"], true),
    (&["pnpm", "neverBuiltDependencies"], false),
    (&["pnpm", "ignoredBuiltDependencies"], false),
];

/// Objects of names with `true` or `false`.
const OBJECTS: [&[&str]; 3] =
    [&["allowScripts"], &["pnpm", "allowBuilds"], &["lavamoat", "allowScripts"]];

/// Reads `allowScripts` (npm 12), `trustedDependencies` (bun), the lists under `pnpm`,
/// `dependenciesMeta.*.built` (Yarn) and `lavamoat.allowScripts`.
///
/// Which of them the tool in use reads is not asked here: a list that nobody reads is a fact.
pub(crate) fn allowed_scripts(
    document: &Node,
    file: &Place,
    shape: &mut Shape,
) -> Vec<AllowedScript> {
    let mut allowed = Vec::new();
    for path in OBJECTS {
        let (place, node) = walk(document, file, path);
        for entry in shape.object(node, &place, FACTS) {
            flag(entry, &place.key(&entry.key), &path.join("."), &entry.key, shape, &mut allowed);
        }
    }
    for (path, allows) in LISTS {
        let (place, node) = walk(document, file, path);
        for (place, key) in shape.strings(node, &place, FACTS) {
            allowed.push(AllowedScript {
                at: place.at(),
                list: path.join("."),
                key: key.to_owned(),
                allowed: allows,
            });
        }
    }
    let place = file.key("dependenciesMeta");
    for meta in shape.object(document.get("dependenciesMeta"), &place, FACTS) {
        let place = place.key(&meta.key);
        for entry in members(&meta.value).into_iter().filter(|entry| entry.key == "built") {
            flag(entry, &place.key("built"), "dependenciesMeta", &meta.key, shape, &mut allowed);
        }
    }
    allowed
}

fn flag(
    entry: &Entry,
    place: &Place,
    list: &str,
    key: &str,
    shape: &mut Shape,
    allowed: &mut Vec<AllowedScript>,
) {
    if let Some(answer) = shape.boolean(Some(&entry.value), place, FACTS) {
        allowed.push(AllowedScript {
            at: place.at(),
            list: list.to_owned(),
            key: key.to_owned(),
            allowed: answer,
        });
    }
}

fn walk<'n>(document: &'n Node, file: &Place, path: &[&str]) -> (Place, Option<&'n Node>) {
    path.iter().fold((file.clone(), Some(document)), |(place, node), key| {
        (place.key(key), node.and_then(|node| node.get(key)))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::collect::packages::tests::document;

    #[test]
    fn the_lists_of_every_tool_are_read() {
        let text = r#"{
          "allowScripts": {"esbuild@0.25.1 || 0.25.2": true, "core-js": false, "bad": "yes"},
          "trustedDependencies": ["sharp"],
          "pnpm": {
            "onlyBuiltDependencies": ["a"], "neverBuiltDependencies": ["b"],
            "ignoredBuiltDependencies": ["c", 1], "allowBuilds": {"d": true}
          },
          "dependenciesMeta": {"e@1.0.0": {"built": true}, "f": {"built": false}, "g": {}},
          "lavamoat": {"allowScripts": {"h>i": false}}
        }"#;
        let mut shape = Shape::default();
        let found = allowed_scripts(&document(text), &Place::file("p.json"), &mut shape);
        let rows: Vec<String> = found
            .iter()
            .map(|one| format!("{} {} {} {}", one.at, one.list, one.key, one.allowed))
            .collect();
        assert_eq!(
            rows,
            [
                "p.json#/allowScripts/esbuild@0.25.1%20%7C%7C%200.25.2 allowScripts esbuild@0.25.1 || 0.25.2 true",
                "p.json#/allowScripts/core-js allowScripts core-js false",
                "p.json#/pnpm/allowBuilds/d pnpm.allowBuilds d true",
                "p.json#/lavamoat/allowScripts/h%3Ei lavamoat.allowScripts h>i false",
                "p.json#/trustedDependencies/0 trustedDependencies sharp true",
                "p.json#/pnpm/onlyBuiltDependencies/0 pnpm.onlyBuiltDependencies a true",
                "p.json#/pnpm/neverBuiltDependencies/0 pnpm.neverBuiltDependencies b false",
                "p.json#/pnpm/ignoredBuiltDependencies/0 pnpm.ignoredBuiltDependencies c false",
                "p.json#/dependenciesMeta/e@1.0.0/built dependenciesMeta e@1.0.0 true",
                "p.json#/dependenciesMeta/f/built dependenciesMeta f false",
            ]
        );
        let problems: Vec<(&str, &str)> =
            shape.problems.iter().map(|p| (p.at.as_str(), p.reason.as_str())).collect();
        assert_eq!(
            problems,
            [
                ("p.json#/allowScripts/bad", "expected true or false, found a string"),
                ("p.json#/pnpm/ignoredBuiltDependencies/1", "expected a string, found a number"),
            ]
        );
    }
}
