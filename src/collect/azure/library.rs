//! The files that a pipeline is made of: its own, and the templates of this repository that it names.
//!
//! Which they are: <https://learn.microsoft.com/azure/devops/pipelines/process/templates>. A path is
//! relative to the file that names it, or to the root where it starts with `/`; what stands behind `@`
//! is another repository's name, or `self` for this one. They are read first, each once, so that what
//! follows only walks trees.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};

use crate::collect::folders::joined;
use crate::collect::followed::{Followed, Found};
use crate::collect::github::holds_expression;
use crate::collect::harvest;
use crate::collect::{ci::members, folder};
use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The most files of one pipeline: what Azure Pipelines itself reads.
const MOST_FILES: usize = 100;

/// How many items of lists are walked beyond those that the pipeline's own file has, and how many
/// members of mappings: those of a template once for each use.
const MORE_ITEMS: usize = 20_000;
const MORE_MEMBERS: usize = 500_000;

/// How often the items and members of the pipeline's own file are walked.
const ITEMS_AGAIN: usize = 3;
const MEMBERS_AGAIN: usize = 20;

/// One file.
#[derive(Debug)]
pub(super) struct Source {
    /// Relative to the root.
    pub(super) path: String,
    pub(super) text: String,
    pub(super) document: Node,
}

/// Why a template is not there.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    pub(super) kind: ProblemKind,
    pub(super) reason: String,
}

/// The templates of a pipeline, by their path.
#[derive(Debug)]
pub(super) struct Library {
    files: BTreeMap<String, Result<Source, Missing>>,
    /// Keys that stand twice in a template.
    pub(super) problems: Vec<Problem>,
    /// The variables that one place sets, and to a text; nothing for any other that is set.
    variables: BTreeMap<String, Option<String>>,
    /// Items and members that may still be walked.
    items: Cell<usize>,
    members: Cell<usize>,
}

impl Library {
    /// Reads every template that is named in a document at `path`, in these templates, and so on.
    pub(super) fn load(path: &str, document: &Node, others: &Followed<'_>) -> Self {
        let (items, members) = count(document);
        let mut library = Self {
            files: BTreeMap::new(),
            problems: Vec::new(),
            variables: BTreeMap::new(),
            items: Cell::new(MORE_ITEMS + ITEMS_AGAIN * items),
            members: Cell::new(MORE_MEMBERS + MEMBERS_AGAIN * members),
        };
        set(document, &mut library.variables);
        let mut ahead: VecDeque<String> = named(path, document).into();
        while let Some(next) = ahead.pop_front() {
            if library.files.contains_key(&next) || next == path {
                continue;
            }
            let read = if library.files.len() < MOST_FILES {
                read(&next, others, &mut library.problems)
            } else {
                let reason = "is not read: the pipeline is made of too many templates".to_owned();
                Err(Missing { kind: ProblemKind::TooLarge, reason })
            };
            if let Ok(source) = &read {
                set(&source.document, &mut library.variables);
                ahead.extend(named(&source.path, &source.document));
            } else if library.files.len() >= 2 * MOST_FILES {
                break;
            }
            library.files.insert(next, read);
        }
        library
    }

    /// The template at a path.
    pub(super) fn at(&self, path: &str) -> Result<&Source, Missing> {
        match self.files.get(path) {
            Some(Ok(source)) => Ok(source),
            Some(Err(missing)) => Err(missing.clone()),
            None => Err(Missing {
                kind: ProblemKind::TooLarge,
                reason: "is not read: the pipeline is made of too many templates".to_owned(),
            }),
        }
    }

    /// The text of a variable that is the same wherever it is used, by its name in lower case.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.as_deref()
    }

    /// Takes one item of a list of what may still be walked; not where nothing is left.
    pub(super) fn take_item(&self) -> bool {
        take(&self.items)
    }

    /// The same of a member of a mapping.
    pub(super) fn take_member(&self) -> bool {
        take(&self.members)
    }

    /// Whether more was there than is walked.
    pub(super) fn is_exhausted(&self) -> bool {
        self.items.get() == 0 || self.members.get() == 0
    }
}

fn take(left: &Cell<usize>) -> bool {
    let before = left.get();
    left.set(before.saturating_sub(1));
    before > 0
}

/// The items and the members of a document.
fn count(document: &Node) -> (usize, usize) {
    let (mut items, mut members) = (0, 0);
    let mut ahead = vec![document];
    while let Some(next) = ahead.pop() {
        items += next.items().len();
        members += next.entries().len();
        ahead.extend(next.items());
        ahead.extend(next.entries().iter().map(|entry| &entry.value));
    }
    (items, members)
}

