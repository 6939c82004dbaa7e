//! A shell parser of a few lines: one command a line or a side of `&&`, words without quotes.
//! The crate's own has tests of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::collect::shell::Script;
use crate::facts::{Command, Deed, DeedKind, PublishMode, Release};

/// Not complete where a quote stands open.
pub(super) fn parse(script: &str, anchor: &dyn Fn(Range<usize>) -> String) -> Script {
    let complete = script.matches('"').count().is_multiple_of(2);
    let mut commands = Vec::new();
    let mut start = 0;
    for line in script.split_inclusive('\n') {
        let mut position = start;
        for part in line.split("&&") {
            let text = part.trim();
            let indent = part.chars().take_while(|letter| letter.is_whitespace()).count();
            let at = position + indent..position + indent + text.chars().count();
            position += part.chars().count() + 2;
            if !text.is_empty() {
                commands.push(command(text, anchor(at)));
            }
        }
        start += line.chars().count();
    }
    Script { commands, complete, ..Script::default() }
}

fn command(text: &str, at: String) -> Command {
    let mut words = text.split_whitespace().peekable();
    let mut environment = BTreeMap::new();
    while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
        environment.insert(name.to_owned(), value.to_owned());
        words.next();
    }
    let program = words.next().map(str::to_owned);
    let arguments: Vec<String> = words.map(str::to_owned).collect();
    let flags: BTreeMap<String, String> = arguments
        .iter()
        .filter(|word| word.starts_with('-'))
        .map(|word| word.split_once('=').unwrap_or((word, "true")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let deed = program.as_deref().and_then(|tool| deed(tool, &arguments, &flags));
    let deed = deed.map(Box::new);
    let (flags, environment) = (flags.into(), environment.into());
    Command { at, program, arguments, flags, environment, deed, ..Command::default() }
}

fn deed(tool: &str, words: &[String], flags: &BTreeMap<String, String>) -> Option<Deed> {
    if !matches!(tool, "npm" | "pnpm" | "yarn") {
        return None;
    }
    let has = |name: &str| flags.contains_key(name);
    let mut operands = words.iter().filter(|word| !word.starts_with('-')).map(String::as_str);
    let first = operands.next();
    let mut deed = Deed { tool: tool.to_owned(), global: has("--global"), ..Deed::default() };
    let mut publish = |mode| {
        let (dry_run, otp) = (has("--dry-run"), has("--otp"));
        deed.release = Some(Release { mode, dry_run, otp, ..Release::default() });
        DeedKind::Publish
    };
    deed.kind = match first {
        Some("publish") => publish(PublishMode::Direct),
        Some("stage") => publish(PublishMode::Staged),
        Some("run") => DeedKind::RunScript,
        Some("install") if operands.clone().next().is_some() => DeedKind::Add,
        Some("ci" | "install") => DeedKind::Install,
        _ => return None,
    };
    match deed.kind {
        DeedKind::RunScript => deed.script = operands.next().map(str::to_owned),
        DeedKind::Add => deed.packages = operands.map(str::to_owned).collect(),
        DeedKind::Install if first == Some("ci") || has("--frozen-lockfile") => {
            deed.frozen = Some(true);
        }
        _ => {}
    }
    deed.scripts = has("--ignore-scripts").then_some(false);
    Some(deed)
}
