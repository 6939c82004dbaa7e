//! `package.json`: from the parsed document to [`Package`].
//!
//! One file for each part of the manifest; [`shape`] is how all of them treat members that are
//! not what they should be.

mod allowed_scripts;
mod dependencies;
mod git;
mod manifest;
mod overrides;
mod people;
mod pnpm_lists;
mod roles;
mod scripts;
mod shape;
mod source;

pub(crate) use git::commit_of;
pub(crate) use overrides::selected;
pub(crate) use pnpm_lists::{PnpmLists, pnpm_lists};
pub(crate) use roles::{Members, assign_roles};
pub(crate) use scripts::ParseScript;
pub(crate) use source::dependency_source;

use crate::facts::{Package, Problem};
use crate::source::anchor::Place;
use crate::source::node::Node;
use shape::Shape;

/// Reads one manifest. The role is that of a root until [`assign_roles`] has seen all of them.
pub(crate) fn package(
    file: &str,
    document: &Node,
    parse_script: ParseScript<'_>,
) -> (Package, Vec<Problem>) {
    let place = Place::file(file);
    let mut shape = Shape::default();
    let mut package = Package {
        at: place.at(),
        directory: file.rsplit_once('/').map_or(".", |(directory, _)| directory).to_owned(),
        ..Package::default()
    };
    if !document.is_map() {
        shape.unexpected(&place, &["packages"], "an object", document);
        return (package, shape.problems);
    }
    manifest::identity(document, &place, &mut shape, &mut package);
    package.publish_config = manifest::publish_config(document, &place, &mut shape);
    package.repository = manifest::repository(document, &place, &mut shape);
    package.files = manifest::files(document, &place, &mut shape);
    package.workspaces = manifest::workspaces(document, &place, &mut shape);
    package.scripts = scripts::scripts(document, &place, &mut shape, parse_script);
    package.dependencies = dependencies::dependencies(document, &place, &mut shape);
    package.package_manager = manifest::package_manager(document, &place, &mut shape);
    package.engines = manifest::engines(document, &place, &mut shape);
    package.allowed_scripts = allowed_scripts::allowed_scripts(document, &place, &mut shape);
    package.overrides = overrides::overrides(document, &place, &mut shape);
    package.bundled = dependencies::bundled(document, &place, &mut shape);
    package.people = people::people(document, &place, &mut shape);
    shape.problems.sort();
    (package, shape.problems)
}

#[cfg(test)]
pub(crate) mod tests;
