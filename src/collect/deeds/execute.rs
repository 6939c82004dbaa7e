//! Tools that run other tools: `npx`, `pnpm dlx`, `bunx`, `corepack`, `yarn workspace x …`.

use super::{deed_within, is_dynamic, start};
use crate::collect::shell::{Token, classify, tokens};
use crate::facts::{Command, Deed, DeedKind};

/// What `npx`, `pnpx`, `bunx` and `corepack` do.
pub(super) fn deed(command: &Command, depth: usize) -> Option<Deed> {
    match command.program.as_deref()? {
        "npx" => execute(command, "npm", 0, depth),
        "bunx" => execute(command, "bun", 0, depth),
        "corepack" => corepack(command, depth),
        program if is_lender(program) => run(command, lent(command), depth),
        _ => execute(command, "pnpm", 0, depth),
    }
}

/// Tools that run another with secrets, variables or versions of their own: `op run -- npm publish`,
/// `cross-env A=1 npm publish`, `bundle exec rake`.
pub(super) fn is_lender(program: &str) -> bool {
    RUNS_BEHIND_DASHES.contains(&program)
        || matches!(program, "cross-env" | "deno")
        || RUNS_BEHIND_WORD.iter().any(|(name, _)| *name == program)
}

const RUNS_BEHIND_DASHES: &[&str] = &[
    "aws-vault",
    "chamber",
    "devbox",
    "doppler",
    "dotenv",
    "dotenvx",
    "infisical",
    "mise",
    "op",
    "rtx",
    "teller",
];

const RUNS_BEHIND_WORD: &[(&str, &str)] = &[
    ("asdf", "exec"),
    ("bundle", "exec"),
    ("fnm", "exec"),
    ("nvm", "exec"),
    ("pdm", "run"),
    ("pipenv", "run"),
    ("poetry", "run"),
    ("uv", "run"),
    ("volta", "run"),
];

/// The command that such a tool runs; empty where its words do not show it.
fn lent(command: &Command) -> &[String] {
    let program = command.program.as_deref().unwrap_or_default();
    let words = command.arguments.as_slice();
    let from = |at: Option<usize>| at.and_then(|at| words.get(at..)).unwrap_or_default();
    if program == "deno" {
        return from(words.iter().position(|word| word.starts_with("npm:")));
    }
    if let Some(at) = words.iter().position(|word| word == "--") {
        return from(Some(at + 1));
    }
    let own = |word: &String| word.starts_with('-') || word.contains('=');
    let word = RUNS_BEHIND_WORD.iter().find(|(name, _)| *name == program).map(|(_, word)| *word);
    match word {
        None if program == "cross-env" => from(words.iter().position(|word| !own(word))),
        Some(word) if words.first().is_some_and(|first| first == word) => {
            // `nvm exec 20 npm publish`
            let version = |word: &String| word.starts_with(|letter: char| letter.is_ascii_digit());
            let start = words.iter().skip(1).position(|word| !own(word) && !version(word));
            from(start.map(|at| at + 1))
        }
        _ => &[],
    }
}

/// A package that is fetched and run; the operand at `position` names it.
///
/// If it is a tool with a deed of its own, `npx npm@11 publish`, then this is the deed, and its
/// packages start with the one that is fetched.
pub(super) fn execute(
    command: &Command,
    tool: &str,
    position: usize,
    depth: usize,
) -> Option<Deed> {
    let words = behind(command, position);
    let mut packages = packages(command, command.arguments.len() - words.len());
    if packages.is_empty() {
        packages.extend(words.first().cloned());
    }
    if packages.is_empty() {
        return None;
    }
    let inner = run(command, words, depth);
    Some(match inner {
        Some(mut inner) => {
            packages.append(&mut inner.packages);
            Deed { packages, ..inner }
        }
        None => Deed { packages, ..start(command, DeedKind::Execute, tool) },
    })
}

/// A program of the project, or of the shell, that is run: nothing is fetched. With `same`, the
/// words are the running tool's own: `yarn workspace x publish`.
pub(super) fn local(command: &Command, position: usize, depth: usize, same: bool) -> Option<Deed> {
    let words = behind(command, position);
    if same {
        let program = command.program.clone()?;
        return deed_within(&command_of(command, program, words), depth + 1);
    }
    let words = words.get(leading_flags(words)..)?;
    let mut deed = run(command, words, depth)?;
    if !is_package_manager(&deed.tool) {
        deed.packages.splice(0..0, words.first().cloned());
    }
    Some(deed)
}

fn corepack(command: &Command, depth: usize) -> Option<Deed> {
    let word = command.subcommand.as_deref().filter(|word| !is_dynamic(word))?;
    match word {
        "enable" | "use" | "install" | "up" | "prepare" | "hydrate" => Some(Deed {
            packages: command.operands.clone(),
            ..start(command, DeedKind::Execute, "corepack")
        }),
        // The package manager that Corepack fetches for it is none of the command's packages.
        _ if is_package_manager(program(word)) => run(command, behind(command, 0), depth),
        _ => None,
    }
}

/// The command that a tool runs for another, `node a.js` of `npx -y node a.js`; nothing for tools that
/// run none. The flags before it are left out.
pub(crate) fn inner(command: &Command) -> Option<Command> {
    let word = command.subcommand.as_deref().unwrap_or_default();
    let position = match command.program.as_deref()? {
        program if is_lender(program) => return inner_of(command, lent(command)),
        "npx" | "bunx" | "pnpx" | "pnx" => 0,
        "npm" if matches!(word, "exec" | "x") => 1,
        "pnpm" if matches!(word, "exec" | "dlx" | "run") => 1,
        "yarn" | "yarnpkg" if matches!(word, "exec" | "dlx" | "run") => 1,
        "bun" if matches!(word, "x" | "run") => 1,
        "pnpm" | "yarn" | "yarnpkg" | "bun" | "corepack" => 0,
        _ => return None,
    };
    let words = behind(command, position);
    inner_of(command, words.get(leading_flags(words)..).unwrap_or_default())
}

