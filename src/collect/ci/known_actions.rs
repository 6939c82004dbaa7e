//! Actions, orbs and pipes that install or publish packages themselves: the one table of them.
//!
//! Names in lower case, as [`Uses::action`](crate::facts::Uses) has them; inputs as their
//! `action.yml` on GitHub says.

use crate::facts::{PublishMode, Uses, UsesKind};

/// An action, orb or pipe that publishes.
#[derive(Debug)]
pub(crate) struct Publisher {
    kind: UsesKind,
    /// `owner/name`.
    action: &'static str,
    /// The path within the repository, where it has several actions.
    path: Option<&'static str>,
    /// How it publishes.
    pub(crate) mode: PublishMode,
    /// It publishes only where this input is given.
    pub(crate) only_with: Option<&'static str>,
    /// The input that is a script which publishes; the script then decides the mode.
    pub(crate) script: Option<&'static str>,
}

const DIRECT: Publisher = Publisher {
    kind: UsesKind::Action,
    action: "",
    path: None,
    mode: PublishMode::Direct,
    only_with: None,
    script: None,
};

const PUBLISHERS: [Publisher; 12] = [
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
    // <https://bitbucket.org/atlassian/npm-publish>
    Publisher { kind: UsesKind::Pipe, action: "atlassian/npm-publish", ..DIRECT },
];

/// What says by its name alone that it publishes to npm, and is in no table.
const BY_NAME: Publisher = Publisher { mode: PublishMode::Unknown, ..DIRECT };

/// Actions with a name like that which publish nothing.
const NO_PUBLISHERS: &[&str] = &[
    "go-semantic-release/action",
    "python-semantic-release/publish-action",
    "python-semantic-release/python-semantic-release",
    "relekang/python-semantic-release",
];

/// Actions that run the command that they are given, again and again or with a screen.
const RUNNERS: &[&str] = &[
    "coactions/setup-xvfb",
    "gabrielbb/xvfb-action",
    "nick-fields/retry",
    "nick-invision/retry",
    "wandalen/wretry.action",
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

/// How what a step uses publishes, if it does.
pub(crate) fn publisher(uses: &Uses) -> Option<&'static Publisher> {
    let action = uses.action.as_deref()?;
    let path = uses.path.as_deref();
    let listed = PUBLISHERS.iter().find(|publisher| {
        publisher.kind == uses.kind && publisher.action == action && publisher.path == path
    });
    listed.or_else(|| says_so(uses.kind, action, path).then_some(&BY_NAME))
}

/// Whether a name says that it publishes to npm: `someone/npm-publish`, an orb's `npm/publish`.
fn says_so(kind: UsesKind, action: &str, path: Option<&str>) -> bool {
    if !matches!(kind, UsesKind::Action | UsesKind::Orb | UsesKind::Pipe)
        || PUBLISHERS.iter().any(|publisher| publisher.action == action)
        || NO_PUBLISHERS.contains(&action)
    {
        return false;
    }
    let name = format!("{action}/{}", path.unwrap_or_default()).to_ascii_lowercase();
    let words: Vec<&str> = name.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let semantic = words.windows(2).any(|pair| pair == ["semantic", "release"]);
    let npm = has(&["npm", "pnpm", "yarn", "lerna", "changesets"]);
    semantic || npm && has(&["publish", "publisher", "release"])
}

/// Whether an action runs the command that it is given.
pub(crate) fn runs_command(uses: &Uses) -> bool {
    let action = uses.action.as_deref().unwrap_or_default();
    uses.kind == UsesKind::Action && RUNNERS.contains(&action)
}

/// How an action installs, if it does.
pub(crate) fn installer(action: &str) -> Option<Installer> {
    INSTALLERS.iter().find(|(name, _)| *name == action).map(|(_, installer)| *installer)
}
