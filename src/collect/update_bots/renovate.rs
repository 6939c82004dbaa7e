//! Renovate's configuration: <https://docs.renovatebot.com/configuration-options/>.

use super::duration::{DAY, seconds};
use super::{MOST, texts, unexpected};
use crate::facts::{BotExecution, BotPreset, BotUpdates, BotWait, Problem, UpdateBot};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The manifest, which may hold the configuration in a member.
pub(super) const MANIFEST: &str = "package.json";

/// The files, in the order in which Renovate looks for them.
const FILES: [&str; 12] = [
    "renovate.json",
    "renovate.jsonc",
    "renovate.json5",
    ".github/renovate.json",
    ".github/renovate.json5",
    ".gitlab/renovate.json",
    ".gitlab/renovate.json5",
    ".renovaterc",
    ".renovaterc.json",
    ".renovaterc.jsonc",
    ".renovaterc.json5",
    MANIFEST,
];

/// The groups of presets that are part of Renovate: what stands before the colon.
const OWN_PRESETS: [&str; 20] = [
    "",
    "abandonments",
    "compatibility",
    "config",
    "customManagers",
    "default",
    "docker",
    "global",
    "group",
    "helpers",
    "mergeConfidence",
    "monorepo",
    "npm",
    "packages",
    "preview",
    "regexManagers",
    "replacements",
    "schedule",
    "security",
    "workarounds",
];

/// The settings that run something where their value is not `false`.
const EXECUTIONS: [&str; 3] = ["allowScripts", "allowPlugins", "postUpgradeTasks"];

/// The place of a file among those that Renovate looks for.
pub(super) fn rank(path: &str) -> Option<usize> {
    FILES.iter().position(|file| *file == path)
}

/// Reads the configuration.
pub(super) fn read(place: &Place, root: &Node, problems: &mut Vec<Problem>) -> UpdateBot {
    let mut updates = BotUpdates {
        at: place.at(),
        off: root.get("enabled").and_then(Node::boolean) == Some(false),
        ..BotUpdates::default()
    };
    let mut executions = executions(place, root);
    updates.waits.extend(wait(place, root, None, Vec::new()));
    if let Some(npm) = root.get("npm").filter(|npm| npm.is_map()) {
        let place = place.key("npm");
        updates.waits.extend(wait(&place, npm, Some(vec!["npm".to_owned()]), Vec::new()));
    }
    if let Some(rules) = root.get("packageRules") {
        let place = place.key("packageRules");
        if !rules.is_list() {
            problems.push(unexpected(&place, "a list", rules));
        }
        for (index, rule) in rules.items().iter().take(MOST).enumerate() {
            let place = place.index(index);
            let (ecosystems, only) = matchers(rule);
            updates.waits.extend(wait(&place, rule, ecosystems, only));
            executions.extend(self::executions(&place, rule));
        }
    }
    UpdateBot {
        at: place.at(),
        kind: "renovate".to_owned(),
        updates: vec![updates],
        presets: presets(place, root),
        executions,
    }
}

/// `minimumReleaseAge`, and `stabilityDays` as it was called before.
fn wait(
    place: &Place,
    node: &Node,
    ecosystems: Option<Vec<String>>,
    only: Vec<String>,
) -> Option<BotWait> {
    const AGE: &str = "minimumReleaseAge";
    const OLD: &str = "stabilityDays";
    let (setting, value) = match (node.get(AGE), node.get(OLD)) {
        (Some(value), _) => (AGE, value),
        (None, Some(value)) => (OLD, value),
        (None, None) => return None,
    };
    let text = value.text();
    let seconds = match text {
        _ if value.is_null() => Some(0),
        Some(text) if setting == AGE => seconds(text),
        Some(text) => text.parse().ok().and_then(|days: u64| days.checked_mul(DAY)),
        None => None,
    };
    Some(BotWait {
        at: place.key(setting).at(),
        setting: setting.to_owned(),
        value: text.unwrap_or_default().to_owned(),
        seconds,
        ecosystems,
        only,
        except: Vec::new(),
    })
}

/// What the matchers of a rule restrict it to: ecosystems, and anything else.
fn matchers(rule: &Node) -> (Option<Vec<String>>, Vec<String>) {
    let mut ecosystems: Option<Vec<String>> = None;
    let mut only = Vec::new();
    for entry in rule.entries().iter().take(MOST) {
        let name = entry.key.as_str();
        if !name.starts_with("match") && !name.starts_with("exclude") {
            continue;
        }
        let values = texts(Some(&entry.value));
        if matches!(name, "matchDatasources" | "matchManagers") {
            ecosystems.get_or_insert_default().extend(values);
        } else if values.iter().any(|value| is_everything(value)) {
            // What is taken out of everything is a restriction all the same.
            only.extend(values.into_iter().filter(|value| !is_everything(value)));
        } else if values.is_empty() {
            only.push(name.to_owned());
        } else {
            only.extend(values);
        }
    }
    (ecosystems, only)
}

fn is_everything(pattern: &str) -> bool {
    matches!(pattern, "*" | "**" | "/.*/" | "/^.*$/" | ".*")
}

fn presets(place: &Place, root: &Node) -> Vec<BotPreset> {
    let Some(extends) = root.get("extends") else { return Vec::new() };
    let place = place.key("extends");
    if let Some(name) = extends.text() {
        return vec![preset(&place, name)];
    }
    let items = extends.items().iter().take(MOST).enumerate();
    items.filter_map(|(index, item)| Some(preset(&place.index(index), item.text()?))).collect()
}

fn preset(place: &Place, name: &str) -> BotPreset {
    let own = name.split_once(':').is_some_and(|(group, _)| OWN_PRESETS.contains(&group));
    BotPreset { at: place.at(), name: name.to_owned(), elsewhere: !own }
}

fn executions(place: &Place, node: &Node) -> Vec<BotExecution> {
    let mut found = Vec::new();
    for setting in EXECUTIONS {
        let Some(value) = node.get(setting).filter(|value| !value.is_null()) else { continue };
        // Tasks without a command run nothing.
        let idle = value.boolean() == Some(false)
            || (value.is_map() && texts(value.get("commands")).is_empty());
        if !idle {
            found.push(BotExecution {
                at: place.key(setting).at(),
                setting: setting.to_owned(),
                value: value.text().map(str::to_owned),
            });
        }
    }
    if let Some(value) = node.get("ignoreScripts").filter(|value| value.boolean() == Some(false)) {
        found.push(BotExecution {
            at: place.key("ignoreScripts").at(),
            setting: "ignoreScripts".to_owned(),
            value: value.text().map(str::to_owned),
        });
    }
    found
}
