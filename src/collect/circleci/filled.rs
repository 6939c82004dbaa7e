//! A text with parameters filled in, and the way back to what is written.

use std::ops::Range;

/// A text that was filled in, and what of it stands where in the text that was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) text: String,
    /// Something is left that only a run can tell.
    pub(super) open: bool,
    /// In characters: of the text, and what they were written as.
    replaced: Vec<(Range<usize>, Range<usize>)>,
    /// The characters of the text so far, while it is made.
    length: usize,
}

impl Filled {
    pub(super) fn push(&mut self, text: &str) {
        self.length += text.chars().count();
        self.text.push_str(text);
    }

    pub(super) fn replace(&mut self, written: Range<usize>, value: &str) {
        let start = self.length;
        self.push(value);
        self.replaced.push((start..self.length, written));
    }

    /// The characters that were written for a range of characters of the text.
    pub(super) fn written(&self, range: Range<usize>) -> Range<usize> {
        let start = self.before(range.start, false);
        start..self.before(range.end, true).max(start)
    }

    fn before(&self, position: usize, ends: bool) -> usize {
        let past = |(here, _): &(Range<usize>, Range<usize>)| {
            here.end < position || (here.end == position && (!here.is_empty() || ends))
        };
        let passed = self.replaced.partition_point(past);
        if let Some((here, written)) = self.replaced.get(passed)
            && here.start < position
        {
            return if ends { written.end } else { written.start };
        }
        let last = passed.checked_sub(1).and_then(|last| self.replaced.get(last));
        last.map_or(position, |(here, written)| written.end + position.saturating_sub(here.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_the_whole_of_what_was_replaced() {
        // `a <<x>> b<<y>>` as `a wide b`.
        let mut filled = Filled::default();
        filled.push("a ");
        filled.replace(2..7, "wide");
        filled.push(" b");
        filled.replace(9..14, "");
        assert_eq!(filled.text, "a wide b");
        for (range, written) in [
            (0..1, 0..1),
            (0..3, 0..7),
            (2..6, 2..7),
            (3..5, 2..7),
            (4..8, 2..14),
            (7..8, 8..14),
            (6..7, 7..8),
        ] {
            assert_eq!(filled.written(range.clone()), written, "{range:?}");
        }
    }
}
