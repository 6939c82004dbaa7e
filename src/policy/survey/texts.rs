//! Texts by numbers: each is kept once, and two are the same where their numbers are.

use std::collections::HashMap;
use std::sync::Arc;

/// The number of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Text(pub(super) u32);

/// The texts that have numbers, from 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    all: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, Text>,
    /// Of each, whether it came more than once.
    again: Vec<bool>,
}

impl Text {
    /// Its position among the texts.
    pub(crate) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl Texts {
    /// The number of a text, which gets one if it has none.
    pub(super) fn enter(&mut self, text: &str) -> Text {
        if let Some(known) = self.numbers.get(text) {
            if let Some(again) = self.again.get_mut(known.index()) {
                *again = true;
            }
            return *known;
        }
        let number = Text(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = text.into();
        self.all.push(Arc::clone(&text));
        self.again.push(false);
        self.numbers.insert(text, number);
        number
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<Text> {
        self.numbers.get(text).copied()
    }

    /// The text at a position.
    pub(super) fn at(&self, index: usize) -> Option<&Arc<str>> {
        self.all.get(index)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The texts in order, and of each whether it came more than once.
    pub(super) fn into_lists(self) -> (Vec<Arc<str>>, Vec<bool>) {
        (self.all, self.again)
    }
}
