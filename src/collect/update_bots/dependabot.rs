//! `dependabot.yml`: <https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference>.

use super::duration::DAY;
use super::{MOST, texts, unexpected};
use crate::facts::{BotExecution, BotUpdates, BotWait, Problem, UpdateBot};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// Whether GitHub reads this file.
pub(super) fn is_file(path: &str) -> bool {
    matches!(path, ".github/dependabot.yml" | ".github/dependabot.yaml")
}

/// Reads the configuration.
pub(super) fn read(place: &Place, root: &Node, problems: &mut Vec<Problem>) -> UpdateBot {
    let mut bot =
        UpdateBot { at: place.at(), kind: "dependabot".to_owned(), ..UpdateBot::default() };
    let Some(list) = root.get("updates") else { return bot };
    let place = place.key("updates");
    if !list.is_list() {
        problems.push(unexpected(&place, "a list", list));
        return bot;
    }
    for (index, entry) in list.items().iter().take(MOST).enumerate() {
        let place = place.index(index);
        if !entry.is_map() {
            problems.push(unexpected(&place, "a mapping", entry));
            continue;
        }
        const EXECUTION: &str = "insecure-external-code-execution";
        if let Some(value) = entry.get(EXECUTION).and_then(Node::text) {
            bot.executions.push(BotExecution {
                at: place.key(EXECUTION).at(),
                setting: EXECUTION.to_owned(),
                value: Some(value.to_owned()),
            });
        }
        bot.updates.push(updates(&place, entry, problems));
    }
    bot
}

fn updates(place: &Place, entry: &Node, problems: &mut Vec<Problem>) -> BotUpdates {
    let mut directories = texts(entry.get("directory"));
    directories.extend(texts(entry.get("directories")));
    let limit = entry.get("open-pull-requests-limit").and_then(Node::text);
    BotUpdates {
        at: place.at(),
        ecosystem: entry.get("package-ecosystem").and_then(Node::text).map(str::to_owned),
        directories,
        off: limit == Some("0"),
        waits: waits(place, entry, problems),
    }
}

/// The periods of `cooldown`.
fn waits(place: &Place, entry: &Node, problems: &mut Vec<Problem>) -> Vec<BotWait> {
    const PERIODS: [&str; 4] =
        ["default-days", "semver-major-days", "semver-minor-days", "semver-patch-days"];
    let Some(cooldown) = entry.get("cooldown").filter(|node| !node.is_null()) else {
        return Vec::new();
    };
    let place = place.key("cooldown");
    if !cooldown.is_map() {
        problems.push(unexpected(&place, "a mapping", cooldown));
        return Vec::new();
    }
    let (only, except) = (texts(cooldown.get("include")), texts(cooldown.get("exclude")));
    let periods = PERIODS.iter().filter_map(|name| {
        let value = cooldown.get(name)?.text()?;
        Some(BotWait {
            at: place.key(name).at(),
            setting: (*name).to_owned(),
            value: value.to_owned(),
            seconds: value.parse().ok().and_then(|days: u64| days.checked_mul(DAY)),
            ecosystems: None,
            only: only.clone(),
            except: except.clone(),
        })
    });
    let mut waits: Vec<_> = periods.collect();
    // Names without a period of their own: the default's.
    if waits.is_empty() && !(only.is_empty() && except.is_empty()) {
        waits.push(BotWait {
            at: place.at(),
            setting: "cooldown".to_owned(),
            value: String::new(),
            seconds: None,
            ecosystems: None,
            only,
            except,
        });
    }
    waits
}
