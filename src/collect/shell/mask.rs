//! Text that is not shell, hidden from the shell's parser without moving a byte.
//!
//! CI systems fill in `${{ … }}` (GitHub, Azure), `$[[ … ]]` (GitLab) and `<< parameters.x >>`
//! (CircleCI) before a shell sees the script. Each becomes as many letters, one part of a word,
//! and the words are later given back with what was written.

use std::ops::Range;

/// A script as the parser gets it: of the same length, byte for byte.
pub(super) struct Masked {
    /// The text to parse.
    pub(super) text: String,
    /// What was hidden and only a run can tell, in order, without overlap.
    pub(super) hidden: Vec<Range<usize>>,
}

/// Hides expressions, and the parts that the caller knows to be settled already.
pub(super) fn mask(script: &str, verbatim: &[Range<usize>]) -> Masked {
    let mut hidden = expressions(script);
    hidden.extend(verbatim.iter().filter(|range| !range.is_empty()).cloned());
    hidden.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    // Of two that overlap, the outer one hides both.
    let mut end = 0;
    hidden.retain(|range| {
        let keep = range.start >= end;
        end = end.max(range.end);
        keep
    });

    let mut bytes = script.as_bytes().to_vec();
    plain_line_ends(&mut bytes);
    without_duplications(&mut bytes);
    for range in &hidden {
        if let Some(part) = bytes.get_mut(range.clone()) {
            part.fill(b'x');
        }
    }
    // Whole characters were replaced by letters and blanks: the text is still UTF-8.
    let text = String::from_utf8(bytes).unwrap_or_default();
    Masked { text, hidden }
}

/// Where the expressions of CI systems stand.
fn expressions(script: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut quotes_close = true;
    while let Some(rest) = script.get(at..) {
        let Some(next) = rest.find(['$', '<']) else { break };
        let start = at + next;
        let Some(rest) = script.get(start..) else { break };
        let length = if let Some(inner) = rest.strip_prefix("${{") {
            let quoted = if quotes_close { closing_braces(inner) } else { None };
            quotes_close &= quoted.is_some();
            match quoted.or_else(|| inner.find("}}")) {
                Some(end) => end + 5,
                // No expression ends from here on, so that none is looked for again.
                None => break,
            }
        } else if let Some(inner) = rest.strip_prefix("$[[") {
            start_of_line(inner).find("]]").map_or(0, |end| end + 5)
        } else if let Some(inner) = rest.strip_prefix("<<") {
            circle_end(inner).map_or(0, |end| end + 4)
        } else {
            0
        };
        if length > 0 {
            found.push(start..start + length);
        }
        at = start + length.max(1);
    }
    found
}

/// Where an expression ends, at `}}`: its strings in single quotes may hold braces.
pub(crate) fn closing_braces(inner: &str) -> Option<usize> {
    let mut quoted = false;
    let mut bytes = inner.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\'' => quoted = !quoted,
            b'}' if !quoted && bytes.peek().is_some_and(|(_, next)| *next == b'}') => {
                return Some(at);
            }
            _ => {}
        }
    }
    None
}

/// The end of `<< parameters.name >>`: not every `<<`, which mostly starts a here-document. Behind the
/// name operators may stand, `<< pipeline.git.branch or "main" >>`.
fn circle_end(inner: &str) -> Option<usize> {
    let line = start_of_line(inner);
    let name = line.trim_start();
    let known = ["parameters.", "pipeline.", "matrix."].iter().any(|root| name.starts_with(root));
    line.find(">>").filter(|_| known)
}

/// The first line, or so much of it as such an expression may fill.
fn start_of_line(text: &str) -> &str {
    let end = text.bytes().take(MAX_ON_A_LINE).position(|byte| byte == b'\n');
    let end = end.unwrap_or(text.len().min(MAX_ON_A_LINE));
    text.get(..text.floor_char_boundary(end)).unwrap_or_default()
}

/// The longest expression of GitLab or CircleCI, which look for an end at every start.
const MAX_ON_A_LINE: usize = 256;

/// Windows line ends become blanks and newlines: `\` before one still continues the line.
fn plain_line_ends(bytes: &mut [u8]) {
    let mut before = 0;
    let mut last = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        if byte == b'\n' && last == b'\r' {
            if before == b'\\' {
                put(bytes, at.wrapping_sub(2), b' ');
                put(bytes, at.wrapping_sub(1), b'\\');
            } else {
                put(bytes, at.wrapping_sub(1), b' ');
            }
        }
        (before, last) = (last, byte);
        at += 1;
    }
}

/// `2>&1` and its like say nothing of programs, and the grammar trips over them behind `<<EOF`.
fn without_duplications(bytes: &mut [u8]) {
    let mut at = 0;
    while at + 2 < bytes.len() {
        let here = |back: usize| at.checked_sub(back).and_then(|at| bytes.get(at)).copied();
        let target = bytes.get(at + 2).copied().unwrap_or_default();
        let after = bytes.get(at + 3).copied().unwrap_or(b' ');
        let duplicates = bytes.get(at..at + 2) == Some(b">&")
            && (target.is_ascii_digit() || target == b'-')
            && matches!(after, b' ' | b'\t' | b'\n' | b'\r' | b';' | b'|' | b'&' | b')')
            && !matches!(here(1), Some(b'>' | b'\\'));
        if duplicates {
            let numbered = here(1).is_some_and(|byte| byte.is_ascii_digit())
                && here(2).is_none_or(|byte| byte.is_ascii_whitespace());
            let start = if numbered { at.saturating_sub(1) } else { at };
            if let Some(part) = bytes.get_mut(start..at + 3) {
                part.fill(b' ');
            }
        }
        at += 1;
    }
}

fn put(bytes: &mut [u8], at: usize, value: u8) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(script: &str) -> String {
        let masked = mask(script, &[]);
        assert_eq!(masked.text.len(), script.len());
        masked.text
    }

    #[test]
    fn expressions_become_letters() {
        assert_eq!(masked("npm i ${{ a }}b"), "npm i xxxxxxxxb");
        assert_eq!(masked("a ${{ f('}}') }} b"), "a xxxxxxxxxxxxxx b");
        assert_eq!(masked("a $[[ inputs.x ]]"), "a xxxxxxxxxxxxxx".to_owned() + "x");
        assert_eq!(masked("a << parameters.x >>"), "a xxxxxxxxxxxxxxxxxx");
        assert_eq!(masked("a <<matrix.x or \"y\">> b"), "a xxxxxxxxxxxxxxxxxxx b");
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in ["a ${{ b", "a <<EOF >>x", "$[[ a\n]]", "${x} << parameters"] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn an_open_quote_in_an_expression_hides_no_more_than_it() {
        assert_eq!(masked("${{ ' }} npm ${{ a }}"), "xxxxxxxx npm xxxxxxxx");
    }

    #[test]
    fn line_ends_and_duplications_are_blanked() {
        assert_eq!(masked("a \\\r\nb\r\nc"), "a  \\\nb \nc");
        assert_eq!(masked("a 2>&1 | b >&2"), "a      | b    ");
        assert_eq!(masked("a2>&1; b >&file"), "a2   ; b >&file");
    }
}
