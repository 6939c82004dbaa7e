//! Which domains a target is asked about, and why each is.

use std::collections::BTreeMap;

use super::dns::domain_anchor;
use super::email::{Asked, Selector};
use crate::config::ConfiguredDomain;
use crate::facts::domain::{DomainSource, DomainSourceKind};
use crate::facts::{Package, Problem, ProblemKind};
use crate::text::domain_name::of_address;

/// The most domains of one repository that are asked about. A contributors' list is no work order.
const MAX_DOMAINS: usize = 256;

/// The domains of a target, by name.
#[derive(Debug, Default)]
pub(super) struct Domains {
    asked: BTreeMap<String, Asked>,
    problems: Vec<Problem>,
}

impl Domains {
    /// A domain that was typed.
    pub(super) fn argument(&mut self, name: &str) {
        self.add(name, DomainSource { kind: DomainSourceKind::Argument, at: None });
    }

    /// The domains of the configuration.
    pub(super) fn configuration(&mut self, domains: &[ConfiguredDomain]) {
        for domain in domains {
            let at = Some(domain.at.clone());
            self.add(&domain.name, DomainSource { kind: DomainSourceKind::Configuration, at });
        }
    }

    /// Where the registry's mail comes from.
    pub(super) fn registry(&mut self, names: &[String]) {
        for name in names {
            self.add(name, DomainSource { kind: DomainSourceKind::Registry, at: None });
        }
    }

    /// The domains of the people of packages.
    pub(super) fn people(&mut self, packages: &[Package]) {
        for person in packages.iter().flat_map(|package| &package.people) {
            let Some(email) = &person.email else { continue };
            match of_address(email) {
                Ok(name) => {
                    let at = Some(person.at.clone());
                    self.add(&name, DomainSource { kind: DomainSourceKind::Maintainer, at });
                }
                Err(reason) => self.problems.push(Problem {
                    at: person.at.clone(),
                    kind: ProblemKind::Unexpected,
                    // Without an `@` nobody can be written to; with one, some domain is meant.
                    facts: if email.contains('@') {
                        vec!["domains".to_owned()]
                    } else {
                        Vec::new()
                    },
                    reason,
                }),
            }
        }
    }

    fn add(&mut self, name: &str, source: DomainSource) {
        if self.asked.len() >= MAX_DOMAINS && !self.asked.contains_key(name) {
            if !self.problems.iter().any(|problem| problem.kind == ProblemKind::TooLarge) {
                self.problems.push(Problem {
                    at: source.at.unwrap_or_else(|| domain_anchor(name)),
                    kind: ProblemKind::TooLarge,
                    facts: vec!["domains".to_owned()],
                    reason: format!("more than {MAX_DOMAINS} domains; the rest is not asked about"),
                });
            }
            return;
        }
        let asked = self.asked.entry(name.to_owned()).or_insert_with(|| Asked::new(name));
        if !asked.sources.contains(&source) {
            asked.sources.push(source);
        }
    }

    /// All of them, with what the configuration tells of each.
    pub(super) fn finish(
        mut self,
        configured: &[ConfiguredDomain],
        providers: &[String],
    ) -> (Vec<Asked>, Vec<Problem>) {
        for domain in configured {
            if let Some(asked) = self.asked.get_mut(&domain.name) {
                asked.sends = domain.sends;
                let selector = |(name, at): &(String, String)| Selector {
                    name: name.clone(),
                    declared_at: Some(at.clone()),
                };
                asked.selectors = domain.selectors.iter().map(selector).collect();
            }
        }
        let mut asked: Vec<_> = self.asked.into_values().collect();
        for asked in &mut asked {
            asked.sources.sort();
            let only_people = |source: &DomainSource| source.kind == DomainSourceKind::Maintainer;
            asked.for_anybody =
                asked.sources.iter().all(only_people) && is_below(&asked.name, providers);
        }
        (asked, self.problems)
    }
}

/// Whether a name is one of these domains, or below one.
fn is_below(name: &str, domains: &[String]) -> bool {
    let suffixes = name.match_indices('.').filter_map(|(dot, _)| name.get(dot + 1..));
    std::iter::once(name).chain(suffixes).any(|suffix| domains.iter().any(|one| one == suffix))
}
