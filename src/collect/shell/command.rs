//! What is recorded of a command: itself, or what is in the text that it runs.

use std::ops::Range;
use std::rc::Rc;

use tree_sitter::Node;

use super::said::{self, Input, What};
use super::statement::{self, MAX_WRITES, Simple};
use super::unwrap::{Unwrapped, unwrap};
use super::walk::{Context, MAX_FEEDERS, Origin, Read, Text, Walker, add, walk};
use super::word::Word;
use super::{MAX_SCRIPTS_DEEP, arguments};
use crate::collect::deeds;
use crate::facts::{Command, Reads};

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
            environment: environment.into(),
            through: unwrapped.through.clone(),
            fed_by: context.feeders.to_vec(),
            writes,
            ..Command::default()
        };
        let document = document.or_else(|| redirects.document.clone().filter(|_| is_redirected));
        let file = redirects.file.as_ref().filter(|_| is_redirected);
        let input = match (document, file) {
            (Some(text), _) => said::input([What::Text(text)]),
            (None, Some(file)) => said::input([What::File(file.text.clone())]),
            (None, None) => Rc::clone(&context.input),
        };
        let is_last = context.piped || !input.is_empty();
        let said = if is_last { said::said(&unwrapped, &input) } else { Input::default() };
        // The words of a shell tell its argument; what others read is theirs.
        let reads = unwrapped.text.is_none() && !said::hands_on(&unwrapped);
        let given_input = Rc::clone(&input);
        let input = if reads { said::take(&input) } else { Vec::new() };
        let first = self.found.len();
        for (text, how) in texts(&unwrapped, &input) {
            if let Some(inner) = self.inner(text, &how, &bytes, &outer) {
                self.take_in(inner);
            }
        }
        if self.found.len() > first {
            if unwrapped.text.as_ref().is_none_or(|(_, how)| how != "eval") {
                self.end_subshell(first);
            }
        } else {
            let outer = Command { rereads: rereads(&unwrapped, &input), ..outer };
            let mut command = Command { reads: given(&input), ..plain(&unwrapped.words, outer) };
            if !command.writes.is_empty() && command.reads.is_none() {
                let said = said::said(&unwrapped, &given_input);
                let texts: Vec<&What> = said.iter().map(|said| &said.what).collect();
                command.reads = given(&texts).filter(|reads| matches!(reads, Reads::Text(_)));
            }
            if moves(&command) {
                self.moves.push(self.found.len());
            }
            self.found.push(command);
            self.spans.push(self.outermost(&bytes));
        }
        if let Some(last) = self.found.len().checked_sub(1).filter(|_| !said.is_empty()) {
            self.said.insert(last, said);
        }
        self.starts.resize(self.found.len(), start);
    }

    /// Puts the commands of a text among those that were found.
    fn take_in(&mut self, inner: Read) {
        let first = self.found.len();
        let subshells = inner.subshells.iter();
        self.subshells.extend(subshells.map(|(at, end)| (at + first, end + first)));
        let open = inner.commands.iter().enumerate();
        let open = open.filter(|(at, next)| moves(next) && !inner.subshells.contains_key(at));
        self.moves.extend(open.map(|(at, _)| at + first));
        self.found.extend(inner.commands);
        self.spans.extend(inner.spans);
        self.unwrapped = self.found.len();
    }

    /// The commands in the text that a shell runs; nothing if the text does not show any.
    fn inner(
        &mut self,
        text: &Word,
        how: &str,
        bytes: &Range<usize>,
        outer: &Command,
    ) -> Option<Read> {
        if self.text.depth == MAX_SCRIPTS_DEEP {
            self.complete = false;
            return None;
        }
        let origin = match (&self.text.origin, text.source) {
            (Origin::Offset(offset), Some(at)) => Origin::Offset(offset + at),
            _ => Origin::Within(self.outermost(bytes)),
        };
        let depth = self.text.depth + 1;
        let inner = Text {
            script: &text.text,
            verbatim: &text.substituted,
            origin,
            depth,
            sourced: how == "eval",
        };
        let script = walk(&inner);
        if script.commands.iter().all(|command| command.program.is_none()) {
            return None;
        }
        self.complete &= script.complete;
        let adopt = |mut command: Command| {
            let mut through = outer.through.clone();
            through.push(how.to_owned());
            through.append(&mut command.through);
            let inner = std::mem::take(&mut command.environment);
            let environment = outer.environment.clone().into_iter().chain(inner).collect();
            add(&mut command.fed_by, &outer.fed_by, MAX_FEEDERS);
            add(&mut command.writes, &outer.writes, MAX_WRITES);
            let mut command = Command { through, environment, ..command };
            command.deed = deeds::deed(&command).map(Box::new);
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

/// The texts that a shell runs, each with how that is written.
fn texts<'a>(unwrapped: &'a Unwrapped, input: &[&'a What]) -> Vec<(&'a Word, String)> {
    match &unwrapped.text {
        Some((text, how)) => vec![(text, how.clone())],
        None if unwrapped.reads_input => {
            let how = unwrapped.words.first().and_then(Word::program).unwrap_or_default();
            said_texts(input).map(|text| (text, how.clone())).collect()
        }
        None => Vec::new(),
    }
}

fn said_texts<'a>(input: &[&'a What]) -> impl Iterator<Item = &'a Word> {
    input.iter().filter_map(|what| match what {
        What::Text(text) => Some(text),
        What::File(_) => None,
    })
}

/// What a run puts into what a shell reads as a script.
fn rereads(unwrapped: &Unwrapped, input: &[&What]) -> Vec<String> {
    let mut found = Vec::new();
    for text in said_texts(input).filter(|_| unwrapped.reads_input) {
        add(&mut found, &text.put_in(), MAX_REREADS);
    }
    found
}

/// What a command is given that does not run it as a shell does.
fn given(input: &[&What]) -> Option<Reads> {
    let file = input.iter().find_map(|what| match what {
        What::File(file) => Some(Reads::File(file.clone())),
        What::Text(_) => None,
    });
    file.or_else(|| {
        let texts: Vec<&str> = said_texts(input).map(|word| word.text.as_str()).collect();
        (!texts.is_empty()).then(|| Reads::Text(texts.join("\n").into()))
    })
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
        flags: classified.flags.into(),
        operands: classified.operands,
        ..outer
    };
    if command.program.as_deref() == Some("tee") {
        let files: Vec<_> =
            command.operands.iter().filter(|file| !file.starts_with(">(")).cloned().collect();
        add(&mut command.writes, &files, MAX_WRITES);
    }
    command.deed = deeds::deed(&command).map(Box::new);
    command
}

/// Whether a command changes the folder of its shell.
fn moves(command: &Command) -> bool {
    matches!(command.program.as_deref(), Some("cd" | "pushd" | "popd"))
}
