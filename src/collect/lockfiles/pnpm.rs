//! `pnpm-lock.yaml`, versions 5, 6, 9 and 12, and its siblings of branches.
//!
//! After pnpm's `lockfile.types` and `lockfile.fs`. The file is streamed, and nothing is held
//! but what borrows from it or what rules see. From pnpm 11 on a document of its own may stand
//! before the lockfile, with what pnpm itself is installed from; its packages count as well.
//!
//! A second reading follows only where the first one found a key that a later one replaces, or
//! a version behind what depends on it; pnpm writes neither.

mod aliases;
mod entry;
mod importers;
mod key;
mod origin;
mod packages;
mod problem;
mod reader;

use super::groups::Entries;
use super::named;
use super::recorded::Wanted;
use crate::facts::{Lockfile, LockfileKind, Problem};
use crate::source::anchor::Place;
use crate::source::parsed::SyntaxError;
use crate::source::text::BOM;
use aliases::Aliases;
use importers::Told;
pub(crate) use importers::package_of;
use packages::{Form, Packages};
use problem::{malformed, unreadable, unsupported};
use reader::Reader;

/// The versions of the format that are known, and whether flags stand in `packages`.
const VERSIONS: [(u64, bool); 4] = [(5, true), (6, true), (9, false), (12, false)];

/// Whether a file name is that of a lockfile of pnpm: `pnpm-lock.yaml`, or that of a branch,
/// `pnpm-lock.<branch>.yaml`.
pub(crate) fn is_pnpm_lock(name: &str) -> bool {
    let branch = name.strip_prefix("pnpm-lock").and_then(|rest| rest.strip_suffix(".yaml"));
    branch.is_some_and(|branch| branch.is_empty() || branch.len() > 1 && branch.starts_with('.'))
}

/// Reads a lockfile of pnpm.
///
/// A file that cannot be read is the problem that says where; a version that is not known is a
/// lockfile that was not read, with a problem beside it. What is of another shape than pnpm
/// writes is a problem, and the rest is read.
pub(crate) fn pnpm_lock<'w>(
    file: &str,
    bytes: &[u8],
    wanted: impl Into<Wanted<'w>>,
) -> Result<(Lockfile, Vec<Problem>), Problem> {
    let Wanted { entries, recorded } = wanted.into();
    let asked = Asked { entries, manifests: recorded.is_some() };
    let place = Place::file(file);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        malformed(&place, format!("the lockfile is not UTF-8 behind byte {}", error.valid_up_to()))
    })?;
    if text.trim_start_matches(BOM).trim().is_empty() {
        return Err(malformed(&place, "the lockfile is empty (line 1, column 1)".to_owned()));
    }
    let failed = |error: SyntaxError| unreadable(&place, text, &error);
    let (first, second) = (Plan::default(), std::cell::OnceCell::new());
    let mut found = Pass::new(text, &place, &first, asked.clone()).run().map_err(failed)?;
    if found.again {
        let plan = second.get_or_init(|| found.plan_of_next());
        found = Pass::new(text, &place, plan, asked).run().map_err(failed)?;
    }
    let Some(main) = found.documents.last() else {
        return Err(malformed(&place, "the lockfile is no mapping: write it again".to_owned()));
    };
    let mut lockfile = named(file, LockfileKind::PnpmLock);
    lockfile.version = main.version.clone();
    let mut versions = found.documents.iter().filter_map(|document| document.version.as_deref());
    if let Some(version) = versions.find(|version| flags(version).is_none()) {
        return Ok((lockfile, vec![unsupported(&place, version)]));
    }
    lockfile.read = true;
    let Pass { reader, mut packages, told, .. } = found;
    if let Some(recorded) = recorded {
        *recorded = told.finish();
        recorded.installed = packages.foreign();
    }
    let mut problems = reader.problems();
    problems.extend(packages.untold(&place));
    (lockfile.package_count, lockfile.groups, lockfile.packages) = packages.finish();
    Ok((lockfile, problems))
}

/// Whether flags stand in `packages` in this version, `5.4` or `5.4-inlineSpecifiers`; nothing
/// for one that is not known. Within a first number the shape stays.
fn flags(version: &str) -> Option<bool> {
    let major: u64 = version.split(['.', '-']).next()?.parse().ok()?;
    VERSIONS.iter().find(|(known, _)| *known == major).map(|(_, flags)| *flags)
}

/// What is asked for besides the groups.
#[derive(Debug, Clone)]
struct Asked {
    entries: Entries,
    manifests: bool,
}

