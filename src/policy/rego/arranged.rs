//! The walks of a definition in the form that others use: by paths and numbers, and without those that
//! tell nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::deeds::Deeds;
use crate::policy::asks::{Ask, Guard, Must, Walk, drop_weaker};
use crate::policy::reads::{FactPath, Segment};

/// The walks of a definition, and its guards, in the form that others use.
pub(super) fn walks(deeds: &Deeds) -> (Vec<Walk>, BTreeSet<Guard>) {
    let mut places: BTreeMap<&FactPath, usize> = BTreeMap::new();
    for walked in &deeds.walks {
        let next = places.len();
        places.entry(&walked.item).or_insert(next);
    }
    let mut walks: Vec<Walk> = Vec::new();
    for walked in &deeds.walks {
        let asks = plain(&walked.asks, &places);
        if let Some(walk) = places.get(&walked.item).and_then(|index| walks.get_mut(*index)) {
            walk.asks.insert(asks);
            walk.once &= walked.once;
            continue;
        }
        let Some((_, list)) = walked.item.0.split_last() else { continue };
        let list = FactPath(list.to_vec());
        let holders = (1..=list.0.len())
            .rev()
            .map(|length| FactPath(list.0.iter().take(length).cloned().collect()));
        let mut holders = holders.filter(|path| matches!(path.0.last(), Some(Segment::Item(_))));
        let under = holders.next().and_then(|path| places.get(&path).copied());
        // The first item of the only such list.
        let once = walked.once && list == list.plain() && !list.0.contains(&Segment::Any);
        walks.push(Walk { list: list.plain(), under, asks: BTreeSet::from([asks]), once });
    }
    // Somebody else looks at which items a list has.
    let lists: BTreeSet<_> = walks.iter().map(|walk| walk.list.clone()).collect();
    for list in lists {
        if deeds.others.iter().any(|read| read.sees(&list)) {
            let all = BTreeSet::from([BTreeSet::new()]);
            walks.push(Walk { list, under: None, asks: all, once: false });
        }
    }
    let direct = |ask: &Ask| {
        ask.must != Must::Fail || ask.path.0.iter().all(|step| matches!(step, Segment::Key(_)))
    };
    let guards = deeds.guards.iter().filter(|guard| guard.asks().iter().all(direct)).cloned();
    let guards = plain(&guards.collect(), &places);
    compact(walks, guards)
}

/// How many guards with several asks are kept in one set: those with the fewest.
const MAX_CHOICES: usize = 4;

/// Guards without items at hand, and with walks by their index: those that are worth asking.
fn plain(guards: &BTreeSet<Guard>, places: &BTreeMap<&FactPath, usize>) -> BTreeSet<Guard> {
    let told = guards.iter().filter_map(|guard| {
        let asks = guard.asks().iter().map(|ask| {
            let must = match ask.must {
                Must::Pass(_) => Must::Pass(*places.get(&ask.path)?),
                ref must => must.clone(),
            };
            Some(Ask { path: ask.path.plain(), must })
        });
        asks.collect::<Option<Vec<_>>>().map(Guard::any)
    });
    let mut told: BTreeSet<Guard> = told.collect();
    // That one of several is there is so nearly everywhere.
    let idle = |ask: &Ask| ask.must == Must::Exist;
    told.retain(|guard| guard.asks().len() == 1 || !guard.asks().iter().any(idle));
    drop_weaker(&mut told);
    let mut choices: Vec<_> = told.iter().filter(|guard| guard.asks().len() > 1).cloned().collect();
    choices.sort_by_key(|guard| guard.asks().len());
    choices.iter().skip(MAX_CHOICES).for_each(|guard| {
        told.remove(guard);
    });
    told
}

/// The walks without those that tell nothing.
fn compact(walks: Vec<Walk>, guards: BTreeSet<Guard>) -> (Vec<Walk>, BTreeSet<Guard>) {
    // Of such a list no item is left out, whatever other walks ask.
    let full: BTreeSet<FactPath> = walks
        .iter()
        .filter(|walk| walk.under.is_none() && walk.asks.iter().any(BTreeSet::is_empty))
        .map(|walk| walk.list.clone())
        .collect();
    let mut needed: BTreeSet<usize> = BTreeSet::new();
    let named = |guards: &BTreeSet<Guard>| -> Vec<usize> {
        let asks = guards.iter().flat_map(Guard::asks);
        asks.filter_map(|ask| if let Must::Pass(walk) = ask.must { Some(walk) } else { None })
            .collect()
    };
    let mut pending = named(&guards);
    let mut whole = BTreeSet::new();
    for (index, walk) in walks.iter().enumerate() {
        let all = walk.under.is_none() && walk.asks.iter().any(BTreeSet::is_empty);
        if !full.contains(&walk.list) || (all && whole.insert(&walk.list)) {
            pending.push(index);
        }
    }
    while let Some(index) = pending.pop() {
        if let Some(walk) = walks.get(index).filter(|_| needed.insert(index)) {
            pending.extend(walk.under);
            pending.extend(walk.asks.iter().flat_map(named));
        }
    }
    // The same walk of several functions is one. Those of lists within come last.
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept: Vec<Walk> = Vec::new();
    let mut order: Vec<_> = walks.into_iter().enumerate().collect();
    order.sort_by_key(|(_, walk)| std::cmp::Reverse(walk.list.0.len()));
    for (index, mut walk) in order {
        if !needed.contains(&index) {
            continue;
        }
        walk.asks = walk.asks.iter().map(|asks| renumbered(asks, &numbers)).collect();
        let known = kept.iter().position(|known| *known == walk);
        numbers.insert(index, known.unwrap_or(kept.len()));
        if known.is_none() {
            kept.push(walk);
        }
    }
    for walk in &mut kept {
        walk.under = walk.under.and_then(|under| numbers.get(&under).copied());
    }
    (kept, renumbered(&guards, &numbers))
}

/// Guards that name walks by other numbers.
fn renumbered(guards: &BTreeSet<Guard>, numbers: &BTreeMap<usize, usize>) -> BTreeSet<Guard> {
    let told = guards.iter().filter_map(|guard| {
        let asks = guard.asks().iter().map(|ask| {
            let must = match ask.must {
                Must::Pass(walk) => Must::Pass(*numbers.get(&walk)?),
                ref must => must.clone(),
            };
            Some(Ask { path: ask.path.clone(), must })
        });
        asks.collect::<Option<Vec<_>>>().map(Guard::any)
    });
    told.collect()
}
