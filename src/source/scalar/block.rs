//! Scalars in a block of lines: literal `|` and folded `>`.
//!
//! Indentation, folding and chomping are not computed but read off the text: a line's content
//! stands in it unchanged, and between two lines it has a space or so many line feeds.

use std::ops::{ControlFlow, Range};

use super::{Cursor, Step, Tracer};

/// Walks a block scalar from its indicator. Blank lines behind the last written one belong to
/// the text (`|+`) but not to the span of the node, so the text says where the end is.
pub(super) fn walk(mut cursor: Cursor<'_>, text: &str, tracer: &mut Tracer<'_>) -> Step {
    cursor.skip(usize::MAX, |c| !is_break(c));
    let _header_end = cursor.line_break();

    let content = text.trim_start_matches('\n');
    for _ in 0..text.len() - content.len() {
        cursor.skip(usize::MAX, |c| c == ' ');
        let bytes = cursor.line_break().unwrap_or(cursor.at..cursor.at);
        tracer.emit('\n', bytes)?;
    }
    let mut ahead = cursor;
    let kept = content.bytes().take_while(|byte| *byte == b' ').count();
    let Some(indent) = ahead.skip(usize::MAX, |c| c == ' ').checked_sub(kept) else {
        return ControlFlow::Break(());
    };

    let mut rest = content;
    while !rest.is_empty() {
        cursor.skip(indent, |c| c == ' ');
        let start = cursor.at;
        while let Some((c, bytes)) = line_char(&mut cursor) {
            tracer.emit(c, bytes)?;
        }
        let Some(behind) = rest.get(cursor.at - start..) else { return ControlFlow::Break(()) };
        rest = breaks(&mut cursor, indent, behind, tracer)?;
    }
    ControlFlow::Continue(())
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n')
}

/// Takes a character of the line, no break.
fn line_char(cursor: &mut Cursor<'_>) -> Option<(char, Range<usize>)> {
    cursor.peek().filter(|c| !is_break(*c))?;
    cursor.next()
}

/// The line breaks behind a line, and what the text has for them; gives the text behind.
fn breaks<'t>(
    cursor: &mut Cursor<'_>,
    indent: usize,
    rest: &'t str,
    tracer: &mut Tracer<'_>,
) -> ControlFlow<(), &'t str> {
    let mut found = Vec::new();
    while let Some(bytes) = cursor.line_break() {
        found.push(bytes);
        let mut ahead = *cursor;
        ahead.skip(indent, |c| c == ' ');
        if ahead.peek().is_some_and(is_break) {
            *cursor = ahead;
        }
    }
    let behind = rest.trim_start_matches('\n');
    let feeds = rest.len() - behind.len();
    if behind.is_empty() {
        // Chomping keeps the first ones; at the end of the file a break may be understood.
        let end = cursor.at..cursor.at;
        for bytes in found.into_iter().chain(std::iter::repeat(end)).take(feeds) {
            tracer.emit('\n', bytes)?;
        }
        return ControlFlow::Continue(behind);
    }
    match (feeds, found.len().checked_sub(feeds)) {
        (0, Some(1)) => {
            let (Some(behind), Some(bytes)) = (rest.strip_prefix(' '), found.pop()) else {
                return ControlFlow::Break(());
            };
            tracer.emit(' ', bytes)?;
            ControlFlow::Continue(behind)
        }
        // All of them stand in the text, or all but the first, which is folded away.
        (1.., Some(folded @ (0 | 1))) => {
            for bytes in found.into_iter().skip(folded) {
                tracer.emit('\n', bytes)?;
            }
            ControlFlow::Continue(behind)
        }
        _ => ControlFlow::Break(()),
    }
}
