//! Entries of Yarn 1: patterns, `resolved` with a hash behind its `#`, and `integrity`.
//!
//! Yarn 1's `src/lockfile/index.js` and its resolvers of git, of hosted git and of tarballs.

use super::groups::{Groups, Locked};
use super::tarball;
use super::yarn_blocks::Block;
use super::{integrity, yarn_berry};
use crate::collect::address::{Address, masked};
use crate::collect::packages::{commit_of, dependency_source};
use crate::facts::{DependencySource, SourceKind};
use crate::source::anchor::Place;

/// Adds the package of an entry, or says what the entry lacks.
pub(super) fn add(
    block: &Block<'_>,
    groups: &mut Groups,
    place: &dyn Fn() -> Place,
) -> Result<(), &'static str> {
    let version = block.get("version").ok_or("the entry has no `version`: run `yarn install`")?;
    if block.get("resolution").is_some() {
        return Err("the entry has a `resolution`, which Yarn 1 neither writes nor reads");
    }
    // Patterns of one entry may name it differently; the alias is what is worth telling.
    let patterns = || block.keys.iter().map(|key| Pattern::of(key));
    let pattern = patterns()
        .find(|pattern| pattern.asked().is_some_and(|asked| asked.kind == SourceKind::Alias))
        .or_else(|| patterns().next())
        .ok_or("the entry has no pattern")?;
    let asked = pattern.asked();
    let stated = block.get("name");
    let installed = pattern.name.or(stated).unwrap_or(pattern.range);
    let real = asked.as_ref().and_then(|asked| asked.name.as_deref());
    let name = real.or(stated).unwrap_or(installed);
    let resolved = block.get("resolved");
    let source = Resolved::of(resolved, asked.as_ref());
    let registry = source.kind == SourceKind::Registry;
    let special = matches!(source.kind, SourceKind::Git | SourceKind::File | SourceKind::Link);
    let host = source.address.as_ref().and_then(Address::host);
    let protocol = source.address.as_ref().map(Address::protocol);
    let written = block
        .get("integrity")
        .filter(|text| source.hash.is_none() || integrity::strongest(text).is_some());
    groups.add(
        &Locked {
            installed,
            name,
            version: Some(version),
            kind: source.kind,
            host: host.as_deref().or(source.short.as_ref().and_then(|short| short.host.as_deref())),
            protocol: protocol.as_deref(),
            address: resolved.or(Some(pattern.range)).filter(|_| special).map(masked).as_deref(),
            pinned: source.pinned,
            integrity: written.or(source.hash.as_deref()),
            checksum: None,
            hash_expected: registry || source.kind == SourceKind::Tarball,
            no_address: registry && source.address.is_none(),
            mismatch: source
                .address
                .as_ref()
                .filter(|_| registry)
                .and_then(|address| tarball::mismatch(address.path, name, Some(version))),
            install_script: None,
            bundled: false,
            development: false,
            optional: false,
        },
        place,
    );
    Ok(())
}

/// A key, `name@range`.
#[derive(Debug, Clone, Copy)]
struct Pattern<'k> {
    /// Absent where only an address was asked for.
    name: Option<&'k str>,
    range: &'k str,
}

impl<'k> Pattern<'k> {
    fn of(key: &'k str) -> Self {
        match yarn_berry::ident(key) {
            Some((name, range)) => Self { name: Some(name), range },
            None if key.contains([':', '#']) || (key.contains('/') && !key.starts_with('@')) => {
                Self { name: None, range: key }
            }
            None => Self { name: Some(key), range: "" },
        }
    }

    /// What the range names; nothing for a plain range, which is most of them.
    fn asked(&self) -> Option<DependencySource> {
        let plain = self.name.is_some() && !self.range.contains([':', '/', '\\']);
        let source = (!plain).then(|| dependency_source(self.name.unwrap_or_default(), self.range));
        source.filter(|source| source.kind != SourceKind::Registry)
    }
}

/// What `resolved` says.
struct Resolved<'r> {
    kind: SourceKind,
    address: Option<Address<'r>>,
    /// An address of git in one of its short forms.
    short: Option<DependencySource>,
    pinned: bool,
    /// The hash behind its `#`, as an integrity would have it.
    hash: Option<String>,
}

impl<'r> Resolved<'r> {
    fn of(resolved: Option<&'r str>, asked: Option<&DependencySource>) -> Self {
        let asked = match asked.map_or(SourceKind::Registry, |asked| asked.kind) {
            SourceKind::Alias => SourceKind::Registry,
            kind => kind,
        };
        let address = resolved.and_then(Address::parse);
        let fragment = resolved.and_then(|text| text.split_once('#')).map(|(_, part)| part);
        let short = resolved.filter(|_| address.is_none()).map(|text| dependency_source("", text));
        let short = short.filter(|short| short.kind == SourceKind::Git);
        let archive = address.as_ref().is_some_and(of_forge);
        let kind = match (&address, resolved) {
            (_, None) => asked,
            (Some(address), _) => match address.protocol().as_ref() {
                "http" | "https" if archive || address.path.ends_with(".git") => SourceKind::Git,
                "http" | "https" => match asked {
                    // An archive that was asked for by its address may have any name.
                    SourceKind::Git | SourceKind::Registry | SourceKind::Tarball => asked,
                    _ if tarball::is_registry_path(address.path) => SourceKind::Registry,
                    _ => SourceKind::Tarball,
                },
                "git" | "ssh" => SourceKind::Git,
                "file" => SourceKind::File,
                other if other.starts_with("git+") => SourceKind::Git,
                _ => SourceKind::Other,
            },
            (None, _) if short.is_some() => SourceKind::Git,
            // What lies in the offline mirror has no host.
            (None, _) if matches!(asked, SourceKind::Registry | SourceKind::Git) => asked,
            (None, _) => SourceKind::File,
        };
        let git = kind == SourceKind::Git;
        let pinned = match resolved.filter(|_| archive) {
            Some(text) => names_commit(text),
            None => fragment.is_some_and(|fragment| commit_of(fragment).is_some()),
        };
        let hash = fragment.filter(|hash| hash.len() == 40 && (!git || archive));
        let hash = hash.and_then(integrity::of_sha1);
        Self { kind, address, short, pinned: git && pinned, hash }
    }
}

/// Whether it is an archive that a forge makes of a commit, tag or branch, which is what Yarn 1
/// takes for a repository there.
fn of_forge(address: &Address<'_>) -> bool {
    let path = address.path;
    match address.host().as_deref() {
        Some("codeload.github.com") => true,
        Some("gitlab.com") => path.contains("/repository/archive"),
        Some("bitbucket.org") => path.contains("/get/"),
        _ => false,
    }
}

/// Whether an archive's address, its hash left out, names a full commit.
fn names_commit(address: &str) -> bool {
    let address = address.split_once('#').map_or(address, |(address, _)| address);
    address.split(['/', '?', '&', '=']).any(|part| {
        let part = part.strip_suffix(".tar.gz").unwrap_or(part);
        part.len() >= 40 && commit_of(part).is_some()
    })
}

#[cfg(test)]
#[path = "yarn_classic_tests.rs"]
pub(crate) mod tests;
