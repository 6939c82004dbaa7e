//! A definition is not asked where a collection that it needs is empty, and is shown no more of
//! the facts than can matter. That must never hide a finding: over every fixture of the bundle,
//! what is not asked is asked here all the same, and all is shown.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;

use globset::GlobSet;

use serde_json::value::RawValue;

use super::*;
use crate::collect::dns::nameserver::Nameserver;
use crate::collect::{self, Network, NetworkOptions, Order};
use crate::config::Config;
use crate::facts::Facts;
use crate::policy::asks::Asks;
use crate::policy::bundle::BundleOptions;
use crate::policy::reads::{Demand, Reads};
use crate::policy::select::Selection;
use crate::policy::severity::Profile;

#[test]
fn a_definition_that_is_not_asked_would_have_found_nothing() {
    let bundle = Bundle::load(&BundleOptions::default());
    let (rules, errors) =
        bundle.select(&Selection { profile: Profile::Strict, ..Selection::default() });
    assert_eq!(errors, [""; 0]);
    let program = bundle.programs.whole();
    let plan = Plan::of(rules.iter().map(|selected| selected.reads.as_ref()));
    let all = fixtures();
    let skipped: usize = all
        .par_iter()
        .map(|(folder, facts)| {
            let text = serde_json::to_string(facts).unwrap();
            assert_eq!(serde_json::to_string(&facts.clone().spend()).unwrap(), text, "{folder}");
            let input = Input::new(facts).unwrap();
            let document = Document::of(plan.texts(), facts).unwrap();
            let seen = Seen::of(&plan, &document);
            let mut session = Session::new(&program, &input, Limits::default());
            let mut skipped = 0;
            for (rule, selected) in rules.iter().enumerate() {
                for (index, definition) in selected.rule.definitions.iter().enumerate() {
                    if !seen.can_find(&plan, rule, index) {
                        let found = members(definition, &mut session).unwrap();
                        let id = &selected.rule.id;
                        assert_eq!(found, [], "{id} in {folder}");
                        skipped += 1;
                    }
                }
            }
            skipped
        })
        .sum();
    assert!(all.len() > 100, "the fixtures are found: {}", all.len());
    assert!(skipped > 1000, "most definitions do not apply to most fixtures: {skipped}");
}

#[test]
fn what_a_definition_is_not_shown_changes_nothing() {
    let bundle = Bundle::load(&BundleOptions::default());
    let (rules, _) = bundle.select(&Selection { profile: Profile::Strict, ..Selection::default() });
    let program = bundle.programs.whole();
    // All fixtures in one document: of which most is nothing to most definitions.
    let mut whole = Facts::default();
    for (_, facts) in fixtures() {
        let Facts { packages, settings, installers, lockfiles, .. } = facts;
        whole.packages.extend(packages);
        whole.settings.extend(settings);
        whole.installers.extend(installers);
        whole.lockfiles.extend(lockfiles);
        whole.pipelines.extend(facts.pipelines);
        whole.domains.extend(facts.domains);
        whole.repository = whole.repository.or(facts.repository);
    }
    let input = Input::new(&whole).unwrap();
    let plan = Plan::of(rules.iter().map(|selected| selected.reads.as_ref()));
    let document = Document::of(plan.texts(), &whole).unwrap();
    let seen = Seen::of(&plan, &document);
    let mut pages = Pages::new(&document, &plan, &seen);
    let mut session = Session::new(&program, &input, Limits::default());
    let (mut sifted, mut found) = (0, 0);
    for (rule, selected) in rules.iter().enumerate() {
        for (index, definition) in selected.rule.definitions.iter().enumerate() {
            session.turn_to(&input);
            // Jobs of several fixtures have the same anchor here, which a rule may not expect.
            let Ok(expected) = members(definition, &mut session) else { continue };
            let part = pages.of(rule, index).unwrap();
            session.turn_to(&part);
            let of_part = members(definition, &mut session);
            assert_eq!(of_part.as_ref(), Ok(&expected), "{:?}", definition.definition);
            sifted += usize::from(part != input);
            found += expected.len();
        }
    }
    assert!(sifted > 100 && found > 100, "{sifted} sifted, {found} found");
}

#[test]
fn a_rule_that_the_index_does_not_know_is_never_silent() {
    // What a damaged index says of a rule: nothing that can be read.
    let damaged: &'static RawValue = serde_json::from_str("[{\"needs\":0}]").unwrap();
    let reads = Reads { asks: Asks::Indexed(damaged), ..Reads::default() };
    let plan = Plan::of([&reads]);
    let document = Document::of(plan.texts(), &Facts::default()).unwrap();
    let seen = Seen::of(&plan, &document);
    assert!(seen.can_find(&plan, 0, 0), "it is asked");
    assert!(Pages::new(&document, &plan, &seen).of(0, 0).is_err(), "and ends as errored");
}

/// Every folder beside the rules, and its facts.
fn fixtures() -> Vec<(String, Facts)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let folders = walkdir::WalkDir::new(root).min_depth(3).max_depth(3).sort_by_file_name();
    let folders =
        folders.into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_dir());
    let folders: Vec<_> = folders.map(walkdir::DirEntry::into_path).collect();
    folders
        .par_iter()
        .map(|folder| {
            let zone = std::fs::read_to_string(folder.join("domains.zone"));
            let server = zone.ok().map(|zone| Nameserver::zone(&zone));
            let resolvers = server.iter().map(Nameserver::address).collect();
            let options = NetworkOptions { resolvers, ..NetworkOptions::default() };
            let network = server.as_ref().map(|_| Network::new(&options).unwrap());
            let (demand, exclude) = (Demand::everything(), GlobSet::empty());
            let domains = Config::of_target(folder).domains;
            let order = Order {
                domains: &domains,
                network: network.as_ref(),
                ..Order::plain(&demand, &exclude)
            };
            let facts = collect::repository(folder, &order).unwrap().facts;
            (folder.display().to_string(), Facts::clone(&facts))
        })
        .collect()
}
