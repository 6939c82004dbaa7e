//! One step of a pipeline, which is a job here.
//!
//! Syntax: <https://support.atlassian.com/bitbucket-cloud/docs/step-options/>. Tokens:
//! <https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/>.

use std::collections::BTreeSet;

use super::script::{self, Script};
use super::{images, pipes, storage};
use crate::collect::ci::members::as_text;
use crate::collect::ci::merged::{Placed, text_of};
use crate::collect::ci::{Reading, activity};
use crate::facts::{
    Environment, IdToken, Image, Input, Job, Pin, PinKind, Runner, RunnerKind, SecretUse, Uses,
    UsesKind, WorkflowCall,
};

/// The variable that holds the OIDC token of a step.
const TOKEN: &str = "BITBUCKET_STEP_OIDC_TOKEN";

/// What stands around a step.
#[derive(Clone)]
pub(super) struct Outer<'a> {
    pub(super) root: &'a Placed<'a>,
    pub(super) inputs: &'a [Input],
    /// Of the stage.
    pub(super) deployment: Option<Placed<'a>>,
    pub(super) condition: Option<String>,
}

/// Reads a step.
pub(super) fn read(reading: &mut Reading<'_>, step: &Placed<'_>, outer: &Outer<'_>) -> Option<Job> {
    if !step.node.is_map() {
        let facts = ["pipelines[*].jobs"];
        reading.unexpected(&step.place, &facts, "a step", "a mapping", step.node);
        return None;
    }
    let runner = runner(reading, step);
    let shell = shell(runner.as_ref());
    let mut secrets = Vec::new();
    let images = images(reading, step, outer.root, &mut secrets);
    let known: BTreeSet<String> = outer.inputs.iter().map(|input| input.name.clone()).collect();
    let mut steps = Vec::new();
    for (key, condition) in [("script", None), ("after-script", Some("after-script"))] {
        if let Some(list) = step.get(key) {
            let script = Script { shell, known: &known, condition };
            script::steps(reading, &list, &script, &mut steps);
        }
    }
    let deployment = step.get("deployment").or_else(|| outer.deployment.clone());
    let environment = deployment.and_then(|deployment| {
        let name = deployment.node.text()?.to_owned();
        Some(Environment { at: deployment.place.at(), name })
    });
    let mut job = Job {
        at: step.place.at(),
        name: text_of(step.node, "name").map(str::to_owned),
        condition: step
            .get("condition")
            .map(|condition| as_text(condition.node))
            .or_else(|| outer.condition.clone()),
        environment,
        runner,
        images,
        secrets,
        caches: storage::caches(step, outer.root),
        artifacts: storage::artifacts(step),
        calls: child(step, outer.root),
        steps,
        ..Job::default()
    };
    tokens(&mut job, step);
    activity::fill(reading, &mut job, &[]);
    // The table of actions and pipes knows the name; the variables of the pipe tell more.
    job.publishes.retain(|publish| publish.tool != pipes::PUBLISHES);
    job.publishes.extend(job.steps.iter().filter_map(pipes::publishes));
    job.publishes.sort_by_key(|publish| publish.step);
    Some(job)
}

/// `oidc: true`, or a mapping with `audiences`.
fn tokens(job: &mut Job, step: &Placed<'_>) {
    let Some(oidc) = step.get("oidc") else { return };
    if oidc.node.boolean() == Some(false) || oidc.node.is_null() {
        return;
    }
    let audiences = oidc.get("audiences").map(|list| list.each()).unwrap_or_default();
    let texts = audiences.iter().filter_map(|one| one.node.text().map(str::to_owned));
    job.id_tokens.push(IdToken {
        at: oidc.place.at(),
        name: TOKEN.to_owned(),
        audiences: texts.collect(),
    });
    job.permissions.scopes.extend([("id-token".to_owned(), "write".to_owned())]);
}

/// `runs-on` names runners of one's own; without it the step runs on Bitbucket's.
fn runner(reading: &mut Reading<'_>, step: &Placed<'_>) -> Option<Runner> {
    let Some(written) = step.get("runs-on").filter(|one| !one.node.is_null()) else {
        let (at, kind) = (step.place.at(), RunnerKind::Hosted);
        return Some(Runner { at, labels: Vec::new(), group: None, kind });
    };
    let facts = ["pipelines[*].jobs[*].runner"];
    let labels = reading.texts(written.node, &written.place, &facts, "`runs-on`");
    let own = labels.iter().any(|label| label == "self.hosted");
    let kind = if own { RunnerKind::SelfHosted } else { RunnerKind::Unknown };
    Some(Runner { at: written.place.at(), labels, group: None, kind })
}

/// Runners on Windows run PowerShell, all others a shell of POSIX.
fn shell(runner: Option<&Runner>) -> Option<&'static str> {
    let labels = runner.map(|runner| runner.labels.as_slice()).unwrap_or_default();
    labels.iter().any(|label| label == "windows").then_some("powershell")
}

/// The image of the step or else of the file, then the services.
fn images(
    reading: &mut Reading<'_>,
    step: &Placed<'_>,
    root: &Placed<'_>,
    secrets: &mut Vec<SecretUse>,
) -> Vec<Image> {
    let own = step.get("image").or_else(|| root.get("image"));
    let mut found: Vec<Image> = own
        .and_then(|own| images::image(reading, &own, "container", secrets))
        .into_iter()
        .collect();
    let definitions = root.get("definitions").and_then(|definitions| definitions.get("services"));
    for service in step.get("services").map(|services| services.each()).unwrap_or_default() {
        let Some(name) = service.node.text() else { continue };
        let defined = definitions.as_ref().and_then(|definitions| definitions.get(name));
        let image = defined.and_then(|defined| defined.get("image"));
        found.extend(image.and_then(|image| images::image(reading, &image, name, secrets)));
    }
    found
}

/// A step that runs another pipeline of the file.
fn child(step: &Placed<'_>, root: &Placed<'_>) -> Option<WorkflowCall> {
    let custom = step.get("custom").filter(|_| text_of(step.node, "type") == Some("pipeline"))?;
    let name = custom.node.text()?;
    let called = root.place.key("pipelines").key("custom").key(name).at();
    let uses = Uses {
        at: custom.place.at(),
        text: name.to_owned(),
        kind: UsesKind::Local,
        pin: Pin { kind: PinKind::Local, ..Pin::default() },
        ..Uses::default()
    };
    Some(WorkflowCall { uses, pipeline: Some(called), ..WorkflowCall::default() })
}
