//! Commands of shell scripts, and what a package manager's command does.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Pairs, PublishMode};

/// One command of a script, unwrapped: `sudo env A=1 npm ci` is an `npm` command.
///
/// Words are as the shell would see them with quotes removed; what only a run can tell stays as
/// it is written, `$TAG` or `${{ inputs.tag }}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The place: the script's anchor and the command's characters within it.
    pub at: String,
    /// The program without its folder, `npm`; absent where it is only known at run time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// The program as written, where that is a path, `./scripts/release.sh`, or only a run can tell it,
    /// `$CMD`. No fact, and in no document: what follows it needs it while facts are collected.
    #[serde(skip)]
    pub path: Option<String>,
    /// What it is given to read, where the script shows that and does not itself run it; or what it
    /// writes to a file. No fact, as above.
    #[serde(skip)]
    pub reads: Option<Reads>,
    /// Every word after the program, in order.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// The folder that it runs in, relative to the root, `.` for the root itself: that of the step
    /// or the package, and where a `cd` before it leads. Absent where only a run can tell, and
    /// outside of the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    /// The first operand of a program that has subcommands, `publish`; two words where the tool
    /// has two levels, `stage publish`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcommand: Option<String>,
    /// Flags with their dashes; the value of a switch is `true`.
    #[serde(default)]
    pub flags: Pairs,
    /// The operands behind the subcommand.
    #[serde(default)]
    pub operands: Vec<String>,
    /// Variables set for this command alone.
    #[serde(default)]
    pub environment: Pairs,
    /// The programs that wrap it, outermost first: `sudo`, `env`, `xargs`, `bash -c`.
    #[serde(default)]
    pub through: Vec<String>,
    /// The programs whose output it reads or runs: `curl` in `curl … | sh` and `sh <(curl …)`.
    #[serde(default)]
    pub fed_by: Vec<String>,
    /// What a run puts into the text that a shell is given as a script: `$A` of `bash -c "echo $A"`,
    /// of `eval "$A"` with more behind it, of `bash <<< "$A"` and of `echo "$A" | bash`. The value is read
    /// as code. It stands with the first command of that text, or with the shell where no command can be
    /// told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rereads: Vec<String>,
    /// The files that its output is redirected to, as written: `$GITHUB_ENV`, `.npmrc`.
    #[serde(default)]
    pub writes: Vec<String>,
    /// What it does, for the commands of package managers and publishing tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deed: Option<Box<Deed>>,
}

/// What a [`Command`] is given to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reads {
    /// A text of the script: a here-document, or what `echo` says to it.
    Text(Arc<str>),
    /// A file, as written: `< release.py`, `cat release.py |`.
    File(String),
}

/// What a package manager's command does, in the same words for every tool.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// What is done.
    pub kind: DeedKind,
    /// The tool: `npm`, `pnpm`, `yarn`, `bun`, `corepack`, `lerna`, `changeset`, …
    pub tool: String,
    /// An install that refuses to change the lockfile. Absent where the command does not say and
    /// the tool's default decides by place (pnpm and yarn berry are frozen in CI).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<bool>,
    /// Outside the project: `--global`.
    pub global: bool,
    /// What the command says of lifecycle scripts: `false` for `--ignore-scripts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scripts: Option<bool>,
    /// The packages named, as written.
    #[serde(default)]
    pub packages: Vec<String>,
    /// The package script that is run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// The registry named by a flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    /// How it publishes, for [`DeedKind::Publish`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Release>,
}

/// The kinds of [`Deed`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeedKind {
    /// Installs what manifest and lockfile ask for: `npm ci`, `yarn`.
    #[default]
    Install,
    /// Adds or updates packages: `npm install left-pad`, `pnpm update`.
    Add,
    /// Fetches and runs a package: `npx`, `pnpm dlx`, `npm init foo`.
    Execute,
    /// Runs a script of the manifest: `npm run build`, `yarn test`.
    RunScript,
    /// Publishes or stages.
    Publish,
    /// Approves or rejects what is staged.
    StageDecision,
    /// Changes rights or metadata in the registry: `npm owner add`, `dist-tag`, `deprecate`, `token`.
    Administer,
    /// Changes the configuration: `npm config set`.
    Configure,
    /// Checks signatures: `npm audit signatures`.
    AuditSignatures,
}

/// How a command publishes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Straight to users, or staged for a person's approval.
    pub mode: PublishMode,
    /// `--dry-run`: nothing is published.
    pub dry_run: bool,
    /// A one-time password is passed.
    pub otp: bool,
    /// What the command says of provenance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<bool>,
    /// The dist-tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}
