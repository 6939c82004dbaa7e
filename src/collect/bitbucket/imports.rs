//! Pipelines that stand in another repository.
//!
//! Syntax: <https://support.atlassian.com/bitbucket-cloud/docs/yaml-sharing/>.

use crate::collect::ci::Reading;
use crate::collect::ci::merged::Placed;
use crate::facts::{Include, Pin, PinKind, ProblemKind, Uses, UsesKind};

/// The sources that the file declares, `shared: pipelines-repository:main:file.yml`.
pub(super) fn declared(root: &Placed<'_>) -> Vec<Include> {
    let imports = root.get("definitions").and_then(|definitions| definitions.get("imports"));
    let sources = imports.iter().flat_map(Placed::members);
    sources.filter_map(|(_, source)| Some(include(&source, source.node.text()?))).collect()
}

/// A pipeline that is imported as a whole.
pub(super) fn of_pipeline(reading: &mut Reading<'_>, import: &Placed<'_>) -> Include {
    let text = import.node.text().unwrap_or_default();
    let reason = format!("the pipeline `{text}` stands in another file, which is not read");
    reading.problem(&import.place, ProblemKind::Unsupported, &["pipelines[*].jobs"], reason);
    include(import, text)
}

/// `repository:branch:file`, a file of this repository, or `repository:branch:pipeline`; `pipeline@alias` names a source.
fn include(source: &Placed<'_>, text: &str) -> Include {
    let at = source.place.at();
    let mut parts = text.splitn(3, ':');
    let (name, reference, path) = (parts.next(), parts.next(), parts.next());
    let commit = |reference: &str| {
        reference.len() == 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    if reference.is_none() && text.ends_with(".yml") {
        // A file of this repository.
        let (path, pin) = (Some(text.to_owned()), Pin { kind: PinKind::Local, ..Pin::default() });
        let (kind, text) = (UsesKind::Template, text.to_owned());
        let uses = Uses { at: at.clone(), text, kind, path, pin, ..Uses::default() };
        return Include { at, uses, read: false };
    }
    let kind = match reference {
        Some(reference) if commit(reference) => PinKind::Digest,
        Some(_) => PinKind::Name,
        None => PinKind::None,
    };
    let uses = Uses {
        at: at.clone(),
        text: text.to_owned(),
        kind: UsesKind::Template,
        name: name.filter(|_| reference.is_some()).map(str::to_owned),
        path: path.map(str::to_owned),
        pin: Pin { kind, reference: reference.map(str::to_owned), comment: None },
        ..Uses::default()
    };
    Include { at, uses, read: false }
}
