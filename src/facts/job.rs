//! Jobs of a pipeline: where they run, with what rights, and what they take and hand on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Concurrency, Expression, Install, Pairs, PermissionsForm, Publish, SecretUse, Step, Trigger,
    Uses, Variable,
};

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
    pub scopes: Pairs,
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
    /// What starts this job in the end. Absent where that is what starts its pipeline; there where
    /// the job has rules or filters of its own (`rules`, `only`, `filters`), and for the jobs of a
    /// reusable workflow that workflows of this repository call, whose triggers these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triggers: Option<Vec<Trigger>>,
    /// `if`, as written; of other providers the condition in their own language.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What `if` comes to where it is the same in every run: `false` for a job that never runs.
    /// Absent where a run decides, and without `if`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_is: Option<bool>,
    /// What `if` asks for, on GitHub: it holds where all tests of one of these lists do. A test is
    /// written in one form, in lower case: `github.event_name == 'push'`, `!github.event.forced`,
    /// `contains(fromjson('["a"]'), github.actor)`; of two contexts the first in the alphabet stands in
    /// front. Absent without `if`, where it does not parse, and where it has too many alternatives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_alternatives: Option<Vec<Vec<String>>>,
    /// A person must let it go on, by the file itself: `when: manual`, an approval before it,
    /// `trigger: manual`. Who may is a setting that no file shows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub manual: bool,
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
    /// The OIDC tokens that it is given or asks for: `id_tokens` of GitLab's, `oidc: true` of
    /// Bitbucket's, `circleci run oidc get`. GitHub's stands in `permissions`, whose `id-token` is
    /// `write` for a job of any provider that has such a token.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub id_tokens: Vec<IdToken>,
    /// Named sets of secrets that are lent to it: contexts of CircleCI's, variable groups and
    /// service connections of Azure's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secret_groups: Vec<SecretGroup>,
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
    /// What it restores from caches and saves there, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caches: Vec<Cache>,
    /// The artifacts that it hands on and takes, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<Artifact>,
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

/// An OIDC token of a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdToken {
    /// The place.
    pub at: String,
    /// The variable that holds it, `NPM_ID_TOKEN`.
    pub name: String,
    /// For whom it is made out, as written.
    pub audiences: Vec<String>,
}

/// A named set of secrets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretGroup {
    /// The place.
    pub at: String,
    /// Its name, as written.
    pub name: String,
}

/// One use of a cache that runs share.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    /// The place: the step, or the entry of the job.
    pub at: String,
    /// The index of the step, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// The action, orb, task or key that does it: `actions/cache`, `actions/setup-node`, `cache`.
    pub tool: String,
    /// The key, as written, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What is taken where no key fits: `restore-keys`, `fallback_keys`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fallbacks: Vec<String>,
    /// The folders and files, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Restores; absent where only a run can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<bool>,
    /// Saves; absent where only a run can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saves: Option<bool>,
}

/// An artifact that a job hands on or takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// The place: the step, or the entry of the job.
    pub at: String,
    /// The index of the step, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// Whether it is handed on or taken.
    pub direction: ArtifactDirection,
    /// Its name, as written; absent for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The files that are handed on, or the folder that they are put into, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// It is taken from another run, which something else may have started; absent where only a run
    /// can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_run: Option<bool>,
}

/// The two ways of an [`Artifact`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactDirection {
    /// Handed on.
    #[default]
    Upload,
    /// Taken.
    Download,
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
    /// The place of the password for its registry, where that is written out: `credentials` of
    /// GitHub's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// A job that is a call of a reusable workflow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowCall {
    /// What is called.
    pub uses: Uses,
    /// `with`, every value as text.
    #[serde(default)]
    pub with: Pairs,
    /// `secrets: inherit`.
    pub secrets_inherit: bool,
    /// The pipeline of these facts that is called, its `at`: a workflow in this repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<String>,
}
