//! Lockfiles: one file a format, and [`groups`], which all of them fill.

mod groups;
mod integrity;
mod npm;
mod npm_entry;
mod npm_tree;
mod tarball;

pub(crate) use npm::package_lock;
