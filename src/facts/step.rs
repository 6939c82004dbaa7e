//! Steps of a CI job: what they use, what they run, which expressions and secrets they hold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Command, Pairs, Passage};

/// One step of a job or of a composite action.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The place.
    pub at: String,
    /// Its position in the job, from 0.
    pub index: u64,
    /// `id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `if`, as written; of other providers the condition in their own language.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What `if` comes to where it is the same in every run: `false` for a step that never runs.
    /// Absent where a run decides, and without `if`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_is: Option<bool>,
    /// The events that start the job and in whose runs the step is never run, by its condition, as far as
    /// its collector reads conditions: those of Azure's. Absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_from: Vec<String>,
    /// What `if` asks for, on GitHub: it holds where all tests of one of these lists do. A test is
    /// written in one form, in lower case: `github.event_name == 'push'`, `!github.event.forced`,
    /// `contains(fromjson('["a"]'), github.actor)`; of two contexts the first in the alphabet stands in
    /// front. Absent without `if`, where it does not parse, and where it has too many alternatives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_alternatives: Option<Vec<Vec<String>>>,
    /// `uses`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<Box<Uses>>,
    /// `with`, every value as text. On GitHub, whose inputs have no case, by names in lower case.
    #[serde(default)]
    pub with: Pairs,
    /// The step's own `env`.
    #[serde(default)]
    pub env: Vec<Variable>,
    /// `run`, as the runner gets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The folder that `run` starts in, relative to the root, `.` where nothing says another. Absent
    /// for steps without `run`, where only a run can tell, and outside of the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_directory: Option<String>,
    /// The shell that runs it, `bash`, `pwsh`; the runner's default where nothing says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shell: Option<String>,
    /// The commands of `run`, in order; empty for a script of a shell that is not read, unless it
    /// consists of plain words and means the same in every shell.
    #[serde(default)]
    pub commands: Vec<Command>,
    /// What `run` or the script of `actions/github-script` sets for later steps out of values that
    /// stand elsewhere. What is written out is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<EnvironmentEntry>,
    /// Every expression in the step, by place.
    #[serde(default)]
    pub expressions: Vec<Expression>,
    /// Every secret that the step names, by place.
    #[serde(default)]
    pub secrets: Vec<SecretUse>,
    /// `continue-on-error` is true.
    pub continue_on_error: bool,
}

/// A call of an action or a reusable workflow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uses {
    /// The place.
    pub at: String,
    /// The text, `actions/checkout@v4`.
    pub text: String,
    /// What is called.
    pub kind: UsesKind,
    /// The owner, `actions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The repository without its owner, `checkout`; the image for a container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `owner/name` in lower case, to compare with: forges do not tell case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The path within the repository, or of a local action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The popular action, `owner/name`, that an action or reusable workflow of somebody else can be
    /// taken for by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resembles: Option<String>,
    /// What it is pinned to.
    pub pin: Pin,
}

/// What a `uses` calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UsesKind {
    /// An action in a repository.
    #[default]
    Action,
    /// A reusable workflow in a repository.
    Workflow,
    /// A path in this repository.
    Local,
    /// A container image.
    Docker,
    /// An orb of CircleCI's, or a command, job or executor of one.
    Orb,
    /// A task of Azure Pipelines.
    Task,
    /// A pipe of Bitbucket's.
    Pipe,
    /// A component of GitLab's CI/CD catalogue.
    Component,
    /// Configuration from elsewhere: an include, a template.
    Template,
    /// Text that is none of these, or that only a run can tell.
    Other,
}

/// What a reference is pinned to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The kind of pin.
    pub kind: PinKind,
    /// The reference as written: `v4`, a commit, a digest.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The comment on its line, `v4.2.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The kinds of [`Pin`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PinKind {
    /// A full commit hash, or an image digest: what it names cannot change.
    Digest,
    /// Shaped like a version, `v4`, `1.2.3`: a tag that its owner can move.
    Version,
    /// Any other name: a branch, or a tag.
    Name,
    /// Nothing is written.
    #[default]
    None,
    /// In this repository: pinned with it.
    Local,
}

/// A variable of an `env` mapping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// The place of the value.
    pub at: String,
    /// The name.
    pub name: String,
    /// The value as written. A literal that looks like a credential is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The secrets that the value names.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// The value is a literal that has the shape of a credential.
    pub literal_credential: bool,
}

/// One `${{ … }}` expression, or what replaces text in a script elsewhere: `$(…)` of Azure's,
/// `<< … >>` of CircleCI's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expression {
    /// The place: the value's anchor and the characters within it.
    pub at: String,
    /// The member that holds it: `run`, `if`, `env/NAME`, `with/NAME`, `name`.
    #[serde(rename = "in")]
    pub within: String,
    /// The text between the braces.
    pub text: String,
    /// The contexts it reads, in lower case: `github.event.issue.title`, `secrets.npm_token`,
    /// `github.event.commits.*.message`.
    pub contexts: Vec<String>,
    /// Those of the contexts whose text is no part of its value: they are compared, searched, or stand
    /// before `&&`. Absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tested: Vec<String>,
    /// The functions it calls, in lower case.
    pub functions: Vec<String>,
    /// The text does not parse: contexts and functions are what could be found.
    pub malformed: bool,
    /// What the contexts come from where that stands elsewhere in this repository: variables,
    /// outputs of steps and jobs, the matrix, inputs of reusable workflows and composite actions,
    /// followed to contexts that nothing here sets. Absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Where the value of an expression comes from.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The context at the end, in lower case: `github.event.issue.title`.
    pub context: String,
    /// The place that reads it.
    pub at: String,
    /// What the value passes on the way, in that order: `env.TITLE`, `steps.meta.outputs.title`,
    /// `inputs.title`. The last one is what the expression itself reads.
    pub through: Vec<Passage>,
}

/// One entry of an environment file of GitHub's:
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files>.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentEntry {
    /// The place of the command that writes it, or of the whole script.
    pub at: String,
    /// The variable that names the file, `GITHUB_ENV` or `GITHUB_PATH`.
    pub to: String,
    /// The name of the variable that is set, in lower case. Absent where the value decides the name,
    /// and for the search path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the value is a copy of, by whatever ways.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// The value is the text of a file, or a part of it: `$(cat pr.txt)`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_file: bool,
}

/// One use of a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretUse {
    /// The place of the expression.
    pub at: String,
    /// The secret's name in upper case, `NPM_TOKEN`; `*` where all of them are passed.
    pub name: String,
    /// Where it goes: `run`, `env/NAME`, `with/NAME`, `if`, `secrets/NAME`, `container`.
    pub to: String,
}
