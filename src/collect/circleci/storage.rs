//! Steps that need no shell: caches, the workspace of a run, artifacts.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#save_cache> and the following.

use super::scope::Scope;
use crate::collect::ci::merged::Placed;
use crate::facts::{Artifact, ArtifactDirection, Cache};

/// The steps that CircleCI has itself, but those with a script or with steps.
pub(super) const BUILT_IN: [&str; 10] = [
    "add_ssh_keys",
    "attach_workspace",
    "checkout",
    "install_signing_bundle",
    "persist_to_workspace",
    "restore_cache",
    "save_cache",
    "setup_remote_docker",
    "store_artifacts",
    "store_test_results",
];

/// A step that stores or takes something.
pub(super) struct Stored<'a, 'n> {
    pub(super) name: &'a str,
    pub(super) item: &'a Placed<'n>,
    pub(super) value: &'a Placed<'n>,
    pub(super) scope: &'a Scope<'n>,
    pub(super) step: u64,
}

impl Stored<'_, '_> {
    /// `save_cache` and `restore_cache`. A key is the beginning of what may be restored.
    pub(super) fn cache(&self) -> Cache {
        let restores = self.name == "restore_cache";
        let mut keys = self.texts("key");
        keys.extend(self.texts("keys"));
        let mut keys = keys.into_iter();
        Cache {
            at: self.item.place.at(),
            step: Some(self.step),
            tool: self.name.to_owned(),
            key: keys.next(),
            fallbacks: keys.collect(),
            paths: self.texts("paths"),
            restores: Some(restores),
            saves: Some(!restores),
        }
    }

    /// What goes to other jobs of the run, comes from them, or is kept for people.
    pub(super) fn artifact(&self) -> Artifact {
        let (direction, paths) = match self.name {
            "attach_workspace" => (ArtifactDirection::Download, self.texts("at")),
            "store_artifacts" => (ArtifactDirection::Upload, self.texts("path")),
            _ => {
                let root = self.texts("root").pop();
                let paths = self.texts("paths").into_iter().map(|path| match root.as_deref() {
                    None | Some("." | "./") => path,
                    Some(root) => format!("{}/{path}", root.trim_end_matches('/')),
                });
                (ArtifactDirection::Upload, paths.collect())
            }
        };
        Artifact {
            at: self.item.place.at(),
            step: Some(self.step),
            direction,
            name: (self.name == "store_artifacts")
                .then(|| self.texts("destination").pop())
                .flatten(),
            paths,
            // The workspace belongs to one run of a workflow; a person may run it again.
            other_run: Some(false),
        }
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let each = self.value.get(key).map(|value| value.each()).unwrap_or_default();
        let texts = each.iter().filter_map(|one| one.node.text());
        texts.map(|text| self.scope.fill(text).text).collect()
    }
}
