//! Collects `pnpm-workspace.yaml`: the patterns of the workspace, the settings of pnpm, and what
//! it says about the packages beside it.

use super::agreement::AGREEMENT;
use super::harvest::{self, Harvest};
use super::{Collector, File, file_name, packages, settings};
use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// `pnpm-workspace.yaml`, at the root or beside a `package.json`.
pub(crate) struct PnpmWorkspace;

const FACTS: &[&str] = &[
    "packages[*].role",
    "packages[*].workspaces",
    "packages[*].allowed_scripts",
    "packages[*].overrides",
    "settings",
    "installers",
    AGREEMENT,
];

/// The file whose patterns are those of the target.
const OF_ROOT: &str = "pnpm-workspace.yaml";

impl Collector for PnpmWorkspace {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        file_name(path) == OF_ROOT
    }

    fn of_packages(&self) -> bool {
        true
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        read(file).unwrap_or_else(Harvest::problem)
    }
}

fn read(file: &File<'_>) -> Result<Harvest, Problem> {
    let mut read = harvest::document(file.path, file.bytes, FACTS)?;
    let mut problems = std::mem::take(&mut read.problems);
    let place = Place::file(file.path);
    if read.nodes.len() > 1 {
        problems.push(unexpected(&place, FACTS, "expected one document".to_owned()));
    }
    let Some(document) = read.node().filter(|document| !document.is_null()) else {
        return Ok(Harvest { problems, ..Harvest::default() });
    };
    if !document.is_map() {
        let reason = format!("expected a mapping, found {}", document.describe());
        problems.push(unexpected(&place, FACTS, reason));
    }
    let mut harvest = Harvest::default();
    if file.path == OF_ROOT {
        let list = document.get("packages").filter(|list| !list.is_null());
        harvest.pnpm_workspace = list.map(|list| patterns(&place, list, &mut problems));
    }
    if settings::FACTS.iter().any(|path| file.demand.wants(path)) {
        let (settings, found) = settings::pnpm_workspace(file.path, document);
        harvest.settings = settings;
        problems.extend(found);
    }
    let (lists, found) = packages::pnpm_lists(file.path, document);
    harvest.pnpm_lists.extend(lists);
    problems.extend(found);
    Ok(Harvest { problems, ..harvest })
}

fn patterns(file: &Place, list: &Node, problems: &mut Vec<Problem>) -> Vec<String> {
    const FACTS: &[&str] = &["packages[*].role", "packages[*].workspaces"];
    let place = file.key("packages");
    if !list.is_list() {
        let reason = format!("expected a list, found {}", list.describe());
        problems.push(unexpected(&place, FACTS, reason));
    }
    let texts = list.items().iter().enumerate().filter_map(|(index, item)| {
        if item.text().is_none() {
            let reason = format!("expected a text, found {}", item.describe());
            problems.push(unexpected(&place.index(index), FACTS, reason));
        }
        item.text().map(str::to_owned)
    });
    texts.collect()
}

fn unexpected(place: &Place, facts: &[&str], reason: String) -> Problem {
    Problem {
        at: place.at(),
        kind: ProblemKind::Unexpected,
        facts: facts.iter().map(|path| (*path).to_owned()).collect(),
        reason,
    }
}
