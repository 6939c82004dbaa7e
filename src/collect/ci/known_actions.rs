//! Actions that install or publish packages themselves: the one table of them.
//!
//! Names in lower case, as [`Uses::action`](crate::facts::Uses) has them; inputs as their
//! `action.yml` on GitHub says.

use crate::facts::PublishMode;

/// An action that publishes.
#[derive(Debug)]
pub(crate) struct Publisher {
    /// `owner/name`.
    pub(crate) action: &'static str,
    /// The path within the repository, where it has several actions.
    path: Option<&'static str>,
    /// How it publishes.
    pub(crate) mode: PublishMode,
    /// It publishes only where this input is given.
    pub(crate) only_with: Option<&'static str>,
    /// The input that is a script which publishes; the script then decides the mode.
    pub(crate) script: Option<&'static str>,
}

const DIRECT: Publisher =
    Publisher { action: "", path: None, mode: PublishMode::Direct, only_with: None, script: None };

const PUBLISHERS: [Publisher; 11] = [
    Publisher {
        action: "changesets/action",
        only_with: Some("publish"),
        script: Some("publish"),
        ..DIRECT
    },
    // The actions that version 2 is made of; the others prepare what this one publishes.
    Publisher { action: "changesets/action", path: Some("publish"), ..DIRECT },
    Publisher { action: "js-devtools/npm-publish", ..DIRECT },
    Publisher { action: "pascalgn/npm-publish-action", ..DIRECT },
    Publisher { action: "primer/publish", ..DIRECT },
    Publisher { action: "mikeal/merge-release", ..DIRECT },
    Publisher { action: "simenandre/publish-with-pnpm", ..DIRECT },
    Publisher {
        action: "nearform-actions/optic-release-automation-action",
        only_with: Some("npm-token"),
        ..DIRECT
    },
    // semantic-release has a plugin for npm among its defaults, which publishes directly.
    Publisher { action: "cycjimmy/semantic-release-action", ..DIRECT },
    Publisher { action: "codfish/semantic-release-action", ..DIRECT },
    Publisher { action: "ridedott/release-me-action", ..DIRECT },
];

/// How an action that installs is told what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Installer {
    /// `bahmutov/npm-install`: frozen unless `useLockFile` is false, or `install-command`.
    NpmInstall,
    /// `cypress-io/github-action`: frozen, unless `install` is false, or `install-command`.
    Cypress,
    /// `pnpm/action-setup`: where `run_install` says so, with its arguments.
    PnpmSetup,
    /// `borales/actions-yarn`: runs `yarn` with `cmd`.
    Yarn,
    /// `changesets/action`: runs the script `version`, which may install.
    Changesets,
}

const INSTALLERS: [(&str, Installer); 5] = [
    ("bahmutov/npm-install", Installer::NpmInstall),
    ("cypress-io/github-action", Installer::Cypress),
    ("pnpm/action-setup", Installer::PnpmSetup),
    ("borales/actions-yarn", Installer::Yarn),
    ("changesets/action", Installer::Changesets),
];

/// The entry of an action that publishes, by its name and the path within its repository.
pub(crate) fn publisher(action: &str, path: Option<&str>) -> Option<&'static Publisher> {
    PUBLISHERS.iter().find(|publisher| publisher.action == action && publisher.path == path)
}

/// How an action installs, if it does.
pub(crate) fn installer(action: &str) -> Option<Installer> {
    INSTALLERS.iter().find(|(name, _)| *name == action).map(|(_, installer)| *installer)
}
