//! Whether a name can be taken for a popular one, and in what they differ.
//!
//! Few and right, rather than many: what people call their packages for good reasons, a plugin
//! after its host or a port after the original, resembles nothing here. A name that is popular
//! itself never does.

use super::edit::{edit, is_slip};
use super::popular::{Popular, scoped};
use super::shapes::{compact, order, skeleton, stems, words};
use crate::facts::{Resemblance, ResemblanceKind};

/// The longest name that a registry takes (npm documentation, "package.json", name).
const LONGEST: usize = 214;

/// The fewest letters of names that are compared without their separators, and of words that are
/// compared by their look.
const SHORTEST: usize = 5;

/// The last ranks at which a kind counts.
const SEPARATOR: u64 = 4000;
const SCOPE_IN_NAME: u64 = 4000;
const NAME_IN_SCOPE: u64 = 2000;
const AFFIX: u64 = 3000;
const ORDER: u64 = 1000;

/// From how many popular names on a first word is one that everybody uses, `babel-`.
const FAMILY: u64 = 3;

/// The popular name that this one can be taken for: of several the one with the strongest
/// evidence, of equals the most popular.
pub(super) fn resemblance(name: &str, popular: &Popular) -> Option<Resemblance> {
    let name = match scoped(name) {
        Some(_) => name,
        // `@types-node` is no name; what is meant may be one.
        None => name.trim_start_matches('@'),
    };
    // New names have no letters in upper case, and what exists with them is old.
    let upper = name.bytes().any(|byte| byte.is_ascii_uppercase());
    if name.len() > LONGEST || upper || popular.is_known(name) {
        return None;
    }
    let scope = scoped(name).map(|(scope, _)| scope);
    // Nobody but its owner publishes in a scope.
    if scope.is_some_and(|scope| popular.is_scope(scope)) {
        return None;
    }
    let mut found = Vec::new();
    looks(name, popular, &mut found);
    if name.is_ascii() {
        separators(name, popular, &mut found);
        match scoped(name) {
            Some((scope, rest)) => other_scope(scope, rest, popular, &mut found),
            None => {
                edits(name, popular, &mut found);
                affixes(name, popular, &mut found);
            }
        }
    }
    found.into_iter().min_by_key(|found| (strength(found.how), found.rank))
}

/// The strongest evidence first.
fn strength(how: ResemblanceKind) -> u8 {
    match how {
        ResemblanceKind::Confusable => 0,
        ResemblanceKind::Separator => 1,
        ResemblanceKind::Scope => 2,
        ResemblanceKind::Edit => 3,
        ResemblanceKind::Affix => 4,
    }
}

fn add(
    found: &mut Vec<Resemblance>,
    popular: &Popular,
    name: &str,
    how: ResemblanceKind,
    last: u64,
) {
    let entry = popular.entry(name).filter(|(_, rank)| *rank <= last);
    found.extend(entry.map(|(name, rank)| Resemblance { name: name.to_owned(), how, rank }));
}

/// Names that look the same.
fn looks(name: &str, popular: &Popular, found: &mut Vec<Resemblance>) {
    for other in popular.looking_like(&skeleton(name)) {
        let lower = other.to_ascii_lowercase();
        let disguised = if !name.is_ascii() {
            true
        } else if lower == name {
            name.len() >= SHORTEST && !popular.is_word(name)
        } else {
            let mut pairs = words(name).zip(words(&lower)).filter(|(ours, theirs)| ours != theirs);
            words(name).count() == words(&lower).count()
                && pairs.all(|(ours, theirs)| theirs.len() >= SHORTEST && !popular.is_word(ours))
        };
        if disguised {
            add(found, popular, other, ResemblanceKind::Confusable, u64::MAX);
        }
    }
}

/// Names that differ in separators, or have the scope written into the name.
fn separators(name: &str, popular: &Popular, found: &mut Vec<Resemblance>) {
    let compact = compact(name);
    if compact.len() < SHORTEST {
        return;
    }
    for other in popular.spelt_like(&compact).iter().filter(|other| **other != name) {
        match (scoped(name), scoped(other)) {
            // The case alone differs, which is a matter of looks.
            (None, None) if other.eq_ignore_ascii_case(name) => {}
            (None, None) => add(found, popular, other, ResemblanceKind::Separator, SEPARATOR),
            (None, Some((scope, _))) => {
                // `babel-core`: before there were scopes, this is how names were made.
                let word = scope.split('-').next().unwrap_or(scope);
                let first = name.strip_prefix(scope).is_some_and(|rest| rest.starts_with('-'));
                if !first || popular.family(word) < FAMILY {
                    add(found, popular, other, ResemblanceKind::Scope, SCOPE_IN_NAME);
                }
            }
            (Some(_), None) => add(found, popular, other, ResemblanceKind::Scope, NAME_IN_SCOPE),
            (Some(_), Some(_)) => {}
        }
    }
}

/// The same name in a scope that is nearly the popular one.
fn other_scope(scope: &str, rest: &str, popular: &Popular, found: &mut Vec<Resemblance>) {
    for other in popular.near_scope(scope) {
        if is_slip(scope, other, 1, |word| popular.is_word(word)) {
            let meant = format!("@{other}/{rest}");
            add(found, popular, &meant, ResemblanceKind::Scope, u64::MAX);
        }
    }
}

/// Names that are one slip away.
fn edits(name: &str, popular: &Popular, found: &mut Vec<Resemblance>) {
    for other in popular.near_name(name).filter(|other| edit(name, other).is_some()) {
        let rank = popular.rank(other).unwrap_or(u64::MAX);
        let lower = other.to_ascii_lowercase();
        if is_slip(name, &lower, rank, |word| popular.is_word(word)) {
            add(found, popular, other, ResemblanceKind::Edit, u64::MAX);
        }
    }
}

/// Names with a word more, or with their words in another order.
fn affixes(name: &str, popular: &Popular, found: &mut Vec<Resemblance>) {
    for stem in stems(name) {
        for other in popular.spelt_like(&compact(stem)) {
            if scoped(other).is_none() {
                add(found, popular, other, ResemblanceKind::Affix, AFFIX);
            }
        }
    }
    for other in popular.of_words(&order(name)) {
        if compact(other) != compact(name) {
            add(found, popular, other, ResemblanceKind::Affix, ORDER);
        }
    }
}
