//! Jobs whose commands write the settings files that their installs read.

use super::usage::Place;
use crate::collect::settings;
use crate::collect::tools::version::Version;
use crate::facts::{Install, Step};

/// Why nothing is known of the settings of a place: a command before one of its installs writes a
/// file that its tool reads.
pub(super) fn rewritten(place: &Place<'_>) -> Option<&'static str> {
    let job = place.job?;
    let mut commands =
        job.steps.iter().flat_map(|step| step.commands.iter().map(move |one| (step, one)));
    commands.find_map(|(step, command)| {
        let reason = reason(place, settings::rewritten(command)?)?;
        let mut installs = place.uses.iter().filter_map(|one| one.install);
        installs.any(|install| is_before(step, &command.at, install)).then_some(reason)
    })
}

fn reason(place: &Place<'_>, file: &str) -> Option<&'static str> {
    let berry = || place.told().bounds.least.is_some_and(|least| least >= Version(2, 0, 0));
    match (file, place.tool) {
        (".npmrc", tool) if tool != "yarn" || !berry() => {
            Some("a command of the job writes .npmrc")
        }
        (".yarnrc" | ".yarnrc.yml", "yarn") => Some("a command of the job writes Yarn's settings"),
        ("bunfig.toml", "bun") => Some("a command of the job writes bunfig.toml"),
        ("pnpm-workspace.yaml", "pnpm") => Some("a command of the job writes pnpm-workspace.yaml"),
        _ => None,
    }
}

fn is_before(step: &Step, at: &str, install: &Install) -> bool {
    let start = |at: &str| at.split_once(";char=")?.1.split(',').next()?.parse::<u64>().ok();
    step.index < install.step
        || step.index == install.step
            && start(at).zip(start(&install.at)).is_none_or(|(one, other)| one < other)
}
