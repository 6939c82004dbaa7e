//! References to orbs, and what is known of some orbs of the registry.
//!
//! Versions: <https://circleci.com/docs/orbs/use/orb-concepts/#semantic-versioning>. The registry takes
//! a whole version of an orb once; `1.2`, `1` and `volatile` follow what is newest.
//! Known orbs are read from their own sources, <https://github.com/CircleCI-Public>, as of November 2026.

use super::marks::holds_expression;
use super::run::Shell;
use super::scope::Scope;
use crate::collect::ci::Reading;
use crate::collect::ci::activity::{Told, install};
use crate::collect::ci::members::as_text;
use crate::collect::ci::merged::Placed;
use crate::collect::folders::{of_tool, place};
use crate::facts::{
    Cache, DeedKind, Install, Pairs, Pin, PinKind, ProblemKind, Step, Uses, UsesKind, WorkflowCall,
};
use crate::source::anchor::Place;
use crate::text::secret::withheld_value;

/// Reads the reference of an orb, `circleci/node@7.2.1`, or the URL of one.
pub(super) fn reference(text: &str, at: String, comment: Option<String>) -> Uses {
    let text = text.trim();
    let orb = Uses { at, text: text.to_owned(), kind: UsesKind::Orb, ..Uses::default() };
    if holds_expression(text) {
        let pin = Pin { comment, ..Pin::default() };
        return Uses { kind: UsesKind::Other, pin, ..orb };
    }
    if text.contains("://") {
        // What a URL leads to is pinned where it names a commit.
        let commit = text.split(['/', '?', '=', '&']).find(|part| is_commit(part));
        let kind = if commit.is_some() { PinKind::Digest } else { PinKind::None };
        let pin = Pin { kind, reference: commit.map(str::to_owned), comment };
        return Uses { pin, ..orb };
    }
    let (target, version) = match text.split_once('@') {
        Some((target, version)) => (target, Some(version)),
        None => (text, None),
    };
    let pin = Pin {
        kind: version.map_or(PinKind::None, kind_of),
        reference: version.map(str::to_owned),
        comment,
    };
    match target.split_once('/') {
        Some((owner, name)) if !owner.is_empty() && !name.is_empty() => Uses {
            owner: Some(owner.to_owned()),
            name: Some(name.to_owned()),
            action: Some(target.to_lowercase()),
            pin,
            ..orb
        },
        _ => Uses { kind: UsesKind::Other, pin, ..orb },
    }
}

fn kind_of(version: &str) -> PinKind {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<_> = version.split('.').collect();
    match parts.len() {
        _ if version.is_empty() => PinKind::None,
        1..=3 if parts.iter().all(|part| is_number(part)) => PinKind::Version,
        _ => PinKind::Name,
    }
}

fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The orb of CircleCI's for Node.js, whose `install-packages` installs.
pub(super) const NODE: &str = "circleci/node";

/// Parts of names that tell of what installs or publishes packages.
const TELLING: [&str; 5] = ["npm", "publish", "release", "install", "deploy"];

/// Orbs that have such a name, or such commands, and neither install packages of the project nor
/// publish any.
const HARMLESS: [&str; 8] = [
    "circleci/aws-cli",
    "circleci/browser-tools",
    "circleci/continuation",
    "circleci/github-cli",
    "circleci/path-filtering",
    "circleci/slack",
    "circleci/windows",
    "codecov/codecov",
];

/// Whether a part of an orb, which is not read, may install or publish by its name.
pub(super) fn may_handle_packages(uses: &Uses) -> bool {
    let orb = uses.action.as_deref().unwrap_or_default();
    // Of the one it is known what each part does; its other commands set up tools.
    if orb == NODE || HARMLESS.contains(&orb) {
        return false;
    }
    let part = uses.path.as_deref().unwrap_or_default().to_lowercase();
    let name = if orb.is_empty() { uses.text.to_lowercase() } else { orb.to_owned() };
    TELLING.iter().any(|word| name.contains(word) || part.contains(word))
}

