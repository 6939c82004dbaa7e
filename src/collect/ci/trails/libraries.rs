//! Libraries that publish when a script calls them.

use std::collections::BTreeSet;

use crate::collect::javascript::Import;
use crate::facts::{Command, Deed, DeedKind, PublishMode, Release};

/// A library: its name, the functions of it that publish (none for all of them), the tool that it
/// is, and how it publishes.
type Library = (&'static str, &'static [&'static str], PublishMode);

/// From the libraries' own documentation. What their configuration decides is not told.
const LIBRARIES: &[Library] = &[
    ("@changesets/cli", &[], PublishMode::Unknown),
    ("@lerna/publish", &[], PublishMode::Direct),
    ("@lerna-lite/publish", &[], PublishMode::Unknown),
    ("@npmcli/publish", &[], PublishMode::Direct),
    ("@vitejs/release-scripts", &["publish"], PublishMode::Direct),
    ("@jsdevtools/npm-publish", &[], PublishMode::Direct),
    ("lerna", &[], PublishMode::Unknown),
    ("libnpmpublish", &["publish", "default"], PublishMode::Direct),
    ("multi-semantic-release", &[], PublishMode::Direct),
    ("np", &[], PublishMode::Direct),
    ("nx/release", &["releasePublish"], PublishMode::Direct),
    ("nx/release/index.js", &["releasePublish"], PublishMode::Direct),
    ("nx/src/command-line/release", &["releasePublish"], PublishMode::Direct),
    ("release-it", &[], PublishMode::Direct),
    ("semantic-release", &[], PublishMode::Direct),
];

/// The command that stands for the use of a library, where an import is of one that publishes.
/// `names` are those of its names that are used, `whole` that the whole of it may be.
pub(super) fn library(
    import: &Import,
    names: Option<&BTreeSet<String>>,
    whole: bool,
) -> Option<Command> {
    let (name, functions, mode) = LIBRARIES.iter().find(|(name, ..)| *name == import.from)?;
    let used = match names {
        // An import for its effects alone runs what it imports.
        Some(_) if import.names.as_ref().is_some_and(Vec::is_empty) => true,
        Some(names) if functions.is_empty() => !names.is_empty(),
        Some(names) => functions.iter().any(|function| names.contains(*function)),
        None => whole,
    };
    used.then(|| Command {
        program: Some((*name).to_owned()),
        deed: Some(Box::new(Deed {
            kind: DeedKind::Publish,
            tool: (*name).to_owned(),
            release: Some(Release { mode: *mode, ..Release::default() }),
            ..Deed::default()
        })),
        ..Command::default()
    })
}
