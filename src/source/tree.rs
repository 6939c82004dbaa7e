//! The files of a target: those of a [folder], or those that a commit of it holds.
//!
//! Nothing in them is trusted: no link is followed out of the target, and every size, depth and
//! number is bounded.

mod folder;
#[cfg(any(test, fuzzing))]
mod given;

pub(crate) use folder::{Tree, plain};
#[cfg(any(test, fuzzing))]
pub(crate) use given::Given;

use crate::facts::ProblemKind;

/// Folders that hold what was installed or built, never what was written.
pub(crate) const PRUNED: &[&str] =
    &[".git", "node_modules", "bower_components", ".pnpm-store", ".yarn"];

/// The deepest folder that is looked into.
pub(crate) const MAX_DEPTH: usize = 64;

/// The most files that a target may hold before the walk is given up.
pub(crate) const MAX_FILES: usize = 2_000_000;

/// What is said of a link that leads out.
pub(crate) const OUTSIDE: &str = "is a link that leads out of the repository, and is not followed";

/// A file or folder that cannot be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread {
    /// Relative to the root, with `/`.
    pub(crate) path: String,
    pub(crate) kind: ProblemKind,
    pub(crate) reason: String,
}

/// Files by their paths, relative to a root.
pub(crate) trait Files: Sync {
    /// The files that `wanted` accepts, sorted, and the folders that could not be read.
    fn walk(&mut self, wanted: &dyn Fn(&str) -> bool) -> (Vec<String>, Vec<Unread>);

    /// The bytes of a file of at most `limit` bytes. Of a commit, only files that a walk has
    /// found are known.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unread>;

    /// Whether something that is no folder stands at a path. Where that is not known, as for what no
    /// walk of a commit has found, reading it tells.
    fn has(&self, _path: &str) -> bool {
        true
    }

    /// The files that `wanted` accepts, sorted; absent where no more is known than a walk has found.
    fn list(&self, _wanted: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
        None
    }

    /// Whether a file has these bytes.
    fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        self.read(path, bytes.len() as u64).is_ok_and(|read| read == bytes)
    }
}
