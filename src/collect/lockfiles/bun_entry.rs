//! One entry of `bun.lock`: a list whose first item says what the others are.
//!
//! | package | its list |
//! |---|---|
//! | of a registry | `["name@1.0.0", address, INFO, integrity]` |
//! | an archive | `["name@https://…", INFO, integrity]` or `["name@./x.tgz", INFO, integrity]` |
//! | of git | `["name@git+…#commit", INFO, tag, integrity]`, `["name@github:o/r#commit", …]` |
//! | a folder | `["name@file:…", INFO]`, `["name@link:…", INFO]`, `["name@workspace:…"]` |
//! | the root | `["name@root:", {…}]` |
//!
//! After the table in bun's `bun.lock.zig`; the integrity of archives is newer than the format.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::groups::{Groups, Locked};
use super::npm_entry::Text;
use super::recorded::Installed;
use super::{integrity, tarball, yarn_berry};
use crate::collect::address::{Address, masked};
use crate::collect::packages::{commit_of, dependency_source};
use crate::facts::SourceKind;
use crate::source::anchor::Place;

/// How many items of a list count.
const ITEMS: usize = 4;

/// An entry: the items of its list; absent where it is none.
#[derive(Debug)]
pub(crate) struct Entry<'a>(Option<Vec<Item<'a>>>);

/// An item, of a list or in place of one.
#[derive(Debug)]
enum Item<'a> {
    List(Vec<Item<'a>>),
    Text(Cow<'a, str>),
    Info { bundled: bool },
    Flag(bool),
    Other,
}

impl Entry<'_> {
    /// The package as it is locked.
    pub(crate) fn installed(&self) -> Option<Installed> {
        let Some(Item::Text(first)) = self.0.as_ref()?.first() else { return None };
        let (name, reference) = yarn_berry::ident(first)?;
        let source = Source::of(reference);
        let registry = source.is_some_and(|source| source.kind == SourceKind::Registry);
        Some(Installed {
            name: Some(name.to_owned()),
            version: registry.then(|| reference.to_owned()),
            address: (!registry).then(|| masked(reference).into_owned()),
            link: reference.starts_with("workspace:"),
            ..Installed::default()
        })
    }

    /// Adds the package, or says what the entry lacks. The root and workspaces are no packages.
    pub(crate) fn add(
        &self,
        key: &str,
        groups: &mut Groups,
        place: &dyn Fn() -> Place,
    ) -> Result<(), &'static str> {
        let Some(items) = &self.0 else {
            return Err("the entry is no list: run `bun install`");
        };
        let Some(Item::Text(first)) = items.first() else {
            return Err("the entry's list does not start with a name: run `bun install`");
        };
        if first.starts_with("@root:") {
            return Ok(());
        }
        let (name, reference) = yarn_berry::ident(first)
            .ok_or("the entry's first item names no package and no source")?;
        let Some(source) = Source::of(reference) else { return Ok(()) };
        let registry = source.kind == SourceKind::Registry;
        let written = match items.get(1) {
            Some(Item::Text(address)) if registry => Some(address.as_ref()),
            _ => None,
        };
        if registry && written.is_none() {
            return Err("the entry of a registry's package has no second text: run `bun install`");
        }
        let address = written.or(Some(reference).filter(|_| source.addressed));
        let address = address.and_then(Address::parse);
        let host = address.as_ref().and_then(Address::host);
        let protocol = address.as_ref().map(Address::protocol);
        let bundled = items.iter().any(|item| matches!(item, Item::Info { bundled: true }));
        let special = matches!(source.kind, SourceKind::Git | SourceKind::File | SourceKind::Link);
        // Its place differs by kind, and what stands there instead is no hash.
        let hash = items.iter().skip(1).rev().find_map(|item| match item {
            Item::Text(text) if integrity::strongest(text).is_some() => Some(text.as_ref()),
            _ => None,
        });
        let version = registry.then_some(reference);
        groups.add(
            &Locked {
                installed: installed(key),
                name,
                version,
                kind: source.kind,
                host: host.as_deref().or(source.host.as_deref()),
                protocol: protocol.as_deref().or(source.protocol.as_deref()),
                address: Some(masked(reference)).filter(|_| special).as_deref(),
                pinned: source.pinned,
                integrity: hash,
                checksum: None,
                hash_expected: !bundled && (registry || source.kind == SourceKind::Tarball),
                no_address: false,
                mismatch: address
                    .filter(|_| registry)
                    .and_then(|address| tarball::mismatch(address.path, name, version)),
                install_script: None,
                bundled,
                development: false,
                optional: false,
            },
            place,
        );
        Ok(())
    }
}

