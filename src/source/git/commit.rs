//! The files that a commit holds, read from git's objects.
//!
//! As in a folder: what was installed is passed over, links to folders are not followed, and a link
//! to a file is as long as it stays within the root. Submodules are other repositories, and are
//! passed over as well. Sizes are asked for before anything is unpacked.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use gix::objs::tree::EntryMode;
use gix::objs::{Kind, TreeRefIter};
use gix::{ObjectId, Repository, ThreadSafeRepository};

use crate::facts::ProblemKind;
use crate::source::tree::{Files, MAX_DEPTH, MAX_FILES, OUTSIDE, PRUNED, Unread};

/// The largest list of a folder's files, in bytes.
const MAX_TREE: u64 = 32 << 20;

/// The longest path that a link may hold, in bytes.
const MAX_LINK: u64 = 4096;

/// How many links may follow each other, and how many may be followed at all.
const MAX_HOPS: usize = 8;
const MAX_LINKS: usize = 1000;

/// The most bytes that all paths together may have.
const MAX_PATHS: usize = 256 << 20;

/// The most bytes that all lists of files together may have, and the most files in folders that are
/// one and the same to git: some forty lists of ten folders each stand for any number of files.
const MAX_TREES: u64 = 128 << 20;
const MAX_REPEATED: usize = 100_000;

/// What is said where they have more.
const SPENT: &str = "git's lists of files stand for more of them than are looked at";

/// What may still be read of a commit's lists of files.
pub(super) struct Budget {
    bytes: u64,
    repeated: usize,
    seen: BTreeSet<ObjectId>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: MAX_TREES, repeated: MAX_REPEATED, seen: BTreeSet::new() }
    }
}

impl Budget {
    /// For what links lead to: every one of them is looked for from the top on.
    fn of_links() -> Self {
        Self { bytes: 4 * MAX_TREES, repeated: usize::MAX, seen: BTreeSet::new() }
    }

    fn is_spent(&self) -> bool {
        self.bytes == 0 || self.repeated == 0
    }

    /// Takes off what a list has cost.
    fn spend(&mut self, id: ObjectId, bytes: usize, files: usize) {
        self.bytes = self.bytes.saturating_sub(bytes as u64);
        if !self.seen.insert(id) {
            self.repeated = self.repeated.saturating_sub(files.max(1));
        }
    }
}

/// The files of a commit, below a folder of it.
pub(crate) struct CommitTree {
    repository: ThreadSafeRepository,
    /// Absent where the commit does not have the folder.
    root: Option<ObjectId>,
    /// What a walk has found: the object of each file that was wanted, or why it has none.
    found: Found,
}

impl std::fmt::Debug for CommitTree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CommitTree").field("root", &self.root).finish_non_exhaustive()
    }
}

/// The object of each file, or why it has none.
type Found = BTreeMap<String, Result<ObjectId, Unread>>;

/// One entry of a folder.
pub(super) struct Entry {
    pub(super) mode: EntryMode,
    pub(super) name: Vec<u8>,
    pub(super) id: ObjectId,
}

/// The entries of a tree, or why there are none.
pub(super) fn entries(
    repository: &Repository,
    id: ObjectId,
    budget: &mut Budget,
) -> Result<Vec<Entry>, (ProblemKind, String)> {
    if budget.is_spent() {
        return Err((ProblemKind::TooLarge, SPENT.to_owned()));
    }
    let data = object(repository, id, Kind::Tree, MAX_TREE)?;
    let entries = TreeRefIter::from_bytes(&data, repository.object_hash()).map(|entry| {
        let entry = entry.map_err(|error| {
            (ProblemKind::Malformed, format!("git's list of files is damaged: {error}"))
        })?;
        Ok(Entry { mode: entry.mode, name: entry.filename.to_vec(), id: entry.oid.to_owned() })
    });
    let entries: Vec<Entry> = entries.collect::<Result<_, _>>()?;
    budget.spend(id, data.len(), entries.len());
    Ok(entries)
}

