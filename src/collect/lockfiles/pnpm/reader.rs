//! A lockfile's events with what every part of the reading asks of them: the next key, a text,
//! an open mapping. What is not of that shape is passed over and reported with its line.

use std::borrow::Cow;
use std::ops::Range;

use crate::collect::address::masked;
use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::parsed::SyntaxError;
use crate::source::text::LineIndex;
use crate::source::yaml::stream::{Event, Stream};

/// How many problems of a file are told one by one.
const TOLD: usize = 20;

/// What is missing where a part of a lockfile could not be read.
pub(crate) const CONTENT: [&str; 4] = [
    "lockfiles[*].agreement",
    "lockfiles[*].groups",
    "lockfiles[*].package_count",
    "lockfiles[*].packages",
];

/// A lockfile that is being read.
pub(crate) struct Reader<'a> {
    text: &'a str,
    place: &'a Place,
    stream: Stream<'a>,
    lines: Option<LineIndex<'a>>,
    problems: Vec<Problem>,
    /// How many problems are not told, and whether facts are missing because of one.
    untold: (usize, bool),
}

/// A key and its bytes.
pub(crate) type Key<'a> = (Cow<'a, str>, Range<usize>);

impl<'a> Reader<'a> {
    /// Starts at the beginning of the text.
    pub(crate) fn new(text: &'a str, place: &'a Place) -> Self {
        let stream = Stream::new(text);
        Self { text, place, stream, lines: None, problems: Vec::new(), untold: (0, false) }
    }

    /// Goes to the start of the next document.
    pub(crate) fn document(&mut self) -> Result<bool, SyntaxError> {
        while let Some((event, _)) = self.stream.next()? {
            if event == Event::Document {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The next key of the open mapping; nothing at its end. Keys that are no text, and merged
    /// mappings, are reported and left out.
    pub(crate) fn key(&mut self) -> Result<Option<Key<'a>>, SyntaxError> {
        loop {
            let Some((event, span)) = self.stream.next()? else { return Ok(None) };
            match event {
                Event::Scalar { text, plain } if !(plain && text == "<<") => {
                    return Ok(Some((text, span)));
                }
                Event::End | Event::Document => return Ok(None),
                Event::Scalar { .. } => {
                    self.unexpected(&span, "a merged mapping (`<<`) is not read");
                }
                Event::Alias => self.unexpected(&span, "a key that is an alias is not read"),
                Event::List | Event::Map => {
                    self.unexpected(&span, "a key that is no text is not read");
                    self.stream.skip()?;
                }
            }
            self.skip()?;
        }
    }

    /// Passes over the next value; gives the bytes at its end.
    pub(crate) fn skip(&mut self) -> Result<Range<usize>, SyntaxError> {
        match self.stream.next()? {
            Some((Event::List | Event::Map, _)) => self.stream.skip(),
            Some((_, span)) => Ok(span),
            None => Ok(self.text.len()..self.text.len()),
        }
    }

    /// The next value, which is to be a text; nothing where it is null or something else.
    pub(crate) fn text(&mut self, what: &str) -> Result<Option<Cow<'a, str>>, SyntaxError> {
        match self.stream.next()? {
            Some((event, _)) if event.is_null() => Ok(None),
            Some((Event::Scalar { text, .. }, _)) => Ok(Some(text)),
            other => {
                self.refuse(other, &format!("{what} must be a text"))?;
                Ok(None)
            }
        }
    }

    /// Opens the next value, which is to be a mapping; `null` is an empty one.
    pub(crate) fn open(&mut self, what: &str) -> Result<bool, SyntaxError> {
        match self.stream.next()? {
            Some((Event::Map, _)) => Ok(true),
            Some((event, _)) if event.is_null() => Ok(false),
            other => {
                self.refuse(other, &format!("{what} must be a mapping"))?;
                Ok(false)
            }
        }
    }

    /// Opens the next value, which is to be a mapping or a text.
    pub(crate) fn open_or_text(
        &mut self,
        what: &str,
    ) -> Result<Option<Option<Cow<'a, str>>>, SyntaxError> {
        match self.stream.next()? {
            Some((Event::Map, _)) => Ok(Some(None)),
            Some((Event::Scalar { text, .. }, _)) => Ok(Some(Some(text))),
            other => {
                self.refuse(other, &format!("{what} must be a mapping or a text"))?;
                Ok(None)
            }
        }
    }

