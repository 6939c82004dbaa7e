//! Collects the configuration of update bots: Dependabot's and Renovate's.
//!
//! Where they stand: <https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference>,
//! <https://docs.renovatebot.com/configuration-options/>.

mod dependabot;
mod duration;
mod renovate;
#[cfg(test)]
mod tests;

use super::harvest::{self, Harvest};
use super::{Collector, File};
use crate::facts::{Problem, ProblemKind, UpdateBot};
use crate::source::anchor::Place;
use crate::source::node::Node;

const FACTS: &[&str] = &["repository.update_bots"];

/// The largest list that is read of one configuration.
const MOST: usize = 1000;

/// Dependabot's and Renovate's configuration.
pub(crate) struct UpdateBotFile;

impl Collector for UpdateBotFile {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        dependabot::is_file(path) || renovate::rank(path).is_some()
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        match collect(file.path, file.bytes) {
            Ok((bot, problems)) => {
                Harvest { update_bots: bot.into_iter().collect(), problems, ..Harvest::default() }
            }
            Err(problem) => Harvest::problem(problem),
        }
    }
}

type Read = (Option<UpdateBot>, Vec<Problem>);

fn collect(path: &str, bytes: &[u8]) -> Result<Read, Problem> {
    let manifest = path == renovate::MANIFEST;
    // Nearly every manifest is no configuration: what is wrong with those is told by others.
    if manifest && !holds(bytes, br#""renovate""#) {
        return Ok((None, Vec::new()));
    }
    let text = harvest::text(path, bytes, FACTS)?;
    let is_dependabot = dependabot::is_file(path);
    let (parsed, mut problems) = if is_dependabot {
        harvest::yaml(path, text, FACTS)?
    } else if manifest {
        harvest::json(path, text, FACTS)?
    } else {
        harvest::json5(path, text, FACTS)?
    };
    let place = Place::file(path);
    let Some(root) = parsed.documents.first() else { return Ok((None, problems)) };
    let (place, root) = if manifest {
        match root.get("renovate") {
            Some(node) => (place.key("renovate"), node),
            None => return Ok((None, Vec::new())),
        }
    } else {
        (place, root)
    };
    if !root.is_map() {
        problems.push(unexpected(&place, "a mapping", root));
        return Ok((None, problems));
    }
    let bot = if is_dependabot {
        dependabot::read(&place, root, &mut problems)
    } else {
        renovate::read(&place, root, &mut problems)
    };
    Ok((Some(bot), problems))
}

/// Puts the bots in order. Renovate reads the first of its files alone.
pub(super) fn settle(bots: &mut Vec<UpdateBot>) {
    let rank = |bot: &UpdateBot| renovate::rank(bot.at.split('#').next().unwrap_or_default());
    let first = bots.iter().filter_map(rank).min();
    bots.retain(|bot| rank(bot).is_none_or(|own| Some(own) == first));
    bots.sort_by(|a, b| a.at.cmp(&b.at));
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn unexpected(place: &Place, wanted: &str, found: &Node) -> Problem {
    Problem {
        at: place.at(),
        kind: ProblemKind::Unexpected,
        facts: FACTS.iter().map(|path| (*path).to_owned()).collect(),
        reason: format!("expected {wanted}, found {}", found.describe()),
    }
}

/// The texts of a list, or of a single value where a list is meant.
fn texts(node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let items = if node.is_list() { node.items() } else { std::slice::from_ref(node) };
    items.iter().take(MOST).filter_map(Node::text).map(str::to_owned).collect()
}
