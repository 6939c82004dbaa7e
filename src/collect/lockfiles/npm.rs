//! `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 4.
//!
//! npm's documentation, "package-lock.json", section "File Format". The file is gone through
//! twice: once to know its version and that it is whole, once to stream its packages into the
//! groups, so that nothing is held but what borrows from the file.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};

use super::faults;
use super::groups::Groups;
use super::named;
use super::npm_entry::{Entry, Object, Text};
use super::npm_recorded::{List, is_folder};
use super::npm_tree;
use super::recorded::{Recorded, Wanted};
use crate::facts::{Lockfile, LockfileKind, Problem, ProblemKind};
use crate::source::anchor::Place;

/// The versions of the format that are known.
const VERSIONS: std::ops::RangeInclusive<u64> = 1..=4;

/// Reads a lockfile of npm.
///
/// A file that cannot be read is the problem that says where; a version that is not known is
/// a lockfile that was not read, with a problem beside it.
pub(crate) fn package_lock<'w>(
    file: &str,
    bytes: &[u8],
    wanted: impl Into<Wanted<'w>>,
) -> Result<(Lockfile, Vec<Problem>), Problem> {
    let Wanted { entries, recorded } = wanted.into();
    let place = Place::file(file);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        malformed(&place, &format!("the lockfile is not UTF-8 behind byte {}", error.valid_up_to()))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Object(head): Object<Head> =
        serde_json::from_str(text).map_err(|error| unreadable(&place, text, &error))?;
    let kind = match crate::collect::file_name(file) {
        "npm-shrinkwrap.json" => LockfileKind::NpmShrinkwrap,
        _ => LockfileKind::PackageLock,
    };
    let mut lockfile = named(file, kind);
    lockfile.version = head.lockfile_version.map(|version| version.to_string());
    if let Some(version) = head.lockfile_version.filter(|version| !VERSIONS.contains(version)) {
        return Ok((lockfile, vec![unsupported(&place, version)]));
    }
    let mut groups = Groups::new(entries);
    // As npm does, from version 7 on: `packages` counts wherever it stands, whatever the version.
    let read = match head.lockfile_version {
        _ if head.packages.is_some() => {
            let mut json = serde_json::Deserializer::from_str(text);
            let place = place.key("packages");
            json.deserialize_map(Packages { place, groups: &mut groups, recorded })
        }
        None | Some(1 | 2) if head.dependencies.is_some() => {
            tree(text, &place, &mut groups, recorded)
        }
        Some(1) => Ok(()),
        _ => return Err(malformed(&place, "the lockfile has no `packages`: write it again")),
    };
    read.map_err(|error| unreadable(&place, text, &error))?;
    lockfile.read = true;
    let problems = groups.untold(&place).into_iter().collect();
    (lockfile.package_count, lockfile.groups, lockfile.packages) = groups.finish();
    Ok((lockfile, problems))
}

fn tree(
    text: &str,
    place: &Place,
    groups: &mut Groups,
    recorded: Option<&mut Recorded>,
) -> serde_json::Result<()> {
    let Object(root): Object<npm_tree::Root<'_>> = serde_json::from_str(text)?;
    root.add(place, groups, recorded);
    Ok(())
}

fn malformed(place: &Place, reason: &str) -> Problem {
    Problem {
        at: place.at(),
        kind: ProblemKind::Malformed,
        facts: vec!["lockfiles".to_owned()],
        reason: reason.to_owned(),
    }
}

fn unsupported(place: &Place, version: u64) -> Problem {
    let facts = ["agreement", "groups", "package_count", "packages"];
    Problem {
        at: place.at(),
        kind: ProblemKind::Unsupported,
        facts: facts.iter().map(|fact| format!("lockfiles[*].{fact}")).collect(),
        reason: format!("version {version} of npm's lockfile is not known, only 1 to 4 are"),
    }
}

/// The error of the parser, or what stands behind it: nothing, or a merge left half done.
fn unreadable(place: &Place, text: &str, error: &serde_json::Error) -> Problem {
    if text.trim().is_empty() {
        return malformed(place, "the lockfile is empty (line 1, column 1)");
    }
    faults::unreadable(place, text, "npm install", &error.to_string())
}

/// What the first pass looks for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Head {
    lockfile_version: Option<u64>,
    packages: Option<AnyObject>,
    dependencies: Option<AnyObject>,
}

/// An object of which nothing is kept.
#[derive(Debug)]
struct AnyObject;

impl<'de> Deserialize<'de> for AnyObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = AnyObject;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of packages")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnyObject, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(AnyObject)
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// Streams `packages` into groups: a visitor of the file, and the seed of its one member.
struct Packages<'g> {
    place: Place,
    groups: &'g mut Groups,
    recorded: Option<&'g mut Recorded>,
}

impl<'de> Visitor<'de> for Packages<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a lockfile")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            if key.as_deref() == Some("packages") {
                map.next_value_seed(Members(&mut self))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Members<'p, 'g>(&'p mut Packages<'g>);

impl<'de> DeserializeSeed<'de> for Members<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of packages")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Packages { place, groups, recorded } = self.0;
        let mut seen: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(Text(key)) = map.next_key()? {
            let key = key.unwrap_or_default();
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
            }
            match recorded {
                Some(recorded) if is_folder(&key) => {
                    let Object(entry): Object<Entry<'de, List<'de>>> = map.next_value()?;
                    recorded.folder(&key, &entry, place);
                    add(&key, &entry, groups, place);
                }
                _ => {
                    let Object(entry): Object<Entry<'de>> = map.next_value()?;
                    if let Some(recorded) = recorded {
                        recorded.place(&key, &entry);
                    }
                    add(&key, &entry, groups, place);
                }
            }
        }
        Ok(())
    }
}

fn add<L>(key: &str, entry: &Entry<'_, L>, groups: &mut Groups, place: &Place) {
    if let Some(name) = installed(key, entry) {
        entry.add(name, true, groups, &|| place.key(key));
    }
}

/// The name under which an entry is installed; nothing for the root and the folders of
/// workspace members and links. A folder with an address is none of them, whatever its path.
fn installed<'k, L>(key: &'k str, entry: &'k Entry<'_, L>) -> Option<&'k str> {
    const FOLDER: &str = "node_modules";
    // At a slash from the end on: a name holds one at most, so the first or second is it.
    let inside =
        key.bytes().enumerate().rev().filter(|(_, byte)| *byte == b'/').find_map(|(at, _)| {
            let (before, behind) = key.split_at_checked(at)?;
            let parents = before.strip_suffix(FOLDER)?;
            (parents.is_empty() || parents.ends_with('/')).then(|| behind.strip_prefix('/'))?
        });
    let elsewhere = entry.resolved.0.as_ref().filter(|_| !key.is_empty());
    inside.or_else(|| elsewhere.map(|_| entry.name.0.as_deref().unwrap_or(key)))
}

#[cfg(test)]
#[path = "npm_tests.rs"]
mod tests;