/// Words as those of a tool.
pub(super) fn as_tool(command: &Command, tool: &str, words: &[String]) -> Option<Command> {
    let made = command_of(command, tool.to_owned(), words);
    Some(Command { deed: deed_within(&made, super::MAX_DEPTH).map(Box::new), ..made })
}

/// The command that the words of another are from a position on.
pub(crate) fn inner_at(command: &Command, position: usize) -> Option<Command> {
    inner_of(command, command.arguments.get(position..)?)
}

fn inner_of(command: &Command, words: &[String]) -> Option<Command> {
    let (spec, arguments) =
        words.split_first().filter(|(spec, _)| !is_dynamic(unversioned(spec)))?;
    let path = spec.starts_with(['.', '/']) || is_script_file(spec);
    let inner = command_of(command, program(spec).to_owned(), arguments);
    Some(Command {
        at: command.at.clone(),
        path: path.then(|| spec.clone()),
        directory: command.directory.clone(),
        deed: super::deed(&inner).map(Box::new),
        ..inner
    })
}

/// Whether a word names a file of a script by its ending.
pub(crate) fn is_script_file(word: &str) -> bool {
    let ends = [
        ".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".jsx", ".tsx", ".sh", ".bash", ".zsh",
        ".py", ".rb", ".ps1",
    ];
    ends.iter().any(|end| word.ends_with(end))
}

/// A command with more words behind its own: what is given to a package script.
pub(crate) fn with_more(command: &Command, more: &[String]) -> Command {
    let arguments = [command.arguments.as_slice(), more].concat();
    let Some(program) = command.program.clone() else { return command.clone() };
    let made = command_of(command, program, &arguments);
    let made = Command {
        subcommand: made.subcommand,
        flags: made.flags,
        operands: made.operands,
        arguments: made.arguments,
        ..command.clone()
    };
    Command { deed: super::deed(&made).map(Box::new), ..made }
}

/// What the words do as a command of their own.
fn run(command: &Command, words: &[String], depth: usize) -> Option<Deed> {
    let (spec, arguments) = words.split_first()?;
    if is_dynamic(unversioned(spec)) {
        return None;
    }
    deed_within(&command_of(command, program(spec).to_owned(), arguments), depth + 1)
}

fn command_of(command: &Command, program: String, arguments: &[String]) -> Command {
    let classified = classify(Some(&program), arguments);
    Command {
        program: Some(program),
        arguments: arguments.to_vec(),
        subcommand: classified.subcommand,
        flags: classified.flags.into(),
        operands: classified.operands,
        environment: command.environment.clone(),
        ..Command::default()
    }
}

/// A package without its version: of `npm@$V` the name is known.
fn unversioned(spec: &str) -> &str {
    // Deno names a package by a URL: `deno run -A npm:semantic-release`.
    let spec = spec.strip_prefix("npm:").unwrap_or(spec);
    let scoped = usize::from(spec.starts_with('@'));
    let version = spec.char_indices().skip(scoped).find(|(_, c)| *c == '@');
    version.and_then(|(at, _)| spec.get(..at)).unwrap_or(spec)
}

/// The program that a package is known for: `npm@11` runs `npm`.
fn program(spec: &str) -> &str {
    let name = unversioned(spec);
    match name {
        "@changesets/cli" => "changeset",
        "@lerna-lite/cli" => "lerna",
        "@yarnpkg/cli-dist" => "yarn",
        _ => name.rsplit('/').next().unwrap_or(name),
    }
}

/// The arguments from the operand at a position on, as they stand.
fn behind(command: &Command, position: usize) -> &[String] {
    let program = command.program.as_deref().unwrap_or_default();
    if position == 0 {
        return from_operand(program, &command.arguments, 0);
    }
    // What follows the tool's own words is cut right behind them: flags may come next.
    let mut operands = tokens(program, &command.arguments).filter_map(|token| match token {
        Token::Operand(at, _) => Some(at),
        Token::Flag(..) => None,
    });
    let Some(last) = operands.nth(position - 1) else { return &[] };
    let rest = command.arguments.get(last + 1..).unwrap_or_default();
    match command.subcommand.as_deref() {
        Some("workspace" | "workspaces foreach" | "exec" | "recursive" | "multi" | "m")
            if program != "npm" =>
        {
            rest
        }
        _ => from_operand(program, rest, 0),
    }
}

fn from_operand<'a>(program: &str, arguments: &'a [String], position: usize) -> &'a [String] {
    let mut operands = tokens(program, arguments).filter_map(|token| match token {
        Token::Operand(at, _) => Some(at),
        Token::Flag(..) => None,
    });
    operands.nth(position).and_then(|at| arguments.get(at..)).unwrap_or_default()
}

/// How many flags stand first, `--` included.
fn leading_flags(words: &[String]) -> usize {
    words.iter().take_while(|word| word.starts_with('-')).count()
}

/// The values of `--package` and `-p` before the command.
fn packages(command: &Command, before: usize) -> Vec<String> {
    let program = command.program.as_deref().unwrap_or_default();
    let own = command.arguments.get(..before).unwrap_or_default();
    let packages = tokens(program, own).filter_map(|token| match token {
        Token::Flag("--package" | "-p", Some(value)) => Some(value.to_owned()),
        _ => None,
    });
    packages.collect()
}

fn is_package_manager(tool: &str) -> bool {
    matches!(tool, "npm" | "pnpm" | "yarn" | "bun" | "corepack")
}
