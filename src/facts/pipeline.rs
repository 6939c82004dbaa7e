//! CI configuration of every provider in one model.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Expression, SecretUse, Step, Uses, Variable};

/// One CI configuration file: a workflow, or an action that workflows call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// The file.
    pub at: String,
    /// The file's path, relative to the target.
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
}

/// One event that starts a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The place.
    pub at: String,
    /// The event's name, `push`, `pull_request_target`.
    pub event: String,
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
    pub scopes: BTreeMap<String, String>,
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

/// The permissions of the job's token, as they come out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EffectivePermissions {
    /// The place of the key that decides, absent where the forge's default does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Which key decides.
    pub source: PermissionsSource,
    /// Whether the scopes are known; the default is a setting that no file shows.
    pub known: bool,
    /// How the deciding key is written.
    pub form: PermissionsForm,
    /// Scope to `read` or `write`; what is not listed is refused, where `known`.
    pub scopes: BTreeMap<String, String>,
}

/// Which key decides the permissions of a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PermissionsSource {
    /// The job's own.
    Job,
    /// The workflow's.
    Workflow,
    /// None: the repository's or organisation's default.
    #[default]
    Default,
    /// The caller's, for a composite action.
    Caller,
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

/// One job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The place.
    pub at: String,
    /// The key under `jobs`.
    pub id: String,
    /// `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `if`, as written.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The jobs it waits for.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Where it runs; absent for calls of reusable workflows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner: Option<Runner>,
    /// The deployment environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// What its token may do.
    pub permissions: EffectivePermissions,
    /// The job's own `env`.
    #[serde(default)]
    pub env: Vec<Variable>,
    /// Secrets named in the job outside its steps.
    #[serde(default)]
    pub secrets: Vec<SecretUse>,
    /// Expressions in the job outside its steps.
    #[serde(default)]
    pub expressions: Vec<Expression>,
    /// `concurrency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Concurrency>,
    /// `cache-mode` of the job or else of the workflow, as written: what its steps may do with the
    /// cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_mode: Option<String>,
    /// The container it runs in and its services.
    #[serde(default)]
    pub images: Vec<Image>,
    /// The reusable workflow it calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<WorkflowCall>,
    /// Its steps, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What it installs, in order.
    #[serde(default)]
    pub installs: Vec<Install>,
    /// What it publishes, in order, dry runs included.
    #[serde(default)]
    pub publishes: Vec<Publish>,
}

/// `runs-on`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Runner {
    /// The place.
    pub at: String,
    /// The labels, as written.
    pub labels: Vec<String>,
    /// The runner group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whose machine it is, as far as the labels tell.
    pub kind: RunnerKind,
}

/// Whose machine a job runs on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunnerKind {
    /// A standard label of the provider, `ubuntu-latest`.
    Hosted,
    /// `self-hosted` stands among the labels.
    SelfHosted,
    /// A group, a label of the organisation's own, or an expression.
    #[default]
    Unknown,
}

/// `environment`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// The place.
    pub at: String,
    /// The name, as written.
    pub name: String,
}

/// A container image that a job runs in or beside.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// The place of its name.
    pub at: String,
    /// `container`, or the service's key.
    pub role: String,
    /// The image; its pin tells tag and digest.
    pub uses: Uses,
}

/// A job that is a call of a reusable workflow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowCall {
    /// What is called.
    pub uses: Uses,
    /// `with`, every value as text.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
    /// `secrets: inherit`.
    pub secrets_inherit: bool,
}

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
    /// The folder it works in, as that of an [`Install`]; of a package script where that runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
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
