//! The scripts that package managers run by themselves around what they are told to do.
//!
//! <https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-operation-order>

use super::{npm, options, subcommand};
use crate::facts::{Command, DeedKind};

const VERSION: &[&str] = &["preversion", "version", "postversion"];

const INSTALL: &[&str] =
    &["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

const INSTALL_AND_TEST: &[&str] = &[
    "preinstall",
    "install",
    "postinstall",
    "prepublish",
    "preprepare",
    "prepare",
    "postprepare",
    "test",
];

const PACK: &[&str] = &["prepack", "prepare", "postpack"];

/// The script `publish` is left out: it is seldom meant for this, and most of them publish themselves.
const PUBLISH: &[&str] = &["prepublishOnly", "prepare", "prepack", "postpack", "postpublish"];

/// The names of the scripts of the project that a command has its package manager run, but for those
/// that it is told to run.
pub(crate) fn lifecycle(command: &Command) -> &'static [&'static str] {
    if options::scripts(command) == Some(false) {
        return &[];
    }
    let kind = command.deed.as_ref().map(|deed| deed.kind);
    let Some(program) = command.program.as_deref() else { return &[] };
    if program == "lerna" {
        return if command.subcommand.as_deref() == Some("version") { VERSION } else { &[] };
    }
    if !matches!(program, "npm" | "pnpm" | "yarn" | "yarnpkg" | "bun") {
        return &[];
    }
    let word = subcommand(command).map(|(word, _)| word).unwrap_or_default();
    let word = if program == "npm" { npm::canonical(word).unwrap_or_default() } else { word };
    match word {
        "version" => VERSION,
        "pack" => PACK,
        "restart" if program == "npm" => &["stop", "start"],
        "install-test" | "install-ci-test" | "it" if kind == Some(DeedKind::Install) => {
            INSTALL_AND_TEST
        }
        _ if kind == Some(DeedKind::Install) => INSTALL,
        _ if kind == Some(DeedKind::Publish) => PUBLISH,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::shell;

    #[test]
    fn commands_run_scripts_of_the_project() {
        for (line, names) in [
            ("npm version patch", VERSION),
            ("npm verison patch", VERSION),
            ("npm version patch --ignore-scripts", &[]),
            ("pnpm version 1.0.0", VERSION),
            ("npx lerna version", &[]),
            ("lerna version", VERSION),
            ("npm ci", INSTALL),
            ("npm ci --ignore-scripts", &[]),
            ("npm cit", INSTALL_AND_TEST),
            ("yarn", INSTALL),
            ("npm install left-pad", &[]),
            ("npm pack", PACK),
            ("npm publish --provenance", PUBLISH),
            ("npm view version", &[]),
            ("cargo install", &[]),
        ] {
            let script = shell::commands(line, &|_| String::new());
            let found: Vec<_> = script.commands.iter().flat_map(lifecycle).copied().collect();
            assert_eq!(found, names, "{line}");
        }
    }
}
