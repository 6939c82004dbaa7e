//! Entries of Yarn 2 and later: descriptors, the `resolution` that they lock, and a checksum.
//!
//! Yarn's `Project.ts` (`setupResolutions`, `generateLockfile`) and `structUtils.ts`
//! (`parseLocator`, `parseRange`). An address of the registry is left out as a rule; where it is
//! not what Yarn would guess, it stands in `__archiveUrl`.

use super::groups::{Groups, Locked, Mismatch};
use super::tarball;
use super::yarn_blocks::Block;
use crate::collect::address::{Address, decoded, masked};
use crate::collect::packages::{commit_of, dependency_source};
use crate::facts::SourceKind;
use crate::source::anchor::Place;

/// Adds the package of an entry, or says what the entry lacks. Workspaces are no packages. `cache`
/// is the `cacheKey` of the file, which holds for checksums that name none (`Project.ts`,
/// `setupResolutions`).
pub(super) fn add(
    block: &Block<'_>,
    cache: Option<&str>,
    groups: &mut Groups,
    place: &dyn Fn() -> Place,
) -> Result<(), &'static str> {
    let resolution =
        block.get("resolution").ok_or("the entry has no `resolution`: run `yarn install`")?;
    let (ident, reference) =
        ident(resolution).ok_or("the entry's `resolution` names no package and no source")?;
    if block.get("linkType").is_none() {
        return Err("the entry has no `linkType`, the lockfile is cut off: run `yarn install`");
    }
    if block.get("resolved").is_some() {
        return Err("the entry has a `resolved`, which only Yarn 1 writes and reads");
    }
    let reference = match reference.strip_prefix("virtual:").and_then(|r| r.split_once('#')) {
        Some((_, reference)) => reference,
        None => reference,
    };
    if reference.starts_with("workspace:") {
        return Ok(());
    }
    let (source, parameters) = reference.split_once("::").unwrap_or((reference, ""));
    let archive = parameters.split('&').find_map(|part| part.strip_prefix("__archiveUrl="));
    let archive = archive.map(decoded);
    let Source { kind, name, host, protocol, pinned } = Source::of(ident, source);
    let name = name.unwrap_or(ident);
    let installed = block.keys.iter().filter_map(|key| self::ident(key)).map(|(name, _)| name);
    let installed = installed.into_iter().find(|installed| *installed != name).unwrap_or(name);
    let address = archive.as_deref().and_then(Address::parse);
    let archive_host = address.as_ref().and_then(Address::host);
    let archive_protocol = address.as_ref().map(Address::protocol);
    let stated = block.get("version").filter(|version| *version != "0.0.0-use.local");
    // It is the resolution that Yarn installs, whatever else the entry says.
    let told = version_of(source);
    let version = told.or(stated);
    let other_name = || Some(Mismatch::Name(another(block, ident)?.to_owned()));
    let other_version = || {
        let (told, stated) = told.zip(stated)?;
        let differs = tarball::normal(told) != tarball::normal(stated);
        differs.then(|| Mismatch::Version(told.to_owned()))
    };
    let special = matches!(kind, SourceKind::Git | SourceKind::File | SourceKind::Link);
    // Where a package is not for this machine, Yarn has not seen it; patches of its own are
    // made anew with each of its versions.
    let unseen = block.get("conditions").is_some() || source.contains("builtin<");
    let checked = matches!(kind, SourceKind::Registry | SourceKind::Tarball | SourceKind::Patch);
    let checksum = block.get("checksum").filter(|sum| is_sha512(sum));
    let keyed = checksum.map(|sum| match cache.filter(|_| !sum.contains('/')) {
        Some(key) => format!("{key}/{sum}"),
        None => sum.to_owned(),
    });
    groups.add(
        &Locked {
            installed,
            name,
            version,
            kind,
            host: archive_host.as_deref().or(host.as_deref()),
            protocol: archive_protocol.as_deref().or(protocol.as_deref()),
            address: Some(masked(source)).filter(|_| special).as_deref(),
            pinned,
            integrity: checksum.map(|_| "sha512-of-zip"),
            checksum: keyed.as_deref(),
            hash_expected: checked && !unseen,
            no_address: false,
            mismatch: address
                .filter(|_| kind == SourceKind::Registry)
                .and_then(|address| tarball::mismatch(address.path, name, version))
                .or_else(other_name)
                .or_else(other_version),
            install_script: None,
            bundled: false,
            development: false,
            optional: false,
        },
        place,
    );
    Ok(())
}

