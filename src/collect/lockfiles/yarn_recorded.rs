//! What `yarn.lock` tells of manifests: the descriptors that it locks, and, in later generations,
//! the members of the workspace with what they ask for.

use std::borrow::Cow;

use super::recorded::{Asked, Importer, Installed, Recorded};
use super::yarn_berry::{ident, version_of};
use super::yarn_blocks::Block;
use super::yarn_line::Dialect;
use crate::collect::address::masked;
use crate::facts::DependencyKind;
use crate::source::anchor::Place;

impl Recorded {
    /// Takes an entry over; `counts` tells which of its keys no later entry replaces.
    pub(super) fn yarn(
        &mut self,
        block: &Block<'_>,
        dialect: Dialect,
        at: &dyn Fn() -> Place,
        counts: &dyn Fn(&Cow<'_, str>) -> bool,
    ) {
        let resolution = block.get("resolution").filter(|_| dialect == Dialect::Berry);
        let locked = resolution.and_then(ident);
        let folder = locked.and_then(|(_, reference)| reference.strip_prefix("workspace:"));
        let address = match locked {
            // A registry's package has no address besides its version.
            Some((_, reference)) => folder.or(Some(reference).filter(|one| !is_npm(one))),
            None => block.get("resolved").filter(|_| dialect == Dialect::Classic),
        };
        let written = locked.and_then(|(_, reference)| version_of(reference));
        let version = written.or_else(|| block.get("version"));
        for key in block.keys.iter().filter(|key| counts(key)) {
            let installed = Installed {
                name: locked.map(|(name, _)| name.to_owned()),
                version: version.map(str::to_owned),
                address: address.map(|address| masked(address).into_owned()),
                link: folder.is_some(),
                bundled: false,
                line: block.line,
            };
            self.installed.insert(masked(key).into_owned(), installed);
        }
        if dialect == Dialect::Classic {
            let needed = block.dependencies.iter().map(|(name, range)| format!("{name}@{range}"));
            self.needed.extend(needed);
        }
        if let Some(folder) = folder {
            let at = at().at();
            let asked = block.dependencies.iter().map(|(name, range)| {
                let key = (name.clone().into_owned(), DependencyKind::Production);
                (key, Asked::new(at.clone(), range))
            });
            let importer = Importer { asked: asked.collect(), at: at.clone() };
            self.importers.insert(folder.to_owned(), importer);
        }
    }
}

fn is_npm(reference: &str) -> bool {
    reference.starts_with("npm:")
}
