//! What the configuration of release-it, np and semantic-release says of publishing to npm: a
//! command like `release-it` alone does not tell.
//!
//! <https://github.com/release-it/release-it/blob/main/docs/configuration.md>,
//! <https://github.com/sindresorhus/np#config>,
//! <https://semantic-release.gitbook.io/semantic-release/usage/configuration>.

use super::harvest::{self, Harvest};
use super::{Collector, File, file_name, folder, shell};
use crate::facts::{Command, DeedKind, Package, Pipeline, PublishMode};
use crate::source::node::Node;

/// The files of their own that the tools read, besides `package.json`.
pub(crate) struct ReleaseConfigs;

/// What one configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReleaseConfig {
    tool: &'static str,
    /// The folder of the file, relative to the root.
    directory: String,
    says: Says,
}

/// How a configuration has its tool publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// As the tool does by itself.
    Default,
    /// Not at all.
    Nothing,
    /// Staged.
    Staged,
    /// Only a run can tell.
    Unknown,
}

impl Collector for ReleaseConfigs {
    fn facts(&self) -> &'static [&'static str] {
        &["pipelines[*].jobs[*].publishes"]
    }

    fn claims(&self, path: &str) -> bool {
        tool_of(file_name(path)).is_some()
    }

    fn of_packages(&self) -> bool {
        true
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let name = file_name(file.path);
        let Some(tool) = tool_of(name) else { return Harvest::default() };
        // What is no data, or is no text, only the tool itself can read.
        let says = match name.rsplit_once('.').map(|(_, end)| end) {
            Some("json" | "yaml" | "yml" | "releaserc") => {
                let text = harvest::text(file.path, file.bytes, &[]).ok();
                // JSON is YAML, but for what neither tool writes.
                let parsed = text.and_then(|text| crate::source::yaml::parse(text).ok());
                parsed.map_or(Says::Unknown, |parsed| {
                    parsed.documents.first().map_or(Says::Default, |document| says(tool, document))
                })
            }
            _ => Says::Unknown,
        };
        let config = ReleaseConfig { tool, directory: folder(file.path).to_owned(), says };
        Harvest { release_configs: vec![config], ..Harvest::default() }
    }
}

fn tool_of(name: &str) -> Option<&'static str> {
    let of = |start: &str, ends: &[&str]| {
        name.strip_prefix(start).is_some_and(|end| ends.contains(&end))
    };
    if of(".release-it", &[".json", ".yaml", ".yml", ".toml", ".js", ".cjs", ".mjs", ".ts"]) {
        Some("release-it")
    } else if of(".np-config", &[".json", ".js", ".cjs", ".mjs"]) {
        Some("np")
    } else if of(".releaserc", &["", ".json", ".yaml", ".yml", ".js", ".cjs", ".mjs"])
        || of("release.config", &[".js", ".cjs", ".mjs", ".ts"])
    {
        Some("semantic-release")
    } else {
        None
    }
}

/// The configurations that stand in a `package.json`.
pub(crate) fn of_manifest(path: &str, document: &Node) -> Vec<ReleaseConfig> {
    let keys = [("release-it", "release-it"), ("np", "np"), ("release", "semantic-release")];
    let found = keys.into_iter().filter_map(|(key, tool)| {
        let says = says(tool, document.get(key)?);
        Some(ReleaseConfig { tool, directory: folder(path).to_owned(), says })
    });
    found.collect()
}

fn says(tool: &str, node: &Node) -> Says {
    match tool {
        "release-it" => {
            let npm = node.get("npm");
            if node.get("extends").is_some() {
                Says::Unknown
            } else if off(npm) || off(npm.and_then(|npm| npm.get("publish"))) {
                // A hook or a plugin may do what the tool itself is told not to.
                if node.get("hooks").is_some_and(may_publish)
                    || node.get("plugins").is_some_and(has_unknown_plugin)
                {
                    Says::Unknown
                } else {
                    Says::Nothing
                }
            } else if npm.and_then(|npm| npm.get("stage")).and_then(Node::boolean) == Some(true) {
                Says::Staged
            } else {
                Says::Default
            }
        }
        "np" if off(node.get("publish")) => Says::Nothing,
        "semantic-release" => match node.get("plugins") {
            Some(plugins) if plugins.is_list() => of_plugins(plugins),
            None if node.get("extends").is_none() && node.get("publish").is_none() => Says::Default,
            _ => Says::Unknown,
        },
        _ => Says::Default,
    }
}

