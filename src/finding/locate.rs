//! From anchors to bytes: reads the files that violations name, when they are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::network;
use super::{Finding, Location, Position, Related, SourceText, Standing};
use crate::facts::Facts;
use crate::policy::bundle::Rule;
use crate::policy::violation::{Mark, Violation};
use crate::source::anchor::{Anchor, Fragment, has_scheme};
use crate::source::locate::{self, Document, Target};
use crate::source::outline::Wanted;
use crate::source::text::{LineIndex, first_written_line};
use crate::source::tree::Tree;

/// The largest file that a place is looked for in. Lockfiles of this size exist.
const MAX_BYTES: u64 = 256 << 20;

/// Above this size, a file's tree is not made as a whole: only lockfiles are as large.
const LARGE: usize = 4 << 20;

/// A place to find.
#[derive(Debug, Clone)]
pub(crate) struct Sought {
    pub(crate) at: String,
    key: Vec<String>,
    mark: Mark,
    label: Option<String>,
}

impl Sought {
    /// The place of an anchor itself.
    pub(crate) fn anchor(at: &str) -> Self {
        Self { at: at.to_owned(), key: Vec::new(), mark: Mark::Auto, label: None }
    }
}

/// The texts that places are looked for in.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    /// The files of a repository.
    pub(crate) tree: Option<&'a Tree>,
    /// What the network said.
    pub(crate) facts: &'a Facts,
}

impl Sources<'_> {
    /// The file that a place is in.
    fn file(&self, at: &str, anchor: Option<&Anchor>) -> Option<String> {
        anchor.filter(|_| self.tree.is_some() && !has_scheme(at)).map(|anchor| anchor.path.clone())
    }

    fn read(&self, path: &str) -> Option<SourceText> {
        if has_scheme(path) {
            return network::text(self.facts, path);
        }
        let tree = self.tree?;
        let bytes = tree.read(path, MAX_BYTES).ok()?;
        // A file that is not text has no characters to point at.
        let text = String::from_utf8(bytes).ok()?;
        Some(SourceText { path: tree.shown(path), text })
    }
}

/// The findings of violations, with their places.
pub(crate) fn findings(violations: &[(&Rule, &Violation)], sources: &Sources<'_>) -> Vec<Finding> {
    // All places first: each file is read and parsed once, however many places it has.
    let mut sought = Vec::new();
    for (_, violation) in violations {
        sought.extend(violation.at.as_ref().map(|at| Sought {
            at: at.clone(),
            key: violation.key.clone(),
            mark: violation.mark,
            label: violation.label.clone(),
        }));
        sought.extend(violation.related.iter().map(|related| Sought {
            at: related.at.clone(),
            key: related.key.clone(),
            mark: related.mark,
            label: None,
        }));
    }
    let mut located = locations(sought, sources).into_iter();
    let findings = violations.iter().map(|(rule, violation)| Finding {
        rule: rule.id.clone(),
        severity: violation.severity,
        message: violation.message.clone(),
        outcome: Standing::Fail,
        advice: violation.advice,
        location: violation.at.as_ref().and_then(|_| located.next()),
        related: violation
            .related
            .iter()
            .zip(located.by_ref())
            .map(|(related, location)| Related { message: related.message.clone(), location })
            .collect(),
        help: violation
            .remediation
            .as_deref()
            .map(Arc::from)
            .or_else(|| rule.metadata.remediation.clone()),
        references: rule.metadata.references.clone(),
        waiver: None,
    });
    findings.collect()
}

/// The places sought, in their order. What is not found keeps its anchor alone.
pub(crate) fn locations(sought: Vec<Sought>, sources: &Sources<'_>) -> Vec<Location> {
    let anchors: Vec<_> = sought.iter().map(|sought| Anchor::parse(&sought.at)).collect();
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, anchor) in anchors.iter().enumerate() {
        if let Some(anchor) = anchor {
            by_file.entry(&anchor.path).or_default().push(index);
        }
    }
    let by_file: Vec<_> = by_file.into_iter().collect();
    let found: Vec<_> = by_file
        .par_iter()
        .filter_map(|(path, indexes)| {
            let source = sources.read(path)?;
            let sought_here = indexes
                .iter()
                .filter_map(|index| Some((sought.get(*index)?, anchors.get(*index)?.as_ref()?)));
            let document = Document::new(path, &source.text).seeking(wanted(sought_here), LARGE);
            let places = indexes.iter().filter_map(|index| {
                let (sought, anchor) = (sought.get(*index)?, anchors.get(*index)?.as_ref()?);
                Some((*index, span(&document, &source.text, sought, anchor)))
            });
            let places: Vec<_> = places.collect();
            drop(document);
            Some((source, places))
        })
        .collect();

    let mut locations: Vec<_> = sought
        .into_iter()
        .zip(&anchors)
        .map(|(sought, anchor)| Location {
            file: sources.file(&sought.at, anchor.as_ref()),
            at: sought.at,
            start: None,
            end: None,
            label: sought.label,
            source: None,
        })
        .collect();
    for (source, places) in found {
        let source = Arc::new(source);
        for (index, (start, end)) in places {
            if let Some(location) = locations.get_mut(index) {
                location.start = Some(start);
                location.end = Some(end);
                location.source = Some(Arc::clone(&source));
            }
        }
    }
    locations
}

/// The members of a file that places name.
fn wanted<'s>(places: impl Iterator<Item = (&'s Sought, &'s Anchor)>) -> Wanted {
    let mut wanted = Wanted::default();
    for (sought, anchor) in places {
        match &anchor.fragment {
            Fragment::Pointer(tokens) => wanted.add(tokens.iter().chain(&sought.key)),
            Fragment::Whole => wanted.add(&sought.key),
            Fragment::Line(_) => {}
        }
    }
    wanted
}

fn span(
    document: &Document<'_>,
    text: &str,
    sought: &Sought,
    anchor: &Anchor,
) -> (Position, Position) {
    let target = Target {
        fragment: &anchor.fragment,
        chars: anchor.chars.clone(),
        key: &sought.key,
        mark: match sought.mark {
            Mark::Auto => locate::Mark::Auto,
            Mark::Key => locate::Mark::Key,
            Mark::Value => locate::Mark::Value,
            Mark::Entry => locate::Mark::Entry,
        },
    };
    let span = document.locate(&target).unwrap_or_else(|| first_written_line(text));
    (at(document.lines(), span.start), at(document.lines(), span.end))
}

/// The position of a byte.
pub(crate) fn at(lines: &LineIndex<'_>, offset: usize) -> Position {
    let (line, column) = lines.position(offset);
    Position { line, column, offset }
}