/// What the first item names behind the name.
struct Source {
    kind: SourceKind,
    /// It is a URL.
    addressed: bool,
    host: Option<String>,
    protocol: Option<String>,
    pinned: bool,
}

impl Source {
    /// Nothing for the root and workspaces.
    fn of(reference: &str) -> Option<Self> {
        let of = |kind| Self { kind, addressed: false, host: None, protocol: None, pinned: false };
        match reference.split_once(':') {
            Some(("root" | "workspace", _)) => return None,
            Some(("link", _)) => return Some(of(SourceKind::Link)),
            Some(("file", _)) => return Some(of(SourceKind::File)),
            _ => {}
        }
        if !reference.contains([':', '/', '\\']) && !reference.ends_with(".tgz") {
            return Some(of(SourceKind::Registry));
        }
        let told = dependency_source("", reference);
        let commit = reference.split_once('#').map(|(_, commit)| commit);
        // Of archives by GitHub, bun knows the abbreviated commit alone: it names their folder.
        let short = |commit: &str| {
            reference.starts_with("github:")
                && commit.len() >= 7
                && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        Some(Self {
            addressed: Address::parse(reference).is_some(),
            pinned: commit.is_some_and(|commit| commit_of(commit).is_some() || short(commit)),
            host: told.host,
            protocol: told.protocol,
            ..of(told.kind)
        })
    }
}

/// The name at the end of a path of names, `a/@scope/b`.
fn installed(key: &str) -> &str {
    let Some((parents, _)) = key.rsplit_once('/') else { return key };
    let scope = parents.rsplit_once('/').map_or(parents, |(_, scope)| scope);
    let start =
        if scope.starts_with('@') { parents.len() - scope.len() } else { parents.len() + 1 };
    key.get(start..).unwrap_or(key)
}

impl<'de: 'a, 'a> Deserialize<'de> for Item<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader::<false>)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Entry<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match deserializer.deserialize_any(Reader::<true>)? {
            Item::List(items) => Self(Some(items)),
            _ => Self(None),
        })
    }
}

/// Takes whatever comes, so that one odd entry does not hide the others; a list within a list
/// is passed over without going down.
struct Reader<const LISTS: bool>;

impl<'de, const LISTS: bool> Visitor<'de> for Reader<LISTS> {
    type Value = Item<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Item<'de>, E> {
        Ok(Item::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Item<'de>, E> {
        Ok(Item::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Item<'de>, E> {
        Ok(Item::Flag(value))
    }

    fn visit_unit<E>(self) -> Result<Item<'de>, E> {
        Ok(Item::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Item<'de>, E> {
        Ok(Item::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Item<'de>, E> {
        Ok(Item::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Item<'de>, E> {
        Ok(Item::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item<'de>, A::Error> {
        let mut items = Vec::new();
        while LISTS && items.len() < ITEMS {
            match list.next_element()? {
                Some(item) => items.push(item),
                None => return Ok(Item::List(items)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Item::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item<'de>, A::Error> {
        let mut bundled = false;
        while let Some(Text(key)) = map.next_key()? {
            if key.as_deref() == Some("bundled") {
                bundled = matches!(map.next_value()?, Item::Flag(true));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Item::Info { bundled })
    }
}
