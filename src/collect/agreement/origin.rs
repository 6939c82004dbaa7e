//! Whether what is locked comes from where it was asked for. A range is met by a registry, or by a
//! member of the workspace; by a file, another folder, a repository or an archive only where a
//! manifest or an override asks for one.

use super::overrides::spec_of;
use super::project::Project;
use crate::collect::address::Address;
use crate::collect::lockfiles::{Installed, ident, is_registry_path, tells};
use crate::collect::packages::dependency_source;
use crate::facts::{Override, SourceKind};

/// Whether a specification asks for what a registry has.
pub(super) fn is_of_registry(name: &str, spec: &str) -> bool {
    matches!(dependency_source(name, spec).kind, SourceKind::Registry | SourceKind::Alias)
}

/// Whether an override asks for what no registry has, or for what is not known.
pub(super) fn is_swapped<'p>(
    project: &Project<'p>,
    name: &str,
    mut overrides: impl Iterator<Item = &'p Override>,
) -> bool {
    overrides.any(|one| spec_of(project, one).is_none_or(|spec| !is_of_registry(name, spec)))
}

/// The address of a package that no registry would serve it from.
pub(super) fn foreign<'i>(installed: &'i Installed, name: &str) -> Option<&'i str> {
    let address = installed.address.as_deref().filter(|_| !installed.link)?;
    // Yarn 1 wrote the bare name of an archive in its offline mirror.
    let served = match Address::parse(address) {
        Some(url) if url.protocol().starts_with("http") => {
            let version = installed.version.as_deref();
            is_registry_path(url.path) || tells(url.path, name, version)
        }
        Some(_) => false,
        None => installed.line > 0 && !address.contains([':', '/', '\\']),
    };
    (!served).then_some(address)
}

/// Whether a folder, relative to the lockfile's, is what a tool takes for a range by itself: that
/// of a member of the workspace, or one that a manifest asks for under this name.
pub(super) fn is_local(
    project: &Project<'_>,
    patterns: &[String],
    folder: &str,
    name: &str,
) -> bool {
    let unread = patterns.iter().any(|pattern| pattern.contains('('));
    unread || project.is_member(patterns, folder) || project.is_asked_by_path(name)
}

/// What an entry of a later generation of Yarn locks for a range of a registry, where that is
/// another package, or a patch, a folder or an address that the range does not name.
pub(super) fn rebound(project: &Project<'_>, key: &str, installed: &Installed) -> Option<String> {
    let (name, range) = ident(key)?;
    let range = range.strip_prefix("npm:")?;
    let real = ident(range).map_or(name, |(real, _)| real);
    let address = installed.address.as_deref();
    if installed.link {
        let folder = address.unwrap_or_default();
        let local = is_local(project, project.patterns, folder, real);
        return (!local).then(|| format!("workspace:{folder}"));
    }
    if let Some(address) = address {
        return Some(address.to_owned());
    }
    let locked = installed.name.as_deref().filter(|locked| *locked != real)?;
    Some(format!("{locked}@{}", installed.version.as_deref().unwrap_or_default()))
}
