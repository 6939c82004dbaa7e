//! What was worked out about the large nodes of a document, so that thousands of findings in one
//! mapping or one script do not each read all of it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::source::node::{Entry, Node};
use crate::source::scalar::{CharMap, chars_to_bytes};

/// From how many members on, and from how long a text on, an answer is kept.
const LARGE_MAPPING: usize = 64;
const LARGE_TEXT: usize = 1024;

/// Nodes are known by their spans: two mappings, or two scalars, never have the same one, and
/// the copies that aliases share are alike.
type BySpan<T> = Mutex<HashMap<(usize, usize), Arc<T>>>;

/// The answers that are kept.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The places of a mapping's members, in the order of their keys and then of the text.
    members: BySpan<Vec<usize>>,
    chars: BySpan<CharMap>,
}

impl Index {
    /// The last member with this key, as [`Node::entry`] gives it.
    pub(super) fn entry<'a>(&self, node: &'a Node, key: &str) -> Option<&'a Entry> {
        let entries = node.entries();
        if entries.len() < LARGE_MAPPING {
            return node.entry(key);
        }
        let key_at = |place: usize| entries.get(place).map(|entry| entry.key.as_str());
        let sorted = kept(&self.members, node.resolved(), || {
            let mut places: Vec<usize> = (0..entries.len()).collect();
            places.sort_by_key(|place| key_at(*place));
            Some(places)
        })?;
        let behind = sorted.partition_point(|place| key_at(*place) <= Some(key));
        let place = *sorted.get(behind.checked_sub(1)?)?;
        entries.get(place).filter(|entry| entry.key == key)
    }

    /// The bytes of characters of a scalar, as [`chars_to_bytes`] gives them.
    pub(super) fn bytes(
        &self,
        source: &str,
        node: &Node,
        chars: Range<usize>,
    ) -> Option<Range<usize>> {
        if node.scalar()?.text.len() < LARGE_TEXT {
            return chars_to_bytes(source, node, chars);
        }
        kept(&self.chars, node.resolved(), || CharMap::new(source, node))?.bytes(chars)
    }
}

fn kept<T>(map: &BySpan<T>, node: &Node, make: impl FnOnce() -> Option<T>) -> Option<Arc<T>> {
    let span = (node.span.start, node.span.end);
    // What is kept is whole at any time, so a thread that died with the lock does no harm.
    let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = map.get(&span) {
        return Some(Arc::clone(found));
    }
    let made = Arc::new(make()?);
    map.insert(span, Arc::clone(&made));
    Some(made)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::yaml;

    #[test]
    fn a_large_mapping_answers_like_a_small_one() {
        let mut text: String = (0..500).map(|n| format!("k{n}: é{n}\n")).collect();
        text.push_str("k7: last\n");
        let root = yaml::parse(&text).unwrap().documents.remove(0);
        let index = Index::default();
        for key in ["k0", "k7", "k499", "k500", "", "z", "k"] {
            assert_eq!(index.entry(&root, key), root.entry(key), "{key}");
        }
        assert_eq!(index.entry(&root, "k7").unwrap().value.text(), Some("last"));
    }

    #[test]
    fn a_long_script_answers_like_a_short_one() {
        let text = format!("run: |\n{}  npm publish é\n", "  x é y\n".repeat(500));
        let root = yaml::parse(&text).unwrap().documents.remove(0);
        let node = root.get("run").unwrap();
        let start = 500 * 6;
        let index = Index::default();
        for _ in 0..2 {
            let range = index.bytes(&text, node, start..start + 13).unwrap();
            assert_eq!(&text[range], "npm publish é");
        }
        assert_eq!(index.bytes(&text, node, start..start + 99), None);
    }
}
