//! Lockfiles: one file a format, and [`groups`], which all of them fill.

mod bun;
mod bun_entry;
mod faults;
mod groups;
mod integrity;
mod npm;
mod npm_entry;
mod npm_tree;
mod pnpm;
mod relaxed;
mod tarball;
mod yarn;
mod yarn_berry;
mod yarn_blocks;
mod yarn_classic;
mod yarn_line;

pub(crate) use bun::bun_lock;
pub(crate) use npm::package_lock;
pub(crate) use pnpm::{is_pnpm_lock, pnpm_lock};
pub(crate) use yarn::yarn_lock;
