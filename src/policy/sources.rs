//! Finds policy files: the embedded bundle, and the files and folders that a user names.

use std::borrow::Cow;
use std::path::Path;

use walkdir::WalkDir;

use super::data::DataFile;
use super::refusal::Refusal;
use super::rego::Source;
use super::rego::guard::MAX_BYTES;
use crate::source::tree::plain;

/// The default bundle: name within `policies/` and text.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// How messages name a file of the default bundle.
const EMBEDDED_PREFIX: &str = "embedded:";

/// The deepest folder of a bundle that is looked into.
const MAX_DEPTH: usize = 16;

/// Policy and data files as they were found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) policies: Vec<Source>,
    pub(crate) tests: Vec<Source>,
    pub(crate) data: Vec<DataFile>,
    pub(crate) refusals: Vec<Refusal>,
}

/// The default bundle.
pub(crate) fn embedded() -> Found {
    let mut found = Found::default();
    for (name, text) in EMBEDDED {
        found.add(format!("{EMBEDDED_PREFIX}{name}"), name, Cow::Borrowed(text));
    }
    found
}

/// Whether a file belongs to the default bundle.
pub(crate) fn is_embedded(file: &str) -> bool {
    file.starts_with(EMBEDDED_PREFIX)
}

/// The package of a file of the default bundle: its folder, as a test asserts.
pub(crate) fn embedded_package(file: &str) -> Option<Vec<String>> {
    let path = file.strip_prefix(EMBEDDED_PREFIX)?.strip_suffix(".rego")?;
    let mut parts: Vec<_> =
        std::iter::once("palisade").chain(path.split('/')).map(str::to_owned).collect();
    // `ci/unpinned_action/unpinned_action`: folder and file have one name; libraries have no folder.
    let last = parts.pop()?;
    if parts.last() != Some(&last) {
        parts.push(last);
    }
    Some(parts)
}

/// The policies and data below a path: a file, or a folder with all that is in it.
pub(crate) fn at(path: &Path) -> Found {
    let mut found = Found::default();
    if path.is_file() {
        found.read(path, &path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default());
        return found;
    }
    let walk = WalkDir::new(path).max_depth(MAX_DEPTH).sort_by_file_name();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let inner = entry.path().strip_prefix(path).unwrap_or(entry.path());
                let name = inner.to_string_lossy().replace('\\', "/");
                let is_policy = name.ends_with(".rego") || is_data(&name);
                let kind = entry.file_type();
                // A policy that is passed over would be a rule that never speaks.
                let passed_over = if kind.is_file() && is_policy {
                    found.read(entry.path(), &name);
                    None
                } else if kind.is_symlink() && (is_policy || entry.path().is_dir()) {
                    Some("is a link, and is not followed; name what it leads to".to_owned())
                } else if kind.is_dir() && entry.depth() == MAX_DEPTH {
                    Some(format!("lies {MAX_DEPTH} folders deep, and is not looked into"))
                } else {
                    None
                };
                let file = entry.path().display().to_string();
                let refusal = passed_over.map(|message| Refusal::file(&file, message));
                found.refusals.extend(refusal);
            }
            Err(error) => {
                let file = error.path().unwrap_or(path).display().to_string();
                let reason = error.into_io_error().map_or_else(
                    || "the folders form a loop".to_owned(),
                    |error| format!("cannot be read: {}", plain(&error)),
                );
                found.refusals.push(Refusal::file(&file, reason));
            }
        }
    }
    if found.policies.is_empty() && found.refusals.is_empty() {
        let message = "holds no policy: no file that ends in .rego, tests left out";
        found.refusals.push(Refusal::file(&path.display().to_string(), message));
    }
    found
}

/// The names that OPA's bundles give to data files.
fn is_data(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    matches!(file, "data.json" | "data.yaml" | "data.yml")
}

impl Found {
    fn read(&mut self, path: &Path, name: &str) {
        let file = path.display().to_string();
        let size = path.metadata().map_or(0, |data| data.len());
        if usize::try_from(size).is_ok_and(|size| size > MAX_BYTES) {
            let message = format!("the file has {size} bytes; at most {MAX_BYTES} are read");
            self.refusals.push(Refusal::file(&file, message));
            return;
        }
        match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => self.add(file, name, Cow::Owned(text)),
            Ok(Err(_)) => self.refusals.push(Refusal::file(&file, "is not UTF-8 text")),
            Err(error) => {
                let message = format!("cannot be read: {}", plain(&error));
                self.refusals.push(Refusal::file(&file, message));
            }
        }
    }

    fn add(&mut self, file: String, name: &str, text: Cow<'static, str>) {
        if is_data(name) {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let mount =
                folder.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
            self.data.push(DataFile { file, mount, text: text.into_owned() });
        } else if name.ends_with("_test.rego") {
            self.tests.push(Source { file, text });
        } else {
            self.policies.push(Source { file, text });
        }
    }

    /// Everything of both.
    pub(crate) fn extend(&mut self, other: Self) {
        self.policies.extend(other.policies);
        self.tests.extend(other.tests);
        self.data.extend(other.data);
        self.refusals.extend(other.refusals);
    }
}
