//! What the lockfile tells of manifests: `importers`, what each package of the workspace asks for
//! and which version it got; the overrides, catalogs and settings that it was made with.
//!
//! Up to version 5 the ranges stand in `specifiers` beside the lists, later in the lists. A
//! workspace of one package has no `importers` up to version 6, and its lists stand at the top.

use std::collections::BTreeMap;

use super::reader::Reader;
use crate::collect::address::masked;
use crate::collect::lockfiles::recorded::{Asked, Importer, Recorded};
use crate::facts::DependencyKind;
use crate::source::anchor::Place;
use crate::source::parsed::SyntaxError;

/// The members of a document that are read only where they are asked for.
pub(super) const MEMBERS: [&str; 11] = [
    "importers",
    "specifiers",
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "overrides",
    "catalogs",
    "settings",
    "ignoredOptionalDependencies",
    "pnpmfileChecksum",
    "packageExtensionsChecksum",
];

/// What was read so far. An entry that stands twice is read anew.
#[derive(Debug, Default)]
pub(super) struct Told {
    recorded: Recorded,
    /// The ranges that stand beside the lists, by folder and name.
    specifiers: BTreeMap<(String, String), String>,
}

fn kind(list: &str) -> Option<DependencyKind> {
    Some(match list {
        "dependencies" => DependencyKind::Production,
        "devDependencies" => DependencyKind::Development,
        "optionalDependencies" => DependencyKind::Optional,
        _ => return None,
    })
}

impl Told {
    /// Reads the member of this name, which comes next.
    pub(super) fn read(
        &mut self,
        reader: &mut Reader<'_>,
        name: &str,
        place: &Place,
    ) -> Result<(), SyntaxError> {
        let changed = &mut self.recorded.changed_by;
        match name {
            "importers" if reader.open("`importers`")? => self.importers(reader, place)?,
            "overrides" if reader.open("`overrides`")? => {
                while let Some((selector, _)) = reader.key()? {
                    if let Some(spec) = reader.text("an override")? {
                        let asked = Asked::new(place.key(&selector).at(), &spec);
                        self.recorded.overrides.insert(selector.into_owned(), asked);
                    }
                }
            }
            "catalogs" if reader.open("`catalogs`")? => self.catalogs(reader, place)?,
            "settings" if reader.open("`settings`")? => {
                while let Some((setting, _)) = reader.key()? {
                    let flag = match setting.as_ref() {
                        "excludeLinksFromLockfile" => &mut changed.links_left_out,
                        "autoInstallPeers" => &mut changed.peers_installed,
                        _ => {
                            reader.skip()?;
                            continue;
                        }
                    };
                    *flag = reader.text("a setting")?.as_deref() == Some("true");
                }
            }
            "ignoredOptionalDependencies" if reader.open_list("a list of names")? => {
                while let Some(name) = reader.item_text()? {
                    changed.ignored.push(name.into_owned());
                }
            }
            "pnpmfileChecksum" => changed.hooks = reader.text("a checksum")?.is_some(),
            "packageExtensionsChecksum" => {
                changed.extensions = reader.text("a checksum")?.is_some();
            }
            "importers" | "overrides" | "catalogs" | "settings" => {}
            "ignoredOptionalDependencies" => {}
            list => self.list(reader, ".", list, place)?,
        }
        Ok(())
    }

    fn importers(&mut self, reader: &mut Reader<'_>, place: &Place) -> Result<(), SyntaxError> {
        while let Some((path, _)) = reader.key()? {
            let here = place.key(&path);
            self.importer(&path, &here);
            if !reader.open("an importer")? {
                continue;
            }
            while let Some((name, _)) = reader.key()? {
                if name == "specifiers" || kind(&name).is_some() {
                    self.list(reader, &path, &name, &here.key(&name))?;
                } else {
                    reader.skip()?;
                }
            }
        }
        Ok(())
    }

    fn importer(&mut self, path: &str, place: &Place) -> &mut Importer {
        let importer = self.recorded.importers.entry(path.to_owned()).or_default();
        if importer.at.is_empty() {
            importer.at = place.at();
        }
        importer
    }

    /// Reads the list of this name, which comes next, of the importer with this path.
    fn list(
        &mut self,
        reader: &mut Reader<'_>,
        path: &str,
        name: &str,
        place: &Place,
    ) -> Result<(), SyntaxError> {
        self.importer(path, place);
        if !reader.open("a list of dependencies")? {
            return Ok(());
        }
        while let Some((dependency, _)) = reader.key()? {
            let Some(kind) = kind(name) else {
                if let Some(specifier) = reader.text("a specifier")? {
                    let key = (path.to_owned(), dependency.into_owned());
                    self.specifiers.insert(key, masked(&specifier).into_owned());
                }
                continue;
            };
            let mut asked = Asked { at: place.key(&dependency).at(), ..Asked::default() };
            match reader.open_or_text("a dependency")? {
                Some(Some(version)) => asked.version = Some(version.into_owned()),
                Some(None) => pinned(reader, &mut asked)?,
                None => {}
            }
            self.importer(path, place).asked.insert((dependency.into_owned(), kind), asked);
        }
        Ok(())
    }

    fn catalogs(&mut self, reader: &mut Reader<'_>, place: &Place) -> Result<(), SyntaxError> {
        while let Some((catalog, _)) = reader.key()? {
            let place = place.key(&catalog);
            if !reader.open("a catalog")? {
                continue;
            }
            while let Some((name, _)) = reader.key()? {
                let mut asked = Asked { at: place.key(&name).at(), ..Asked::default() };
                if reader.open("an entry of a catalog")? {
                    pinned(reader, &mut asked)?;
                }
                let key = (catalog.clone().into_owned(), name.into_owned());
                self.recorded.catalogs.insert(key, asked);
            }
        }
        Ok(())
    }

    /// What the file tells, with the ranges beside the lists at their places.
    pub(super) fn finish(mut self) -> Recorded {
        for ((path, name), specifier) in self.specifiers {
            let Some(importer) = self.recorded.importers.get_mut(&path) else { continue };
            for kind in
                [DependencyKind::Production, DependencyKind::Development, DependencyKind::Optional]
            {
                if let Some(asked) = importer.asked.get_mut(&(name.clone(), kind)) {
                    asked.spec.get_or_insert_with(|| specifier.clone());
                }
            }
        }
        self.recorded
    }
}

/// Reads `specifier` and `version` of the open mapping.
fn pinned(reader: &mut Reader<'_>, asked: &mut Asked) -> Result<(), SyntaxError> {
    while let Some((field, _)) = reader.key()? {
        match field.as_ref() {
            "specifier" => {
                let specifier = reader.text("a specifier")?;
                asked.spec = specifier.map(|specifier| masked(&specifier).into_owned());
            }
            "version" => asked.version = reader.text("a version")?.map(Into::into),
            _ => {
                reader.skip()?;
            }
        }
    }
    Ok(())
}

/// The name and version of the package that a dependency got; nothing for a link, a folder or an
/// address. The name is another than its own for `npm:real@^1.0.0`, which is locked as
/// `real@1.0.0`, or `/real/1.0.0` up to version 5.
pub(crate) fn package_of<'v>(name: &'v str, locked: &'v str) -> Option<(&'v str, &'v str)> {
    let plain = locked.split(['_', '(']).next().unwrap_or(locked);
    if super::key::is_version(plain) {
        return Some((name, plain));
    }
    let real = super::key::parse(locked);
    real.name.zip(real.version)
}
