//! Tasks: which one a step calls, and the commands that it runs.
//!
//! Names and inputs are those of the `task.json` of each, in <https://github.com/microsoft/azure-pipelines-tasks>.

use super::cursor::Cursor;
use super::pool::System;
use crate::collect::github::{comment_behind, kind_of};
use crate::facts::{Pin, PinKind, Uses, UsesKind};

/// A `task`: `Npm@1`, or `publisher.extension.contribution.Task@1` for one of the marketplace.
pub(super) fn uses(value: &Cursor<'_>) -> Option<Uses> {
    let text = value.filled()?;
    let comment = comment_behind(&value.source.text, &value.node.span);
    let uses = Uses { at: value.place.at(), text: text.clone(), ..Uses::default() };
    if text.contains("${{") {
        let pin = Pin { comment, ..Pin::default() };
        return Some(Uses { kind: UsesKind::Other, pin, ..uses });
    }
    let (name, version) = match text.trim().split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (text.trim(), None),
    };
    let kind = version.map_or(PinKind::None, kind_of);
    Some(Uses {
        kind: UsesKind::Task,
        name: Some(name.to_owned()),
        action: Some(name.to_ascii_lowercase()),
        pin: Pin { kind, reference: version.map(str::to_owned), comment },
        ..uses
    })
}

/// The name of a task by itself, in lower case: without publisher, and for an id its name.
pub(super) fn short(uses: &Uses) -> &str {
    match uses.action.as_deref().unwrap_or_default() {
        "fe47e961-9fa8-4106-8639-368c022d43ad" => "npm",
        "6c731c3c-3c68-459a-a5c9-bde6e6595b5b" => "bash",
        "e213ff0f-5d5c-4791-802d-52ea3e7be1f1" => "powershell",
        "46e4be58-730b-4389-8a2f-ea10b3e5e815" => "azurecli",
        name => name.rsplit('.').next().unwrap_or(name),
    }
}

/// What a task runs.
pub(super) enum Runs<'a> {
    /// The text of an input, in this shell.
    Script {
        /// The input.
        key: String,
        value: Cursor<'a>,
        shell: Option<&'static str>,
        folder: Option<Cursor<'a>>,
    },
    /// A command that the inputs come to; it is shown at this place.
    Command { text: String, at: Cursor<'a>, folder: Option<Cursor<'a>> },
    /// A command that only a run can tell.
    Unknown(Cursor<'a>),
}

/// An input of a task: their names have no case.
pub(super) fn input<'a>(inputs: &[(String, Cursor<'a>)], names: &[&str]) -> Option<Cursor<'a>> {
    entry(inputs, names).map(|(_, value)| value)
}

fn entry<'a>(inputs: &[(String, Cursor<'a>)], names: &[&str]) -> Option<(String, Cursor<'a>)> {
    names.iter().find_map(|name| {
        let named = |(key, value): &&(String, Cursor<'a>)| {
            key.eq_ignore_ascii_case(name) && !value.node.is_null()
        };
        inputs.iter().find(named).cloned()
    })
}

