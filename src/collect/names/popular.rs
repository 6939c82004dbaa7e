//! The list of popular names, and what finds those that are near a name without a look at all.
//!
//! `popular.txt` is made from a public list; `docs/popular-names.md` says how and when.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::shapes::{compact, order, skeleton, words};

/// The list: comment lines with `#`, then a name a line, the most popular first.
pub(super) const TEXT: &str = include_str!("popular.txt");

/// Good names that are near to one of the list, in the same form.
const NEIGHBOURS: &str = include_str!("neighbours.txt");

/// The index of the list, made when the first name is asked for.
pub(super) static POPULAR: LazyLock<Popular> = LazyLock::new(|| Popular::new(TEXT));

/// Popular names, by what other names may share with them.
#[derive(Default)]
pub(super) struct Popular {
    /// The place of each name, from 1.
    ranks: HashMap<&'static str, u64>,
    /// Good names that are not in the list.
    neighbours: HashSet<&'static str>,
    /// The words that names are made of, in lower case.
    words: HashSet<String>,
    /// Scopes without their sign.
    scopes: HashSet<&'static str>,
    /// How many names without a scope begin with a word and `-`.
    families: HashMap<&'static str, u64>,
    skeletons: HashMap<String, Vec<&'static str>>,
    compacts: HashMap<String, Vec<&'static str>>,
    orders: HashMap<String, Vec<&'static str>>,
    /// Names without a scope.
    near_names: Near,
    /// Scopes without their sign.
    near_scopes: Near,
}

impl Popular {
    pub(super) fn new(text: &'static str) -> Self {
        let mut popular = Self { neighbours: names(NEIGHBOURS).collect(), ..Self::default() };
        for (name, rank) in names(text).zip(1..) {
            popular.ranks.insert(name, rank);
            let lower = name.to_ascii_lowercase();
            // `JSONStream` runs its words together.
            if lower == name {
                popular.words.extend(words(&lower).map(str::to_owned));
            }
            popular.skeletons.entry(skeleton(name)).or_default().push(name);
            popular.compacts.entry(compact(name)).or_default().push(name);
            if let Some((scope, _)) = scoped(name) {
                if popular.scopes.insert(scope) {
                    popular.near_scopes.insert(scope);
                }
                continue;
            }
            if let Some((first, _)) = name.split_once('-') {
                *popular.families.entry(first).or_default() += 1;
            }
            popular.orders.entry(order(name)).or_default().push(name);
            popular.near_names.insert(name);
        }
        popular
    }

    /// The place of a name in the list, from 1.
    pub(super) fn rank(&self, name: &str) -> Option<u64> {
        self.ranks.get(name).copied()
    }

    /// Whether the name is known to be that of a good package.
    pub(super) fn is_known(&self, name: &str) -> bool {
        self.ranks.contains_key(name) || self.neighbours.contains(name)
    }

    /// The name as the list has it, and its place.
    pub(super) fn entry(&self, name: &str) -> Option<(&'static str, u64)> {
        self.ranks.get_key_value(name).map(|(name, rank)| (*name, *rank))
    }

    /// Whether a popular name has this word, in lower case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether a popular package has this scope, without its sign.
    pub(super) fn is_scope(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }

    /// How many popular names without a scope begin with this word and `-`.
    pub(super) fn family(&self, word: &str) -> u64 {
        self.families.get(word).copied().unwrap_or_default()
    }

    /// Names that look the same.
    pub(super) fn looking_like(&self, skeleton: &str) -> &[&'static str] {
        self.skeletons.get(skeleton).map_or(&[], Vec::as_slice)
    }

    /// Names that are the same without separators.
    pub(super) fn spelt_like(&self, compact: &str) -> &[&'static str] {
        self.compacts.get(compact).map_or(&[], Vec::as_slice)
    }

    /// Names without a scope that have the same words.
    pub(super) fn of_words(&self, order: &str) -> &[&'static str] {
        self.orders.get(order).map_or(&[], Vec::as_slice)
    }

