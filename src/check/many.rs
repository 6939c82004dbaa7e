//! Many domains: the network is waited for on many threads, and the processors judge what has
//! come meanwhile. Facts are let go of as soon as they are judged.

use std::sync::mpsc;
use std::thread;

use rayon::prelude::*;

use super::judged::Judged;
use super::{Target, World, collected};
use crate::policy::judge::{Inquiry, Spread};
use crate::policy::reads::Demand;

/// How many fact documents may wait to be judged.
const WAITING: usize = 16;

/// Judges targets that rest on the network alone, each with its index, in no order.
pub(super) fn judged(
    targets: &[(usize, &Target)],
    inquiry: Inquiry<'_>,
    demand: &Demand,
    world: World<'_>,
) -> Vec<(usize, Judged)> {
    let Some(network) = world.network.filter(|_| !targets.is_empty()) else { return Vec::new() };
    let (send, receive) = mpsc::sync_channel(WAITING);
    thread::scope(|scope| {
        scope.spawn(move || {
            network.each(
                targets,
                |(_, target)| collected(target, demand, world),
                |position, collected| {
                    if let Some(progress) = world.progress {
                        progress();
                    }
                    // The receiver is gone only where the run is ending.
                    let _ending = send.send((position, collected));
                },
            );
        });
        receive
            .into_iter()
            .par_bridge()
            .map_init(
                || None,
                |session, (position, collected): (usize, _)| {
                    let (index, target) = targets.get(position)?;
                    let spread = Spread::One(session);
                    Some((*index, Judged::new(target, inquiry, collected, world, spread)))
                },
            )
            .flatten()
            .collect()
    })
}
