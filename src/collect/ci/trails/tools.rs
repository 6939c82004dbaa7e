//! Tools that are not known, and may publish.

use super::{Obstacle, mentions};
use crate::collect::deeds::inner_at;
use crate::collect::shell;
use crate::facts::{Command, DeedKind, Reads};

/// Tools with a subcommand `publish` that publish to another place than a registry of npm's.
const ELSEWHERE: &[&str] = &[
    "cargo",
    "deno",
    "dart",
    "dotnet",
    "eas",
    "expo",
    "flutter",
    "gh",
    "gh-pages",
    "gradle",
    "hatch",
    "jsr",
    "mvn",
    "netlify",
    "ovsx",
    "pkg-pr-new",
    "poetry",
    "pulumi",
    "rover",
    "sbt",
    "semantic-release-vsce",
    "serverless",
    "sls",
    "storybook",
    "storybook-to-ghpages",
    "tfx",
    "uv",
    "vsce",
    "@vscode/vsce",
    "web-ext",
    "wrangler",
];

/// A tool of the project's own with a subcommand `publish`, which only that tool can read.
pub(super) fn unknown(outer: &Command, tool: &Command) -> Result<(), Obstacle> {
    let name = tool.program.as_deref().unwrap_or_default();
    let publishes = tool.arguments.first().is_some_and(|word| word == "publish");
    let is_known = outer.deed.as_ref().is_some_and(|deed| deed.kind == DeedKind::Publish)
        || tool.deed.is_some()
        || ELSEWHERE.contains(&name)
        || matches!(name, "npm" | "pnpm" | "yarn" | "bun" | "npx" | "corepack" | "lerna" | "nx")
        || ["--dry-run", "--help"].iter().any(|flag| tool.flags.contains_key(flag));
    if !publishes || is_known || name.is_empty() {
        return Ok(());
    }
    Err(Obstacle::unsupported(format!("`{name} publish` may publish: the tool is not known")))
}

/// Programs whose arguments are texts, and nothing that they run.
const SPEAKERS: &[&str] = &[
    "[",
    "[[",
    "abort",
    "awk",
    "basename",
    "cat",
    "cd",
    "commander",
    "cp",
    "curl",
    "declare",
    "die",
    "dirname",
    "echo",
    "envsubst",
    "eslint",
    "error",
    "exit",
    "export",
    "fail",
    "gh",
    "git",
    "grep",
    "head",
    "info",
    "jest",
    "jq",
    "local",
    "log",
    "ls",
    "mkdir",
    "mv",
    "note",
    "notice",
    "printf",
    "prettier",
    "read",
    "readonly",
    "return",
    "rg",
    "rm",
    "sed",
    "sort",
    "tail",
    "tee",
    "test",
    "touch",
    "tr",
    "tsc",
    "uniq",
    "unset",
    "vitest",
    "warn",
    "warning",
];

/// Programs that a command may start with which is handed on.
const STARTS: &[&str] =
    &["bun", "bunx", "lerna", "make", "node", "npm", "npx", "nx", "pnpm", "pnpx", "turbo", "yarn"];

/// Those that publish when they are told to.
const PUBLISHERS: &[&str] = &["bun", "changeset", "lerna", "npm", "pnpm", "yarn"];

/// How many words of a command are taken for the start of another.
const MOST: usize = 4;

/// The program, where it may run what its arguments hold.
pub(super) fn takes_commands(command: &Command) -> Option<&str> {
    let program = command.program.as_deref()?;
    let is_known = command.deed.is_some() || SPEAKERS.contains(&program);
    (!is_known).then_some(program)
}

fn is_in(word: &str, list: &[&str]) -> bool {
    list.contains(&word)
}

/// The commands among the arguments of one: `npm run release` of `retry 3 npm run release` and of
/// `su -c 'npm run release'`.
pub(super) fn handed(command: &Command) -> Vec<Command> {
    let mut found = Vec::new();
    let words = command.arguments.iter().enumerate();
    // An image may have the name of a program: `docker run node npm publish`.
    let is_start = |at: usize| command.arguments.get(at).is_some_and(|word| is_in(word, STARTS));
    let starts = words.filter(|(at, _)| is_start(*at) && !is_start(at + 1)).take(MOST);
    for (at, _) in starts {
        found.extend(inner_at(command, at));
    }
    let read = match &command.reads {
        Some(Reads::Text(text)) => Some(&**text),
        _ => None,
    };
    let texts = command.arguments.iter().map(String::as_str).chain(read).filter(|word| {
        let mut words = word.split_whitespace();
        word.contains(' ') && words.any(|word| STARTS.contains(&word))
    });
    for text in texts.take(MOST) {
        let script = shell::commands(text, &|_| command.at.clone());
        let known = script.commands.into_iter().filter(|command| {
            command.program.as_deref().is_some_and(|program| STARTS.contains(&program))
        });
        found.extend(known.map(|next| Command { directory: command.directory.clone(), ..next }));
    }
    found
}

/// A program that is given a command which publishes: `retry 3 npm publish`, `su -c "npm publish"`.
pub(super) fn hands_on(command: &Command) -> Option<Obstacle> {
    if command.program.as_deref() == Some("curl") && uploads(command) {
        let reason = "`curl` uploads to a registry, and may publish".to_owned();
        return Some(Obstacle::unsupported(reason));
    }
    let program = takes_commands(command)?;
    let publishes = |given: &Command| {
        let deed = given.deed.as_ref().filter(|deed| deed.kind == DeedKind::Publish);
        deed.and_then(|deed| deed.release.as_ref()).is_some_and(|release| !release.dry_run)
    };
    let within = |word: &String| {
        PUBLISHERS.iter().any(|tool| {
            let behind = word.split_once(&format!("{tool} publish")).map(|(_, behind)| behind);
            behind.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
        })
    };
    let reads = match &command.reads {
        Some(Reads::Text(text)) => mentions::publishing(text).is_some(),
        _ => false,
    };
    let publishes =
        reads || handed(command).iter().any(publishes) || command.arguments.iter().any(within);
    publishes.then(|| {
        let reason =
            format!("`{program}` is given a command that publishes, and is not known to run it");
        Obstacle::unsupported(reason)
    })
}

/// `curl -X PUT … https://registry.…/@acme%2fweb`: how a package is published.
fn uploads(command: &Command) -> bool {
    let words = || command.arguments.iter().map(String::as_str);
    let puts = words().any(|word| matches!(word, "PUT" | "-XPUT" | "--request=PUT"));
    puts && words().any(|word| word.contains("://registry."))
}
