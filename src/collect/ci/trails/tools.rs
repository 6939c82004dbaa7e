//! Tools that are not known, and may publish.

use super::Obstacle;
use crate::facts::{Command, DeedKind, ProblemKind};

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
        || ["--dry-run", "--help"].iter().any(|flag| tool.flags.contains_key(*flag));
    if !publishes || is_known || name.is_empty() {
        return Ok(());
    }
    Err(Obstacle {
        kind: ProblemKind::Unsupported,
        reason: format!("`{name} publish` may publish: the tool is not known"),
    })
}

/// Programs whose arguments are texts, and nothing that they run.
const SPEAKERS: &[&str] = &[
    "[", "[[", "awk", "cat", "cp", "curl", "declare", "echo", "exit", "export", "gh", "git",
    "grep", "jq", "local", "mkdir", "mv", "printf", "read", "readonly", "return", "rg", "sed",
    "tee", "test",
];

/// A program that is given a command which publishes: `retry 3 npm publish`, `su -c "npm publish"`.
pub(super) fn hands_on(command: &Command) -> Option<Obstacle> {
    let program = command.program.as_deref()?;
    if command.deed.is_some() || SPEAKERS.contains(&program) {
        return None;
    }
    let managers = ["npm", "pnpm", "yarn", "bun", "changeset", "lerna"];
    let pairs = command.arguments.windows(2);
    let mut pairs = pairs.filter_map(|pair| Some((pair.first()?.as_str(), pair.get(1)?.as_str())));
    let apart = pairs.any(|(tool, word)| managers.contains(&tool) && word == "publish");
    let within = |word: &String| {
        managers.iter().any(|tool| {
            let behind = word.split_once(&format!("{tool} publish")).map(|(_, behind)| behind);
            behind.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
        })
    };
    (apart || command.arguments.iter().any(within)).then(|| Obstacle {
        kind: ProblemKind::Unsupported,
        reason: format!(
            "`{program}` is given a command that publishes, and is not known to run it"
        ),
    })
}
