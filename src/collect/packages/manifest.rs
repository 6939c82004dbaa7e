//! The members of a manifest that say what a package is and how it is published: identity,
//! `publishConfig`, `repository`, `files`, `workspaces`, `engines`, `packageManager`.

use super::shape::{Shape, string};
use crate::collect::address::masked;
use crate::facts::{Engine, Package, PackageManager, PublishConfig, RepositoryField};
use crate::source::anchor::Place;
use crate::source::node::{Node, Style};

/// Fills name, scope, version, `private` and what follows from them.
pub(crate) fn identity(document: &Node, file: &Place, shape: &mut Shape, package: &mut Package) {
    let name = shape.text(
        document.get("name"),
        &file.key("name"),
        &["packages[*].name", "packages[*].publishable", "packages[*].scope"],
    );
    let version = shape.text(
        document.get("version"),
        &file.key("version"),
        &["packages[*].publishable", "packages[*].version"],
    );
    let private = document.get("private");
    // What npm makes of another shape is known: nothing is missing.
    shape.boolean(private, &file.key("private"), &[]);
    package.private = private.is_some_and(is_truthy);
    package.scope = name
        .and_then(|name| name.split_once('/'))
        .map(|(scope, _)| scope.to_owned())
        .filter(|scope| scope.starts_with('@'));
    package.publishable = !package.private
        && name.is_some_and(|name| !name.is_empty())
        && version.is_some_and(|version| !version.is_empty());
    package.name = name.map(str::to_owned);
    package.version = version.map(str::to_owned);
}

/// npm refuses to publish what JavaScript takes for true: `"false"` in quotes is private.
fn is_truthy(node: &Node) -> bool {
    match node.scalar() {
        Some(scalar) if scalar.style != Style::Plain => !scalar.text.is_empty(),
        Some(scalar) => !scalar.is_null() && !matches!(scalar.text.as_str(), "false" | "0"),
        None => true,
    }
}

/// Reads `publishConfig`.
pub(crate) fn publish_config(
    document: &Node,
    file: &Place,
    shape: &mut Shape,
) -> Option<PublishConfig> {
    const FACTS: &[&str] = &["packages[*].publish_config"];
    let place = file.key("publishConfig");
    let node = document.get("publishConfig").filter(|node| !node.is_null())?;
    if !node.is_map() {
        shape.unexpected(&place, FACTS, "an object", node);
        return None;
    }
    let mut text = |key: &str| {
        let text = shape.text(node.get(key), &place.key(key), FACTS);
        text.map(|text| masked(text).into_owned())
    };
    let (registry, access, tag) = (text("registry"), text("access"), text("tag"));
    let mut config = PublishConfig {
        at: place.at(),
        registry,
        access,
        provenance: shape.boolean(node.get("provenance"), &place.key("provenance"), FACTS),
        tag,
        ..PublishConfig::default()
    };
    for entry in node.entries() {
        let scope = entry.key.strip_suffix(":registry").filter(|scope| scope.starts_with('@'));
        if let Some(scope) = scope
            && let Some(url) = shape.text(Some(&entry.value), &place.key(&entry.key), FACTS)
        {
            config.scoped_registries.insert(scope.to_owned(), masked(url).into_owned());
        }
    }
    Some(config)
}

/// Reads `repository`, a string or an object.
pub(crate) fn repository(
    document: &Node,
    file: &Place,
    shape: &mut Shape,
) -> Option<RepositoryField> {
    const FACTS: &[&str] = &["packages[*].repository"];
    let place = file.key("repository");
    let node = document.get("repository").filter(|node| !node.is_null())?;
    let field = |place: &Place, url: &str, directory: Option<&str>| RepositoryField {
        at: place.at(),
        url: masked(url).into_owned(),
        directory: directory.map(str::to_owned),
    };
    if let Some(url) = string(node) {
        return Some(field(&place, url, None));
    }
    if !node.is_map() {
        shape.unexpected(&place, FACTS, "a string or an object", node);
        return None;
    }
    let directory = shape.text(node.get("directory"), &place.key("directory"), FACTS);
    let place = place.key("url");
    shape.text(node.get("url"), &place, FACTS).map(|url| field(&place, url, directory))
}

