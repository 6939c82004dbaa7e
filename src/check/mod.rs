//! One run: targets in, one report out.
//!
//! Targets are judged in parallel, each with its own configuration; the order of the report is
//! the order of the arguments, whatever thread finishes first.

mod inventory;
mod judged;
mod many;
mod summary;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::collect::{self, Base, Collected, Network, Order};
use crate::config::Date;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::finding::locate::Sources;
use crate::policy::judge::{Inquiry, Spread, Verdict};
use crate::policy::reads::Demand;
use crate::policy::survey::{Document, Plan};
use crate::report::{Report, SCHEMA, Summary};
use crate::setup::Setup;
use crate::source::tree::Tree;
pub use inventory::inventory;
use judged::Judged;

/// Something to judge, and what to judge it by.
pub struct Target {
    /// The name in the report: the path as it was given, or the domain.
    pub name: String,
    /// What it is.
    pub subject: Subject,
    /// Its configuration and bundle; targets may share one.
    pub setup: Arc<Setup>,
}

/// What a target is.
pub enum Subject {
    /// A folder, with a repository in it.
    Folder(PathBuf),
    /// A domain by itself, in lower case.
    Domain(String),
    /// Facts that were collected before.
    Facts(Arc<Facts>),
}

impl Subject {
    /// The kind, as the facts name it.
    fn kind(&self) -> &str {
        match self {
            Self::Folder(_) => "repository",
            Self::Domain(_) => "domain",
            Self::Facts(facts) => &facts.target.kind,
        }
    }
}

/// What a run needs to know of the world.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The day, for waivers and for policies.
    pub today: Date,
    /// The network; without it the run is offline, and what rests on the network is unknown.
    pub network: Option<&'a Network>,
    /// Is told each time when a domain has been asked about.
    pub progress: Option<&'a (dyn Fn() + Sync)>,
    /// What folders are compared with; without it nothing is told of changes.
    pub base: Option<Base<'a>>,
}

impl<'a> World<'a> {
    /// A run on this day that asks nothing of the network.
    pub fn offline(today: Date) -> Self {
        Self { today, network: None, progress: None, base: None }
    }

    /// The same run, which compares folders with this revision.
    pub fn against(self, revision: Option<&'a str>) -> Self {
        Self { base: revision.map(Base::Revision), ..self }
    }
}

/// The facts of a target: everything there is, or what the rules of a setup read.
///
/// # Errors
/// A sentence for people, where the folder cannot be read or holds nothing to judge.
pub fn facts(target: &Target, demand: &Demand, world: World<'_>) -> Result<Facts, String> {
    collected(target, demand, world).map(|collected| Arc::unwrap_or_clone(collected.facts))
}

/// The facts of many targets, each given to `done` with the index of its target: online as soon as
/// it is there, and in no order.
pub fn facts_of_each(
    targets: &[Target],
    demand: &Demand,
    world: World<'_>,
    mut done: impl FnMut(usize, Result<Facts, String>),
) {
    let mut told = |index, facts| {
        done(index, facts);
        if let Some(progress) = world.progress {
            progress();
        }
    };
    let one = |target: &Target| facts(target, demand, world);
    match world.network {
        Some(network) => network.each(targets, one, told),
        None => {
            targets.iter().enumerate().for_each(|(index, target)| told(index, one(target)));
        }
    }
}

fn collected(target: &Target, demand: &Demand, world: World<'_>) -> Result<Collected, String> {
    let config = &target.setup.config;
    let order = Order {
        name: &target.name,
        demand,
        exclude: &config.exclude,
        today: &world.today.to_string(),
        domains: &config.domains,
        attested: &config.attested,
        registry_domains: &target.setup.registry_domains,
        internal_scopes: &target.setup.internal_scopes,
        internal_names: &target.setup.internal_names,
        mailbox_providers: &target.setup.mailbox_providers,
        network: world.network,
        base: world.base,
    };
    match &target.subject {
        Subject::Folder(path) => collect::repository(path, &order),
        Subject::Domain(name) => Ok(collect::domain(name, &order)),
        Subject::Facts(facts) => Ok(Collected { facts: Arc::clone(facts), tree: None }),
    }
}

