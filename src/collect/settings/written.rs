//! Settings that commands of a job write: `echo "registry=…" >> .npmrc`, a variable in
//! `$GITHUB_ENV`, and the writing that only a run can tell.

use super::environment::setting_from_env;
use super::rc_names::tool_of_rc;
use super::value::{Raw, Syntax};
use crate::collect::file_name;
use crate::facts::{Command, Force, InForce, Layer, Origin, Setting};
use crate::source::rc;

/// Where the variables of later steps are written.
pub(crate) const GITHUB_ENV: &str = "$GITHUB_ENV";

/// The files that tools read settings from.
const FILES: [&str; 5] = [".npmrc", ".yarnrc", ".yarnrc.yml", "bunfig.toml", "pnpm-workspace.yaml"];

/// Programs that change or remove the files that they are given.
const CHANGING: [&str; 8] = ["Copy-Item", "cp", "del", "ln", "mv", "rm", "sed", "unlink"];

/// The settings that an `echo` adds to `.npmrc` or to the variables of the job. Credentials are not
/// among them: what reaches a command is told by the environment.
pub(crate) fn settings_written(command: &Command, file: &str, job: &str) -> Vec<Setting> {
    let Some(text) = echoed(command) else { return Vec::new() };
    let mut found = Vec::new();
    for target in &command.writes {
        if is_github_env(target) {
            let pair = text.split_once('=');
            found.extend(pair.and_then(|(name, value)| {
                setting_from_env(name, Some(value), command.at.clone(), GITHUB_ENV, job)
            }));
        }
        if file_name(target) == ".npmrc" {
            let layer = if is_of_user(target) { Layer::User } else { Layer::Project };
            found.extend(rc::lines(&text).iter().map(|line| {
                Raw {
                    at: command.at.clone(),
                    tool: tool_of_rc(line.key),
                    key: line.key,
                    value: Some(&line.text()),
                    list: line.list,
                    syntax: Syntax::Shell,
                    origin: Origin { layer, file: file.to_owned(), job: Some(job.to_owned()) },
                    in_force: InForce { state: Force::Yes, reason: None },
                }
                .into_setting()
            }));
        }
    }
    found.retain(|setting| setting.credential.is_none());
    found
}

/// The settings file that a command changes in a way that only a run tells.
pub(crate) fn rewritten(command: &Command) -> Option<&'static str> {
    let named = |word: &String| FILES.into_iter().find(|name| *name == file_name(word));
    let changing = command.program.as_deref().is_some_and(|name| CHANGING.contains(&name));
    if changing && let Some(name) = command.arguments.iter().find_map(named) {
        return Some(name);
    }
    let shown = echoed(command).is_some();
    command.writes.iter().find_map(named).filter(|name| !shown || *name != ".npmrc")
}

/// What an `echo` prints, where it is seen.
fn echoed(command: &Command) -> Option<String> {
    if command.program.as_deref() != Some("echo") {
        return None;
    }
    let mut words = command.arguments.as_slice();
    while let [flag, rest @ ..] = words
        && matches!(flag.as_str(), "-e" | "-n" | "-en" | "-ne")
    {
        words = rest;
    }
    Some(words.join(" ").replace("\\n", "\n"))
}

fn is_github_env(target: &str) -> bool {
    matches!(target, "$GITHUB_ENV" | "${GITHUB_ENV}" | "$env:GITHUB_ENV" | "${{ github.env }}")
}

fn is_of_user(target: &str) -> bool {
    target.starts_with(['~', '$']) && !target.contains("WORKSPACE")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(program: &str, arguments: &[&str], writes: &[&str]) -> Command {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Command {
            program: Some(program.to_owned()),
            arguments: words(arguments),
            writes: words(writes),
            ..Command::default()
        }
    }

    #[test]
    fn an_echo_writes_settings() {
        for (text, target, expected) in [
            ("registry=https://npm.example/", ".npmrc", "npm Project registry"),
            ("ignore-scripts=false", "$HOME/.npmrc", "npm User ignore-scripts"),
            ("npm_config_registry=x", "$GITHUB_ENV", "npm Environment registry"),
            ("X=x", "$GITHUB_ENV", ""),
            ("//npm.example/:_authToken=$T", ".npmrc", ""),
            ("registry=x", "a.txt", ""),
        ] {
            let found = settings_written(&command("echo", &["-e", text], &[target]), "w", "w#/a");
            let row = |s: &Setting| format!("{} {:?} {}", s.tool, s.origin.layer, s.name);
            assert_eq!(found.iter().map(row).collect::<String>(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_seen_is_told() {
        for (program, arguments, writes, expected) in [
            ("cat", &[][..], &[".npmrc"][..], Some(".npmrc")),
            ("rm", &["-f", "a/.npmrc"], &[], Some(".npmrc")),
            ("echo", &["a: b"], &[".yarnrc.yml"], Some(".yarnrc.yml")),
            ("echo", &["a=b"], &[".npmrc"], None),
            ("cat", &[".npmrc"], &[], None),
        ] {
            let command = command(program, arguments, writes);
            assert_eq!(rewritten(&command), expected, "{program}");
        }
    }
}
