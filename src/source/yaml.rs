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

use super::parsed::{Parsed, SyntaxError};

/// How many values all aliases of a file together may stand for.
const MAX_ALIASED: usize = 500_000;

/// Reads a YAML stream. Documents that hold nothing are left out.
pub(crate) fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    events::read(text).map(Parsed::new)
}
