//! Texts in which what the server knows before a run is filled in, with the way back to the characters
//! that are written.

use std::ops::Range;

use crate::facts::Expression;

/// A text as a run gets it.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled {
    pub(super) text: String,
    parts: Vec<Part>,
}

/// A part of the text, in characters of the text and of what is written.
#[derive(Debug, Clone)]
struct Part {
    start: usize,
    written: Range<usize>,
    /// It stands for an expression.
    replaces: bool,
}

impl Filled {
    /// Fills in what is known of the expressions `${{ … }}` of a text.
    pub(super) fn of(text: &str, known: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut filled = Self::default();
        let (mut here, mut written) = (0, 0);
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${{") {
            let Some((inner, after)) = behind.split_once("}}") else { break };
            let plain = before.chars().count();
            filled.add(before, here, written..written + plain, false);
            (here, written) = (here + plain, written + plain);
            let length = inner.chars().count() + 5;
            let value = known(inner.trim());
            match value {
                Some(value) => {
                    filled.add(&value, here, written..written + length, true);
                    here += value.chars().count();
                }
                None => {
                    filled.add(
                        &format!("${{{{{inner}}}}}"),
                        here,
                        written..written + length,
                        false,
                    );
                    here += length;
                }
            }
            written += length;
            rest = after;
        }
        let plain = rest.chars().count();
        filled.add(rest, here, written..written + plain, false);
        filled
    }

    fn add(&mut self, text: &str, start: usize, written: Range<usize>, replaces: bool) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.parts.push(Part { start, written, replaces });
        }
    }

    /// The characters that are written for these characters of the text.
    fn written(&self, range: Range<usize>) -> Range<usize> {
        let part = |at: usize| {
            let index = self.parts.partition_point(|part| part.start <= at).saturating_sub(1);
            self.parts.get(index)
        };
        let start = part(range.start).map_or(range.start, |part| {
            let within = if part.replaces { 0 } else { range.start.saturating_sub(part.start) };
            part.written.start + within
        });
        let last = range.end.saturating_sub(1).max(range.start);
        let end = part(last).map_or(range.end, |part| {
            if part.replaces {
                part.written.end
            } else {
                (part.written.start + range.end.saturating_sub(part.start)).min(part.written.end)
            }
        });
        start..end.max(start)
    }

    /// Leads an anchor of characters of the text to those that are written.
    pub(super) fn lead_back(&self, at: &mut String) {
        if !self.parts.iter().any(|part| part.replaces) {
            return;
        }
        let Some((place, range)) = at.rsplit_once(";char=") else { return };
        let range = range.split_once(',').and_then(|(start, end)| {
            Some(start.parse::<usize>().ok()?..end.parse::<usize>().ok()?)
        });
        if let Some(range) = range {
            let written = self.written(range);
            *at = format!("{place};char={},{}", written.start, written.end);
        }
    }

    /// The same of expressions.
    pub(super) fn lead_all_back(&self, list: &mut [Expression]) {
        list.iter_mut().for_each(|expression| self.lead_back(&mut expression.at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_leads_back_to_what_is_written() {
        let text = "é ${{ a }} npm ${{ b }} ${{ c }}";
        let known = |name: &str| match name {
            "a" => Some("x; ".to_owned()),
            "b" => Some("publish".to_owned()),
            _ => None,
        };
        let filled = Filled::of(text, &known);
        assert_eq!(filled.text, "é x;  npm publish ${{ c }}");
        let written = |part: &str| {
            let start = filled.text.find(part).map(|at| filled.text[..at].chars().count());
            let start = start.unwrap_or_default();
            let range = filled.written(start..start + part.chars().count());
            text.chars().skip(range.start).take(range.len()).collect::<String>()
        };
        assert_eq!(written("npm publish"), "npm ${{ b }}");
        assert_eq!(written("publish ${{ c }}"), "${{ b }} ${{ c }}");
        assert_eq!(written("npm"), "npm");
        assert_eq!(written("x"), "${{ a }}");
        assert_eq!(written("${{ c }}"), "${{ c }}");
        let mut at = "a.yml#/x;char=0,1".to_owned();
        filled.lead_back(&mut at);
        assert_eq!(at, "a.yml#/x;char=0,1");
    }
}
