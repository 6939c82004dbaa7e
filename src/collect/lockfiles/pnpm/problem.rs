//! Problems of a lockfile as a whole.

use super::super::faults::unresolved_merge;
use super::reader::CONTENT;
use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::parsed::{SyntaxError, SyntaxErrorKind};
use crate::source::text::LineIndex;

/// The file as a whole is nothing that can be read.
pub(crate) fn malformed(place: &Place, reason: String) -> Problem {
    let facts = vec!["lockfiles".to_owned()];
    Problem { at: place.at(), kind: ProblemKind::Malformed, facts, reason }
}

/// The version is not one that is known.
pub(crate) fn unsupported(place: &Place, version: &str) -> Problem {
    let version: String = version.chars().take(20).collect();
    Problem {
        at: place.at(),
        kind: ProblemKind::Unsupported,
        facts: CONTENT.iter().map(|fact| (*fact).to_owned()).collect(),
        reason: format!(
            "version {version} of pnpm's lockfile is not known, only 5, 6, 9 and 12 are"
        ),
    }
}

/// The error of the parser, or the merge left half done that stands behind it.
pub(crate) fn unreadable(place: &Place, text: &str, error: &SyntaxError) -> Problem {
    let kind = match error.kind {
        SyntaxErrorKind::Malformed => ProblemKind::Malformed,
        SyntaxErrorKind::TooLarge => ProblemKind::TooLarge,
    };
    let reason = unresolved_merge(text, "pnpm install").unwrap_or_else(|| {
        let (line, column) = LineIndex::new(text).position(error.span.start);
        format!("the lockfile cannot be read: {} (line {line}, column {column})", error.message)
    });
    Problem { kind, ..malformed(place, reason) }
}