fn off(node: Option<&Node>) -> bool {
    node.and_then(Node::boolean) == Some(false)
}

/// What the plugins of semantic-release publish: each a name, or a list of name and options.
fn of_plugins(plugins: &Node) -> Says {
    let mut says = Says::Nothing;
    for plugin in plugins.items() {
        let name = plugin.items().first().unwrap_or(plugin).text().unwrap_or_default();
        let options = plugin.items().get(1);
        let option = |key: &str| options.and_then(|options| options.get(key));
        match name {
            "@semantic-release/npm" if off(option("npmPublish")) => {}
            "@semantic-release/npm" => return Says::Default,
            // Plugins of the project and of the other package managers may do anything.
            "" => says = Says::Unknown,
            _ if name.starts_with('.')
                || ["lerna", "npm", "yarn"].iter().any(|tool| name.contains(tool)) =>
            {
                says = Says::Unknown;
            }
            _ if options.is_some_and(runs_on_publish)
                || options.is_some_and(|options| mentions(options, "publish")) =>
            {
                says = Says::Unknown;
            }
            _ => {}
        }
    }
    says
}

/// Whether hooks hold a command that may publish: a script of the project, or what is named for it.
fn may_publish(hooks: &Node) -> bool {
    let names_it = |word: &str| {
        let mut parts = word.split(|letter: char| !letter.is_ascii_alphanumeric());
        parts.any(|part| matches!(part, "publish" | "release"))
    };
    let may = |command: &Command| match command.deed.as_ref().map(|deed| deed.kind) {
        Some(DeedKind::RunScript) => is_script_of_project(command),
        Some(DeedKind::Publish) => true,
        _ if is_harmless(command) => false,
        _ => command.path.iter().chain(&command.arguments).any(|word| names_it(word)),
    };
    // A template of the tool's own, `${repo.remote}`, is no shell.
    texts(hooks).any(|text| match commands(text) {
        Some(commands) => commands.iter().any(may),
        None => names_it(text),
    })
}

/// The commands of a text, if all of it is understood.
fn commands(text: &str) -> Option<Vec<Command>> {
    let script = shell::commands(text, &|_| String::new());
    script.complete.then_some(script.commands)
}

/// Whether a command runs a script of the manifest whose name does not say that it publishes nothing.
fn is_script_of_project(command: &Command) -> bool {
    let deed = command.deed.as_ref().filter(|deed| deed.kind == DeedKind::RunScript);
    let Some(name) = deed.and_then(|deed| deed.script.as_deref()) else { return false };
    let mut words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    !words.any(|word| {
        let harmless = [
            "build",
            "changelog",
            "check",
            "clean",
            "compile",
            "docs",
            "fix",
            "format",
            "lint",
            "prettier",
            "test",
            "tests",
            "typecheck",
            "types",
            "version",
        ];
        harmless.contains(&word)
    })
}

/// Whether a command surely publishes nothing to a registry of npm's.
fn is_harmless(command: &Command) -> bool {
    let harmless = [
        "cargo", "cat", "cd", "cp", "docker", "echo", "gh", "git", "helm", "ovsx", "poetry", "sed",
        "tsc", "twine", "vsce",
    ];
    match command.deed.as_ref().map(|deed| deed.kind) {
        None => command.program.as_deref().is_some_and(|program| harmless.contains(&program)),
        Some(DeedKind::Install | DeedKind::Add | DeedKind::AuditSignatures) => true,
        Some(DeedKind::RunScript) => !is_script_of_project(command),
        Some(_) => false,
    }
}

/// Whether a plugin of release-it stands there that is not known to publish nothing:
/// `@release-it-plugins/workspaces` publishes each workspace.
fn has_unknown_plugin(plugins: &Node) -> bool {
    let known = [
        "@j-ulrich/release-it-regex-bumper",
        "@release-it-plugins/lerna-changelog",
        "@release-it/bumper",
        "@release-it/conventional-changelog",
        "@release-it/keep-a-changelog",
        "release-it-lerna-changelog",
    ];
    plugins
        .entries()
        .iter()
        .any(|entry| !known.contains(&entry.key.as_str()) && entry.value.boolean() != Some(false))
}

