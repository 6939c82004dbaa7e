//! The tree of a script, by the grammar of bash.
//!
//! Grammar: <https://github.com/tree-sitter/tree-sitter-bash>.

use std::cell::RefCell;

use tree_sitter::{Parser, Tree};

use crate::collect::grammar;

thread_local! {
    static PARSER: RefCell<Option<Parser>> =
        RefCell::new(grammar::parser(&tree_sitter_bash::LANGUAGE.into()));
}

/// The tree of a script; nothing where reading it would take too long.
pub(super) fn parse(script: &str) -> Option<Tree> {
    if has_long_pipes(script) { None } else { grammar::parse(script, &PARSER) }
}

/// The sum over all pipelines of the squares of their lengths that is read. A pipeline costs the
/// parser that much memory as well, and running out of it is no error that can be caught.
const MAX_PIPED: usize = 4_000_000;

/// Whether the pipelines are too long. Text in quotes is counted with the rest.
fn has_long_pipes(script: &str) -> bool {
    let mut sum: usize = 0;
    let mut length: usize = 0;
    let mut piped = false;
    let mut bytes = script.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'|' if bytes.next_if_eq(&b'|').is_none() => {
                bytes.next_if_eq(&b'&');
                length += 1;
                piped = true;
            }
            b'|' | b'&' | b';' => (length, piped) = (0, false),
            // A line that ends in a pipe goes on in the next.
            b'\n' if !piped => length = 0,
            _ if byte.is_ascii_whitespace() => {}
            _ => piped = false,
        }
        // Each pipe is charged as it comes: together they are half the square.
        if piped && byte == b'|' {
            sum = sum.saturating_add(length * 2);
        }
    }
    sum > MAX_PIPED
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn pipelines_are_read_up_to_a_length() {
        assert!(!has_long_pipes(&"a | b || c |& d; e\n".repeat(10_000)));
        assert!(!has_long_pipes(&"| a | table |\n".repeat(600)));
        assert!(has_long_pipes(&"a|".repeat(2_001)));
        assert!(has_long_pipes(&"a |\n b |& ".repeat(1_001)));
    }

    #[test]
    fn a_parser_that_gave_up_still_reads_the_next_script() {
        assert!(parse(&")".repeat(200_000)).is_none());
        assert_eq!(
            parse("npm ci").unwrap().root_node().to_sexp(),
            "(program (command name: (command_name (word)) argument: (word)))"
        );
    }
}
