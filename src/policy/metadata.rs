//! METADATA blocks: what a rule says of itself.
//!
//! A block is a comment line `# METADATA` at column 1 and the comment lines behind it, which
//! are YAML. It belongs to the package or rule that follows, blank lines between them allowed
//! (OPA documentation, "Annotations"). The engine drops comments, so the text is read here.

use std::ops::Range;
use std::sync::Arc;

use super::refusal::Refusal;
use super::severity::{Profile, Severity};
use crate::source::node::Node;
use crate::source::yaml;

/// What a rule says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Metadata {
    /// The good state, in a few words.
    pub title: Option<String>,
    /// What is wrong and why it matters.
    pub description: Option<String>,
    /// How grave its findings are.
    pub severity: Option<Severity>,
    /// The first profile that asks it.
    pub profile: Option<Profile>,
    /// The checklists that it is part of.
    pub checklists: Vec<String>,
    /// The column of the table of domains that it belongs to, `DMARC`.
    #[serde(default)]
    pub control: Option<String>,
    /// What to do.
    pub remediation: Option<Arc<str>>,
    /// Where to read on.
    pub references: Arc<[Reference]>,
}

/// A place to read on.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct Reference {
    /// The URL.
    #[serde(rename = "ref")]
    pub url: String,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// One block of a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// The number of its last line, from 1.
    pub(crate) last_line: usize,
    pub(crate) scope: Scope,
    pub(crate) metadata: Metadata,
}

/// What a block speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The package, or all packages below it.
    Package,
    /// Every rule of this name in the file.
    Document,
    /// The rule that follows.
    Rule,
}

/// The words that `scope` may be.
const SCOPES: &[(&str, Scope)] = &[
    ("package", Scope::Package),
    ("subpackages", Scope::Package),
    ("document", Scope::Document),
    ("rule", Scope::Rule),
];

/// Reads the blocks of a policy file.
pub(crate) fn blocks(file: &str, text: &str) -> (Vec<Block>, Vec<Refusal>) {
    let (mut blocks, mut refusals) = (Vec::new(), Vec::new());
    let mut lines = Lines::of(text).peekable();
    while let Some(line) = lines.next() {
        if line.content.trim_end() != "# METADATA" {
            continue;
        }
        let mut comment = Comment { last_line: line.number, ..Comment::default() };
        while let Some(next) = lines.next_if(|next| {
            next.content.starts_with('#') && next.content.trim_end() != "# METADATA"
        }) {
            comment.push(&next);
        }
        let introduces_package = lines
            .clone()
            .find(|line| !line.content.trim().is_empty() && !line.content.starts_with('#'))
            .is_some_and(|line| line.content.starts_with("package "));
        match comment.read(introduces_package) {
            Ok(block) => blocks.push(block),
            Err(found) => refusals.extend(
                found.into_iter().map(|(span, message)| Refusal::span(file, span, message)),
            ),
        }
    }
    (blocks, refusals)
}

/// One line of a text with its place.
#[derive(Clone)]
struct Line<'a> {
    number: usize,
    start: usize,
    content: &'a str,
}

#[derive(Clone)]
struct Lines<'a> {
    rest: std::iter::Enumerate<std::str::SplitInclusive<'a, char>>,
    start: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text.split_inclusive('\n').enumerate(), start: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let (index, content) = self.rest.next()?;
        let start = self.start;
        self.start += content.len();
        Some(Line { number: index + 1, start, content: content.trim_end_matches(['\n', '\r']) })
    }
}

/// The YAML within a block's comment lines, and where each of its lines stands in the file.
#[derive(Default)]
struct Comment {
    last_line: usize,
    yaml: String,
    /// For each line: its start in `yaml`, and in the file.
    starts: Vec<(usize, usize)>,
}

impl Comment {
    fn push(&mut self, line: &Line<'_>) {
        let content = line.content.strip_prefix('#').unwrap_or(line.content);
        let content = content.strip_prefix(' ').unwrap_or(content);
        let start = line.start + (line.content.len() - content.len());
        self.starts.push((self.yaml.len(), start));
        self.yaml.push_str(content);
        self.yaml.push('\n');
        self.last_line = line.number;
    }

