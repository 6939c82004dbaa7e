//! Texts by numbers: each is kept once, and two are the same where their numbers are.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The number of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Text(pub(super) u32);

/// How many bytes of texts lie in one piece, if they are not of one long text.
const PIECE: usize = 1 << 12;

/// The texts that have numbers, from 0.
///
/// They lie one behind the other: each by itself would stand in the room that the facts leave while
/// they are written, and keep all of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    pieces: Vec<String>,
    places: Vec<Place>,
    numbers: HashTable<u32>,
    hashes: DefaultHashBuilder,
}

/// Where a text lies.
#[derive(Debug, Clone, Copy)]
struct Place {
    piece: u32,
    start: u32,
    end: u32,
    /// Whether it came more than once.
    again: bool,
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
        let hash = self.hashes.hash_one(text);
        let Self { pieces, places, numbers, hashes } = self;
        let known = numbers.find(hash, |number| at(pieces, places, *number) == Some(text));
        if let Some(number) = known {
            if let Some(place) = places.get_mut(Text(*number).index()) {
                place.again = true;
            }
            return Text(*number);
        }
        let number = u32::try_from(places.len()).unwrap_or(u32::MAX);
        places.push(laid(pieces, text));
        let hash_of =
            |number: &u32| hashes.hash_one(at(pieces, places, *number).unwrap_or_default());
        numbers.insert_unique(hash, number, hash_of);
        Text(number)
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<Text> {
        let Self { pieces, places, numbers, hashes } = self;
        let is = |number: &u32| at(pieces, places, *number) == Some(text);
        numbers.find(hashes.hash_one(text), is).copied().map(Text)
    }

    /// The text at a position.
    pub(super) fn at(&self, index: usize) -> Option<&str> {
        at(&self.pieces, &self.places, u32::try_from(index).ok()?)
    }

    /// Whether the text at a position came more than once.
    pub(super) fn comes_again(&self, index: usize) -> bool {
        self.places.get(index).is_none_or(|place| place.again)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Ends the entering: from here on texts are told by their numbers alone.
    pub(super) fn close(&mut self) {
        self.numbers = HashTable::new();
        self.places.shrink_to_fit();
    }
}

fn at<'a>(pieces: &'a [String], places: &[Place], number: u32) -> Option<&'a str> {
    let place = places.get(Text(number).index())?;
    let piece = pieces.get(usize::try_from(place.piece).ok()?)?;
    piece.get(usize::try_from(place.start).ok()?..usize::try_from(place.end).ok()?)
}

/// Puts a text behind the others.
fn laid(pieces: &mut Vec<String>, text: &str) -> Place {
    let fits = |piece: &String| piece.len() + text.len() <= PIECE;
    if !pieces.last().is_some_and(fits) {
        // Of few texts there is one small piece.
        let room = if pieces.is_empty() { 0 } else { PIECE.max(text.len()) };
        pieces.push(String::with_capacity(room));
    }
    let piece = small(pieces.len().saturating_sub(1));
    let Some(last) = pieces.last_mut() else {
        return Place { piece, start: 0, end: 0, again: false };
    };
    let start = small(last.len());
    last.push_str(text);
    Place { piece, start, end: small(last.len()), again: false }
}

/// A position as it is written down. There are never as many of anything: a document of more than
/// 2^29 words is refused.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_numbers_whatever_their_length() {
        let mut texts = Texts::default();
        let long = "é".repeat(PIECE);
        let all: Vec<String> =
            (0..2000).map(|n| n.to_string()).chain(["".to_owned(), long]).collect();
        let numbers: Vec<Text> = all.iter().map(|text| texts.enter(text)).collect();
        for (text, number) in all.iter().zip(numbers) {
            assert_eq!(texts.at(number.index()), Some(text.as_str()));
            assert_eq!(texts.find(text), Some(number));
            assert!(!texts.comes_again(number.index()));
        }
        let again = texts.enter("1999");
        assert!(texts.comes_again(again.index()) && texts.len() == 2002);
        assert_eq!(texts.find("2000"), None);
    }
}
