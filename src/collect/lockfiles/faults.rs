//! What is wrong with a lockfile, in words that formats share.

use std::borrow::Cow;

use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::text::BOM;

/// The facts of a lockfile that are missing where its content cannot be known.
const CONTENT: [&str; 4] = [
    "lockfiles[*].agreement",
    "lockfiles[*].groups",
    "lockfiles[*].package_count",
    "lockfiles[*].packages",
];

/// How many repeated keys are told.
const TOLD: usize = 20;

/// The text of a lockfile without its byte-order mark, or why it is none.
pub(crate) fn text_of<'b>(place: &Place, bytes: &'b [u8]) -> Result<&'b str, Problem> {
    let text = text_or_nothing_of(place, bytes)?;
    if text.trim().is_empty() {
        return Err(malformed(place, "the lockfile is empty (line 1, column 1)".to_owned()));
    }
    Ok(text)
}

/// The same of a lockfile that may be empty.
pub(crate) fn text_or_nothing_of<'b>(place: &Place, bytes: &'b [u8]) -> Result<&'b str, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        malformed(place, format!("the lockfile is not UTF-8 behind byte {at}"))
    })?;
    Ok(text.strip_prefix(BOM).unwrap_or(text))
}

/// The file is not what its name says.
pub(crate) fn malformed(place: &Place, reason: String) -> Problem {
    let facts = vec!["lockfiles".to_owned()];
    Problem { at: place.at(), kind: ProblemKind::Malformed, facts, reason }
}

/// The version of the format is not known.
pub(crate) fn unsupported(place: &Place, reason: String) -> Problem {
    Problem { at: place.at(), kind: ProblemKind::Unsupported, facts: content(), reason }
}

/// Why a file could not be parsed: a merge left half done, or else what the parser says.
pub(crate) fn unreadable(place: &Place, text: &str, command: &str, error: &str) -> Problem {
    let reason = unresolved_merge(text, command)
        .unwrap_or_else(|| format!("the lockfile cannot be read: {error}"));
    malformed(place, reason)
}

/// That a merge was left half done, if the text shows it: git's markers are seven of one sign
/// at the start of a line. One that was forgotten is enough.
pub(crate) fn unresolved_merge(text: &str, command: &str) -> Option<String> {
    const MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let marks = |line: &str| {
        let rest = MARKERS.iter().find_map(|marker| line.strip_prefix(marker));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let line = text.lines().position(marks)? + 1;
    Some(format!(
        "the lockfile holds the markers of an unresolved merge (line {line}, column 1): resolve \
         it and run `{command}`"
    ))
}

fn content() -> Vec<String> {
    CONTENT.iter().map(|fact| (*fact).to_owned()).collect()
}

/// Entries that are not as the format asks for: the first tells for all of them, for a broken
/// file has thousands.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    odd: Option<(Place, Cow<'static, str>)>,
    more: u64,
    repeated: Vec<Problem>,
}

impl Faults {
    /// An entry that could not be judged.
    pub(crate) fn odd(&mut self, place: Place, reason: impl Into<Cow<'static, str>>) {
        match self.odd {
            None => self.odd = Some((place, reason.into())),
            Some(_) => self.more += 1,
        }
    }

    /// A key that stood before; the entry at the place is the one that counts.
    pub(crate) fn repeated(&mut self, place: &Place, key: &str) {
        if self.repeated.len() < TOLD {
            self.repeated.push(Problem {
                at: place.at(),
                kind: ProblemKind::DuplicateKey,
                facts: Vec::new(),
                reason: format!(
                    "the key `{key}` stands more than once; the last one counts here, and other \
                     readers may differ"
                ),
            });
        }
    }

    /// The problems.
    pub(crate) fn finish(self) -> Vec<Problem> {
        let mut problems = self.repeated;
        if let Some((place, reason)) = self.odd {
            let more = match self.more {
                0 => String::new(),
                more => format!("; {more} more of the lockfile's entries cannot be read"),
            };
            problems.push(Problem {
                at: place.at(),
                kind: ProblemKind::Unexpected,
                facts: content(),
                reason: format!("{reason}{more}"),
            });
        }
        problems
    }
}
