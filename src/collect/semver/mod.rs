//! Versions and ranges as npm understands them.
//!
//! semver.org says what a version is, and nothing of ranges; npm's package `semver` is what every
//! package manager of the ecosystem asks, in its *loose* form: `v1.2.3`, `=1.2.3` and `1.2.3beta`
//! are versions, and a part of a range that is none is passed over. Its README, sections
//! "Versions", "Ranges" and "Prerelease Tags". Checked against it on 60,000 random cases; some
//! hundreds of them stand in `cases.txt`.

mod plain;
mod range;
mod rewrite;
mod version;

pub(crate) use range::Range;
pub(crate) use version::Version;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
