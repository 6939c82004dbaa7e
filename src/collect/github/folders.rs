//! The folder that a step runs in, where the file says it.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsworking-directory>.

use std::collections::BTreeMap;

use super::expressions::holds_expression;
use super::members::{members, paths_fit, text_of};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The anchor of each step that does not run in the root, to its folder relative to the root.
pub(crate) type Folders = BTreeMap<String, String>;

/// The folders of the steps of a workflow or an action. One that only a run can tell, or that
/// lies outside of the repository, is left out.
pub(crate) fn folders(file: &str, document: &Node) -> Folders {
    let mut found = Folders::new();
    if !paths_fit(document) {
        return found;
    }
    let place = Place::file(file);
    if let Some(runs) = document.get("runs") {
        of_steps(runs, &place.key("runs"), None, &mut found);
    }
    let shared = default(document);
    if let Some(jobs) = document.get("jobs") {
        for job in members(jobs) {
            let default = default(&job.value).or_else(|| shared.clone());
            of_steps(&job.value, &place.key("jobs").key(&job.key), default.as_deref(), &mut found);
        }
    }
    found
}

fn default(node: &Node) -> Option<String> {
    text_of(node.get("defaults")?.get("run")?, "working-directory")
}

fn of_steps(node: &Node, place: &Place, default: Option<&str>, found: &mut Folders) {
    let place = place.key("steps");
    for (index, step) in node.get("steps").map(Node::items).unwrap_or_default().iter().enumerate() {
        let own = step.get("working-directory").and_then(Node::text);
        if let Some(folder) = own.or(default).and_then(|folder| join(".", folder))
            && folder != "."
        {
            found.insert(place.index(index).at(), folder);
        }
    }
}

/// A path of a script joined to the folder it is relative to, without `.` and `..`; nothing
/// where it leads out of the repository or only a run can tell.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    let path = path.trim();
    let roots = [
        "${{ github.workspace }}",
        "${{github.workspace}}",
        "$GITHUB_WORKSPACE",
        "${GITHUB_WORKSPACE}",
    ];
    let (folder, path) = match roots.iter().find_map(|root| path.strip_prefix(root)) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            (".", rest.trim_start_matches('/'))
        }
        _ => (folder, path),
    };
    if path.starts_with(['/', '~']) || path.contains('$') || holds_expression(path) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_relative_to_the_root() {
        for (folder, path, joined) in [
            (".", "./packages/a/", Some("packages/a")),
            ("packages/a", "../b", Some("packages/b")),
            ("packages", "..", Some(".")),
            (".", "..", None),
            ("a", "${{ github.workspace }}/b", Some("b")),
            ("a", "$GITHUB_WORKSPACE", Some(".")),
            ("a", "${{ matrix.dir }}", None),
            ("a", "$DIR/b", None),
            ("a", "/tmp", None),
        ] {
            assert_eq!(join(folder, path).as_deref(), joined, "{folder} {path}");
        }
    }
}
