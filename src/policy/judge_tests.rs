//! A definition is not asked where a collection that it needs is empty. That must never hide a
//! finding: over every fixture of the bundle, what is not asked is asked here all the same.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;

use globset::GlobSet;

use super::*;
use crate::collect::dns::nameserver::Nameserver;
use crate::collect::{self, Network, NetworkOptions, Order};
use crate::config::Config;
use crate::policy::bundle::BundleOptions;
use crate::policy::reads::Demand;
use crate::policy::select::Selection;
use crate::policy::severity::Profile;

#[test]
fn a_definition_that_is_not_asked_would_have_found_nothing() {
    let bundle = Bundle::load(&BundleOptions::default());
    let (rules, errors) =
        bundle.select(&Selection { profile: Profile::Strict, ..Selection::default() });
    assert_eq!(errors, [""; 0]);
    let program = bundle.programs.whole();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let folders = walkdir::WalkDir::new(root).min_depth(3).max_depth(3).sort_by_file_name();
    let folders =
        folders.into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_dir());
    let folders: Vec<_> = folders.map(walkdir::DirEntry::into_path).collect();
    let skipped: usize = folders
        .par_iter()
        .map(|folder| {
            let zone = std::fs::read_to_string(folder.join("domains.zone"));
            let server = zone.ok().map(|zone| Nameserver::zone(&zone));
            let resolvers = server.iter().map(Nameserver::address).collect();
            let options = NetworkOptions { resolvers, ..NetworkOptions::default() };
            let network = server.as_ref().map(|_| Network::new(&options).unwrap());
            let order = Order {
                name: "fixture",
                demand: &Demand::everything(),
                exclude: &GlobSet::empty(),
                today: "2026-11-21",
                domains: &Config::of_target(folder).domains,
                registry_domains: &[],
                mailbox_providers: &[],
                network: network.as_ref(),
            };
            let facts = collect::repository(folder, &order).unwrap().facts;
            let input = Input::new(&facts).unwrap();
            let mut session = Session::new(&program, &input, Limits::default());
            let mut skipped = 0;
            for selected in &rules {
                for (index, definition) in selected.rule.definitions.iter().enumerate() {
                    if !can_find(&selected.reads, index, &input) {
                        let found = members(definition, &mut session).unwrap();
                        let id = &selected.rule.id;
                        assert_eq!(found, [], "{id} in {}", folder.display());
                        skipped += 1;
                    }
                }
            }
            skipped
        })
        .sum();
    assert!(folders.len() > 100, "the fixtures are found: {}", folders.len());
    assert!(skipped > 1000, "most definitions do not apply to most fixtures: {skipped}");
}
