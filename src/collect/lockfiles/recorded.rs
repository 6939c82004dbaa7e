//! What a lockfile tells of the manifests that it was made for, in words that formats share; kept
//! only where a rule asks for agreement.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::groups::Entries;
use crate::collect::address::masked;
use crate::facts::DependencyKind;

/// What is wanted of a lockfile besides the groups.
#[derive(Debug, Default)]
pub(crate) struct Wanted<'r> {
    /// Packages one by one.
    pub(crate) entries: Entries,
    /// What it tells of manifests.
    pub(crate) recorded: Option<&'r mut Recorded>,
}

impl From<bool> for Wanted<'_> {
    fn from(entries: bool) -> Self {
        Self { entries: entries.into(), recorded: None }
    }
}

/// What one lockfile tells.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    /// What each manifest asked for when the lockfile was written, by its folder relative to the
    /// lockfile's, `.` for that itself. Yarn 1 does not tell.
    pub(crate) importers: BTreeMap<String, Importer>,
    /// What is locked: by place for npm, `packages/a/node_modules/b`; by the path of names for bun;
    /// by descriptor for Yarn, `a@npm:^1.0.0`.
    pub(crate) installed: HashMap<String, Installed>,
    /// What packages of Yarn 1 ask for, `a@^1.0.0`.
    pub(crate) needed: HashSet<String>,
    /// The overrides that it was made with, where the format tells.
    pub(crate) overrides: BTreeMap<String, Asked>,
    /// pnpm's catalogs, by catalog and name.
    pub(crate) catalogs: BTreeMap<(String, String), Asked>,
    /// What changes manifests before they are locked.
    pub(crate) changed_by: ChangedBy,
    /// Why nothing can be said, although the packages could be read.
    pub(crate) unknown: Option<&'static str>,
}

/// What changes manifests before pnpm locks them.
#[derive(Debug, Default)]
pub(crate) struct ChangedBy {
    /// A `.pnpmfile.cjs`, which may change anything.
    pub(crate) hooks: bool,
    /// `packageExtensions`, which add dependencies.
    pub(crate) extensions: bool,
    /// Links are left out of the lockfile.
    pub(crate) links_left_out: bool,
    /// Peers are installed as if they were dependencies.
    pub(crate) peers_installed: bool,
    /// Optional dependencies that are left out, or patterns of them.
    pub(crate) ignored: Vec<String>,
}

/// One manifest as it was.
#[derive(Debug, Default)]
pub(crate) struct Importer {
    /// Its place in the lockfile.
    pub(crate) at: String,
    /// What it asked for, by name and kind. Yarn does not tell kinds apart.
    pub(crate) asked: BTreeMap<(String, DependencyKind), Asked>,
}

impl Importer {
    /// What it asked for under a name, in one list.
    pub(crate) fn in_list(&self, name: &str, kind: DependencyKind) -> Option<&Asked> {
        self.asked.get(&(name.to_owned(), kind))
    }

    /// What it asked for under a name, in any list.
    pub(crate) fn named<'i>(&'i self, name: &str) -> impl Iterator<Item = &'i Asked> {
        let first = (name.to_owned(), DependencyKind::Production);
        let last = (name.to_owned(), DependencyKind::Peer);
        self.asked.range(first..=last).map(|(_, asked)| asked)
    }
}

/// One specification as it was, and what it became.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The place.
    pub(crate) at: String,
    /// The specification, without credentials.
    pub(crate) spec: Option<String>,
    /// What it became: a version with its peers, a key of `packages`, `link:…`.
    pub(crate) version: Option<String>,
}

impl Asked {
    /// A specification by itself.
    pub(crate) fn new(at: String, spec: &str) -> Self {
        Self { at, spec: Some(masked(spec).into_owned()), version: None }
    }
}

/// One package as it is locked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Installed {
    /// The real package, where it is written.
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    /// Where it comes from, without credentials; for a link the folder that it leads to.
    pub(crate) address: Option<String>,
    pub(crate) link: bool,
    /// Shipped within another package, so that nobody chooses its version.
    pub(crate) bundled: bool,
    /// The line of its entry, in Yarn's format.
    pub(crate) line: usize,
}
