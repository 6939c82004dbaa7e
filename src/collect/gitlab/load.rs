//! The files of a configuration: the first one, and what they include from the repository.

use std::collections::BTreeMap;

use super::call::{Aside, Call, Named};
use super::include::{self, MISSING};
use super::source::Source;
use super::value::{Members, Value, Work, merged};
use super::wildcard;
use crate::collect::ci::Reading;
use crate::collect::ci::members::as_text;
use crate::collect::followed::{Followed, Found};
use crate::facts::{Include, Problem, ProblemKind, UsesKind};
use crate::source::anchor::Place;
use crate::source::node::{Kind, Node};

/// How many files GitLab includes in one pipeline, those counted twice that are included twice.
///
/// <https://docs.gitlab.com/administration/settings/continuous_integration/#maximum-includes>.
const MOST: usize = 150;

/// The files that were asked for, by path and by what they are given.
type Known = BTreeMap<(String, String), Option<usize>>;

/// A file to be read.
struct File<'a> {
    path: &'a str,
    /// Its text, where that is at hand.
    text: Option<&'a str>,
    inputs: Option<&'a Node>,
}

/// The files of one configuration.
pub(super) struct Loaded {
    sources: Vec<Source>,
    /// The files that each includes, in order.
    includes: Vec<Vec<usize>>,
    /// The files that it begins with, in order.
    first: Vec<usize>,
    /// Everything that is included, read or not.
    pub(super) found: Vec<Include>,
}

impl Loaded {
    /// Reads files and what they include. The text of one of them may be at hand.
    pub(super) fn read(
        reading: &mut Reading<'_>,
        others: &Followed<'_>,
        call: &Call,
        text: Option<&str>,
    ) -> Self {
        let mut loaded = Self {
            sources: Vec::new(),
            includes: Vec::new(),
            first: Vec::new(),
            found: Vec::new(),
        };
        let mut known = Known::new();
        for Named { path, at: Aside(at) } in &call.files {
            let inputs = call.inputs.as_ref().map(|inputs| &inputs.node.0);
            let file = File { path, text, inputs };
            let read = loaded.open(reading, others, &mut known, &file, at);
            loaded.first.extend(read);
        }
        let mut next = 0;
        while let Some(source) = loaded.sources.get(next) {
            let entries = match Value::of(source).get("include") {
                Some(value) => include::entries(reading, &value),
                None => Vec::new(),
            };
            for mut entry in entries {
                let named = |pattern: &str| wildcard::matching(pattern, others.yaml()?);
                let paths = match (&entry.local, &entry.pattern) {
                    (Some(path), _) => Some(vec![path.clone()]),
                    (None, Some(pattern)) => named(pattern),
                    (None, None) => None,
                };
                entry.include.read = paths.is_some();
                if paths.is_none() {
                    let kind = ProblemKind::Unsupported;
                    reading.problem(&entry.place, kind, &MISSING, unread(&entry));
                }
                for path in paths.unwrap_or_default() {
                    let file = File { path: &path, text: None, inputs: entry.inputs.as_ref() };
                    let read = loaded.open(reading, others, &mut known, &file, &entry.place);
                    entry.include.read &= read.is_some();
                    if let (Some(read), Some(list)) = (read, loaded.includes.get_mut(next)) {
                        list.push(read);
                    }
                }
                loaded.found.push(entry.include);
            }
            next += 1;
        }
        loaded
    }

