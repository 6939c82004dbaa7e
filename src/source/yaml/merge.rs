//! Merge keys: `<<: *defaults` and `<<: [*a, *b]`, as the YAML type repository describes them
//! (<https://yaml.org/type/merge.html>). The tree keeps `<<` as an ordinary member; who wants
//! the merged mapping asks here.

use std::collections::HashSet;

use crate::source::node::{Entry, Node, Style};

/// The members of a mapping with those of its merge keys: its own first, then the merged ones
/// in their order. Each key once: a mapping's own member wins over a merged one, an earlier
/// merged mapping over a later one, the last of a repeated key over the ones before.
pub(crate) fn merged_entries(node: &Node) -> Vec<&Entry> {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    gather(node, &mut seen, &mut entries);
    entries
}

/// Recursion and work are bounded by what the parser let aliases expand to.
fn gather<'a>(node: &'a Node, seen: &mut HashSet<&'a str>, into: &mut Vec<&'a Entry>) {
    let own = node.entries();
    let from = into.len();
    let ordinary = own.iter().rev().filter(|entry| !merges(entry));
    into.extend(ordinary.filter(|entry| seen.insert(entry.key.as_str())));
    if let Some(added) = into.get_mut(from..) {
        added.reverse();
    }
    for entry in own.iter().filter(|entry| merges(entry)) {
        if entry.value.is_list() {
            entry.value.items().iter().for_each(|item| gather(item, seen, into));
        } else {
            gather(&entry.value, seen, into);
        }
    }
}

/// A `<<` that holds a mapping or a list of mappings; with anything else it is a plain key.
fn merges(entry: &Entry) -> bool {
    let length = entry.key_span.len();
    // A quoted "<<" is the text, not the merge key.
    entry.key == "<<"
        && length == 2
        && !entry
            .value
            .scalar()
            .is_some_and(|scalar| scalar.style != Style::Plain || !scalar.is_null())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::yaml::parse;

    fn merged(text: &str, key: &str) -> Vec<(String, String)> {
        let parsed = parse(text).unwrap();
        merged_entries(parsed.documents[0].get(key).unwrap())
            .into_iter()
            .map(|entry| (entry.key.clone(), entry.value.text().unwrap_or("-").to_owned()))
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn own_members_win_over_merged_ones_and_earlier_mappings_over_later() {
        let text =
            "a: &a {x: a, y: a}\nb: &b {y: b, z: b}\nc:\n  <<: [*a, *b]\n  x: own\n  w: own\n";
        assert_eq!(merged(text, "c"), pairs(&[("x", "own"), ("w", "own"), ("y", "a"), ("z", "b")]));
    }

    #[test]
    fn merges_are_followed_through_merges() {
        let text = "a: &a {x: 1}\nb: &b\n  <<: *a\n  y: 2\nc:\n  <<: *b\n  z: 3\n  z: 4\n";
        assert_eq!(merged(text, "c"), pairs(&[("z", "4"), ("y", "2"), ("x", "1")]));
    }

    #[test]
    fn a_quoted_merge_key_and_a_scalar_one_are_members() {
        let text = "a: &a {x: 1}\nb:\n  \"<<\": *a\nc:\n  <<: text\n";
        assert_eq!(merged(text, "b"), pairs(&[("<<", "-")]));
        assert_eq!(merged(text, "c"), pairs(&[("<<", "text")]));
    }
}
