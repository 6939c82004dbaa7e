//! Words of a command as the shell would see them, quotes removed.
//!
//! What only a run can tell, `$TAG` or `$(cat version)`, stays as it is written and is marked.
//! Quoting: POSIX.1-2024, Shell Command Language, section 2.2; `$'…'`: section 2.2.4.

use std::ops::Range;

use tree_sitter::Node;

/// One word.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    /// The text without quotes.
    pub(super) text: String,
    /// Where the text is only known at run time.
    pub(super) dynamic: Vec<Range<usize>>,
    /// Where the text is the output of commands, which are found on their own.
    pub(super) substituted: Vec<Range<usize>>,
    /// Where in the script the text stands, if it stands there exactly like this.
    pub(super) source: Option<usize>,
}

impl Word {
    /// The program that the word names as the first of a command, without its folder.
    pub(super) fn program(&self) -> Option<String> {
        let known = |at: &usize| !self.dynamic.iter().any(|range| range.contains(at));
        let mut slashes = self.text.rmatch_indices(['/', '\\']).map(|(at, _)| at);
        let start = slashes.find(known).map_or(0, |at| at + 1);
        if self.dynamic.iter().any(|range| range.end > start) {
            return None;
        }
        let name = self.text.get(start..)?;
        let name = name.strip_suffix(".exe").or_else(|| name.strip_suffix(".cmd")).unwrap_or(name);
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The word as written, where it is a path, or a program that only a run can tell.
    pub(super) fn path(&self) -> Option<String> {
        let is_path = self.text.contains(['/', '\\']);
        (is_path || self.program().is_none()).then(|| self.text.clone())
    }

    /// What a run puts into the text, as it is written, but for the output of commands.
    pub(super) fn put_in(&self) -> Vec<String> {
        let texts = self.dynamic.iter().filter(|range| !self.substituted.contains(range));
        let texts = texts.filter_map(|range| self.text.get(range.clone()));
        texts.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }

    /// Puts another word behind this one, with nothing between them.
    pub(super) fn append(&mut self, other: &Word) {
        let by = self.text.len();
        let moved = |range: &Range<usize>| range.start + by..range.end + by;
        self.text.push_str(&other.text);
        self.dynamic.extend(other.dynamic.iter().map(moved));
        self.substituted.extend(other.substituted.iter().map(moved));
        self.source = None;
    }

    /// The name and value of `NAME=value`.
    pub(super) fn assignment(&self) -> Option<(&str, &str)> {
        let (name, value) = self.text.split_once('=')?;
        let first = name.chars().next()?;
        let valid = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        (valid && !first.is_ascii_digit()).then_some((name, value))
    }
}

/// How the characters of a part of a word are to be read.
#[derive(Clone, Copy, PartialEq)]
enum Quotes {
    None,
    Single,
    Double,
    Document,
    Ansi,
}

/// Reads words out of a script.
pub(super) struct Words<'a> {
    /// The script as written.
    pub(super) script: &'a str,
    /// What the parser did not see.
    pub(super) hidden: &'a [Range<usize>],
}