    fn in_file(&self, span: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let line = self.starts.iter().rev().find(|(start, _)| *start <= at);
            line.map_or(0, |(start, file)| file + (at - start))
        };
        place(span.start)..place(span.end).max(place(span.start))
    }

    fn read(&self, introduces_package: bool) -> Result<Block, Vec<(Range<usize>, String)>> {
        let fail = |span: &Range<usize>, message: String| vec![(self.in_file(span), message)];
        let parsed = yaml::parse(&self.yaml).map_err(|error| {
            fail(&error.span, format!("METADATA is not YAML: {}", error.message))
        })?;
        let Some(root) = parsed.documents.first() else {
            return Err(fail(&(0..0), "METADATA is empty".to_owned()));
        };
        let mut reader = Reader { errors: Vec::new() };
        let scope = match root.get("scope").and_then(Node::text) {
            None if introduces_package => Scope::Package,
            None => Scope::Rule,
            Some(word) => match SCOPES.iter().find(|(known, _)| *known == word) {
                Some((_, scope)) => *scope,
                None => {
                    let words: Vec<_> = SCOPES.iter().map(|(word, _)| *word).collect();
                    reader.error(
                        root.get("scope"),
                        format!("`{word}` is none of {}", words.join(", ")),
                    );
                    Scope::Rule
                }
            },
        };
        let metadata = reader.metadata(root);
        if reader.errors.is_empty() {
            Ok(Block { last_line: self.last_line, scope, metadata })
        } else {
            Err(reader.errors.into_iter().map(|(span, text)| (self.in_file(&span), text)).collect())
        }
    }
}

struct Reader {
    errors: Vec<(Range<usize>, String)>,
}

impl Reader {
    fn error(&mut self, node: Option<&Node>, message: String) {
        self.errors.push((node.map_or(0..0, |node| node.span.clone()), message));
    }

    fn metadata(&mut self, root: &Node) -> Metadata {
        let text = |node: &Node, key: &str| {
            node.get(key).and_then(Node::text).map(|text| text.trim().to_owned())
        };
        let none = Node { span: 0..0, kind: crate::source::node::Kind::List(Vec::new()) };
        let custom = root.get("custom").unwrap_or(&none);
        Metadata {
            title: text(root, "title"),
            description: text(root, "description"),
            severity: self.word(custom.get("severity")),
            profile: self.word(custom.get("profile")),
            checklists: custom.get("checklists").map(texts).unwrap_or_default(),
            control: text(custom, "control"),
            remediation: text(custom, "remediation").map(Arc::from),
            references: root.get("related_resources").map(references).unwrap_or_default().into(),
        }
    }

    fn word<T: std::str::FromStr<Err = String>>(&mut self, node: Option<&Node>) -> Option<T> {
        let text = node?.text()?;
        text.parse().map_err(|message| self.error(node, message)).ok()
    }
}

fn texts(node: &Node) -> Vec<String> {
    node.items().iter().filter_map(Node::text).map(str::to_owned).collect()
}

fn references(node: &Node) -> Vec<Reference> {
    let reference = |item: &Node| match item.text() {
        Some(url) => Some(Reference { url: url.to_owned(), description: None }),
        None => Some(Reference {
            url: item.get("ref")?.text()?.to_owned(),
            description: item.get("description").and_then(Node::text).map(str::to_owned),
        }),
    };
    node.items().iter().filter_map(reference).collect()
}

impl Metadata {
    /// What this block says, and what it does not say from a wider one.
    pub(crate) fn over(self, wider: &Self) -> Self {
        let list = |mine: Vec<String>, theirs: &Vec<String>| {
            if mine.is_empty() { theirs.clone() } else { mine }
        };
        Self {
            title: self.title.or_else(|| wider.title.clone()),
            description: self.description.or_else(|| wider.description.clone()),
            severity: self.severity.or(wider.severity),
            profile: self.profile.or(wider.profile),
            checklists: list(self.checklists, &wider.checklists),
            control: self.control.or_else(|| wider.control.clone()),
            remediation: self.remediation.or_else(|| wider.remediation.clone()),
            references: if self.references.is_empty() {
                wider.references.clone()
            } else {
                self.references
            },
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_block_belongs_to_what_follows() {
        let text = "# METADATA\n# title: The package\n# custom:\n#   severity: high\npackage p\n\n\
                    # METADATA\n# title: The rule\n\ndeny contains 1\n";
        let (blocks, refusals) = blocks("p.rego", text);
        assert_eq!(refusals, []);
        assert_eq!(blocks[0].scope, Scope::Package);
        assert_eq!(blocks[0].metadata.severity, Some(Severity::High));
        assert_eq!((blocks[1].scope, blocks[1].last_line), (Scope::Rule, 8));
        assert_eq!(blocks[1].metadata.title.as_deref(), Some("The rule"));
    }

    #[test]
    fn wrong_words_are_refused_at_their_place() {
        let text = "# METADATA\n# custom:\n#   severity: grave\npackage p\n";
        let (blocks, refusals) = blocks("p.rego", text);
        assert_eq!(blocks, []);
        let (start, end) = refusals[0].span.unwrap();
        assert_eq!(&text[start..end], "grave");
        assert!(refusals[0].message.contains("info, low, medium, high, critical"));
    }
}
