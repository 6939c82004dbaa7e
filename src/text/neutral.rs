//! Foreign text made harmless for a terminal.
//!
//! File names, values and messages come from repositories that nobody vouches for. Escape
//! sequences could repaint the screen, bidirectional controls could reorder what is read.

use std::borrow::Cow;

/// The text on one line, with control and bidirectional characters spelt out as `\u{…}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    replace(text, |character| is_harmful(character) || character == '\n' || character == '\t')
}

/// The same for text of several lines: line breaks and tabs stay.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    replace(text, is_harmful)
}

fn replace(text: &str, is_replaced: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&is_replaced) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' if is_replaced('\n') => safe.push_str("\\n"),
            '\t' if is_replaced('\t') => safe.push_str("\\t"),
            other if is_replaced(other) => safe.extend(other.escape_unicode()),
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}

/// Whether a character can change how others are shown.
pub(crate) fn is_harmful(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Zero-width and bidirectional controls, line and paragraph separators, the BOM, tags.
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_reordering_are_spelt_out() {
        assert_eq!(line("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(line("a\nb\t\u{202e}c"), "a\\nb\\t\\u{202e}c");
        assert_eq!(lines("a\nb\r"), "a\nb\\u{d}");
        assert!(matches!(line("größe → 3"), Cow::Borrowed(_)));
    }
}
