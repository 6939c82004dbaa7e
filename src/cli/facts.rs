//! `palisade facts`: the document that policies see.

use std::sync::Arc;

use serde_json::Value;

use super::args::FactsArgs;
use super::{exit::Exit, output, plan};
use crate::check::{Target, facts};
use crate::config::Config;
use crate::policy::bundle::Bundle;
use crate::policy::reads::Demand;
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
    let document = match serde_json::to_value(&facts) {
        Ok(document) if args.only.is_empty() => {
            serde_json::to_string_pretty(&facts).map_err(|_| document)
        }
        Ok(document) => match part(&document, &args.only) {
            Ok(part) => serde_json::to_string_pretty(&part).map_err(|_| part),
            Err(message) => {
                output::complain(&message);
                return Exit::CannotJudge;
            }
        },
        Err(error) => {
            output::complain(&error.to_string());
            return Exit::CannotJudge;
        }
    };
    match document {
        Ok(text) => output::print(&format!("{text}\n")).map_or_else(|failed| failed, |()| exit),
        Err(_) => Exit::CannotJudge,
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
