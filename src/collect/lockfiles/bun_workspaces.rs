//! What `bun.lock` tells of manifests: `workspaces`, what each of them asked for, `overrides`, and
//! what is installed under which path of names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::recorded::{Asked, Importer, Recorded};
use crate::facts::DependencyKind;
use crate::source::anchor::Place;

/// The members of the lockfile that tell it.
#[derive(Debug, serde::Deserialize)]
struct Told<'a> {
    #[serde(borrow, default)]
    workspaces: BTreeMap<Cow<'a, str>, Workspace<'a>>,
    #[serde(borrow, default)]
    overrides: List<'a>,
}

type List<'a> = BTreeMap<Cow<'a, str>, Cow<'a, str>>;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Workspace<'a> {
    #[serde(borrow)]
    dependencies: List<'a>,
    #[serde(borrow)]
    dev_dependencies: List<'a>,
    #[serde(borrow)]
    optional_dependencies: List<'a>,
}

/// Reads them; where they are of another shape, that nothing can be said.
pub(super) fn read(text: &str, file: &Place, recorded: &mut Recorded) {
    let Ok(told) = serde_json::from_str::<Told<'_>>(text) else {
        recorded.unknown = Some("the lockfile's `workspaces` are of another shape than bun writes");
        return;
    };
    let workspaces = file.key("workspaces");
    for (folder, workspace) in told.workspaces {
        let place = workspaces.key(&folder);
        let mut importer = Importer { at: place.at(), ..Importer::default() };
        for (list, kind, members) in [
            ("dependencies", DependencyKind::Production, workspace.dependencies),
            ("devDependencies", DependencyKind::Development, workspace.dev_dependencies),
            ("optionalDependencies", DependencyKind::Optional, workspace.optional_dependencies),
        ] {
            let place = place.key(list);
            for (name, spec) in members {
                let asked = Asked::new(place.key(&name).at(), &spec);
                importer.asked.insert((name.into_owned(), kind), asked);
            }
        }
        let folder = if folder.is_empty() { Cow::Borrowed(".") } else { folder };
        recorded.importers.insert(folder.into_owned(), importer);
    }
    let overrides = file.key("overrides");
    for (name, spec) in told.overrides {
        let asked = Asked::new(overrides.key(&name).at(), &spec);
        recorded.overrides.insert(name.into_owned(), asked);
    }
}
