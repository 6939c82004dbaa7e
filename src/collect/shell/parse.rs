//! The seam to tree-sitter: the one place that holds a parser.
//!
//! Grammar: <https://github.com/tree-sitter/tree-sitter-bash>.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

thread_local! {
    /// Made once a thread: a parser keeps what it has allocated.
    static PARSER: RefCell<Option<Parser>> = RefCell::new(bash());
}

fn bash() -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_bash::LANGUAGE.into()).ok()?;
    Some(parser)
}

/// The tree of a script; nothing where reading it would take too long.
///
/// The grammar has no bound on its work: errors and a few constructs cost the square of their
/// length. The limits count, so that the answer is the same on every machine; only what slips
/// through them all meets a clock, far behind what any script in use needs.
pub(super) fn parse(script: &str) -> Option<Tree> {
    if has_long_pipes(script) {
        return None;
    }
    let mut steps = STEPS + script.len() / BYTES_A_STEP;
    let mut steps_in_error = STEPS_IN_ERROR;
    let time = TIME + TIME_A_BYTE * u32::try_from(script.len()).unwrap_or(u32::MAX);
    let started = Instant::now();
    let mut progress = |state: &ParseState| {
        steps = steps.saturating_sub(1);
        steps_in_error = steps_in_error.saturating_sub(usize::from(state.has_error()));
        if steps == 0 || steps_in_error == 0 || started.elapsed() > time {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    PARSER.with_borrow_mut(|parser| {
        let parser = parser.as_mut()?;
        let options = ParseOptions::new().progress_callback(&mut progress);
        let bytes = script.as_bytes();
        let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut read, None, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree
    })
}

/// The steps that every script may take, and the bytes that allow one more: scripts in use take
/// one for 30 to 150 bytes. The parser reports one in about a hundred of its operations.
const STEPS: usize = 1_000;
const BYTES_A_STEP: usize = 8;

/// The steps that may be taken behind the first error.
const STEPS_IN_ERROR: usize = 2_000;

/// The last resort.
const TIME: Duration = Duration::from_secs(1);
const TIME_A_BYTE: Duration = Duration::from_micros(4);

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
