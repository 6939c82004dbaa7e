//! The facts as they are written for the last time.

use std::cell::RefCell;

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::{
    Attested, Changes, Domain, Facts, Fetch, Installer, Lockfile, Lookup, Package, Pipeline,
    Problem, Repository, Setting, Target,
};

/// The same document as [`Facts`]. What was read from files is most of it: of that each item is let go
/// as soon as it is written, so that the facts and what is made of them are never there twice.
#[derive(serde::Serialize)]
pub(crate) struct Spending<'a> {
    schema: &'a str,
    target: &'a Target,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<Repository>,
    packages: Spent<Package>,
    settings: Spent<Setting>,
    installers: Spent<Installer>,
    lockfiles: Spent<Lockfile>,
    pipelines: Spent<Pipeline>,
    domains: &'a [Domain],
    lookups: &'a [Lookup],
    fetches: &'a [Fetch],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attested: Vec<Attested>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Changes>,
    problems: &'a [Problem],
}

/// A list of which nothing is left once it has been written.
struct Spent<T>(RefCell<Vec<T>>);

impl<T> Spent<T> {
    fn of(list: &mut Vec<T>) -> Self {
        Self(RefCell::new(std::mem::take(list)))
    }
}

impl<T: Serialize> Serialize for Spent<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items = self.0.take();
        let mut list = serializer.serialize_seq(Some(items.len()))?;
        for item in items {
            list.serialize_element(&item)?;
        }
        list.end()
    }
}

impl Facts {
    /// Gives away what was read from files, to be written once. What the network said and what could
    /// not be read stays.
    pub(crate) fn spend(&mut self) -> Spending<'_> {
        // All of them by name: one that is forgotten here would be judged as absent.
        let Self {
            schema,
            target,
            repository,
            packages,
            settings,
            installers,
            lockfiles,
            pipelines,
            domains,
            lookups,
            fetches,
            attested,
            changes,
            problems,
        } = self;
        Spending {
            schema,
            target,
            repository: repository.take(),
            packages: Spent::of(packages),
            settings: Spent::of(settings),
            installers: Spent::of(installers),
            lockfiles: Spent::of(lockfiles),
            pipelines: Spent::of(pipelines),
            domains,
            lookups,
            fetches,
            attested: std::mem::take(attested),
            changes: changes.take(),
            problems,
        }
    }
}
