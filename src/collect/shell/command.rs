//! What is recorded of a command: itself, or what is in the text that it runs.

use std::ops::Range;

use tree_sitter::Node;

use super::statement::{self, MAX_WRITES, Simple};
use super::unwrap::{Unwrapped, unwrap};
use super::walk::{Context, MAX_FEEDERS, Origin, Read, Text, Walker, add, walk};
use super::word::Word;
use super::{MAX_SCRIPTS_DEEP, arguments};
use crate::collect::deeds;
use crate::facts::Command;

/// How much that a run puts into one script is told.
const MAX_REREADS: usize = 32;

impl Walker<'_> {
    /// Takes in a command, or the commands that it wraps.
    pub(super) fn command(&mut self, node: Node<'_>, context: &Context) {
        let redirects = &context.redirects;
        let mut simple = statement::simple(&self.words, node);
        let mut writes = statement::leading(&self.words, node);
        add(&mut writes, redirects.writes_at(node.start_byte()), MAX_WRITES);
        if node.start_byte() == redirects.from && !redirects.more.is_empty() {
            simple.words.extend(redirects.more.iter().cloned());
            simple.bytes.end = simple.bytes.end.max(redirects.end);
        }
        self.record(simple, writes, node.start_byte(), context);
    }

    /// Takes in a command that starts at this byte.
    pub(super) fn record(
        &mut self,
        simple: Simple,
        writes: Vec<String>,
        start: usize,
        context: &Context,
    ) {
        let redirects = &context.redirects;
        let is_redirected = start == redirects.from;
        // The parser makes up a command of no length where it misses one.
        if simple.words.is_empty() || simple.bytes.is_empty() {
            return;
        }
        let Simple { words, mut environment, bytes, document } = simple;
        let unwrapped = unwrap(words);
        self.complete &= !unwrapped.too_many;
        environment.extend(unwrapped.environment.clone());
        let outer = Command {
            at: String::new(),
            environment,
            through: unwrapped.through.clone(),
            fed_by: context.feeders.to_vec(),
            writes,
            ..Command::default()
        };
        let document = document.as_ref().or(redirects.document.as_ref().filter(|_| is_redirected));
        match self.inner(&unwrapped, document, &bytes, &outer) {
            Some(inner) => {
                let first = self.found.len();
                let subshells = inner.subshells.iter();
                self.subshells.extend(subshells.map(|(at, end)| (at + first, end + first)));
                let open = inner.commands.iter().enumerate();
                let open =
                    open.filter(|(at, next)| moves(next) && !inner.subshells.contains_key(at));
                self.moves.extend(open.map(|(at, _)| at + first));
                self.found.extend(inner.commands);
                self.spans.extend(inner.spans);
                self.unwrapped = self.found.len();
                if unwrapped.text.as_ref().is_none_or(|(_, how)| how != "eval") {
                    self.end_subshell(first);
                }
            }
            None => {
                // The words of a shell tell its argument; what it reads is told here.
                let input = document.filter(|_| unwrapped.text.is_none() && unwrapped.reads_input);
                let rereads = input.map(Word::put_in).unwrap_or_default();
                let command = plain(&unwrapped.words, Command { rereads, ..outer });
                if moves(&command) {
                    self.moves.push(self.found.len());
                }
                self.found.push(command);
                self.spans.push(self.outermost(&bytes));
            }
        }
        self.starts.resize(self.found.len(), start);
    }

    /// The commands in the text that a shell runs; nothing if the text does not show any.
    fn inner(
        &mut self,
        unwrapped: &Unwrapped,
        document: Option<&Word>,
        bytes: &Range<usize>,
        outer: &Command,
    ) -> Option<Read> {
        let (text, how) = match (&unwrapped.text, document) {
            (Some((text, how)), _) => (text, how.clone()),
            (None, Some(text)) if unwrapped.reads_input => {
                (text, unwrapped.words.first().and_then(Word::program)?)
            }
            _ => return None,
        };
        if self.text.depth == MAX_SCRIPTS_DEEP {
            self.complete = false;
            return None;
        }
        let origin = match (&self.text.origin, text.source) {
            (Origin::Offset(offset), Some(at)) => Origin::Offset(offset + at),
            _ => Origin::Within(self.outermost(bytes)),
        };
        let depth = self.text.depth + 1;
        let inner = Text { script: &text.text, verbatim: &text.substituted, origin, depth };
        let script = walk(&inner);
        if script.commands.iter().all(|command| command.program.is_none()) {
            return None;
        }
        self.complete &= script.complete;
        let adopt = |mut command: Command| {
            let mut through = outer.through.clone();
            through.push(how.clone());
            through.append(&mut command.through);
            let mut environment = outer.environment.clone();
            environment.append(&mut command.environment);
            add(&mut command.fed_by, &outer.fed_by, MAX_FEEDERS);
            add(&mut command.writes, &outer.writes, MAX_WRITES);
            let mut command = Command { through, environment, ..command };
            command.deed = deeds::deed(&command);
            command
        };
        let mut commands: Vec<_> = script.commands.into_iter().map(adopt).collect();
        if let Some(first) = commands.first_mut() {
            add(&mut first.rereads, &text.put_in(), MAX_REREADS);
        }
        Some(Read { commands, ..script })
    }

    /// Bytes of this text as bytes of the outermost.
    fn outermost(&self, bytes: &Range<usize>) -> Range<usize> {
        match &self.text.origin {
            Origin::Offset(offset) => bytes.start + offset..bytes.end + offset,
            Origin::Within(outer) => outer.clone(),
        }
    }
}

/// A command that is its own.
fn plain(words: &[Word], outer: Command) -> Command {
    let program = words.first().and_then(Word::program);
    let arguments: Vec<_> = words.iter().skip(1).map(|word| word.text.clone()).collect();
    let classified = arguments::classify(program.as_deref(), &arguments);
    let mut command = Command {
        program,
        path: words.first().and_then(Word::path),
        arguments,
        subcommand: classified.subcommand,
        flags: classified.flags,
        operands: classified.operands,
        ..outer
    };
    if command.program.as_deref() == Some("tee") {
        let files: Vec<_> =
            command.operands.iter().filter(|file| !file.starts_with(">(")).cloned().collect();
        add(&mut command.writes, &files, MAX_WRITES);
    }
    command.deed = deeds::deed(&command);
    command
}

/// Whether a command changes the folder of its shell.
fn moves(command: &Command) -> bool {
    matches!(command.program.as_deref(), Some("cd" | "pushd" | "popd"))
}
