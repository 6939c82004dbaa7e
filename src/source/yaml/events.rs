//! The seam to the parser's crate: its events become calls of the [`Builder`], its errors ours.
//!
//! Two things are put right on the way: a value that is not written comes as `~` from the
//! parser and is empty text here, and the span of a block scalar, which the parser starts at
//! its content, starts at the indicator.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Tag, options};

use super::tree::Builder;
use crate::source::node::{Node, Scalar, Style};
use crate::source::parsed::{MAX_DEPTH, SyntaxError};
use crate::source::text;

/// Reads all documents of a stream.
pub(super) fn read(source: &str) -> Result<Vec<Node>, SyntaxError> {
    let mut builder = Builder::new(source);
    for event in Parser::new_from_str_with_options(source, limits()) {
        let (event, span) = event.map_err(|error| scan_error(source, &error))?;
        let span = text::clamp(source, span.byte_range().unwrap_or_default());
        match event {
            Event::DocumentStart(explicit, _) => {
                builder.start_document(explicit.then_some(span.end));
            }
            Event::Scalar(written, style, anchor, tag) => {
                let (span, style) = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        (block_span(source, builder.last_end(), span, &written), Style::Block)
                    }
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (span, Style::Quoted),
                    ScalarStyle::Plain if tag.as_deref().is_some_and(makes_text) => {
                        (span, Style::Quoted)
                    }
                    ScalarStyle::Plain => (span, Style::Plain),
                };
                let absent = style == Style::Plain && span.is_empty();
                let text = if absent { String::new() } else { written.into_owned() };
                builder.scalar(Scalar { text, style }, span, anchor)?;
            }
            Event::Alias(target) => builder.alias(target, span)?,
            Event::SequenceStart(_, anchor, _) => builder.open_list(span, anchor)?,
            Event::MappingStart(_, anchor, _) => builder.open_map(span, anchor)?,
            Event::SequenceEnd | Event::MappingEnd => builder.close(&span)?,
            _ => {}
        }
    }
    Ok(builder.documents())
}

pub(super) fn limits() -> Options {
    options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

/// Whether a tag makes a plain scalar text, so that `!!str true` is no boolean.
fn makes_text(tag: &Tag) -> bool {
    !["null", "bool", "int", "float"].iter().any(|name| tag.is_yaml_core_schema_tag(name))
}

pub(super) fn scan_error(source: &str, error: &ScanError) -> SyntaxError {
    let span = text::word_at(source, error.marker().byte_offset().unwrap_or(source.len()));
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => SyntaxError::too_deep(span),
        ErrorKind::UnknownAnchor => {
            let name = source.get(span.clone()).unwrap_or_default();
            let name = name.split([',', ']', '}']).next().unwrap_or(name);
            let span = span.start..span.start + name.len();
            SyntaxError::malformed(format!("alias `{name}` names no anchor before it"), span)
        }
        _ => SyntaxError::malformed(error.info(), span),
    }
}

/// The span of a block scalar: from its indicator to the end of its last line that is not
/// blank, also where `|+` keeps the blank ones.
fn block_span(source: &str, after: usize, content: Range<usize>, text: &str) -> Range<usize> {
    let Some(header) = block_header(source, after) else { return content };
    if text.bytes().all(|byte| byte == b'\n') {
        return header;
    }
    let written = source.get(header.end..content.end).unwrap_or_default().trim_end();
    // White space at the end of the last written line belongs to the text; blank lines do not.
    let kept = header.end + written.len();
    let tail = source.get(kept..content.end).unwrap_or_default();
    let end = kept + tail.find(['\r', '\n']).unwrap_or(tail.len());
    header.start..end.max(header.end)
}

/// The `|` or `>` with its indicators that comes next: between it and the token before stand
/// only white space, comments, `:`, `-`, `?`, anchors and tags.
fn block_header(source: &str, after: usize) -> Option<Range<usize>> {
    let mut at = after;
    loop {
        let rest = source.get(at..)?;
        let next = rest.chars().next()?;
        at += match next {
            '|' | '>' => {
                let indicators = |c: char| matches!(c, '+' | '-' | '0'..='9');
                let length = rest.get(1..)?.chars().take_while(|c| indicators(*c)).count();
                return Some(at..at + 1 + length);
            }
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '&' | '!' => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            ':' | '-' | '?' | '.' | text::BOM => next.len_utf8(),
            _ if next.is_whitespace() => next.len_utf8(),
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests;
