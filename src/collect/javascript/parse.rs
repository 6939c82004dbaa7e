//! The seam to tree-sitter for JavaScript: the one place that holds its parser.
//!
//! Grammar: <https://github.com/tree-sitter/tree-sitter-typescript>, in the form that knows JSX: it
//! reads JavaScript and TypeScript alike, but for casts written `<T>x`, which are errors of one word.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

thread_local! {
    /// Made once a thread: a parser keeps what it has allocated.
    static PARSER: RefCell<Option<Parser>> = RefCell::new(parser());
}

fn parser() -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_typescript::LANGUAGE_TSX.into()).ok()?;
    Some(parser)
}

/// The longest file that is read, in bytes. Longer ones are bundles, which nobody wrote.
const LONGEST: usize = 1 << 19;

/// The steps that every file may take, the bytes that allow one more, and the steps that may be
/// taken behind the first error: the parser reports one in about a hundred of its operations.
const STEPS: usize = 1_000;
const BYTES_A_STEP: usize = 8;
const STEPS_IN_ERROR: usize = 2_000;

/// The last resort, where the count of steps does not show the work.
const TIME: Duration = Duration::from_secs(1);

/// The tree of a file; nothing where reading it would take too long.
pub(super) fn parse(text: &str) -> Option<Tree> {
    if text.len() > LONGEST {
        return None;
    }
    let mut steps = STEPS + text.len() / BYTES_A_STEP;
    let mut steps_in_error = STEPS_IN_ERROR;
    let started = Instant::now();
    let mut progress = |state: &ParseState| {
        steps = steps.saturating_sub(1);
        steps_in_error = steps_in_error.saturating_sub(usize::from(state.has_error()));
        if steps == 0 || steps_in_error == 0 || started.elapsed() > TIME {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    PARSER.with_borrow_mut(|parser| {
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
