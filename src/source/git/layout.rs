//! What lies where git's files are: looked at before any of it is opened. A pipe would be waited for
//! without end, a device read without end, and a link leads to what is not of the repository.
//!
//! Three ways out of the folder are followed as git follows them: a `.git` that is a file, the
//! `commondir` of a worktree, and `objects/info/alternates`. What they lead to is looked at likewise.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::source::tree::plain;

/// The most files that may belong to git, and how deep they may lie.
const MAX_FILES: usize = 1_000_000;
const MAX_DEPTH: usize = 64;

/// The largest files, in bytes: one that holds a path or a reference, a configuration, and others
/// that are no objects.
const MAX_REFERENCE: u64 = 64 << 10;
const MAX_CONFIG: u64 = 1 << 20;
const MAX_FILE: u64 = 256 << 20;

/// The most folders of objects that may be borrowed from.
const MAX_ALTERNATES: usize = 64;

/// What is never read of a folder of git's, and may hold anything.
const PASSED_OVER: &[&str] = &["annex", "hooks", "info", "lfs", "modules", "rr-cache", "worktrees"];

/// The socket of a program that tells git of changed files.
const SOCKET: &str = "fsmonitor--daemon.ipc";

/// Makes sure that what is read of a repository are files of a size that can be read.
///
/// # Errors
/// What is not, as a sentence for people.
pub(super) fn check(top: &Path) -> Result<(), String> {
    let mut seen = Seen::default();
    let git = git_folder(top)?;
    let common = match path_in(&git.join("commondir"))? {
        Some(path) => git.join(path),
        None => git.clone(),
    };
    for folder in BTreeSet::from([&git, &common]) {
        seen.own(folder)?;
    }
    shallow(&common.join("shallow"))?;
    let mut open = vec![common.join("objects")];
    let mut known = BTreeSet::new();
    while let Some(objects) = open.pop() {
        if !known.insert(objects.clone()) {
            continue;
        }
        if known.len() > MAX_ALTERNATES {
            return Err(format!("objects are borrowed from more than {MAX_ALTERNATES} folders"));
        }
        seen.objects(&objects)?;
        open.extend(alternates(&objects)?.into_iter().map(|path| objects.join(path)));
    }
    Ok(())
}

/// The folder of git's own files: `.git`, or what the file of this name leads to.
fn git_folder(top: &Path) -> Result<PathBuf, String> {
    let path = top.join(".git");
    let kind = fs::symlink_metadata(&path)
        .map_err(|error| format!("`.git`: {}", plain(&error)))?
        .file_type();
    if kind.is_symlink() {
        return Err("`.git` is a link, and is not followed".to_owned());
    }
    if kind.is_dir() {
        return Ok(path);
    }
    let text = small(&path)?.unwrap_or_default();
    let inner = text.strip_prefix("gitdir:").map(str::trim).filter(|inner| is_path(inner));
    let inner = inner.ok_or("`.git` is a file that leads to no folder")?;
    Ok(top.join(inner))
}

fn is_path(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_control)
}

/// The path that a file holds.
fn path_in(file: &Path) -> Result<Option<String>, String> {
    let Some(text) = small(file)? else { return Ok(None) };
    let path = text.trim_end();
    if is_path(path) {
        return Ok(Some(path.to_owned()));
    }
    Err(format!("`{}` holds no path", name(file)))
}

/// The text of a small file; nothing where there is none.
fn small(file: &Path) -> Result<Option<String>, String> {
    let Ok(metadata) = fs::symlink_metadata(file) else { return Ok(None) };
    if !metadata.is_file() {
        return Err(format!("`{}` is no regular file", name(file)));
    }
    bounded(file, metadata.len(), MAX_REFERENCE)?;
    let bytes = fs::read(file).map_err(|error| format!("`{}`: {}", name(file), plain(&error)))?;
    let text = String::from_utf8(bytes);
    text.map(Some).map_err(|_| format!("`{}` is no text", name(file)))
}

fn bounded(file: &Path, size: u64, limit: u64) -> Result<(), String> {
    if size <= limit {
        return Ok(());
    }
    Err(format!("`{}` has more than {limit} bytes, the most that is read", name(file)))
}

/// A file of git's as it is named to people: from `.git` on, for what is above is of the machine.
fn name(file: &Path) -> String {
    let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
    let from = parts.iter().rposition(|part| part == ".git");
    let from = from.unwrap_or(parts.len().saturating_sub(2));
    parts.into_iter().skip(from).collect::<Vec<_>>().join("/")
}

