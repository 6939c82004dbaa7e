//! `palisade facts`: the document that policies see.

use std::sync::Arc;

use serde_json::Value;

use super::args::FactsArgs;
use super::{exit::Exit, output, plan};
use crate::check::{Target, facts};
use crate::config::Config;
use crate::policy::bundle::Bundle;
use crate::policy::reads::Demand;
use crate::report::json;
use crate::setup::Setup;
use crate::text::similar::did_you_mean;

/// Prints the facts of one folder.
pub(crate) fn run(args: &FactsArgs) -> Exit {
    let config = args
        .config
        .as_ref()
        .map_or_else(|| Config::of_target(&args.path), |file| Config::load(file));
    let mut exit = Exit::Clean;
    for mistake in &config.mistakes {
        let file = config.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
        output::complain(&format!("{file}: {}", mistake.message));
        exit = Exit::CannotJudge;
    }
    let name = args.path.display().to_string();
    let setup = Arc::new(Setup { config, bundle: Bundle::empty() });
    let target = Target { name: name.clone(), path: args.path.clone(), setup };
    let facts = match facts(&target, &Demand::everything(), plan::moment(args.day)) {
        Ok(facts) => facts,
        Err(reason) => {
            output::complain(&format!("`{name}` {reason}"));
            return Exit::CannotJudge;
        }
    };
    let text = if args.only.is_empty() {
        json::pretty(&facts)
    } else {
        let document = serde_json::to_value(&facts).map_err(|error| error.to_string());
        match document.and_then(|document| part(&document, &args.only)) {
            Ok(part) => json::pretty(&part),
            Err(message) => {
                output::complain(&message);
                return Exit::CannotJudge;
            }
        }
    };
    output::print(&text).map_or_else(|failed| failed, |()| exit)
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
