//! What flags say, and the variables that stand for them: `NPM_CONFIG_PROVENANCE=true`.

use super::is_dynamic;
use crate::facts::{Command, PublishMode, Release};

/// The value of an option of a tool: `--tag next`, `npm_config_tag=next`.
pub(super) fn value<'a>(command: &'a Command, name: &str) -> Option<&'a str> {
    flag(command, name).or_else(|| variable(command, name))
}

/// Whether a switch is on: `--provenance`, `--provenance=false`, `--no-provenance`.
pub(super) fn switch(command: &Command, name: &str) -> Option<bool> {
    if let Some(value) = flag(command, name) {
        return Some(value != "false");
    }
    if let Some(value) = flag(command, &format!("no-{name}")) {
        return Some(value == "false");
    }
    variable(command, name).map(|value| value != "false")
}

/// Whether a switch is on whatever a run brings. `--dry-run=$DRY` may be off, and of `--dry-run` and
/// `--no-dry-run` the last one counts.
pub(super) fn surely(command: &Command, name: &str) -> bool {
    let flag = format!("--{name}");
    // npm takes the word behind a switch for its value where that is one.
    let mut pairs = command.arguments.windows(2);
    let behind = pairs.any(|pair| {
        matches!(pair, [own, next]
            if *own == flag && is_dynamic(next) && next.to_ascii_lowercase().contains("dry"))
    });
    switch(command, name) == Some(true)
        && !behind
        && !value(command, name).is_some_and(is_dynamic)
        && !command.flags.contains_key(&format!("--no-{name}"))
}

/// The mode that a switch asks for: a value that only a run can tell decides nothing.
pub(super) fn staged(command: &Command, name: &str) -> PublishMode {
    match switch(command, name) {
        Some(_) if value(command, name).is_some_and(is_dynamic) => PublishMode::Unknown,
        Some(true) => PublishMode::Staged,
        _ => PublishMode::Direct,
    }
}

fn flag<'a>(command: &'a Command, name: &str) -> Option<&'a str> {
    command.flags.get(&format!("--{name}")).map(String::as_str)
}

/// npm and pnpm read an option from the environment, in any case, with `_` for `-`.
fn variable<'a>(command: &'a Command, name: &str) -> Option<&'a str> {
    let found = command.environment.iter().find(|(key, _)| {
        let key = key.to_ascii_lowercase();
        let key = key.strip_prefix("npm_config_").or_else(|| key.strip_prefix("pnpm_config_"));
        key.is_some_and(|key| key.replace('_', "-") == name)
    });
    found.map(|(_, value)| value.as_str())
}

/// What a variable set for the command alone says, `YARN_ENABLE_SCRIPTS=false`.
pub(super) fn environment_switch(command: &Command, name: &str) -> Option<bool> {
    let value = command.environment.get(name)?;
    Some(!matches!(value.as_str(), "false" | "0" | ""))
}

/// What the command says of lifecycle scripts.
pub(super) fn scripts(command: &Command) -> Option<bool> {
    let all = switch(command, "dangerously-allow-all-scripts")
        .or_else(|| switch(command, "dangerously-allow-all-builds"));
    let ignored = switch(command, "ignore-scripts");
    match (ignored, all) {
        (Some(ignored), _) => Some(!ignored),
        (None, Some(true)) => Some(true),
        _ => environment_switch(command, "YARN_ENABLE_SCRIPTS"),
    }
}

/// How a command publishes, from the flags that the tools share.
pub(super) fn release(command: &Command, mode: PublishMode) -> Release {
    Release {
        mode,
        dry_run: surely(command, "dry-run"),
        otp: value(command, "otp").is_some(),
        provenance: switch(command, "provenance"),
        tag: value(command, "tag").map(str::to_owned),
    }
}
