//! CI configuration files of two revisions compared.

use std::collections::BTreeMap;

use super::Both;
use crate::facts::{ChangeKind, Facts, Pipeline, PipelineChange};

/// The files that are not what they were; comments count.
pub(super) fn changes(both: &Both<'_>, before: &[String], now: &[String]) -> Vec<PipelineChange> {
    let mut files: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    for pipeline in of(both.before).chain(of(both.now)) {
        let file = files.entry(&pipeline.file).or_insert((&pipeline.at, false));
        file.1 |= pipeline.jobs.iter().any(|job| !job.publishes.is_empty());
    }
    let has = |files: &[String], file: &str| {
        files.binary_search_by(|known| known.as_str().cmp(file)).is_ok()
    };
    let changed = files.into_iter().filter(|(file, _)| !both.same.contains(file));
    let changed = changed.filter(|(file, _)| {
        // Where what a file was is not known, it is known at least that it was.
        !both.unclear.was("changes.pipelines", file) || has(before, file)
    });
    let mut changes: Vec<_> = changed
        .filter_map(|(file, (at, publishes))| {
            let kind = match (has(before, file), has(now, file)) {
                (true, true) => ChangeKind::Altered,
                (true, false) => ChangeKind::Removed,
                (false, true) => ChangeKind::Added,
                (false, false) => return None,
            };
            Some(PipelineChange { at: at.to_owned(), kind, publishes })
        })
        .collect();
    changes.sort();
    changes
}

fn of(facts: &Facts) -> impl Iterator<Item = &Pipeline> {
    facts.pipelines.iter()
}
