//! `palisade inventory`: who can publish each package, and how.

use super::args::{InventoryArgs, LookArgs};
use super::{exit::Exit, output, plan, stored, targets};
use crate::check::{World, inventory};
use crate::report::inventory::{Form, Inventory, render};

/// Writes the inventory of the targets, and tells how the run ends.
pub(crate) fn run(args: &InventoryArgs, look: LookArgs) -> Exit {
    let mut setups = plan::Setups::new(&args.policy, |_| {});
    let mut exit = Exit::Clean;
    let targets = if args.facts.is_empty() {
        targets::folders(&args.paths, &mut setups)
    } else {
        stored::targets(&args.facts, &mut setups, &mut exit)
    };
    let inventory = inventory(&targets, World::offline(plan::today(args.day)));
    exit = exit.max(ended(&inventory, args.require_known));

    let mut look = plan::look(look);
    if let Err(failed) = output::print(&render(&inventory, args.format, look)) {
        exit = exit.max(failed);
    }
    look.color = false;
    for (form, file) in &args.output {
        if let Err(failed) = output::write(file, &render(&inventory, *form, look)) {
            exit = exit.max(failed);
        }
    }
    if args.format == Form::Json {
        for refusal in &inventory.refusals {
            let file = refusal.location.file.as_ref().map(|file| format!("{file}: "));
            output::complain(&format!("{}{}", file.unwrap_or_default(), refusal.message));
        }
    }
    exit
}

fn ended(inventory: &Inventory, require_known: bool) -> Exit {
    let mut problems = inventory.targets.iter().flat_map(|target| &target.problems);
    let hidden = require_known && problems.any(|problem| problem.facts_missing);
    if hidden || inventory.targets.is_empty() || !inventory.refusals.is_empty() {
        Exit::CannotJudge
    } else {
        Exit::Clean
    }
}
