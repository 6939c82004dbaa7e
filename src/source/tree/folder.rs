//! A target's folder, read without ever leaving it.
//!
//! Links are not followed out of it, and folders are walked without following links at all.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Files, MAX_DEPTH, MAX_FILES, OUTSIDE, PRUNED, Unread};
use crate::facts::ProblemKind;

/// A folder that is read as a target.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    root: PathBuf,
    /// The root with all links resolved, to compare with.
    resolved: PathBuf,
}

impl Tree {
    /// Opens a folder.
    ///
    /// # Errors
    /// A sentence for people: the path does not exist, is no folder, or cannot be opened.
    pub(crate) fn open(root: &Path) -> Result<Self, String> {
        let resolved =
            root.canonicalize().map_err(|error| format!("cannot be opened: {}", plain(&error)))?;
        if !resolved.is_dir() {
            return Err("is not a folder; name the folder of a repository".to_owned());
        }
        std::fs::read_dir(&resolved)
            .map_err(|error| format!("cannot be read: {}", plain(&error)))?;
        Ok(Self { root: root.to_path_buf(), resolved })
    }

    /// The path of a file as a person in the working directory would write it.
    pub(crate) fn shown(&self, path: &str) -> String {
        if self.root == Path::new(".") {
            path.to_owned()
        } else {
            self.root.join(path).display().to_string()
        }
    }

    /// Whether a link leads to a folder outside. One within is walked where it stands.
    fn leads_out(&self, link: &Path) -> bool {
        let named =
            link.file_name().is_some_and(|name| PRUNED.iter().any(|pruned| name == *pruned));
        !named && link.canonicalize().is_ok_and(|to| to.is_dir() && !to.starts_with(&self.resolved))
    }

    /// The bytes of a file of at most `limit` bytes.
    pub(crate) fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unread> {
        let fail = |kind, reason: String| Unread { path: path.to_owned(), kind, reason };
        let io = |error: std::io::Error| {
            fail(ProblemKind::Unreadable, format!("cannot be read: {}", plain(&error)))
        };
        let resolved = self.resolved.join(path).canonicalize().map_err(io)?;
        if !resolved.starts_with(&self.resolved) {
            return Err(fail(ProblemKind::OutsideTree, OUTSIDE.to_owned()));
        }
        // Asked before it is opened: a named pipe blocks in `open` already, a device never ends.
        let metadata = std::fs::metadata(&resolved).map_err(io)?;
        if !metadata.is_file() {
            return Err(fail(ProblemKind::Unreadable, "is not a regular file".to_owned()));
        }
        let file = File::open(&resolved).map_err(io)?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0));
        file.take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() as u64 > limit {
            let reason = format!("has more than {} MiB, the most that is read", limit >> 20);
            return Err(fail(ProblemKind::TooLarge, reason));
        }
        Ok(bytes)
    }

    /// The folder itself, with all links resolved.
    pub(crate) fn resolved(&self) -> &Path {
        &self.resolved
    }

    /// The outermost folder above a file, below the root, that is a repository of its own: a
    /// submodule, or a clone within the clone.
    pub(crate) fn nested_repository<'p>(&self, path: &'p str) -> Option<&'p str> {
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        let mut folders = folders.map(|folder| (folder, self.resolved.join(folder).join(".git")));
        folders.find(|(_, git)| git.symlink_metadata().is_ok()).map(|(folder, _)| folder)
    }

    /// The commit that is checked out, where `.git` tells it without running git.
    pub(crate) fn revision(&self) -> Option<String> {
        let small = 64 * 1024;
        let head = String::from_utf8(self.read(".git/HEAD", small).ok()?).ok()?;
        let head = head.trim();
        let Some(name) = head.strip_prefix("ref: ") else { return commit(head) };
        if name.split('/').any(|part| part == "..") {
            return None;
        }
        if let Ok(bytes) = self.read(&format!(".git/{name}"), small) {
            return commit(String::from_utf8(bytes).ok()?.trim());
        }
        let packed = String::from_utf8(self.read(".git/packed-refs", 1 << 24).ok()?).ok()?;
        let line = packed
            .lines()
            .find(|line| line.ends_with(name) && line.split(' ').nth(1) == Some(name))?;
        commit(line.split(' ').next()?)
    }

    fn relative(&self, path: &Path) -> String {
        let inner = path.strip_prefix(&self.resolved).unwrap_or(path);
        // A name that is not UTF-8 is shown as well as it can be; it is none that a collector reads.
        inner.to_string_lossy().replace('\\', "/")
    }
}

impl Files for Tree {
    fn walk(&mut self, wanted: &dyn Fn(&str) -> bool) -> (Vec<String>, Vec<Unread>) {
        let (mut files, mut unread) = (Vec::new(), Vec::new());
        let walk = WalkDir::new(&self.resolved).max_depth(MAX_DEPTH).sort_by_file_name();
        let entries = walk.into_iter().filter_entry(|entry| {
            !(entry.file_type().is_dir() && PRUNED.iter().any(|name| entry.file_name() == *name))
        });
        for (count, entry) in entries.enumerate() {
            if count > MAX_FILES {
                unread.push(Unread {
                    path: String::new(),
                    kind: ProblemKind::TooLarge,
                    reason: format!(
                        "holds more than {MAX_FILES} files; the rest was not looked at"
                    ),
                });
                break;
            }
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    // What is not looked into must not look empty.
                    if entry.depth() == MAX_DEPTH {
                        unread.push(Unread {
                            path: self.relative(entry.path()),
                            kind: ProblemKind::TooLarge,
                            reason: format!(
                                "lies {MAX_DEPTH} folders deep; what is in it was not looked at"
                            ),
                        });
                    }
                }
                Ok(entry) => {
                    let path = self.relative(entry.path());
                    if wanted(&path) {
                        files.push(path);
                    } else if entry.path_is_symlink() && self.leads_out(entry.path()) {
                        let reason = OUTSIDE.to_owned();
                        unread.push(Unread { path, kind: ProblemKind::OutsideTree, reason });
                    }
                }
                Err(error) => {
                    let path = error.path().map(|path| self.relative(path)).unwrap_or_default();
                    let reason = error.into_io_error().map_or_else(
                        || "the folders form a loop".to_owned(),
                        |error| format!("cannot be read: {}", plain(&error)),
                    );
                    unread.push(Unread { path, kind: ProblemKind::Unreadable, reason });
                }
            }
        }
        files.sort();
        (files, unread)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unread> {
        Self::read(self, path, limit)
    }

    fn list(&self, wanted: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
        Some(self.clone().walk(wanted).0)
    }

    fn has(&self, path: &str) -> bool {
        let path = Path::new(path);
        let inside = path.components().all(|part| {
            matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir)
        });
        let found = self.resolved.join(path).symlink_metadata();
        inside && found.is_ok_and(|metadata| !metadata.is_dir())
    }
}

/// An error of the system without the number that Rust adds.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or(text.clone(), |(reason, _)| reason.to_lowercase())
}

fn commit(text: &str) -> Option<String> {
    let is_hash =
        matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| text.to_owned())
}
