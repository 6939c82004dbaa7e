//! Which package manager runs where, and in which version, as far as a repository tells.
//!
//! [`projects`] is what manifests, lockfiles and the tools' own files say of a checkout; [`job`]
//! walks the steps of a CI job up to an install. Both speak in [`version::Bounds`], since most
//! repositories name a range. What was released when is data, in [`releases`].

pub(crate) mod files;
pub(crate) mod job;
pub(crate) mod projects;
pub(crate) mod publications;
pub(crate) mod releases;
pub(crate) mod toolbox;
pub(crate) mod version;

use crate::facts::{ToolVersion, VersionSource};
use version::Bounds;

/// The version of a tool that a command asks for, `11` of `npx npm@11 publish`.
pub(crate) fn asked_for(tool: &str, text: &str, at: &str) -> Option<ToolVersion> {
    let tool = TOOLS.into_iter().find(|known| *known == tool)?;
    Some(toolbox::told(tool, Some(text), at, VersionSource::Command).fact())
}

/// The package managers.
pub(crate) const TOOLS: [&str; 4] = ["npm", "pnpm", "yarn", "bun"];

/// What something says of a tool's version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) source: VersionSource,
    pub(crate) at: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) bounds: Bounds,
}

impl Told {
    /// The same, where it holds perhaps: another version may run as well.
    fn or(self, other: &Self) -> Self {
        Self { bounds: self.bounds.or(other.bounds), ..self }
    }

    /// The same within what a lockfile's format demands, unless they contradict each other.
    pub(crate) fn within(self, lockfile: &Self) -> Self {
        if self.bounds.is_open() && self.source == VersionSource::Unknown {
            return lockfile.clone();
        }
        Self { bounds: self.bounds.and(lockfile.bounds).unwrap_or(self.bounds), ..self }
    }

    /// The fact.
    pub(crate) fn fact(&self) -> ToolVersion {
        ToolVersion {
            source: self.source,
            at: self.at.clone(),
            text: self.text.clone(),
            least: self.bounds.least.map(|version| version.to_string()),
            most: self.bounds.most.map(|version| version.to_string()),
        }
    }
}
