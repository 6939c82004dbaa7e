//! One entry of npm's lockfiles: its members as they are written, and what they say together.
//!
//! Texts borrow from the file. npm 5 and 6 wrote `false` for what it did not know, so `false`
//! and `null` are no text here; every other surprise is an error of the file.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::groups::{Groups, Locked};
use super::tarball;
use crate::collect::address::{Address, masked};
use crate::collect::packages::{commit_of, dependency_source};
use crate::facts::SourceKind;
use crate::source::anchor::Place;

/// A text that may be missing, borrowed where it has no escapes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Text<'a>(pub(crate) Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Borrowed(text))))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(text.to_owned()))))
            }
            fn visit_unit<E: Error>(self) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Text<'de>, E> {
                if value {
                    Err(E::invalid_type(serde::de::Unexpected::Bool(true), &self))
                } else {
                    Ok(Text(None))
                }
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A boolean that may be null.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Flag(pub(crate) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::<bool>::deserialize(deserializer)?.unwrap_or(false)))
    }
}

/// Reads a struct from an object only: serde would take a list for one as well.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Object<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Reader(std::marker::PhantomData))
    }
}

/// The members of an entry of either generation that facts are made of. Lists of dependencies are
/// passed over where they are not asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "L: Default + Deserialize<'de>"))]
pub(crate) struct Entry<'a, L = IgnoredAny> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(borrow)]
    pub(crate) version: Text<'a>,
    #[serde(borrow)]
    pub(crate) resolved: Text<'a>,
    #[serde(borrow)]
    pub(crate) integrity: Text<'a>,
    pub(crate) link: Flag,
    pub(crate) in_bundle: Flag,
    pub(crate) dev: Flag,
    pub(crate) optional: Flag,
    pub(crate) dev_optional: Flag,
    pub(crate) has_install_script: Flag,
    /// Nothing asks for it any more.
    pub(crate) extraneous: Flag,
    pub(crate) dependencies: L,
    pub(crate) dev_dependencies: L,
    pub(crate) optional_dependencies: L,
}

impl<L> Entry<'_, L> {
    /// Adds the package to the groups. `scripts` says whether the format tells of scripts.
    pub(crate) fn add(
        &self,
        installed: &str,
        scripts: bool,
        groups: &mut Groups,
        place: &dyn Fn() -> Place,
    ) {
        let resolved = self.resolved.0.as_deref();
        let name = self.name.0.as_deref().unwrap_or(installed);
        let version = self.version.0.as_deref();
        let address = resolved.and_then(Address::parse).filter(|_| !self.link.0);
        let kind = if self.link.0 { SourceKind::Link } else { kind(resolved, address.as_ref()) };
        let registry = kind == SourceKind::Registry;
        let special = matches!(kind, SourceKind::Git | SourceKind::File | SourceKind::Link);
        let short = resolved.filter(|_| kind == SourceKind::Git && address.is_none());
        let short = short.map(|spec| dependency_source(installed, spec));
        let host = address.as_ref().and_then(Address::host);
        let protocol = address.as_ref().map(Address::protocol);
        let fragment = resolved.and_then(|text| text.split_once('#')).map(|(_, part)| part);
        groups.add(
            &Locked {
                installed,
                name,
                version,
                kind,
                host: host.as_deref().or(short.as_ref().and_then(|short| short.host.as_deref())),
                protocol: protocol.as_deref(),
                address: resolved.filter(|_| special).map(masked).as_deref(),
                pinned: fragment.is_some_and(|fragment| commit_of(fragment).is_some()),
                integrity: self.integrity.0.as_deref(),
                checksum: None,
                // What lies in another package has no address of its own.
                hash_expected: (registry || kind == SourceKind::Tarball)
                    && (!self.in_bundle.0 || resolved.is_some()),
                no_address: registry && resolved.is_none() && !self.in_bundle.0,
                mismatch: address
                    .filter(|_| registry)
                    .and_then(|address| tarball::mismatch(address.path, name, version)),
                install_script: scripts.then_some(self.has_install_script.0),
                bundled: self.in_bundle.0,
                development: self.dev.0,
                optional: self.optional.0 || self.dev_optional.0,
            },
            place,
        );
    }
}

/// The kind of source that `resolved` names. An archive is a registry's if its path has the
/// layout of one; the lockfile itself does not tell.
fn kind(resolved: Option<&str>, address: Option<&Address<'_>>) -> SourceKind {
    let Some(resolved) = resolved else { return SourceKind::Registry };
    let Some(address) = address else {
        return match dependency_source("", resolved).kind {
            kind @ (SourceKind::Git | SourceKind::File) => kind,
            _ if resolved.contains(':') => SourceKind::Other,
            _ => SourceKind::File,
        };
    };
    match address.protocol().as_ref() {
        "http" | "https" if tarball::is_registry_path(address.path) => SourceKind::Registry,
        "http" | "https" => SourceKind::Tarball,
        "git" | "ssh" => SourceKind::Git,
        "file" => SourceKind::File,
        other if other.starts_with("git+") => SourceKind::Git,
        _ => SourceKind::Other,
    }
}
