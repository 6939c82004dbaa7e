//! Configurations that only decide with which configuration a pipeline goes on.
//!
//! Syntax: <https://circleci.com/docs/guides/orchestrate/dynamic-config/>. What comes then is told by
//! parameters of two orbs of CircleCI's, where it is a file of the repository.

use crate::collect::ci::Reading;
use crate::collect::ci::merged::Placed;
use crate::collect::folders::join;
use crate::facts::{Pairs, Pipeline, ProblemKind, Uses};

/// A file that pipelines go on with: its path, and the place that names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Continued {
    pub(crate) path: String,
    pub(crate) at: String,
}

/// The files that the pipelines of a configuration go on with, if it is one that sets up others.
pub(super) fn continued(
    reading: &mut Reading<'_>,
    root: &Placed<'_>,
    pipelines: &[Pipeline],
) -> Vec<Continued> {
    let Some(setup) = root.get("setup").filter(|one| one.node.boolean() == Some(true)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut add = |uses: &Uses, with: &Pairs| {
        let (key, default) = match uses.action.as_deref() {
            Some("circleci/continuation") => ("configuration_path", None),
            Some("circleci/path-filtering") => {
                ("config-path", Some(".circleci/continue_config.yml"))
            }
            _ => return,
        };
        let mapping = with.get("mapping").map(String::as_str).unwrap_or_default();
        // A fourth word on a line of the mapping is a configuration.
        let mapped = mapping.lines().filter_map(|line| line.split_whitespace().nth(3));
        let own = with.get(key).map(String::as_str).or(default);
        for path in own.into_iter().chain(mapped) {
            if let Some(path) = join(".", path).filter(|_| !path.contains("<<")) {
                found.push(Continued { path, at: uses.at.clone() });
            }
        }
    };
    for job in pipelines.iter().flat_map(|pipeline| &pipeline.jobs) {
        if let Some(call) = &job.calls {
            add(&call.uses, &call.with);
        }
        for step in &job.steps {
            if let Some(uses) = &step.uses {
                add(uses, &step.with);
            }
        }
    }
    found.sort();
    found.dedup_by(|next, first| next.path == first.path);
    if found.is_empty() {
        let reason = "with which configuration the pipelines go on is decided in a run".to_owned();
        reading.problem(&setup.place, ProblemKind::Unsupported, &["pipelines"], reason);
    }
    found
}
