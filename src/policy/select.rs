//! Which rules of a bundle are asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::asks::Asks;
use super::bundle::{Bundle, Rule};
use super::reads::Reads;
use super::rego::Definition;
use super::severity::Profile;
use crate::facts::Facts;
use crate::schema::unknown_member;
use crate::text::similar::did_you_mean;

/// What is asked for. An empty list does not narrow anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Rules and packs by name: only these.
    pub only: Vec<String>,
    /// Rules and packs by name: none of these.
    pub except: Vec<String>,
    /// Rules by name: these as well, whatever the profile.
    pub also: Vec<String>,
    /// The profile. Rules named one by one in `only` are asked whatever their profile.
    pub profile: Profile,
    /// One checklist.
    pub checklist: Option<String>,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            only: Vec::new(),
            except: Vec::new(),
            also: Vec::new(),
            profile: Profile::Recommended,
            checklist: None,
        }
    }
}

/// A rule that is asked, and the facts that it reads.
pub struct Selected<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// What it reads.
    pub reads: Arc<Reads>,
    /// The policy files that must be loaded to evaluate it; all of them where it is not known.
    pub(crate) files: Option<Arc<BTreeSet<String>>>,
    /// It reads what no fact document can have, and so could never find anything.
    pub mistake: Option<String>,
}

impl Bundle {
    /// The rules asked for, by id, and what is wrong with the selection: each name that nothing
    /// answers to, and a selection that no rule answers to. A run that judges nothing must not
    /// look like one that found nothing.
    pub fn select(&self, selection: &Selection) -> (Vec<Selected<'_>>, Vec<String>) {
        let mut errors = self.unknown_names(selection);
        let chosen: Vec<_> = self.rules.iter().filter(|rule| selection.asks(rule)).collect();
        if chosen.is_empty() && errors.is_empty() {
            errors.push(if self.rules.is_empty() {
                "the bundle holds no rule".to_owned()
            } else {
                let count = self.rules.len();
                format!("the selection matches none of the {count} rules of the bundle; `palisade rules` lists them")
            });
        }
        (self.with_reads(chosen), errors)
    }

    /// What is meant by a name that no rule has.
    pub fn hint(&self, id: &str) -> String {
        did_you_mean(id, self.rules.iter().map(|rule| rule.id.as_ref()))
    }

    fn with_reads<'a>(&self, rules: Vec<&'a Rule>) -> Vec<Selected<'a>> {
        // The rules of the default bundle are checked by a test.
        let own = rules.iter().any(|rule| !rule.embedded);
        let schema = own.then(|| schemars::schema_for!(Facts).to_value());
        let mistake = |rule: &Rule, reads: &Reads| {
            schema.as_ref().filter(|_| !rule.embedded).and_then(|schema| {
                let mut paths = reads.paths.iter().map(|read| &read.path);
                paths.find_map(|path| unknown_member(path, schema))
            })
        };
        if rules.iter().all(|rule| self.known.contains_key(&rule.id)) {
            let known = rules.into_iter().filter_map(|rule| {
                let (reads, files) = self.known.get(&rule.id)?.clone();
                let mistake = mistake(rule, &reads);
                Some(Selected { rule, reads, files: Some(files), mistake })
            });
            return known.collect();
        }
        let definitions: Vec<Definition> = rules
            .iter()
            .flat_map(|rule| {
                rule.definitions.iter().map(|definition| definition.definition.clone())
            })
            .collect();
        let mut effects = self.programs.whole().effects(&definitions).into_iter();
        let selected = rules.into_iter().map(|rule| {
            let (mut paths, mut asks) = (BTreeSet::new(), Vec::new());
            for effects in effects.by_ref().take(rule.definitions.len()) {
                paths.extend(effects.reads);
                asks.push(effects.asked);
            }
            let reads = Reads { paths, asks: Asks::Known(asks) };
            let mistake = mistake(rule, &reads);
            Selected { rule, reads: Arc::new(reads), files: None, mistake }
        });
        selected.collect()
    }

    fn unknown_names(&self, selection: &Selection) -> Vec<String> {
        let mut known = BTreeSet::new();
        let mut checklists = BTreeSet::new();
        for rule in &self.rules {
            known.extend([rule.id.as_ref(), rule.pack.as_str()]);
            checklists.extend(rule.metadata.checklists.iter().map(String::as_str));
        }
        let names = selection.only.iter().chain(&selection.except);
        let mut errors: Vec<_> = names
            .filter(|name| !known.contains(name.as_str()))
            .map(|name| {
                let hint = did_you_mean(name, known.iter().copied());
                format!("no rule and no pack is named `{name}`{hint}")
            })
            .collect();
        if let Some(checklist) = &selection.checklist
            && !checklists.contains(checklist.as_str())
        {
            let hint = did_you_mean(checklist, checklists.iter().copied());
            errors.push(format!("no checklist is named `{checklist}`{hint}"));
        }
        errors
    }
}

impl Selection {
    fn asks(&self, rule: &Rule) -> bool {
        let named = |names: &[String]| names.iter().any(|name| **name == *rule.id);
        let packed = |names: &[String]| names.contains(&rule.pack);
        let in_profile = rule.profile <= self.profile;
        let in_list =
            self.checklist.as_ref().is_none_or(|list| rule.metadata.checklists.contains(list));
        let also = self.only.is_empty() && named(&self.also);
        let chosen = named(&self.only)
            || also
            || ((self.only.is_empty() || packed(&self.only)) && in_profile && in_list);
        chosen && !named(&self.except) && (named(&self.only) || !packed(&self.except))
    }
}
