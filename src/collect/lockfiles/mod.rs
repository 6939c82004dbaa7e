//! Lockfiles: one file a format, and [`groups`], which all of them fill.

mod bun;
mod bun_entry;
mod bun_workspaces;
mod faults;
mod groups;
mod integrity;
mod npm;
mod npm_entry;
mod npm_recorded;
mod npm_tree;
mod pnpm;
mod recorded;
mod relaxed;
mod stale;
mod tarball;
mod yarn;
mod yarn_berry;
mod yarn_blocks;
mod yarn_classic;
mod yarn_line;
mod yarn_recorded;

pub(crate) use bun::bun_lock;
pub(crate) use groups::Entries;
pub(crate) use npm::package_lock;
pub(crate) use pnpm::{is_pnpm_lock, package_of, pnpm_lock};
pub(crate) use recorded::{Asked, Importer, Installed, Recorded, Wanted};
pub(crate) use stale::settle;
pub(crate) use tarball::{is_registry_path, tells};
pub(crate) use yarn::yarn_lock;
pub(crate) use yarn_berry::ident;

use crate::facts::{Lockfile, LockfileKind, PackageGroups};
use crate::source::anchor::Place;

/// A lockfile of which nothing is read but its name: it is there, and not missing.
pub(crate) fn named(file: &str, kind: LockfileKind) -> Lockfile {
    Lockfile {
        at: Place::file(file).at(),
        directory: super::folder(file).to_owned(),
        kind,
        version: None,
        read: false,
        package_count: 0,
        groups: PackageGroups::default(),
        in_use: None,
        agreement: None,
        internal: Vec::new(),
        looked_for: Vec::new(),
        packages: Vec::new(),
    }
}