/// What a task of a short name runs with these inputs, on this system.
pub(super) fn runs<'a>(
    name: &str,
    inputs: &[(String, Cursor<'a>)],
    task: &Cursor<'a>,
    system: System,
) -> Option<Runs<'a>> {
    let text = |names: &[&str]| input(inputs, names).and_then(|value| value.filled());
    let lower = |names: &[&str]| text(names).unwrap_or_default().to_ascii_lowercase();
    let folder = input(inputs, &["workingDirectory", "workingFolder", "cwd"]);
    let core = lower(&["pwsh"]) == "true" || system == System::Unix;
    let powershell = if core { "pwsh" } else { "powershell" };
    let by_system = match system {
        System::Windows => Some("cmd"),
        System::Unix => Some("bash"),
        System::Unknown => None,
    };
    let inline = |names: &[&str], shell: Option<&'static str>| {
        let (key, value) = entry(inputs, names)?;
        Some(Runs::Script { key, value, shell, folder: folder.clone() })
    };
    let file = |program: &str, names: &[&str], arguments: &[&str]| {
        let at = input(inputs, names)?;
        let path = at.filled()?;
        let arguments = text(arguments).unwrap_or_default();
        let text = format!("{program} {} {arguments}", quoted(&path));
        Some(Runs::Command { text: text.trim().to_owned(), at, folder: folder.clone() })
    };
    match name {
        "bash" if lower(&["targetType"]) == "inline" => inline(&["script"], Some("bash")),
        "bash" => file("bash", &["filePath"], &["arguments"])
            .or_else(|| inline(&["script"], Some("bash"))),
        "shellscript" => file("bash", &["scriptPath"], &["args"]),
        "cmdline" => inline(&["script"], by_system),
        "powershell" if lower(&["targetType", "scriptType"]).starts_with("inline") => {
            inline(&["script", "inlineScript"], Some(powershell))
        }
        "powershell" => file(powershell, &["filePath", "scriptName"], &["arguments"])
            .or_else(|| inline(&["script"], Some(powershell))),
        "azurepowershell" if lower(&["scriptType"]) == "inlinescript" => {
            inline(&["inline"], Some(powershell))
        }
        "azurepowershell" => file(powershell, &["scriptPath"], &["scriptArguments"]),
        "azurecli" => {
            let kind = lower(&["scriptType"]);
            let shell = match kind.as_str() {
                "bash" => Some("bash"),
                "pscore" => Some("pwsh"),
                "ps" => Some("powershell"),
                "batch" => Some("cmd"),
                _ => by_system,
            };
            if lower(&["scriptLocation"]) == "inlinescript" {
                inline(&["inlineScript", "script"], shell)
            } else {
                let arguments = &["scriptArguments", "arguments", "args"];
                file(shell.unwrap_or("bash"), &["scriptPath"], arguments)
            }
        }
        "npm" => npm(inputs, task),
        // The task of the marketplace that most use for Yarn; without arguments it installs.
        "yarn" => {
            let arguments = text(&["arguments"]).unwrap_or_default();
            let at = input(inputs, &["arguments"]).unwrap_or_else(|| task.clone());
            let folder = input(inputs, &["projectDirectory"]);
            let text = format!("yarn {arguments}").trim().to_owned();
            Some(Runs::Command { text, at, folder })
        }
        _ => None,
    }
}

/// Words in the name of a task that installs or publishes packages.
const TELLING: [&str; 5] = ["changeset", "lerna", "npm", "semantic-release", "semanticrelease"];

/// What tasks with `publish` in their names publish that is no package of ours.
const OTHERS: [&str; 12] = [
    "artifact",
    "coverage",
    "docker",
    "dotnet",
    "extension",
    "html",
    "nuget",
    "report",
    "result",
    "symbol",
    "test",
    "wiki",
];

/// Whether a task, which is not read, may install or publish: by its name, or by the targets that it
/// gives to a runner of tasks.
pub(super) fn may_handle_packages(uses: &Uses, inputs: &[(String, Cursor<'_>)]) -> bool {
    let id = uses.action.as_deref().unwrap_or_default();
    match short(uses) {
        "npm" | "npmauthenticate" => return false,
        "gulp" | "grunt" => {
            let targets = input(inputs, &["targets"]).and_then(|value| value.filled());
            let targets = targets.unwrap_or_default().to_ascii_lowercase();
            return ["publish", "release"].iter().any(|word| targets.contains(word));
        }
        _ => {}
    }
    let has = |words: &[&str]| words.iter().any(|word| id.contains(word));
    // What Microsoft ships has one word for a name.
    has(&TELLING) || (id.contains('.') && has(&["publish"]) && !has(&OTHERS))
}

/// `Npm`: version 1 has `customCommand`, version 0 any command with `arguments`.
fn npm<'a>(inputs: &[(String, Cursor<'a>)], task: &Cursor<'a>) -> Option<Runs<'a>> {
    let folder = input(inputs, &["workingDir", "cwd"]);
    let command = input(inputs, &["command"]);
    let written = command.as_ref().and_then(|command| command.filled());
    let written = written.unwrap_or_else(|| "install".to_owned());
    let at = command.unwrap_or_else(|| task.clone());
    if written.contains("${{") || written.contains("$(") {
        return Some(Runs::Unknown(at));
    }
    if written.eq_ignore_ascii_case("custom") {
        let custom = input(inputs, &["customCommand"])?;
        let text = format!("npm {}", custom.filled()?.trim());
        return Some(Runs::Command { text, at: custom, folder });
    }
    let arguments = input(inputs, &["arguments"]).and_then(|value| value.filled());
    let text = format!("npm {} {}", written.trim(), arguments.unwrap_or_default());
    Some(Runs::Command { text: text.trim().to_owned(), at, folder })
}

/// A path as one word of a shell.
fn quoted(path: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-$(){}@+".contains(letter);
    if path.chars().all(plain) { path.to_owned() } else { format!("\"{}\"", path.replace('"', "")) }
}
