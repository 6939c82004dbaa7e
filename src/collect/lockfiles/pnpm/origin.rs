//! Where a package of pnpm's lockfile comes from: what `resolution` says, or its key where
//! that says nothing.
//!
//! After pnpm's `lockfile.types` and `pkgSnapshotToResolution`: `tarball` is resolved against
//! the registry, so it may be relative or lack its scheme; without it the registry's own layout
//! is meant, and no address is written.

use std::borrow::Cow;

use super::super::groups::{Locked, Mismatch};
use super::super::{integrity, tarball};
use super::key::{Key, is_commit};
use crate::collect::address::{Address, masked};
use crate::collect::packages::{commit_of, dependency_source};
use crate::facts::SourceKind;

/// The members of `resolution` that facts are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Resolution<'a> {
    /// `git`, `directory`, `binary`, `variations`, `custom:…`; nothing for a tarball.
    pub(crate) kind: Option<Cow<'a, str>>,
    /// The hash.
    pub(crate) integrity: Option<Cow<'a, str>>,
    /// The address of a tarball.
    pub(crate) tarball: Option<Cow<'a, str>>,
    /// The registry, up to version 5.
    pub(crate) registry: Option<Cow<'a, str>>,
    /// The address of a binary.
    pub(crate) url: Option<Cow<'a, str>>,
    /// The repository of a git package.
    pub(crate) repo: Option<Cow<'a, str>>,
    /// The commit of a git package.
    pub(crate) commit: Option<Cow<'a, str>>,
    /// The folder of a directory.
    pub(crate) directory: Option<Cow<'a, str>>,
    /// The resolutions for one platform each, with their places in the list.
    pub(crate) variants: Vec<(usize, Resolution<'a>)>,
}

/// Where a package comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    kind: Option<SourceKind>,
    host: Option<String>,
    protocol: Option<String>,
    address: Option<String>,
    pinned: bool,
    mismatch: Option<Mismatch>,
}

impl Origin {
    /// Reads what a resolution says of the package with this key, name and version.
    pub(crate) fn of(
        resolution: &Resolution<'_>,
        key: &Key<'_>,
        name: &str,
        version: Option<&str>,
    ) -> Self {
        let text = |field: &Option<Cow<'_, str>>| field.as_deref().map(str::to_owned);
        match resolution.kind.as_deref() {
            Some("git") => git(resolution),
            Some("directory") => {
                Self { address: text(&resolution.directory), ..of_kind(SourceKind::File) }
            }
            Some("binary" | "variations") => at(resolution.url.as_deref(), SourceKind::Tarball),
            Some(_) => {
                let address = resolution.tarball.as_deref().or(resolution.url.as_deref());
                at(address, SourceKind::Other)
            }
            None => match resolution.tarball.as_deref() {
                Some(tarball) => archive(tarball, resolution, name, version),
                None if resolution.registry.is_some() => {
                    at(resolution.registry.as_deref(), SourceKind::Registry)
                }
                None => by_key(key, resolution, name, version),
            },
        }
    }

    /// What tells the addresses of one package apart: host, protocol and strongest hash.
    pub(crate) fn address(
        &self,
        resolution: &Resolution<'_>,
    ) -> (Option<String>, Option<String>, Option<&'static str>) {
        let hash = resolution.integrity.as_deref().and_then(integrity::strongest);
        (self.host.clone(), self.protocol.clone(), hash)
    }

    /// The package as all formats tell it; what the origin does not know is left to the caller.
    pub(crate) fn locked<'l>(&'l self, name: &'l str, version: Option<&'l str>) -> Locked<'l> {
        let kind = self.kind.unwrap_or(SourceKind::Registry);
        Locked {
            installed: name,
            name,
            version,
            kind,
            host: self.host.as_deref(),
            protocol: self.protocol.as_deref(),
            address: self.address.as_deref(),
            pinned: self.pinned,
            integrity: None,
            checksum: None,
            hash_expected: matches!(kind, SourceKind::Registry | SourceKind::Tarball),
            no_address: false,
            mismatch: self.mismatch.clone(),
            install_script: None,
            bundled: false,
            development: false,
            optional: false,
        }
    }
}

fn of_kind(kind: SourceKind) -> Origin {
    Origin { kind: Some(kind), ..Origin::default() }
}

/// A package of this kind at an address.
fn at(address: Option<&str>, kind: SourceKind) -> Origin {
    let absolute = address.and_then(absolute);
    let address = absolute.as_deref().and_then(Address::parse);
    Origin {
        host: address.and_then(|address| address.host()).map(Cow::into_owned),
        protocol: address
            .map(|address| address.protocol())
            .filter(|protocol| !protocol.is_empty() && protocol != INHERITED)
            .map(Cow::into_owned),
        ..of_kind(kind)
    }
}

fn git(resolution: &Resolution<'_>) -> Origin {
    let repo = resolution.repo.as_deref().unwrap_or_default();
    let commit = resolution.commit.as_deref();
    let mut origin = at(Some(repo), SourceKind::Git);
    if origin.host.is_none() {
        let source = dependency_source("", repo);
        (origin.host, origin.protocol) = (source.host, source.protocol.or(origin.protocol));
    }
    origin.pinned = commit.is_some_and(|commit| commit_of(commit).is_some());
    let shown = masked(repo);
    origin.address = Some(match commit {
        Some(commit) => format!("{shown}#{commit}"),
        None => shown.into_owned(),
    });
    origin
}

