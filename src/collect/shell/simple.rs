//! Scripts of plain words, read without the grammar: most steps run one such line, and setting up
//! the parser for `npm ci` costs more than reading it.
//!
//! Only what the grammar certainly takes for the same commands is read here; tests compare the two.

use super::statement::Simple;
use super::walk::Text;
use super::word::Word;

/// Words that are, or may be, something else than a word, wherever they stand.
const KEYWORDS: &[&str] = &[
    "case", "coproc", "declare", "do", "done", "elif", "else", "esac", "export", "fi", "for",
    "function", "if", "in", "local", "readonly", "select", "test", "then", "time", "typeset",
    "unset", "unsetenv", "until", "while",
];

/// The longest script that is looked at: longer ones are seldom plain.
const LONGEST: usize = 2_048;

/// The commands of a script of plain words, each with the byte where it starts; nothing where the
/// script is more than that.
pub(super) fn lines(text: &Text<'_>) -> Option<Vec<(Simple, usize)>> {
    if text.script.len() > LONGEST
        || !text.verbatim.is_empty()
        || !text.script.bytes().all(is_plain)
    {
        return None;
    }
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.script.split('\n') {
        found.extend(command(line, start)?);
        start += line.len() + 1;
    }
    (!found.is_empty()).then_some(found)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" \n_./:@,=-".contains(&byte)
}

/// The command of a line that begins at this byte, if there is one; nothing at all where it is more
/// than words.
fn command(line: &str, start: usize) -> Option<Option<(Simple, usize)>> {
    let mut words = Vec::new();
    let mut at = start;
    for part in line.split(' ') {
        if !part.is_empty() {
            if !is_word(part, words.is_empty()) {
                return None;
            }
            let text = part.to_owned();
            words.push((Word { text, source: Some(at), ..Word::default() }, at + part.len()));
        }
        at += part.len() + 1;
    }
    let ends = (words.first().and_then(|(word, _)| word.source), words.last().map(|(_, end)| *end));
    let (Some(first), Some(end)) = ends else { return Some(None) };
    let words = words.into_iter().map(|(word, _)| word).collect();
    Some(Some((Simple { words, bytes: first..end, ..Simple::default() }, first)))
}

/// Whether a word is nothing else. The first one names a program: before `@` or `:` the grammar looks
/// for a variable there. `=` may stand in a flag alone, where nothing is assigned.
fn is_word(word: &str, is_first: bool) -> bool {
    let names = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    let starts = word.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '.');
    let named = !is_first || starts && word.bytes().all(names);
    let assigns = word.contains('=') && (is_first || !word.starts_with("--"));
    named && !assigns && !KEYWORDS.contains(&word)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::super::walk::{Origin, Read, Text, by_grammar, walk};
    use super::*;

    fn text(script: &str) -> Text<'_> {
        Text { script, verbatim: &[], origin: Origin::Offset(0), depth: 0, sourced: false }
    }

    fn assert_same(script: &str) -> bool {
        let (text, told) = (text(script), |read: &Read| format!("{read:?}"));
        let is_plain = lines(&text).is_some();
        assert_eq!(told(&walk(&text)), told(&by_grammar(&text)), "{script:?}");
        is_plain
    }

    #[test]
    fn steps_of_real_jobs_are_plain() {
        for script in [
            "npm ci",
            "npm ci --ignore-scripts\n",
            "  yarn install --frozen-lockfile\n\n  yarn workspace @acme/a run build\n",
            "pnpm i -g npm@11.5.1 --registry=https://npm.example/",
            "./scripts/release.sh --tag next",
            "cd packages/a\nsudo npm publish --access public\ncd ..",
            "npx --yes -p a,b c.js 1 2.5 -1 - --",
        ] {
            assert!(assert_same(script), "{script:?}");
        }
    }

    #[test]
    fn what_is_more_than_words_is_left_to_the_grammar() {
        for script in [
            "",
            "\n",
            "a=1 npm ci",
            "npm config set a=b",
            "npm ci # x",
            "npm ci;",
            "if x",
            "a\tb",
            "npm i $A",
            "npm i \"a\"",
            "npm i 'a'",
            "a | b",
            "a > b",
            "a && b",
            "a \\\n b",
            "é",
            "export A",
            "npm run test",
            "2 a",
            "a@1 b",
            "a ~",
            "a *",
            "{ a",
            "! a",
            "a &",
            "(a)",
            "a\r\nb",
        ] {
            assert!(!assert_same(script), "{script:?}");
        }
    }

    #[test]
    fn plain_words_in_any_order_are_what_the_grammar_takes_them_for() {
        let words = [
            "npm",
            "publish",
            "ci",
            "--tag",
            "--a=b",
            "-x",
            "-",
            "--",
            "1",
            "12",
            "0x1f",
            "1.5",
            ".",
            "..",
            "./a",
            "/b/c",
            "a,b",
            "@a/b",
            "a@1",
            "a:b",
            ":",
            "_",
            "a_b",
            "A",
            "sudo",
            "env",
            "bash",
            "-c",
            "eval",
            "xargs",
            "cd",
            "pushd",
            "popd",
            "time",
            "do",
            "in",
            "then",
            "true",
            "let",
            "set",
            "echo",
            "e-f",
            "1a",
            "a1:",
            "https://a.b/c",
            "\n",
            "\n",
            "\n ",
            " ",
            "-=",
            "exec",
            "command",
            "source",
            "printf",
            "trap",
            "alias",
            "return",
            "break",
            "exit",
            "0",
            "tee",
            "wait",
            "---",
            "-1",
            "--=",
            "--a==b=",
            "10:20",
            "::",
            ",",
            "/",
            "//",
            "@",
            "._",
        ];
        let mut state: u64 = 11;
        let mut plain = 0;
        for _ in 0..20_000 {
            let mut script = String::new();
            for _ in 0..=(state >> 50) % 6 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let next = usize::try_from(state >> 33).unwrap() % words.len();
                script.push_str(words[next]);
                script.push(' ');
            }
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            plain += usize::from(assert_same(&script));
        }
        assert!(plain > 2_000, "{plain}");
    }
}
