//! The pipelines of the file, what starts each, and the order of their steps.
//!
//! Start conditions: <https://support.atlassian.com/bitbucket-cloud/docs/pipeline-start-conditions/>,
//! stages: <https://support.atlassian.com/bitbucket-cloud/docs/stage-options/>, parallel steps:
//! <https://support.atlassian.com/bitbucket-cloud/docs/parallel-step-options/>.

use super::imports;
use super::job::{self, Outer};
use crate::collect::ci::Reading;
use crate::collect::ci::members::as_text;
use crate::collect::ci::merged::{Placed, text_of};
use crate::facts::{
    Artifact, ArtifactDirection, Input, Job, Pipeline, PipelineKind, ProblemKind, Provider, Trigger,
};

const JOBS: &str = "pipelines[*].jobs";
const TRIGGERS: &str = "pipelines[*].triggers";

/// The most steps that all pipelines of a file come to: through aliases one may stand in many.
const MOST_STEPS: usize = 10_000;

/// How deep groups of steps may stand in each other: a stage holds steps, or parallel ones.
const LEVELS: usize = 3;

/// All pipelines of a file.
pub(super) fn all(reading: &mut Reading<'_>, file: &str, root: &Placed<'_>) -> Vec<Pipeline> {
    let mut all = All { reading, file, root, left: MOST_STEPS, found: Vec::new() };
    let shared = root.get("definitions").and_then(|definitions| definitions.get("pipelines"));
    let pipelines = root.get("pipelines").filter(|one| !one.node.is_null());
    match &pipelines {
        Some(pipelines) if pipelines.node.is_map() => all.sections(pipelines),
        Some(pipelines) => {
            let facts = ["pipelines"];
            let (place, node) = (&pipelines.place, pipelines.node);
            all.reading.unexpected(place, &facts, "`pipelines`", "a mapping", node);
        }
        None if shared.is_none() => {
            let reason = "a configuration must have `pipelines`".to_owned();
            all.reading.problem(&root.place, ProblemKind::Unexpected, &["pipelines"], reason);
        }
        None => {}
    }
    // What other repositories import starts when they say so.
    for (name, list) in shared.iter().flat_map(Placed::members) {
        all.one(&list, Some(name), vec![started(&list, "workflow_call")]);
    }
    if let Some(triggers) = root.get("triggers") {
        all.custom_triggers(&triggers);
    }
    all.found
}

fn started(list: &Placed<'_>, event: &str) -> Trigger {
    Trigger { at: list.place.at(), event: event.to_owned(), ..Trigger::default() }
}

struct All<'r, 'o, 'n> {
    reading: &'r mut Reading<'o>,
    file: &'r str,
    root: &'r Placed<'n>,
    left: usize,
    found: Vec<Pipeline>,
}

