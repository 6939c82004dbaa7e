//! `runs-on`: labels, groups, and whose machine they stand for.
//!
//! Labels: <https://docs.github.com/en/actions/reference/runners/github-hosted-runners>, as of
//! November 2026. Organisations name larger runners as they like, so that only a full match of
//! a standard label is the provider's.

use super::choices::choices;
use super::expressions::only_one;
use super::{Reading, matrix};
use crate::facts::{Runner, RunnerKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

const FACTS: &str = "pipelines[*].jobs[*].runner";

/// The operating systems of a runner, as far as they decide the default shell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Family {
    /// Not Windows, or not known to be.
    #[default]
    Other,
    /// Windows in every case.
    Windows,
    /// Windows for some values of the matrix.
    Mixed,
}

/// Reads `runs-on`, which stands at `place`.
pub(super) fn runner(
    reading: &mut Reading<'_>,
    node: &Node,
    place: &Place,
    strategy: Option<&Node>,
) -> (Runner, Family) {
    let (labels, group) = if node.is_map() {
        let labels = node
            .get("labels")
            .map(|labels| reading.texts(labels, &place.key("labels"), &[FACTS], "`labels`"));
        let group = node.get("group").and_then(Node::text).map(str::to_owned);
        (labels.unwrap_or_default(), group)
    } else {
        (reading.texts(node, place, &[FACTS], "`runs-on`"), None)
    };
    let mut known = Vec::new();
    let expanded: Option<Vec<Vec<String>>> = labels
        .iter()
        .map(|label| {
            matrix::expand(label, strategy).or_else(|| {
                let found = choices(only_one(label)?);
                if !found.tested {
                    known.extend(found.texts.iter().cloned());
                }
                // One that is chosen for some runs alone is not known to be there in all.
                let hosted = || found.texts.iter().all(|label| is_hosted(label));
                (found.complete && (!found.tested || hosted())).then_some(found.texts)
            })
        })
        .collect();
    let all: Vec<String> = expanded.iter().flatten().flatten().cloned().collect();
    // A label that only a run can tell does not hide one that is written.
    let mut written = all.iter().chain(&labels).chain(&known);
    let self_hosted = written.any(|label| label.eq_ignore_ascii_case("self-hosted"));
    let kind = if self_hosted {
        RunnerKind::SelfHosted
    } else if group.is_none() && !all.is_empty() && all.iter().all(|label| is_hosted(label)) {
        RunnerKind::Hosted
    } else {
        RunnerKind::Unknown
    };
    let family = if labels.iter().any(|label| is_windows(label)) {
        // Several labels are one machine that has all of them.
        Family::Windows
    } else {
        match all.iter().filter(|label| is_windows(label)).count() {
            0 => Family::Other,
            count if count == all.len() => Family::Windows,
            _ => Family::Mixed,
        }
    };
    (Runner { at: place.at(), labels, group, kind }, family)
}

fn is_windows(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label == "windows" || label.starts_with("windows-")
}

/// Whether a label is one of the provider's own.
fn is_hosted(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    let Some((system, rest)) = label.split_once('-') else { return false };
    let variants: &[&str] = match system {
        "ubuntu" => &["-arm"],
        "windows" => &["-vs2026-arm", "-vs2026", "-arm"],
        "macos" => &["-xlarge", "-large", "-intel"],
        _ => return false,
    };
    let version = variants.iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    if version == "latest" || (system == "ubuntu" && version == "slim") {
        return true;
    }
    let mut parts = version.split('.');
    let number = |part: &str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    parts.next().is_some_and(number) && parts.next().is_none_or(number) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_labels_are_the_providers() {
        for label in [
            "ubuntu-latest",
            "Ubuntu-24.04",
            "ubuntu-24.04-arm",
            "ubuntu-slim",
            "windows-2025",
            "windows-11-arm",
            "windows-11-vs2026-arm",
            "macos-latest-xlarge",
            "macos-15-intel",
            "macos-14.5-large",
        ] {
            assert!(is_hosted(label), "{label}");
        }
        for label in [
            "ubuntu",
            "ubuntu-latest-8-cores",
            "ubuntu-24.04-xlarge",
            "windows-slim",
            "macos-fast",
            "self-hosted",
            "linux-x64",
            "ubuntu-",
            "ubuntu-1.2.3",
        ] {
            assert!(!is_hosted(label), "{label}");
        }
    }
}
