//! npm: <https://docs.npmjs.com/cli/commands>, aliases and abbreviations included.
//!
//! npm takes any unambiguous beginning of a command for the command, `npm publ`, as
//! `lib/utils/cmd-list.js` of npm does.

use super::{options, run_script, start, subcommand};
use crate::facts::{Command, Deed, DeedKind, PublishMode};

/// Every command of npm 11 and 12.
const COMMANDS: &str = "\
    access adduser audit bugs cache ci completion config dedupe deprecate diff dist-tag docs \
    doctor edit exec explain explore find-dupes fund get help help-search hook init install \
    install-ci-test install-test link ll login logout ls org outdated owner pack ping pkg \
    prefix profile prune publish query rebuild repo restart root run sbom search set \
    shrinkwrap stage star stars start stop team test token trust undeprecate uninstall \
    unpublish unstar update version view whoami";

/// Every alias and the command that it stands for.
const ALIASES: &[(&str, &str)] = &[
    ("add", "install"),
    ("add-user", "adduser"),
    ("author", "owner"),
    ("c", "config"),
    ("cit", "install-ci-test"),
    ("clean-install", "ci"),
    ("clean-install-test", "install-ci-test"),
    ("create", "init"),
    ("ddp", "dedupe"),
    ("dist-tags", "dist-tag"),
    ("find", "search"),
    ("hlep", "help"),
    ("home", "docs"),
    ("i", "install"),
    ("ic", "ci"),
    ("in", "install"),
    ("info", "view"),
    ("innit", "init"),
    ("ins", "install"),
    ("inst", "install"),
    ("insta", "install"),
    ("instal", "install"),
    ("install-clean", "ci"),
    ("isnt", "install"),
    ("isnta", "install"),
    ("isntal", "install"),
    ("isntall", "install"),
    ("isntall-clean", "ci"),
    ("issues", "bugs"),
    ("it", "install-test"),
    ("la", "ll"),
    ("list", "ls"),
    ("ln", "link"),
    ("ogr", "org"),
    ("r", "uninstall"),
    ("rb", "rebuild"),
    ("remove", "uninstall"),
    ("rm", "uninstall"),
    ("rum", "run"),
    ("run-script", "run"),
    ("s", "search"),
    ("se", "search"),
    ("show", "view"),
    ("sit", "install-ci-test"),
    ("t", "test"),
    ("tst", "test"),
    ("udpate", "update"),
    ("un", "uninstall"),
    ("unlink", "uninstall"),
    ("up", "update"),
    ("upgrade", "update"),
    ("urn", "run"),
    ("v", "view"),
    ("verison", "version"),
    ("why", "explain"),
    ("x", "exec"),
];

/// The command that npm would run for a word.
pub(super) fn canonical(word: &str) -> Option<&'static str> {
    let resolve = |word: &str| {
        let command = COMMANDS.split(' ').find(|command| *command == word);
        command.or_else(|| ALIASES.iter().find(|(alias, _)| *alias == word).map(|(_, name)| *name))
    };
    if let Some(command) = resolve(word) {
        return Some(command);
    }
    let names = COMMANDS.split(' ').chain(ALIASES.iter().map(|(alias, _)| *alias));
    let mut longer = names.filter(|name| !word.is_empty() && name.starts_with(word));
    match (longer.next(), longer.next()) {
        (Some(name), None) => resolve(name),
        _ => None,
    }
}

/// What an npm command does.
pub(super) fn deed(command: &Command, depth: usize) -> Option<Deed> {
    let (word, action) = subcommand(command)?;
    let name = canonical(word)?;
    let operands = &command.operands;
    let start = |kind| start(command, kind, "npm");
    match name {
        "install" | "install-test" if operands.is_empty() => {
            Some(Deed { frozen: Some(false), ..start(DeedKind::Install) })
        }
        "install" | "install-test" | "update" => Some(added(start(DeedKind::Add), operands)),
        "ci" | "install-ci-test" => Some(Deed { frozen: Some(true), ..start(DeedKind::Install) }),
        "exec" => super::execute::execute(command, "npm", 1, depth),
        "init" => {
            let packages = operands.first().cloned().into_iter().collect::<Vec<_>>();
            (!packages.is_empty()).then(|| Deed { packages, ..start(DeedKind::Execute) })
        }
        "run" => operands.first().map(|script| run_script(command, "npm", script)),
        "test" | "start" | "stop" | "restart" => Some(run_script(command, "npm", name)),
        "publish" => Some(publish(command, "npm", PublishMode::Direct)),
        "set" => Some(start(DeedKind::Configure)),
        _ => leveled(command, "npm", name, action),
    }
}

/// The commands that pnpm shares with npm, by the words of both levels.
pub(super) fn leveled(command: &Command, tool: &str, name: &str, action: &str) -> Option<Deed> {
    let kind = match (name, action) {
        ("stage", "publish") => return Some(publish(command, tool, PublishMode::Staged)),
        ("stage", "approve" | "reject") => DeedKind::StageDecision,
        ("audit", "signatures") => DeedKind::AuditSignatures,
        ("config", "set" | "delete" | "rm" | "edit" | "fix") => DeedKind::Configure,
        ("deprecate" | "undeprecate" | "unpublish", _) => DeedKind::Administer,
        ("dist-tag" | "owner", "add" | "a" | "set" | "s" | "rm" | "r" | "remove" | "del" | "d") => {
            DeedKind::Administer
        }
        ("token", "create" | "revoke" | "delete" | "remove" | "rm") => DeedKind::Administer,
        (
            "access",
            "set" | "grant" | "revoke" | "public" | "restricted" | "edit" | "2fa-required"
            | "2fa-not-required",
        ) => DeedKind::Administer,
        ("trust", action) if !matches!(action, "" | "list" | "ls") => DeedKind::Administer,
        ("org", "set" | "add" | "rm") | ("team", "create" | "destroy" | "add" | "rm") => {
            DeedKind::Administer
        }
        (
            "profile",
            "set" | "enable-2fa" | "enable-tfa" | "enable2fa" | "disable-2fa" | "disable-tfa"
            | "disable2fa",
        ) => DeedKind::Administer,
        _ => return None,
    };
    let at = match (name, kind) {
        // `access set status=private pkg`, `owner add user pkg`: the package comes second.
        ("owner" | "access", DeedKind::Administer) => Some(1),
        ("token" | "org" | "team" | "profile", _) | (_, DeedKind::Configure) => None,
        (_, DeedKind::Administer) => Some(0),
        _ => None,
    };
    let package = at.and_then(|at| command.operands.get(at).cloned());
    Some(Deed { packages: package.into_iter().collect(), ..start(command, kind, tool) })
}

/// A deed that adds packages, which no lockfile can refuse.
pub(super) fn added(deed: Deed, packages: &[String]) -> Deed {
    let frozen = (!deed.global).then_some(false);
    Deed { frozen, packages: packages.to_vec(), ..deed }
}

/// A publish of the folders or archives among the operands.
pub(super) fn publish(command: &Command, tool: &str, mode: PublishMode) -> Deed {
    Deed {
        packages: command.operands.clone(),
        release: Some(options::release(command, mode)),
        ..start(command, DeedKind::Publish, tool)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_beginnings_name_the_command() {
        for (word, command) in [
            ("isntall", Some("install")),
            ("install-cl", Some("ci")),
            ("publ", Some("publish")),
            ("it", Some("install-test")),
            ("inst", Some("install")),
            ("stag", Some("stage")),
            ("sta", None),
            ("", None),
            ("publishx", None),
        ] {
            assert_eq!(canonical(word), command, "{word}");
        }
    }
}
