//! From an anchor to the bytes that a finding shows.
//!
//! A [`Document`] is read at most once, and only when a target needs its tree; lines need none.
//! Where a target names what is not there, the nearest thing around it is shown: a finding
//! about a missing key points at the mapping that should have it.

mod index;
mod tree;

use std::ops::Range;
use std::sync::OnceLock;

use super::anchor::Fragment;
use super::json;
use super::node::Node;
use super::outline::Wanted;
use super::parsed::{Parsed, SyntaxError, SyntaxErrorKind};
use super::rc;
use super::text::{self, LineIndex};
use super::toml;
use super::yaml;

/// How many documents behind the first are asked for what the first does not have.
const OTHER_DOCUMENTS: usize = 8;

/// What to find in a file.
#[derive(Debug, Clone)]
pub(crate) struct Target<'a> {
    /// The entity's place.
    pub(crate) fragment: &'a Fragment,
    /// Characters of the text at that place.
    pub(crate) chars: Option<Range<usize>>,
    /// Names of members below the entity; none for the entity itself.
    pub(crate) key: &'a [String],
    /// Which part of a member is meant.
    pub(crate) mark: Mark,
}

/// The part of a member that a target means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mark {
    /// A scalar itself; the key of anything else, or the first line of what has no key.
    #[default]
    Auto,
    /// The key.
    Key,
    /// The whole value.
    Value,
    /// From the key to the end of the value.
    Entry,
}

/// How a file's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Strict JSON.
    Json,
    /// JSON with comments and trailing commas.
    Jsonc,
    /// JSON5.
    Json5,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// Lines.
    Text,
}

impl Format {
    /// The format that a file's name tells.
    pub(crate) fn of(path: &str) -> Self {
        if super::anchor::has_scheme(path) {
            return Self::Text;
        }
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        match extension {
            "json" if stem.starts_with("tsconfig") || stem.starts_with("jsconfig") => Self::Jsonc,
            // Renovate reads its files as JSON5, whatever they are called.
            "json" if matches!(stem, "renovate" | ".renovaterc") => Self::Json5,
            "json5" | "renovaterc" => Self::Json5,
            "json" => Self::Json,
            "jsonc" => Self::Jsonc,
            "lock" if stem == "bun" => Self::Jsonc,
            "yaml" | "yml" => Self::Yaml,
            "toml" => Self::Toml,
            _ => Self::Text,
        }
    }

    /// Reads a text in this format; a file of lines has no tree.
    fn parse(self, text: &str) -> Option<Result<Parsed, SyntaxError>> {
        match self {
            Self::Json => Some(json::parse(text)),
            Self::Jsonc => Some(json::parse_jsonc(text)),
            Self::Json5 => Some(json::parse_json5(text)),
            Self::Yaml => Some(yaml::parse(text)),
            Self::Toml => Some(toml::parse(text)),
            Self::Text => None,
        }
    }

    /// Reads no more than what is wanted.
    fn outline(self, text: &str, wanted: &Wanted) -> Option<Vec<Node>> {
        match self {
            Self::Json | Self::Jsonc | Self::Json5 => json::outline(text, wanted),
            Self::Yaml => yaml::outline(text, wanted),
            // Files of settings are small: a larger one is not read.
            Self::Toml | Self::Text => None,
        }
    }
}

/// A file's text with what was found out about it, for many targets.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    text: &'a str,
    format: Format,
    lines: OnceLock<LineIndex<'a>>,
    roots: OnceLock<Option<Vec<Node>>>,
    index: index::Index,
    /// All that will be asked for, where it is known, and the size above which no more is read.
    wanted: Option<(Wanted, usize)>,
}

impl<'a> Document<'a> {
    /// Takes a file; nothing is read yet.
    pub(crate) fn new(path: &str, text: &'a str) -> Self {
        Self {
            text,
            format: Format::of(path),
            lines: OnceLock::new(),
            roots: OnceLock::new(),
            index: index::Index::default(),
            wanted: None,
        }
    }

