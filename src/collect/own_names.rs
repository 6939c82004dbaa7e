//! Names that are the organisation's own: what a public registry has under one of them is somebody
//! else's.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::facts::Package;

/// Names of packages that are never looked up in public.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnNames {
    /// As declared: scopes, and names with `*`.
    declared: Vec<String>,
    scopes: Vec<String>,
    names: GlobSet,
    /// Something declared is no pattern: every name is taken for a match, and rules decide.
    any: bool,
    /// Packages of the repository that are marked private.
    private: BTreeSet<String>,
}

impl OwnNames {
    /// The names that the configuration declares.
    pub(crate) fn declared(scopes: &[String], names: &[String]) -> Self {
        let mut builder = GlobSetBuilder::new();
        let mut own = Self::default();
        for name in names {
            match GlobBuilder::new(name).literal_separator(true).build() {
                Ok(glob) => {
                    builder.add(glob);
                }
                Err(_) => own.any = true,
            }
        }
        match builder.build() {
            Ok(set) => own.names = set,
            Err(_) => own.any = true,
        }
        own.scopes = scopes.iter().map(|scope| format!("{scope}/")).collect();
        own.declared = scopes.iter().chain(names).cloned().collect();
        own.declared.sort();
        own
    }

    /// The same, with the private packages of the repository. One at the root is often called like
    /// the package that is built in it.
    pub(crate) fn with(mut self, packages: &[Package]) -> Self {
        let private = packages.iter().filter(|own| own.private && own.directory != ".");
        self.private = private.filter_map(|own| own.name.clone()).collect();
        self
    }

    /// What was declared, sorted.
    pub(crate) fn patterns(&self) -> &[String] {
        &self.declared
    }

    /// Whether no name can be one of them.
    pub(crate) fn is_empty(&self) -> bool {
        self.declared.is_empty() && self.private.is_empty()
    }

    /// Whether a package has such a name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.any
            || self.private.contains(name)
            || self.scopes.iter().any(|scope| name.starts_with(scope))
            || self.names.is_match(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_own_by_declaration_or_as_private_members() {
        let texts =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let package = |directory: &str, name: &str, private| Package {
            directory: directory.to_owned(),
            name: Some(name.to_owned()),
            private,
            ..Package::default()
        };
        let own = OwnNames::declared(&texts(&["@acme"]), &texts(&["acme-*", "widget"]));
        let own = own.with(&[
            package(".", "top", true),
            package("packages/a", "inner", true),
            package("packages/b", "outer", false),
        ]);
        for name in ["@acme/x", "acme-x", "widget", "inner"] {
            assert!(own.has(name), "{name}");
        }
        for name in ["@acme-tools/x", "acme", "acme-x/y", "widgets", "top", "outer"] {
            assert!(!own.has(name), "{name}");
        }
        assert_eq!(own.patterns(), ["@acme", "acme-*", "widget"]);
        assert!(OwnNames::declared(&[], &[]).is_empty() && !own.is_empty());
        assert!(OwnNames::declared(&[], &texts(&["a[b"])).has("anything"));
    }
}
