//! Dependencies of manifests and install settings of two revisions compared.
//!
//! Both are lists of values under names. What has another place among its neighbours is no change,
//! nor is a dependency that has moved from one member of its manifest to another.

use std::collections::{BTreeMap, BTreeSet};

use super::Both;
use crate::facts::{
    ChangeKind, CredentialKind, DependencyChange, Facts, Layer, Package, Setting, SettingChange,
};
use crate::source::anchor::{Anchor, Place};

/// The values under one name, with their places.
type Values<'a, K, V> = BTreeMap<K, Vec<(V, &'a str)>>;

/// What has become of a value.
struct Change<'a, K, V> {
    key: K,
    kind: ChangeKind,
    before: Option<V>,
    after: Option<V>,
    /// The place of what is there now.
    at: Option<&'a str>,
}

/// What differs between two lists of values under names.
fn differences<'a, K: Ord + Clone, V: Ord + Clone>(
    mut before: Values<'a, K, V>,
    now: Values<'a, K, V>,
) -> Vec<Change<'a, K, V>> {
    let mut changes = Vec::new();
    for (key, values) in now {
        let old = before.remove(&key).unwrap_or_default();
        let mut left: BTreeMap<V, u64> = BTreeMap::new();
        for (value, _) in &old {
            *left.entry(value.clone()).or_default() += 1;
        }
        let mut added = Vec::new();
        for (value, at) in values {
            match left.get_mut(&value).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => added.push((value, at)),
            }
        }
        let gone =
            left.into_iter().flat_map(|(value, count)| (0..count).map(move |_| value.clone()));
        let mut gone = gone.collect::<Vec<_>>().into_iter();
        for (value, at) in added {
            let before = gone.next();
            let kind = if before.is_some() { ChangeKind::Altered } else { ChangeKind::Added };
            changes.push(Change {
                key: key.clone(),
                kind,
                before,
                after: Some(value),
                at: Some(at),
            });
        }
        changes.extend(gone.map(|value| removed(key.clone(), value)));
    }
    for (key, values) in before {
        changes.extend(values.into_iter().map(|(value, _)| removed(key.clone(), value)));
    }
    changes
}

fn removed<'a, K, V>(key: K, value: V) -> Change<'a, K, V> {
    Change { key, kind: ChangeKind::Removed, before: Some(value), after: None, at: None }
}

/// The dependencies that manifests ask for otherwise than they did.
pub(super) fn dependencies(both: &Both<'_>) -> Vec<DependencyChange> {
    const PART: &str = "changes.dependencies";
    let moved = moved(both);
    let values = |facts: &'_ Facts| -> BTreeMap<(String, String), Vec<(String, String)>> {
        let mut values: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for package in &facts.packages {
            let at = moved.get(package.at.as_str()).copied().unwrap_or(&package.at);
            for dependency in &package.dependencies {
                let key = (at.to_owned(), dependency.name.clone());
                let value = (dependency.spec.clone(), dependency.at.clone());
                values.entry(key).or_default().push(value);
            }
        }
        values
    };
    let (before, now) = (values(both.before), values(both.now));
    let changes = differences(borrowed(&before), borrowed(&now));
    let mut changes: Vec<_> = changes
        .into_iter()
        .filter(|change| is_clear(both, PART, &file_of(&change.key.0), change.kind))
        .map(|change| DependencyChange {
            at: change.at.unwrap_or(&change.key.0).to_owned(),
            kind: change.kind,
            name: change.key.1.clone(),
            before: change.before.map(str::to_owned),
            after: change.after.map(str::to_owned),
        })
        .collect();
    changes.sort();
    changes
}

fn borrowed<K: Ord>(values: &BTreeMap<K, Vec<(String, String)>>) -> Values<'_, &K, &str> {
    values
        .iter()
        .map(|(key, list)| {
            (key, list.iter().map(|(value, at)| (value.as_str(), at.as_str())).collect())
        })
        .collect()
}

/// Manifests that have another place now, by the one that they had: those of a name that one
/// manifest had before and another has now.
fn moved<'a>(both: &Both<'a>) -> BTreeMap<&'a str, &'a str> {
    fn alone<'f>(facts: &'f Facts, others: &Facts) -> BTreeMap<&'f str, Option<&'f Package>> {
        let known: BTreeSet<&str> =
            others.packages.iter().map(|package| package.at.as_str()).collect();
        let mut alone: BTreeMap<&str, Option<&Package>> = BTreeMap::new();
        for package in facts.packages.iter().filter(|package| !known.contains(&*package.at)) {
            let Some(name) = package.name.as_deref() else { continue };
            // A name that several have tells none of them.
            alone.entry(name).and_modify(|known| *known = None).or_insert(Some(package));
        }
        alone
    }
    let (before, now) = (alone(both.before, both.now), alone(both.now, both.before));
    let pairs = before
        .into_iter()
        .filter_map(|(name, package)| Some((package?.at.as_str(), (*now.get(name)?)?.at.as_str())));
    pairs.collect()
}

/// What names a setting: its file, layer and tool, its own name, and what it is bound to.
type SettingKey<'a> = (&'a str, Layer, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

/// The settings that say something else than they did.
pub(super) fn settings(both: &Both<'_>) -> Vec<SettingChange> {
    const PART: &str = "changes.settings";
    fn values(facts: &Facts) -> Values<'_, SettingKey<'_>, (Option<&str>, Option<u8>)> {
        let mut values: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for setting in &facts.settings {
            let value = (setting.value.as_deref(), written(setting));
            values.entry(key(setting)).or_default().push((value, setting.at.as_str()));
        }
        values
    }
    let changes = differences(values(both.before), values(both.now));
    let mut changes: Vec<_> = changes
        .into_iter()
        .filter(|change| is_clear(both, PART, change.key.0, change.kind))
        .map(|change| {
            let (file, _, tool, name, scope, _) = change.key;
            SettingChange {
                at: change.at.map_or_else(|| Place::file(file).at(), str::to_owned),
                kind: change.kind,
                tool: tool.to_owned(),
                name: name.to_owned(),
                scope: scope.map(str::to_owned),
                before: change.before.and_then(|(value, _)| value).map(str::to_owned),
                after: change.after.and_then(|(value, _)| value).map(str::to_owned),
            }
        })
        .collect();
    changes.sort();
    changes
}

fn key(setting: &Setting) -> SettingKey<'_> {
    (
        &setting.origin.file,
        // Which of the project's files the tool reads is another question.
        match setting.origin.layer {
            Layer::Member => Layer::Project,
            layer => layer,
        },
        &setting.tool,
        &setting.name,
        setting.scope.as_deref(),
        setting.bound_to.as_deref(),
    )
}

/// How a credential is written, of which no value is known.
fn written(setting: &Setting) -> Option<u8> {
    setting.credential.as_ref().map(|credential| match credential.kind {
        CredentialKind::Literal => 0,
        CredentialKind::Reference => 1,
        CredentialKind::Empty => 2,
    })
}

/// Whether enough of a file was read on both sides to say this of it.
fn is_clear(both: &Both<'_>, part: &'static str, file: &str, kind: ChangeKind) -> bool {
    match kind {
        ChangeKind::Removed => !both.unclear.is(part, file),
        ChangeKind::Added | ChangeKind::Altered => !both.unclear.was(part, file),
    }
}

fn file_of(at: &str) -> String {
    Anchor::parse(at).map_or_else(|| at.to_owned(), |anchor| anchor.path)
}
