//! Steps: keywords (`script`, `bash`, `checkout`, …) and tasks.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps>. A keyword other than
//! for a script has its members among `with`, itself included: `checkout: self`.

use super::chain::joined;
use super::conditions::{self, Value};
use super::cursor::Cursor;
use super::expressions::{of_condition, of_text};
use super::filled::Filled;
use super::handover;
use super::plan::STEPS;
use super::pool::System;
use super::secrets::Declared;
use super::task::{self, Runs};
use super::templates::Assembly;
use super::{connections, variables};
use crate::collect::ci::members::{as_text, scalars};
use crate::collect::ci::script::Piece;
use crate::collect::ci::{self, plain};
use crate::collect::folders::{join, place};
use crate::facts::{Artifact, Cache, Command, Expression, Pairs, ProblemKind, SecretGroup, Step};
use crate::text::secret::withheld_value;

/// What holds for all steps of a job.
pub(super) struct Around<'s> {
    pub(super) system: System,
    /// The folder that scripts start in; nothing where it is not that of this repository.
    pub(super) folder: Option<&'s str>,
    pub(super) declared: &'s Declared,
}

/// A step with what it means for its job.
pub(super) struct Read {
    pub(super) step: Step,
    pub(super) cache: Option<Cache>,
    pub(super) artifact: Option<Artifact>,
    pub(super) connections: Vec<SecretGroup>,
}

/// Members that are no inputs.
const OF_ALL: [&str; 9] = [
    "condition",
    "continueOnError",
    "displayName",
    "enabled",
    "env",
    "name",
    "retryCountOnTaskFailure",
    "target",
    "timeoutInMinutes",
];

/// Reads a step.
pub(super) fn step<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    cursor: &Cursor<'a>,
    index: usize,
    around: &Around<'_>,
) -> Read {
    let members = cursor.members();
    let keyword = members.iter().map(|(key, _)| key.as_str()).find(|key| STEPS.contains(key));
    let keyword = keyword.unwrap_or_default().to_owned();
    let own = |key: &str| members.iter().find(|(name, _)| name == key).map(|(_, value)| value);
    let text = |key: &str| own(key).and_then(Cursor::filled);
    let around_it = cursor.under.iter().map(ToString::to_string);
    let condition = joined(around_it.chain(text("condition")).collect());
    let mut step = Step {
        at: cursor.place.at(),
        index: u64::try_from(index).unwrap_or(u64::MAX),
        id: text("name"),
        name: text("displayName"),
        if_is: settled(condition.as_deref(), text("enabled").as_deref()),
        condition,
        env: variables::env(assembly, cursor, around.declared),
        continue_on_error: text("continueOnError").is_some_and(|text| is(&text, "true")),
        ..Step::default()
    };
    let inputs: Vec<(String, Cursor<'a>)> = if keyword == "task" {
        own("inputs").map(Cursor::members).unwrap_or_default()
    } else {
        members.iter().filter(|(key, _)| !OF_ALL.contains(&key.as_str())).cloned().collect()
    };
    let value = own(&keyword).cloned().unwrap_or_else(|| cursor.clone());
    let mut read = Read { step: Step::default(), cache: None, artifact: None, connections: vec![] };
    // The input that is a script: it stands in `run` and nowhere else.
    let mut script = None;
    match keyword.as_str() {
        "task" => {
            step.uses = task::uses(&value).map(Box::new);
            let name = step.uses.as_deref().map(task::short).unwrap_or_default().to_owned();
            script = of_task(assembly, &mut step, &name, &inputs, &value, around);
            if script.is_none() && step.commands.is_empty() {
                tell_unread(assembly, &step, &inputs, &value);
            }
            read.cache = handover::cache(&step, &name, &inputs);
            read.artifact = handover::of_task(&step, &name, &inputs);
            read.connections = connections::of_task(&inputs);
        }
        "script" | "bash" | "pwsh" | "powershell" => {
            let shell = match keyword.as_str() {
                "script" => of_system(around.system),
                shell => Some(shell),
            };
            let folder = own("workingDirectory").cloned();
            run(assembly, &mut step, &value, shell, folder.as_ref(), around);
            script = Some(keyword.clone());
        }
        _ => read.artifact = handover::of_keyword(&step, &keyword, &inputs),
    }
    let scripted = matches!(keyword.as_str(), "script" | "bash" | "pwsh" | "powershell");
    let shown = inputs.iter().filter(|(key, _)| !scripted && script.as_ref() != Some(key));
    step.with = with(shown);
    step.expressions = expressions(&members, &keyword, script.as_deref());
    step.secrets = around.declared.uses(&step.expressions);
    Read { step, ..read }
}

/// What `script` runs in.
pub(super) fn of_system(system: System) -> Option<&'static str> {
    match system {
        System::Windows => Some("cmd"),
        System::Unix => Some("bash"),
        System::Unknown => None,
    }
}

/// What a condition comes to in every run: only what is written in it decides, since variables are
/// for a run to tell.
pub(super) fn settled(condition: Option<&str>, enabled: Option<&str>) -> Option<bool> {
    if enabled.is_some_and(|text| is(text, "false")) {
        return Some(false);
    }
    conditions::value(condition?, &|_| Value::Unknown).truth()
}

fn is(text: &str, word: &str) -> bool {
    text.trim().eq_ignore_ascii_case(word)
}