/// The verdicts of a setup's rules on one fact document: a pure function of the two.
pub fn judge_facts(setup: &Setup, facts: &Facts) -> Vec<Verdict> {
    let (selected, _) = setup.select();
    let plan = Plan::of(selected.iter().map(|selected| selected.reads.as_ref()));
    let inquiry = Inquiry { rules: &selected, plan: &plan };
    let document = Document::of(plan.texts(), facts);
    judged::verdicts(setup, inquiry, &document, &facts.problems, Spread::Threads)
}

/// The findings of verdicts, with their places: in what the network said, and where there is a
/// folder in its files.
///
/// # Errors
/// A sentence for people, where the folder cannot be read.
pub fn locate_findings(
    setup: &Setup,
    verdicts: &[Verdict],
    facts: &Facts,
    path: Option<&Path>,
) -> Result<Vec<Finding>, String> {
    let (selected, _) = setup.select();
    let tree = path.map(Tree::open).transpose()?;
    Ok(judged::located(&selected, verdicts, &Sources { tree: tree.as_ref(), facts }))
}

/// Judges all targets.
pub fn check(targets: &[Target], world: World<'_>) -> Report {
    let setups = distinct(targets);
    let mut report = Report {
        schema: SCHEMA,
        generator: format!("palisade {}", env!("CARGO_PKG_VERSION")),
        targets: Vec::new(),
        configurations: Vec::new(),
        refusals: Vec::new(),
        rules: BTreeMap::new(),
        summary: Summary::default(),
    };
    // (index of the target, its report and what its waivers did)
    let mut judged: Vec<(usize, Judged)> = Vec::new();
    for (setup, indexes) in setups {
        let (selected, refusals) = setup.select();
        report.refusals.extend(refusals);
        for selected in &selected {
            report.rules.insert(selected.rule.id.clone(), summary::describe(selected.rule));
        }
        let mut demand = Demand::of(selected.iter().map(|selected| selected.reads.as_ref()));
        if demand.wants("domains") {
            // The domains of a repository are those of its people.
            demand.also("packages[*].people");
        }
        let plan = Plan::of(selected.iter().map(|selected| selected.reads.as_ref()));
        let inquiry = Inquiry { rules: &selected, plan: &plan };
        let is_domain = |target: &Target| {
            world.network.is_some() && matches!(target.subject, Subject::Domain(_))
        };
        let (domains, others): (Vec<_>, Vec<_>) = indexes
            .iter()
            .filter_map(|index| Some((*index, targets.get(*index)?)))
            .partition(|(_, target)| is_domain(target));
        let one = |(index, target): &(usize, &Target)| {
            let collected = collected(target, &demand, world);
            (*index, Judged::new(target, inquiry, collected, world, Spread::Threads))
        };
        // On a worker, also where there is one target: what a thread lets go of only that thread uses
        // again, and it is the workers that make the facts.
        let mut of_setup: Vec<_> = rayon::scope(|_| others.par_iter().map(one).collect());
        of_setup.extend(many::judged(&domains, inquiry, &demand, world));
        report.configurations.extend(summary::about(&setup.config, world, &of_setup));
        judged.extend(of_setup);
    }
    judged.sort_by_key(|(index, _)| *index);
    for (_, judged) in judged {
        report.refusals.extend(judged.refusal);
        report.targets.extend(judged.report);
    }
    report.summary = summary::of(&report);
    report
}

/// The setups in the order of their first target, with the indexes of their targets.
fn distinct(targets: &[Target]) -> Vec<(Arc<Setup>, Vec<usize>)> {
    let mut setups: Vec<(Arc<Setup>, Vec<usize>)> = Vec::new();
    for (index, target) in targets.iter().enumerate() {
        match setups.iter_mut().find(|(setup, _)| Arc::ptr_eq(setup, &target.setup)) {
            Some((_, indexes)) => indexes.push(index),
            None => setups.push((Arc::clone(&target.setup), vec![index])),
        }
    }
    setups
}
