//! `bun.lock`, versions 0 and 1: JSON with trailing commas, a list for each package.
//!
//! bun's `src/install/lockfile/bun.lock.zig`. As with npm's, the file is gone through twice:
//! once to know its version and which keys stand more than once, once to stream its packages.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::bun_entry::Entry;
use super::bun_workspaces;
use super::faults::{Faults, malformed, text_of, unreadable, unsupported};
use super::groups::Groups;
use super::named;
use super::npm_entry::{Object, Text};
use super::recorded::{Recorded, Wanted};
use super::relaxed;
use crate::facts::{Lockfile, LockfileKind, Problem};
use crate::source::anchor::Place;

/// Reads a lockfile of bun.
///
/// A file that cannot be read is the problem that says where; a version that is not known is
/// a lockfile that was not read, with a problem beside it.
pub(crate) fn bun_lock<'w>(
    file: &str,
    bytes: &[u8],
    wanted: impl Into<Wanted<'w>>,
) -> Result<(Lockfile, Vec<Problem>), Problem> {
    let Wanted { entries, mut recorded } = wanted.into();
    let place = Place::file(file);
    let written = text_of(&place, bytes)?;
    let text = relaxed::strict(written);
    let told =
        |error: serde_json::Error| unreadable(&place, written, "bun install", &error.to_string());
    let Object(head): Object<Head> = serde_json::from_str(&text).map_err(told)?;
    let Some(version) = head.lockfile_version else {
        let reason = "the lockfile has no `lockfileVersion`: run `bun install`";
        return Err(malformed(&place, reason.to_owned()));
    };
    let mut lockfile = named(file, LockfileKind::BunLock);
    lockfile.version = Some(version.to_string());
    if version > 1 {
        let reason = format!("version {version} of bun.lock is not known, only 0 and 1 are");
        return Ok((lockfile, vec![unsupported(&place, reason)]));
    }
    let mut groups = Groups::new(entries);
    let mut faults = Faults::default();
    if let Some(recorded) = recorded.as_deref_mut() {
        bun_workspaces::read(&text, &place, recorded);
    }
    // Without packages there is nothing to install, which bun writes as well.
    if let Some(Keys { repeated }) = head.packages {
        let place = place.key("packages");
        for key in repeated.keys() {
            faults.repeated(&place.key(key), key);
        }
        let (groups, faults) = (&mut groups, &mut faults);
        let mut packages = Packages { place, repeated, groups, faults, recorded };
        let mut json = serde_json::Deserializer::from_str(&text);
        json.deserialize_map(&mut packages).map_err(told)?;
    }
    lockfile.read = true;
    let mut problems = faults.finish();
    problems.extend(groups.untold(&place));
    (lockfile.package_count, lockfile.groups, lockfile.packages) = groups.finish();
    Ok((lockfile, problems))
}

/// What the first pass looks for.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    lockfile_version: Option<u64>,
    packages: Option<Keys>,
}

/// The keys that stand more than once, with how often they do so again.
#[derive(Debug, Default)]
struct Keys {
    repeated: BTreeMap<String, usize>,
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Keys;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of packages")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut seen: HashSet<Cow<'de, str>> = HashSet::new();
                let mut repeated: BTreeMap<String, usize> = BTreeMap::new();
                while let Some((Text(key), IgnoredAny)) = map.next_entry()? {
                    let key = key.unwrap_or_default();
                    if seen.contains(&key) {
                        *repeated.entry(key.into_owned()).or_default() += 1;
                    } else {
                        seen.insert(key);
                    }
                }
                Ok(Keys { repeated })
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// Streams `packages` into groups: a visitor of the file, and the seed of its one member.
struct Packages<'g> {
    place: Place,
    /// How often a key stands again, counted down to the last one.
    repeated: BTreeMap<String, usize>,
    groups: &'g mut Groups,
    faults: &'g mut Faults,
    recorded: Option<&'g mut Recorded>,
}

impl<'de> Visitor<'de> for &mut Packages<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a lockfile")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            if key.as_deref() == Some("packages") {
                map.next_value_seed(Members(self))?;
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
        let Packages { place, repeated, groups, faults, recorded } = self.0;
        while let Some(Text(key)) = map.next_key()? {
            let key = key.unwrap_or_default();
            let entry: Entry<'de> = map.next_value()?;
            if let Some(again @ 1..) = repeated.get_mut(key.as_ref()) {
                *again -= 1;
                continue;
            }
            if let Err(reason) = entry.add(&key, groups, &|| place.key(&key)) {
                faults.odd(place.key(&key), reason);
            }
            if let (Some(recorded), Some(installed)) = (recorded.as_mut(), entry.installed()) {
                recorded.installed.insert(key.into_owned(), installed);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "bun_tests.rs"]
mod tests;