    /// Names without a scope that may be one edit away, and others.
    pub(super) fn near_name(&self, name: &str) -> impl Iterator<Item = &'static str> {
        self.near_names.of(name)
    }

    /// Scopes, without their sign, that may be one edit away, and others.
    pub(super) fn near_scope(&self, scope: &str) -> impl Iterator<Item = &'static str> {
        self.near_scopes.of(scope)
    }
}

/// The names of a file, a line each, without comments.
fn names(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The scope without its sign and the rest of a name that has one.
pub(super) fn scoped(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix('@')?.split_once('/')
}

/// The fewest letters of what is compared letter by letter.
const SHORTEST: usize = 5;

/// Finds what is one edit away. From five letters on such texts share the first two or the last
/// two, for an edit changes one letter or two that stand side by side; and their lengths differ by
/// one at most. So few are looked at.
#[derive(Default)]
struct Near {
    ends: HashMap<(End, usize), Vec<&'static str>>,
}

/// The first or the last two letters.
#[derive(PartialEq, Eq, Hash)]
enum End {
    First([u8; 2]),
    Last([u8; 2]),
}

impl End {
    fn both(text: &str) -> impl Iterator<Item = Self> {
        let bytes = text.as_bytes();
        let first = bytes.first_chunk().copied().map(Self::First);
        let last = bytes.last_chunk().copied().map(Self::Last);
        first.into_iter().chain(last)
    }
}

impl Near {
    fn insert(&mut self, text: &'static str) {
        for end in End::both(text) {
            self.ends.entry((end, text.len())).or_default().push(text);
        }
    }

    /// May give the same text twice.
    fn of(&self, text: &str) -> impl Iterator<Item = &'static str> {
        let lengths = text.len().saturating_sub(1)..=text.len() + 1;
        let keys = lengths.flat_map(|length| End::both(text).map(move |end| (end, length)));
        let keys = keys.filter(|(_, length)| *length >= SHORTEST);
        keys.filter_map(|key| self.ends.get(&key)).flatten().copied()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// How many names the list has: what limits by rank were chosen for.
    const NAMES: usize = 8000;

    #[test]
    fn the_list_is_whole() {
        let listed: Vec<_> = names(TEXT).collect();
        let different: HashSet<_> = listed.iter().collect();
        assert_eq!((listed.len(), different.len()), (NAMES, NAMES));
        let foreign = listed.iter().filter(|name| {
            let mut letters = name.chars();
            name.is_empty() || !letters.all(|c| c.is_ascii_alphanumeric() || "@/-_.~".contains(c))
        });
        assert_eq!(foreign.collect::<Vec<_>>(), Vec::<&&str>::new());
    }

    #[test]
    fn the_list_says_where_it_is_from() {
        let head: Vec<_> = TEXT.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(head.iter().any(|line| line.starts_with("# Source: github.com/")), "{head:?}");
        assert!(head.iter().any(|line| line.starts_with("# Commit: ")), "{head:?}");
    }

    #[test]
    fn what_people_install_is_popular() {
        for name in ["react", "express", "lodash", "typescript", "mysql", "@types/node"] {
            assert!(POPULAR.rank(name).unwrap() < 1000, "{name}");
        }
    }

    #[test]
    fn neighbours_are_no_part_of_the_list() {
        let both = names(NEIGHBOURS).filter(|name| POPULAR.rank(name).is_some());
        assert_eq!(both.collect::<Vec<_>>(), Vec::<&str>::new());
        assert!(POPULAR.is_known("graphiql") && POPULAR.is_known("react"));
    }

    #[test]
    fn an_edit_leaves_one_end() {
        let near: Vec<_> = POPULAR.near_name("lodahs").filter(|name| *name == "lodash").collect();
        assert_eq!(near, ["lodash"]);
        let swapped: Vec<_> = POPULAR.near_name("olda").collect();
        assert!(swapped.iter().all(|name| name.len() >= SHORTEST), "{swapped:?}");
        assert_eq!(POPULAR.near_name("a").count() + POPULAR.near_name("").count(), 0);
    }
}
