//! From characters of a scalar's text back to the bytes they were read from.
//!
//! The source is walked by the rules of its style (YAML 1.2.2, chapters 7 and 8; the escapes of
//! JSON are among YAML's) and compared with the text character by character, so that a wrong
//! range can not come out: where the two part, there is no answer.

mod block;
mod flow;

use std::ops::{ControlFlow, Range};
use std::str::Chars;

use super::node::{Node, Style};

/// The bytes of characters of a scalar's text, counted from 0, the end excluded.
///
/// A folded line break stands for the line break itself, an escape for the whole escape.
pub(crate) fn chars_to_bytes(
    source: &str,
    node: &Node,
    chars: Range<usize>,
) -> Option<Range<usize>> {
    CharMap::new(source, node)?.bytes(chars)
}

/// Where each character of a scalar's text stands, for many questions about one scalar.
#[derive(Debug)]
pub(crate) struct CharMap {
    /// Start and end of each; four bytes each are enough for any file that is read.
    bytes: Vec<(u32, u32)>,
    /// Whether the source was understood to the end of the text.
    complete: bool,
}

impl CharMap {
    /// Walks the source of a scalar once; nothing for a list or a mapping.
    pub(crate) fn new(source: &str, node: &Node) -> Option<Self> {
        let node = node.resolved();
        let scalar = node.scalar()?;
        let mut tracer = Tracer { text: scalar.text.chars(), bytes: Vec::new() };
        let cursor = Cursor { source, at: node.span.start };
        // The walk stops early where source and text part; what came before holds.
        let _stopped = match scalar.style {
            Style::Block => block::walk(cursor, &scalar.text, &mut tracer),
            Style::Plain | Style::Quoted => flow::walk(cursor, node.span.end, &mut tracer),
        };
        let complete = tracer.text.as_str().is_empty();
        Some(Self { bytes: tracer.bytes, complete })
    }

    /// The bytes of a range of characters.
    pub(crate) fn bytes(&self, chars: Range<usize>) -> Option<Range<usize>> {
        if chars.start > chars.end {
            return None;
        }
        let at = |char: usize| {
            let (start, end) = *self.bytes.get(char)?;
            Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
        };
        match (at(chars.start), chars.end.checked_sub(1)) {
            (Some(first), _) if chars.is_empty() => Some(first.start..first.start),
            (Some(first), Some(last)) => Some(first.start..at(last)?.end),
            // The empty range behind the text.
            (None, Some(last)) if chars.is_empty() && self.complete => {
                at(last).map(|last| last.end..last.end)
            }
            _ => None,
        }
    }
}

/// Goes on with the walk, or stops it.
type Step = ControlFlow<()>;

/// Follows the text while the source is walked, and notes where its characters stand.
struct Tracer<'a> {
    text: Chars<'a>,
    bytes: Vec<(u32, u32)>,
}

impl Tracer<'_> {
    /// A character that the source gives, and its bytes.
    fn emit(&mut self, c: char, bytes: Range<usize>) -> Step {
        let (Ok(start), Ok(end)) = (bytes.start.try_into(), bytes.end.try_into()) else {
            return ControlFlow::Break(());
        };
        let mut ahead = self.text.clone();
        if ahead.next() != Some(c) {
            return ControlFlow::Break(());
        }
        self.text = ahead;
        self.bytes.push((start, end));
        ControlFlow::Continue(())
    }
}

/// A place in the source.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    source: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.source.get(self.at..)?.chars().next()
    }

    /// Takes a character.
    fn next(&mut self) -> Option<(char, Range<usize>)> {
        let c = self.peek()?;
        let start = self.at;
        self.at += c.len_utf8();
        Some((c, start..self.at))
    }

    /// Takes a line break: LF, CRLF or CR, as YAML has them.
    fn line_break(&mut self) -> Option<Range<usize>> {
        let rest = self.source.get(self.at..)?;
        let length = match rest.as_bytes() {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return None,
        };
        let start = self.at;
        self.at += length;
        Some(start..self.at)
    }

    /// Takes at most so many of the characters that the test accepts; says how many.
    fn skip(&mut self, most: usize, accepts: impl Fn(char) -> bool) -> usize {
        let mut taken = 0;
        while taken < most && self.peek().is_some_and(&accepts) {
            let _taken = self.next();
            taken += 1;
        }
        taken
    }
}

#[cfg(test)]
mod tests;
