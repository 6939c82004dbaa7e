//! Scalars that stand in a line or are folded from several: plain, single- and double-quoted.

use std::ops::{ControlFlow, Range};

use super::{Cursor, Step, Tracer};

/// Walks a plain or quoted scalar that ends, its quote included, at `end`.
pub(super) fn walk(mut cursor: Cursor<'_>, end: usize, tracer: &mut Tracer<'_>) -> Step {
    let quote = cursor.peek().filter(|c| matches!(c, '"' | '\''));
    let end = if quote.is_some() { end.saturating_sub(1) } else { end };
    cursor.at += usize::from(quote.is_some());
    while cursor.at < end {
        if matches!(cursor.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            blanks(&mut cursor, tracer)?;
            continue;
        }
        let Some((c, bytes)) = cursor.next() else { break };
        match (c, quote) {
            ('\\', Some('"')) => escape(&mut cursor, bytes, tracer)?,
            ('\'', Some('\'')) => {
                // The second of a doubled quote.
                let _second = cursor.next();
                tracer.emit('\'', bytes.start..cursor.at)?;
            }
            _ => tracer.emit(c, bytes)?,
        }
    }
    ControlFlow::Continue(())
}

/// White space: itself within a line; around line breaks it goes away, and the first break is
/// a space if no empty line follows it (7.3, line folding).
fn blanks(cursor: &mut Cursor<'_>, tracer: &mut Tracer<'_>) -> Step {
    let mut ahead = *cursor;
    let count = ahead.skip(usize::MAX, is_blank);
    let Some(first) = ahead.line_break() else {
        for _ in 0..count {
            if let Some((c, bytes)) = cursor.next() {
                tracer.emit(c, bytes)?;
            }
        }
        return ControlFlow::Continue(());
    };
    *cursor = ahead;
    if empty_lines(cursor, tracer)? == 0 {
        tracer.emit(' ', first)?;
    }
    ControlFlow::Continue(())
}

/// Each empty line is a line feed; the indentation of the line after them goes away.
fn empty_lines(cursor: &mut Cursor<'_>, tracer: &mut Tracer<'_>) -> ControlFlow<(), usize> {
    let mut count = 0;
    loop {
        cursor.skip(usize::MAX, is_blank);
        match cursor.line_break() {
            Some(bytes) => tracer.emit('\n', bytes)?,
            None => return ControlFlow::Continue(count),
        }
        count += 1;
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// What a backslash starts (5.7, escaped characters).
fn escape(cursor: &mut Cursor<'_>, backslash: Range<usize>, tracer: &mut Tracer<'_>) -> Step {
    if cursor.line_break().is_some() {
        return empty_lines(cursor, tracer).map_continue(|_| ());
    }
    let Some((letter, _)) = cursor.next() else { return ControlFlow::Break(()) };
    let meant = match letter {
        '0' => Some('\0'),
        'a' => Some('\u{7}'),
        'b' => Some('\u{8}'),
        't' => Some('\t'),
        'n' => Some('\n'),
        'v' => Some('\u{b}'),
        'f' => Some('\u{c}'),
        'r' => Some('\r'),
        'e' => Some('\u{1b}'),
        'N' => Some('\u{85}'),
        '_' => Some('\u{a0}'),
        'L' => Some('\u{2028}'),
        'P' => Some('\u{2029}'),
        'x' => code(cursor, 2).and_then(char::from_u32),
        'u' => utf16(cursor),
        'U' => code(cursor, 8).and_then(char::from_u32),
        other => Some(other),
    };
    match meant {
        Some(c) => tracer.emit(c, backslash.start..cursor.at),
        None => ControlFlow::Break(()),
    }
}

/// Four digits, or a surrogate pair of two escapes.
fn utf16(cursor: &mut Cursor<'_>) -> Option<char> {
    let first = code(cursor, 4)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    cursor.next().filter(|(c, _)| *c == '\\')?;
    cursor.next().filter(|(c, _)| *c == 'u')?;
    let second = code(cursor, 4)?.checked_sub(0xdc00)?;
    char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)
}

fn code(cursor: &mut Cursor<'_>, digits: usize) -> Option<u32> {
    let mut value: u32 = 0;
    for _ in 0..digits {
        let (c, _) = cursor.next()?;
        value = value.checked_mul(16)?.checked_add(c.to_digit(16)?)?;
    }
    Some(value)
}
