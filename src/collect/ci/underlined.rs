//! What an anchor underlines, for tests: the value at its pointer, in which each token must exist, and
//! of a text its characters.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use crate::source::anchor::{Anchor, Fragment};
use crate::source::yaml;

/// What is underlined in the text of the anchor's file; all of it where the anchor has no pointer.
pub(crate) fn underlined(text: &str, anchor: &Anchor) -> String {
    let document = yaml::parse(text).unwrap().documents.into_iter().next().unwrap();
    let mut node = &document;
    if let Fragment::Pointer(tokens) = &anchor.fragment {
        for token in tokens {
            node = match node.is_list() {
                true => &node.items()[token.parse::<usize>().unwrap()],
                false => node.get(token).unwrap(),
            };
        }
    }
    match &anchor.chars {
        Some(chars) => {
            let text = node.text().unwrap();
            assert!(chars.end <= text.chars().count(), "{anchor:?} leads past the end");
            text.chars().skip(chars.start).take(chars.len()).collect()
        }
        None => text[node.span.clone()].to_owned(),
    }
}
