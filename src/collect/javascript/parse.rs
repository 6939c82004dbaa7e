//! The tree of a file of JavaScript or TypeScript.
//!
//! Grammar: <https://github.com/tree-sitter/tree-sitter-typescript>, in the form that knows JSX: it
//! reads JavaScript and TypeScript alike, but for casts written `<T>x`, which are errors of one word.

use std::cell::RefCell;

use tree_sitter::{Parser, Tree};

use crate::collect::grammar;

thread_local! {
    static PARSER: RefCell<Option<Parser>> =
        RefCell::new(grammar::parser(&tree_sitter_typescript::LANGUAGE_TSX.into()));
}

/// The longest file that is read, in bytes. Longer ones are bundles, which nobody wrote.
const LONGEST: usize = 1 << 19;

/// The tree of a file; nothing where reading it would take too long.
pub(super) fn parse(text: &str) -> Option<Tree> {
    if text.len() > LONGEST { None } else { grammar::parse(text, &PARSER) }
}
