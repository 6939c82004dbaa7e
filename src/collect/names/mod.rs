//! Names of dependencies and actions that can be taken for those of popular ones.
//!
//! Which are popular is known from embedded lists. Whether a resemblance is a mistake is for policies
//! to say.

mod actions;
mod edit;
mod popular;
mod resemble;
mod shapes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Dependency, Package, Resemblance, SourceKind};
use crate::policy::reads::Demand;
pub(super) use actions::resemblances as action_resemblances;
use popular::POPULAR;

/// Tells of each dependency from a registry which popular package its name can be taken for. What
/// the repository itself is called, or has the scope of, is nobody's imitation.
pub(super) fn resemblances(packages: &mut [Package], demand: &Demand) {
    if !demand.wants("packages[*].dependencies[*].resembles") {
        return;
    }
    let own: BTreeSet<String> = packages
        .iter()
        .flat_map(|package| [&package.name, &package.scope])
        .filter_map(Clone::clone)
        .collect();
    let is_own = |name: &str| {
        own.contains(name) || name.split_once('/').is_some_and(|(scope, _)| own.contains(scope))
    };
    // Members of a workspace ask for the same packages again and again.
    let mut known: BTreeMap<String, Option<Resemblance>> = BTreeMap::new();
    for dependency in packages.iter_mut().flat_map(|package| &mut package.dependencies) {
        let Some(name) = asked_for(dependency).filter(|name| !is_own(name)) else {
            continue;
        };
        dependency.resembles = match known.get(name) {
            Some(found) => found.clone(),
            None => {
                let found = resemble::resemblance(name, &POPULAR);
                known.insert(name.to_owned(), found.clone());
                found
            }
        };
    }
}

/// The name that a registry is asked for. A catalog holds ranges of versions under the names of the
/// packages.
fn asked_for(dependency: &Dependency) -> Option<&str> {
    match dependency.source.kind {
        SourceKind::Registry | SourceKind::Catalog => Some(&dependency.name),
        SourceKind::Alias => dependency.source.name.as_deref(),
        _ => None,
    }
}
