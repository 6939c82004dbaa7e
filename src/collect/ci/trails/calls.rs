//! What jobs and steps call that is no composite action: actions in JavaScript, workflows and images.

use super::files::Read;
use super::leads::Guide;
use super::{Obstacle, mentions};
use crate::collect::folders::joined;
use crate::facts::{Job, Uses, UsesKind};
use crate::source::node::Node;

impl Guide<'_> {
    /// Whether a file speaks of publishing.
    pub(super) fn speaks(&self, path: &str) -> bool {
        match self.files.read(path) {
            Read::Text(text) => mentions::publishing(&text).is_some(),
            _ => false,
        }
    }

    /// The files of JavaScript that a local action runs: `main`, and what stands before and behind it.
    ///
    /// Each with whether it is built from sources.
    pub(super) fn files_of_action(&self, uses: &Uses) -> Vec<(String, bool)> {
        let Some(path) = uses.path.as_deref().filter(|_| uses.kind == UsesKind::Local) else {
            return Vec::new();
        };
        let Some(folder) = joined(".", path) else { return Vec::new() };
        let names = ["action.yml", "action.yaml"];
        let texts =
            names.iter().filter_map(|name| match self.files.read(&joined(&folder, name)?) {
                Read::Text(text) => Some(text),
                _ => None,
            });
        let Some(parsed) =
            texts.into_iter().find_map(|text| crate::source::yaml::parse(&text).ok())
        else {
            return Vec::new();
        };
        let runs = parsed.documents.first().and_then(|document| document.get("runs"));
        let using = runs.and_then(|runs| runs.get("using")).and_then(Node::text);
        if !using.is_some_and(|using| using.starts_with("node")) {
            return Vec::new();
        }
        let files = ["pre", "main", "post"].iter().filter_map(|key| runs?.get(key)?.text());
        let is_built = |file: &str| {
            file.split('/').any(|part| matches!(part, "dist" | "build" | "lib" | "out"))
        };
        files.filter_map(|file| Some((joined(&folder, file)?, is_built(file)))).collect()
    }

    /// Whether a file that an action runs is to be followed, or why it is not known what it publishes.
    pub(super) fn file_of_action(
        &self,
        path: &str,
        is_built: bool,
        credentialed: bool,
    ) -> Result<ActionFile, Obstacle> {
        match self.files.read(path) {
            // What is built from sources is as long as all of them, and mostly publishes nothing.
            Read::Text(text) if is_built => {
                let doubt = mentions::together(&text).map(|line| {
                    Obstacle::unsupported(format!(
                        "`{path}` speaks of publishing on line {line}, and only a run can tell what it does"
                    ))
                });
                Ok(ActionFile { is_followed: doubt.is_some(), doubt })
            }
            Read::Text(_) => Ok(ActionFile { is_followed: true, doubt: None }),
            Read::Absent if credentialed => Err(Obstacle::unsupported(format!(
                "`{path}` is not in the repository, and may publish"
            ))),
            Read::Absent => Ok(ActionFile::default()),
            Read::Unread(unread) => {
                let reason = format!("`{path}` {}", unread.reason);
                Err(Obstacle { kind: unread.kind, reason })
            }
        }
    }
}

/// A file that an action runs.
#[derive(Debug, Default)]
pub(super) struct ActionFile {
    pub(super) is_followed: bool,
    /// Why it is not known what it publishes, where nothing is found in it.
    pub(super) doubt: Option<Obstacle>,
}

/// Why it is not known what a job publishes that calls a workflow of another repository: it is named for
/// publishing, and the job gives it what it takes.
pub(super) fn of_workflow(job: &Job) -> Option<Obstacle> {
    let call = job.calls.as_ref().filter(|call| call.pipeline.is_none())?;
    let uses = &call.uses;
    if uses.kind == UsesKind::Local {
        return None;
    }
    let path = uses.path.as_deref().unwrap_or(&uses.text);
    let name = path.rsplit('/').next().unwrap_or(path);
    let gives = call.secrets_inherit
        || job.permissions.scopes.get("id-token").is_some_and(|right| right == "write")
        || job.secrets.iter().any(|secret| secret.name.contains("NPM"));
    (gives && is_named(name)).then(|| {
        Obstacle::unsupported(format!(
            "what `{}` publishes stands in another repository",
            uses.text.split('@').next().unwrap_or(&uses.text)
        ))
    })
}

/// Why it is not known what a step publishes that runs an image: its name says that it does.
pub(super) fn of_image(uses: &Uses) -> Option<Obstacle> {
    let name = uses.text.strip_prefix("docker://").filter(|_| uses.kind == UsesKind::Docker)?;
    let name = name.split(['@', ':']).next().unwrap_or(name);
    let npm = name.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| word == "npm");
    (npm && is_named(name.rsplit('/').next().unwrap_or(name)))
        .then(|| Obstacle::unsupported(format!("what the image `{name}` publishes is not known")))
}

/// Whether a name says that it publishes or releases.
fn is_named(name: &str) -> bool {
    let mut words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    mentions::names_publishing(name) || words.any(|word| matches!(word, "publish" | "release"))
}
