//! Which packages of the repository a publication is of.

use globset::Glob;

use crate::collect::ci::activity::input;
use crate::collect::folder;
use crate::collect::folders::{join, of_tool};
use crate::collect::shell::{Token, tokens};
use crate::facts::{Command, Package, PackageRole, Publish, Step};

type Names = Option<Vec<String>>;

/// The names of the packages that a command publishes; nothing where the files do not tell.
pub(super) fn of_command(packages: &[Package], command: &Command) -> Names {
    let deed = command.deed.as_ref()?;
    let program = command.program.as_deref().unwrap_or_default();
    let words = command.subcommand.as_deref().unwrap_or_default();
    match deed.tool.as_str() {
        "npm" | "pnpm" | "yarn" | "bun" if words.starts_with("workspaces") => {
            let chosen = ["--include", "--exclude", "--from", "--since", "--recursive", "-R"];
            let some = chosen.iter().any(|flag| command.flags.contains_key(flag));
            if some { None } else { all(packages) }
        }
        // `yarn workspace @acme/a npm publish`
        "yarn" if words == "workspace" => Some(vec![named(packages, command.operands.first()?)?]),
        "npm" | "pnpm" | "yarn" | "bun" => {
            let flags = chosen(command);
            let every = |name: &&str| flags.iter().any(|(flag, _)| flag == name);
            let filters: Vec<&str> = flags
                .iter()
                .filter(|(flag, _)| matches!(*flag, "--workspace" | "-w" | "--filter" | "-F"))
                .filter_map(|(_, value)| *value)
                .collect();
            if !filters.is_empty() && program != "yarn" {
                filtered(packages, &filters)
            } else if ["--recursive", "-r", "--workspaces", "-ws"].iter().any(every) {
                all(packages)
            } else {
                of_folders(packages, command)
            }
        }
        "lerna"
        | "changeset"
        | "auto"
        | "beachball"
        | "rush"
        | "multi-semantic-release"
        | "@changesets/cli"
        | "@lerna/publish"
        | "@lerna-lite/publish" => {
            let some = ["--scope", "--ignore", "--since", "--package", "--pack"];
            let chosen = some.iter().any(|flag| command.flags.contains_key(flag));
            if chosen { None } else { all(packages) }
        }
        "nx" if !command.flags.contains_key("--projects") && !command.flags.contains_key("-p") => {
            all(packages)
        }
        "semantic-release" | "release-it" | "np" => {
            Some(vec![in_folder(packages, command.directory.as_deref()?)?])
        }
        _ => None,
    }
}

/// The names of the packages that an action publishes.
pub(super) fn of_action(packages: &[Package], publish: &Publish, step: &Step) -> Names {
    match publish.tool.as_str() {
        "changesets/action" => all(packages),
        "js-devtools/npm-publish" => {
            let path = input(step, "package").unwrap_or(".");
            let path = if path.ends_with("package.json") { folder(path) } else { path };
            Some(vec![in_folder(packages, &join(".", path)?)?])
        }
        "cycjimmy/semantic-release-action" | "codfish/semantic-release-action" => {
            Some(vec![in_folder(packages, publish.directory.as_deref()?)?])
        }
        _ => None,
    }
}

/// The flags of a command with their values, each as often as it stands there.
fn chosen(command: &Command) -> Vec<(&str, Option<&str>)> {
    let program = command.program.as_deref().unwrap_or_default();
    let flags = tokens(program, &command.arguments).filter_map(|token| match token {
        Token::Flag(name, value) => Some((name, value)),
        Token::Operand(..) => None,
    });
    flags.collect()
}

/// Every package of the workspace that may be published, by name.
fn all(packages: &[Package]) -> Names {
    let own = packages.iter().filter(|package| package.role != PackageRole::Standalone);
    let names =
        own.filter(|package| package.publishable).filter_map(|package| package.name.clone());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    (!names.is_empty()).then_some(names)
}

/// The packages that filters mean: names, folders, patterns of them, with `!` those that they do not.
/// Filters by dependencies and by changes are not followed.
fn filtered(packages: &[Package], filters: &[&str]) -> Names {
    let (without, with): (Vec<&str>, Vec<&str>) =
        filters.iter().partition(|filter| filter.starts_with('!'));
    let mut chosen = Vec::new();
    for package in packages.iter().filter(|package| package.role != PackageRole::Standalone) {
        let Some(name) = package.name.clone().filter(|_| package.publishable) else { continue };
        let meant = |filters: &[&str]| {
            filters.iter().try_fold(false, |meant, filter| Some(meant | is_meant(package, filter)?))
        };
        if (with.is_empty() || meant(&with)?) && !meant(&without)? {
            chosen.push(name);
        }
    }
    chosen.sort();
    (!chosen.is_empty()).then_some(chosen)
}

fn is_meant(package: &Package, filter: &str) -> Option<bool> {
    let filter = filter.trim_start_matches('!');
    if filter.contains(['$', '[', '{', '^']) || filter.contains("...") {
        return None;
    }
    let glob = Glob::new(filter.trim_start_matches("./")).ok()?.compile_matcher();
    let name = package.name.as_deref().unwrap_or_default();
    Some(glob.is_match(name) || glob.is_match(&package.directory))
}

/// The packages in the folders among the operands, or in that of the command.
fn of_folders(packages: &[Package], command: &Command) -> Names {
    let here = of_tool(command)?;
    let deed = command.deed.as_ref()?;
    let tool = deed.tool.as_str();
    let mut operands = deed.packages.iter();
    let mut names = Vec::new();
    // What a runner fetches stands first: `npx npm@11 publish dist`.
    let fetched = |word: &&String| {
        word.as_str() == tool || word.strip_prefix(tool).is_some_and(|rest| rest.starts_with('@'))
    };
    let operands: Vec<&String> = operands.by_ref().filter(|word| !fetched(word)).collect();
    if operands.is_empty() {
        return match in_folder(packages, &here) {
            Some(name) => Some(vec![name]),
            None => is_refused(packages, &here).then(Vec::new),
        };
    }
    for operand in operands {
        names.push(in_folder(packages, &join(&here, operand)?)?);
    }
    Some(names)
}

/// Whether the tool refuses to publish what a folder holds: <https://docs.npmjs.com/cli/configuring-npm/package-json#private>.
fn is_refused(packages: &[Package], folder: &str) -> bool {
    let package = packages.iter().find(|package| package.directory == folder);
    package.is_some_and(|package| package.private && package.publish_config.is_none())
}

fn in_folder(packages: &[Package], folder: &str) -> Option<String> {
    let package = packages.iter().find(|package| package.directory == folder)?;
    package.name.clone().filter(|_| !package.private)
}

fn named(packages: &[Package], name: &str) -> Option<String> {
    let package = packages.iter().find(|package| package.name.as_deref() == Some(name))?;
    package.name.clone()
}
