//! A user's policies beside the default ones, of which the index tells what it must be known for.
//!
//! Of the default bundle only the library is parsed, which the user's policies call. Where they touch
//! more of it, or something is wrong with them, everything is worked out together, and told there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::asks::Asks;
use super::bundle::{Bundle, BundleOptions, is_library, rules};
use super::index::Index;
use super::programs::Programs;
use super::reads::Reads;
use super::rego::{Definition, Program, Source, declared_package};
use super::sources::{self, Found};
use super::{data, metadata};

impl Bundle {
    /// The default bundle with these files beside it; nothing where the index does not know enough.
    pub(super) fn beside(index: &Index, options: &BundleOptions, user: &Found) -> Option<Self> {
        let mut found = sources::embedded();
        let packages: Option<Vec<_>> = user.policies.iter().map(declared_package).collect();
        let packages = packages.filter(|_| user.refusals.is_empty())?;
        let (library, judging): (Vec<&Source>, Vec<&Source>) =
            found.policies.iter().partition(|source| {
                sources::embedded_package(&source.file).is_some_and(|package| is_library(&package))
            });
        let known: Vec<_> =
            packages_of(&library).into_iter().chain(packages_of(&judging)).collect();
        let touches = |own: &Vec<String>| {
            known.iter().any(|package| package.starts_with(own) || own.starts_with(package))
        };
        if packages.iter().any(touches) {
            return None;
        }
        let mut blocks = BTreeMap::new();
        for source in &user.policies {
            let (of_file, refused) = metadata::blocks(&source.file, &source.text);
            if !refused.is_empty() {
                return None;
            }
            blocks.insert(source.file.clone(), of_file);
        }
        let all: Vec<_> = known.iter().chain(&packages).cloned().collect();
        found.data.extend(user.data.iter().cloned());
        let (mut document, refused) = data::document(&found.data, &all);
        let wrong_parameters = data::set_parameters(&mut document, &options.parameters);
        let own: Vec<Source> = user.policies.iter().chain(library).cloned().collect();
        let (program, unusable) = Program::load(&own, &document);
        if !refused.is_empty() || !unusable.is_empty() || program.names_any(&packages_of(&judging))
        {
            return None;
        }
        let mut bundle = Self {
            rules: rules(program.definitions(), &blocks),
            refusals: Vec::new(),
            wrong_parameters,
            parameters: document.get(data::PARAMETERS).cloned().unwrap_or_default(),
            programs: Programs::lazy(Vec::new(), document.clone()),
            known: BTreeMap::new(),
            refused_texts: BTreeMap::new(),
        };
        bundle.follow(&program);
        for indexed in &index.rules {
            let of_rule = (Arc::clone(&indexed.reads), Arc::clone(&indexed.needs_files));
            if bundle.known.insert(indexed.rule.id.clone(), of_rule).is_some() {
                // Two rules of one name are one.
                return None;
            }
            bundle.rules.push(indexed.rule.clone());
        }
        bundle.rules.sort_by(|a, b| a.id.cmp(&b.id));
        found.policies.extend(user.policies.iter().cloned());
        bundle.programs = Programs::lazy(found.policies, document);
        Some(bundle)
    }

    /// Enters what the rules read, and the files that they need.
    fn follow(&mut self, program: &Program) {
        let definitions = self.rules.iter().flat_map(|rule| &rule.definitions);
        let definitions: Vec<Definition> =
            definitions.map(|definition| definition.definition.clone()).collect();
        let mut effects = program.effects(&definitions).into_iter();
        let dependencies = program.dependencies();
        for rule in &self.rules {
            let mut reads = Reads::default();
            let mut asks = Vec::new();
            for effects in effects.by_ref().take(rule.definitions.len()) {
                reads.paths.extend(effects.reads);
                asks.push(effects.asked);
            }
            reads.asks = Asks::Known(asks);
            let files = rule.files.iter().filter_map(|file| dependencies.get(file)).flatten();
            let files = Arc::new(files.cloned().collect());
            self.known.insert(rule.id.clone(), (Arc::new(reads), files));
        }
    }
}

/// The packages of files of the default bundle.
fn packages_of(embedded: &[&Source]) -> Vec<Vec<String>> {
    embedded.iter().filter_map(|source| sources::embedded_package(&source.file)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::policy::index;
    use crate::policy::select::Selection;

    /// What is known of each rule, and each that is asked.
    fn told(bundle: &Bundle) -> Vec<String> {
        let (selected, errors) = bundle.select(&Selection::default());
        let asked = selected.iter().map(|selected| {
            let reads = &selected.reads;
            let known = (selected.rule, &reads.paths, reads.asks.each(), &selected.mistake);
            serde_json::to_string(&known).unwrap()
        });
        asked.chain(errors).collect()
    }

    /// The bundle with these policies beside it, if the index is enough for it, and the one that is
    /// worked out.
    fn both(paths: &[&Path]) -> (Option<Bundle>, Bundle) {
        let paths = paths.iter().map(|path| path.to_path_buf()).collect();
        let options = BundleOptions { paths, ..BundleOptions::default() };
        let mut user = Found::default();
        for path in &options.paths {
            user.extend(sources::at(path));
        }
        let beside = Bundle::beside(index::embedded().unwrap(), &options, &user);
        (beside, Bundle::worked_out(&options, user))
    }

    #[test]
    fn what_the_index_tells_is_what_is_worked_out() {
        let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/organisation/policy");
        let (beside, whole) = both(&[&policy]);
        let beside = beside.unwrap();
        assert_eq!(told(&beside), told(&whole));
        assert!(beside.rules.iter().any(|rule| !rule.embedded), "a rule of the user's is there");
        assert_eq!((beside.parameters, beside.refusals), (whole.parameters, whole.refusals));
        let own = beside.known.iter().find(|(id, _)| !id.starts_with("ci.")).unwrap();
        assert!(!own.1.1.is_empty(), "{own:?}");
    }

    #[test]
    fn policies_that_touch_more_than_the_library_are_worked_out() {
        let head = "# METADATA\n# title: t\n# description: d\n";
        let cases = [
            (
                "package acme.a\n\ndeny contains m if {\n\tsome m in input.packages[_].name\n}\n",
                true,
            ),
            (
                "package acme.a\n\nimport data.palisade.lib.installers\n\ndeny contains \"m\" if {\n\tsome i in installers.present\n\ti.tool == \"npm\"\n}\n",
                true,
            ),
            (
                "package acme.a\n\nimport data.palisade.ci.unpinned_action\n\ndeny contains m if {\n\tsome m in unpinned_action.deny\n}\n",
                false,
            ),
            (
                "package acme.a\n\ndeny contains name if {\n\tsome name, _ in data.palisade\n}\n",
                false,
            ),
            (
                "package acme.a\n\ndeny contains name if {\n\tname := input.target.name\n\tdata[name]\n}\n",
                false,
            ),
            (
                "package palisade.ci.unpinned_action\n\ndeny contains \"mine\" if input.target\n",
                false,
            ),
            ("package ci.unpinned_action\n\ndeny contains \"mine\" if input.target\n", false),
            ("package acme.a\n\ndeny contains m if no_such_function(m)\n", false),
        ];
        for (text, enough) in cases {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("a.rego"), format!("{head}{text}")).unwrap();
            let (beside, whole) = both(&[folder.path()]);
            assert_eq!(beside.is_some(), enough, "{text}");
            if let Some(beside) = beside {
                assert_eq!(told(&beside), told(&whole), "{text}");
            }
        }
    }
}