/// Reads `files`.
pub(crate) fn files(document: &Node, file: &Place, shape: &mut Shape) -> Option<Vec<String>> {
    let node = document.get("files").filter(|node| !node.is_null())?;
    let files = shape.strings(Some(node), &file.key("files"), &["packages[*].files"]);
    node.is_list().then(|| files.into_iter().map(|(_, pattern)| pattern.to_owned()).collect())
}

/// Reads `workspaces`, a list or an object whose `packages` is one (Yarn, bun).
pub(crate) fn workspaces(document: &Node, file: &Place, shape: &mut Shape) -> Vec<String> {
    let (mut place, mut node) = (file.key("workspaces"), document.get("workspaces"));
    if let Some(object) = node.filter(|node| node.is_map()) {
        (place, node) = (place.key("packages"), object.get("packages"));
    }
    let facts = ["packages[*].role", "packages[*].workspaces"];
    shape.strings(node, &place, &facts).into_iter().map(|(_, text)| text.to_owned()).collect()
}

/// Reads `packageManager`: `name@version+algorithm.hash`, or a URL behind the `@` with its hash
/// behind `#` (Corepack's README, "When Authoring Packages").
pub(crate) fn package_manager(
    document: &Node,
    file: &Place,
    shape: &mut Shape,
) -> Option<PackageManager> {
    const FACTS: &[&str] = &["packages[*].package_manager"];
    let place = file.key("packageManager");
    let node = document.get("packageManager");
    let text = shape.text(node, &place, FACTS)?;
    let Some((name, version)) = text.split_once('@').filter(|(name, _)| !name.is_empty()) else {
        shape.unexpected(&place, FACTS, "`name@version`", node?);
        return None;
    };
    let sign = if version.contains("://") { '#' } else { '+' };
    let (version, hash) = match version.split_once(sign) {
        Some((version, hash)) => (version, hash.split_once('.').map(|(algorithm, _)| algorithm)),
        None => (version, None),
    };
    Some(PackageManager {
        at: place.at(),
        name: name.to_owned(),
        version: masked(version).into_owned(),
        hash: hash.map(str::to_owned),
    })
}

/// Reads `engines`, and `runtime` and `packageManager` of `devEngines`, each of which is one
/// object or a list of them. Of `devEngines`, no version is any version.
pub(crate) fn engines(document: &Node, file: &Place, shape: &mut Shape) -> Vec<Engine> {
    const FACTS: &[&str] = &["packages[*].engines"];
    let mut engines = Vec::new();
    let mut push = |place: &Place, name: &str, range: &str, development| {
        let (name, range) = (name.to_owned(), range.to_owned());
        engines.push(Engine { at: place.at(), name, range, development });
    };
    let place = file.key("engines");
    for entry in shape.object(document.get("engines"), &place, FACTS) {
        let place = place.key(&entry.key);
        if let Some(range) = shape.text(Some(&entry.value), &place, FACTS) {
            push(&place, &entry.key, range, false);
        }
    }
    let place = file.key("devEngines");
    let development = document.get("devEngines");
    shape.object(development, &place, FACTS);
    for kind in ["runtime", "packageManager"] {
        let place = place.key(kind);
        let Some(node) = development.and_then(|node| node.get(kind)) else { continue };
        let several = if node.is_list() {
            shape.list(Some(node), &place, FACTS)
        } else {
            vec![(place, node)]
        };
        for (place, node) in several {
            shape.object(Some(node), &place, FACTS);
            let name = shape.text(node.get("name"), &place.key("name"), FACTS);
            let range = shape.text(node.get("version"), &place.key("version"), FACTS);
            if let Some(name) = name {
                push(&place, name, range.unwrap_or("*"), true);
            }
        }
    }
    engines
}
