//! CI configuration of every provider in one model: what starts it and what holds for all of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Job, Pairs, SecretUse, Uses, Variable};

/// What one CI configuration starts together: a workflow or action of GitHub's; the whole of a
/// `.gitlab-ci.yml` with what it includes from the repository; one workflow of a CircleCI
/// configuration; an `azure-pipelines.yml` with its local templates; one entry below `pipelines` of a
/// `bitbucket-pipelines.yml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// The file, or the entry in it where one file holds several pipelines.
    pub at: String,
    /// The file's path, relative to the target. Parts of it may stand in other files: their own
    /// `at` tells.
    pub file: String,
    /// Who runs it.
    pub provider: Provider,
    /// What kind of file it is.
    pub kind: PipelineKind,
    /// `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What starts it.
    #[serde(default)]
    pub triggers: Vec<Trigger>,
    /// What it takes from other files and other repositories.
    #[serde(default)]
    pub includes: Vec<Include>,
    /// `permissions` of the whole file, if written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// `env` of the whole file.
    #[serde(default)]
    pub env: Vec<Variable>,
    /// Secrets named in the file outside its jobs.
    #[serde(default)]
    pub secrets: Vec<SecretUse>,
    /// `concurrency` of the whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Concurrency>,
    /// The inputs of a reusable workflow, a manual run or an action.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// Its jobs, in order. The steps of a composite action stand in one job named `runs`.
    #[serde(default)]
    pub jobs: Vec<Job>,
}

/// The CI provider that runs a [`Pipeline`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// GitHub Actions
    #[default]
    Github,
    /// GitLab CI/CD
    Gitlab,
    /// CircleCI
    Circleci,
    /// Azure Pipelines
    Azure,
    /// Bitbucket Pipelines
    Bitbucket,
}

/// The kinds of [`Pipeline`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PipelineKind {
    /// Started by events.
    #[default]
    Workflow,
    /// A composite action.
    CompositeAction,
    /// An action in JavaScript or a container: it has no steps.
    Action,
    /// What pipelines elsewhere put in, a template of Azure's that none here uses: nothing tells what
    /// starts it.
    Template,
}

/// Something that a pipeline takes from elsewhere: an include of GitLab's, an orb of CircleCI's, a
/// template or another repository of Azure's, an imported pipeline of Bitbucket's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Include {
    /// The place.
    pub at: String,
    /// What is taken, and what it is pinned to.
    pub uses: Uses,
    /// It was read, and its jobs stand in the pipeline. What is not read is no part of the facts: a
    /// problem says so.
    pub read: bool,
}

/// One event that starts a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The place.
    pub at: String,
    /// The event's name in GitHub's words, `push`, `pull_request_target`. Other providers' events
    /// have the word of what is the same: `pull_request` for a merge request or a pull request
    /// elsewhere, `schedule`, `workflow_dispatch` for a run that a person starts by hand,
    /// `repository_dispatch` for one that an API call or another project starts, `workflow_run` for one
    /// that follows another pipeline of the repository.
    pub event: String,
    /// The provider's own word, where it is another: `merge_request_event`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// The calls that lead from a reusable workflow to this trigger, nearest first: the places of the
    /// jobs that call. Absent where the trigger is the pipeline's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
    /// The branch filters, ignoring filters with a leading `!`.
    #[serde(default)]
    pub branches: Vec<String>,
    /// The tag filters, likewise.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The path filters, likewise.
    #[serde(default)]
    pub paths: Vec<String>,
    /// The activity types.
    #[serde(default)]
    pub types: Vec<String>,
    /// The workflows that `workflow_run` waits for.
    #[serde(default)]
    pub workflows: Vec<String>,
    /// The cron lines of `schedule`.
    #[serde(default)]
    pub schedules: Vec<String>,
}

/// A `permissions` key as written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permissions {
    /// The place.
    pub at: String,
    /// How it is written.
    pub form: PermissionsForm,
    /// Scope to `read`, `write` or `none`; the blanket forms are spelt out.
    pub scopes: Pairs,
}

/// How `permissions` is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PermissionsForm {
    /// Scope by scope; an empty mapping grants nothing.
    #[default]
    Scopes,
    /// `read-all`
    ReadAll,
    /// `write-all`
    WriteAll,
    /// Something that is none of these.
    Other,
}

/// `concurrency`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concurrency {
    /// The place.
    pub at: String,
    /// The group, as written.
    pub group: String,
    /// `cancel-in-progress`, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_in_progress: Option<String>,
}

/// An input of a reusable workflow, a manual run or an action.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The place.
    pub at: String,
    /// The name.
    pub name: String,
    /// The event that takes it, `workflow_call` or `workflow_dispatch`; `action` for actions.
    pub event: String,
    /// `type`, `string` where nothing is written.
    #[serde(rename = "type")]
    pub kind: String,
    /// The values a `choice` allows.
    #[serde(default)]
    pub options: Vec<String>,
}
