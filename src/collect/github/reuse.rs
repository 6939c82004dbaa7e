//! Reusable workflows of the same repository: who calls them, what starts their jobs in the end, and
//! what these may do.
//!
//! Nesting, and permissions, which a called workflow can only keep or take away:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations>.

use std::collections::BTreeMap;

use crate::facts::{
    EffectivePermissions, Job, PermissionsForm, PermissionsSource, Pipeline, PipelineKind, Problem,
    ProblemKind, Trigger, UsesKind,
};

/// How deep calls may be nested, the one that is started included.
const DEPTH: usize = 10;
/// How many triggers one called workflow is said to have, and all of their jobs together.
const MOST: usize = 128;
const MOST_OF_ALL: usize = 20_000;

/// The jobs that call a workflow: the positions of pipeline and job.
type Callers = BTreeMap<usize, Vec<(usize, usize)>>;

/// Fills what calls of workflows in this repository bring with them.
pub(super) fn connect(pipelines: &mut [Pipeline]) -> Vec<Problem> {
    let callers = calls(pipelines);
    let allowed = permissions(pipelines, &callers);
    let found: Vec<_> =
        callers.keys().map(|called| (*called, triggers(pipelines, &callers, *called))).collect();
    let (mut problems, mut given) = (Vec::new(), 0);
    for (called, (triggers, mut complete)) in found {
        let Some(pipeline) = pipelines.get_mut(called) else { continue };
        for job in &mut pipeline.jobs {
            if let Some(permissions) = allowed.get(&called).filter(|_| is_open(job)) {
                job.permissions = permissions.clone();
            }
            given += triggers.len();
            complete &= given <= MOST_OF_ALL;
            job.triggers = Some(if given <= MOST_OF_ALL { triggers.clone() } else { Vec::new() });
        }
        if !complete {
            problems.push(Problem {
                at: pipeline.at.clone(),
                kind: ProblemKind::TooLarge,
                facts: vec!["pipelines[*].jobs[*].triggers".to_owned()],
                reason: "more leads to this workflow than is followed".to_owned(),
            });
        }
    }
    problems
}

/// Names in each call the workflow that is called, and tells who calls each.
fn calls(pipelines: &mut [Pipeline]) -> Callers {
    let is_callable = |pipeline: &&Pipeline| {
        pipeline.kind == PipelineKind::Workflow
            && pipeline.triggers.iter().any(|trigger| trigger.event == "workflow_call")
    };
    let mut files: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (index, pipeline) in pipelines.iter().enumerate().filter(|(_, next)| is_callable(next)) {
        files.insert(pipeline.file.clone(), (index, pipeline.at.clone()));
    }
    let mut callers = Callers::new();
    for (caller, pipeline) in pipelines.iter_mut().enumerate() {
        for (index, job) in pipeline.jobs.iter_mut().enumerate() {
            let never = job.if_is == Some(false);
            let Some(call) = &mut job.calls else { continue };
            let path = call.uses.path.as_ref().filter(|_| call.uses.kind == UsesKind::Local);
            let Some((called, at)) = path.and_then(|path| files.get(path)) else { continue };
            call.pipeline = Some(at.clone());
            if !never {
                callers.entry(*called).or_default().push((caller, index));
            }
        }
    }
    callers
}

/// What starts a called workflow: its own events, and those of its callers, nearest first; and whether
/// that is all.
fn triggers(pipelines: &[Pipeline], callers: &Callers, called: usize) -> (Vec<Trigger>, bool) {
    let mut found = Vec::new();
    let mut level = vec![(called, Vec::new())];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (index, through) in level {
            let Some(pipeline) = pipelines.get(index) else { continue };
            let own = pipeline.triggers.iter().filter(|trigger| trigger.event != "workflow_call");
            found.extend(own.map(|own| Trigger { through: through.clone(), ..own.clone() }));
            let calls = callers.get(&index).map(Vec::as_slice).unwrap_or_default();
            if found.len() + next.len() + calls.len() > MOST {
                found.truncate(MOST);
                return (found, false);
            }
            for (caller, job) in calls {
                let job = pipelines.get(*caller).and_then(|next| next.jobs.get(*job));
                // The forge refuses calls in a circle.
                if let Some(job) = job.filter(|job| !through.contains(&job.at)) {
                    let mut through = through.clone();
                    through.push(job.at.clone());
                    next.push((*caller, through));
                }
            }
        }
        level = next;
    }
    (found, true)
}

/// Whether nothing in the file of a job says what it may do.
fn is_open(job: &Job) -> bool {
    job.permissions.source == PermissionsSource::Default
}

/// What the callers of each workflow allow it, where they are all that can start it and all are known.
///
/// Found from the outside in: in each round those whose callers are settled.
fn permissions(pipelines: &[Pipeline], callers: &Callers) -> BTreeMap<usize, EffectivePermissions> {
    let mut found: BTreeMap<usize, EffectivePermissions> = BTreeMap::new();
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (called, calls) in callers.iter().filter(|(called, _)| !found.contains_key(called)) {
            let only_called = pipelines.get(*called).is_some_and(|pipeline| {
                pipeline.triggers.iter().all(|trigger| trigger.event == "workflow_call")
            });
            let all = || {
                let of_call = |(caller, job): &(usize, usize)| {
                    let job = pipelines.get(*caller)?.jobs.get(*job)?;
                    let own = if is_open(job) { found.get(caller)? } else { &job.permissions };
                    Some(own).filter(|own| own.known)
                };
                calls.iter().map(of_call).collect::<Option<Vec<_>>>()
            };
            if let Some(all) = only_called.then(all).flatten() {
                next.extend(widest(&all).map(|widest| (*called, widest)));
            }
        }
        if next.is_empty() {
            break;
        }
        found.extend(next);
    }
    found
}

/// What one of the callers allows at least.
fn widest(all: &[&EffectivePermissions]) -> Option<EffectivePermissions> {
    let (first, others) = all.split_first()?;
    let mut found = EffectivePermissions {
        source: PermissionsSource::Caller,
        ..EffectivePermissions::clone(first)
    };
    let mut scopes: BTreeMap<_, _> = found.scopes.iter().collect();
    for other in others {
        if !other.scopes.iter().eq(scopes.iter().map(|(scope, level)| (*scope, *level))) {
            found.form = PermissionsForm::Scopes;
        }
        for (scope, level) in &other.scopes {
            let known = scopes.entry(scope).or_insert(level);
            if level == "write" {
                *known = level;
            }
        }
    }
    let scopes = scopes.into_iter().map(|(scope, level)| (scope.clone(), level.clone())).collect();
    Some(EffectivePermissions { scopes, ..found })
}
