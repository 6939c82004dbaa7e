//! Reads the engine's error text back into a message and a place.
//!
//! The engine reports one string, `--> file:line:column`, the source line, a caret, and
//! `error: message`; nothing else of it is structured.

use std::ops::Range;

/// An error of the engine, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EngineError {
    /// What happened, without the place.
    pub(crate) message: String,
    /// The policy file, as it was named to the engine.
    pub(crate) file: Option<String>,
    /// Line and column, both from 1. The engine counts a tab as four columns.
    pub(crate) position: Option<(usize, usize)>,
}

/// How many columns the engine counts for a tab.
const TAB_COLUMNS: usize = 4;

impl EngineError {
    /// Takes the engine's text apart; what does not have the usual form is kept as message.
    pub(crate) fn parse(text: &str) -> Self {
        let message = text.rsplit_once("error: ").map_or(text, |(_, message)| message).trim();
        // What was measured when a bound was met differs from run to run.
        let message = message
            .split_once(" limit (")
            .map_or_else(|| message.to_owned(), |(what, _)| format!("{what} limit"));
        let place = text.split_once("--> ").and_then(|(_, rest)| rest.lines().next());
        let Some(place) = place else {
            return Self { message, file: None, position: None };
        };
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next().and_then(|part| part.trim().parse().ok());
        let line = parts.next().and_then(|part| part.parse().ok());
        Self { message, file: parts.next().map(str::to_owned), position: line.zip(column) }
    }

    /// The bytes of the place in the file's text: one character, or the line's end.
    pub(crate) fn span(&self, text: &str) -> Option<Range<usize>> {
        let (line, column) = self.position?;
        let mut start = 0;
        for (number, content) in text.split_inclusive('\n').enumerate() {
            if number + 1 == line {
                let mut at = 1;
                for (offset, character) in content.char_indices() {
                    if at >= column || character == '\n' {
                        return Some(start + offset..start + offset + character.len_utf8());
                    }
                    at += if character == '\t' { TAB_COLUMNS } else { 1 };
                }
                return Some(start + content.len()..start + content.len());
            }
            start += content.len();
        }
        Some(text.len()..text.len())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_place_behind_a_tab_is_found() {
        let text = "package p\nx if {\n\tbad(1)\n}\n";
        let error = EngineError::parse(
            "\n--> a:b.rego:3:5\n  |\n3 | bad(1)\n  | ^\nerror: could not find function bad",
        );
        assert_eq!(error.file.as_deref(), Some("a:b.rego"));
        assert_eq!(error.message, "could not find function bad");
        assert_eq!(&text[error.span(text).unwrap()], "b");
    }

    #[test]
    fn an_error_without_a_place_keeps_its_message() {
        let error = EngineError::parse("execution exceeded time limit");
        assert_eq!(error.message, "execution exceeded time limit");
        assert_eq!(error.file, None);
        assert_eq!(error.span("x"), None);
        let measured = EngineError::parse("execution exceeded time limit (elapsed=1ns, limit=2ns)");
        assert_eq!(measured.message, "execution exceeded time limit");
    }
}
