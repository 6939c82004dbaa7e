//! YAML as a stream of events, for files of which only a part is read and no tree is wanted:
//! a lockfile of a hundred thousand packages.
//!
//! Nothing is kept and no alias is followed, so that memory does not grow with the file and
//! there is nothing that an alias could expand to. The bound on depth is that of the tree.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{Event as Parsed, Parser, ScalarStyle, StrInput};

use super::events::{limits, scan_error};
use crate::source::parsed::SyntaxError;
use crate::source::text;

/// What comes next in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// A document starts; what was open is closed.
    Document,
    /// A scalar; a value that is not written is plain and empty.
    Scalar {
        /// The text, borrowed where it has no escapes.
        text: Cow<'a, str>,
        /// Written without quotes and on no block of its own.
        plain: bool,
    },
    /// An alias.
    Alias,
    /// A list starts.
    List,
    /// A mapping starts: keys and values follow in turn.
    Map,
    /// The innermost list or mapping ends.
    End,
}

impl Event<'_> {
    /// Whether it is a scalar that stands for nothing: `null`, `~`, or nothing at all.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Scalar { text, plain: true }
            if matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL"))
    }
}

/// A file that is being read.
pub(crate) struct Stream<'a> {
    source: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    first_alias: Option<usize>,
    at: usize,
}

impl<'a> Stream<'a> {
    /// Starts at the beginning of the text.
    pub(crate) fn new(source: &'a str) -> Self {
        let parser = Parser::new_from_str_with_options(source, limits());
        Self { source, parser, first_alias: None, at: 0 }
    }

    /// The next event with its bytes; nothing at the end of the file.
    ///
    /// The end of a collection without brackets is the start of what comes after it.
    pub(crate) fn next(&mut self) -> Result<Option<(Event<'a>, Range<usize>)>, SyntaxError> {
        loop {
            let Some(next) = self.parser.next() else { return Ok(None) };
            let (event, span) = next.map_err(|error| scan_error(self.source, &error))?;
            let span = span.byte_range().unwrap_or_default();
            let event = match event {
                Parsed::Scalar(text, style, _, _) => {
                    let plain = style == ScalarStyle::Plain;
                    let absent = plain && span.is_empty();
                    Event::Scalar { text: if absent { Cow::Borrowed("") } else { text }, plain }
                }
                Parsed::Alias(_) => {
                    self.first_alias.get_or_insert(span.start);
                    Event::Alias
                }
                Parsed::SequenceStart(..) => Event::List,
                Parsed::MappingStart(..) => Event::Map,
                Parsed::SequenceEnd | Parsed::MappingEnd => Event::End,
                Parsed::DocumentStart(..) => Event::Document,
                _ => continue,
            };
            let span = text::clamp(self.source, span);
            let bracket = matches!(self.source.get(span.clone()), Some("]" | "}"));
            self.at = if event == Event::End && !bracket { span.start } else { span.end };
            return Ok(Some((event, span)));
        }
    }

    /// Passes over the rest of the list or mapping that is open; gives the bytes of its end.
    pub(crate) fn skip(&mut self) -> Result<Range<usize>, SyntaxError> {
        let mut open = 1_usize;
        loop {
            match self.next()? {
                Some((Event::List | Event::Map, _)) => open += 1,
                Some((Event::End, span)) => {
                    open -= 1;
                    if open == 0 {
                        return Ok(span);
                    }
                }
                Some(_) => {}
                None => return Ok(self.source.len()..self.source.len()),
            }
        }
    }

    /// The end of the event that came last.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Where the first alias stands that was passed so far.
    pub(crate) fn first_alias(&self) -> Option<usize> {
        self.first_alias
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::parsed::SyntaxErrorKind;

    fn shown(text: &str) -> Vec<String> {
        let mut stream = Stream::new(text);
        let mut shown = Vec::new();
        while let Some((event, span)) = stream.next().unwrap() {
            shown.push(match event {
                Event::Scalar { text: value, plain } => {
                    let borrowed = if matches!(value, Cow::Borrowed(_)) { "" } else { " owned" };
                    format!("{}={value}{}{borrowed}", &text[span], if plain { "" } else { "'" })
                }
                other => format!("{other:?}"),
            });
        }
        shown
    }

    #[test]
    fn scalars_borrow_from_the_file_and_have_their_bytes() {
        assert_eq!(
            shown("\u{feff}---\r\n'@é/a': {b: \"c\\n\", d: }\r\n---\r\n- x\r\n- ~\r\n"),
            [
                "Document",
                "Map",
                "'@é/a'=@é/a'",
                "Map",
                "b=b",
                "\"c\\n\"=c\n' owned",
                "d=d",
                "=",
                "End",
                "End",
                "Document",
                "List",
                "x=x",
                "~=~",
                "End",
            ]
        );
        assert_eq!(shown(""), Vec::<String>::new());
    }

    #[test]
    fn an_alias_is_told_and_not_followed() {
        let text = "a: &x [1, 2]\nb: *x\nc: {d: *x}\n";
        let mut stream = Stream::new(text);
        assert_eq!(stream.next().unwrap().unwrap().0, Event::Document);
        assert_eq!(stream.next().unwrap().unwrap().0, Event::Map);
        stream.skip().unwrap();
        assert_eq!(&text[stream.first_alias().unwrap()..][..2], "*x");
        assert_eq!(stream.next().unwrap(), None);
    }

    #[test]
    fn a_collection_is_passed_over_to_its_end() {
        let text = "a: {b: [c, {d: e}]}\nf: g\n";
        let mut stream = Stream::new(text);
        for _ in 0..4 {
            stream.next().unwrap();
        }
        assert_eq!(&text[stream.skip().unwrap()], "}");
        assert_eq!(&text[stream.next().unwrap().unwrap().1], "f");
    }

    #[test]
    fn nothing_that_is_written_is_told_from_what_is_quoted() {
        for (text, null) in [("a: ~", true), ("a:", true), ("a: null", true), ("a: 'null'", false)]
        {
            let mut stream = Stream::new(text);
            let value = (0..4).map(|_| stream.next().unwrap().unwrap().0).last().unwrap();
            assert_eq!(value.is_null(), null, "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        for text in ["[".repeat(10_000), "- ".repeat(10_000), "? ".repeat(10_000)] {
            let mut stream = Stream::new(&text);
            let error = std::iter::repeat_with(|| stream.next()).find_map(Result::err).unwrap();
            assert_eq!(error.kind, SyntaxErrorKind::TooLarge);
        }
    }
}
