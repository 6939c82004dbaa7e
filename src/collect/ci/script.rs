//! Scripts: the commands of one text, or of the lines of a list that one shell runs.

use std::ops::Range;

use super::{Reading, plain};
use crate::collect::folders::place;
use crate::collect::github::holds_expression;
use crate::facts::{Command, ProblemKind};
use crate::source::anchor::Place;

/// A part of a script, with the place of its text.
#[derive(Debug, Clone)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    pub(crate) place: Place,
}

/// The commands of a script that starts in `folder`. Pieces are run by one shell, one after the other:
/// a `cd` or a function of one holds in those behind it.
///
/// `is_read` tells whether the grammar of `shell` is the one that is read. What is written for another
/// is read where it consists of plain words, and is a problem elsewhere.
pub(crate) fn commands(
    reading: &mut Reading<'_>,
    pieces: &[Piece<'_>],
    shell: Option<&str>,
    is_read: bool,
    folder: Option<&str>,
) -> Vec<Command> {
    let Some(first) = pieces.first().filter(|_| reading.options.commands) else {
        return Vec::new();
    };
    let script = Joined::of(pieces);
    if let Some(other) = shell
        && !is_read
        && !plain::is_plain(&script.text, other)
    {
        let facts = plain::missing(&script.text);
        if facts.is_empty() {
            return Vec::new();
        }
        let reason = if holds_expression(other) {
            "the script's shell is an expression, which only a run can tell".to_owned()
        } else {
            format!("the script is written for {other}, which is not read")
        };
        reading.problem(&first.place, ProblemKind::Unsupported, &facts, reason);
        return Vec::new();
    }
    let mut found = (reading.options.parser)(&script.text, &|range| script.anchor(range));
    if !found.complete {
        let reason = "the shell grammar does not cover all of the script".to_owned();
        let facts = plain::missing(&script.text);
        reading.problem(&first.place, ProblemKind::Malformed, &facts, reason);
    }
    place(&mut found, folder);
    found.commands
}

/// The pieces of a script as one text.
struct Joined<'a> {
    text: String,
    pieces: &'a [Piece<'a>],
    /// The characters before each piece.
    starts: Vec<usize>,
}

impl<'a> Joined<'a> {
    fn of(pieces: &'a [Piece<'a>]) -> Self {
        let mut joined = Self { text: String::new(), pieces, starts: Vec::new() };
        let mut characters = 0;
        for piece in pieces {
            if !joined.starts.is_empty() {
                joined.text.push('\n');
                characters += 1;
            }
            joined.starts.push(characters);
            joined.text.push_str(piece.text);
            characters += piece.text.chars().count();
        }
        joined
    }

    /// The anchor of a range of characters: within the piece that it starts in.
    fn anchor(&self, range: Range<usize>) -> String {
        let index = self.starts.partition_point(|start| *start <= range.start).saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or_default();
        let next = self.starts.get(index + 1).map_or(usize::MAX, |next| next.saturating_sub(1));
        let Some(piece) = self.pieces.get(index) else { return String::new() };
        let begin = range.start.saturating_sub(start);
        piece.place.chars(begin..range.end.min(next).saturating_sub(start).max(begin)).into_at()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::*;
    use crate::collect::shell;

    #[test]
    fn pieces_are_one_script_and_keep_their_places() {
        let options = Options { text: "", commands: true, parser: &shell::commands };
        let mut reading = Reading::new(&options);
        let list = Place::file("a.yml").key("job").key("script");
        let texts = ["cd é/web", "npm ci && npm publish", "echo \"a", "b\""];
        let pieces: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| Piece { text, place: list.index(index) })
            .collect();
        let found = commands(&mut reading, &pieces, None, true, Some("."));
        let told: Vec<_> = found
            .iter()
            .map(|command| (command.at.as_str(), command.directory.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("a.yml#/job/script/0;char=0,8", Some(".")),
                ("a.yml#/job/script/1;char=0,6", Some("é/web")),
                ("a.yml#/job/script/1;char=10,21", Some("é/web")),
                ("a.yml#/job/script/2;char=0,7", Some("é/web")),
            ]
        );
        assert_eq!(reading.problems, []);
    }
}
