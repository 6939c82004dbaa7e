//! One file of a configuration: its text, its header and its content.

use std::collections::{BTreeMap, BTreeSet};

use super::expressions;
use super::fill::{self, Filled};
use crate::collect::ci::Reading;
use crate::collect::harvest;
use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::{Entry, Kind, Node};

/// A file that was read.
pub(super) struct Source {
    /// Relative to the root.
    pub(super) path: String,
    pub(super) text: String,
    /// The document with `spec`, which may stand before the content.
    header: Option<Node>,
    content: Node,
    /// Where the mappings stand that merge keys name, by their first byte.
    merged: BTreeMap<usize, Place>,
    /// Keys and values that inputs are filled into.
    filled: Filled,
    /// Whether any value may be a reference, and whether any text has an expression.
    pub(super) has_references: bool,
    pub(super) has_expressions: bool,
}

impl Source {
    /// Reads a file; nothing where its text is no configuration, which is a problem then.
    ///
    /// A header is [a document of its own](https://docs.gitlab.com/ci/yaml/#spec) in front.
    pub(super) fn read(
        reading: &mut Reading<'_>,
        path: &str,
        text: String,
        given: Option<&Node>,
        facts: &[&str],
    ) -> Option<Self> {
        let read = harvest::document(path, text.as_bytes(), facts).and_then(|document| {
            document.root()?;
            Ok((document.nodes, document.problems))
        });
        let (documents, twice) = match read {
            Ok(read) => read,
            Err(problem) => {
                reading.problems.push(problem);
                return None;
            }
        };
        reading.problems.extend(twice.into_iter().filter(|problem| !is_merge_key(problem)));
        let place = Place::file(path);
        let mut documents = documents.into_iter();
        let first = documents.next()?;
        let (header, content) = match documents.next() {
            Some(content) if first.get("spec").is_some() => (Some(first), content),
            _ => (None, first),
        };
        if !reading.accepts(&content, &place, "a configuration") {
            return None;
        }
        let mut source = Self {
            path: path.to_owned(),
            has_references: text.contains(REFERENCE),
            has_expressions: expressions::holds(&text),
            text,
            header,
            content,
            merged: BTreeMap::new(),
            filled: Filled::default(),
        };
        source.merged = source.places_of_merged(&place);
        if let Some(given) = given {
            let spec = source.header.as_ref().and_then(|header| header.get("spec"));
            source.filled = fill::fill(&mut source.content, spec, given);
        }
        Some(source)
    }

    /// The content.
    pub(super) fn content(&self) -> &Node {
        &self.content
    }

    /// The header's `spec`, with its place.
    pub(super) fn spec(&self) -> Option<(&Node, Place)> {
        Some((self.header.as_ref()?.get("spec")?, Place::file(&self.path).key("spec")))
    }

    /// The key as it is written.
    pub(super) fn written_key<'e>(&'e self, entry: &'e Entry) -> &'e str {
        self.filled.keys.get(&entry.key_span.start).unwrap_or(&entry.key)
    }

    /// Whether a value is not the text that stands at its place.
    pub(super) fn is_filled(&self, node: &Node) -> bool {
        self.filled.values.contains(&node.resolved().span.start)
    }

    /// Where the mapping is written that a merge key names.
    pub(super) fn place_of(&self, node: &Node) -> Option<Place> {
        self.merged.get(&node.resolved().span.start).cloned()
    }

    /// Whether a value is written as `!reference [job, key]`.
    ///
    /// Tags are no part of the tree; they stand right before their value.
    pub(super) fn is_reference(&self, node: &Node) -> bool {
        let node = node.resolved();
        if !node.is_list() {
            return false;
        }
        let start = node.span.start;
        // How far is looked back for the tag, so that long lines take no quadratic time.
        let from = self.text.floor_char_boundary(start.saturating_sub(BEFORE));
        let before = self.text.get(from..start).unwrap_or_default();
        let mut tag = before.trim_end();
        // An anchor may stand between the tag and its value.
        if let Some(at) = tag.rfind(char::is_whitespace)
            && tag.get(at..).is_some_and(|word| word.trim_start().starts_with('&'))
        {
            tag = tag.get(..at).unwrap_or_default().trim_end();
        }
        let on_the_line = !before.get(tag.len()..).unwrap_or_default().contains('\n');
        let is_comment = || tag.rsplit('\n').next().is_some_and(|line| line.contains('#'));
        let tagged = tag.ends_with(REFERENCE) && (on_the_line || !is_comment());
        // The list may also begin at its tag.
        tagged || self.text.get(node.span.clone()).is_some_and(|own| own.starts_with(REFERENCE))
    }

    fn places_of_merged(&self, root: &Place) -> BTreeMap<usize, Place> {
        let mut places = BTreeMap::new();
        if !self.text.contains("<<") {
            return places;
        }
        let mut wanted = BTreeSet::new();
        let mut ahead = vec![&self.content];
        while let Some(node) = ahead.pop() {
            let (Kind::List(_) | Kind::Map(_)) = &node.kind else { continue };
            for entry in node.entries() {
                if entry.key == "<<" {
                    let several = entry.value.items().iter().map(Node::resolved);
                    wanted.extend(several.map(|node| node.span.start));
                    wanted.insert(entry.value.resolved().span.start);
                }
            }
            ahead.extend(node.items());
            ahead.extend(node.entries().iter().map(|entry| &entry.value));
        }
        // What is wanted is written somewhere without an alias: paths are made on the way there.
        find(&self.content, root, &wanted, &mut places);
        places
    }
}

const REFERENCE: &str = "!reference";

/// How many bytes before a value its tag is looked for in.
const BEFORE: usize = 400;

/// Notes the places of wanted mappings. The recursion is as deep as the tree, whose depth its
/// parser bounds.
fn find(node: &Node, place: &Place, wanted: &BTreeSet<usize>, places: &mut BTreeMap<usize, Place>) {
    if matches!(node.kind, Kind::Alias(_)) || wanted.range(node.span.clone()).next().is_none() {
        return;
    }
    if node.is_map() && wanted.contains(&node.span.start) {
        places.insert(node.span.start, place.clone());
    }
    for (index, item) in node.items().iter().enumerate() {
        find(item, &place.index(index), wanted, places);
    }
    for entry in node.entries() {
        find(&entry.value, &place.key(&entry.key), wanted, places);
    }
}

/// A merge key that stands twice: GitLab's parser merges both.
fn is_merge_key(problem: &Problem) -> bool {
    problem.kind == ProblemKind::DuplicateKey && problem.reason.starts_with("the key `<<` ")
}