    /// The file at a path, read once; nothing where it cannot be, which is a problem then.
    fn open(
        &mut self,
        reading: &mut Reading<'_>,
        others: &Followed<'_>,
        known: &mut Known,
        file: &File<'_>,
        named_at: &Place,
    ) -> Option<usize> {
        let path = file.path;
        let key = (path.to_owned(), file.inputs.map(as_text).unwrap_or_default());
        if let Some(index) = known.get(&key) {
            return *index;
        }
        known.insert(key.clone(), None);
        if self.sources.len() > MOST {
            reading.problem(named_at, ProblemKind::TooLarge, &MISSING, too_many());
            return None;
        }
        let found =
            file.text.map_or_else(|| others.text(path), |text| Found::Text(text.to_owned()));
        let text = match found {
            Found::Text(text) => text,
            Found::Absent => {
                let reason = format!("`{path}` is named here, and is not in the repository");
                reading.problem(named_at, ProblemKind::Unexpected, &MISSING, reason);
                return None;
            }
            Found::Unread(unread) => {
                let facts = MISSING.iter().map(ToString::to_string).collect();
                let at = Place::file(&unread.path).at();
                let problem = Problem { at, kind: unread.kind, facts, reason: unread.reason };
                reading.problems.push(problem);
                return None;
            }
        };
        // A pipeline that a person starts may be given anything; what is included is given what stands
        // there, or has its own defaults.
        let nothing = Node { span: 0..0, kind: Kind::Map(Vec::new()) };
        let given = match file.text {
            Some(_) => None,
            None => Some(file.inputs.unwrap_or(&nothing)),
        };
        let source = Source::read(reading, path, text, given, &MISSING)?;
        let index = self.sources.len();
        self.sources.push(source);
        self.includes.push(Vec::new());
        known.insert(key, Some(index));
        Some(index)
    }

    /// The files, those first that others include, without order otherwise.
    pub(super) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The file that the configuration begins with.
    pub(super) fn beginning(&self) -> Option<&Source> {
        self.sources.get(*self.first.first()?)
    }

    /// All files as one: an included file goes before the one that includes it, whose own members go
    /// over it; those of a file included later go over those of one before.
    pub(super) fn content(&self, reading: &mut Reading<'_>, work: &Work) -> Option<Value<'_>> {
        let mut expansion = Expansion { loaded: self, left: MOST, open: Vec::new(), cut: false };
        let mut whole: Option<Value<'_>> = None;
        for index in &self.first {
            let next = expansion.of(*index, work)?;
            whole = Some(whole.map_or(next.clone(), |whole| merged(&whole, &next, work)));
        }
        if expansion.cut {
            let place = Place::file(&self.beginning()?.path);
            reading.problem(&place, ProblemKind::TooLarge, &MISSING, too_many());
        }
        whole
    }
}

/// Files put together; each inclusion counts.
struct Expansion<'a> {
    loaded: &'a Loaded,
    left: usize,
    open: Vec<usize>,
    cut: bool,
}

impl<'a> Expansion<'a> {
    /// The recursion is as deep as files include each other, none twice on the way: [`MOST`] at most.
    fn of(&mut self, index: usize, work: &Work) -> Option<Value<'a>> {
        let loaded = self.loaded;
        let own = Value::of(loaded.sources.get(index)?);
        self.open.push(index);
        let mut below: Option<Value<'a>> = None;
        for next in loaded.includes.get(index)? {
            if self.open.contains(next) || self.left == 0 {
                self.cut = true;
                continue;
            }
            self.left -= 1;
            let Some(next) = self.of(*next, work) else { continue };
            below = Some(match below {
                Some(below) => merged(&below, &next, work),
                None => next,
            });
        }
        self.open.pop();
        Some(match below {
            Some(below) => merged(&below, &own, work),
            None => own.with_members(Members::clone(&own.members())),
        })
    }
}

fn too_many() -> String {
    format!("more than {MOST} files are included, or one includes itself; the rest is not read")
}

/// Why something that is included is no part of the facts.
fn unread(entry: &include::Entry) -> String {
    let text = &entry.include.uses.text;
    if entry.include.uses.kind == UsesKind::Other {
        format!("`{text}` is included, and only a run can tell what that is")
    } else if text.contains('*') {
        format!("`{text}` is included; which files the pattern names is not known here")
    } else {
        format!("`{text}` is included, and stands outside of this repository")
    }
}
