//! Collects every `package.json`.

use super::agreement::AGREEMENT;
use super::harvest::{self, Harvest};
use super::{Collector, File, folders, packages, release_config, settings, shell};
use crate::facts::{Command, Problem, ProblemKind};
use crate::source::anchor::Place;
use std::cell::RefCell;

/// Every `package.json` in the tree.
pub(crate) struct Manifests;

/// Its member `pnpm` holds settings.
const FACTS: &[&str] = &["packages", "settings", "installers"];

/// What is made of the manifests besides: lockfiles are compared with them, and looked through for
/// their names; jobs run their scripts.
const YIELDS: &[&str] = &[
    "packages",
    "settings",
    "installers",
    AGREEMENT,
    "lockfiles[*].internal",
    "pipelines[*].jobs[*].publishes",
];

/// What a script that is not understood hides.
const COMMANDS: &str = "packages[*].scripts[*].commands";

impl Collector for Manifests {
    fn facts(&self) -> &'static [&'static str] {
        YIELDS
    }

    fn claims(&self, path: &str) -> bool {
        path == "package.json" || path.ends_with("/package.json")
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let facts = missing(file.bytes);
        let text = match harvest::text(file.path, file.bytes, facts) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        let (parsed, mut problems) = match harvest::json(file.path, text, facts) {
            Ok(parsed) => parsed,
            Err(problem) => return Harvest::problem(problem),
        };
        let Some(document) = parsed.documents.first() else { return Harvest::default() };
        let wanted =
            file.demand.wants(COMMANDS) || file.demand.wants("pipelines[*].jobs[*].publishes");
        let unread = RefCell::new(Vec::new());
        let folder = super::folder(file.path);
        let parse = |script: &str, place: &Place| -> Vec<Command> {
            if !wanted {
                return Vec::new();
            }
            let mut script = shell::commands(script, &|range| place.chars(range).at());
            folders::place(&mut script, Some(folder));
            if !script.complete {
                unread.borrow_mut().push(Problem {
                    at: place.at(),
                    kind: ProblemKind::Malformed,
                    facts: vec![COMMANDS.to_owned()],
                    reason: "the script cannot be read as a whole by the shell grammar".to_owned(),
                });
            }
            script.commands
        };
        let (package, found) = packages::package(file.path, document, &parse);
        problems.extend(found);
        problems.extend(unread.into_inner());
        let release_configs = release_config::of_manifest(file.path, document);
        let mut harvest =
            Harvest { packages: vec![package], release_configs, ..Harvest::default() };
        if settings::FACTS.iter().any(|path| file.demand.wants(path)) {
            let (settings, found) = settings::pnpm_of_manifest(file.path, document);
            harvest.settings = settings;
            problems.extend(found);
        }
        Harvest { problems, ..harvest }
    }
}

/// What is missing of a manifest that cannot be read: it tells of a package manager in use, and of
/// settings only where it has the member that holds them.
fn missing(bytes: &[u8]) -> &'static [&'static str] {
    const MEMBER: &[u8] = b"\"pnpm\"";
    let has_settings = bytes.windows(MEMBER.len()).any(|part| part == MEMBER);
    if has_settings { FACTS } else { &["packages", "installers"] }
}
