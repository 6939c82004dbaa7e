//! Texts that programs are given to run: by an argument, `node -e '…'`, or by what they read, a
//! here-document, the file of `<`, what `echo` says in front of a pipe.
//!
//! What a shell is given is among the commands already, but for files.

use std::collections::BTreeMap;

use super::leads::{Guide, candidates, runs_files};
use super::{Language, Obstacle, Source, mentions};
use crate::facts::{Command, Reads};

impl Guide<'_> {
    /// A script in JavaScript, which is read: `node -e '…'`, `node <<EOF`.
    pub(super) fn script_given(
        &self,
        command: &Command,
        beside: Option<&str>,
    ) -> Result<Vec<Source>, Obstacle> {
        let inline = |text: &str| Source::Inline {
            at: command.at.clone(),
            text: text.to_owned(),
            here: command.directory.clone(),
        };
        let mut words = command.arguments.iter().map(String::as_str);
        let names = ["-e", "--eval", "eval", "-p", "--print", "-pe"];
        if words.any(|word| names.contains(&word)) {
            return Ok(words.next().map(inline).into_iter().collect());
        }
        match &command.reads {
            Some(Reads::Text(text)) => Ok(vec![inline(text)]),
            Some(Reads::File(_)) => match file_read(command)? {
                Some(file) => self.file(command, beside, file, Some(Language::Module), false),
                None => Ok(Vec::new()),
            },
            None => Ok(Vec::new()),
        }
    }

    /// A module, `python -m tools.release`, or a text, `python -c '…'`, of a language that is not read.
    pub(super) fn text_given(
        &self,
        command: &Command,
        beside: Option<&str>,
    ) -> Result<Vec<Source>, Obstacle> {
        let mut words = command.arguments.iter().map(String::as_str);
        let program = command.program.as_deref().unwrap_or_default();
        while let Some(word) = words.next() {
            match word {
                "-m" => {
                    let module = words.next().unwrap_or_default().replace('.', "/");
                    let endings = [".py", "/__main__.py"];
                    let paths = endings.iter().map(|end| format!("{module}{end}"));
                    let here = command.directory.as_deref();
                    let is_there = |path: &String| {
                        candidates(path, here, beside).iter().any(|path| self.files.has(path))
                    };
                    return match paths.into_iter().find(is_there) {
                        Some(path) => {
                            self.file(command, beside, &path, Some(Language::Other), false)
                        }
                        None => Ok(Vec::new()),
                    };
                }
                "-c" | "-e" | "-Command" | "-command" => {
                    let text = words.next().unwrap_or_default();
                    return match mentions::publishing(text) {
                        Some(_) => Err(unread(program)),
                        None => Ok(Vec::new()),
                    };
                }
                _ => {}
            }
        }
        // `python3 tool < notes.md`
        let is_told = command.arguments.iter().any(|word| !word.starts_with('-'));
        match command.reads.as_ref().filter(|_| !is_told) {
            Some(Reads::Text(text)) if mentions::publishing(text).is_some() => Err(unread(program)),
            Some(Reads::File(_)) => match file_read(command)? {
                Some(file) => self.file(command, beside, file, Some(Language::Other), false),
                None => Ok(Vec::new()),
            },
            _ => Ok(Vec::new()),
        }
    }
}

/// Files that commands of a job have written, with the line on which they speak of publishing.
#[derive(Debug, Default)]
pub(super) struct Written(BTreeMap<String, usize>);

impl Written {
    /// Why it is not known what a command publishes that runs such a file: `cat > a.sh <<EOF`, `bash a.sh`.
    pub(super) fn doubt(&mut self, command: &Command) -> Option<Obstacle> {
        if let Some(Reads::Text(text)) =
            command.reads.as_ref().filter(|_| !command.writes.is_empty())
            && let Some(line) = mentions::publishing(text)
        {
            self.0.extend(command.writes.iter().map(|file| (name(file).to_owned(), line)));
            return None;
        }
        if self.0.is_empty() {
            return None;
        }
        let program = command.program.as_deref().unwrap_or_default();
        let arguments = command.arguments.iter().filter(|_| runs_files(program));
        let mut files = command.path.iter().chain(arguments);
        let (file, line) = files.find_map(|file| self.0.get_key_value(name(file)))?;
        Some(Obstacle::unsupported(format!(
            "`{file}` is written before, and speaks of publishing on line {line} of it"
        )))
    }
}

/// The last part of a path.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn unread(program: &str) -> Obstacle {
    Obstacle::unsupported(format!(
        "`{program}` is given a text that speaks of publishing, and is not read"
    ))
}

/// The file that a shell runs: its first operand, or what it reads where there is none or `-s` says so.
pub(super) fn shell_file(command: &Command) -> Result<Option<&str>, Obstacle> {
    let mut words = command.arguments.iter().map(String::as_str);
    let (mut reads, mut named) = (false, None);
    while let Some(word) = words.next() {
        if !word.starts_with(['-', '+']) {
            named = Some(word);
            break;
        }
        reads |= word.starts_with('-') && !word.starts_with("--") && word.contains('s');
        if !word.starts_with("--") && word.ends_with(['o', 'O']) {
            // `-euo pipefail`
            words.next();
        }
    }
    match named.filter(|_| !reads) {
        Some(named) => Ok(Some(named)),
        None => Ok(file_read(command)?.or(named)),
    }
}

/// The file that a command is given to read: `bash < release.sh`.
fn file_read(command: &Command) -> Result<Option<&str>, Obstacle> {
    match &command.reads {
        // `< <(echo npm publish)`
        Some(Reads::File(file)) if file.starts_with("<(") => match mentions::publishing(file) {
            Some(_) => Err(unread(command.program.as_deref().unwrap_or_default())),
            None => Ok(None),
        },
        Some(Reads::File(file)) => Ok(Some(file)),
        _ => Ok(None),
    }
}