/// What an earlier reading found out.
#[derive(Debug, Default)]
struct Plan {
    /// Keys that later ones replace, by their bytes, sorted.
    replaced: Vec<usize>,
    /// The version of each document.
    versions: Vec<Option<String>>,
}

/// What is known of one document.
#[derive(Debug, Default)]
struct Document {
    version: Option<String>,
    packages: usize,
    snapshots: bool,
}

/// One reading of the file.
struct Pass<'a, 'p> {
    reader: Reader<'a>,
    place: &'a Place,
    plan: &'p Plan,
    documents: Vec<Document>,
    packages: Packages<'a>,
    manifests: bool,
    told: Told,
    replaced: Vec<usize>,
    again: bool,
}

/// The members of a document that are read.
const MEMBERS: [&str; 3] = ["lockfileVersion", "packages", "snapshots"];

impl<'a, 'p> Pass<'a, 'p> {
    fn new(text: &'a str, place: &'a Place, plan: &'p Plan, asked: Asked) -> Self {
        Self {
            reader: Reader::new(text, place),
            place,
            plan,
            documents: Vec::new(),
            packages: Packages::new(asked.entries, Aliases::of(text)),
            manifests: asked.manifests,
            told: Told::default(),
            replaced: Vec::new(),
            again: false,
        }
    }

    fn run(mut self) -> Result<Self, SyntaxError> {
        while self.reader.document()? {
            if self.reader.open("a lockfile")? {
                let document = self.document()?;
                self.documents.push(document);
            }
        }
        self.again = !self.replaced.is_empty() || !self.packages.replaced.is_empty() || self.again;
        Ok(self)
    }

    fn plan_of_next(&mut self) -> Plan {
        let mut replaced = std::mem::take(&mut self.replaced);
        replaced.append(&mut self.packages.replaced);
        replaced.sort_unstable();
        let versions = self.documents.iter().map(|document| document.version.clone()).collect();
        Plan { replaced, versions }
    }

    fn document(&mut self) -> Result<Document, SyntaxError> {
        let index = self.documents.len();
        let start = self.reader.at();
        let known = self.plan.versions.get(index).cloned().flatten();
        let mut document = Document::default();
        let mut seen = [None; MEMBERS.len()];
        while let Some((name, span)) = self.reader.key()? {
            let Some(first) = MEMBERS.iter().zip(&mut seen).find(|(member, _)| **member == name)
            else {
                if self.manifests && importers::MEMBERS.contains(&name.as_ref()) {
                    self.told.read(&mut self.reader, &name, &self.place.key(&name))?;
                } else {
                    self.reader.skip()?;
                }
                continue;
            };
            if let Some(first) = first.1.replace(span.start) {
                self.reader.duplicate(&name, &span, first);
                self.replaced.push(first);
            }
            if self.plan.replaced.binary_search(&span.start).is_ok() {
                self.reader.skip()?;
                continue;
            }
            let version = known.as_deref().or(document.version.as_deref());
            // What stands before the version is read as if it were the newest, and then again.
            let flags = version.and_then(flags).unwrap_or_default();
            let form = Form { document: index, flags };
            let place = self.place.key(&name);
            match name.as_ref() {
                "lockfileVersion" => {
                    let late = document.packages > 0 || document.snapshots;
                    let version = self.reader.text("`lockfileVersion`")?;
                    document.version = version.map(std::borrow::Cow::into_owned);
                    self.again |= late && known.is_none() && document.version.is_some();
                }
                "packages" if self.reader.open("`packages`")? => {
                    let skipped = &self.plan.replaced;
                    let count = self.packages.read(&mut self.reader, &place, form, skipped)?;
                    document.packages = count;
                }
                "snapshots" => {
                    document.snapshots = true;
                    if self.reader.open("`snapshots`")? {
                        self.packages.read_snapshots(&mut self.reader, &place, form)?;
                    }
                }
                _ => {}
            }
        }
        self.judge(&document, start);
        Ok(document)
    }

    /// What is missing in a document as a whole.
    fn judge(&mut self, document: &Document, start: usize) {
        let span = start..start;
        match document.version.as_deref().map(flags) {
            None => self.reader.unexpected(
                &span,
                "the lockfile has no `lockfileVersion`, and is read as the newest: write it again",
            ),
            Some(Some(false)) if document.packages > 0 && !document.snapshots => {
                self.reader.unexpected(
                    &span,
                    "the lockfile has `packages` and no `snapshots`, its end may be missing: \
                     write it again",
                );
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
