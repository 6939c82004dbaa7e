//! Tools that release a project and publish it on the way.

use super::{is_dynamic, options, start, subcommand};
use crate::facts::{Command, Deed, DeedKind, PublishMode, Release};

/// What a publishing tool's command does.
pub(super) fn deed(command: &Command) -> Option<Deed> {
    let tool = command.program.as_deref()?;
    let release = match tool {
        "lerna" => lerna(command)?,
        "changeset" => changeset(command)?,
        "semantic-release" | "multi-semantic-release" => semantic_release(command)?,
        "release-it" => release_it(command)?,
        "np" => np(command)?,
        "nx" => nx(command)?,
        "auto" => auto(command)?,
        "beachball" => named(command, "publish", PublishMode::Direct)?,
        "rush" => rush(command)?,
        "clean-publish" => clean_publish(command)?,
        "npm-publish" if !asks(command) => options::release(command, PublishMode::Direct),
        "release-plan" => named(command, "publish", PublishMode::Direct)?,
        "publib" | "publib-npm" | "jsii-release" | "jsii-release-npm" | "publish-please" => {
            (!asks(command)).then(|| options::release(command, PublishMode::Direct))?
        }
        "changelogen" if command.flags.contains_key("--publish") => {
            options::release(command, PublishMode::Direct)
        }
        "napi" | "wasm-pack" => by_word(command)?,
        "node" => return by_file(command),
        "shipjs" => named(command, "trigger", PublishMode::Unknown)?,
        _ => return None,
    };
    Some(Deed { release: Some(release), ..start(command, DeedKind::Publish, tool) })
}

/// <https://lerna.js.org/docs/api-reference/commands/publish>; `--stage` is lerna-lite's.
fn lerna(command: &Command) -> Option<Release> {
    let (word, _) = subcommand(command)?;
    (word == "publish").then(|| {
        let release = options::release(command, options::staged(command, "stage"));
        let tag = options::value(command, "dist-tag").map(str::to_owned).or(release.tag);
        Release { tag, ..release }
    })
}

/// <https://changesets-docs.vercel.app/>: `changeset publish`.
fn changeset(command: &Command) -> Option<Release> {
    let (word, _) = subcommand(command)?;
    (word == "publish").then(|| options::release(command, PublishMode::Direct))
}

/// <https://semantic-release.gitbook.io/semantic-release/usage/configuration>.
fn semantic_release(command: &Command) -> Option<Release> {
    if asks(command) {
        return None;
    }
    // Here `--tag-format` names git's tag; the dist-tag is in the configuration.
    let release = options::release(command, PublishMode::Direct);
    let dry_run = dry(command, &["-d", "--dryRun"], release.dry_run);
    Some(Release { dry_run, tag: None, ..release })
}

/// <https://github.com/release-it/release-it/blob/main/docs/npm.md>.
fn release_it(command: &Command) -> Option<Release> {
    let off = |name| options::switch(command, name) == Some(false);
    if asks(command)
        || off("npm")
        || off("npm.publish")
        || options::switch(command, "release-version") == Some(true)
        || options::switch(command, "changelog") == Some(true)
    {
        return None;
    }
    let release = options::release(command, options::staged(command, "npm.stage"));
    Some(Release {
        dry_run: dry(command, &["-d", "--dryRun"], release.dry_run),
        otp: options::value(command, "npm.otp").is_some() || release.otp,
        tag: options::value(command, "npm.tag").map(str::to_owned),
        ..release
    })
}

/// <https://github.com/sindresorhus/np#usage>.
fn np(command: &Command) -> Option<Release> {
    if asks(command)
        || options::switch(command, "publish") == Some(false)
        || options::switch(command, "release-draft-only") == Some(true)
    {
        return None;
    }
    let release = options::release(command, options::staged(command, "stage"));
    Some(Release { dry_run: dry(command, &["--preview"], release.dry_run), ..release })
}

