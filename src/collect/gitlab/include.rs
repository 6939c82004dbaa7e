//! `include`: what a file takes from others, and what that is pinned to.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/#include>.

use super::value::Value;
use crate::collect::ci::Reading;
use crate::collect::folders::joined;
use crate::collect::github::{comment_behind, kind_of};
use crate::facts::{Include, Pin, PinKind, ProblemKind, Uses, UsesKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// One thing that is included.
pub(super) struct Entry {
    pub(super) include: Include,
    pub(super) place: Place,
    /// The file of this repository that it is, where that is known.
    pub(super) local: Option<String>,
    /// The pattern of files that it is.
    pub(super) pattern: Option<String>,
    /// What it is given.
    pub(super) inputs: Option<Node>,
}

/// What is missing where a file or a text with includes cannot be read: they add jobs and variables,
/// and change those that are there.
pub(super) const MISSING: [&str; 4] =
    ["pipelines[*].jobs", "pipelines[*].env", "pipelines[*].secrets", "pipelines[*].triggers"];

/// Reads an `include`, of a file or of a `trigger`: one or a list, texts or mappings.
pub(super) fn entries(reading: &mut Reading<'_>, value: &Value<'_>) -> Vec<Entry> {
    let mut found = Vec::new();
    for item in value.items_or_self() {
        let before = found.len();
        if let Some(text) = item.text() {
            found.push(match text.starts_with("http://") || text.starts_with("https://") {
                true => remote(&item, text, None),
                false => local(&item, text),
            });
        } else {
            let inputs = item.get("inputs").and_then(|inputs| inputs.node().cloned());
            found.extend(
                of_mapping(&item)
                    .into_iter()
                    .map(|entry| Entry { inputs: inputs.clone(), ..entry }),
            );
        }
        if found.len() == before {
            let wanted =
                "a path, or a mapping with `local`, `project`, `remote`, `template` or `component`";
            let (place, reason) = (&item.place, item.describe());
            let reason = format!("an include must be {wanted}, and is {reason}");
            reading.problem(place, ProblemKind::Unexpected, &MISSING, reason);
        }
    }
    found
}

fn of_mapping(item: &Value<'_>) -> Vec<Entry> {
    let text = |key: &str| item.get(key).and_then(|value| Some((value.text()?, value)));
    if let Some((path, value)) = text("local") {
        return vec![local(&value, path)];
    }
    if let Some((url, value)) = text("remote") {
        return vec![remote(&value, url, text("integrity").map(|(hash, _)| hash))];
    }
    if let Some((name, value)) = text("component") {
        return vec![component(&value, name)];
    }
    // It comes with the instance that runs the pipeline, in its version.
    if let Some((name, value)) = text("template") {
        return vec![elsewhere(&value, name, kind(name, UsesKind::Template), Pin::default())];
    }
    if let Some((name, value)) = text("artifact") {
        return vec![elsewhere(&value, name, UsesKind::Other, Pin::default())];
    }
    let Some((name, value)) = text("project") else { return Vec::new() };
    let reference = text("ref");
    let files = item.get("file").map(|files| files.items_or_self()).unwrap_or_default();
    let paths = files.iter().filter_map(Value::text);
    paths.map(|path| project(&value, name, path, reference.as_ref())).collect()
}

fn elsewhere(value: &Value<'_>, text: &str, kind: UsesKind, pin: Pin) -> Entry {
    let at = value.place.at();
    let uses = Uses { at: at.clone(), text: text.to_owned(), kind, pin, ..Uses::default() };
    Entry {
        include: Include { at, uses, read: false },
        place: value.place.clone(),
        local: None,
        pattern: None,
        inputs: None,
    }
}

/// A file of this repository, from its root whatever file names it.
fn local(value: &Value<'_>, text: &str) -> Entry {
    let path = joined(".", text).filter(|_| !text.contains(['$', '*', '\\']));
    let pin = Pin { kind: PinKind::Local, ..Pin::default() };
    let mut entry = elsewhere(value, text, UsesKind::Local, pin);
    if text.contains('$') {
        entry.include.uses.kind = UsesKind::Other;
        entry.include.uses.pin = Pin::default();
    }
    entry.include.uses.path = path.clone();
    entry.local = path;
    entry.pattern = (text.contains('*') && !text.contains('$')).then(|| text.to_owned());
    entry
}

/// A file at an address; its hash is a pin.
fn remote(value: &Value<'_>, url: &str, integrity: Option<&str>) -> Entry {
    let pin = Pin {
        kind: if integrity.is_some() { PinKind::Digest } else { PinKind::None },
        reference: integrity.map(str::to_owned),
        comment: comment(value),
    };
    elsewhere(value, url, kind(url, UsesKind::Template), pin)
}

/// A file of another project, at a reference or at the head of its default branch.
fn project(
    value: &Value<'_>,
    name: &str,
    path: &str,
    reference: Option<&(&str, Value<'_>)>,
) -> Entry {
    let pin = match reference {
        Some((text, value)) => Pin {
            kind: kind_of(text),
            reference: Some((*text).to_owned()),
            comment: comment(value),
        },
        None => Pin::default(),
    };
    let of_run = reference.is_some_and(|(text, _)| text.contains('$'));
    let kind = if of_run { UsesKind::Other } else { UsesKind::Template };
    let mut entry = elsewhere(value, name, kind, pin);
    entry.include.uses.path = Some(path.trim_start_matches('/').to_owned());
    name_project(&mut entry.include.uses, name);
    entry
}

/// `gitlab.com/components/sast/sast@2.1.0`: host, project, the component's name, version.
///
/// <https://docs.gitlab.com/ci/components/#use-a-component>.
fn component(value: &Value<'_>, text: &str) -> Entry {
    let (address, version) = match text.rsplit_once('@') {
        Some((address, version)) => (address, Some(version)),
        None => (text, None),
    };
    let pin = Pin {
        kind: version.map_or(PinKind::None, kind_of),
        reference: version.map(str::to_owned),
        comment: comment(value),
    };
    let of_run = version.is_none_or(|version| version.contains('$'));
    let kind = if of_run { UsesKind::Other } else { UsesKind::Component };
    let mut entry = elsewhere(value, text, kind, pin);
    let parts = address.split_once('/').and_then(|(_, path)| path.rsplit_once('/'));
    if let Some((project, name)) = parts {
        entry.include.uses.path = Some(name.to_owned());
        name_project(&mut entry.include.uses, project);
    }
    entry
}

/// The owner of a project is the group with all groups around it.
fn name_project(uses: &mut Uses, project: &str) {
    if project.contains('$') {
        return;
    }
    if let Some((owner, name)) = project.trim_matches('/').rsplit_once('/') {
        uses.owner = Some(owner.to_owned());
        uses.name = Some(name.to_owned());
        uses.action = Some(format!("{owner}/{name}").to_lowercase());
    }
}

/// What a text calls, unless only a run can tell.
fn kind(text: &str, kind: UsesKind) -> UsesKind {
    if text.contains('$') { UsesKind::Other } else { kind }
}

/// The comment behind a value on its line.
pub(super) fn comment(value: &Value<'_>) -> Option<String> {
    comment_behind(&value.source.text, &value.node()?.span)
}