/// Makes sure that the list of where the history ends can be read.
fn shallow(file: &Path) -> Result<(), String> {
    let Ok(metadata) = fs::symlink_metadata(file) else { return Ok(()) };
    if !metadata.is_file() {
        return Err("`.git/shallow` is no regular file".to_owned());
    }
    let text = fs::read(file).map_err(|error| format!("`.git/shallow`: {}", plain(&error)))?;
    let mut lines = text.strip_suffix(b"\n").unwrap_or(&text).split(|byte| *byte == b'\n');
    let is_hash =
        |line: &[u8]| matches!(line.len(), 40 | 64) && line.iter().all(u8::is_ascii_hexdigit);
    if text.is_empty() || lines.all(is_hash) {
        return Ok(());
    }
    Err("`.git/shallow` holds a line that names no commit".to_owned())
}

/// The folders that a folder of objects borrows from.
fn alternates(objects: &Path) -> Result<Vec<String>, String> {
    let file = objects.join("info/alternates");
    let text = small(&file)?.unwrap_or_default();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| match is_path(line) && !line.starts_with('"') {
            true => Ok(line.to_owned()),
            false => Err(format!("`{}` holds a path that is not followed", name(&file))),
        })
        .collect()
}

/// How much was looked at.
#[derive(Default)]
struct Seen {
    files: usize,
}

impl Seen {
    /// Looks at a folder of git's own files, but for its objects.
    fn own(&mut self, folder: &Path) -> Result<(), String> {
        let at_top = |entry: &DirEntry| entry.depth() == 1;
        let passed = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            name == SOCKET || name == "objects" || PASSED_OVER.contains(&name.as_ref())
        };
        let entries = WalkDir::new(folder).max_depth(MAX_DEPTH).into_iter();
        for entry in entries.filter_entry(|entry| !at_top(entry) || !passed(entry)) {
            let Some(entry) = self.next(entry)? else { continue };
            let path = entry.path();
            let size = entry.metadata().map_err(|error| told(&error))?.len();
            let inner = path.strip_prefix(folder).unwrap_or(path);
            let first = inner.iter().next().unwrap_or_default().to_string_lossy();
            bounded(
                path,
                size,
                match first.as_ref() {
                    "refs" | "HEAD" | "commondir" => MAX_REFERENCE,
                    "config" | "config.worktree" => MAX_CONFIG,
                    _ => MAX_FILE,
                },
            )?;
            // What is named by no reference cannot be passed over and be read all the same.
            let leads = size <= MAX_REFERENCE && (at_top(&entry) || first == "refs");
            let text = if leads { fs::read(path).unwrap_or_default() } else { Vec::new() };
            let target = text.strip_prefix(b"ref:").map(<[u8]>::trim_ascii_start);
            if target.is_some_and(|target| !target.starts_with(b"refs/")) {
                return Err(format!("`{}` leads to no reference", name(path)));
            }
        }
        Ok(())
    }

    /// Looks at a folder of objects. One that is not there is none, as it is to git.
    fn objects(&mut self, folder: &Path) -> Result<(), String> {
        let Ok(metadata) = fs::symlink_metadata(folder) else { return Ok(()) };
        if !metadata.is_dir() {
            return Err(format!("`{}` is no folder", name(folder)));
        }
        for entry in WalkDir::new(folder).max_depth(MAX_DEPTH) {
            self.next(entry)?;
        }
        Ok(())
    }

    /// The file that an entry is; nothing of a folder.
    fn next(&mut self, entry: walkdir::Result<DirEntry>) -> Result<Option<DirEntry>, String> {
        let entry = match entry {
            Ok(entry) => entry,
            // What is there no more was of a git that runs.
            Err(error) if error.io_error().is_some_and(is_gone) && error.depth() > 0 => {
                return Ok(None);
            }
            Err(error) => return Err(told(&error)),
        };
        self.files += 1;
        if self.files > MAX_FILES {
            let mend = "`git gc` makes them fewer";
            return Err(format!("git has more than {MAX_FILES} files: {mend}"));
        }
        let kind = entry.file_type();
        if kind.is_dir() {
            return Ok(None);
        }
        if !kind.is_file() {
            let what = if kind.is_symlink() { "a link" } else { "a pipe, socket or device" };
            let place = name(entry.path());
            return Err(format!("`{place}` is {what}, and no regular file"));
        }
        Ok(Some(entry))
    }
}

fn is_gone(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::NotFound
}

fn told(error: &walkdir::Error) -> String {
    let path = error.path().map(name).unwrap_or_default();
    let reason = error.io_error().map_or_else(|| "is a loop".to_owned(), plain);
    format!("`{path}`: {reason}")
}
