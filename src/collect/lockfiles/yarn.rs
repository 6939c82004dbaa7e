//! `yarn.lock` of either generation, told apart by content: later ones have `__metadata`.
//!
//! A file that lines do not explain is read as YAML once more, as Yarn itself does: what Yarn
//! installs from must not be hidden by how it is written.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::faults::{Faults, malformed, text_or_nothing_of, unreadable, unsupported};
use super::groups::Groups;
use super::named;
use super::recorded::{Recorded, Wanted};
use super::yarn_blocks::{Block, Blocks, Fault};
use super::yarn_line::Dialect;
use super::{yarn_berry, yarn_classic};
use crate::facts::{Lockfile, LockfileKind, Problem};
use crate::source::anchor::Place;
use crate::source::text::LineIndex;
use crate::source::yaml;

/// The entry that only later generations have.
const METADATA: &str = "__metadata";

/// Reads a lockfile of Yarn.
///
/// A file that cannot be read is the problem that says where; a version that is not known is
/// a lockfile that was not read, with a problem beside it.
pub(crate) fn yarn_lock<'w>(
    file: &str,
    bytes: &[u8],
    wanted: impl Into<Wanted<'w>>,
) -> Result<(Lockfile, Vec<Problem>), Problem> {
    let mut wanted = wanted.into();
    let place = Place::file(file);
    // An empty file pins nothing, for every version of Yarn: later ones ask for such a file where
    // a folder is to be a project of its own.
    let text = text_or_nothing_of(&place, bytes)?;
    let bare = text.split('\r').skip(1).any(|rest| !rest.starts_with('\n') && !rest.is_empty());
    if bare {
        // Yarn 1 and YAML end a line there; editors, and places, do not.
        let reason = "the lockfile has a carriage return within a line: write it again";
        return Err(malformed(&place, reason.to_owned()));
    }
    let dialect = match text.starts_with(METADATA) || text.contains("\n__metadata:") {
        true => Dialect::Berry,
        false => Dialect::Classic,
    };
    let told = |fault: Fault| {
        let error = format!("{} (line {}, column 1)", fault.reason, fault.line);
        unreadable(&place, text, "yarn install", &error)
    };
    let by_lines = Blocks::Lines(text, dialect);
    match read(&by_lines, dialect, text, file, &mut wanted) {
        Ok(read) => read,
        Err(fault) => {
            let parsed = yaml::parse(text).map_err(|_| told(fault))?;
            let [document] = parsed.documents.as_slice() else { return Err(told(fault)) };
            if !document.is_map() {
                return Err(told(fault));
            }
            let dialect = match document.entry(METADATA) {
                Some(_) => Dialect::Berry,
                None => Dialect::Classic,
            };
            let tree = Blocks::Tree(document, LineIndex::new(text));
            read(&tree, dialect, text, file, &mut wanted).unwrap_or_else(|_| Err(told(fault)))
        }
    }
}

type Read = Result<(Lockfile, Vec<Problem>), Problem>;

/// Reads all entries: the fault is that of a form which is not understood.
fn read(
    blocks: &Blocks<'_>,
    dialect: Dialect,
    text: &str,
    file: &str,
    wanted: &mut Wanted<'_>,
) -> Result<Read, Fault> {
    // What a reading of another form has found does not count.
    if let Some(recorded) = &mut wanted.recorded {
        **recorded = Recorded::default();
    }
    let place = &Place::file(file);
    let repeated = blocks.repeated()?;
    let mut lockfile = named(file, LockfileKind::YarnLock);
    let mut cache_key = None;
    match dialect {
        Dialect::Classic => lockfile.version = header_version(text).map(str::to_owned),
        Dialect::Berry => {
            blocks.each(false, &mut |block| {
                if !is_metadata(block) {
                    return ControlFlow::Continue(());
                }
                lockfile.version = block.get("version").map(str::to_owned);
                cache_key = block.get("cacheKey").map(str::to_owned);
                ControlFlow::Break(())
            })?;
        }
    }
    let version = match (dialect, lockfile.version.as_deref()) {
        (Dialect::Berry, None) => {
            let reason = "the lockfile's `__metadata` has no `version`: run `yarn install`";
            return Ok(Err(malformed(place, reason.to_owned())));
        }
        (Dialect::Classic, None) => "1",
        (_, Some(version)) => version,
    };
    if let Some(known) = unknown(dialect, version) {
        let reason = format!("version {version} of yarn.lock is not known, only {known}");
        return Ok(Ok((lockfile, vec![unsupported(place, reason)])));
    }
    let mut groups = Groups::new(wanted.entries.clone());
    let mut faults = Faults::default();
    // The entry of the other generation, written in a way that its lines do not show.
    let mut misread = None;
    blocks.each(false, &mut |block| {
        let next = ControlFlow::Continue(());
        if is_metadata(block) {
            misread = Some(block.line).filter(|_| dialect == Dialect::Classic);
            return if misread.is_some() { ControlFlow::Break(()) } else { next };
        }
        let counts = |key: &Cow<'_, str>| repeated.get(key).is_none_or(|last| *last == block.line);
        let overruled = !repeated.is_empty() && !block.keys.iter().any(counts);
        if overruled {
            return next;
        }
        if let Some(name) = block.repeated {
            faults.repeated(&place.line(block.line), name);
        }
        let at = || place.line(block.line);
        let added = match dialect {
            Dialect::Classic => yarn_classic::add(block, &mut groups, &at),
            Dialect::Berry => yarn_berry::add(block, cache_key.as_deref(), &mut groups, &at),
        };
        match (added, &mut wanted.recorded) {
            (Err(reason), _) => faults.odd(at(), reason),
            (Ok(()), Some(recorded)) => recorded.yarn(block, dialect, &at, &counts),
            (Ok(()), None) => {}
        }
        next
    })?;
    if let Some(line) = misread {
        return Err(Fault { line, reason: "an entry that Yarn 1 does not write" });
    }
    for (key, line) in &repeated {
        faults.repeated(&place.line(*line), key);
    }
    lockfile.read = true;
    let mut problems = faults.finish();
    problems.extend(groups.untold(place));
    (lockfile.package_count, lockfile.groups, lockfile.packages) = groups.finish();
    Ok(Ok((lockfile, problems)))
}

fn is_metadata(block: &Block<'_>) -> bool {
    block.keys.iter().all(|key| key == METADATA)
}

/// The version in the comment that Yarn 1 writes and looks for.
fn header_version(text: &str) -> Option<&str> {
    let comments =
        text.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with('#'));
    comments
        .filter_map(|line| line.strip_prefix('#')?.trim_start().strip_prefix("yarn lockfile v"))
        .next()
}

/// What is known instead of this version; nothing for one that is.
fn unknown(dialect: Dialect, version: &str) -> Option<&'static str> {
    let known = version.parse::<u64>().ok();
    match dialect {
        Dialect::Classic => (known != Some(1)).then_some("1 and 4 to 10 are"),
        Dialect::Berry => (!known.is_some_and(|version| (4..=10).contains(&version)))
            .then_some("1 and 4 to 10 are"),
    }
}

#[cfg(test)]
#[path = "yarn_tests.rs"]
pub(crate) mod tests;