/// Notes that a part of an orb may install or publish, and is not read: by its name, or by a text that
/// it is called with, which is a command. Whether that is run, the orb decides.
pub(super) fn tell_unread(reading: &mut Reading<'_>, uses: &Uses, with: &Pairs, place: &Place) {
    let reason = if may_handle_packages(uses) {
        format!("`{}` is part of an orb, which is not read", uses.text)
    } else if let Some(name) = handed_script(reading, uses, with) {
        format!(
            "`{}` is part of an orb, which is not read, and gets commands in `{name}`",
            uses.text
        )
    } else {
        return;
    };
    let facts = [
        "pipelines[*].jobs[*].steps[*].commands",
        "pipelines[*].jobs[*].installs",
        "pipelines[*].jobs[*].publishes",
    ];
    reading.problem(place, ProblemKind::Unsupported, &facts, reason);
}

/// The argument of an orb's part that is a command which installs or publishes. What those of the orb
/// for Node.js are for is known.
fn handed_script<'w>(reading: &Reading<'_>, uses: &Uses, with: &'w Pairs) -> Option<&'w str> {
    let orb = uses.action.as_deref().unwrap_or_default();
    if orb == NODE || HARMLESS.contains(&orb) || !reading.options.commands {
        return None;
    }
    let handles = |text: &str| {
        let script = (reading.options.parser)(text, &|_| uses.at.clone());
        let kinds = script.commands.into_iter().filter_map(|command| Some(command.deed?.kind));
        let wanted = [DeedKind::Install, DeedKind::Add, DeedKind::RunScript, DeedKind::Publish];
        kinds.into_iter().any(|kind| wanted.contains(&kind))
    };
    // A command has a word behind it, and lists are read as steps.
    let may = |text: &str| text.contains(' ') && !text.starts_with(['[', '{']);
    let found = with.iter().find(|(_, text)| may(text.trim()) && handles(text))?;
    Some(found.0)
}

/// What a part of an orb is called with, every value as text.
pub(super) fn with(arguments: &Placed<'_>, scope: &Scope<'_>) -> Pairs {
    let members = arguments.members().map(|(name, value)| {
        let text = scope.fill(&as_text(value.node)).text;
        (name.to_owned(), withheld_value(name, &text).into_owned())
    });
    members.collect()
}

fn input<'a>(with: &'a Pairs, name: &str) -> Option<&'a str> {
    with.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// The cache of `install-packages`, which the orb leaves out where `npm ci` installs.
pub(super) fn caches(step: &Step, index: u64) -> Option<Cache> {
    let uses = step.uses.as_ref().filter(|uses| installs_packages(uses))?;
    let on = |text: &str| match text {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    };
    let tool = input(&step.with, "pkg-manager").unwrap_or("npm");
    let own = input(&step.with, "override-ci-command");
    let asked = input(&step.with, "with-cache").map_or(Some(true), on);
    let used = match (asked, tool == "npm" && own.is_none()) {
        (Some(false), _) | (_, true) => return None,
        (asked, _) => asked.filter(|_| !tool.contains("<<")),
    };
    Some(Cache {
        at: uses.at.clone(),
        step: Some(index),
        tool: NODE.to_owned(),
        key: None,
        fallbacks: Vec::new(),
        paths: input(&step.with, "cache-path").map(str::to_owned).into_iter().collect(),
        restores: used,
        saves: used,
    })
}

/// The two jobs of the orb for Node.js: each installs, then runs a script of the manifest.
pub(super) fn is_node_job(uses: &Uses) -> bool {
    uses.action.as_deref() == Some(NODE) && matches!(uses.path.as_deref(), Some("run" | "test"))
}

/// The step of such a job that installs.
pub(super) fn node_install(call: &WorkflowCall) -> Step {
    let path = Some("install-packages".to_owned());
    let usual = ("app-dir".to_owned(), "~/project".to_owned());
    let with = std::iter::once(usual).chain(call.with.clone()).collect();
    let at = call.uses.at.clone();
    Step { at, uses: Some(Box::new(Uses { path, ..call.uses.clone() })), with, ..Step::default() }
}

