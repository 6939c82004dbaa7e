//! Jobs that call a reusable workflow, and the `with` of jobs and steps.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_iduses>.

use std::borrow::Cow;

use super::Reading;
use super::uses::{comment_behind, read};
use crate::collect::ci::members::{as_text, members};
use crate::facts::{Pairs, ProblemKind, SecretUse, Uses, UsesKind, WorkflowCall};
use crate::source::anchor::Place;
use crate::source::node::Node;
use crate::text::secret::withheld_value;

/// The `uses` of a job or step that stands at `place`.
pub(super) fn uses(
    reading: &mut Reading<'_>,
    node: &Node,
    place: &Place,
    facts: &str,
) -> Option<Uses> {
    let value = node.get("uses")?;
    let place = place.key("uses");
    match value.text() {
        Some(text) => {
            let comment = comment_behind(reading.options.text, &value.span);
            let uses = read(text, place.at(), comment);
            if uses.kind == UsesKind::Other {
                let reason = format!("what `uses: {}` calls is not known", uses.text);
                reading.problem(&place, ProblemKind::Unexpected, &[facts], reason);
            }
            Some(uses)
        }
        None => {
            reading.unexpected(&place, &[facts], "`uses`", "a text", value);
            None
        }
    }
}

/// The `with` of a job or step, every value as text. A credential is not shown.
pub(super) fn with(reading: &mut Reading<'_>, node: &Node, place: &Place, facts: &str) -> Pairs {
    let Some(with) = node.get("with") else { return Pairs::default() };
    if !with.is_map() && !with.is_null() {
        reading.unexpected(&place.key("with"), &[facts], "`with`", "a mapping", with);
    }
    let shown = |key: &str, value: &Node| {
        let text = as_text(value);
        match withheld_value(key, &text) {
            Cow::Owned(shown) => shown,
            Cow::Borrowed(_) => text,
        }
    };
    members(with)
        .into_iter()
        .map(|entry| (entry.key.clone(), shown(&entry.key, &entry.value)))
        .collect()
}

/// The reusable workflow that a job at `place` calls, and the use of secrets that
/// `secrets: inherit` is: every one of them goes to it.
pub(super) fn call(
    reading: &mut Reading<'_>,
    job: &Node,
    place: &Place,
) -> (Option<WorkflowCall>, Option<SecretUse>) {
    const FACTS: &str = "pipelines[*].jobs[*].calls";
    let Some(uses) = uses(reading, job, place, FACTS) else { return (None, None) };
    let secrets = job.get("secrets");
    let secrets_inherit = secrets.and_then(Node::text) == Some("inherit");
    let with = with(reading, job, place, FACTS);
    let place = place.key("secrets");
    let inherited = secrets_inherit.then(|| SecretUse {
        at: place.at(),
        name: "*".to_owned(),
        to: "secrets".to_owned(),
    });
    if let Some(secrets) = secrets
        && !secrets_inherit
        && !secrets.is_map()
        && !secrets.is_null()
    {
        let facts = [FACTS, "pipelines[*].jobs[*].secrets"];
        reading.unexpected(&place, &facts, "`secrets`", "a mapping or `inherit`", secrets);
    }
    (Some(WorkflowCall { uses, with, secrets_inherit, pipeline: None }), inherited)
}
