//! Sources: files read without leaving their folder, the tree they become, and the way from an
//! anchor to bytes.
//!
//! Each format has one file that knows its parser; everything else sees [`node::Node`].

pub(crate) mod anchor;
pub(crate) mod git;
pub(crate) mod json;
pub(crate) mod locate;
pub(crate) mod node;
pub(crate) mod outline;
pub(crate) mod parsed;
pub(crate) mod rc;
#[cfg(test)]
mod round_trip;
mod scalar;
pub(crate) mod text;
pub(crate) mod toml;
pub(crate) mod tree;
pub(crate) mod value;
pub(crate) mod yaml;
