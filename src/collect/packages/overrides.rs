//! Overrides of dependencies: npm's `overrides`, Yarn's `resolutions` and `pnpm.overrides`, in
//! one flat list.

use std::collections::HashMap;

use super::dependencies::LISTS;
use super::shape::{Shape, members, string};
use super::source::{dependency_source, of_kind};
use crate::collect::address::masked;
use crate::facts::{Override, SourceKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

const FACTS: &[&str] = &["packages[*].overrides"];

/// The specifications of a package's own dependencies, by name.
pub(super) type References<'n> = HashMap<&'n str, &'n str>;

/// Reads the three members. In npm's nested form, `{"a": {"b": "1"}}`, the selector of `b` is
/// `a>b`, as pnpm writes it, and `.` stands for the package that holds it.
pub(crate) fn overrides(document: &Node, file: &Place, shape: &mut Shape) -> Vec<Override> {
    let known = references(document);
    let mut overrides = Vec::new();
    nested(document.get("overrides"), &file.key("overrides"), &known, shape, &mut overrides);
    let pnpm = document.get("pnpm").and_then(|pnpm| pnpm.get("overrides"));
    for (list, place) in [
        (document.get("resolutions"), file.key("resolutions")),
        (pnpm, file.key("pnpm").key("overrides")),
    ] {
        flat(list, &place, &known, shape, &mut overrides);
    }
    overrides
}

/// Walks npm's nested form with a stack of its own: its depth is the file's.
fn nested(
    list: Option<&Node>,
    place: &Place,
    known: &References<'_>,
    shape: &mut Shape,
    overrides: &mut Vec<Override>,
) {
    let mut open: Vec<(Place, String, &Node)> = Vec::new();
    for entry in shape.object(list, place, FACTS).into_iter().rev() {
        open.push((place.key(&entry.key), entry.key.clone(), &entry.value));
    }
    while let Some((place, selector, node)) = open.pop() {
        if let Some(spec) = string(node) {
            overrides.push(one(known, &place, selector, spec));
        } else if node.is_map() {
            for entry in members(node).into_iter().rev() {
                let inner = match entry.key.as_str() {
                    "." => selector.clone(),
                    key => format!("{selector}>{key}"),
                };
                open.push((place.key(&entry.key), inner, &entry.value));
            }
        } else {
            shape.unexpected(&place, FACTS, "a string or an object", node);
        }
    }
}

fn flat(
    list: Option<&Node>,
    place: &Place,
    known: &References<'_>,
    shape: &mut Shape,
    overrides: &mut Vec<Override>,
) {
    for entry in shape.object(list, place, FACTS) {
        let place = place.key(&entry.key);
        match string(&entry.value) {
            Some(spec) => overrides.push(one(known, &place, entry.key.clone(), spec)),
            None => shape.unexpected(&place, FACTS, "a string", &entry.value),
        }
    }
}

/// One override, with what `$name` stands for looked up among the package's own dependencies.
pub(super) fn one(known: &References<'_>, place: &Place, selector: String, spec: &str) -> Override {
    let name = selected(&selector);
    let source = match spec.strip_prefix('$') {
        Some(reference) => known
            .get(reference)
            .map_or_else(|| of_kind(SourceKind::Other), |spec| dependency_source(name, spec)),
        None => dependency_source(name, spec),
    };
    Override { at: place.at(), spec: masked(spec).into_owned(), source, selector }
}

/// What `$name` stands for: the specification of the manifest's own dependency. The order of
/// the lists is npm's (`@npmcli/arborist`, `edge.js`); what comes later here wins.
fn references(document: &Node) -> References<'_> {
    let [production, development, optional, peer] = LISTS.map(|(list, _)| list);
    [peer, production, optional, development]
        .into_iter()
        .filter_map(|list| document.get(list))
        .flat_map(Node::entries)
        .filter_map(|entry| Some((entry.key.as_str(), string(&entry.value)?)))
        .collect()
}

