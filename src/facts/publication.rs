//! What jobs install and publish, in the same words for every tool.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ToolVersion;

/// One installation of packages in a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Install {
    /// The place of the command or of the action's `uses`.
    pub at: String,
    /// The index of the step.
    pub step: u64,
    /// The tool: `npm`, `pnpm`, `yarn`, `bun`.
    pub tool: String,
    /// Refuses to change the lockfile; absent where the tool's default in CI decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<bool>,
    /// What the command, the job's environment and the action's inputs say of scripts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scripts: Option<bool>,
    /// Packages named on the command line, as written.
    #[serde(default)]
    pub packages: Vec<String>,
    /// Outside the project.
    pub global: bool,
    /// The folder it works in, relative to the root, `.` for the root itself: where the command
    /// runs, or where `--prefix`, `--dir`, `-C` or `--cwd` says. Absent where only a run can tell,
    /// and outside of the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
}

/// One act of publishing in a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// The place of the command or of the action's `uses`.
    pub at: String,
    /// The index of the step.
    pub step: u64,
    /// The command's tool, or the action, `changesets/action`.
    pub tool: String,
    /// Straight to users, staged, or not told.
    pub mode: PublishMode,
    /// Nothing is published.
    pub dry_run: bool,
    /// A one-time password is passed.
    pub otp: bool,
    /// What is said of provenance here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<bool>,
    /// The package script that leads to it, where the job only runs that script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through_script: Option<String>,
    /// What leads from `at` to the command that publishes, in that order: package scripts, targets of
    /// a makefile, script files. The last one is the command itself. Absent where `at` is that command.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<Passage>,
    /// The registry that a flag, the environment or an input names, or else a setting that is in force
    /// where it publishes: `.npmrc`, `actions/setup-node`. Absent where none does, and where a manifest
    /// may, whose `publishConfig` comes before settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    /// The dist-tag, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The names of the packages of this repository that it publishes: of the folder, of the
    /// workspaces that it names, of all that are not private. Empty where the tool refuses, as for a
    /// folder whose package is private. Absent where the files do not tell, as for a tarball.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<Vec<String>>,
    /// The version of the package manager that uploads, as far as the repository tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
    /// The version of Node.js that it runs on, as far as the repository tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<ToolVersion>,
    /// The folder it works in, as that of an [`Install`]; of a package script where that runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
}

/// The package manager that uploads for a publication.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The package manager: `npm` for the tools that call it.
    pub tool: String,
    /// Its version.
    pub version: ToolVersion,
}

/// One thing that leads to another: a script that runs a script.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// The place.
    pub at: String,
    /// What it is, for people: `the script release`, `scripts/publish.sh`, `the target publish`,
    /// `npm publish`.
    pub what: String,
}

/// Whether a publication reaches users at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PublishMode {
    /// At once.
    Direct,
    /// Staged until a person approves it.
    Staged,
    /// The tool's own configuration decides.
    #[default]
    Unknown,
}
