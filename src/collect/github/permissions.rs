//! `permissions`: as written, and as they come out for a job.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions>.

use std::collections::BTreeMap;

use super::Reading;
use crate::collect::ci::members::members;
use crate::facts::{
    EffectivePermissions, Permissions, PermissionsForm, PermissionsSource, ProblemKind,
};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// Every scope of the job's token as of November 2026, with what `write-all` gives for it.
/// `repository-projects` only exists on GitHub Enterprise Server.
const SCOPES: [(&str, &str); 18] = [
    ("actions", "write"),
    ("artifact-metadata", "write"),
    ("attestations", "write"),
    ("checks", "write"),
    ("code-quality", "write"),
    ("contents", "write"),
    ("deployments", "write"),
    ("discussions", "write"),
    ("id-token", "write"),
    ("issues", "write"),
    ("models", "read"),
    ("packages", "write"),
    ("pages", "write"),
    ("pull-requests", "write"),
    ("repository-projects", "write"),
    ("security-events", "write"),
    ("statuses", "write"),
    ("vulnerability-alerts", "read"),
];

/// Reads the `permissions` member of a mapping that stands at `place`.
pub(super) fn written(
    reading: &mut Reading<'_>,
    node: &Node,
    place: &Place,
    facts: &[&str],
) -> Option<Permissions> {
    let value = node.get("permissions")?;
    let place = place.key("permissions");
    let mut scopes = BTreeMap::new();
    let mut form = PermissionsForm::Other;
    if value.is_map() {
        form = PermissionsForm::Scopes;
        for entry in members(value) {
            let at = place.key(&entry.key);
            match entry.value.text() {
                Some(level @ ("read" | "write" | "none")) => {
                    scopes.insert(entry.key.clone(), level.to_owned());
                }
                _ => {
                    form = PermissionsForm::Other;
                    // The scalar is told, since `Write` is nearly right.
                    let is = match entry.value.text().filter(|level| level.len() < 32) {
                        Some(level) => format!("`{level}`"),
                        None => entry.value.describe().to_owned(),
                    };
                    let wanted = "`read`, `write` or `none`";
                    let reason =
                        format!("the permission `{}` must be {wanted}, and is {is}", entry.key);
                    reading.problem(&at, ProblemKind::Unexpected, facts, reason);
                }
            }
        }
    } else {
        match value.text() {
            Some("read-all") => {
                form = PermissionsForm::ReadAll;
                // A token of OpenID Connect is asked for or not: there is nothing to read.
                let readable = SCOPES.iter().filter(|(scope, _)| *scope != "id-token");
                scopes.extend(readable.map(|(scope, _)| (scope.to_string(), "read".to_owned())));
            }
            Some("write-all") => {
                form = PermissionsForm::WriteAll;
                let all = SCOPES.iter();
                scopes.extend(all.map(|(scope, level)| (scope.to_string(), level.to_string())));
            }
            _ => {
                let wanted = "a mapping, `read-all` or `write-all`";
                reading.unexpected(&place, facts, "`permissions`", wanted, value);
            }
        }
    }
    Some(Permissions { at: place.at(), form, scopes: scopes.into() })
}

/// What a job's token may do: the job's own key decides alone, then the workflow's.
pub(super) fn effective(
    job: Option<&Permissions>,
    workflow: Option<&Permissions>,
) -> EffectivePermissions {
    let (source, deciding) = match (job, workflow) {
        (Some(job), _) => (PermissionsSource::Job, job),
        (None, Some(workflow)) => (PermissionsSource::Workflow, workflow),
        (None, None) => return EffectivePermissions::default(),
    };
    let granted = deciding.scopes.iter().filter(|(_, level)| *level != "none");
    EffectivePermissions {
        at: Some(deciding.at.clone()),
        source,
        known: deciding.form != PermissionsForm::Other,
        form: deciding.form,
        scopes: granted.map(|(scope, level)| (scope.clone(), level.clone())).collect(),
    }
}

/// The permissions of an action: those of whichever job calls it.
pub(super) fn of_caller() -> EffectivePermissions {
    EffectivePermissions { source: PermissionsSource::Caller, ..EffectivePermissions::default() }
}