/// The content of an object of at most `limit` bytes.
fn object(
    repository: &Repository,
    id: ObjectId,
    kind: Kind,
    limit: u64,
) -> Result<Vec<u8>, (ProblemKind, String)> {
    let lost = |error: &gix::Error| {
        (
            ProblemKind::Unreadable,
            format!(
                "git's object {id} cannot be read: {}{}",
                super::told(error),
                super::complete(repository)
            ),
        )
    };
    let header = repository.find_header(id).map_err(|error| lost(&error))?;
    if header.kind() != kind {
        let reason = format!("git's object {id} is a {}, and a {kind} was expected", header.kind());
        return Err((ProblemKind::Malformed, reason));
    }
    if header.size() > limit {
        let reason = format!("has more than {} MiB, the most that is read", limit >> 20);
        return Err((ProblemKind::TooLarge, reason));
    }
    let mut object = repository.find_object(id).map_err(|error| lost(&error))?;
    Ok(std::mem::take(&mut object.data))
}

impl CommitTree {
    /// The files below a tree.
    pub(super) fn new(repository: ThreadSafeRepository, root: ObjectId) -> Self {
        Self { repository, root: Some(root), found: BTreeMap::new() }
    }

    /// A folder that the commit does not have.
    pub(super) fn empty(repository: ThreadSafeRepository) -> Self {
        Self { repository, root: None, found: BTreeMap::new() }
    }

    /// The file that a link leads to.
    fn follow(
        &self,
        repository: &Repository,
        path: &str,
        link: ObjectId,
        budget: &mut Budget,
    ) -> Result<ObjectId, Unread> {
        let fail = |kind, reason: String| Unread { path: path.to_owned(), kind, reason };
        let told = |(kind, reason)| fail(kind, reason);
        let (mut path, mut link) = (path.to_owned(), link);
        for _ in 0..MAX_HOPS {
            let target = object(repository, link, Kind::Blob, MAX_LINK).map_err(told)?;
            let Some(next) = joined(&path, &target) else {
                return Err(fail(ProblemKind::OutsideTree, OUTSIDE.to_owned()));
            };
            path = next;
            let entry = self.entry(repository, &path, budget).map_err(told)?;
            match entry {
                Some(entry) if entry.mode.is_blob() => return Ok(entry.id),
                Some(entry) if entry.mode.is_link() => link = entry.id,
                _ => break,
            }
        }
        Err(fail(ProblemKind::Unreadable, "is a link that leads to no file".to_owned()))
    }

    /// The entry at a path, no link on the way to it followed.
    fn entry(
        &self,
        repository: &Repository,
        path: &str,
        budget: &mut Budget,
    ) -> Result<Option<Entry>, (ProblemKind, String)> {
        let (mut tree, mut found) = (self.root, None);
        for part in path.split('/') {
            let Some(id) = tree else { return Ok(None) };
            let entries = entries(repository, id, budget)?;
            let entry = entries.into_iter().find(|entry| entry.name == part.as_bytes());
            tree = entry.as_ref().filter(|entry| entry.mode.is_tree()).map(|entry| entry.id);
            found = entry;
        }
        Ok(found)
    }
}

