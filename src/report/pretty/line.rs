//! One line of a source as it is shown: cut where it is long, with nothing in it that a
//! terminal or a CI runner would obey, secrets withheld; and where its bytes are now.

use std::ops::Range;

use crate::text::neutral;
use crate::text::secret::{self, WITHHELD};

/// How many characters of a line are shown.
const LONGEST: usize = 200;
/// How many characters stay before a place in a line that is cut.
const LEAD: usize = 60;
/// How far beyond the cut a secret may start or end and still be known as one.
const MARGIN: usize = 400;

/// A line as it is shown.
pub(super) struct Line {
    /// Its number in the source, from 1.
    pub(super) number: usize,
    /// The text, without a line break.
    pub(super) text: String,
    /// For each character that is shown, and the end: the byte in the source, and in `text`.
    bytes: Vec<(usize, usize)>,
}

impl Line {
    /// Shows the line that lies at `range` in a source, cut around the byte `focus`.
    pub(super) fn new(source: &str, number: usize, range: Range<usize>, focus: usize) -> Self {
        let whole = source.get(range.clone()).unwrap_or_default();
        let cut = cut(whole, focus.saturating_sub(range.start));
        let mut line = Self { number, text: String::new(), bytes: Vec::new() };
        if cut.start > 0 {
            line.text.push('…');
        }
        line.fill(whole, &cut, range.start);
        line.bytes.push((range.start + cut.end, line.text.len()));
        if cut.end < whole.len() {
            line.text.push('…');
        }
        line
    }

    fn fill(&mut self, whole: &str, cut: &Range<usize>, offset: usize) {
        let around = whole.floor_char_boundary(cut.start.saturating_sub(MARGIN));
        let until = whole.ceil_char_boundary((cut.end + MARGIN).min(whole.len()));
        let secrets = secret::secrets(whole.get(around..until).unwrap_or_default());
        let mut secrets =
            secrets.into_iter().map(|secret| around + secret.start..around + secret.end).peekable();
        let mut hidden_until = 0;
        let mut marks = 0;
        for (at, character) in whole.get(cut.clone()).unwrap_or_default().char_indices() {
            let at = cut.start + at;
            while let Some(secret) = secrets.next_if(|secret| secret.start <= at) {
                if secret.end > at && hidden_until <= at {
                    self.bytes.push((offset + at, self.text.len()));
                    self.text.push_str(WITHHELD);
                }
                hidden_until = hidden_until.max(secret.end);
            }
            if at < hidden_until {
                continue;
            }
            self.bytes.push((offset + at, self.text.len()));
            // `##[command]` is obeyed by CI runners wherever it stands in a line.
            match character {
                '[' if marks >= 2 => self.text.push_str("\\["),
                other => self.text.push(visible(other)),
            }
            marks = match character {
                '#' => marks + 1,
                letter if letter.is_ascii_alphabetic() && marks >= 2 => marks,
                _ => 0,
            };
        }
    }

    /// The range in `text` for a range in the source, each end moved to what is shown; nothing
    /// where it starts outside of what is shown.
    pub(super) fn shown(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let (first, last) = (self.bytes.first()?, self.bytes.last()?);
        if range.start < first.0 || range.start > last.0 {
            return None;
        }
        let before = self.bytes.partition_point(|(source, _)| *source <= range.start);
        let (_, start) = *self.bytes.get(before.checked_sub(1)?)?;
        if range.is_empty() {
            return Some(start..start);
        }
        Some(start..self.shown_end(range.end).max(start))
    }

    /// Where in `text` a range ends that ends at this byte of the source.
    pub(super) fn shown_end(&self, end: usize) -> usize {
        let reached = self.bytes.partition_point(|(source, _)| *source < end);
        self.bytes.get(reached).or(self.bytes.last()).map_or(0, |(_, shown)| *shown)
    }
}

/// What is shown of a line: all of it, or some characters around a byte.
fn cut(line: &str, focus: usize) -> Range<usize> {
    if line.char_indices().nth(LONGEST).is_none() {
        return 0..line.len();
    }
    let before = line.get(..line.floor_char_boundary(focus)).unwrap_or_default();
    let start = before.char_indices().rev().nth(LEAD - 1).map_or(0, |(at, _)| at);
    let rest = line.get(start..).unwrap_or_default();
    start..rest.char_indices().nth(LONGEST).map_or(line.len(), |(at, _)| start + at)
}

/// The character, or one of the same width that stands for it.
fn visible(character: char) -> char {
    match character {
        '\t' => '\t',
        // The block "Control Pictures" is in the order of the controls.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        harmful if neutral::is_harmful(harmful) => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn shown(source: &str, what: &str) -> (String, String) {
        let start = source.find(what).unwrap();
        let line = Line::new(source, 1, 0..source.len(), start);
        let range = line.shown(&(start..start + what.len())).unwrap();
        let underlined = line.text[range].to_owned();
        (line.text, underlined)
    }

    #[test]
    fn controls_are_replaced_and_the_place_stays() {
        let (text, underlined) = shown("\té\u{1b}[2J\u{202e}\u{7f}\r key", "key");
        assert_eq!((text.as_str(), underlined.as_str()), ("\té␛[2J\u{fffd}␡␍ key", "key"));
        assert_eq!(shown("a\u{1b}b", "\u{1b}").1, "␛");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let source = format!("{}key{}", "é".repeat(400_000), "x".repeat(400_000));
        let (text, underlined) = shown(&source, "key");
        assert_eq!(text, format!("…{}key{}…", "é".repeat(60), "x".repeat(137)));
        assert_eq!(underlined, "key");
        let line = Line::new(&source, 1, 0..source.len(), 800_000);
        assert_eq!(line.shown(&(0..3)), None);
        assert_eq!(line.shown(&(source.len()..source.len())), None);
        let whole = Line::new(&source, 1, 0..source.len(), 0);
        let all = whole.shown(&(0..source.len())).unwrap();
        assert_eq!(whole.text[all], "é".repeat(200));
    }

    #[test]
    fn secrets_are_withheld_and_underlined() {
        let (text, underlined) = shown("//npm.example/:_authToken=abcdef # x", "abcdef");
        assert_eq!(
            (text.as_str(), underlined.as_str()),
            ("//npm.example/:_authToken=*** # x", "***")
        );
        assert_eq!(shown("//npm.example/:_authToken=abcdef # x", "cd").1, "***");
        assert_eq!(shown("//npm.example/:_authToken=abcdef # x", "# x").1, "# x");
    }

    #[test]
    fn a_secret_at_the_cut_is_withheld() {
        let source = format!("_authToken={} key {}", "q".repeat(100), "x".repeat(300));
        let (text, underlined) = shown(&source, "key");
        assert_eq!(text, format!("…*** key {}…", "x".repeat(136)));
        assert_eq!(underlined, "key");
    }

    #[test]
    fn commands_of_runners_are_broken_and_the_place_stays() {
        let (text, underlined) = shown("# ##[error]x ##vso[y] ## a[b] key", "key");
        assert_eq!(
            (text.as_str(), underlined.as_str()),
            ("# ##\\[error]x ##vso\\[y] ## a[b] key", "key")
        );
    }

    #[test]
    fn the_end_of_a_line_can_be_pointed_at() {
        let line = Line::new("abc", 1, 0..3, 3);
        assert_eq!(line.shown(&(3..3)), Some(3..3));
        assert_eq!(line.shown(&(1..3)), Some(1..3));
        assert_eq!(Line::new("", 1, 0..0, 0).shown(&(0..0)), Some(0..0));
    }
}