impl All<'_, '_, '_> {
    fn sections(&mut self, pipelines: &Placed<'_>) {
        let branches = pipelines.get("branches");
        for (section, value) in pipelines.members() {
            let event = match section {
                "default" => {
                    // A branch that has a pipeline of its own does not run this one.
                    let own = branches.iter().flat_map(Placed::members);
                    let branches = own.map(|(name, _)| format!("!{name}")).collect();
                    let trigger = Trigger { branches, ..started(&value, "push") };
                    self.one(&value, Some(section), vec![trigger]);
                    continue;
                }
                "branches" | "bookmarks" | "tags" => "push",
                "pull-requests" => "pull_request",
                "custom" => "workflow_dispatch",
                _ => {
                    let reason = format!("`{section}` is no start of a pipeline that is known");
                    let kind = ProblemKind::Unsupported;
                    self.reading.problem(&value.place, kind, &["pipelines"], reason);
                    continue;
                }
            };
            if !value.node.is_map() && !value.node.is_null() {
                let what = format!("`{section}`");
                let (place, node) = (&value.place, value.node);
                self.reading.unexpected(place, &["pipelines"], &what, "a mapping", node);
            }
            for (name, list) in value.members() {
                let mut trigger = started(&list, event);
                match section {
                    "tags" => trigger.tags.push(name.to_owned()),
                    "custom" => {}
                    _ => trigger.branches.push(name.to_owned()),
                }
                let own = (section == "pull-requests").then(|| section.to_owned());
                self.one(&list, Some(name), vec![Trigger { written: own, ..trigger }]);
            }
        }
    }

    fn one(&mut self, list: &Placed<'_>, name: Option<&str>, triggers: Vec<Trigger>) {
        let mut pipeline = Pipeline {
            at: list.place.at(),
            file: self.file.to_owned(),
            provider: Provider::Bitbucket,
            kind: PipelineKind::Workflow,
            name: name.map(str::to_owned),
            triggers,
            includes: imports::declared(self.root),
            ..Pipeline::default()
        };
        if let Some(import) = list.get("import") {
            pipeline.includes.push(imports::of_pipeline(self.reading, &import));
        } else if list.node.is_list() {
            let mut steps =
                Steps { jobs: Vec::new(), before: Vec::new(), manual: false, names: Vec::new() };
            for item in list.items() {
                if let Some(variables) = item.get("variables") {
                    pipeline.inputs.extend(inputs(&variables));
                    continue;
                }
                let inputs = &pipeline.inputs;
                let outer = Outer { root: self.root, inputs, deployment: None, condition: None };
                self.item(&item, &outer, &mut steps, LEVELS);
            }
            pipeline.jobs = steps.jobs;
            take_artifacts(&mut pipeline.jobs);
        } else {
            let wanted = "a list of steps";
            self.reading.unexpected(&list.place, &[JOBS], "a pipeline", wanted, list.node);
        }
        self.found.push(pipeline);
    }

    /// A step, or a group of steps, that starts when all before it have ended.
    fn item(&mut self, item: &Placed<'_>, outer: &Outer<'_>, steps: &mut Steps, levels: usize) {
        let mut members = item.members();
        let Some((kind, value)) = members.next() else {
            let wanted = "a mapping with `step`, `parallel` or `stage`";
            return self.reading.unexpected(&item.place, &[JOBS], "a step", wanted, item.node);
        };
        match kind {
            "step" => {
                let index = self.step(&value, outer, steps);
                steps.before = index.into_iter().collect();
            }
            "parallel" if levels > 0 => {
                let list = value.get("steps").unwrap_or_else(|| value.clone());
                if !list.node.is_list() {
                    let (place, node) = (&list.place, list.node);
                    return self.reading.unexpected(place, &[JOBS], "`parallel`", "a list", node);
                }
                let (before, manual) = (steps.before.clone(), steps.manual);
                let (mut after, mut waits) = (Vec::new(), manual);
                for one in list.items() {
                    (steps.before, steps.manual) = (before.clone(), manual);
                    self.item(&one, outer, steps, levels - 1);
                    after.append(&mut steps.before);
                    waits |= steps.manual;
                }
                // An empty group changes nothing.
                steps.before = if after.is_empty() { before } else { after };
                steps.manual = waits;
            }
            "stage" if levels > 0 => {
                steps.manual |= text_of(value.node, "trigger") == Some("manual");
                let condition = value.get("condition").map(|one| as_text(one.node));
                let stage = Outer {
                    deployment: value.get("deployment").or_else(|| outer.deployment.clone()),
                    condition: condition.or_else(|| outer.condition.clone()),
                    ..*outer
                };
                let Some(list) = value.get("steps").filter(|list| list.node.is_list()) else {
                    let wanted = "a mapping with a list of `steps`";
                    let (place, node) = (&value.place, value.node);
                    return self.reading.unexpected(place, &[JOBS], "a stage", wanted, node);
                };
                for one in list.items() {
                    self.item(&one, &stage, steps, levels - 1);
                }
            }
            _ => {
                let reason = format!("`{kind}` is no part of a pipeline that is known");
                self.reading.problem(&item.place, ProblemKind::Unsupported, &[JOBS], reason);
            }
        }
    }

    fn step(&mut self, step: &Placed<'_>, outer: &Outer<'_>, steps: &mut Steps) -> Option<String> {
        let Some(left) = self.left.checked_sub(1) else {
            let kind = ProblemKind::TooLarge;
            let reason = "the file comes to more steps than are read".to_owned();
            let told = self.reading.problems.last().is_some_and(|last| last.reason == reason);
            if !told {
                self.reading.problem(&step.place, kind, &[JOBS], reason);
            }
            return None;
        };
        self.left = left;
        steps.manual |= text_of(step.node, "trigger") == Some("manual");
        let mut job = job::read(self.reading, step, outer)?;
        let number = steps.jobs.len() + 1;
        let named = job.name.clone().filter(|name| !steps.names.contains(name));
        job.id = match (&job.name, named) {
            (_, Some(name)) => name,
            (Some(name), None) => format!("{name} {number}"),
            (None, None) => format!("step {number}"),
        };
        steps.names.push(job.id.clone());
        job.manual = steps.manual;
        job.needs.clone_from(&steps.before);
        let id = job.id.clone();
        steps.jobs.push(job);
        Some(id)
    }

    /// Custom pipelines that the file itself starts for events.
    fn custom_triggers(&mut self, triggers: &Placed<'_>) {
        for (event, entries) in triggers.members() {
            let known = match event {
                "repository-push" => Some("push"),
                _ if event.starts_with("pullrequest-") => Some("pull_request"),
                _ => None,
            };
            let Some(known) = known else {
                let reason = format!("`{event}` is no event that is known");
                let kind = ProblemKind::Unsupported;
                self.reading.problem(&entries.place, kind, &[TRIGGERS], reason);
                continue;
            };
            for entry in entries.items() {
                let names = entry.get("pipelines").map(|names| names.each()).unwrap_or_default();
                for name in names.iter().filter_map(|name| name.node.text()) {
                    let custom = self.root.place.key("pipelines").key("custom").key(name).at();
                    for pipeline in self.found.iter_mut().filter(|one| one.at == custom) {
                        let written = Some(event.to_owned());
                        let trigger = started(&entry, known);
                        pipeline.triggers.push(Trigger { written, ..trigger });
                    }
                }
            }
        }
    }
}

