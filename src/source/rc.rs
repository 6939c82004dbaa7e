//! Files of settings in npm's ini dialect, `.npmrc` above all, read line by line.
//!
//! The rules are those of npm's `ini` package: the first `=` ends the key, so that
//! `//registry.npm.example/:_authToken=…` is one key; an unescaped `;` or `#` ends a key or a
//! value; quotes around the whole of either are taken off; `key[] = value` adds to a list; a
//! bare key means true; what follows a `[section]` line belongs to that section, where npm does
//! not look for its settings. A CR alone ends a line for npm too, though no editor shows it.

use std::borrow::Cow;
use std::ops::Range;

use super::text::BOM;

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RcLine<'a> {
    /// The line's number from 1, counted by LF and CRLF.
    pub(crate) number: usize,
    /// The line without white space at its ends, a comment behind the value included.
    pub(crate) span: Range<usize>,
    /// The key without quotes and without `[]`, escapes as written.
    pub(crate) key: &'a str,
    /// The bytes of [`RcLine::key`].
    pub(crate) key_span: Range<usize>,
    /// The value without quotes, escapes as written; nothing for a bare key.
    pub(crate) value: Option<&'a str>,
    /// The bytes of the value; for a bare key the empty range behind it.
    pub(crate) value_span: Range<usize>,
    /// Whether the key ends in `[]`.
    pub(crate) list: bool,
    /// The section that the line stands in.
    pub(crate) section: Option<&'a str>,
}

impl<'a> RcLine<'a> {
    /// The value as npm reads it: `\;`, `\#` and `\\` resolved, `true` for a bare key.
    pub(crate) fn text(&self) -> Cow<'a, str> {
        let Some(value) = self.value else { return Cow::Borrowed("true") };
        if !value.contains('\\') {
            return Cow::Borrowed(value);
        }
        let mut text = String::with_capacity(value.len());
        let mut chars = value.chars();
        while let Some(next) = chars.next() {
            match (next, chars.clone().next()) {
                ('\\', Some(escaped @ ('\\' | ';' | '#'))) => {
                    text.push(escaped);
                    chars.next();
                }
                _ => text.push(next),
            }
        }
        Cow::Owned(text)
    }
}

/// The settings of a file in their order.
pub(crate) fn lines(text: &str) -> Vec<RcLine<'_>> {
    let mut settings = Vec::new();
    let mut section = None;
    let mut start = 0;
    let mut number = 1;
    for piece in text.split_inclusive(['\n', '\r']) {
        let content = piece.trim_end_matches(['\n', '\r']);
        if let Some(line) = trimmed(content, start) {
            match section_name(line.text) {
                Some(name) => section = Some(name),
                None => settings.extend(setting(line, number, section)),
            }
        }
        start += piece.len();
        number += usize::from(piece.ends_with('\n'));
    }
    settings
}

/// A piece of the file and its place.
#[derive(Clone, Copy)]
struct Part<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Part<'a> {
    fn span(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    fn prefix(self, length: usize) -> Self {
        Self { text: self.text.get(..length).unwrap_or(self.text), ..self }
    }
}

/// What JavaScript's `trim` takes off: a byte-order mark too.
fn is_space(c: char) -> bool {
    c == BOM || (c.is_whitespace() && c != '\u{85}')
}

/// The trimmed part; nothing if it is blank.
fn trimmed(text: &str, start: usize) -> Option<Part<'_>> {
    let from_start = text.trim_start_matches(is_space);
    let start = start + text.len() - from_start.len();
    let text = from_start.trim_end_matches(is_space);
    (!text.is_empty()).then_some(Part { text, start })
}

fn section_name(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    (!name.contains(']')).then(|| name.trim_matches(is_space))
}

fn setting<'a>(line: Part<'a>, number: usize, section: Option<&'a str>) -> Option<RcLine<'a>> {
    if line.text.starts_with([';', '#']) {
        return None;
    }
    let (key, value) = match line.text.split_once('=') {
        Some((key, value)) => {
            let start = line.start + key.len() + 1;
            let empty = Part { text: "", start };
            (key, Some(trimmed(value, start).map_or(empty, meant)))
        }
        None => (line.text, None),
    };
    let key = meant(trimmed(key, line.start)?);
    let (key, list) = match key.text.strip_suffix("[]") {
        Some(name) if !name.is_empty() => (key.prefix(name.len()), true),
        _ => (key, false),
    };
    let behind = key.span().end..key.span().end;
    Some(RcLine {
        number,
        span: line.span(),
        key: key.text,
        key_span: key.span(),
        value: value.map(|value| value.text),
        value_span: value.map_or(behind, Part::span),
        list,
        section,
    })
}

