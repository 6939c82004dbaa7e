//! `scripts`: their texts, their commands, and which of them nobody has to call.

use super::shape::{Shape, string};
use crate::facts::{Command, Script};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// Reads the commands of a script whose text stands at a place.
pub(crate) type ParseScript<'a> = &'a dyn Fn(&str, &Place) -> Vec<Command>;

/// The scripts that install, pack and publish run by themselves: npm's documentation,
/// "Scripts", section "Life Cycle Scripts"; the last one is pnpm's.
const LIFECYCLE: [&str; 16] = [
    "preinstall",
    "install",
    "postinstall",
    "preprepare",
    "prepare",
    "postprepare",
    "prepublish",
    "prepublishOnly",
    "prepack",
    "postpack",
    "publish",
    "postpublish",
    "predependencies",
    "dependencies",
    "postdependencies",
    "pnpm:devPreinstall",
];

/// Whether a package manager runs a script of this name without being asked to.
pub(crate) fn is_lifecycle(name: &str) -> bool {
    LIFECYCLE.contains(&name)
}

/// Reads `scripts`.
pub(crate) fn scripts(
    document: &Node,
    file: &Place,
    shape: &mut Shape,
    parse_script: ParseScript<'_>,
) -> Vec<Script> {
    const FACTS: &[&str] = &["packages[*].scripts"];
    let place = file.key("scripts");
    let mut scripts = Vec::new();
    for entry in shape.object(document.get("scripts"), &place, FACTS) {
        let place = place.key(&entry.key);
        let Some(text) = string(&entry.value) else {
            shape.unexpected(&place, FACTS, "a string", &entry.value);
            continue;
        };
        scripts.push(Script {
            at: place.at(),
            name: entry.key.clone(),
            text: text.to_owned(),
            lifecycle: is_lifecycle(&entry.key),
            commands: parse_script(text, &place),
        });
    }
    scripts
}
