//! YAML 1.2 as the one tree. The parser's crate is named in `events` alone.
//!
//! Plain scalars are never interpreted: `on`, `yes` and `3.10` stay the text they are. An alias
//! shares the node it stands for; how much aliases may expand to is bounded, so that walking a
//! tree costs what its file looks like it costs.

mod events;
mod merge;
pub(crate) mod stream;
mod tree;

pub(crate) use merge::merged_entries;

use super::node::{Node, Style};
use super::outline::{Outline, Wanted};
use super::parsed::{Parsed, SyntaxError};
use stream::{Event, Stream};

/// How many values all aliases of a file together may stand for.
const MAX_ALIASED: usize = 500_000;

/// Reads a YAML stream. Documents that hold nothing are left out.
pub(crate) fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    events::read(text).map(Parsed::new)
}

/// What is wanted of a large file; nothing where that is too much, or the file cannot be read.
/// Aliases and merged mappings are not followed: no tool writes them into files of this size.
pub(crate) fn outline(text: &str, wanted: &Wanted) -> Option<Vec<Node>> {
    let mut outline = Outline::new(wanted);
    let mut stream = Stream::new(text);
    while let Some((event, mut span)) = stream.next().ok()? {
        let written = text.get(span.clone()).unwrap_or_default();
        match event {
            Event::Document => outline.start_document(),
            Event::List | Event::Map => outline.open(event == Event::List, span).ok()?,
            Event::End => {
                outline.close(Some(span).filter(|_| matches!(written, "]" | "}"))).ok()?
            }
            Event::Alias => outline.scalar("".into(), Style::Plain, span).ok()?,
            Event::Scalar { text: value, plain } => {
                let style = if plain { Style::Plain } else { Style::Quoted };
                // As in the tree: a value that is not written stands behind its colon, and a
                // block starts at its indicator, which no place in such a file asks for.
                let colon = text.as_bytes().get(span.start) == Some(&b':');
                if span.is_empty() && colon && outline.awaits_value() {
                    span = span.start + 1..span.start + 1;
                }
                outline.scalar(value, style, span).ok()?;
            }
        }
    }
    outline.documents()
}
