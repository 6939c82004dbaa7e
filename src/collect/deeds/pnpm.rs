//! pnpm: <https://pnpm.io/pnpm-cli>.

use super::arity::is_one_of;
use super::npm::{added, leveled, publish};
use super::{execute, is_dynamic, options, run_script, start, subcommand};
use crate::facts::{Command, Deed, DeedKind, PublishMode};

/// Commands that do nothing that a deed describes; every other word is a script or a program.
const OTHERS: &str = "\
    approve-builds bin bugs cache cat-file cat-index completion dedupe deploy docs doctor \
    edit env fetch find-hash get help home hook ignored-builds import info init issues la \
    licenses link list ll ln login logout ls outdated pack patch patch-commit patch-remove \
    peers ping pkg prefix prune rb rebuild remove repo rm root runtime sbom search \
    self-update server set-script setup show star stars store un uni uninstall unlink \
    version versions view whoami why";

/// Commands with a second level.
const LEVELED: &str = "\
    access audit config deprecate dist-tag org owner profile stage team token trust \
    undeprecate unpublish";

/// What a pnpm command does.
pub(super) fn deed(command: &Command, depth: usize) -> Option<Deed> {
    let (word, action) = subcommand(command)?;
    let operands = &command.operands;
    let start = |kind| start(command, kind, "pnpm");
    match word {
        "install" | "i" | "install-test" | "it" if operands.is_empty() => {
            Some(Deed { frozen: frozen(command), ..start(DeedKind::Install) })
        }
        "install" | "i" | "install-test" | "it" | "add" | "update" | "up" | "upgrade" => {
            Some(added(start(DeedKind::Add), operands))
        }
        "ci" | "clean-install" | "ic" | "install-clean" => {
            Some(Deed { frozen: Some(true), ..start(DeedKind::Install) })
        }
        "dlx" => execute::execute(command, "pnpm", 1, depth),
        "create" => operands
            .first()
            .map(|package| Deed { packages: vec![package.clone()], ..start(DeedKind::Execute) }),
        "exec" | "recursive" | "multi" | "m" => execute::local(command, 1, depth, word != "exec"),
        "run" | "run-script" => operands.first().map(|script| run_script(command, "pnpm", script)),
        "test" | "t" | "tst" => Some(run_script(command, "pnpm", "test")),
        "publish" => Some(publish(command, "pnpm", PublishMode::Direct)),
        "set" => Some(start(DeedKind::Configure)),
        "c" => leveled(command, "pnpm", "config", action),
        _ if is_one_of(word, LEVELED) => leveled(command, "pnpm", word, action),
        _ if is_one_of(word, OTHERS) || is_dynamic(word) => None,
        _ => execute::local(command, 0, depth, false)
            .or_else(|| Some(run_script(command, "pnpm", word))),
    }
}

/// What an install says of the lockfile; its default depends on where it runs.
fn frozen(command: &Command) -> Option<bool> {
    options::switch(command, "frozen-lockfile").or_else(|| {
        let changes = options::switch(command, "fix-lockfile") == Some(true)
            || options::switch(command, "lockfile") == Some(false);
        changes.then_some(false)
    })
}
