//! Package managers as they are used: which tool and version a checkout or a CI job runs, and
//! what all layers of its configuration come to there.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Control;

/// A package manager in one place: a person's checkout, or one CI job that installs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Installer {
    /// The place: the project's manifest for a checkout, the job for CI.
    pub at: String,
    /// The anchor of the CI job; absent for a checkout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The folder of the project that is installed, `.` for the root.
    pub directory: String,
    /// The tool: `npm`, `pnpm`, `yarn`, `bun`.
    pub tool: String,
    /// Its version, as far as the repository tells.
    pub version: ToolVersion,
    /// What each control comes to, by its name: one entry for every control that the tool has in
    /// any version.
    pub controls: Controls,
}

/// What the controls of a tool come to. Most places of a repository are alike, and share them.
pub type Controls = BTreeMap<Control, Arc<ControlInForce>>;

/// The version of a tool: bounds, since most repositories name a range.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolVersion {
    /// What decides it.
    pub source: VersionSource,
    /// The place that says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// As written there, `^11.4`, `24`, `latest`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The least version that it can be, `11.4.0`; absent where nothing bounds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<String>,
    /// The greatest version that it can be, itself included; absent where nothing bounds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<String>,
}

/// What decides the version of a tool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VersionSource {
    /// `packageManager`
    PackageManager,
    /// `devEngines.packageManager`
    DevEngines,
    /// `engines`
    Engines,
    /// An action that installs the tool, `pnpm/action-setup`.
    Setup,
    /// A command that installs or activates the tool: `npm install -g npm@11`, `corepack prepare`.
    Command,
    /// The npm that the chosen Node.js ships.
    Node,
    /// The file of the tool itself in the repository, Yarn's `yarnPath`.
    Checkout,
    /// The version of the lockfile's format, which only some versions write.
    Lockfile,
    /// Nothing.
    #[default]
    Unknown,
}

/// What one control comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlInForce {
    /// Whether its value is known, and where it comes from.
    pub state: ControlState,
    /// Of a switch: on or off. For [`ControlState::Unknown`] absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Of an age: seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// Of anything else: the value, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Of a list: its entries, as written, in order.
    #[serde(default)]
    pub values: Vec<String>,
    /// The place that decides; absent for defaults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Why it is not known, or why the tool has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where the value of a control comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ControlState {
    /// A setting in force.
    Set,
    /// No setting: the default of the tool in this version.
    Default,
    /// This version of the tool does not have it.
    Unsupported,
    /// The repository does not show it: the version, or an expression, decides.
    Unknown,
}
