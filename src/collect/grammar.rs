//! The seam to tree-sitter: what every grammar is read with, and the bounds on it.
//!
//! The parser has no bound on its work: errors and a few constructs cost the square of their length.
//! The limits count, so that the answer is the same on every machine; only what slips through them all
//! meets a clock, far behind what any file in use needs.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::thread::LocalKey;
use std::time::{Duration, Instant};

use tree_sitter::{Language, ParseOptions, ParseState, Parser, Tree};

/// A parser, made once a thread: it keeps what it has allocated.
pub(crate) type Kept = LocalKey<RefCell<Option<Parser>>>;

/// The steps that every text may take, and the bytes that allow one more: scripts in use take one for
/// 30 to 150 bytes. The parser reports one in about a hundred of its operations.
const STEPS: usize = 1_000;
const BYTES_A_STEP: usize = 8;

/// The steps that may be taken behind the first error.
const STEPS_IN_ERROR: usize = 2_000;

/// The last resort.
const TIME: Duration = Duration::from_secs(1);
const TIME_A_BYTE: Duration = Duration::from_micros(4);

/// A parser of a language.
pub(crate) fn parser(language: &Language) -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    Some(parser)
}

/// The tree of a text; nothing where reading it would take too long.
pub(crate) fn parse(text: &str, kept: &'static Kept) -> Option<Tree> {
    let mut steps = STEPS + text.len() / BYTES_A_STEP;
    let mut steps_in_error = STEPS_IN_ERROR;
    let time = TIME + TIME_A_BYTE * u32::try_from(text.len()).unwrap_or(u32::MAX);
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
    kept.with_borrow_mut(|parser| {
        let parser = parser.as_mut()?;
        let options = ParseOptions::new().progress_callback(&mut progress);
        let bytes = text.as_bytes();
        let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut read, None, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree
    })
}