    /// Of a tree, only this will be asked for. No more of it is kept for a file above a size, and
    /// for one of which no whole tree is made because it goes past a bound.
    pub(crate) fn seeking(self, wanted: Wanted, above: usize) -> Self {
        Self { wanted: Some((wanted, above)), ..self }
    }

    /// The lines of the text.
    pub(crate) fn lines(&self) -> &LineIndex<'a> {
        self.lines.get_or_init(|| LineIndex::new(self.text))
    }

    /// The bytes of a target. Nothing if its line is not there, or if it needs a tree and the
    /// file has none or can not be read.
    pub(crate) fn locate(&self, target: &Target<'_>) -> Option<Range<usize>> {
        match target.fragment {
            Fragment::Line(number) => {
                let member = target.key.first().and_then(|name| self.below(*number, name));
                member.or_else(|| self.line(*number, target))
            }
            Fragment::Pointer(tokens) => self.member(tokens, target),
            Fragment::Whole => match &target.chars {
                Some(chars) => text::chars_within(self.text, 0..self.text.len(), chars.clone()),
                None => {
                    self.member(&[], target).or_else(|| Some(text::first_written_line(self.text)))
                }
            },
        }
    }

    fn line(&self, number: usize, target: &Target<'_>) -> Option<Range<usize>> {
        let line = self.lines().line(number)?;
        let whole = text::trim(self.text, line.clone());
        let within =
            |chars: &Range<usize>| text::chars_within(self.text, line.clone(), chars.clone());
        if let Some(found) = target.chars.as_ref().and_then(within) {
            return Some(found);
        }
        let setting = || {
            let content = self.text.get(line.clone())?;
            rc::lines(content).into_iter().next()
        };
        let moved = |range: Range<usize>| range.start + line.start..range.end + line.start;
        Some(match target.mark {
            Mark::Auto | Mark::Entry => whole,
            Mark::Key => setting().map_or(whole, |setting| moved(setting.key_span)),
            Mark::Value => setting()
                .filter(|setting| !setting.value_span.is_empty())
                .map_or(whole, |setting| moved(setting.value_span)),
        })
    }

    /// The line of a member, `resolved "…"` in yarn.lock: the first that starts with the name
    /// among those behind a line that are indented more than it.
    fn below(&self, number: usize, name: &str) -> Option<Range<usize>> {
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let text = |number| self.text.get(self.lines().line(number)?);
        let outer = indent(text(number)?);
        let mut inner = None;
        for next in number + 1.. {
            let line = text(next)?;
            let here = indent(line);
            if here <= outer {
                return None;
            }
            let rest = line.trim_start_matches(' ').strip_prefix(name);
            let named = rest.is_some_and(|rest| rest.starts_with([' ', ':']));
            if here == *inner.get_or_insert(here) && named {
                return Some(text::trim(self.text, self.lines().line(next)?));
            }
        }
        None
    }

    fn read(&self) -> Option<Vec<Node>> {
        let outline = |wanted| self.format.outline(self.text, wanted);
        match &self.wanted {
            Some((wanted, above)) if self.text.len() > *above => outline(wanted),
            wanted => match (self.format.parse(self.text)?, wanted) {
                (Ok(parsed), _) => Some(parsed.documents),
                (Err(error), Some((wanted, _))) if error.kind == SyntaxErrorKind::TooLarge => {
                    outline(wanted)
                }
                (Err(_), _) => None,
            },
        }
    }

    fn member(&self, tokens: &[String], target: &Target<'_>) -> Option<Range<usize>> {
        let roots = self.roots.get_or_init(|| self.read()).as_deref()?;
        let Some(first) = roots.first() else {
            return Some(text::first_written_line(self.text));
        };
        let walk = |root| tree::walk(root, tokens, target.key, &self.index);
        let in_first = walk(first);
        let found = if in_first.is_complete() {
            in_first
        } else {
            let mut others = roots.iter().skip(1).take(OTHER_DOCUMENTS).map(walk);
            others.find(tree::Found::is_complete).unwrap_or(in_first)
        };
        Some(found.span(self.text, target, &self.index))
    }
}

#[cfg(test)]
mod tests;
