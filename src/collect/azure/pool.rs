//! `pool`: whose machine a job runs on, and which shell `script` means there.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/pool>; the pools that there are
//! by default: <https://learn.microsoft.com/azure/devops/pipelines/agents/pools-queues>.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use crate::facts::{Runner, RunnerKind};
use crate::source::anchor::Place;

/// The system of a machine, as far as it decides the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum System {
    /// Linux or macOS.
    Unix,
    Windows,
    /// Only a run can tell, or the settings.
    #[default]
    Unknown,
}

/// The texts that variables can have in a job: of its matrix, and literal ones.
pub(super) type Values = BTreeMap<String, Vec<String>>;

/// The machine of a job: the values that its `pool` can have, or the nearest one around it.
pub(super) fn runner(pools: &[Cursor<'_>], job: &Place, values: &Values) -> (Runner, System) {
    let mut all: Vec<One> = pools.iter().flat_map(|pool| read(pool, values)).collect();
    let Some(first) = pools.first() else {
        // The pipeline's settings have a pool for this case.
        let runner = Runner { at: job.at(), kind: RunnerKind::Unknown, ..Runner::default() };
        return (runner, System::Unknown);
    };
    let shared = |list: Vec<RunnerKind>| {
        let mut kinds = list.into_iter();
        let first = kinds.next().unwrap_or_default();
        kinds.all(|kind| kind == first).then_some(first)
    };
    let kinds: Vec<_> = all.iter().map(|one| one.kind).collect();
    // One that is the organisation's own for certain is not hidden by another choice.
    let kind = if kinds.contains(&RunnerKind::SelfHosted) {
        RunnerKind::SelfHosted
    } else {
        shared(kinds).unwrap_or_default()
    };
    let system = all.first().map(|one| one.system).unwrap_or_default();
    let system = if all.iter().all(|one| one.system == system) { system } else { System::Unknown };
    all.dedup_by(|a, b| a.label == b.label && a.group == b.group);
    let group = all.iter().find_map(|one| one.group.clone());
    let mut labels: Vec<String> = Vec::new();
    for label in all.into_iter().filter_map(|one| one.label) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    (Runner { at: first.place.at(), labels, group, kind }, system)
}

struct One {
    label: Option<String>,
    group: Option<String>,
    kind: RunnerKind,
    system: System,
}

/// What one `pool` names, for each text that it can have.
fn read(pool: &Cursor<'_>, values: &Values) -> Vec<One> {
    let unknown =
        One { label: None, group: None, kind: RunnerKind::Unknown, system: System::Unknown };
    if pool.text().is_some() {
        let name = pool.filled().unwrap_or_default();
        return vec![named(name, None)];
    }
    let first = |key: &str| pool.get(key).and_then(|value| value.filled());
    // Templates of Microsoft's own take the system beside the name of a pool.
    let told = first("os").map(|os| match os.to_ascii_lowercase().as_str() {
        "windows" => System::Windows,
        "linux" | "macos" => System::Unix,
        _ => System::Unknown,
    });
    let name = first("name").filter(|name| !name.is_empty());
    let ours = name.as_deref().is_none_or(|name| is_hosted(name) == Some(true));
    let images: Vec<_> =
        pool.all("vmImage").into_iter().filter_map(|image| image.filled()).collect();
    if images.is_empty() || !ours {
        return match name {
            Some(name) => vec![named(name, told)],
            None => vec![unknown],
        };
    }
    let of_image = |image: String| {
        let texts = expand(&image, values);
        let systems: Vec<_> = texts.iter().map(|text| system(text)).collect();
        let first = systems.first().copied().unwrap_or_default();
        let one = systems.iter().all(|system| *system == first);
        One {
            label: Some(image),
            group: name.clone(),
            kind: RunnerKind::Hosted,
            system: if one { first } else { System::Unknown },
        }
    };
    images.into_iter().map(of_image).collect()
}

/// A pool by its name.
fn named(name: String, told: Option<System>) -> One {
    let kind = match is_hosted(&name) {
        Some(true) => RunnerKind::Hosted,
        Some(false) => RunnerKind::SelfHosted,
        None => RunnerKind::Unknown,
    };
    let guess = if kind == RunnerKind::Hosted { system(&name) } else { System::Unknown };
    One { label: None, system: told.unwrap_or(guess), group: Some(name), kind }
}

/// Whether the pool of a name is Microsoft's; nothing for those that an organisation has named.
fn is_hosted(name: &str) -> Option<bool> {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        // `server` has no agent at all.
        "azure pipelines" | "server" => Some(true),
        "default" => Some(false),
        // The pools that there were before, one an image.
        _ if name == "hosted" || name.starts_with("hosted ") => Some(true),
        _ => None,
    }
}

/// The system of an image or of a pool of Microsoft's, by its name.
fn system(name: &str) -> System {
    let name = name.to_ascii_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| name.contains(word));
    if name.contains('$') {
        System::Unknown
    } else if name.starts_with("win") || has(&["windows", "vs2015", "vs2017", "vs2019", "vs2022"]) {
        System::Windows
    } else if has(&["ubuntu", "macos", "linux"]) {
        System::Unix
    } else {
        System::Unknown
    }
}

/// The texts that a text becomes: `$(imageName)` is what the matrix or a variable says.
fn expand(text: &str, values: &Values) -> Vec<String> {
    let name = text.trim().strip_prefix("$(").and_then(|rest| rest.strip_suffix(')'));
    let known = name.and_then(|name| values.get(&name.to_ascii_lowercase()));
    known.cloned().unwrap_or_else(|| vec![text.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_and_images_tell_whose_machine_it_is() {
        for (name, hosted) in [
            ("Azure Pipelines", Some(true)),
            ("server", Some(true)),
            ("Hosted VS2017", Some(true)),
            ("Default", Some(false)),
            ("HostedByUs", None),
            ("MyPool", None),
            ("$(pool)", None),
        ] {
            assert_eq!(is_hosted(name), hosted, "{name}");
        }
        for (name, told) in [
            ("windows-latest", System::Windows),
            ("vs2017-win2016", System::Windows),
            ("win1803", System::Windows),
            ("Hosted VS2017", System::Windows),
            ("macOS-latest", System::Unix),
            ("Ubuntu 16.04", System::Unix),
            ("$(image)", System::Unknown),
            ("custom", System::Unknown),
        ] {
            assert_eq!(system(name), told, "{name}");
        }
    }
}
