//! bun: <https://bun.com/docs/cli/install>.

use super::arity::is_one_of;
use super::npm::{added, publish};
use super::{execute, is_dynamic, options, run_script, start, subcommand};
use crate::facts::{Command, Deed, DeedKind, PublishMode};

/// Commands that do nothing that a deed describes; every other word is a script or a file.
const OTHERS: &str = "\
    audit build completions discord exec getcompletes help info init link list outdated \
    patch patch-commit pm remove repl rm test unlink upgrade why";

/// What a bun command does.
pub(super) fn deed(command: &Command, depth: usize) -> Option<Deed> {
    let (word, _) = subcommand(command)?;
    let operands = &command.operands;
    let start = |kind| start(command, kind, "bun");
    match word {
        "install" | "i" if operands.is_empty() => {
            let frozen = Some(options::switch(command, "frozen-lockfile") == Some(true));
            Some(Deed { frozen, ..start(DeedKind::Install) })
        }
        "install" | "i" | "add" | "a" | "update" => Some(added(start(DeedKind::Add), operands)),
        "ci" => Some(Deed { frozen: Some(true), ..start(DeedKind::Install) }),
        "x" => execute::execute(command, "bun", 1, depth),
        "create" | "c" => operands
            .first()
            .map(|package| Deed { packages: vec![package.clone()], ..start(DeedKind::Execute) }),
        "run" | "r" => execute::local(command, 1, depth, false)
            .or_else(|| operands.first().and_then(|script| script_or_file(command, script))),
        "publish" => Some(publish(command, "bun", PublishMode::Direct)),
        _ if is_one_of(word, OTHERS) || is_dynamic(word) => None,
        _ => execute::local(command, 0, depth, false).or_else(|| script_or_file(command, word)),
    }
}

/// A run of a script; nothing for a source file, which bun runs itself.
fn script_or_file(command: &Command, word: &str) -> Option<Deed> {
    let ends = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".sh"];
    let is_file = word.starts_with(['.', '/']) || ends.iter().any(|end| word.ends_with(end));
    (!is_file).then(|| run_script(command, "bun", word))
}
