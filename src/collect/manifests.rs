//! Collects every `package.json`, and the workspace patterns of `pnpm-workspace.yaml`.

use super::harvest::{self, Harvest};
use super::{Collector, File, folders, packages, release_config, shell};
use crate::facts::{Command, Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::Node;
use std::cell::RefCell;

/// Every `package.json` in the tree.
pub(crate) struct Manifests;

const FACTS: &[&str] = &["packages"];

/// What a script that is not understood hides.
const COMMANDS: &str = "packages[*].scripts[*].commands";

impl Collector for Manifests {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        path == "package.json" || path.ends_with("/package.json")
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = match harvest::text(file.path, file.bytes, FACTS) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        let (parsed, mut problems) = match harvest::json(file.path, text, FACTS) {
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
        Harvest { packages: vec![package], release_configs, problems, ..Harvest::default() }
    }
}

/// `pnpm-workspace.yaml` at the root.
pub(crate) struct PnpmWorkspace;

impl Collector for PnpmWorkspace {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        path == "pnpm-workspace.yaml"
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = match harvest::text(file.path, file.bytes, FACTS) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        match harvest::yaml(file.path, text, FACTS) {
            Ok((parsed, problems)) => {
                let patterns = parsed.documents.first().and_then(|root| root.get("packages"));
                let patterns = patterns.map(|list| {
                    list.items().iter().filter_map(Node::text).map(str::to_owned).collect()
                });
                Harvest { pnpm_workspace: patterns, problems, ..Harvest::default() }
            }
            Err(problem) => Harvest::problem(problem),
        }
    }
}
