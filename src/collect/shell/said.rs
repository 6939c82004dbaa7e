//! What commands put out, as far as their words tell it: what the next one of a pipeline reads.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use super::unwrap::{Unwrapped, joined};
use super::walk::Walker;
use super::word::Word;

/// Programs that hand on what they read. Some change it on the way; it is taken as it came.
const FILTERS: &[&str] = &[
    "awk", "cat", "envsubst", "grep", "head", "sed", "sort", "tail", "tee", "tr", "uniq", "xargs",
];

/// How many commands are listened to together.
const MOST: usize = 16;

/// How often the format of `printf` is gone through.
const ROUNDS: usize = 8;

/// What a command is given to read.
pub(super) type Input = Rc<Vec<Rc<Said>>>;

/// Something that is said, and that one command reads.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) what: What,
    taken: Cell<bool>,
}

#[derive(Debug)]
pub(super) enum What {
    Text(Word),
    /// The text of a file.
    File(String),
}

/// An input of its own.
pub(super) fn input(what: impl IntoIterator<Item = What>) -> Input {
    let said = what.into_iter().map(|what| Rc::new(Said { what, taken: Cell::new(false) }));
    Rc::new(said.collect())
}

/// What nobody has read yet. Who reads it leaves nothing for others.
pub(super) fn take(input: &Input) -> Vec<&What> {
    input.iter().filter(|said| !said.taken.replace(true)).map(|said| &said.what).collect()
}

/// Whether a program hands on what it reads.
pub(super) fn hands_on(unwrapped: &Unwrapped) -> bool {
    let program = unwrapped.words.first().and_then(Word::program);
    program.is_some_and(|program| FILTERS.contains(&program.as_str()))
}

/// What a command says that reads this.
pub(super) fn said(unwrapped: &Unwrapped, input: &Input) -> Input {
    let (Some(program), [_, words @ ..]) =
        (unwrapped.words.first().and_then(Word::program), unwrapped.words.as_slice())
    else {
        return Input::default();
    };
    if unwrapped.through.iter().any(|wrapper| wrapper == "xargs") {
        return Input::default();
    }
    match program.as_str() {
        "echo" => {
            let flags = words.iter().take_while(|word| is_flag(&word.text)).count();
            let text = joined(words.get(flags..).unwrap_or_default());
            self::input(text.map(|text| What::Text(broken(text))))
        }
        "printf" => self::input(printed(words).map(|text| What::Text(broken(text)))),
        "cat" if words.iter().any(is_file) => {
            let files = words.iter().filter(|word| is_file(word)).take(MOST);
            self::input(files.map(|file| What::File(file.text.clone())))
        }
        _ if hands_on(unwrapped) => Rc::clone(input),
        _ => Input::default(),
    }
}

fn is_file(word: &Word) -> bool {
    !word.text.starts_with('-')
}

/// `-n`, `-ne`
fn is_flag(text: &str) -> bool {
    let letters = text.strip_prefix('-').unwrap_or_default();
    !letters.is_empty() && letters.bytes().all(|letter| b"neE".contains(&letter))
}

/// The text with its `\n` as ends of lines, and every part of it in its place.
fn broken(text: Word) -> Word {
    if !text.text.contains("\\n") {
        return text;
    }
    Word { text: text.text.replace("\\n", " \n"), source: None, ..text }
}

fn printed(words: &[Word]) -> Option<Word> {
    let (format, arguments) = match words {
        [dashes, format, arguments @ ..] if dashes.text == "--" => (format, arguments),
        [format, arguments @ ..] if format.text != "-v" => (format, arguments),
        _ => return None,
    };
    let pattern = format.text.replace("%b", "%s").replace("%q", "%s");
    if arguments.is_empty() || !pattern.contains("%s") {
        return Some(format.clone());
    }
    let mut text = Word::default();
    let mut arguments = arguments.iter();
    for _ in 0..ROUNDS {
        if arguments.len() == 0 {
            break;
        }
        let mut parts = pattern.split("%s").peekable();
        while let Some(part) = parts.next() {
            text.text.push_str(part);
            let next = if parts.peek().is_some() { arguments.next() } else { None };
            if let Some(argument) = next {
                text.append(argument);
            }
        }
    }
    Some(text)
}

impl Walker<'_> {
    /// What the commands at these positions say.
    pub(super) fn said_in(&self, commands: Range<usize>) -> Input {
        let all = self.said.range(commands).flat_map(|(_, said)| said.iter());
        Rc::new(all.take(MOST).map(Rc::clone).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::commands;
    use crate::facts::Reads;

    /// The commands with what wraps them, and what they are given to read.
    fn read(script: &str) -> Vec<String> {
        let found = commands(script, &|range| format!("{}-{}", range.start, range.end));
        let told = found.commands.into_iter().map(|command| {
            let mut words = command.through;
            words.extend(command.program);
            words.extend(command.arguments);
            words.extend(command.reads.map(|reads| match reads {
                Reads::Text(text) => format!("<{text}>"),
                Reads::File(file) => format!("<{file}"),
            }));
            format!("{} @{}", words.join(" "), command.at)
        });
        told.collect()
    }

    #[test]
    fn what_is_said_is_read_by_the_next_one() {
        for (script, last) in [
            ("echo npm publish | bash", "bash npm publish @19-23"),
            ("echo 'npm publish' | bash", "bash npm publish @6-17"),
            ("echo -e 'a\\nnpm publish' | sh -s x", "sh npm publish @27-34"),
            ("printf -- '%s %s\\n' npm publish | sh", "sh npm publish @34-36"),
            ("cat <<E | tee f | sh\nnpm ci\nE\n", "sh npm ci @21-27"),
            ("echo 'a b' | python3 -", "python3 - <a b> @13-22"),
            ("(echo a; echo b) | node", "node <a\nb> @19-23"),
            ("python3 <<E\nx\nE\n", "python3 <x\n> @0-7"),
            ("node < a.js", "node <a.js @0-4"),
            ("cat a.sh | bash", "bash <a.sh @11-15"),
            ("echo a | xargs echo | sh", "sh @22-24"),
            ("echo a | foo | sh", "sh @15-17"),
            ("echo a; b | sh", "sh @12-14"),
            ("printf -v x a | sh", "sh @16-18"),
        ] {
            assert_eq!(read(script).last().map(String::as_str), Some(last), "{script}");
        }
    }

    #[test]
    fn what_is_read_is_gone() {
        assert_eq!(
            read("echo npm ci | { bash; bash; }"),
            ["echo npm ci @0-11", "bash npm ci @16-20", "bash @22-26"]
        );
    }

    #[test]
    fn what_feeds_shells_over_and_over_is_read_once() {
        let deep = format!("{}echo 'npm ci'{}", "(".repeat(60), "; echo a | sh) | sh".repeat(60));
        assert!(read(&deep).len() < 400);
        let wide = format!("echo 'npm ci; {}' | {{ {} }}", "a; ".repeat(500), "sh; ".repeat(500));
        assert!(read(&wide).len() < 2_000);
    }
}