/// The steps of one pipeline so far.
struct Steps {
    jobs: Vec<Job>,
    /// The steps that the next one waits for.
    before: Vec<String>,
    /// A person must let the next one go on.
    manual: bool,
    names: Vec<String>,
}

/// The variables that a person gives to a custom pipeline.
fn inputs(variables: &Placed<'_>) -> Vec<Input> {
    let inputs = variables.items().filter_map(|variable| {
        let options = variable.get("allowed-values").map(|list| list.each()).unwrap_or_default();
        let texts = options.iter().filter_map(|one| one.node.text().map(str::to_owned));
        Some(Input {
            at: variable.place.at(),
            name: text_of(variable.node, "name")?.to_owned(),
            event: "workflow_dispatch".to_owned(),
            kind: if options.is_empty() { "string" } else { "choice" }.to_owned(),
            options: texts.collect(),
        })
    });
    inputs.collect()
}

/// A step gets the artifacts of those before it, unless it says that it does not.
fn take_artifacts(jobs: &mut [Job]) {
    let mut handed = false;
    for job in jobs {
        let (own, taken): (Vec<_>, Vec<_>) = std::mem::take(&mut job.artifacts)
            .into_iter()
            .partition(|artifact| artifact.direction == ArtifactDirection::Upload);
        // What it says itself stands there; a lone one without paths says that it takes nothing.
        job.artifacts = match (handed, taken.as_slice()) {
            (true, []) => {
                let at = job.at.clone();
                let direction = ArtifactDirection::Download;
                vec![Artifact { at, direction, other_run: Some(false), ..Artifact::default() }]
            }
            (_, [one]) if one.other_run.is_none() => Vec::new(),
            _ => taken,
        };
        handed |= !own.is_empty();
        job.artifacts.extend(own);
    }
}
