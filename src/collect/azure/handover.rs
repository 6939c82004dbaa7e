//! What jobs hand to each other and to later runs: caches and artifacts.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/release/caching>, and the steps `publish`
//! and `download` with the tasks that they stand for.

use super::cursor::Cursor;
use super::task::input;
use crate::facts::{Artifact, ArtifactDirection, Cache, Step};

/// The inputs of a step: of a task, or the members of a keyword's step.
type Inputs<'i, 'a> = &'i [(String, Cursor<'a>)];

/// The use of a cache that a task is.
pub(super) fn cache(step: &Step, name: &str, inputs: Inputs<'_, '_>) -> Option<Cache> {
    if !matches!(name, "cache" | "cachebeta") {
        return None;
    }
    let text = |name: &str| input(inputs, &[name]).and_then(|value| value.text().map(lines));
    Some(Cache {
        at: step.at.clone(),
        step: Some(step.index),
        tool: name.to_owned(),
        key: input(inputs, &["key"]).and_then(|value| value.text().map(str::to_owned)),
        fallbacks: text("restoreKeys").unwrap_or_default(),
        paths: text("path").unwrap_or_default(),
        restores: Some(true),
        // What is restored under the very key is not saved again.
        saves: Some(true),
    })
}

/// The artifact that a task hands on or takes.
pub(super) fn of_task(step: &Step, name: &str, inputs: Inputs<'_, '_>) -> Option<Artifact> {
    let text = |names: &[&str]| {
        input(inputs, names).and_then(|value| value.filled()).filter(|text| !text.is_empty())
    };
    let artifact = |direction, name: Option<String>, paths: Option<String>, other_run| Artifact {
        at: step.at.clone(),
        step: Some(step.index),
        direction,
        name,
        paths: paths.into_iter().collect(),
        other_run,
    };
    let named = text(&["artifact", "artifactName"]);
    match name {
        "publishpipelineartifact" => {
            let path = text(&["path", "targetPath"]);
            Some(artifact(ArtifactDirection::Upload, named, path, None))
        }
        "publishbuildartifacts" => {
            // Without inputs it hands on this folder under this name.
            let path = text(&["pathToPublish"]);
            let path = path.or_else(|| Some("$(Build.ArtifactStagingDirectory)".to_owned()));
            let named = named.or_else(|| Some("drop".to_owned()));
            Some(artifact(ArtifactDirection::Upload, named, path, None))
        }
        "downloadpipelineartifact" | "downloadbuildartifacts" => {
            let path = text(&["path", "targetPath", "downloadPath"]);
            let other = match text(&["source", "buildType"]) {
                None => Some(false),
                Some(source) => match source.to_ascii_lowercase().as_str() {
                    "current" => Some(false),
                    "specific" => Some(true),
                    _ => None,
                },
            };
            Some(artifact(ArtifactDirection::Download, named, path, other))
        }
        _ => None,
    }
}

/// The artifact that a step with a keyword hands on or takes. `download: current` is of this run, any
/// other name that of another pipeline among the resources.
pub(super) fn of_keyword(step: &Step, keyword: &str, inputs: Inputs<'_, '_>) -> Option<Artifact> {
    let text = |name: &str| input(inputs, &[name]).and_then(|value| value.filled());
    let artifact = Artifact {
        at: step.at.clone(),
        step: Some(step.index),
        name: text("artifact"),
        ..Artifact::default()
    };
    match keyword {
        "publish" => Some(Artifact { paths: text("publish").into_iter().collect(), ..artifact }),
        "download" | "downloadBuild" => {
            let source = text(keyword)?;
            let other_run = match source.to_ascii_lowercase().as_str() {
                "none" => return None,
                "current" => Some(false),
                _ if source.contains("${{") => None,
                _ => Some(true),
            };
            let direction = ArtifactDirection::Download;
            let paths = text("path").into_iter().collect();
            Some(Artifact { direction, paths, other_run, ..artifact })
        }
        _ => None,
    }
}

/// What every deployment job takes before its own steps, unless `download: none` is among these: all
/// artifacts of the run.
pub(super) fn of_deployment(at: &str) -> Artifact {
    Artifact {
        at: at.to_owned(),
        direction: ArtifactDirection::Download,
        other_run: Some(false),
        ..Artifact::default()
    }
}

/// The lines of a text, without empty ones.
fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}
