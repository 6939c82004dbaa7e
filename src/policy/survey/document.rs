//! A document as it is judged: one flat list of words, in which each text stands once.
//!
//! The facts are gone through for each definition. As the structures that collectors fill they are
//! large, and every member must be asked for its name; here a member is told by a number, what is not
//! looked at is stepped over at once, and all of it is a few bytes for each value.

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::serial::{self, Error, Number};
use super::texts::{Text, Texts};
use super::words::Words;

/// A document, made for one plan: names and words that the plan knows have its numbers.
#[derive(Debug)]
pub(crate) struct Document {
    /// Each value is a word, whose lowest bits say what it is. Behind a list stand its items, behind an
    /// object its members, each the number of its name and its value.
    pub(super) words: Words,
    /// Numbers that have no place in a word.
    pub(super) numbers: Vec<Number>,
    /// The texts of the plan.
    pub(super) known: Arc<Texts>,
    /// All other texts: their numbers follow those of the plan.
    pub(super) texts: Texts,
    /// Of these, the ones that somebody has been shown: all that are shown share one.
    pub(super) shown: Vec<OnceLock<Arc<str>>>,
}

/// A value in a document.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    document: &'a Document,
    at: usize,
}

/// What a value is.
pub(crate) enum Value<'a> {
    Null,
    Flag(bool),
    Number(Number),
    Text(Text),
    List(Items<'a>),
    Object(Members<'a>),
}

/// The items of a list, in order.
pub(crate) struct Items<'a>(Range<'a>);

/// The members of an object, in the order that they were written in.
pub(crate) struct Members<'a>(Range<'a>);

/// Words that follow one another.
struct Range<'a> {
    document: &'a Document,
    at: usize,
    end: usize,
}

/// How many bits of a word say what it is.
pub(super) const KIND_BITS: u32 = 3;

/// The greatest number that stands in a word beside its kind.
pub(super) const MOST: u32 = u32::MAX >> KIND_BITS;

/// What a word is.
pub(super) mod kind {
    pub(in super::super) const NULL: u32 = 0;
    pub(in super::super) const FLAG: u32 = 1;
    /// A natural number.
    pub(in super::super) const SMALL: u32 = 2;
    /// The position of a number among the numbers.
    pub(in super::super) const NUMBER: u32 = 3;
    /// The number of a text.
    pub(in super::super) const TEXT: u32 = 4;
    /// How many words of items follow.
    pub(in super::super) const LIST: u32 = 5;
    /// How many words of members follow.
    pub(in super::super) const OBJECT: u32 = 6;
}

impl Document {
    /// The document of a value, for the plan that knows these texts.
    pub(crate) fn of(known: &Arc<Texts>, value: &impl Serialize) -> Result<Self, Error> {
        serial::document(known, value)
    }

    /// The document itself.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { document: self, at: 0 }
    }

    /// The text of a number.
    pub(crate) fn text(&self, text: Text) -> Option<&str> {
        match text.index().checked_sub(self.known.len()) {
            Some(own) => self.texts.at(own),
            None => self.known.at(text.index()),
        }
    }

    /// The text of a number that its plan does not know, to be kept.
    pub(crate) fn shared(&self, text: Text) -> Option<Arc<str>> {
        let own = text.index().checked_sub(self.known.len())?;
        let shown = self.shown.get(own)?;
        let text = self.texts.at(own)?;
        Some(Arc::clone(shown.get_or_init(|| text.into())))
    }

    /// Whether a text may stand in more than one place. What holds one that does not is like nothing
    /// else in the document.
    pub(crate) fn comes_again(&self, text: Text) -> bool {
        match text.index().checked_sub(self.known.len()) {
            Some(own) => self.texts.comes_again(own),
            None => true,
        }
    }

    /// The texts that its plan knows.
    pub(crate) fn known(&self) -> &Texts {
        &self.known
    }

    fn word(&self, at: usize) -> u32 {
        self.words.get(at).unwrap_or(kind::NULL)
    }
}

impl<'a> Node<'a> {
    /// What stands here.
    pub(crate) fn value(self) -> Value<'a> {
        let document = self.document;
        let word = document.word(self.at);
        let rest = word >> KIND_BITS;
        let range = || Range { document, at: self.at + 1, end: self.end() };
        match word & !(u32::MAX << KIND_BITS) {
            kind::FLAG => Value::Flag(rest != 0),
            kind::SMALL => Value::Number(Number::Natural(rest.into())),
            kind::NUMBER => {
                let number = usize::try_from(rest).ok().and_then(|at| document.numbers.get(at));
                number.map_or(Value::Null, |number| Value::Number(*number))
            }
            kind::TEXT => Value::Text(Text(rest)),
            kind::LIST => Value::List(Items(range())),
            kind::OBJECT => Value::Object(Members(range())),
            _ => Value::Null,
        }
    }

    /// Where the next value begins.
    fn end(self) -> usize {
        let word = self.document.word(self.at);
        let within = match word & !(u32::MAX << KIND_BITS) {
            kind::LIST | kind::OBJECT => usize::try_from(word >> KIND_BITS).unwrap_or(usize::MAX),
            _ => 0,
        };
        self.at.saturating_add(1).saturating_add(within)
    }
}

impl<'a> Range<'a> {
    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { document: self.document, at: self.at };
        self.at = node.end();
        Some(node)
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        self.0.next()
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (Text, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.at >= self.0.end {
            return None;
        }
        let name = Text(self.0.document.word(self.0.at));
        self.0.at += 1;
        Some((name, self.0.next()?))
    }
}
