//! Programs that run text, and how a shell's own arguments name the text.

use super::word::Word;

/// Whether a program runs what it reads or what its arguments say.
pub(super) fn runs_text(program: &str) -> bool {
    const OTHERS: &[&str] = &[
        ".", "bun", "deno", "eval", "iex", "node", "nodejs", "perl", "php", "pwsh", "python",
        "python2", "python3", "ruby", "source", "ts-node", "tsx",
    ];
    is_shell(program) || OTHERS.contains(&program)
}

/// Whether a program is a shell with the options of POSIX `sh`.
pub(super) fn is_shell(program: &str) -> bool {
    matches!(program, "sh" | "bash" | "zsh" | "dash" | "ksh" | "ash")
}

/// Where a shell's text comes from.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// From this argument.
    Argument(usize),
    /// From its input.
    Input,
    /// From a file.
    File,
}

/// Reads the arguments of a shell: `-euxo pipefail -c 'npm ci'`.
///
/// POSIX.1-2024, `sh`; the long options are bash's.
pub(super) fn source(arguments: &[Word]) -> Source {
    let mut text = false;
    let mut input = false;
    let mut words = arguments.iter().enumerate();
    while let Some((at, word)) = words.next() {
        let argument = word.text.as_str();
        if let Some(long) = argument.strip_prefix("--") {
            match long {
                "rcfile" | "init-file" => drop(words.next()),
                "" => return operand(text, input, words.next().map(|(at, _)| at)),
                _ => {}
            }
        } else if let Some(letters) = argument.strip_prefix(['-', '+']).filter(|l| !l.is_empty()) {
            text |= argument.starts_with('-') && letters.contains('c');
            input |= argument.starts_with('-') && letters.contains('s');
            if letters.ends_with(['o', 'O']) {
                words.next();
            }
        } else {
            return operand(text, input, Some(at));
        }
    }
    operand(text, input, None)
}

fn operand(text: bool, input: bool, first: Option<usize>) -> Source {
    match first {
        Some(at) if text => Source::Argument(at),
        Some(_) if !input => Source::File,
        _ => Source::Input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_an_argument_its_input_or_a_file() {
        for (line, expected) in [
            ("-c x y", Source::Argument(1)),
            ("-euxo pipefail -c x", Source::Argument(3)),
            ("-lc -- x", Source::Argument(2)),
            ("--norc -o errexit", Source::Input),
            ("-s -- a", Source::Input),
            ("-e file -c", Source::File),
        ] {
            let words = line.split(' ').map(|text| Word { text: text.into(), ..Word::default() });
            assert_eq!(source(&words.collect::<Vec<_>>()), expected, "{line}");
        }
    }
}