    /// The next item of the open list that is a text; nothing at the list's end.
    pub(crate) fn item_text(&mut self) -> Result<Option<Cow<'a, str>>, SyntaxError> {
        loop {
            match self.stream.next()? {
                None | Some((Event::End | Event::Document, _)) => return Ok(None),
                Some((Event::Scalar { text, .. }, _)) => return Ok(Some(text)),
                other => self.refuse(other, "an item must be a text")?,
            }
        }
    }

    /// Opens the next value, which is to be a list.
    pub(crate) fn open_list(&mut self, what: &str) -> Result<bool, SyntaxError> {
        match self.stream.next()? {
            Some((Event::List, _)) => Ok(true),
            other => {
                self.refuse(other, &format!("{what} must be a list"))?;
                Ok(false)
            }
        }
    }

    /// Opens the next item of the open list, which is to be a mapping; nothing at the list's end.
    pub(crate) fn item(&mut self, what: &str) -> Result<Option<bool>, SyntaxError> {
        match self.stream.next()? {
            None | Some((Event::End | Event::Document, _)) => Ok(None),
            Some((Event::Map, _)) => Ok(Some(true)),
            other => {
                self.refuse(other, &format!("{what} must be a mapping"))?;
                Ok(Some(false))
            }
        }
    }

    /// Reports the value that this event starts, and passes over the rest of it.
    fn refuse(
        &mut self,
        event: Option<(Event<'a>, Range<usize>)>,
        reason: &str,
    ) -> Result<(), SyntaxError> {
        let Some((event, span)) = event else { return Ok(()) };
        let alias = if event == Event::Alias { ", an alias is not followed" } else { "" };
        self.unexpected(&span, &format!("{reason}{alias}"));
        if matches!(event, Event::List | Event::Map) {
            self.stream.skip()?;
        }
        Ok(())
    }

    /// A part that is not of the shape that the format asks for.
    pub(crate) fn unexpected(&mut self, span: &Range<usize>, reason: &str) {
        self.problem(ProblemKind::Unexpected, span.start, &CONTENT, || reason.to_owned());
    }

    /// A key that stood before in the same mapping.
    pub(crate) fn duplicate(&mut self, key: &str, span: &Range<usize>, first: usize) {
        let (line, _) = self.position(first);
        self.problem(ProblemKind::DuplicateKey, span.start, &[], || {
            format!(
                "the key `{}` stands on line {line} already; the last one counts here, and pnpm \
                 refuses such a file",
                masked(key)
            )
        });
    }

    /// The text from an offset up to another, without white space at its end.
    pub(crate) fn written(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default().trim_end()
    }

    /// The end of what was read last; for a collection, what comes after it may stand before.
    pub(crate) fn at(&self) -> usize {
        self.stream.at()
    }

    /// The place of the line that holds a byte.
    pub(crate) fn line(&mut self, offset: usize) -> Place {
        let (line, _) = self.position(offset);
        self.place.line(line)
    }

    /// The line and column of a byte.
    fn position(&mut self, offset: usize) -> (usize, usize) {
        self.lines.get_or_insert_with(|| LineIndex::new(self.text)).position(offset)
    }

    /// The problems, by line; what was too much is told in one.
    pub(crate) fn problems(mut self) -> Vec<Problem> {
        if let Some(offset) = self.stream.first_alias() {
            self.problem(ProblemKind::Unexpected, offset, &[], || {
                "the lockfile holds an alias, which pnpm does not write: write it again".to_owned()
            });
        }
        let (untold, missing) = self.untold;
        if untold > 0 {
            let facts = if missing { CONTENT.as_slice() } else { &[] };
            self.problems.push(Problem {
                at: self.place.at(),
                kind: ProblemKind::Unexpected,
                facts: facts.iter().map(|fact| (*fact).to_owned()).collect(),
                reason: format!("the lockfile has {untold} more problems of this kind"),
            });
        }
        self.problems
    }

    fn problem(
        &mut self,
        kind: ProblemKind,
        offset: usize,
        facts: &[&str],
        reason: impl FnOnce() -> String,
    ) {
        if self.problems.len() >= TOLD {
            self.untold = (self.untold.0 + 1, self.untold.1 || !facts.is_empty());
            return;
        }
        let at = self.line(offset).at();
        self.problems.push(Problem {
            at,
            kind,
            facts: facts.iter().map(|fact| (*fact).to_owned()).collect(),
            reason: reason(),
        });
    }
}
