//! The names under which a workspace installs what comes from no registry.
//!
//! The key of such a package holds its own name, or none; the manifest may ask for it under
//! another one (`fork: github:acme/original`), and that is the name by which manifests and rules
//! know it. Importers stand before the packages, so the file is read up to those.

use std::collections::{BTreeSet, HashMap};

use super::key;
use crate::source::parsed::SyntaxError;
use crate::source::yaml::stream::{Event, Stream};

/// The names by the package's key without peers.
#[derive(Debug, Default)]
pub(crate) struct Aliases(HashMap<String, BTreeSet<String>>);

impl Aliases {
    /// Reads the importers of all documents. What is wrong with the file is not told here.
    pub(crate) fn of(text: &str) -> Self {
        let mut aliases = Self::default();
        // Most files hold packages of the registry alone.
        if ["tarball:", "repo:", "directory:"].iter().any(|member| text.contains(member)) {
            for document in text.split("\n---") {
                let _told_by_the_reader = aliases.read(&mut Stream::new(document));
            }
        }
        aliases
    }

    /// The name under which the package with this key is installed, where it is not its own.
    pub(crate) fn of_package(&self, base: &str, name: &str) -> Option<&str> {
        let names = self.0.get(base).filter(|names| !names.contains(name))?;
        names.first().map(String::as_str)
    }

    fn read(&mut self, stream: &mut Stream<'_>) -> Result<(), SyntaxError> {
        while let Some((event, _)) = stream.next()? {
            if event != Event::Map {
                continue;
            }
            while let Some(member) = name(stream)? {
                match member.as_str() {
                    "packages" | "snapshots" => return Ok(()),
                    "importers" => each(stream, &mut |stream, _| self.importer(stream))?,
                    list => self.member(stream, list)?,
                }
            }
        }
        Ok(())
    }

    fn importer(&mut self, stream: &mut Stream<'_>) -> Result<(), SyntaxError> {
        each(stream, &mut |stream, list| self.member(stream, list))
    }

    /// A list of dependencies; anything else is passed over.
    fn member(&mut self, stream: &mut Stream<'_>, list: &str) -> Result<(), SyntaxError> {
        if !matches!(list, "dependencies" | "devDependencies" | "optionalDependencies") {
            return skip(stream);
        }
        each(stream, &mut |stream, alias| match stream.next()? {
            Some((Event::Scalar { text, .. }, _)) => {
                self.note(alias, &text);
                Ok(())
            }
            Some((Event::Map, _)) => {
                while let Some(field) = name(stream)? {
                    match stream.next()? {
                        Some((Event::Scalar { text, .. }, _)) if field == "version" => {
                            self.note(alias, &text);
                        }
                        Some((Event::Map | Event::List, _)) => {
                            stream.skip()?;
                        }
                        _ => {}
                    }
                }
                Ok(())
            }
            Some((Event::List, _)) => stream.skip().map(|_| ()),
            _ => Ok(()),
        })
    }

    /// Takes what an importer got. Where the name is the package's own, version 9 leaves it out.
    fn note(&mut self, alias: &str, version: &str) {
        let key = key::parse(version);
        let (Some(reference), false) = (key.reference, version.starts_with("link:")) else {
            return;
        };
        self.0.entry(key.base.to_owned()).or_default().insert(alias.to_owned());
        if key.name.is_none() {
            self.0.entry(format!("{alias}@{reference}")).or_default().insert(alias.to_owned());
        }
    }
}

/// The next key of the open mapping; nothing at its end. One that is no text is passed over.
fn name(stream: &mut Stream<'_>) -> Result<Option<String>, SyntaxError> {
    loop {
        match stream.next()? {
            Some((Event::Scalar { text, .. }, _)) => return Ok(Some(text.into_owned())),
            Some((Event::Map | Event::List, _)) => {
                stream.skip()?;
                skip(stream)?;
            }
            Some((Event::Alias, _)) => skip(stream)?,
            Some((Event::End | Event::Document, _)) | None => return Ok(None),
        }
    }
}

/// Goes through the members of the next value, if it is a mapping.
fn each<'a>(
    stream: &mut Stream<'a>,
    member: &mut dyn FnMut(&mut Stream<'a>, &str) -> Result<(), SyntaxError>,
) -> Result<(), SyntaxError> {
    match stream.next()? {
        Some((Event::Map, _)) => {
            while let Some(name) = name(stream)? {
                member(stream, &name)?;
            }
            Ok(())
        }
        Some((Event::List, _)) => stream.skip().map(|_| ()),
        _ => Ok(()),
    }
}

fn skip(stream: &mut Stream<'_>) -> Result<(), SyntaxError> {
    match stream.next()? {
        Some((Event::Map | Event::List, _)) => stream.skip().map(|_| ()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARCHIVE: &str =
        "https://codeload.github.com/acme/real/tar.gz/0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn importers_of_every_version_tell_their_names() {
        let commit = "github.com/acme/real/0123456789abcdef0123456789abcdef01234567";
        for (text, base) in [
            (format!("dependencies:\n  fork: {commit}_react@18.0.0\n# repo:"), commit.to_owned()),
            (
                format!(
                    "importers:\n  .:\n    specifiers: {{fork: 'github:acme/real'}}\n    devDependencies:\n      fork: {commit}\n# repo:"
                ),
                commit.to_owned(),
            ),
            (
                format!(
                    "optionalDependencies:\n  fork:\n    specifier: github:acme/real\n    version: '@{0}'\n# tarball:",
                    &ARCHIVE[8..]
                ),
                format!("@{}", &ARCHIVE[8..]),
            ),
            (
                format!(
                    "---\na: 1\n---\nsettings: {{a: [1]}}\nimporters:\n  .:\n    dependencies:\n      fork:\n        specifier: github:acme/real\n        version: real@{ARCHIVE}(react@18.0.0)\n# tarball:"
                ),
                format!("real@{ARCHIVE}"),
            ),
        ] {
            let aliases = Aliases::of(&text);
            assert_eq!(aliases.of_package(&base, "real"), Some("fork"), "{text}");
            assert_eq!(aliases.of_package(&base, "fork"), None, "{text}");
            assert_eq!(aliases.of_package("real@1.0.0", "real"), None, "{text}");
        }
    }

    #[test]
    fn its_own_name_is_no_alias() {
        let text = format!(
            "importers:\n  .:\n    dependencies:\n      fork: {{version: 'real@{ARCHIVE}'}}\n      real: {{version: '{ARCHIVE}'}}\n      old: {{version: real@1.0.0}}\n      here: {{version: 'link:../here'}}\n# tarball:"
        );
        let aliases = Aliases::of(&text);
        assert_eq!(aliases.of_package(&format!("real@{ARCHIVE}"), "real"), None);
        assert_eq!(aliases.of_package("real@1.0.0", "real"), None);
        assert_eq!(aliases.of_package("link:../here", "real"), None);
    }

    #[test]
    fn another_shape_tells_nothing() {
        for text in [
            "tarball: [",
            "importers: [x]\ndependencies:\n  a: [b]\n  ? [c]\n  : d\n  *e : f\n# tarball:",
            "importers:\n  .: {dependencies: {a: {version: [x]}}}\n# repo:",
            "- tarball:\n- x",
        ] {
            assert!(Aliases::of(text).0.is_empty(), "{text}");
        }
    }
}
