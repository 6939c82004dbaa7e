//! Who publishes what: the facts of each target, asked through its bundle.

use rayon::prelude::*;

use super::{Target, World, collected, judged};
use crate::collect::Collected;
use crate::facts::Facts;
use crate::finding::Location;
use crate::finding::locate::{self, Sought, Sources};
use crate::policy::inventory::Question;
use crate::policy::reads::Demand;
use crate::policy::rego::Limits;
use crate::report::inventory::{Entry, Inventory, SCHEMA, TargetInventory, Told, Way};
use crate::report::{ProblemReport, RefusalReport};

/// The inventory of all targets. A target that cannot be read, or whose bundle has no answer, is
/// a refusal.
pub fn inventory(targets: &[Target], world: World<'_>) -> Inventory {
    let answers: Vec<_> = targets.par_iter().map(|target| one(target, world)).collect();
    let mut inventory = Inventory {
        schema: SCHEMA,
        generator: format!("palisade {}", env!("CARGO_PKG_VERSION")),
        targets: Vec::new(),
        refusals: Vec::new(),
    };
    for (target, answer) in targets.iter().zip(answers) {
        for refusal in target.setup.refusals() {
            if !inventory.refusals.iter().any(|known| known.message == refusal.message) {
                inventory.refusals.push(refusal);
            }
        }
        match answer {
            Ok(answer) => inventory.targets.push(answer),
            Err(reason) => inventory.refusals.push(RefusalReport {
                message: format!("`{}` {reason}", target.name),
                location: Location::bare(&target.name),
            }),
        }
    }
    inventory
}

fn one(target: &Target, world: World<'_>) -> Result<TargetInventory, String> {
    let bundle = &target.setup.bundle;
    let question = bundle.inventory().ok_or(
        "has a bundle without an inventory: no `packages` in the package `palisade.inventory`",
    )?;
    let demand = Demand::of([&question.reads]);
    let Collected { facts, tree } = collected(target, &demand, world)?;
    let sources = Sources { tree: tree.as_ref(), facts: &facts };
    let failed = |error: &dyn std::fmt::Display| format!("cannot be asked: {error}");
    let answer = question.ask(bundle, &facts, Limits::default()).map_err(|error| failed(&error))?;
    let told: Result<Vec<Told>, _> = answer.into_iter().map(serde_json::from_value).collect();
    let mut told = told.map_err(|error| {
        failed(&question.wrong(format!("a member of `packages` is not of the form: {error}")))
    })?;
    told.sort_by(|a, b| (&a.name, &a.at).cmp(&(&b.name, &b.at)));
    Ok(TargetInventory {
        name: target.name.clone(),
        packages: located(told, &sources),
        problems: problems(&facts, &question, &sources),
    })
}

/// The entries with their places.
fn located(told: Vec<Told>, sources: &Sources<'_>) -> Vec<Entry> {
    let places = told.iter().flat_map(|entry| {
        let ways = entry.ways.iter().map(|way| way.at.as_str());
        std::iter::once(entry.at.as_str()).chain(ways)
    });
    let sought = places.map(Sought::anchor).collect();
    let mut found = locate::locations(sought, sources).into_iter();
    let mut place = |at: &str| found.next().unwrap_or_else(|| Location::bare(at));
    let entry = |entry: Told| Entry {
        location: place(&entry.at),
        ways: entry
            .ways
            .into_iter()
            .map(|way| Way { by: way.by, location: place(&way.at), said: way.said })
            .collect(),
        name: entry.name,
        who: entry.who,
        unknown: entry.unknown,
        more: entry.more,
    };
    told.into_iter().map(entry).collect()
}

/// What could not be read of the facts that are asked for.
fn problems(facts: &Facts, question: &Question, sources: &Sources<'_>) -> Vec<ProblemReport> {
    let concerning = facts.problems.iter().filter(|problem| {
        problem.facts.iter().any(|path| {
            let Ok(path) = path.parse();
            question.reads.concern(&path)
        })
    });
    let concerning: Vec<_> = concerning.cloned().collect();
    judged::problems(&concerning, sources)
}
