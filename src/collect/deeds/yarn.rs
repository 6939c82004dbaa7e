//! Yarn 1, <https://classic.yarnpkg.com/en/docs/cli>, and Yarn berry,
//! <https://yarnpkg.com/cli>: a command does not show which of them runs it.

use super::arity::is_one_of;
use super::npm::{added, publish};
use super::{execute, is_dynamic, options, run_script, start, subcommand};
use crate::facts::{Command, Deed, DeedKind, PublishMode};

/// Commands that do nothing that a deed describes; every other word is a script or a program.
const OTHERS: &str = "\
    access audit autoclean bin cache check constraints dedupe explain generate-lock-entry \
    help import info init licenses link list login logout node outdated pack patch \
    patch-commit plugin policies rebuild remove search self-update set stage team unlink \
    unplug version versions why";

/// What a yarn command does.
pub(super) fn deed(command: &Command, depth: usize) -> Option<Deed> {
    let start = |kind| start(command, kind, "yarn");
    let install = || {
        let skips = options::value(command, "mode") == Some("skip-build");
        let deed = start(DeedKind::Install);
        Deed { frozen: frozen(command), scripts: deed.scripts.or(skips.then_some(false)), ..deed }
    };
    if command.subcommand.is_none() {
        let asks = ["--version", "-v", "--help", "-h"];
        return (!asks.iter().any(|flag| command.flags.contains_key(flag))).then(install);
    }
    let (word, action) = subcommand(command)?;
    let operands = &command.operands;
    match (word, action) {
        ("install", _) => Some(install()),
        ("add" | "up" | "upgrade" | "upgrade-interactive", _) => {
            Some(added(start(DeedKind::Add), operands))
        }
        ("global", "add" | "upgrade") => {
            Some(added(Deed { global: true, ..start(DeedKind::Add) }, operands))
        }
        ("global", _) => None,
        ("dlx", _) => execute::execute(command, "yarn", 1, depth),
        ("create", _) => operands
            .first()
            .map(|package| Deed { packages: vec![package.clone()], ..start(DeedKind::Execute) }),
        ("exec", _) => execute::local(command, 1, depth, false),
        ("run", _) => execute::local(command, 1, depth, false)
            .or_else(|| operands.first().map(|script| run_script(command, "yarn", script))),
        ("workspace", _) => execute::local(command, 2, depth, true),
        ("workspaces", "foreach") => execute::local(command, 2, depth, true),
        ("workspaces", "run") => operands.first().map(|name| run_script(command, "yarn", name)),
        ("workspaces", "focus") => Some(install()),
        ("workspaces", _) => None,
        ("publish", _) => Some(publish(command, "yarn", PublishMode::Direct)),
        ("npm", "publish") => Some(publish(command, "yarn", options::staged(command, "staged"))),
        // The third word is among the operands: `yarn npm tag add pkg@1 next`.
        ("npm", "tag") => match operands.first().map(String::as_str) {
            Some("add" | "remove") => Some(administer(command, operands.get(1))),
            _ => None,
        },
        ("npm", _) => None,
        ("tag", "add" | "remove") => Some(administer(command, operands.first())),
        ("owner", "add" | "remove") => Some(administer(command, operands.get(1))),
        ("config", "set" | "delete" | "unset") => Some(start(DeedKind::Configure)),
        ("tag" | "owner" | "config", _) => None,
        ("test", _) => Some(run_script(command, "yarn", "test")),
        _ if is_one_of(word, OTHERS) || is_dynamic(word) => None,
        _ => execute::local(command, 0, depth, false)
            .or_else(|| Some(run_script(command, "yarn", word))),
    }
}

fn administer(command: &Command, package: Option<&String>) -> Deed {
    Deed {
        packages: package.cloned().into_iter().collect(),
        ..start(command, DeedKind::Administer, "yarn")
    }
}

/// What an install says of the lockfile; in CI the default of berry is to keep it.
fn frozen(command: &Command) -> Option<bool> {
    options::switch(command, "immutable")
        .or_else(|| options::switch(command, "frozen-lockfile"))
        .or_else(|| options::environment_switch(command, "YARN_ENABLE_IMMUTABLE_INSTALLS"))
}