/// Whether a plugin of semantic-release is given a command that publishes:
/// <https://github.com/semantic-release/exec#options>.
fn runs_on_publish(options: &Node) -> bool {
    let text = options.get("publishCmd").and_then(Node::text);
    text.is_some_and(|text| commands(text).is_none_or(|all| !all.iter().all(is_harmless)))
}

/// Whether a text or a list of texts in a mapping holds a word.
fn mentions(node: &Node, word: &str) -> bool {
    texts(node).any(|text| text.contains(word))
}

fn texts(node: &Node) -> impl Iterator<Item = &str> {
    node.entries().iter().flat_map(|entry| {
        let items = entry.value.items().iter().filter_map(Node::text);
        entry.value.text().into_iter().chain(items)
    })
}

/// Corrects what commands and actions publish by what the tools are told.
pub(super) fn apply(
    configs: &[ReleaseConfig],
    pipelines: &mut [Pipeline],
    packages: &mut [Package],
) {
    if configs.is_empty() {
        return;
    }
    for package in packages {
        for script in &mut package.scripts {
            for command in &mut script.commands {
                correct(command, configs);
            }
        }
    }
    for job in pipelines.iter_mut().flat_map(|pipeline| &mut pipeline.jobs) {
        for command in job.steps.iter_mut().flat_map(|step| &mut step.commands) {
            let Some((tool, says)) = correct(command, configs) else { continue };
            let of_command = |at: &str, of: &str| at == command.at && of == tool;
            job.publishes
                .retain(|publish| says != Says::Nothing || !of_command(&publish.at, &publish.tool));
            for publish in &mut job.publishes {
                if of_command(&publish.at, &publish.tool) {
                    publish.mode = mode(says, publish.mode);
                }
            }
        }
        job.publishes.retain_mut(|publish| {
            if !publish.tool.contains('/') {
                return true;
            }
            let says = told(configs, &publish.tool, publish.directory.as_deref());
            publish.mode = mode(says, publish.mode);
            says != Says::Nothing
        });
    }
}

/// Corrects the deed of a command, and gives its tool and what that is told.
pub(crate) fn correct(command: &mut Command, configs: &[ReleaseConfig]) -> Option<(String, Says)> {
    let deed = command.deed.as_mut().filter(|deed| deed.kind == DeedKind::Publish)?;
    let tool = deed.tool.clone();
    let words = &command.arguments;
    let flagged = |flags: &[&str]| {
        words.iter().any(|word| flags.contains(&word.split('=').next().unwrap_or_default()))
    };
    let says = match tool.as_str() {
        // Whatever the file says, the flag decides.
        "release-it" if flagged(&["--npm.publish", "--npm.stage"]) => Says::Default,
        "release-it" if flagged(&["--config"]) => Says::Unknown,
        "semantic-release" | "multi-semantic-release"
            if flagged(&["--extends", "-e", "--plugins", "-p"]) =>
        {
            Says::Unknown
        }
        "np" if flagged(&["--publish"]) => Says::Default,
        _ => told(configs, &tool, command.directory.as_deref()),
    };
    if says == Says::Nothing {
        command.deed = None;
    } else if let Some(release) = &mut deed.release {
        release.mode = mode(says, release.mode);
    }
    Some((tool, says))
}

/// What a tool is told that runs in a folder.
fn told(configs: &[ReleaseConfig], tool: &str, directory: Option<&str>) -> Says {
    let tool = match tool {
        "multi-semantic-release"
        | "cycjimmy/semantic-release-action"
        | "codfish/semantic-release-action" => "semantic-release",
        tool => tool,
    };
    let of_tool = || configs.iter().filter(|config| config.tool == tool);
    let Some(directory) = directory else {
        return if of_tool().next().is_some() { Says::Unknown } else { Says::Default };
    };
    let mut found = of_tool().filter(|config| config.directory == directory);
    let Some(first) = found.next() else { return Says::Default };
    // Of several files the tool reads one.
    if found.all(|config| config.says == first.says) { first.says } else { Says::Unknown }
}

fn mode(says: Says, mode: PublishMode) -> PublishMode {
    match says {
        Says::Staged => PublishMode::Staged,
        Says::Unknown => PublishMode::Unknown,
        Says::Default | Says::Nothing => mode,
    }
}

#[cfg(test)]
mod tests;
