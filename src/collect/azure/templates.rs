//! Templates: following `template` to the file that it names, with the parameters that it is given.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/process/templates>.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::cursor::Cursor;
use super::library::{Library, Reference, Source};
use super::resources::Resources;
use super::scope::{Bound, Scope};
use crate::collect::ci::Reading;
use crate::collect::github::comment_behind;
use crate::facts::{Include, Pin, PinKind, ProblemKind, Uses, UsesKind};

/// How deep templates are followed into templates.
const DEEPEST: usize = 20;

/// The facts that a template may hold, by what it is put in for.
pub(super) const OF_STAGES: &[&str] = &["pipelines[*].jobs"];
pub(super) const OF_STEPS: &[&str] = &[
    "pipelines[*].jobs[*].steps",
    "pipelines[*].jobs[*].installs",
    "pipelines[*].jobs[*].publishes",
    "pipelines[*].jobs[*].caches",
    "pipelines[*].jobs[*].artifacts",
    "pipelines[*].jobs[*].secret_groups",
];
pub(super) const OF_VARIABLES: &[&str] =
    &["pipelines[*].env", "pipelines[*].jobs[*].env", "pipelines[*].jobs[*].secret_groups"];

/// One pipeline being put together.
pub(super) struct Assembly<'r, 'o, 'a> {
    pub(super) reading: &'r mut Reading<'o>,
    pub(super) library: &'a Library,
    pub(super) resources: Resources,
    pub(super) includes: Vec<Include>,
    /// What is put in is somebody else's to say: the file may be a template itself.
    pub(super) may_be_template: bool,
}

impl<'a> Assembly<'_, '_, 'a> {
    /// The template that a mapping with `template` puts in, with its parameters; nothing where it cannot
    /// be read, which is noted as missing of these facts.
    pub(super) fn open(&mut self, call: &Cursor<'a>, facts: &[&str]) -> Option<Cursor<'a>> {
        let value = call.get("template")?;
        let Some(text) = value.filled() else {
            self.reading.unexpected(&value.place, facts, "`template`", "a path", value.node);
            return None;
        };
        let reference = Reference::read(&text, &value.source.path);
        let uses = self.uses(&value, &text, &reference);
        let read = self.find(call, &value, &reference, facts);
        self.includes.push(Include { at: value.place.at(), uses, read: read.is_some() });
        let source = read?;
        let depth = call.scope.depth + 1;
        let given = call.get("parameters");
        let scope = bind(self.library, source, given.as_ref(), depth);
        Some(Cursor { under: call.under.clone(), ..Cursor::file(source, scope) })
    }

    fn find(
        &mut self,
        call: &Cursor<'a>,
        value: &Cursor<'a>,
        reference: &Reference,
        facts: &[&str],
    ) -> Option<&'a Source> {
        let (kind, reason) = match reference {
            Reference::Local(_) if call.scope.depth >= DEEPEST => {
                let reason = "is not read: templates are nested too deeply".to_owned();
                (ProblemKind::TooLarge, reason)
            }
            Reference::Local(path) => match self.library.at(path) {
                Ok(source) => return Some(source),
                Err(missing) => (missing.kind, format!("the template {path}: {}", missing.reason)),
            },
            Reference::Remote { path, alias } => {
                let reason = format!("the template {path} stands in another repository, `{alias}`");
                (ProblemKind::Unsupported, reason)
            }
            Reference::Unknown => {
                let reason = "only a run can tell which template is put in here".to_owned();
                (ProblemKind::Unsupported, reason)
            }
        };
        self.reading.problem(&value.place, kind, facts, reason);
        None
    }

    fn uses(&self, value: &Cursor<'a>, text: &str, reference: &Reference) -> Uses {
        let comment = comment_behind(&value.source.text, &value.node.span);
        let uses = Uses { at: value.place.at(), text: text.to_owned(), ..Uses::default() };
        match reference {
            Reference::Local(path) => Uses {
                kind: UsesKind::Local,
                path: Some(path.clone()),
                pin: Pin { kind: PinKind::Local, reference: None, comment },
                ..uses
            },
            Reference::Remote { path, alias } => {
                let known = self.resources.repository(alias);
                let path = Some(path.clone());
                match known {
                    Some(known) => Uses { path, at: uses.at, text: uses.text, ..known.clone() },
                    None => Uses { kind: UsesKind::Template, path, ..uses },
                }
            }
            Reference::Unknown => Uses { kind: UsesKind::Other, ..uses },
        }
    }

    /// Notes an item that only a run can tell, where the file is not a template that is given it.
    pub(super) fn open_item(&mut self, item: &Cursor<'a>, facts: &[&str], what: &str) {
        let reason = if self.may_be_template {
            super::GIVEN.to_owned()
        } else {
            format!("{what} is made by an expression, which only a run can tell")
        };
        self.reading.problem(&item.place, ProblemKind::Unsupported, facts, reason);
    }
}

/// The scope of a template: its parameters as they are given, and else their defaults.
fn bind<'a>(
    library: &'a Library,
    source: &'a Source,
    given: Option<&Cursor<'a>>,
    depth: usize,
) -> Rc<Scope<'a>> {
    let mut names: BTreeMap<String, Bound<'a>> = BTreeMap::new();
    for (name, value) in defaults(library, source, depth) {
        names.insert(name, value.map_or(Bound::Unknown, Bound::Value));
    }
    for (name, value) in given.map(Cursor::members).unwrap_or_default() {
        names.insert(name.to_ascii_lowercase(), Bound::Value(value));
    }
    Scope::file(library, names, depth)
}

/// The scope of a file by itself. Whoever starts the pipeline chooses texts; lists and mappings are
/// taken from the defaults.
pub(super) fn by_itself<'a>(library: &'a Library, source: &'a Source) -> Rc<Scope<'a>> {
    let structured = |value: &Cursor<'a>| value.node.is_list() || value.node.is_map();
    let bound = |(name, value): (String, Option<Cursor<'a>>)| {
        (name, value.filter(structured).map_or(Bound::Unknown, Bound::Value))
    };
    Scope::file(library, defaults(library, source, 0).into_iter().map(bound).collect(), 0)
}

/// The parameters of a file with their defaults: a list, or a mapping of names to defaults.
fn defaults<'a>(
    library: &'a Library,
    source: &'a Source,
    depth: usize,
) -> Vec<(String, Option<Cursor<'a>>)> {
    let file = Cursor::file(source, Scope::file(library, BTreeMap::new(), depth));
    let Some(parameters) = file.get("parameters") else { return Vec::new() };
    if parameters.node.is_map() {
        let named = parameters.members().into_iter();
        return named.map(|(name, value)| (name.to_ascii_lowercase(), Some(value))).collect();
    }
    let declared = parameters.items().into_iter().filter_map(|declared| {
        Some((declared.text_of("name")?.to_ascii_lowercase(), declared.get("default")))
    });
    declared.collect()
}
