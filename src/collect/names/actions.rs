//! Actions whose names can be taken for those of popular ones.
//!
//! A repository has an owner, and only that owner can put something into it: what imitates
//! `actions/checkout` stands under an owner that looks like `actions`. Another owner with a repository
//! of the same name has a fork, and makes no secret of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::edit::edit;
use super::shapes::{compact, skeleton};
use crate::facts::{Pipeline, Uses, UsesKind};
use crate::policy::reads::Demand;

/// The list: comment lines with `#`, then a name a line, in lower case.
const TEXT: &str = include_str!("popular-actions.txt");

/// The fewest letters of an owner that is compared letter by letter.
const SHORTEST_OWNER: usize = 4;

/// The fewest letters of a repository's name in which a slip counts.
const SHORTEST_NAME: usize = 6;

/// The longest name that is compared: GitHub's limits of an owner and a repository together.
const LONGEST: usize = 140;

static POPULAR: LazyLock<Popular> = LazyLock::new(Popular::new);

/// Popular actions, by what other names may share with them.
struct Popular {
    /// Owners with the names of their repositories.
    owners: BTreeMap<&'static str, Vec<&'static str>>,
    skeletons: HashMap<String, &'static str>,
}

impl Popular {
    fn new() -> Self {
        let mut popular = Self { owners: BTreeMap::new(), skeletons: HashMap::new() };
        for action in TEXT.lines().filter(|line| !line.starts_with('#')) {
            if let Some((owner, name)) = action.split_once('/') {
                popular.owners.entry(owner).or_default().push(name);
                popular.skeletons.entry(skeleton(action)).or_insert(action);
            }
        }
        popular
    }

    /// The popular action that this one can be taken for; `action` is in lower case.
    fn like(&self, action: &str) -> Option<String> {
        let (owner, name) = action.split_once('/')?;
        // Nobody but its owner has repositories there.
        if action.len() > LONGEST || self.owners.contains_key(owner) {
            return None;
        }
        if let Some(popular) = self.skeletons.get(&skeleton(action)) {
            return Some((*popular).to_owned());
        }
        // The two words in the other order: `checkout/actions`.
        if self.owners.get(name).is_some_and(|names| names.contains(&owner)) {
            return Some(format!("{name}/{owner}"));
        }
        self.owners.iter().find_map(|(popular, names)| {
            let near = compact(owner) == compact(popular)
                || (popular.len() >= SHORTEST_OWNER && edit(owner, popular).is_some());
            let found = names.iter().find(|other| near && is_near(name, other))?;
            Some(format!("{popular}/{found}"))
        })
    }
}

/// The same name, or one slip away.
fn is_near(name: &str, popular: &str) -> bool {
    name == popular || (popular.len() >= SHORTEST_NAME && edit(name, popular).is_some())
}

/// Tells of each action and reusable workflow of another repository which popular one its name can
/// be taken for.
pub(in crate::collect) fn resemblances(pipelines: &mut [Pipeline], demand: &Demand) {
    const OF_STEPS: &str = "pipelines[*].jobs[*].steps[*].uses.resembles";
    const OF_CALLS: &str = "pipelines[*].jobs[*].calls.uses.resembles";
    if !demand.wants(OF_STEPS) && !demand.wants(OF_CALLS) {
        return;
    }
    // The same few actions are used again and again.
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    let mut tell = |uses: &mut Uses| {
        let Some(action) = &uses.action else { return };
        if !matches!(uses.kind, UsesKind::Action | UsesKind::Workflow) {
            return;
        }
        uses.resembles = match known.get(action) {
            Some(found) => found.clone(),
            None => {
                let found = POPULAR.like(action);
                known.insert(action.clone(), found.clone());
                found
            }
        };
    };
    for job in pipelines.iter_mut().flat_map(|pipeline| &mut pipeline.jobs) {
        job.steps.iter_mut().filter_map(|step| step.uses.as_deref_mut()).for_each(&mut tell);
        job.calls.iter_mut().for_each(|call| tell(&mut call.uses));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn owners_that_look_like_a_popular_one() {
        for (action, popular) in [
            ("action/checkout", "actions/checkout"),
            ("actons/setup-node", "actions/setup-node"),
            ("acti0ns/cache", "actions/cache"),
            ("actlons/checkout", "actions/checkout"),
            ("actiosn/upload-artifact", "actions/upload-artifact"),
            ("actions-/checkout", "actions/checkout"),
            ("action/chekout", "actions/checkout"),
            ("checkout/actions", "actions/checkout"),
            ("awsactions/configure-aws-credentials", "aws-actions/configure-aws-credentials"),
            ("tj-action/changed-files", "tj-actions/changed-files"),
            ("g1thub/codeql-action", "github/codeql-action"),
            ("pnpn/action-setup", "pnpm/action-setup"),
        ] {
            assert_eq!(POPULAR.like(action).as_deref(), Some(popular), "{action}");
        }
    }

    #[test]
    fn forks_and_names_of_a_popular_owner_resemble_nothing() {
        for action in [
            "actions/checkout",
            "actions/checkuot",
            "actions/something-new",
            "acme/checkout",
            "acme/setup-node",
            "reactions/emoji",
            "action/labeler-of-ours",
            "docker-practice/actions-setup-docker",
            "a/b",
            "no-owner",
        ] {
            assert_eq!(POPULAR.like(action), None, "{action}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_in_lower_case() {
        let names: Vec<_> = TEXT.lines().skip(1).collect();
        assert!(names.is_sorted());
        for name in names {
            assert_eq!(name, name.to_lowercase());
            assert_eq!(name.split('/').count(), 2, "{name}");
            assert_eq!(POPULAR.like(name), None);
        }
    }
}