/// What npm takes from a trimmed key or value: the inside of quotes, or the text up to an
/// unescaped `;` or `#`.
fn meant(part: Part<'_>) -> Part<'_> {
    for quote in ['"', '\''] {
        let inside = part.text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(text) = inside {
            // `"a" "b"` is no JSON string: npm then takes the value with its quotes.
            if quote == '"' && text.replace("\\\\", "").replace("\\\"", "").contains('"') {
                return part;
            }
            return Part { text, start: part.start + 1 };
        }
    }
    let mut escaped = false;
    for (at, c) in part.text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ';' | '#' => {
                let kept = part.prefix(at);
                return kept.prefix(kept.text.trim_end_matches(is_space).len());
            }
            _ => {}
        }
    }
    part
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// Number, key, value, list and section.
    type Setting<'a> = (usize, &'a str, Option<&'a str>, bool, Option<&'a str>);

    /// Each setting; the spans are checked on the way.
    fn read(text: &str) -> Vec<Setting<'_>> {
        lines(text)
            .into_iter()
            .map(|line| {
                assert_eq!(&text[line.key_span.clone()], line.key);
                assert_eq!(&text[line.value_span.clone()], line.value.unwrap_or_default());
                assert_eq!(text[line.span.clone()].trim(), &text[line.span.clone()]);
                (line.number, line.key, line.value, line.list, line.section)
            })
            .collect()
    }

    #[test]
    fn settings_of_a_real_file() {
        let text = "\u{feff}; comment\r\nregistry = https://registry.npm.example/ ; why\r\n\r\n  # c\r\n//registry.npm.example/:_authToken=${TOKEN}==\r\nignore-scripts\r\n@é:registry=\"https://r.example/#a\"\r\nsave-prefix=''\r\nomit[] = dev\r\nempty =\r\n";
        assert_eq!(
            read(text),
            [
                (2, "registry", Some("https://registry.npm.example/"), false, None),
                (5, "//registry.npm.example/:_authToken", Some("${TOKEN}=="), false, None),
                (6, "ignore-scripts", None, false, None),
                (7, "@é:registry", Some("https://r.example/#a"), false, None),
                (8, "save-prefix", Some(""), false, None),
                (9, "omit", Some("dev"), true, None),
                (10, "empty", Some(""), false, None),
            ]
        );
        assert_eq!(
            &text[lines(text)[0].span.clone()],
            "registry = https://registry.npm.example/ ; why"
        );
    }

    #[test]
    fn escapes_keep_comment_characters() {
        let text = "a = x\\;y\\#z\\\\w\\q#c\nb\\#c = 1\n";
        assert_eq!(
            read(text),
            [
                (1, "a", Some("x\\;y\\#z\\\\w\\q"), false, None),
                (2, "b\\#c", Some("1"), false, None)
            ]
        );
        assert_eq!(lines(text)[0].text(), "x;y#z\\w\\q");
        assert_eq!(lines("bare")[0].text(), "true");
    }

    #[test]
    fn settings_behind_a_section_belong_to_it() {
        assert_eq!(
            read("a=1\n[ s ]\nb=2\n[x]y=3\n"),
            [
                (1, "a", Some("1"), false, None),
                (3, "b", Some("2"), false, Some("s")),
                (4, "[x]y", Some("3"), false, Some("s")),
            ]
        );
    }

    #[test]
    fn a_setting_hidden_behind_a_lone_cr_is_found() {
        assert_eq!(
            read("# c\rregistry=x\na=1"),
            [(1, "registry", Some("x"), false, None), (2, "a", Some("1"), false, None)]
        );
    }

    #[test]
    fn what_is_no_setting_is_left_out() {
        assert_eq!(read("=x\n \n;\n#\n = y\n\"\n"), [(6, "\"", None, false, None)]);
        assert_eq!(read("a=\"b\" \"c\""), [(1, "a", Some("\"b\" \"c\""), false, None)]);
        assert_eq!(read("a=\"b \\\" c\""), [(1, "a", Some("b \\\" c"), false, None)]);
    }
}