fn read(path: &str, others: &Followed<'_>, problems: &mut Vec<Problem>) -> Result<Source, Missing> {
    let text = match others.text(path) {
        Found::Text(text) => text,
        Found::Absent => {
            let reason = "there is no such file in this repository".to_owned();
            return Err(Missing { kind: ProblemKind::Unreadable, reason });
        }
        Found::Unread(unread) => {
            return Err(Missing { kind: unread.kind, reason: unread.reason });
        }
    };
    let because = |problem: Problem| Missing { kind: problem.kind, reason: problem.reason };
    let read = harvest::document(path, text.as_bytes(), &[]).map_err(because)?;
    let document = read.root().map_err(because)?.clone();
    let twice = read.problems;
    if !document.is_map() {
        let reason = format!("a template must be a mapping, and is {}", document.describe());
        return Err(Missing { kind: ProblemKind::Unexpected, reason });
    }
    if !members::paths_fit(&document) {
        let reason = "a template must not have keys that take kilobytes".to_owned();
        return Err(Missing { kind: ProblemKind::TooLarge, reason });
    }
    problems.extend(twice);
    Ok(Source { path: path.to_owned(), text, document })
}

/// The paths of the templates of this repository that a document at `path` names.
fn named(path: &str, document: &Node) -> Vec<String> {
    let mut found = Vec::new();
    let mut ahead = vec![document];
    while let Some(next) = ahead.pop() {
        ahead.extend(next.items());
        for entry in next.entries() {
            ahead.push(&entry.value);
            let text = entry.value.text().filter(|_| entry.key == "template");
            if let Some(Reference::Local(path)) = text.map(|text| Reference::read(text, path)) {
                found.push(path);
            }
        }
    }
    found.reverse();
    found
}

/// Notes the variables that a document sets anywhere.
fn set(document: &Node, variables: &mut BTreeMap<String, Option<String>>) {
    let mut ahead = vec![document];
    while let Some(next) = ahead.pop() {
        ahead.extend(next.items());
        for entry in next.entries() {
            ahead.push(&entry.value);
            if entry.key != "variables" {
                continue;
            }
            // Below a condition, a name is set to nothing that is known.
            let mut inside = vec![(&entry.value, true)];
            while let Some((list, certain)) = inside.pop() {
                for item in list.items() {
                    match item.get("name").and_then(Node::text) {
                        Some(name) => note(name, item.get("value").filter(|_| certain), variables),
                        None => inside.push((item, certain)),
                    }
                }
                for entry in list.entries() {
                    if holds_expression(&entry.key) {
                        inside.push((&entry.value, false));
                    } else if !matches!(entry.key.as_str(), "group" | "template" | "parameters") {
                        note(&entry.key, Some(&entry.value).filter(|_| certain), variables);
                    }
                }
            }
        }
    }
}

fn note(name: &str, value: Option<&Node>, variables: &mut BTreeMap<String, Option<String>>) {
    let text = value.and_then(Node::scalar).map(|scalar| scalar.text.clone());
    let text = text.filter(|text| !text.contains('$'));
    variables.entry(name.to_ascii_lowercase()).and_modify(|known| *known = None).or_insert(text);
}

/// What a `template` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reference {
    /// A file of this repository.
    Local(String),
    /// A path in a repository of this name in `resources`.
    Remote {
        /// The path.
        path: String,
        /// The name.
        alias: String,
    },
    /// A path that leads out of the repository, or that only a run can tell.
    Unknown,
}

impl Reference {
    /// Reads the text of a `template` that stands in the file at `from`.
    pub(super) fn read(text: &str, from: &str) -> Self {
        let text = text.trim();
        if text.is_empty() || holds_expression(text) {
            return Self::Unknown;
        }
        let (path, alias) = match text.rsplit_once('@') {
            Some((path, alias)) => (path.trim(), alias.trim()),
            None => (text, "self"),
        };
        if !alias.eq_ignore_ascii_case("self") {
            let path = path.trim_start_matches('/').to_owned();
            return Self::Remote { path, alias: alias.to_owned() };
        }
        let base = if path.starts_with(['/', '\\']) { "." } else { folder(from) };
        joined(base, path).filter(|path| path != ".").map_or(Self::Unknown, Self::Local)
    }
}

/// The place of a file's root.
pub(super) fn root(source: &Source) -> Place {
    Place::file(&source.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_named_by_its_place_in_this_or_another_repository() {
        let local = |path: &str| Reference::Local(path.to_owned());
        for (text, from, read) in [
            ("steps/a.yml", "azure-pipelines.yml", local("steps/a.yml")),
            ("../a.yml", "ci/jobs/b.yml", local("ci/a.yml")),
            ("/ci/a.yml@self", "ci/jobs/b.yml", local("ci/a.yml")),
            ("..\\a.yml", "ci/jobs/b.yml", local("ci/a.yml")),
            ("../a.yml", "b.yml", Reference::Unknown),
            ("${{ parameters.template }}", "b.yml", Reference::Unknown),
            (
                "/v1/a.yml@shared",
                "ci/b.yml",
                Reference::Remote { path: "v1/a.yml".into(), alias: "shared".into() },
            ),
        ] {
            assert_eq!(Reference::read(text, from), read, "{text} in {from}");
        }
    }
}
