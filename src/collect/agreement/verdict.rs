//! What comes of a comparison, and the list of what was found.

use std::collections::BTreeSet;

use super::project::Manifest;
use crate::collect::lockfiles::Asked;
use crate::collect::semver::{Range, Version};
use crate::facts::{Agreement, Dependency, Difference, DifferenceKind, Undecided};

/// What comes of comparing one dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Agrees,
    Differs {
        kind: DifferenceKind,
        /// What the lockfile has, and where.
        locked: Option<String>,
        locked_at: Option<String>,
    },
    Undecided(&'static str),
}

impl Verdict {
    pub(super) fn missing() -> Self {
        Self::Differs { kind: DifferenceKind::Missing, locked: None, locked_at: None }
    }

    pub(super) fn unsatisfied(locked: &str, at: String) -> Self {
        let (locked, locked_at) = (Some(locked.to_owned()), Some(at));
        Self::Differs { kind: DifferenceKind::Unsatisfied, locked, locked_at }
    }

    pub(super) fn other(locked: Option<&str>, at: String) -> Self {
        Self::Differs {
            kind: DifferenceKind::SpecificationDiffers,
            locked: locked.map(str::to_owned),
            locked_at: Some(at),
        }
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings(Agreement);

impl Findings {
    /// Takes the verdicts on all lists of a manifest that have one name: the lockfile was made from
    /// one of them.
    pub(super) fn take(&mut self, listed: &[&Dependency], check: impl Fn(&Dependency) -> Verdict) {
        self.0.compared += 1;
        let verdicts: Vec<Verdict> = listed.iter().map(|dependency| check(dependency)).collect();
        if verdicts.contains(&Verdict::Agrees) {
            return;
        }
        for (dependency, verdict) in listed.iter().zip(verdicts).take(1) {
            match verdict {
                Verdict::Agrees => {}
                Verdict::Undecided(reason) => {
                    self.undecided(&dependency.at, &dependency.name, reason);
                }
                Verdict::Differs { kind, locked, locked_at } => self.differs(Difference {
                    at: dependency.at.clone(),
                    kind,
                    name: dependency.name.clone(),
                    wanted: Some(dependency.spec.clone()),
                    locked,
                    locked_at,
                }),
            }
        }
    }

    pub(super) fn differs(&mut self, difference: Difference) {
        self.0.differences.push(difference);
    }

    /// The names of all that something was found about.
    pub(super) fn names(&self) -> BTreeSet<String> {
        let differences = self.0.differences.iter().map(|difference| &difference.name);
        let undecided = self.0.undecided.iter().map(|undecided| &undecided.name);
        differences.chain(undecided).cloned().collect()
    }

    /// The places in the lockfile that something was found about.
    pub(super) fn lines(&self) -> BTreeSet<String> {
        self.0.differences.iter().filter_map(|difference| difference.locked_at.clone()).collect()
    }

    pub(super) fn undecided(&mut self, at: &str, name: &str, reason: &str) {
        let (at, name, reason) = (at.to_owned(), name.to_owned(), reason.to_owned());
        self.0.undecided.push(Undecided { at, name, reason });
    }

    /// A member of the workspace that the lockfile does not know.
    pub(super) fn missing_member(&mut self, manifest: &Manifest<'_>) {
        self.differs(Difference {
            at: manifest.package.at.clone(),
            kind: DifferenceKind::MissingMember,
            name: manifest.folder.to_owned(),
            wanted: None,
            locked: None,
            locked_at: None,
        });
    }

    /// A dependency that only the lockfile has.
    pub(super) fn stale(&mut self, name: &str, asked: &Asked) {
        self.differs(Difference {
            at: asked.at.clone(),
            kind: DifferenceKind::Stale,
            name: name.to_owned(),
            wanted: None,
            locked: asked.spec.clone().or_else(|| asked.version.clone()),
            locked_at: None,
        });
    }

    /// An override that is not what the lockfile was made with.
    pub(super) fn overridden(
        &mut self,
        at: &str,
        name: &str,
        wanted: Option<&str>,
        locked: Option<(&str, String)>,
    ) {
        let (locked, locked_at) = locked.unzip();
        self.differs(Difference {
            at: at.to_owned(),
            kind: DifferenceKind::OverrideDiffers,
            name: name.to_owned(),
            wanted: wanted.map(str::to_owned),
            locked: locked.map(str::to_owned),
            locked_at,
        });
    }

    pub(super) fn finish(mut self) -> Agreement {
        self.0.differences.sort();
        self.0.differences.dedup();
        self.0.undecided.sort();
        self.0.undecided.dedup();
        self.0
    }
}

/// Whether a version is in a range; nothing where the one or the other is none.
pub(super) fn satisfies(version: &str, range: &str) -> Option<bool> {
    let range = Range::parse(range)?;
    let version = Version::parse(version)?;
    Some(range.is_any() || range.holds(&version))
}

/// The range of a specification of a registry, with or without an alias: `^1` in `npm:real@^1`.
pub(super) fn range_of(dependency: &Dependency) -> &str {
    let spec = dependency.spec.trim();
    let Some(rest) = spec.strip_prefix("npm:") else { return spec };
    match &dependency.source.name {
        Some(real) => {
            rest.strip_prefix(real.as_str()).map_or("", |rest| rest.trim_start_matches('@'))
        }
        None => match rest.strip_prefix(dependency.name.as_str()) {
            Some(rest) if rest.is_empty() || rest.starts_with('@') => rest.trim_start_matches('@'),
            _ => rest,
        },
    }
}