/// The path that a link at `path` leads to; nothing where that is out of the root.
fn joined(path: &str, target: &[u8]) -> Option<String> {
    let target = std::str::from_utf8(target).ok()?;
    // A backslash and a drive lead out where paths are written so.
    if target.starts_with('/') || target.contains(['\\', ':']) {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

impl CommitTree {
    /// The files that `wanted` accepts, and what could not be read.
    fn find(&self, wanted: &dyn Fn(&str) -> bool) -> (Found, Vec<Unread>) {
        let repository = self.repository.to_thread_local();
        let mut unread = Vec::new();
        let mut found = BTreeMap::new();
        let mut open: Vec<(String, ObjectId, usize)> = Vec::new();
        open.extend(self.root.map(|root| (String::new(), root, 0)));
        let (mut budget, mut links_budget) = (Budget::default(), Budget::of_links());
        let (mut count, mut size, mut links) = (0, 0, 0);
        'walk: while let Some((folder, id, depth)) = open.pop() {
            if depth == MAX_DEPTH {
                let reason =
                    format!("lies {MAX_DEPTH} folders deep; what is in it was not looked at");
                unread.push(Unread { path: folder, kind: ProblemKind::TooLarge, reason });
                continue;
            }
            if budget.is_spent() {
                let (path, kind, reason) = (String::new(), ProblemKind::TooLarge, SPENT.to_owned());
                unread.push(Unread { path, kind, reason });
                break 'walk;
            }
            let entries = match entries(&repository, id, &mut budget) {
                Ok(entries) => entries,
                Err((kind, reason)) => {
                    unread.push(Unread { path: folder, kind, reason });
                    continue;
                }
            };
            for entry in entries {
                let name = String::from_utf8_lossy(&entry.name);
                let path =
                    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
                count += 1;
                size += path.len();
                if count > MAX_FILES || size > MAX_PATHS {
                    let reason =
                        format!("holds more than {MAX_FILES} files; the rest was not looked at");
                    unread.push(Unread {
                        path: String::new(),
                        kind: ProblemKind::TooLarge,
                        reason,
                    });
                    break 'walk;
                }
                // No folder can have such a name, and no file of this path is what it says.
                if matches!(name.as_ref(), "" | "." | "..") || name.contains('/') {
                    let reason = "holds a name that no file can have".to_owned();
                    let kind = ProblemKind::Malformed;
                    unread.push(Unread { path: folder.clone(), kind, reason });
                } else if entry.mode.is_tree() {
                    if !PRUNED.contains(&name.as_ref()) {
                        open.push((path, entry.id, depth + 1));
                    }
                } else if entry.mode.is_link() {
                    if wanted(&path) {
                        links += 1;
                        let followed = if links > MAX_LINKS {
                            let reason = "is a link, and too many of them were followed".to_owned();
                            let kind = ProblemKind::TooLarge;
                            Err(Unread { path: path.clone(), kind, reason })
                        } else {
                            self.follow(&repository, &path, entry.id, &mut links_budget)
                        };
                        found.insert(path, followed);
                    } else if !PRUNED.contains(&name.as_ref())
                        && object(&repository, entry.id, Kind::Blob, MAX_LINK)
                            .is_ok_and(|target| joined(&path, &target).is_none())
                    {
                        let reason = OUTSIDE.to_owned();
                        unread.push(Unread { path, kind: ProblemKind::OutsideTree, reason });
                    }
                } else if entry.mode.is_blob() && wanted(&path) {
                    found.insert(path, Ok(entry.id));
                }
            }
        }
        (found, unread)
    }
}

impl Files for CommitTree {
    fn walk(&mut self, wanted: &dyn Fn(&str) -> bool) -> (Vec<String>, Vec<Unread>) {
        let (found, unread) =
            catch_unwind(AssertUnwindSafe(|| self.find(wanted))).unwrap_or_else(|_| {
                let (path, kind) = (String::new(), ProblemKind::Unreadable);
                let reason = super::BROKEN.to_owned();
                (Found::new(), vec![Unread { path, kind, reason }])
            });
        self.found = found;
        (self.found.keys().cloned().collect(), unread)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unread> {
        let id = self.found.get(path).cloned().unwrap_or_else(|| {
            let reason = "is no file of the commit".to_owned();
            Err(Unread { path: path.to_owned(), kind: ProblemKind::Unreadable, reason })
        })?;
        let read = || object(&self.repository.to_thread_local(), id, Kind::Blob, limit);
        catch_unwind(AssertUnwindSafe(read))
            .unwrap_or_else(|_| Err((ProblemKind::Unreadable, super::BROKEN.to_owned())))
            .map_err(|(kind, reason)| Unread { path: path.to_owned(), kind, reason })
    }

    /// As they are, or with the line breaks that git may write on some systems.
    fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        let Some(Ok(id)) = self.found.get(path) else { return false };
        let same = |bytes: &[u8]| {
            gix::objs::compute_hash(id.kind(), Kind::Blob, bytes).is_ok_and(|hash| hash == *id)
        };
        if same(bytes) {
            return true;
        }
        let broken = bytes.windows(2).any(|pair| pair == b"\r\n");
        let plain = || {
            let next = bytes.iter().skip(1).map(Some).chain([None]);
            let kept = bytes.iter().zip(next).filter(|pair| *pair != (&b'\r', Some(&b'\n')));
            kept.map(|(byte, _)| *byte).collect::<Vec<_>>()
        };
        broken && same(&plain())
    }
}