/// Reads what a task runs; the input that is a script.
fn of_task<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    step: &mut Step,
    name: &str,
    inputs: &[(String, Cursor<'a>)],
    task: &Cursor<'a>,
    around: &Around<'_>,
) -> Option<String> {
    match task::runs(name, inputs, task, around.system)? {
        Runs::Script { key, value, shell, folder } => {
            run(assembly, step, &value, shell, folder.as_ref(), around);
            return Some(key);
        }
        Runs::Command { text, at, folder } => {
            let folder = start(folder.as_ref(), around);
            if assembly.reading.options.commands {
                let at = at.place.at();
                let mut script = (assembly.reading.options.parser)(&text, &|_| at.clone());
                place(&mut script, folder.as_deref());
                step.commands = script.commands;
            }
        }
        Runs::Unknown(at) if assembly.reading.options.commands => {
            let facts = plain::missing("npm publish");
            let reason = "only a run can tell which command of npm this is".to_owned();
            assembly.reading.problem(&at.place, ProblemKind::Unsupported, &facts, reason);
        }
        Runs::Unknown(_) => {}
    }
    None
}

/// Notes that a task may install or publish, and is not read.
fn tell_unread(
    assembly: &mut Assembly<'_, '_, '_>,
    step: &Step,
    inputs: &[(String, Cursor<'_>)],
    at: &Cursor<'_>,
) {
    let uses = step.uses.as_ref().filter(|_| assembly.reading.options.commands);
    if let Some(uses) = uses.filter(|uses| task::may_handle_packages(uses, inputs)) {
        let facts = plain::missing("npm publish");
        let reason = format!("the task `{}` may install or publish, and is not read", uses.text);
        assembly.reading.problem(&at.place, ProblemKind::Unsupported, &facts, reason);
    }
}

/// Reads a script of a step.
fn run<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    step: &mut Step,
    value: &Cursor<'a>,
    shell: Option<&str>,
    folder: Option<&Cursor<'a>>,
    around: &Around<'_>,
) {
    let Some(text) = value.text_filled() else {
        if !value.node.is_null() {
            let facts =
                ["pipelines[*].jobs[*].steps[*].run", "pipelines[*].jobs[*].steps[*].commands"];
            assembly.reading.unexpected(&value.place, &facts, "a script", "a text", value.node);
        }
        return;
    };
    step.shell = shell.map(str::to_owned);
    step.working_directory = start(folder, around);
    step.commands = commands(assembly, &text, value, step);
    step.run = Some(text.text);
}

fn commands(
    assembly: &mut Assembly<'_, '_, '_>,
    text: &Filled,
    value: &Cursor<'_>,
    step: &Step,
) -> Vec<Command> {
    let pieces = [Piece { text: &text.text, place: value.place.clone() }];
    let shell = step.shell.as_deref();
    let folder = step.working_directory.as_deref();
    let is_read = shell.is_none_or(plain::is_read);
    let mut found = ci::script::commands(assembly.reading, &pieces, shell, is_read, folder);
    found.iter_mut().for_each(|command| text.lead_back(&mut command.at));
    found
}

/// The folder that a script starts in.
fn start(folder: Option<&Cursor<'_>>, around: &Around<'_>) -> Option<String> {
    let base = around.folder?;
    match folder.and_then(Cursor::filled).filter(|path| !path.trim().is_empty()) {
        Some(path) => join(base, &path),
        None => Some(base.to_owned()),
    }
}

/// Inputs as texts. A credential is not shown.
fn with<'i, 'a: 'i>(inputs: impl Iterator<Item = &'i (String, Cursor<'a>)>) -> Pairs {
    let shown = |key: &str, value: &Cursor<'_>| {
        let text = value.filled().unwrap_or_else(|| as_text(value.node));
        withheld_value(key, &text).into_owned()
    };
    inputs.map(|(key, value)| (key.clone(), shown(key, value))).collect()
}

/// The expressions of a step, by the member that holds them.
fn expressions(
    members: &[(String, Cursor<'_>)],
    keyword: &str,
    script: Option<&str>,
) -> Vec<Expression> {
    let mut found = Vec::new();
    for (key, value) in members {
        match key.as_str() {
            "condition" => {
                found.extend(of_condition(value));
            }
            "inputs" => {
                for (name, value) in value.members() {
                    let scripted = script == Some(name.as_str());
                    let within = if scripted { "run".to_owned() } else { format!("with/{name}") };
                    within_of(&value, &within, &mut found);
                }
            }
            "env" => {
                for (name, value) in value.members() {
                    within_of(&value, &format!("env/{name}"), &mut found);
                }
            }
            "displayName" => within_of(value, "name", &mut found),
            key if key == keyword && script == Some(key) => within_of(value, "run", &mut found),
            "name" => within_of(value, "id", &mut found),
            key if OF_ALL.contains(&key) => within_of(value, key, &mut found),
            key if keyword == "task" || script.is_some() => within_of(value, key, &mut found),
            key => within_of(value, &format!("with/{key}"), &mut found),
        }
    }
    found
}

/// The expressions at and below a value. What the server fills in is none, unless it holds one.
pub(super) fn within_of(value: &Cursor<'_>, within: &str, found: &mut Vec<Expression>) {
    if let Some(filled) = value.text_filled() {
        let mut own = Vec::new();
        of_text(&filled.text, &value.place, within, &mut own);
        filled.lead_all_back(&mut own);
        found.extend(own);
        return;
    }
    scalars(value.node, &value.place, within, &mut |place, within, text| {
        of_text(text, place, within, found);
    });
}
