//! `palisade facts`: the document that policies see.

use std::collections::BTreeMap;

use serde_json::Value;

use super::args::{FactsArgs, PolicyArgs};
use super::{exit::Exit, online, output, plan, targets};
use crate::check::facts_of_each;
use crate::facts::Facts;
use crate::policy::reads::Demand;
use crate::report::json;
use crate::text::similar::did_you_mean;

/// Prints the facts: one target as a document for people, several one a line.
pub(crate) fn run(args: &FactsArgs) -> Exit {
    let policy = PolicyArgs {
        policy: Vec::new(),
        no_default_bundle: false,
        config: args.config.clone(),
        no_config: false,
    };
    let mut setups = plan::Setups::new(&policy, |_| {});
    let mut exit = Exit::Clean;
    let targets = targets::named(&args.target, &mut setups, &mut exit);
    let mut told = Vec::new();
    for config in targets.iter().map(|target| &target.setup.config) {
        let file = config.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
        if !config.mistakes.is_empty() && !told.contains(&file) {
            for mistake in &config.mistakes {
                output::complain(&format!("{file}: {}", mistake.message));
            }
            exit = Exit::CannotJudge;
            told.push(file);
        }
    }
    let online = match online::Online::new(&args.target.network, &targets) {
        Ok(online) => online,
        Err(failed) => return failed,
    };
    let alone = targets.len() == 1;
    let mut lines = InOrder { exit, ..InOrder::default() };
    let world = online.world(plan::today(args.day)).against(args.target.base.as_deref());
    facts_of_each(&targets, &Demand::everything(), world, |index, facts| {
        let name = targets.get(index).map(|target| target.name.as_str()).unwrap_or_default();
        let text = facts
            .map_err(|reason| format!("`{name}` {reason}"))
            .and_then(|facts| written(&facts, &args.only, alone));
        lines.add(index, text);
    });
    online.finish();
    if targets.is_empty() { exit.max(Exit::CannotJudge) } else { lines.exit }
}

fn written(facts: &Facts, only: &[String], alone: bool) -> Result<String, String> {
    let document = if only.is_empty() {
        None
    } else {
        let document = serde_json::to_value(facts).map_err(|error| error.to_string())?;
        Some(part(&document, only)?)
    };
    Ok(match (document, alone) {
        (None, true) => json::pretty(facts),
        (None, false) => json::line(facts),
        (Some(part), true) => json::pretty(&part),
        (Some(part), false) => json::line(&part),
    })
}

/// Prints texts in the order of their targets, each as soon as those before it are printed.
#[derive(Default)]
struct InOrder {
    next: usize,
    waiting: BTreeMap<usize, Result<String, String>>,
    exit: Exit,
}

impl InOrder {
    fn add(&mut self, index: usize, text: Result<String, String>) {
        self.waiting.insert(index, text);
        while let Some(text) = self.waiting.remove(&self.next) {
            self.next += 1;
            let failed = match text {
                Ok(text) => output::print(&text).err(),
                Err(message) => {
                    output::complain(&message);
                    Some(Exit::CannotJudge)
                }
            };
            self.exit = self.exit.max(failed.unwrap_or(Exit::Clean));
        }
    }
}

/// The named parts of the document, in its order.
fn part(document: &Value, names: &[String]) -> Result<Value, String> {
    let Some(members) = document.as_object() else { return Ok(Value::Null) };
    for name in names {
        if !members.contains_key(name) {
            let hint = did_you_mean(name, members.keys().map(String::as_str));
            return Err(format!("the facts have no part `{name}`{hint}"));
        }
    }
    Ok(members
        .iter()
        .filter(|(name, _)| names.contains(name))
        .map(|(name, part)| (name.clone(), part.clone()))
        .collect())
}
