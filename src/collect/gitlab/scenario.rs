//! The ways in which a pipeline can start, and what its variables are then.
//!
//! Sources: <https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable>;
//! variables: <https://docs.gitlab.com/ci/variables/predefined_variables/>.

/// What a pipeline runs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference {
    Branch,
    Tag,
    MergeRequest,
}

/// One way to start a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scenario {
    /// GitLab's word for what starts it.
    pub(super) source: &'static str,
    pub(super) reference: Reference,
    /// What led to a pipeline that another one starts; absent for one of its own.
    pub(super) origin: Option<Origin>,
}

/// The start of a pipeline whose job starts another one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Origin {
    /// The place of what started the first.
    pub(super) at: String,
    /// Its filters.
    pub(super) filters: Option<Vec<String>>,
    /// The jobs that call, nearest first.
    pub(super) through: Vec<String>,
}

/// What is known of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known<'a> {
    /// Its text.
    Is(&'a str),
    /// It has some text.
    Set,
    /// It does not exist.
    Unset,
    /// Only a run can tell.
    Unknown,
}

use Reference::{Branch, MergeRequest, Tag};

/// What can start a pipeline of any project, and what it runs for then.
const COMMON: [(&str, &[Reference]); 7] = [
    ("push", &[Branch, Tag]),
    ("merge_request_event", &[MergeRequest]),
    ("schedule", &[Branch, Tag]),
    ("web", &[Branch, Tag]),
    ("api", &[Branch, Tag]),
    ("trigger", &[Branch, Tag]),
    ("pipeline", &[Branch, Tag]),
];

/// What can start one only where the project is set up for it: assumed where the files name it.
const NAMED: [(&str, &[Reference], &str); 2] = [
    ("external_pull_request_event", &[Branch], "external_pull_request"),
    ("chat", &[Branch], "chat"),
];

/// The ways to start a pipeline whose files name these words.
pub(super) fn all(names: &dyn Fn(&str) -> bool) -> Vec<Scenario> {
    let named = NAMED.iter().filter(|(_, _, word)| names(word));
    let all = COMMON.iter().copied().chain(named.map(|(source, kinds, _)| (*source, *kinds)));
    let of = |(source, kinds): (&'static str, &'static [Reference])| {
        kinds.iter().map(move |reference| Scenario { source, reference: *reference, origin: None })
    };
    all.flat_map(of).collect()
}

/// The event in GitHub's words.
pub(super) fn event(source: &str) -> &'static str {
    match source {
        "push" => "push",
        "merge_request_event" | "external_pull_request_event" => "pull_request",
        "schedule" => "schedule",
        "web" | "chat" => "workflow_dispatch",
        _ => "repository_dispatch",
    }
}

impl Scenario {
    /// The same start for a pipeline that a job of this one starts: `at` and `filters` are of what
    /// lets the job in.
    pub(super) fn through(&self, job: &str, at: String, filters: Option<Vec<String>>) -> Self {
        let mut through = vec![job.to_owned()];
        let (mut at, mut filters) = (at, filters);
        if let Some(origin) = &self.origin {
            through.extend(origin.through.iter().cloned());
            at.clone_from(&origin.at);
            filters = filters.or_else(|| origin.filters.clone());
        }
        Self { origin: Some(Origin { at, filters, through }), ..self.clone() }
    }

    /// What a predefined variable is.
    pub(super) fn variable(&self, name: &str) -> Known<'static> {
        let only = |holds: bool| if holds { Known::Set } else { Known::Unset };
        match name {
            "CI" | "GITLAB_CI" => Known::Is("true"),
            "CI_PIPELINE_SOURCE" if self.origin.is_some() => Known::Is("parent_pipeline"),
            "CI_PIPELINE_SOURCE" => Known::Is(self.source),
            "CI_COMMIT_TAG" => only(self.reference == Tag),
            "CI_COMMIT_BRANCH" => only(self.reference == Branch),
            "CI_MERGE_REQUEST_ID"
            | "CI_MERGE_REQUEST_IID"
            | "CI_MERGE_REQUEST_PROJECT_ID"
            | "CI_MERGE_REQUEST_PROJECT_PATH"
            | "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"
            | "CI_MERGE_REQUEST_TARGET_BRANCH_NAME" => only(self.reference == MergeRequest),
            _ if name.starts_with("CI_MERGE_REQUEST_") && self.reference != MergeRequest => {
                Known::Unset
            }
            "CI_EXTERNAL_PULL_REQUEST_IID" => only(self.source == "external_pull_request_event"),
            "CI_COMMIT_REF_NAME"
            | "CI_COMMIT_REF_SLUG"
            | "CI_COMMIT_SHA"
            | "CI_DEFAULT_BRANCH"
            | "CI_PIPELINE_ID"
            | "CI_PROJECT_ID"
            | "CI_PROJECT_NAME"
            | "CI_PROJECT_NAMESPACE"
            | "CI_PROJECT_PATH" => Known::Set,
            _ => Known::Unknown,
        }
    }

    /// Whether a variable is the name of what the pipeline runs for: a branch, a tag, or the branch
    /// that a merge request leads to.
    pub(super) fn is_filtered_by(&self, name: &str) -> bool {
        match self.reference {
            Branch => matches!(name, "CI_COMMIT_BRANCH" | "CI_COMMIT_REF_NAME"),
            Tag => matches!(name, "CI_COMMIT_TAG" | "CI_COMMIT_REF_NAME"),
            MergeRequest => name == "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        }
    }
}
