//! The inventory: who can publish each package, and how. The types, and the forms they are
//! written in.

mod table;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Look, ProblemReport, RefusalReport, json};
use crate::facts::PublishMode;
use crate::finding::Location;

/// The name of this version of the JSON inventory, its `schema` member.
pub const SCHEMA: &str = "palisade/inventory/v1";

/// Who publishes what, in each target.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Inventory {
    /// `palisade/inventory/v1`.
    pub schema: &'static str,
    /// The program that wrote it, `palisade 0.1.0`.
    pub generator: String,
    /// One entry a target, in the order they were given.
    pub targets: Vec<TargetInventory>,
    /// What kept the run from answering.
    pub refusals: Vec<RefusalReport>,
}

/// The packages of one target.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TargetInventory {
    /// The target's name, as it was given.
    pub name: String,
    /// Its packages, by name and place.
    pub packages: Vec<Entry>,
    /// What could not be read, and may hide a way of publishing.
    pub problems: Vec<ProblemReport>,
}

/// One package.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its manifest, or what publishes it.
    pub location: Location,
    /// Who can publish it, by what the files show.
    pub who: Who,
    /// The ways in which it can be published.
    pub ways: Vec<Way>,
    /// What no file shows.
    pub unknown: Vec<String>,
    /// What a policy of one's own adds.
    #[serde(flatten)]
    pub more: BTreeMap<String, Value>,
}

/// Who can publish a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A CI job; nothing here is made for a person to do it.
    Ci,
    /// A person only: no CI job does.
    Human,
    /// A CI job, and a person with something made for it.
    Both,
}

/// Who goes a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A CI job.
    Ci,
    /// A person.
    Human,
}

/// One way in which a package can be published.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Way {
    /// Who goes it.
    pub by: By,
    /// Where it begins: the command or action of the job, or the script.
    pub location: Location,
    /// What the policy says of it.
    #[serde(flatten)]
    pub said: Said,
}

/// What a policy says of a way.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// Straight to users, staged, or not told.
    pub mode: PublishMode,
    /// The tool or action that publishes.
    pub tool: String,
    /// The file of the pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<String>,
    /// The job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The credential that reaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Credential>,
    /// What starts it.
    #[serde(default)]
    pub triggers: Vec<String>,
    /// The deployment environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What leads from its beginning to the command that publishes.
    #[serde(default)]
    pub through: Vec<String>,
    /// Whether it is certain that it publishes this package.
    #[serde(default = "certain")]
    pub certain: bool,
    /// What no file shows of it.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// What a policy of one's own adds.
    #[serde(flatten)]
    pub more: BTreeMap<String, Value>,
}

/// The credential of a publication in CI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Credential {
    /// What it is.
    pub kind: CredentialKind,
    /// The names of the variables, inputs and secrets that carry tokens.
    #[serde(default)]
    pub tokens: Vec<String>,
    /// What a policy adds: places, reasons.
    #[serde(flatten)]
    pub more: BTreeMap<String, Value>,
}

/// The kinds of [`Credential`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A token that the registry gives in exchange for one of the forge's.
    Oidc,
    /// A stored token.
    Token,
    /// The first, and the second where that fails.
    OidcAndToken,
    /// None that the files show.
    None,
    /// Only a run can tell, or another repository.
    Unknown,
}

/// What a policy returns for one package.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) at: String,
    pub(crate) who: Who,
    #[serde(default)]
    pub(crate) ways: Vec<ToldWay>,
    #[serde(default)]
    pub(crate) unknown: Vec<String>,
    #[serde(flatten)]
    pub(crate) more: BTreeMap<String, Value>,
}

/// What it returns for one way.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ToldWay {
    pub(crate) by: By,
    pub(crate) at: String,
    #[serde(flatten)]
    pub(crate) said: Said,
}

fn certain() -> bool {
    true
}

/// The forms of an inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table for people.
    Table,
    /// JSON, versioned.
    Json,
}

impl std::str::FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "table" => Ok(Self::Table),
            "json" => Ok(Self::Json),
            _ => Err(format!("`{text}` is no form of an inventory: table or json")),
        }
    }
}

/// Writes an inventory.
pub fn render(inventory: &Inventory, form: Form, look: Look) -> String {
    match form {
        Form::Table => table::render(inventory, look),
        Form::Json => json::pretty(inventory),
    }
}