/// What `tarball` names.
fn archive(text: &str, resolution: &Resolution<'_>, name: &str, version: Option<&str>) -> Origin {
    let trimmed = text.trim_matches(|c: char| c <= ' ');
    if trimmed.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:")) {
        return Origin { address: Some(trimmed.to_owned()), ..of_kind(SourceKind::File) };
    }
    let whole = absolute(trimmed);
    let Some(address) = whole.as_deref().and_then(Address::parse) else {
        let told = tarball::mismatch(&format!("/{trimmed}"), name, version);
        let registry = at(resolution.registry.as_deref(), SourceKind::Registry);
        return Origin { mismatch: told, ..registry };
    };
    if let Some(pinned) = of_git_host(&address, trimmed) {
        let kind = if pinned { SourceKind::Git } else { SourceKind::Tarball };
        let shown = pinned.then(|| masked(trimmed).into_owned());
        return Origin { pinned, address: shown, ..at(Some(trimmed), kind) };
    }
    let kind = match address.protocol().as_ref() {
        "http" | "https" | INHERITED if tarball::is_registry_path(address.path) => {
            SourceKind::Registry
        }
        "http" | "https" | INHERITED => SourceKind::Tarball,
        "git" | "ssh" => SourceKind::Git,
        other if other.starts_with("git+") => SourceKind::Git,
        _ => SourceKind::Other,
    };
    let registry = kind == SourceKind::Registry;
    let git = kind == SourceKind::Git;
    Origin {
        mismatch: tarball::mismatch(address.path, name, version).filter(|_| registry),
        address: git.then(|| masked(trimmed).into_owned()),
        pinned: git && address.fragment.is_some_and(|part| commit_of(part).is_some()),
        ..at(Some(trimmed), kind)
    }
}

/// What the key names, where the resolution has no address.
fn by_key(key: &Key<'_>, resolution: &Resolution<'_>, name: &str, version: Option<&str>) -> Origin {
    let Some(reference) = key.reference else {
        // A port is written `host+4873`.
        let host = key.host.map(|host| host.split('+').next().unwrap_or(host));
        let host = host.map(str::to_ascii_lowercase);
        return Origin { host, ..of_kind(SourceKind::Registry) };
    };
    if let Some(host) = key.host {
        if !matches!(host, "github.com" | "gitlab.com" | "bitbucket.org") {
            return archive(&format!("//{reference}"), resolution, name, version);
        }
        return Origin {
            host: Some(host.to_owned()),
            pinned: reference.rsplit('/').next().is_some_and(is_commit),
            address: Some(masked(reference).into_owned()),
            ..of_kind(SourceKind::Git)
        };
    }
    match dependency_source("", reference).kind {
        kind @ (SourceKind::File | SourceKind::Link) => {
            Origin { address: Some(reference.to_owned()), ..of_kind(kind) }
        }
        _ if reference.contains(':') => archive(reference, resolution, name, version),
        _ => of_kind(SourceKind::Registry),
    }
}

/// The scheme of an address that takes that of the registry.
const INHERITED: &str = "inherited";

/// An address with its scheme and two slashes, as WHATWG's URL parser (section 4.4) makes it
/// of `//host`, `\\host`, `http:host` and `https:/host`; nothing for a relative one. Where
/// the parser would stay with the registry's host, the named one counts: it is shown then, and
/// no such address is written by pnpm.
fn absolute(text: &str) -> Option<Cow<'_, str>> {
    let slash = |c: char| matches!(c, '/' | '\\');
    let text = text.trim_matches(|c: char| c <= ' ');
    if text.starts_with(slash) {
        let rest = text.trim_start_matches(slash);
        return (text.len() - rest.len() > 1).then(|| Cow::Owned(format!("{INHERITED}://{rest}")));
    }
    if text.contains(['\t', '\n', '\r']) {
        let plain: String = text.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        return absolute(&plain).map(|text| Cow::Owned(text.into_owned()));
    }
    let (scheme, rest) = text.split_once(':')?;
    let special = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    if special && (!rest.starts_with("//") || rest.starts_with("///")) {
        return Some(Cow::Owned(format!("{scheme}://{}", rest.trim_start_matches(slash))));
    }
    (rest.starts_with("//") && scheme != INHERITED).then_some(Cow::Borrowed(text))
}

/// Whether an address is of a git host's archives: `true` for one at a full commit, which pnpm
/// takes for a git package that needs no hash (`isGitHostedTarballUrl`).
fn of_git_host(address: &Address<'_>, text: &str) -> Option<bool> {
    let parts: Vec<&str> = address.path.split('/').filter(|part| !part.is_empty()).collect();
    let secure = address.protocol() == "https";
    let at_commit = |part: &str| secure && is_commit(part);
    Some(match (address.host()?.as_ref(), parts.as_slice()) {
        ("codeload.github.com", [_, _, "tar.gz", commit]) => at_commit(commit),
        ("bitbucket.org", [_, _, "get", file]) => {
            file.strip_suffix(".tar.gz").is_some_and(at_commit)
        }
        ("gitlab.com", ["api", "v4", "projects", _, "repository", "archive.tar.gz"]) => {
            let query = text.split_once('?').map_or("", |(_, query)| query);
            let query = query.split('#').next().unwrap_or(query);
            let reference = query.split('&').find_map(|pair| pair.strip_prefix("ref="));
            reference.is_some_and(at_commit)
        }
        ("gitlab.com", [_, _, .., "-", "archive", commit, file]) => {
            at_commit(commit) && file.ends_with(".tar.gz")
        }
        ("codeload.github.com" | "bitbucket.org" | "gitlab.com", _) => false,
        _ => return None,
    })
}
