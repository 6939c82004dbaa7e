//! What `pnpm-workspace.yaml` says about the package beside it: whose install scripts may run, and
//! overrides (<https://pnpm.io/settings>).

use super::overrides::{self, References};
use super::shape::Shape;
use crate::facts::{AllowedScript, DependencyKind, Override, Package, Problem, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::Node;
use crate::source::yaml::merged_entries;

const SCRIPTS: &[&str] = &["packages[*].allowed_scripts"];
const OVERRIDES: &[&str] = &["packages[*].overrides"];

/// Lists of names, and whether standing there allows.
const LISTS: [(&str, bool); 3] = [
    ("onlyBuiltDependencies", true),
    ("neverBuiltDependencies", false),
    ("ignoredBuiltDependencies", false),
];

/// What one file says.
#[derive(Debug, Default)]
pub(crate) struct PnpmLists {
    at: String,
    directory: String,
    allowed_scripts: Vec<AllowedScript>,
    /// Selectors with their places and specifications; what `$name` stands for only the package
    /// tells.
    overrides: Vec<(Place, String, String)>,
}

/// Reads a file; nothing for one that says nothing of packages.
pub(crate) fn pnpm_lists(file: &str, document: &Node) -> (Option<PnpmLists>, Vec<Problem>) {
    let place = Place::file(file);
    let mut shape = Shape::default();
    let directory = file.rsplit_once('/').map_or(".", |(directory, _)| directory).to_owned();
    let mut lists = PnpmLists { at: place.at(), directory, ..PnpmLists::default() };
    let member = |name: &str| {
        let found = merged_entries(document).into_iter().find(|entry| entry.key == name);
        found.map(|entry| &entry.value).filter(|node| !node.is_null())
    };
    if let Some(node) = member("allowBuilds") {
        let place = place.key("allowBuilds");
        if !node.is_map() {
            shape.unexpected(&place, SCRIPTS, "a mapping", node);
        }
        for entry in merged_entries(node) {
            let place = place.key(&entry.key);
            match entry.value.boolean() {
                Some(allowed) => lists.allow(&place, "allowBuilds", &entry.key, allowed),
                None => shape.unexpected(&place, SCRIPTS, "true or false", &entry.value),
            }
        }
    }
    for (name, allowed) in LISTS {
        let Some(node) = member(name) else { continue };
        let place = place.key(name);
        if !node.is_list() {
            shape.unexpected(&place, SCRIPTS, "a list", node);
        }
        for (index, item) in node.items().iter().enumerate() {
            let place = place.index(index);
            match item.text() {
                Some(key) => lists.allow(&place, name, key, allowed),
                None => shape.unexpected(&place, SCRIPTS, "a string", item),
            }
        }
    }
    if let Some(node) = member("overrides") {
        let place = place.key("overrides");
        if !node.is_map() {
            shape.unexpected(&place, OVERRIDES, "a mapping", node);
        }
        for entry in merged_entries(node) {
            let place = place.key(&entry.key);
            match entry.value.text() {
                Some(spec) => lists.overrides.push((place, entry.key.clone(), spec.to_owned())),
                None => shape.unexpected(&place, OVERRIDES, "a string", &entry.value),
            }
        }
    }
    let says = !lists.allowed_scripts.is_empty() || !lists.overrides.is_empty();
    (says.then_some(lists), shape.problems)
}

impl PnpmLists {
    fn allow(&mut self, place: &Place, list: &str, key: &str, allowed: bool) {
        self.allowed_scripts.push(AllowedScript {
            at: place.at(),
            list: list.to_owned(),
            key: key.to_owned(),
            allowed,
        });
    }

    /// Gives what the file says to the package beside it. A workspace without a `package.json` of
    /// its own is nobody's here, and says so.
    pub(crate) fn give(self, packages: &mut [Package]) -> Option<Problem> {
        let Some(package) = packages.iter_mut().find(|one| one.directory == self.directory) else {
            let facts = [SCRIPTS, OVERRIDES].concat();
            return Some(Problem {
                at: self.at,
                kind: ProblemKind::Unexpected,
                facts: facts.into_iter().map(str::to_owned).collect(),
                reason: "no package.json that can be read stands beside the file".to_owned(),
            });
        };
        let known = references(package);
        let made: Vec<Override> = self
            .overrides
            .into_iter()
            .map(|(place, selector, spec)| overrides::one(&known, &place, selector, &spec))
            .collect();
        package.allowed_scripts.extend(self.allowed_scripts);
        package.overrides.extend(made);
        None
    }
}

/// The package's own dependencies, by name; what comes later here wins.
fn references(package: &Package) -> References<'_> {
    use DependencyKind::{Development, Optional, Peer, Production};
    let of = |kind| package.dependencies.iter().filter(move |one| one.kind == kind);
    [Peer, Production, Optional, Development]
        .into_iter()
        .flat_map(of)
        .map(|one| (one.name.as_str(), one.spec.as_str()))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::facts::SourceKind;
    use crate::source::yaml;

    const FILE: &str = "allowBuilds:\n  esbuild: true\n  core-js@3: false\n  new: set this to true or false\nonlyBuiltDependencies: &l [a, 1, [b]]\nneverBuiltDependencies: *l\nignoredBuiltDependencies:\noverrides:\n  react: $react\n  'a>b@1': git+https://u:p@h.example/b.git\n  c: 5\n  d: {}\n";

    fn read(path: &str, text: &str) -> (Option<PnpmLists>, Vec<String>) {
        let parsed = yaml::parse(text).unwrap();
        let (lists, problems) = pnpm_lists(path, &parsed.documents[0]);
        (lists, problems.iter().map(|p| format!("{} {}", p.at, p.reason)).collect())
    }

    #[test]
    fn lists_and_overrides_go_to_the_package_beside_them() {
        let (lists, problems) = read("a/pnpm-workspace.yaml", FILE);
        assert_eq!(
            problems,
            [
                "a/pnpm-workspace.yaml#/allowBuilds/new expected true or false, found a number",
                "a/pnpm-workspace.yaml#/onlyBuiltDependencies/2 expected a string, found a list",
                "a/pnpm-workspace.yaml#/neverBuiltDependencies/2 expected a string, found a list",
                "a/pnpm-workspace.yaml#/overrides/d expected a string, found an object",
            ]
        );
        let package = |directory: &str, spec: &str| {
            let text = format!("{{\"devDependencies\": {{\"react\": \"{spec}\"}}}}");
            let document = crate::collect::packages::tests::document(&text);
            let file = format!("{directory}/package.json");
            crate::collect::packages::package(&file, &document, &|_, _| Vec::new()).0
        };
        let mut packages = [package("b", "1"), package("a", "npm:preact@10")];
        assert_eq!(lists.unwrap().give(&mut packages), None);
        assert!(packages[0].allowed_scripts.is_empty() && packages[0].overrides.is_empty());
        let rows: Vec<String> = packages[1]
            .allowed_scripts
            .iter()
            .map(|one| format!("{} {} {}", one.at, one.key, one.allowed))
            .collect();
        assert_eq!(
            rows,
            [
                "a/pnpm-workspace.yaml#/allowBuilds/esbuild esbuild true",
                "a/pnpm-workspace.yaml#/allowBuilds/core-js@3 core-js@3 false",
                "a/pnpm-workspace.yaml#/onlyBuiltDependencies/0 a true",
                "a/pnpm-workspace.yaml#/onlyBuiltDependencies/1 1 true",
                "a/pnpm-workspace.yaml#/neverBuiltDependencies/0 a false",
                "a/pnpm-workspace.yaml#/neverBuiltDependencies/1 1 false",
            ]
        );
        let rows: Vec<_> = packages[1]
            .overrides
            .iter()
            .map(|one| (one.selector.as_str(), one.spec.as_str(), one.source.kind))
            .collect();
        assert_eq!(
            rows,
            [
                ("react", "$react", SourceKind::Alias),
                ("a>b@1", "git+https://***@h.example/b.git", SourceKind::Git),
                ("c", "5", SourceKind::Registry),
            ]
        );
    }

    #[test]
    fn what_nobody_stands_beside_is_a_problem() {
        let (lists, _) = read("pnpm-workspace.yaml", FILE);
        let problem = lists.unwrap().give(&mut []).unwrap();
        assert_eq!(problem.facts, ["packages[*].allowed_scripts", "packages[*].overrides"]);
        let (lists, problems) = read("pnpm-workspace.yaml", "packages: [a]\n");
        assert!(lists.is_none() && problems.is_empty());
    }
}
