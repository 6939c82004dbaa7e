//! What starts a pipeline and its jobs: the scenarios that let them in, as events.

use super::rules::Admitted;
use super::scenario::{Origin, Reference, Scenario, event};
use crate::facts::Trigger;

/// What a filter says that any name passes.
const ANY: &str = "**";

/// The events of what is let in. `at` is the place where nothing is written of it.
pub(super) fn triggers(admitted: &[Admitted], scenarios: &[Scenario], at: &str) -> Vec<Trigger> {
    let mut rest: Vec<(&Admitted, &Scenario)> = admitted
        .iter()
        .filter_map(|admitted| Some((admitted, scenarios.get(admitted.scenario)?)))
        .collect();
    let mut found = Vec::new();
    while let Some((first, scenario)) = rest.first().copied() {
        let same = |next: &Scenario| {
            let key = |origin: &Option<Origin>| {
                origin.as_ref().map(|origin| (origin.at.clone(), origin.through.clone()))
            };
            next.source == scenario.source && key(&next.origin) == key(&scenario.origin)
        };
        let (group, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, next)| same(next));
        rest = others;
        let origin = scenario.origin.as_ref();
        let own = first.at.as_deref().unwrap_or(at);
        let event = event(scenario.source);
        let mut trigger = Trigger {
            at: origin.map_or(own, |origin| &origin.at).to_owned(),
            event: event.to_owned(),
            written: (scenario.source != event).then(|| scenario.source.to_owned()),
            through: origin.map(|origin| origin.through.clone()).unwrap_or_default(),
            ..Trigger::default()
        };
        filter(&mut trigger, &group);
        found.push(trigger);
    }
    found
}

/// Where one of branches and tags is bound to names or left out, both lists say it.
fn filter(trigger: &mut Trigger, group: &[(&Admitted, &Scenario)]) {
    let names = |reference: Reference| -> Option<Option<Vec<String>>> {
        let (admitted, scenario) =
            group.iter().find(|(_, scenario)| scenario.reference == reference)?;
        let inherited = scenario.origin.as_ref().and_then(|origin| origin.filters.clone());
        Some(admitted.filters.clone().or(inherited))
    };
    let any = || vec![ANY.to_owned()];
    match (names(Reference::Branch), names(Reference::Tag)) {
        (None, None) => {
            trigger.branches = names(Reference::MergeRequest).flatten().unwrap_or_default();
        }
        (Some(None), Some(None)) => {}
        (branches, tags) => {
            trigger.branches = branches.map(|names| names.unwrap_or_else(any)).unwrap_or_default();
            trigger.tags = tags.map(|names| names.unwrap_or_else(any)).unwrap_or_default();
        }
    }
}

/// Whether two lists name the same events, wherever they are written.
pub(super) fn are_same(one: &[Trigger], other: &[Trigger]) -> bool {
    let plain = |trigger: &Trigger| Trigger { at: String::new(), ..trigger.clone() };
    one.iter().map(plain).eq(other.iter().map(plain))
}
