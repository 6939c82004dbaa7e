//! The lines of a source around the places of a finding, as the renderer reads them.
//!
//! The renderer walks its source from the first byte for every label and pads with as many
//! blanks as a label is far along its line, of which `format!` allows 65,535: it must never see
//! a whole lockfile.

use std::collections::BTreeMap;
use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::line::Line;
use crate::finding::{Position, SourceText};
use crate::text::neutral;

/// How many lines are shown before and behind a place.
pub(super) const CONTEXT: usize = 2;
/// A range over more lines is underlined on its first one only.
const TALLEST: usize = 6;
/// How many places are shown in one excerpt.
const MOST_PLACES: usize = 8;

/// Some lines of a source. What is between two that do not follow each other is left out.
#[derive(Debug)]
pub(super) struct Excerpt {
    path: String,
    /// The lines, each ended by a line feed.
    text: String,
    /// The number of each line, and where it starts in `text`.
    lines: Vec<(usize, usize)>,
    /// The columns in the source, from 1, of the places that start at bytes of `text`.
    columns: BTreeMap<usize, usize>,
}

impl Excerpt {
    /// Cuts out the lines around ranges of a source, the first of which matters most. With it
    /// the ranges within the excerpt; nothing for one that overlaps one before it, or lies far
    /// along a long line away from it.
    pub(super) fn new(
        source: &SourceText,
        ranges: &[Range<Position>],
    ) -> (Self, Vec<Option<Range<usize>>>) {
        let starts = ranges.iter().map(|range| range.start);
        let ranges = apart(&source.text, ranges);
        let mut found = BTreeMap::new();
        for (start, range) in starts.clone().zip(&ranges) {
            if let Some(range) = range {
                collect(&source.text, start.line, range, &mut found);
            }
        }
        let mut text = String::new();
        let mut lines = Vec::with_capacity(found.len());
        let mut numbers = Vec::with_capacity(found.len());
        for (number, line) in found {
            let focus = ranges.iter().flatten().find(|range| touches(&line, range));
            let focus = focus.map_or(line.start, |range| range.start);
            let shown = Line::new(&source.text, number, line.clone(), focus);
            numbers.push((number, text.len()));
            text.push_str(&shown.text);
            lines.push((line, shown, text.len()));
            text.push('\n');
        }
        let mut columns = BTreeMap::new();
        let mut places = Vec::with_capacity(ranges.len());
        for (start, range) in starts.zip(ranges) {
            let place = range.and_then(|range| within(&lines, &range));
            if let Some(place) = &place {
                columns.entry(place.start).or_insert(start.column);
            }
            places.push(place);
        }
        (
            Self { path: neutral::line(&source.path).into_owned(), text, lines: numbers, columns },
            places,
        )
    }

    fn line_at(&self, offset: usize) -> Option<usize> {
        self.lines.partition_point(|(_, start)| *start <= offset).checked_sub(1)
    }

    fn follows(&self, line: usize) -> bool {
        let number = |index: usize| self.lines.get(index).map(|(number, _)| *number);
        line.checked_sub(1).and_then(number).is_some_and(|before| number(line) == Some(before + 1))
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let (first, last) =
            self.line_at(span.offset()).zip(self.line_at(end)).ok_or(MietteError::OutOfBounds)?;
        let top = first.saturating_sub(before);
        let first =
            (top..=first).rev().find(|line| *line == top || !self.follows(*line)).unwrap_or(first);
        let last =
            (last + 1..=last + after).take_while(|line| self.follows(*line)).last().unwrap_or(last);
        let (number, start) = *self.lines.get(first).ok_or(MietteError::OutOfBounds)?;
        let end = self.lines.get(last + 1).map_or(self.text.len(), |(_, start)| *start);
        let data = self.text.get(start..end).ok_or(MietteError::OutOfBounds)?;
        // Asked for no context, the renderer wants to know where a place is.
        let column = if before == 0 {
            self.columns.get(&span.offset()).map_or(0, |column| column.saturating_sub(1))
        } else {
            0
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            data.as_bytes(),
            (start, end - start).into(),
            number.saturating_sub(1),
            column,
            last - first + 1,
        )))
    }
}

/// The ranges on character boundaries and without line breaks at their end. A long one ends with
/// its first line; one that overlaps another before it is left out.
fn apart(text: &str, ranges: &[Range<Position>]) -> Vec<Option<Range<usize>>> {
    let mut kept: Vec<Option<Range<usize>>> = Vec::with_capacity(ranges.len());
    let first = first_byte(text);
    for range in ranges {
        let start = text.floor_char_boundary(range.start.offset).max(first);
        let (before, behind) = text.split_at_checked(start).unwrap_or((text, ""));
        // Within CRLF is nowhere: both are the line break.
        let start = start - usize::from(before.ends_with('\r') && behind.starts_with('\n'));
        let end = text.ceil_char_boundary(range.end.offset).max(start);
        let part = text.get(start..end).unwrap_or_default();
        let part = match part.match_indices('\n').nth(TALLEST - 1) {
            Some(_) => part.split('\n').next().unwrap_or_default(),
            None => part,
        };
        let range = start..start + part.trim_end_matches(['\r', '\n']).len();
        let overlaps = |other: &Range<usize>| range.start <= other.end && other.start <= range.end;
        let is_kept = kept.len() < MOST_PLACES && !kept.iter().flatten().any(overlaps);
        kept.push(is_kept.then_some(range));
    }
    kept
}

/// Collects the lines of a range and around it, by number.
fn collect(
    text: &str,
    number: usize,
    range: &Range<usize>,
    lines: &mut BTreeMap<usize, Range<usize>>,
) {
    let mut line = line_at(text, range.start);
    for above in 1..=CONTEXT {
        let Some(before) = line.start.checked_sub(1).filter(|at| *at >= first_byte(text)) else {
            break;
        };
        line = line_at(text, before);
        lines.insert(number.saturating_sub(above), line.clone());
    }
    let mut line = line_at(text, range.start);
    let mut below = 0;
    for number in number.. {
        lines.insert(number, line.clone());
        below += usize::from(range.end <= line.end);
        let line_break = text.get(line.end..).and_then(|rest| rest.find('\n'));
        let Some(next) = line_break.map(|at| line.end + at + 1) else { break };
        // Behind the last line break there is a line only if it is pointed at.
        if below > CONTEXT || (next == text.len() && range.end < next) {
            break;
        }
        line = line_at(text, next);
    }
}

fn first_byte(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The line that a byte lies in, without its line break and a byte-order mark.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(first_byte(text), |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    let line = match rest.split_once('\n') {
        Some((line, _)) => line.strip_suffix('\r').unwrap_or(line),
        None => rest,
    };
    start..start + line.len()
}

fn touches(line: &Range<usize>, range: &Range<usize>) -> bool {
    range.start <= line.end && line.start <= range.end
}

fn within(lines: &[(Range<usize>, Line, usize)], range: &Range<usize>) -> Option<Range<usize>> {
    let holds = |at: usize| lines.iter().find(move |(line, ..)| line.start <= at && at <= line.end);
    let (_, first, first_end) = holds(range.start)?;
    let place = first.shown(range)?;
    let start_of = |end: &usize, line: &Line| end - line.text.len();
    let start = start_of(first_end, first) + place.start;
    match holds(range.end) {
        Some((_, last, last_end)) if last.number != first.number => {
            Some(start..start_of(last_end, last) + last.shown_end(range.end))
        }
        _ => Some(start..start_of(first_end, first) + place.end),
    }
}
