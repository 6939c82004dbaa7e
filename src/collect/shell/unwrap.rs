//! Programs that run another: `sudo`, `env`, `xargs`, `bash -c`.

use std::collections::BTreeMap;

use super::interpreter::{self, Source};
use super::word::Word;

/// The longest row of wrappers that is followed.
const MAX_WRAPPERS: usize = 16;

/// A command without its wrappers.
#[derive(Debug, Default)]
pub(super) struct Unwrapped {
    /// Program and arguments that are left.
    pub(super) words: Vec<Word>,
    /// What the wrappers set.
    pub(super) environment: BTreeMap<String, String>,
    /// The wrappers, outermost first.
    pub(super) through: Vec<String>,
    /// The text that the program runs, if it is a shell, and how that is written: `bash -c`.
    pub(super) text: Option<(Word, String)>,
    /// The program is a shell that reads its input.
    pub(super) reads_input: bool,
    /// There are more wrappers than are followed.
    pub(super) too_many: bool,
}

/// A program whose arguments end in another command.
struct Wrapper {
    name: &'static str,
    /// The flags whose value is the next word.
    values: &'static [&'static str],
    /// How many operands stand before the command.
    operands: usize,
    /// `NAME=value` may stand before the command.
    assignments: bool,
}

const fn wrapper(name: &'static str, values: &'static [&'static str]) -> Wrapper {
    Wrapper { name, values, operands: 0, assignments: false }
}

/// Manuals: sudo(8), doas(1), GNU coreutils and findutils, bash(1) for its builtins, and the
/// pages of `cross-env` and `dotenv-cli`.
const WRAPPERS: &[Wrapper] = &[
    Wrapper {
        assignments: true,
        ..wrapper(
            "sudo",
            &[
                "-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U", "-r", "-t", "--user",
                "--group", "--host", "--prompt", "--chdir", "--chroot",
            ],
        )
    },
    wrapper("doas", &["-u", "-C"]),
    Wrapper { assignments: true, ..wrapper("env", &["-u", "-C", "--unset", "--chdir"]) },
    Wrapper { assignments: true, ..wrapper("cross-env", &[]) },
    wrapper("dotenv", &["-e", "-v", "-p"]),
    wrapper(
        "xargs",
        &[
            "-a",
            "-d",
            "-E",
            "-I",
            "-L",
            "-n",
            "-P",
            "-s",
            "--arg-file",
            "--delimiter",
            "--max-args",
            "--max-chars",
            "--max-lines",
            "--max-procs",
        ],
    ),
    wrapper("time", &["-f", "-o", "--format", "--output"]),
    wrapper("nohup", &[]),
    // <https://docs.socket.dev/docs/socket-firewall-overview>
    wrapper("sfw", &[]),
    wrapper("setsid", &[]),
    wrapper("builtin", &[]),
    wrapper("command", &[]),
    wrapper("exec", &["-a"]),
    wrapper("nice", &["-n", "--adjustment"]),
    wrapper("ionice", &["-c", "-n"]),
    wrapper("stdbuf", &["-i", "-o", "-e"]),
    wrapper("xvfb-run", &["-e", "-f", "-n", "-p", "-s", "-w"]),
    Wrapper { operands: 1, ..wrapper("timeout", &["-s", "-k", "--signal", "--kill-after"]) },
];

/// Takes the wrappers off.
pub(super) fn unwrap(words: Vec<Word>) -> Unwrapped {
    let mut found = Unwrapped { words, ..Unwrapped::default() };
    loop {
        let Some(program) = found.words.first().and_then(Word::program) else { return found };
        if interpreter::is_shell(&program) {
            let arguments = found.words.get(1..).unwrap_or_default();
            match interpreter::source(arguments) {
                Source::Argument(at) => {
                    let text = arguments.get(at).cloned();
                    found.text = text.map(|text| (text, format!("{program} -c")));
                }
                Source::Input => found.reads_input = true,
                Source::File => {}
            }
            return found;
        }
        if program == "eval" {
            found.text =
                joined(found.words.get(1..).unwrap_or_default()).map(|text| (text, program));
            return found;
        }
        let Some(wrapper) = WRAPPERS.iter().find(|wrapper| wrapper.name == program) else {
            return found;
        };
        let Some(start) = command_start(wrapper, &found.words, &mut found.environment) else {
            return found;
        };
        if found.through.len() == MAX_WRAPPERS {
            found.too_many = true;
            return found;
        }
        found.words.drain(..start);
        found.through.push(program);
    }
}

/// Where the wrapped command starts; nothing if there is none.
fn command_start(
    wrapper: &Wrapper,
    words: &[Word],
    environment: &mut BTreeMap<String, String>,
) -> Option<usize> {
    let mut operands = wrapper.operands;
    let mut set = Vec::new();
    let mut rest = words.iter().enumerate().skip(1);
    let mut flags_ended = false;
    while let Some((at, word)) = rest.next() {
        let text = word.text.as_str();
        if !flags_ended && text == "--" {
            flags_ended = true;
        } else if !flags_ended && text.len() > 1 && text.starts_with('-') {
            // It asks what a command is and runs none.
            if wrapper.name == "command" && text.contains(['v', 'V']) {
                return None;
            }
            if takes_next(wrapper, text) {
                rest.next();
            }
        } else if let Some((name, value)) = word.assignment().filter(|_| wrapper.assignments) {
            set.push((name.to_owned(), value.to_owned()));
        } else if operands > 0 {
            operands -= 1;
        } else {
            environment.extend(set);
            return Some(at);
        }
    }
    None
}

/// Whether the value of a flag is the next word: `-n 1`, `-rn 1`, but not `-n1` or `--x=1`.
fn takes_next(wrapper: &Wrapper, flag: &str) -> bool {
    if flag.starts_with("--") {
        return wrapper.values.contains(&flag);
    }
    let mut letters = flag.chars().skip(1);
    let is_value = |letter: char| {
        wrapper
            .values
            .iter()
            .any(|value| value.strip_prefix('-') == Some(letter.encode_utf8(&mut [0; 4])))
    };
    letters.by_ref().any(is_value) && letters.next().is_none()
}

/// Words as one text, as `eval` runs and `echo` says them.
pub(super) fn joined(words: &[Word]) -> Option<Word> {
    let [first, rest @ ..] = words else { return None };
    let mut text = first.clone();
    for word in rest {
        text.text.push(' ');
        text.append(word);
    }
    Some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn peel(line: &str) -> (String, String) {
        let words = line.split(' ').map(|text| Word { text: text.into(), ..Word::default() });
        let found = unwrap(words.collect());
        let text =
            |words: &[Word]| words.iter().map(|w| w.text.clone()).collect::<Vec<_>>().join(" ");
        (found.through.join(","), text(&found.words))
    }

    #[test]
    fn wrappers_come_off_with_their_flags() {
        for (line, through, left) in [
            ("sudo -Eu root npm ci", "sudo", "npm ci"),
            ("sudo --user=root -H env A=1 npm ci", "sudo,env", "npm ci"),
            ("xargs -0 -n1 -I {} npm publish {}", "xargs", "npm publish {}"),
            ("timeout -k 5 5m nice -n 3 npm i", "timeout,nice", "npm i"),
            ("time -p nohup npm i", "time,nohup", "npm i"),
            ("dotenv -e .env -- npm i -e x", "dotenv", "npm i -e x"),
            ("command -v npm", "", "command -v npm"),
            ("env", "", "env"),
            ("exec -a x npm", "exec", "npm"),
        ] {
            assert_eq!(peel(line), (through.to_owned(), left.to_owned()), "{line}");
        }
    }

    #[test]
    fn a_long_row_of_wrappers_is_given_up() {
        let line = "nice ".repeat(40) + "npm";
        let words = line.split(' ').map(|text| Word { text: text.into(), ..Word::default() });
        let found = unwrap(words.collect());
        assert_eq!((found.too_many, found.through.len()), (true, 16));
    }

    #[test]
    fn eval_joins_its_words() {
        let words = ["eval", "npm", "ci"].map(|text| Word { text: text.into(), ..Word::default() });
        let (text, through) = unwrap(words.to_vec()).text.unwrap();
        assert_eq!((text.text.as_str(), through.as_str()), ("npm ci", "eval"));
    }
}
