//! What all of a file may come to: a definition is read once for each use, and uses double.

use std::cell::Cell;

use crate::source::node::Node;

/// What all of a file may come to: definitions are read once for each use.
#[derive(Debug)]
pub(super) struct Budget {
    /// Bytes that filling in may still make.
    room: Cell<usize>,
    /// Bytes of definitions that may still be read.
    reads: Cell<usize>,
    /// Steps, and calls of commands.
    steps: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { room: Cell::new(4 << 20), reads: Cell::new(32 << 20), steps: Cell::new(20_000) }
    }
}

impl Budget {
    /// The bytes that filling in may still make.
    pub(super) fn room(&self) -> usize {
        self.room.get()
    }

    /// Takes bytes that were filled in.
    pub(super) fn fill(&self, bytes: usize) {
        self.room.set(self.room.get().saturating_sub(bytes));
    }

    /// Takes bytes of definitions that are about to be read; false where there are too many.
    pub(super) fn read(&self, node: &Node) -> bool {
        let left = self.reads.get().checked_sub(node.resolved().span.len() + 64);
        self.reads.set(left.unwrap_or_default());
        left.is_some()
    }

    /// Takes a step.
    pub(super) fn step(&self, node: &Node) -> bool {
        let left = self.steps.get().checked_sub(1);
        self.steps.set(left.unwrap_or_default());
        left.is_some() && self.read(node)
    }
}
