//! The artifacts that the steps of a job hand on and take.
//!
//! Artifacts: <https://docs.github.com/en/actions/tutorials/store-and-share-data>; inputs as the
//! `action.yml` of each action says. Those of another run may come from whoever started it.

use super::caches::lines;
use super::expressions::holds_expression;
use crate::collect::ci::activity::input;
use crate::facts::{Artifact, ArtifactDirection, Command, Job, Step};

/// The artifacts of a job, in order. What never runs has none.
pub(super) fn artifacts(job: &Job) -> Vec<Artifact> {
    let mut found = Vec::new();
    if job.if_is == Some(false) {
        return found;
    }
    for step in job.steps.iter().filter(|step| step.if_is != Some(false)) {
        found.extend(of_action(step));
        found.extend(step.commands.iter().filter_map(|command| of_command(step, command)));
    }
    found
}

fn of_action(step: &Step) -> Option<Artifact> {
    let uses = step.uses.as_ref()?;
    let (action, path) = (uses.action.as_deref()?, uses.path.as_deref());
    let given = |name: &str| input(step, name).map(str::trim).filter(|text| !text.is_empty());
    let found = Artifact {
        at: step.at.clone(),
        step: Some(step.index),
        name: given("name").map(str::to_owned),
        paths: lines(given("path")),
        ..Artifact::default()
    };
    let taken = |other_run: Option<bool>, found: Artifact| Artifact {
        direction: ArtifactDirection::Download,
        other_run,
        ..found
    };
    match (action, path) {
        ("actions/upload-artifact", None) => {
            // The name that the action gives where none is written.
            Some(Artifact { name: found.name.or_else(|| Some("artifact".to_owned())), ..found })
        }
        ("actions/download-artifact", None) => {
            let run = given("run-id").map(|run| !is_own_run(run));
            let elsewhere = given("repository")
                .map(|repository| repository.replace(' ', "") != "${{github.repository}}");
            Some(taken(Some(run == Some(true) || elsewhere == Some(true)), found))
        }
        ("dawidd6/action-download-artifact" | "aochmann/actions-download-artifact", None) => {
            let own = given("run_id").is_some_and(is_own_run);
            (given("dry_run") != Some("true")).then(|| taken(Some(!own), found))
        }
        ("actions/github-script", None) => {
            let script = input(step, "script")?;
            let whole = Artifact { name: None, paths: Vec::new(), ..found };
            script.contains("downloadArtifact").then(|| taken(None, whole))
        }
        _ => None,
    }
}

/// Whether the number of a run is that of the run itself.
fn is_own_run(run: &str) -> bool {
    let run = run.replace(' ', "");
    run == "${{github.run_id}}" || matches!(run.as_str(), "$GITHUB_RUN_ID" | "${GITHUB_RUN_ID}")
}

/// `gh run download`: <https://cli.github.com/manual/gh_run_download>.
fn of_command(step: &Step, command: &Command) -> Option<Artifact> {
    if command.program.as_deref() != Some("gh") {
        return None;
    }
    let mut words = command.arguments.iter().map(String::as_str);
    if (words.next(), words.next()) != (Some("run"), Some("download")) {
        return None;
    }
    let (mut name, mut paths, mut run) = (None, Vec::new(), None);
    let mut elsewhere = false;
    while let Some(word) = words.next() {
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value)),
            _ => (word, None),
        };
        match flag {
            "-n" | "--name" => name = value.or_else(|| words.next()).map(str::to_owned),
            "-D" | "--dir" => paths.extend(value.or_else(|| words.next()).map(str::to_owned)),
            "-R" | "--repo" => elsewhere = value.or_else(|| words.next()).is_some(),
            "-p" | "--pattern" => drop(value.or_else(|| words.next())),
            _ if !flag.starts_with('-') && run.is_none() => run = Some(word),
            _ => {}
        }
    }
    let own = run.is_some_and(is_own_run) && !elsewhere;
    Some(Artifact {
        at: command.at.clone(),
        step: Some(step.index),
        direction: ArtifactDirection::Download,
        name: name.filter(|name| !holds_expression(name) || !name.is_empty()),
        paths,
        other_run: Some(!own),
    })
}