/// The version in the reference of a registry's package, `npm:1.0.0`.
pub(super) fn version_of(reference: &str) -> Option<&str> {
    let text = reference.strip_prefix("npm:")?;
    let text = text.split_once("::").map_or(text, |(text, _)| text);
    let version = ident(text).map_or(text, |(_, version)| version);
    version.starts_with(|c: char| c.is_ascii_digit()).then_some(version)
}

/// The package that an entry locks, where its descriptors ask for another: `npm:real@^1.0.0` asks
/// for `real`, and other ranges for the name before them. A folder may have any name.
fn another<'r>(block: &Block<'_>, locked: &'r str) -> Option<&'r str> {
    let asks_for_it = |key: &str| {
        let Some((name, range)) = ident(key) else { return true };
        match range.strip_prefix("npm:") {
            Some(range) => ident(range).map_or(name, |(real, _)| real) == locked,
            None => name == locked || !range.starts_with("patch:"),
        }
    };
    (!block.keys.iter().all(|key| asks_for_it(key))).then_some(locked)
}

/// What a reference names.
struct Source<'r> {
    kind: SourceKind,
    /// The real package, where the reference itself has one.
    name: Option<&'r str>,
    host: Option<String>,
    protocol: Option<String>,
    pinned: bool,
}

impl<'r> Source<'r> {
    fn of(ident: &str, source: &'r str) -> Self {
        let of = |kind| Self { kind, name: None, host: None, protocol: None, pinned: false };
        match source.split_once(':') {
            Some(("npm", version)) => {
                let name = self::ident(version).map(|(name, _)| name);
                return Self { name, ..of(SourceKind::Registry) };
            }
            Some(("patch", _)) => return of(SourceKind::Patch),
            Some(("link" | "portal", _)) => return of(SourceKind::Link),
            Some(("file", _)) => return of(SourceKind::File),
            _ => {}
        }
        let fragment = source.split_once('#').map(|(_, fragment)| fragment);
        let told = dependency_source(ident, source);
        // Yarn writes `#commit=` behind whatever it has cloned.
        let cloned = fragment.is_some_and(|fragment| fragment.split('&').any(is_commit));
        let kind = match told.kind {
            SourceKind::Tarball | SourceKind::Other if cloned => SourceKind::Git,
            // No protocol at all is nothing that Yarn writes, but what a registry serves.
            SourceKind::Alias | SourceKind::Catalog | SourceKind::Workspace => SourceKind::Other,
            kind => kind,
        };
        Self {
            kind,
            name: None,
            host: told.host,
            protocol: told.protocol,
            pinned: fragment.is_some_and(|fragment| commit_of(fragment).is_some()),
        }
    }
}

fn is_commit(part: &str) -> bool {
    part.starts_with("commit=")
}

/// The name and what stands behind its `@`, in descriptors and locators.
pub(crate) fn ident(text: &str) -> Option<(&str, &str)> {
    let (scope, rest) = match text.strip_prefix('@') {
        Some(rest) => rest.split_once('/').map(|(scope, rest)| (scope.len() + 2, rest))?,
        None => (0, text),
    };
    let at = rest.find(['@', '/', ':', '#']).filter(|at| *at > 0)?;
    let behind = rest.get(at..)?.strip_prefix('@')?;
    Some((text.get(..scope + at)?, behind))
}

/// A checksum as Yarn writes it: the key of its cache may stand before it, `10c0/…`.
fn is_sha512(checksum: &str) -> bool {
    let hex = checksum.rsplit('/').next().unwrap_or(checksum);
    hex.len() == 128 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}
