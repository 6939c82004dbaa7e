//! One edit between two names, and from which popularity on it is more than chance.
//!
//! Edits as of Damerau: a letter more, less or other, or two neighbours that changed places. Short
//! names have many neighbours, and a slip at the ends makes other words, `preact`, `colors`; there
//! only names that everybody types are compared.

use super::shapes::words;

/// What was done to a popular name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edit<'a> {
    kind: EditKind,
    /// How many letters stand before it.
    before: usize,
    /// How many letters stand behind it.
    behind: usize,
    /// The letters that it touches, in both.
    letters: (&'a [u8], &'a [u8]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EditKind {
    Inserted,
    Deleted,
    Replaced,
    Swapped,
}

/// The edit that makes `name` of `popular`, if it is exactly one.
pub(super) fn edit<'a>(name: &'a str, popular: &'a str) -> Option<Edit<'a>> {
    let (ours, theirs) = (name.as_bytes(), popular.as_bytes());
    let before = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
    let (our_rest, their_rest) = (ours.get(before..)?, theirs.get(before..)?);
    let same = our_rest.iter().rev().zip(their_rest.iter().rev());
    let behind = same.take_while(|(a, b)| a == b).count();
    let letters =
        (our_rest.get(..our_rest.len() - behind)?, their_rest.get(..their_rest.len() - behind)?);
    let kind = match letters {
        ([_], []) => EditKind::Inserted,
        ([], [_]) => EditKind::Deleted,
        ([_], [_]) => EditKind::Replaced,
        ([a, b], [c, d]) if (a, b) == (d, c) => EditKind::Swapped,
        _ => return None,
    };
    Some(Edit { kind, before, behind, letters })
}

/// Whether the edit that makes `name` of `popular`, which has this rank, is a slip rather than
/// another name. `is_word` knows the words of popular names: who writes one means it.
pub(super) fn is_slip(
    name: &str,
    popular: &str,
    rank: u64,
    is_word: impl Fn(&str) -> bool,
) -> bool {
    let (ours, theirs): (Vec<_>, Vec<_>) = (words(name).collect(), words(popular).collect());
    if ours.len() != theirs.len() {
        return false;
    }
    let mut different = ours.iter().zip(&theirs).filter(|(a, b)| a != b);
    let (Some((our, their)), None) = (different.next(), different.next()) else {
        return false;
    };
    let Some(edit) = edit(our, their).filter(|_| !is_word(our)) else {
        return false;
    };
    let (a, b) = edit.letters;
    // What is called `…x` is a fork, and means to be told from the original.
    if edit.kind == EditKind::Inserted && edit.behind == 0 && a == b"x" {
        return false;
    }
    // `es5` and `es6` are versions.
    if a.iter().chain(b).any(u8::is_ascii_digit) {
        return false;
    }
    let letters = |words: &[&str]| words.iter().map(|word| word.len()).sum::<usize>();
    let rest = letters(&theirs) - their.len();
    // Other words that agree are evidence too.
    let enough = their.len() >= 4 || (edit.kind == EditKind::Swapped && their.len() >= 2);
    let length = their.len() + if enough { (rest / 3).min(3) } else { 0 };
    rank <= edit.least_popular(our, length)
}

impl Edit<'_> {
    /// The last rank at which this edit of a word of so many letters counts. `docs/popular-names.md`
    /// tells what the limits were measured on.
    fn least_popular(&self, word: &str, length: usize) -> u64 {
        const ANY: u64 = u64::MAX;
        let frequent = self.kind == EditKind::Swapped || self.is_doubled(word);
        let first = self.before == 0;
        let last = self.behind == 0 && self.kind != EditKind::Swapped;
        match (length, frequent, first, last) {
            (..5, ..) => 0,
            // The slips of typing, and of squatters.
            (5, true, true, _) => 0,
            (6, true, true, _) => 1000,
            (_, true, true, _) => 3000,
            (5, true, ..) => 3000,
            (_, true, ..) => ANY,
            (5 | 6, _, true, _) => 0,
            (7, _, true, _) => 1000,
            (_, _, true, _) => 3000,
            (5, _, _, true) => 200,
            (6, _, _, true) => 500,
            (7, _, _, true) => 2000,
            (_, _, _, true) => ANY,
            (5, ..) => 300,
            (6, ..) => 1500,
            (7, ..) => 4000,
            _ => ANY,
        }
    }

    /// A letter that stands twice, or no longer: `expresss`, `expres`.
    fn is_doubled(&self, word: &str) -> bool {
        let letter = match self.letters {
            ([letter], []) | ([], [letter]) => letter,
            _ => return false,
        };
        let word = word.as_bytes();
        let inserted = usize::from(self.kind == EditKind::Inserted);
        let neighbours = [
            self.before.checked_sub(1).and_then(|at| word.get(at)),
            word.get(self.before + inserted),
        ];
        neighbours.contains(&Some(letter))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn kind(name: &str, popular: &str) -> Option<EditKind> {
        edit(name, popular).map(|edit| edit.kind)
    }

    #[test]
    fn exactly_one_edit() {
        assert_eq!(kind("lodashs", "lodash"), Some(EditKind::Inserted));
        assert_eq!(kind("lodsh", "lodash"), Some(EditKind::Deleted));
        assert_eq!(kind("lodesh", "lodash"), Some(EditKind::Replaced));
        assert_eq!(kind("lodahs", "lodash"), Some(EditKind::Swapped));
        for (name, popular) in
            [("lodash", "lodash"), ("lodhsa", "lodash"), ("", "lodash"), ("lo", "lodash")]
        {
            assert_eq!(kind(name, popular), None, "{name}");
        }
        assert_eq!(kind("é", "e"), None);
    }

    #[test]
    fn a_letter_that_stands_twice() {
        for (name, popular) in [("expresss", "express"), ("expres", "express"), ("aa", "a")] {
            assert!(edit(name, popular).unwrap().is_doubled(name), "{name}");
        }
        assert!(!edit("expressx", "express").unwrap().is_doubled("expressx"));
        assert!(!edit("expess", "express").unwrap().is_doubled("expess"));
    }

    #[test]
    fn popularity_decides_where_letters_do_not() {
        let slip = |name, popular, rank| is_slip(name, popular, rank, |word| word == "colors");
        assert!(slip("lodahs", "lodash", 8000));
        assert!(slip("axios-mok", "axios-mock", 10));
        assert!(slip("momemt", "moment", 1500) && !slip("momemt", "moment", 1501));
        assert!(!slip("colors", "color", 1));
        assert!(!slip("preact", "react", 1));
        assert!(!slip("standardx", "standard", 1));
        assert!(!slip("es5-ext", "es6-ext", 1));
        assert!(!slip("m", "ms", 1));
    }
}