/// The package that a selector ends in, without its range: `b` for `a@1>b@2`, `**/b`, `a/b@npm:1`.
pub(crate) fn selected(selector: &str) -> &str {
    let mut rest = selector.rsplit('>').next().unwrap_or(selector);
    loop {
        // A name ends at the `@` of its range, which may hold slashes itself, or at a slash; a
        // scope has one sign and one slash more.
        let sign = usize::from(rest.starts_with('@'));
        let slash = rest.find('/').filter(|_| sign == 1).map_or(sign, |slash| slash + 1);
        let end = rest.get(slash..).and_then(|tail| tail.find(['@', '/'])).map(|end| end + slash);
        match end.and_then(|end| rest.split_at_checked(end)) {
            Some((_, behind)) if behind.starts_with('/') => rest = behind.trim_start_matches('/'),
            Some((name, _)) => return name,
            None => return rest,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::collect::packages::tests::document;

    /// Pointer, selector, specification and kind.
    type Row = (String, String, String, SourceKind);

    fn read(text: &str) -> (Vec<Row>, Vec<String>) {
        let mut shape = Shape::default();
        let found = overrides(&document(text), &Place::file("package.json"), &mut shape);
        let rows = found.into_iter().map(|o| {
            let at = o.at.strip_prefix("package.json#/").unwrap().to_owned();
            (at, o.selector, o.spec, o.source.kind)
        });
        (rows.collect(), shape.problems.into_iter().map(|problem| problem.at).collect())
    }

    fn row(at: &str, selector: &str, spec: &str, kind: SourceKind) -> Row {
        (at.to_owned(), selector.to_owned(), spec.to_owned(), kind)
    }

    #[test]
    fn nested_overrides_are_flattened() {
        let (rows, problems) = read(
            r#"{
              "devDependencies": {"react": "npm:preact@10"},
              "overrides": {
                "foo": "1.0.0",
                "@acme/a@^2": {".": "github:o/r", "b": {"c": "https://h.example/c.tgz"}},
                "react": "$react",
                "gone": "$gone",
                "bad": 3
              }
            }"#,
        );
        assert_eq!(
            rows,
            [
                row("overrides/foo", "foo", "1.0.0", SourceKind::Registry),
                row("overrides/@acme~1a@%5E2/.", "@acme/a@^2", "github:o/r", SourceKind::Git),
                row(
                    "overrides/@acme~1a@%5E2/b/c",
                    "@acme/a@^2>b>c",
                    "https://h.example/c.tgz",
                    SourceKind::Tarball
                ),
                row("overrides/react", "react", "$react", SourceKind::Alias),
                row("overrides/gone", "gone", "$gone", SourceKind::Other),
            ]
        );
        assert_eq!(problems, ["package.json#/overrides/bad"]);
    }

    #[test]
    fn resolutions_and_the_overrides_of_pnpm_are_read() {
        let (rows, problems) = read(
            r#"{
              "resolutions": {"**/left-pad": "1.3.0", "a/b": "patch:b@npm:1.0.0#./b.patch"},
              "pnpm": {"overrides": {"x@1>y": "-", "z": "git+https://u:p@h.example/z.git"}}
            }"#,
        );
        assert_eq!(
            rows,
            [
                row("resolutions/**~1left-pad", "**/left-pad", "1.3.0", SourceKind::Registry),
                row("resolutions/a~1b", "a/b", "patch:b@npm:1.0.0#./b.patch", SourceKind::Patch),
                row("pnpm/overrides/x@1%3Ey", "x@1>y", "-", SourceKind::Other),
                row("pnpm/overrides/z", "z", "git+https://***@h.example/z.git", SourceKind::Git),
            ]
        );
        assert_eq!(problems, Vec::<String>::new());
    }

    #[test]
    fn the_package_of_a_selector_is_its_last() {
        for (selector, name) in [
            ("a", "a"),
            ("a@1", "a"),
            ("a@1>b@2", "b"),
            ("**/b", "b"),
            ("a/b@npm:1", "b"),
            ("@s/a", "@s/a"),
            ("x/@s/a@^1", "@s/a"),
            ("@s/a/b", "b"),
            ("**/@s/a", "@s/a"),
            ("", ""),
            ("@", "@"),
            ("x/b@npm:@s/c@1", "b"),
            ("@s", "@s"),
            ("a/", ""),
            ("//a", "a"),
        ] {
            assert_eq!(selected(selector), name, "{selector}");
        }
    }
}