impl Words<'_> {
    /// The word of a node.
    pub(super) fn word(&self, node: Node<'_>) -> Word {
        let mut word = Word::default();
        self.push(&mut word, node);
        let start = match node.kind() {
            "string" | "raw_string" => node.start_byte() + 1,
            _ => node.start_byte(),
        };
        self.locate(word, start)
    }

    /// The text of a here-document, whose delimiter may have been quoted.
    pub(super) fn document(&self, body: Node<'_>, quoted: bool) -> Word {
        let mut word = Word::default();
        if quoted {
            self.plain(&mut word, body.byte_range(), Quotes::Single);
        } else {
            self.mixed(&mut word, body, body.byte_range(), Quotes::Document);
        }
        self.locate(word, body.start_byte())
    }

    fn locate(&self, mut word: Word, start: usize) -> Word {
        let here = self.script.get(start..start + word.text.len());
        word.source = (here == Some(&word.text)).then_some(start);
        word
    }

    /// Recursion ends after three: assignment, concatenation, string.
    fn push(&self, word: &mut Word, node: Node<'_>) {
        let range = node.byte_range();
        match node.kind() {
            "command_name" | "concatenation" | "variable_assignment" => {
                let mut cursor = node.walk();
                for part in node.children(&mut cursor) {
                    self.push(word, part);
                }
            }
            "raw_string" => self.plain(word, within(&range, 1, 1), Quotes::Single),
            "ansi_c_string" => self.plain(word, within(&range, 2, 1), Quotes::Ansi),
            "string" => {
                let text = self.script.get(range.clone()).unwrap_or_default();
                let closed = text.len() > 1 && text.ends_with('"');
                self.mixed(word, node, within(&range, 1, usize::from(closed)), Quotes::Double);
            }
            kind => match kind {
                "simple_expansion" | "expansion" | "arithmetic_expansion" | "array" => {
                    self.verbatim(word, range, false);
                }
                "command_substitution" | "process_substitution" => {
                    self.verbatim(word, range, true);
                }
                _ => self.plain(word, range, Quotes::None),
            },
        }
    }

    /// Text with expansions in it.
    fn mixed(&self, word: &mut Word, node: Node<'_>, range: Range<usize>, quotes: Quotes) {
        let mut at = range.start;
        let mut cursor = node.walk();
        for part in node.named_children(&mut cursor) {
            if matches!(part.kind(), "string_content" | "heredoc_content") {
                continue;
            }
            self.plain(word, at..part.start_byte(), quotes);
            self.push(word, part);
            at = part.end_byte();
        }
        self.plain(word, at..range.end, quotes);
    }

    fn verbatim(&self, word: &mut Word, range: Range<usize>, substituted: bool) {
        let Some(text) = self.script.get(range) else { return };
        let start = word.text.len();
        word.text.push_str(text);
        let range = start..word.text.len();
        if substituted {
            word.substituted.push(range.clone());
        }
        word.dynamic.push(range);
    }

    /// Text without expansions but for those that were hidden from the parser.
    fn plain(&self, word: &mut Word, range: Range<usize>, quotes: Quotes) {
        let mut at = range.start;
        let first = self.hidden.partition_point(|hidden| hidden.end <= at);
        let within = self.hidden.iter().skip(first).take_while(|hidden| hidden.start < range.end);
        for hidden in within {
            let (start, end) = (hidden.start.max(at), hidden.end.min(range.end));
            unquote(self.script.get(at..start).unwrap_or_default(), quotes, &mut word.text);
            self.verbatim(word, start..end, false);
            at = end;
        }
        unquote(self.script.get(at..range.end).unwrap_or_default(), quotes, &mut word.text);
    }
}

/// A range without its first and last bytes; empty where it is too short for both, which a node
/// that the parser made up can be.
fn within(range: &Range<usize>, first: usize, last: usize) -> Range<usize> {
    let end = range.end.saturating_sub(last).max(range.start);
    (range.start + first).min(end)..end
}

/// Removes backslashes as the kind of quotes around the text asks.
fn unquote(text: &str, quotes: Quotes, out: &mut String) {
    if quotes == Quotes::Single || !text.contains('\\') {
        out.push_str(text);
        return;
    }
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let Some(next) = chars.next() else {
            out.push('\\');
            break;
        };
        match (quotes, next) {
            (Quotes::Ansi, _) => ansi(next, &mut chars, out),
            // The line goes on; behind a Windows line end as well.
            (_, '\n') => {}
            (_, '\r') if chars.as_str().starts_with('\n') => {
                chars.next();
            }
            (Quotes::None, _)
            | (Quotes::Double, '$' | '`' | '"' | '\\')
            | (Quotes::Document, '$' | '`' | '\\') => out.push(next),
            _ => out.extend(['\\', next]),
        }
    }
}

/// One escape of `$'…'`.
fn ansi(escape: char, chars: &mut std::str::Chars<'_>, out: &mut String) {
    let digits = |chars: &mut std::str::Chars<'_>, radix: u32, most: usize| {
        let text = chars.as_str();
        let count = text.chars().take(most).take_while(|c| c.is_digit(radix)).count();
        let value = text.get(..count).and_then(|text| u32::from_str_radix(text, radix).ok());
        chars.by_ref().take(count).for_each(drop);
        value.and_then(char::from_u32)
    };
    match escape {
        'n' => out.push('\n'),
        't' => out.push('\t'),
        'r' => out.push('\r'),
        'a' => out.push('\u{7}'),
        'b' => out.push('\u{8}'),
        'e' | 'E' => out.push('\u{1b}'),
        'f' => out.push('\u{c}'),
        'v' => out.push('\u{b}'),
        'x' => out.extend(digits(chars, 16, 2)),
        'u' => out.extend(digits(chars, 16, 4)),
        'U' => out.extend(digits(chars, 16, 8)),
        '\\' | '\'' | '"' | '?' => out.push(escape),
        '0'..='7' => {
            let mut octal = escape.to_string();
            octal.extend(chars.as_str().chars().take(2).take_while(|c| c.is_digit(8)));
            chars.by_ref().take(octal.len() - 1).for_each(drop);
            out.extend(u32::from_str_radix(&octal, 8).ok().and_then(char::from_u32));
        }
        _ => out.extend(['\\', escape]),
    }
}