/// The step of such a job that runs a script: `run-command` of `test`, `npm-run` and its like of `run`.
pub(super) fn node_script(reading: &Reading<'_>, call: &WorkflowCall, shell: &Shell) -> Step {
    let given = |name: &str| input(&call.with, name);
    let line = if call.uses.path.as_deref() == Some("test") {
        let tool = given("pkg-manager").unwrap_or("npm").trim_end_matches("-berry");
        Some(format!("{tool} run {}", given("run-command").unwrap_or("test")))
    } else {
        let tools = ["npm", "yarn", "pnpm", "bun"].into_iter();
        tools
            .into_iter()
            .find_map(|tool| Some(format!("{tool} run {}", given(&format!("{tool}-run"))?)))
    };
    let at = call.uses.at.clone();
    let folder = shell.folder(Some(given("app-dir").unwrap_or("~/project")));
    let mut script = line
        .filter(|_| reading.options.commands)
        .map(|line| (reading.options.parser)(&line, &|_| at.clone()))
        .unwrap_or_default();
    place(&mut script, folder.as_deref());
    Step { commands: script.commands, at, working_directory: folder, ..Step::default() }
}

fn installs_packages(uses: &Uses) -> bool {
    uses.action.as_deref() == Some(NODE) && uses.path.as_deref() == Some("install-packages")
}

/// What `install-packages` installs: `override-ci-command`, or the lockfile by `pkg-manager`.
pub(super) fn installs(reading: &Reading<'_>, step: &Step, shell: &Shell) -> Vec<Install> {
    let uses = step.uses.as_ref().filter(|uses| installs_packages(uses));
    let Some(uses) = uses else { return Vec::new() };
    let directory = shell.folder(input(&step.with, "app-dir"));
    if let Some(script) = input(&step.with, "override-ci-command") {
        let mut script = (reading.options.parser)(script, &|_| uses.at.clone());
        place(&mut script, directory.as_deref());
        let told = Told { command: None, lists: [&[], &[], &[]] };
        let installs = script.commands.iter().filter_map(|command| {
            let told = Told { command: Some(&command.environment), ..told };
            let found = install(command.deed.as_ref()?, &uses.at, step.index, told)?;
            Some(Install { directory: of_tool(command), ..found })
        });
        return installs.collect();
    }
    let tool = match input(&step.with, "pkg-manager").unwrap_or("npm") {
        "yarn-berry" => "yarn",
        tool => tool,
    };
    vec![Install {
        at: uses.at.clone(),
        step: step.index,
        tool: tool.to_owned(),
        frozen: Some(true),
        directory,
        ..Install::default()
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(text: &str) -> (UsesKind, PinKind, Option<String>) {
        let uses = reference(text, "x".into(), None);
        (uses.kind, uses.pin.kind, uses.pin.reference)
    }

    #[test]
    fn versions_are_told_from_names() {
        for (version, kind) in [
            ("7.2.1", PinKind::Version),
            ("7.2", PinKind::Version),
            ("7", PinKind::Version),
            ("volatile", PinKind::Name),
            ("dev:main", PinKind::Name),
            ("7.2.x", PinKind::Name),
            ("", PinKind::None),
        ] {
            let found = pin(&format!("circleci/node@{version}"));
            assert_eq!(found, (UsesKind::Orb, kind, Some(version.to_owned())), "{version}");
        }
        assert_eq!(pin("circleci/node"), (UsesKind::Orb, PinKind::None, None));
        assert_eq!(pin("node@1.0.0").0, UsesKind::Other);
        assert_eq!(pin("acme/<< pipeline.parameters.orb >>@1.0.0").0, UsesKind::Other);
    }

    #[test]
    fn an_orb_is_named_by_its_namespace() {
        let uses = reference("Acme/Deploy@1.0.0", "x".into(), Some("v1".into()));
        assert_eq!((uses.owner.as_deref(), uses.name.as_deref()), (Some("Acme"), Some("Deploy")));
        assert_eq!(uses.action.as_deref(), Some("acme/deploy"));
        assert_eq!(uses.pin.comment.as_deref(), Some("v1"));
    }

    #[test]
    fn a_url_is_pinned_by_a_commit_alone() {
        let commit = "11bd71901bbe5b1630ceea73d27597364c9af683";
        let url = format!("https://raw.example/acme/orbs/{commit}/orb.yml");
        assert_eq!(pin(&url), (UsesKind::Orb, PinKind::Digest, Some(commit.to_owned())));
        assert_eq!(pin("https://raw.example/acme/orbs/main/orb.yml").1, PinKind::None);
    }
}
