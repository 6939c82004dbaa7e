//! What npm's lockfiles tell of manifests: the folders among `packages` as they were, and every
//! package by its place.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::npm_entry::Entry;
use super::recorded::{Asked, Importer, Installed, Recorded};
use super::tarball::is_registry_path;
use crate::collect::address::{Address, masked};
use crate::facts::DependencyKind;
use crate::source::anchor::Place;

/// The folder that packages are installed into.
const FOLDER: &str = "node_modules";

/// Whether an entry of `packages` is a folder of the repository.
pub(crate) fn is_folder(key: &str) -> bool {
    key.split('/').all(|part| part != FOLDER)
}

/// A list of dependencies of a folder: names and specifications.
#[derive(Debug, Default)]
pub(crate) struct List<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

/// A text, or what else stands in its place.
struct Spec<'a>(Option<Cow<'a, str>>);

/// Takes whatever comes: what is no list of texts hides nothing else.
struct Lenient;

impl<'de> Visitor<'de> for Lenient {
    type Value = (Option<Cow<'de, str>>, List<'de>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of dependencies")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok((Some(Cow::Borrowed(text)), List::default()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok((Some(Cow::Owned(text.to_owned())), List::default()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok((None, List::default()))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok((None, List::default()))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok((None, List::default()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok((None, List::default()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok((None, List::default()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok((None, List::default()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Spec(name)) = map.next_key()? {
            let Spec(spec) = map.next_value()?;
            list.extend(name.zip(spec));
        }
        Ok((None, List(list)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient).map(|(_, list)| list)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Spec<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient).map(|(text, _)| Self(text))
    }
}

impl Recorded {
    /// A folder of `packages`: the root, a member of the workspace, what a link leads to.
    pub(crate) fn folder(&mut self, key: &str, entry: &Entry<'_, List<'_>>, packages: &Place) {
        let place = packages.key(key);
        let mut importer = Importer { at: place.at(), ..Importer::default() };
        let lists = [
            ("dependencies", DependencyKind::Production, &entry.dependencies),
            ("devDependencies", DependencyKind::Development, &entry.dev_dependencies),
            ("optionalDependencies", DependencyKind::Optional, &entry.optional_dependencies),
        ];
        for (list, kind, List(members)) in lists {
            let place = place.key(list);
            for (name, spec) in members {
                let asked = Asked::new(place.key(name).at(), spec);
                importer.asked.insert((name.clone().into_owned(), kind), asked);
            }
        }
        let folder = if key.is_empty() { "." } else { key };
        if !entry.extraneous.0 {
            self.importers.insert(folder.to_owned(), importer);
        }
        self.place(key, entry);
    }

    /// Any entry of `packages`.
    pub(crate) fn place<L>(&mut self, key: &str, entry: &Entry<'_, L>) {
        // The address of a registry says no more than name and version, and that of a package
        // within another is asked for by nobody.
        let own = |address: &str| {
            let url = Address::parse(address);
            let registry = url.is_some_and(|url| {
                url.protocol().starts_with("http") && is_registry_path(url.path)
            });
            entry.version.0.is_none() || !registry
        };
        let near = key.rsplit_once(FOLDER).is_none_or(|(before, _)| is_folder(before));
        let address = entry.resolved.0.as_deref().filter(|address| near && own(address));
        let installed = Installed {
            name: entry.name.0.as_deref().map(str::to_owned),
            version: entry.version.0.as_deref().map(str::to_owned),
            address: address.map(|address| masked(address).into_owned()),
            link: entry.link.0,
            bundled: entry.in_bundle.0,
            line: 0,
        };
        self.installed.insert(key.to_owned(), installed);
    }
}
