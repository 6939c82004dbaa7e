//! Policies that cannot be used: what is wrong, in which file, where.

use std::ops::Range;

/// One reason why a policy file, or a rule of it, is not used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The file as it was named: a path, or `embedded:…`.
    pub file: String,
    /// The bytes concerned, where they are known.
    pub span: Option<(usize, usize)>,
    /// What is wrong and what to do, in lower case.
    pub message: String,
}

impl Refusal {
    /// A refusal of a whole file.
    pub(crate) fn file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), span: None, message: message.into() }
    }

    /// A refusal at bytes of a file.
    pub(crate) fn span(file: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), span: Some((span.start, span.end)), message: message.into() }
    }
}
