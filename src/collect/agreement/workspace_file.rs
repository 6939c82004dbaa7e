//! `pnpm-workspace.yaml` at the root, as far as a lockfile is made with it: overrides and catalogs.

use std::collections::BTreeMap;

use super::AGREEMENT;
use crate::collect::harvest::{self, Harvest};
use crate::collect::lockfiles::Asked;
use crate::collect::{Collector, File};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// What the file says.
#[derive(Debug, Default)]
pub(crate) struct WorkspaceFile {
    pub(super) overrides: BTreeMap<String, Asked>,
    /// By catalog and name.
    pub(super) catalogs: BTreeMap<(String, String), Asked>,
    /// Settings may come from packages as well, `configDependencies`.
    pub(super) elsewhere: bool,
}

/// Collects it.
pub(crate) struct PnpmWorkspaceLocked;

const FACTS: &[&str] = &[AGREEMENT];

impl Collector for PnpmWorkspaceLocked {
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
                let place = Place::file(file.path);
                let read = parsed.documents.first().map(|document| read(document, &place));
                Harvest { workspace_file: read, problems, ..Harvest::default() }
            }
            Err(problem) => Harvest::problem(problem),
        }
    }
}

fn read(document: &Node, file: &Place) -> WorkspaceFile {
    let mut read = WorkspaceFile {
        elsewhere: document.get("configDependencies").is_some(),
        ..WorkspaceFile::default()
    };
    let texts = |node: Option<&Node>, place: &Place| -> Vec<(String, Asked)> {
        let entries = node.into_iter().flat_map(Node::entries);
        let text = entries.filter_map(|entry| {
            let spec = entry.value.text()?;
            Some((entry.key.clone(), Asked::new(place.key(&entry.key).at(), spec)))
        });
        text.collect()
    };
    read.overrides.extend(texts(document.get("overrides"), &file.key("overrides")));
    let default = texts(document.get("catalog"), &file.key("catalog")).into_iter();
    read.catalogs.extend(default.map(|(name, asked)| (("default".to_owned(), name), asked)));
    let place = file.key("catalogs");
    for catalog in document.get("catalogs").into_iter().flat_map(Node::entries) {
        let entries = texts(Some(&catalog.value), &place.key(&catalog.key)).into_iter();
        read.catalogs.extend(entries.map(|(name, asked)| ((catalog.key.clone(), name), asked)));
    }
    read
}
