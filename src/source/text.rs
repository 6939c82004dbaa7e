//! Places in plain text: lines, columns, and ranges kept on character boundaries.

use std::ops::Range;

/// The byte-order mark that a file may start with.
pub(crate) const BOM: char = '\u{feff}';

/// Where the lines of a text start. A line ends with LF or CRLF, as editors and SARIF count.
#[derive(Debug, Clone)]
pub(crate) struct LineIndex<'a> {
    text: &'a str,
    /// The first byte of each line; the first line starts after a byte-order mark.
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Reads the text once.
    pub(crate) fn new(text: &'a str) -> Self {
        let first = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(first).chain(breaks.map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The line and the column of a byte, both from 1; columns count characters, a byte-order
    /// mark left out. An offset past the end is the end.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The bytes of a line, counted from 1, without its line break.
    pub(crate) fn line(&self, number: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(number.checked_sub(1)?)?;
        let end = self.starts.get(number).map_or(self.text.len(), |next| next - 1);
        let line = self.text.get(start..end)?;
        // The last line has no LF, so a CR at its end is a character like any other.
        let broken = number < self.starts.len();
        let line = if broken { line.strip_suffix('\r').unwrap_or(line) } else { line };
        Some(start..start + line.len())
    }
}

/// The range within the text and on character boundaries, never smaller than it was.
pub(crate) fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    start..text.ceil_char_boundary(range.end).max(start)
}

/// The range without white space at either end.
pub(crate) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(part) = text.get(range.clone()) else { return range };
    let kept = part.trim();
    if kept.is_empty() {
        return range.start..range.start;
    }
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + kept.len()
}

/// The first line of a range, without white space at either end.
pub(crate) fn first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let length = part.find(['\n', '\r']).unwrap_or(part.len());
    trim(text, range.start..range.start + length)
}

/// The first line that is not blank; the start of a text that has none.
pub(crate) fn first_written_line(text: &str) -> Range<usize> {
    let text_start = text.len() - text.trim_start_matches(BOM).len();
    let blank = text.get(text_start..).unwrap_or_default();
    first_line(text, text_start + (blank.len() - blank.trim_start().len())..text.len())
}

/// Something to underline at an offset: the characters up to the next white space, at most 40;
/// before a line break or at the end, the last character that is not white space.
pub(crate) fn word_at(text: &str, offset: usize) -> Range<usize> {
    let start = text.floor_char_boundary(offset);
    let rest = text.get(start..).unwrap_or_default();
    let word: usize =
        rest.chars().take(40).take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum();
    if word > 0 {
        return start..start + word;
    }
    let before = text.get(..start).unwrap_or_default().trim_end();
    match before.chars().next_back() {
        Some(last) if last != BOM => before.len() - last.len_utf8()..before.len(),
        _ => start..start,
    }
}

/// The bytes of a range of characters that are counted from the start of another range.
pub(crate) fn chars_within(
    text: &str,
    within: Range<usize>,
    chars: Range<usize>,
) -> Option<Range<usize>> {
    let part = text.get(within.clone())?;
    let mut ends = part.char_indices().map(|(at, _)| at).chain([part.len()]);
    let start = ends.nth(chars.start)?;
    let end = match chars.end.checked_sub(chars.start)? {
        0 => start,
        length => ends.nth(length - 1)?,
    };
    Some(within.start + start..within.start + end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf_or_crlf_and_columns_count_characters() {
        let text = "\u{feff}é=1\r\n\nx\ry\nlast\r";
        let index = LineIndex::new(text);
        let lines: Vec<&str> = (1..).map_while(|n| index.line(n)).map(|line| &text[line]).collect();
        assert_eq!(lines, ["é=1", "", "x\ry", "last\r"]);
        assert_eq!(index.position(text.find('1').unwrap()), (1, 3));
        assert_eq!(index.position(text.find('é').unwrap() + 1), (1, 1));
        assert_eq!(index.position(0), (1, 1));
        assert_eq!(index.position(text.find('y').unwrap()), (3, 3));
        assert_eq!(index.position(usize::MAX), (4, 6));
        assert_eq!((index.line(0), index.line(5)), (None, None));
    }

    #[test]
    fn a_text_of_forty_thousand_lines_is_counted_to_its_end() {
        let text = "é\n".repeat(40_000);
        let index = LineIndex::new(&text);
        assert_eq!(index.line(40_000), Some(119_997..119_999));
        assert_eq!(index.position(119_999), (40_000, 2));
    }

    #[test]
    fn ranges_are_widened_to_whole_characters() {
        assert_eq!(clamp("aéb", 2..2), 1..3);
        assert_eq!(clamp("aéb", 9..12), 4..4);
    }

    #[test]
    fn a_word_is_underlined_or_else_what_stands_before() {
        let text = "key: välue x\n  ";
        assert_eq!(&text[word_at(text, 5)], "välue");
        assert_eq!(&text[word_at(text, text.len())], "x");
        assert_eq!(word_at("\u{feff}", 3), 3..3);
        assert_eq!(word_at(&"a".repeat(100), 10), 10..50);
    }

    #[test]
    fn first_lines_are_trimmed() {
        let text = "\u{feff}\r\n  # é \r\nx";
        assert_eq!(&text[first_written_line(text)], "# é");
        assert_eq!(first_written_line("\u{feff} "), 4..4);
    }

    #[test]
    fn characters_are_counted_within_a_range() {
        assert_eq!(chars_within("aéüb", 1..5, 1..2), Some(3..5));
        assert_eq!(chars_within("aéüb", 1..5, 2..2), Some(5..5));
        assert_eq!(chars_within("aéüb", 1..5, 0..3), None);
    }
}
