//! Commands of shell scripts, read with tree-sitter-bash and never run.
//!
//! A command is found wherever a shell could reach it: in chains, pipes, subshells, functions,
//! branches, substitutions, here-documents, and inside `sudo`, `xargs` or `bash -c '…'`. A script
//! that does not parse still gives what can be read of it, and says so.

mod arguments;
mod command;
mod functions;
mod interpreter;
mod mask;
mod parse;
mod said;
mod seen;
mod simple;
mod statement;
mod unwrap;
mod walk;
mod word;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::facts::Command;

pub(crate) use arguments::{Token, classify, tokens};
pub(crate) use mask::closing_braces;
pub(crate) use seen::Seen;

/// The longest script that is read, in bytes. The longest that GitHub runs is far below.
const MAX_SCRIPT: usize = 1 << 20;

/// The deepest nesting of `bash -c '…'` that is followed.
const MAX_SCRIPTS_DEEP: usize = 5;

/// What a script holds.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// Its commands, in the order of the text.
    pub(crate) commands: Vec<Command>,
    /// Everything was understood: there may be no command beyond these.
    pub(crate) complete: bool,
    /// The commands that change the folder of a subshell alone, to the first command behind it.
    pub(crate) subshells: BTreeMap<usize, usize>,
}

/// The commands of a script. `at` makes an anchor of a range of characters of its text.
pub(crate) fn commands(script: &str, at: &dyn Fn(Range<usize>) -> String) -> Script {
    commands_around(script, &[], at)
}

/// The same, of a script that others read in: they may call what it only defines.
pub(crate) fn commands_to_source(script: &str, at: &dyn Fn(Range<usize>) -> String) -> Script {
    if script.len() > MAX_SCRIPT {
        return Script::default();
    }
    placed(walk::walk(&walk::Text { sourced: true, ..text(script, &[]) }), script, at)
}

/// The same as [`commands`], of a script in which a CI system fills in these bytes before the shell sees it.
pub(crate) fn commands_around(
    script: &str,
    filled: &[Range<usize>],
    at: &dyn Fn(Range<usize>) -> String,
) -> Script {
    if script.len() > MAX_SCRIPT {
        return Script::default();
    }
    placed(read(script, filled), script, at)
}

fn read(script: &str, filled: &[Range<usize>]) -> walk::Read {
    walk::walk(&text(script, filled))
}

fn text<'a>(script: &'a str, filled: &'a [Range<usize>]) -> walk::Text<'a> {
    let origin = walk::Origin::Offset(0);
    walk::Text { script, verbatim: filled, origin, depth: 0, sourced: false }
}

/// Gives the commands of a script their places.
fn placed(read: walk::Read, script: &str, at: &dyn Fn(Range<usize>) -> String) -> Script {
    let walk::Read { mut commands, spans, complete, subshells } = read;
    let characters = Characters::of(script);
    for (command, bytes) in commands.iter_mut().zip(spans) {
        command.at = at(characters.at(bytes.start)..characters.at(bytes.end));
    }
    Script { commands, complete, subshells }
}

/// Counts the characters before a byte: the text itself where it is ASCII, or the count at every
/// [`STRIDE`]th byte, so that an offset costs no second reading of the script.
enum Characters<'a> {
    Ascii,
    Counted { script: &'a str, marks: Vec<usize> },
}

const STRIDE: usize = 256;

impl<'a> Characters<'a> {
    fn of(script: &'a str) -> Self {
        if script.is_ascii() {
            return Self::Ascii;
        }
        let marks = script.as_bytes().chunks(STRIDE).scan(0, |count, chunk| {
            let before = *count;
            *count += starts(chunk);
            Some(before)
        });
        Self::Counted { script, marks: marks.collect() }
    }

    fn at(&self, byte: usize) -> usize {
        match self {
            Self::Ascii => byte,
            Self::Counted { script, marks } => {
                let mark = (byte / STRIDE).min(marks.len().saturating_sub(1));
                let rest = script.as_bytes().get(mark * STRIDE..byte).unwrap_or_default();
                marks.get(mark).copied().unwrap_or_default() + starts(rest)
            }
        }
    }
}

/// The bytes that start a character of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}
