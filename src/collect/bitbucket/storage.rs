//! Caches and artifacts of a step.
//!
//! Syntax: <https://support.atlassian.com/bitbucket-cloud/docs/cache-and-service-container-definitions/>,
//! <https://support.atlassian.com/bitbucket-cloud/docs/use-artifacts-in-steps/>.

use crate::collect::ci::members::as_text;
use crate::collect::ci::merged::{Placed, get};
use crate::facts::{Artifact, ArtifactDirection, Cache};

/// The caches that need no definition and hold what package managers of JavaScript install.
const NODE: &str = "node";

/// The `caches` of a step: each is restored before it and saved after it, if it is not there yet.
pub(super) fn caches(step: &Placed<'_>, root: &Placed<'_>) -> Vec<Cache> {
    let definitions = root.get("definitions").and_then(|definitions| definitions.get("caches"));
    let each = step.get("caches").map(|caches| caches.each()).unwrap_or_default();
    let caches = each.iter().filter_map(|one| {
        let name = one.node.text()?;
        let defined = definitions.as_ref().and_then(|definitions| definitions.get(name));
        let path = match &defined {
            Some(defined) => defined.node.text().or_else(|| get(defined.node, "path")?.text()),
            None => (name == NODE).then_some("node_modules"),
        };
        // A key of files is the one thing that tells one cache of a name from another.
        let files = defined.as_ref().and_then(|defined| get(defined.node, "key"));
        Some(Cache {
            at: one.place.at(),
            step: None,
            tool: "cache".to_owned(),
            key: Some(files.map_or_else(|| name.to_owned(), as_text)),
            fallbacks: Vec::new(),
            paths: path.map(str::to_owned).into_iter().collect(),
            restores: Some(true),
            saves: Some(true),
        })
    });
    caches.collect()
}

/// The `artifacts` of a step. `download: false` is one that is taken from nowhere.
pub(super) fn artifacts(step: &Placed<'_>) -> Vec<Artifact> {
    let Some(artifacts) = step.get("artifacts") else { return Vec::new() };
    let taken = |at: String, name: Option<&str>, other_run: Option<bool>| Artifact {
        at,
        direction: ArtifactDirection::Download,
        name: name.map(str::to_owned),
        other_run,
        ..Artifact::default()
    };
    let mut found = Vec::new();
    if let Some(download) = artifacts.get("download") {
        if download.node.is_list() {
            let names = download.items();
            found.extend(names.map(|one| taken(one.place.at(), one.node.text(), Some(false))));
        } else if download.node.boolean() == Some(false) {
            found.push(taken(download.place.at(), None, None));
        }
    }
    let (paths, uploads) = (artifacts.get("paths"), artifacts.get("upload"));
    let own = paths.or_else(|| artifacts.node.is_list().then(|| artifacts.clone()));
    found.extend(own.iter().filter_map(|own| handed(own, own, None)));
    for upload in uploads.iter().flat_map(Placed::items) {
        let name = get(upload.node, "name").and_then(|name| name.text());
        found.extend(upload.get("paths").and_then(|paths| handed(&upload, &paths, name)));
    }
    found
}

fn handed(at: &Placed<'_>, paths: &Placed<'_>, name: Option<&str>) -> Option<Artifact> {
    let each = paths.each();
    let paths: Vec<_> = each.iter().filter_map(|one| one.node.text().map(str::to_owned)).collect();
    (!paths.is_empty()).then(|| Artifact {
        at: at.place.at(),
        direction: ArtifactDirection::Upload,
        name: name.map(str::to_owned),
        paths,
        other_run: Some(false),
        ..Artifact::default()
    })
}
