//! What the commands of package managers and publishing tools do, in the same words for all.
//!
//! One file a tool. A tool that runs another one (`npx`, `pnpm exec`, `yarn workspace x …`) hands
//! over to the other's file. What a command does that only a run can tell gives no deed.

pub(crate) mod arity;
mod bun;
mod execute;
mod lifecycle;
mod npm;
mod options;
mod pnpm;
mod publishers;
mod yarn;

#[cfg(test)]
mod tests;

pub(crate) use execute::{inner, inner_at, is_script_file, with_more};
pub(crate) use lifecycle::lifecycle;

use crate::facts::{Command, Deed, DeedKind, PublishMode};

/// The deepest row of tools running tools, `yarn workspace x npx npm publish`, that is followed.
const MAX_DEPTH: usize = 6;

/// What a command does; nothing for other programs and for what is harmless, like `npm view`.
pub(crate) fn deed(command: &Command) -> Option<Deed> {
    deed_within(command, 0)
}

fn deed_within(command: &Command, depth: usize) -> Option<Deed> {
    if depth > MAX_DEPTH {
        return None;
    }
    match command.program.as_deref()? {
        "npm" => npm::deed(command, depth).or_else(|| undecided(command, "npm")),
        "pnpm" => pnpm::deed(command, depth).or_else(|| undecided(command, "pnpm")),
        "yarn" | "yarnpkg" => yarn::deed(command, depth).or_else(|| undecided(command, "yarn")),
        "bun" => bun::deed(command, depth).or_else(|| undecided(command, "bun")),
        "npx" | "pnpx" | "pnx" | "bunx" | "corepack" => execute::deed(command, depth),
        program if execute::is_lender(program) => execute::deed(command, depth),
        _ => publishers::deed(command),
    }
}

/// A deed with what the flags of every tool say alike.
fn start(command: &Command, kind: DeedKind, tool: &str) -> Deed {
    Deed {
        kind,
        tool: tool.to_owned(),
        global: options::switch(command, "global") == Some(true)
            || command.flags.contains_key("-g")
            || options::value(command, "location") == Some("global"),
        scripts: options::scripts(command),
        registry: options::value(command, "registry").map(str::to_owned),
        ..Deed::default()
    }
}

/// A run of a script of the manifest.
fn run_script(command: &Command, tool: &str, script: &str) -> Deed {
    Deed { script: Some(script.to_owned()), ..start(command, DeedKind::RunScript, tool) }
}

/// The words of a subcommand, the first one apart.
fn subcommand(command: &Command) -> Option<(&str, &str)> {
    let words = command.subcommand.as_deref()?;
    let (first, second) = words.split_once(' ').unwrap_or((words, ""));
    (!is_dynamic(words)).then_some((first, second))
}

/// Whether a word as written is one that only a run can tell.
pub(crate) fn is_dynamic(word: &str) -> bool {
    word.contains(['$', '`']) || word.contains("<<")
}

/// A publication behind a word that only a run can tell: `npm $FLAGS publish`, and whether it
/// stages.
fn undecided(command: &Command, tool: &str) -> Option<Deed> {
    command.subcommand.as_deref().filter(|word| is_dynamic(word))?;
    let mut words = command.operands.iter().map(String::as_str);
    let known = words.find(|word| !matches!(*word, "stage" | "npm"));
    (known == Some("publish")).then(|| Deed {
        release: Some(options::release(command, PublishMode::Unknown)),
        ..start(command, DeedKind::Publish, tool)
    })
}