/// <https://nx.dev/reference/nx-commands>: `nx release` asks whether to publish, and with `--yes`
/// does.
fn nx(command: &Command) -> Option<Release> {
    let publishes = match subcommand(command)? {
        ("release", "publish") => true,
        ("release", "version" | "changelog" | "plan" | "plan:check") => false,
        ("run-many" | "affected", _) => ["-t", "--target", "--targets"].iter().any(|flag| {
            let names = command.flags.get(flag);
            names.is_some_and(|names| names.split(',').any(|name| name == "nx-release-publish"))
        }),
        ("release", _) => {
            !["skip-publish", "skipPublish"].iter().any(|name| options::surely(command, name))
        }
        _ => false,
    };
    let release = options::release(command, PublishMode::Direct);
    publishes
        .then(|| Release { dry_run: dry(command, &["-d", "--dryRun"], release.dry_run), ..release })
}

/// <https://intuit.github.io/auto/docs/generated/shipit>: its plugins decide what is published.
fn auto(command: &Command) -> Option<Release> {
    let (word, _) = subcommand(command)?;
    matches!(word, "shipit" | "latest" | "next" | "canary").then(|| {
        let release = options::release(command, PublishMode::Unknown);
        Release { dry_run: dry(command, &["-d"], release.dry_run), ..release }
    })
}

/// A tool with one command that publishes: <https://microsoft.github.io/beachball/cli/publish.html>,
/// <https://github.com/embroider-build/release-plan>, <https://community.algolia.com/shipjs/>.
fn named(command: &Command, wanted: &str, mode: PublishMode) -> Option<Release> {
    let (word, _) = subcommand(command)?;
    let publishes = word == wanted && options::switch(command, "publish") != Some(false);
    publishes.then(|| options::release(command, mode))
}

/// Tools whose subcommand stands first: <https://napi.rs/docs/cli/pre-publish> publishes the packages of
/// the platforms, <https://rustwasm.github.io/docs/wasm-pack/commands/pack-and-publish.html> one.
fn by_word(command: &Command) -> Option<Release> {
    let word = command.arguments.first()?;
    let publishes = matches!(
        (command.program.as_deref()?, word.as_str()),
        ("napi", "prepublish" | "pre-publish") | ("wasm-pack", "publish")
    );
    let skips = options::surely(command, "skip-optional-publish")
        || options::surely(command, "no-optional-publish")
        || asks(command);
    (publishes && !skips).then(|| options::release(command, PublishMode::Direct))
}

/// Package managers that are run by their own file: `node node_modules/npm/bin/npm-cli.js publish`, and
/// `node common/scripts/install-run-rush.js publish -p`.
fn by_file(command: &Command) -> Option<Deed> {
    let file = command.arguments.iter().find(|word| !word.starts_with('-'))?;
    let at = command.arguments.iter().position(|word| word == file)?;
    let words = command.arguments.get(at + 1..)?;
    let (tool, words) = match file.rsplit('/').next()? {
        "install-run-rush.js" | "install-run-rush-pnpm.js" => ("rush", words),
        "npm-cli.js" => ("npm", words),
        "pnpm.cjs" => ("pnpm", words),
        _ if file.ends_with("which npm)") => ("npm", words),
        _ => return None,
    };
    super::execute::as_tool(command, tool, words)?.deed.map(|deed| *deed)
}

/// <https://rushjs.io/pages/commands/rush_publish/>: without `--publish` it writes versions alone.
fn rush(command: &Command) -> Option<Release> {
    let (word, _) = subcommand(command)?;
    let flags = ["--publish", "-p"];
    let uploads = flags.iter().any(|flag| command.flags.contains_key(flag));
    let packs = command.flags.contains_key("--pack");
    (word == "publish" && uploads && !packs).then(|| options::release(command, PublishMode::Direct))
}

/// <https://github.com/shashkovdanil/clean-publish>.
fn clean_publish(command: &Command) -> Option<Release> {
    let off = command.flags.contains_key("--without-publish");
    (!off && !asks(command)).then(|| options::release(command, PublishMode::Direct))
}

/// Whether one of the tool's own switches for a trial run is on.
fn dry(command: &Command, switches: &[&str], already: bool) -> bool {
    let on = |name: &&str| {
        let value = command.flags.get(name);
        value.is_some_and(|value| value != "false" && !is_dynamic(value))
    };
    already || switches.iter().any(on)
}

/// The command only asks for help or the version.
fn asks(command: &Command) -> bool {
    ["--help", "-h", "--version", "-v"].iter().any(|flag| command.flags.contains_key(flag))
}
