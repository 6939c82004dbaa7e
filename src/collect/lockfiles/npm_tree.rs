//! Version 1 of npm's lockfile: a tree of `dependencies`, in which `version` says where a
//! package comes from.
//!
//! The tree is read into borrowed values first, for an entry's members may stand behind those
//! of its children, and then walked without recursion. Its depth is bounded by the parser.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::groups::Groups;
use super::npm_entry::{Entry, Flag, Object, Text};
use super::recorded::Recorded;
use crate::collect::packages::dependency_source;
use crate::facts::SourceKind;
use crate::source::anchor::Place;

/// The file, as far as it is read here.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Root<'a> {
    #[serde(borrow)]
    dependencies: Tree<'a>,
}

#[derive(Debug, Default)]
struct Tree<'a>(Vec<(Cow<'a, str>, Member<'a>)>);

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Member<'a> {
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    resolved: Text<'a>,
    #[serde(borrow)]
    integrity: Text<'a>,
    bundled: Flag,
    dev: Flag,
    optional: Flag,
    #[serde(borrow)]
    dependencies: Tree<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Tree<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Tree<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of packages")
            }
            fn visit_unit<E: Error>(self) -> Result<Tree<'de>, E> {
                Ok(Tree::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree<'de>, A::Error> {
                let (mut members, mut seen) = (Vec::new(), HashSet::new());
                while let Some(Text(key)) = map.next_key()? {
                    let key = key.unwrap_or_default();
                    if !seen.insert(key.clone()) {
                        return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
                    }
                    let Object(member) = map.next_value()?;
                    members.push((key, member));
                }
                Ok(Tree(members))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl Root<'_> {
    /// Adds every package of the tree, parents before their children.
    pub(crate) fn add(
        &self,
        file: &Place,
        groups: &mut Groups,
        mut recorded: Option<&mut Recorded>,
    ) {
        let mut open = vec![self.dependencies.0.iter()];
        let mut trail: Vec<&str> = Vec::new();
        while let Some(level) = open.last_mut() {
            let Some((name, member)) = level.next() else {
                open.pop();
                trail.pop();
                continue;
            };
            trail.push(name);
            let place =
                || trail.iter().fold(file.clone(), |place, key| place.key("dependencies").key(key));
            let entry = member.entry(name);
            entry.add(name, false, groups, &place);
            if let (Some(recorded), [_]) = (recorded.as_deref_mut(), trail.as_slice()) {
                recorded.place(&format!("node_modules/{name}"), &entry);
            }
            open.push(member.dependencies.0.iter());
        }
    }
}

impl Member<'_> {
    /// The entry as later versions write it: what `version` says of the source becomes
    /// `resolved` and `name`.
    fn entry(&self, name: &str) -> Entry<'_> {
        let version = self.version.0.as_deref();
        let source = version.map(|version| dependency_source(name, version));
        let mut entry = Entry {
            version: borrowed(version),
            resolved: borrowed(self.resolved.0.as_deref()),
            integrity: borrowed(self.integrity.0.as_deref()),
            in_bundle: self.bundled,
            dev: self.dev,
            optional: self.optional,
            ..Entry::default()
        };
        match source.map(|source| (source.kind, source.name)) {
            Some((SourceKind::Alias, real)) => {
                let range = version.and_then(|version| version.rsplit_once('@'));
                entry.version = borrowed(range.map(|(_, range)| range));
                entry.name = Text(real.map(Cow::Owned));
            }
            None | Some((SourceKind::Registry, _)) => {}
            Some(_) => {
                entry.version = Text(None);
                entry.resolved = borrowed(version);
            }
        }
        entry
    }
}

fn borrowed(text: Option<&str>) -> Text<'_> {
    Text(text.map(Cow::Borrowed))
}
