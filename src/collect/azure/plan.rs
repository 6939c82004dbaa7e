//! The stages, jobs and steps of a pipeline with all its templates put in: where each is written, and
//! what holds around it. Facts are made of it in a second pass, when all variables are known.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/pipeline>.

use super::cursor::Cursor;
use super::given;
use super::templates::{Assembly, OF_STAGES, OF_STEPS};
use super::variables::Variables;
use crate::facts::ProblemKind;

/// A stage, or the whole of a pipeline that has none.
#[derive(Debug, Default)]
pub(super) struct Stage<'a> {
    pub(super) cursor: Option<Cursor<'a>>,
    pub(super) name: Option<String>,
    pub(super) variables: Variables<'a>,
    pub(super) pools: Vec<Cursor<'a>>,
    pub(super) jobs: Vec<Planned<'a>>,
}

/// A job.
#[derive(Debug)]
pub(super) struct Planned<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) kind: Kind,
    pub(super) name: Option<String>,
    pub(super) variables: Variables<'a>,
    /// The values that its `pool` can have; none where what is around it decides.
    pub(super) pools: Vec<Cursor<'a>>,
    pub(super) steps: Vec<Cursor<'a>>,
}

/// How a job is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `job`
    Job,
    /// `deployment`
    Deployment,
    /// Nothing but `steps`: of the pipeline, or given to a template.
    Steps,
}

/// The keys that a step begins with.
pub(super) const STEPS: [&str; 12] = [
    "bash",
    "checkout",
    "download",
    "downloadBuild",
    "getPackage",
    "powershell",
    "publish",
    "pwsh",
    "restoreCache",
    "reviewApp",
    "script",
    "task",
];

/// Reads what a file runs: `extends`, `stages`, `jobs` or `steps`.
pub(super) fn plan<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    document: &Cursor<'a>,
) -> (Variables<'a>, Vec<Stage<'a>>) {
    let mut variables = Variables::read(assembly, document);
    let mut stages = Vec::new();
    let pools = document.all("pool");
    body(assembly, document, &pools, &mut variables, &mut stages);
    (variables, stages)
}

/// The recursion is as deep as templates may extend templates.
fn body<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    document: &Cursor<'a>,
    pools: &[Cursor<'a>],
    variables: &mut Variables<'a>,
    stages: &mut Vec<Stage<'a>>,
) {
    let mut found = false;
    for extends in document.all("extends") {
        found = true;
        if let Some(template) = assembly.open(&extends, OF_STAGES) {
            let own = Variables::read(assembly, &template);
            variables.named.extend(own.named);
            variables.groups.extend(own.groups);
            let own = template.all("pool");
            let pools = if own.is_empty() { pools } else { &own };
            body(assembly, &template, pools, variables, stages);
        } else {
            given::to_stages(assembly, &extends, pools, stages);
        }
    }
    for list in document.all("stages") {
        found = true;
        put_stages(assembly, &list, pools, stages);
    }
    // The one stage of a pipeline that has no other.
    let mut alone = Stage { pools: pools.to_vec(), ..Stage::default() };
    for list in document.all("jobs") {
        found = true;
        put_jobs(assembly, &list, &mut alone.jobs);
    }
    for list in document.all("steps") {
        found = true;
        alone.jobs.push(of_steps(assembly, document, &list, None));
    }
    if !alone.jobs.is_empty() {
        stages.push(alone);
    }
    if document.get("phases").is_some() {
        let reason = "`phases` is an old name for `jobs`, and is not read".to_owned();
        assembly.reading.problem(&document.place, ProblemKind::Unsupported, OF_STAGES, reason);
    } else if !found {
        let reason = "a pipeline must have `stages`, `jobs`, `steps` or `extends`".to_owned();
        assembly.reading.problem(&document.place, ProblemKind::Unexpected, OF_STAGES, reason);
    }
}

/// A job that is nothing but a list of steps.
pub(super) fn of_steps<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    around: &Cursor<'a>,
    list: &Cursor<'a>,
    name: Option<String>,
) -> Planned<'a> {
    let mut steps = Vec::new();
    put_steps(assembly, list, &mut steps);
    Planned {
        cursor: Cursor { under: None, ..around.clone() },
        kind: Kind::Steps,
        name,
        variables: Variables::default(),
        pools: Vec::new(),
        steps,
    }
}

/// Adds the stages of a list.
pub(super) fn put_stages<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    list: &Cursor<'a>,
    pools: &[Cursor<'a>],
    stages: &mut Vec<Stage<'a>>,
) {
    if !is_list(assembly, list, "`stages`", OF_STAGES) {
        return;
    }
    for item in list.items() {
        if item.get("template").is_some() {
            match assembly.open(&item, OF_STAGES) {
                Some(template) => {
                    for list in inside(assembly, &template, "stages", OF_STAGES) {
                        put_stages(assembly, &list, pools, stages);
                    }
                }
                None => given::to_stages(assembly, &item, pools, stages),
            }
        } else if item.node.is_map() && item.get("stage").is_some() {
            stages.push(stage(assembly, &item, pools));
        } else {
            strange(assembly, &item, "a stage", OF_STAGES);
        }
    }
}

fn stage<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    item: &Cursor<'a>,
    pools: &[Cursor<'a>],
) -> Stage<'a> {
    let own = item.all("pool");
    let mut stage = Stage {
        name: item.get("stage").and_then(|name| name.filled()),
        variables: Variables::read(assembly, item),
        pools: if own.is_empty() { pools.to_vec() } else { own },
        cursor: Some(item.clone()),
        jobs: Vec::new(),
    };
    let inside = Cursor { under: None, ..item.clone() };
    for list in inside.all("jobs") {
        put_jobs(assembly, &list, &mut stage.jobs);
    }
    stage
}

/// Adds the jobs of a list.
pub(super) fn put_jobs<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    list: &Cursor<'a>,
    jobs: &mut Vec<Planned<'a>>,
) {
    if !is_list(assembly, list, "`jobs`", OF_STAGES) {
        return;
    }
    for item in list.items() {
        if item.get("template").is_some() {
            match assembly.open(&item, OF_STAGES) {
                Some(template) => {
                    for list in inside(assembly, &template, "jobs", OF_STAGES) {
                        put_jobs(assembly, &list, jobs);
                    }
                }
                None => given::to_jobs(assembly, &item, jobs),
            }
            continue;
        }
        let kind = |key: &str| item.node.is_map() && item.get(key).is_some();
        if kind("deployment") {
            jobs.push(job(assembly, &item, Kind::Deployment));
        } else if kind("job") {
            jobs.push(job(assembly, &item, Kind::Job));
        } else {
            strange(assembly, &item, "a job", OF_STAGES);
        }
    }
}

fn job<'a>(assembly: &mut Assembly<'_, '_, 'a>, item: &Cursor<'a>, kind: Kind) -> Planned<'a> {
    let key = if kind == Kind::Deployment { "deployment" } else { "job" };
    let inside = Cursor { under: None, ..item.clone() };
    let mut steps = Vec::new();
    let mut pools = inside.all("pool");
    for list in inside.all("steps") {
        put_steps(assembly, &list, &mut steps);
    }
    for hook in hooks(&inside) {
        pools.extend(hook.all("pool"));
        for list in hook.all("steps") {
            put_steps(assembly, &list, &mut steps);
        }
    }
    Planned {
        cursor: item.clone(),
        kind,
        name: item.get(key).and_then(|name| name.filled()).filter(|name| !name.is_empty()),
        variables: Variables::read(assembly, item),
        pools,
        steps,
    }
}

/// What a deployment runs, in the order in which it does.
fn hooks<'a>(job: &Cursor<'a>) -> Vec<Cursor<'a>> {
    let strategies = job.all("strategy");
    let named = ["runOnce", "rolling", "canary"];
    let strategies =
        strategies.iter().flat_map(|strategy| named.iter().flat_map(|key| strategy.all(key)));
    let mut found = Vec::new();
    for strategy in strategies {
        for key in ["preDeploy", "deploy", "routeTraffic", "postRouteTraffic"] {
            found.extend(strategy.all(key));
        }
        for on in strategy.all("on") {
            found.extend(on.all("failure"));
            found.extend(on.all("success"));
        }
    }
    found
}

/// Adds the steps of a list.
pub(super) fn put_steps<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    list: &Cursor<'a>,
    steps: &mut Vec<Cursor<'a>>,
) {
    if !is_list(assembly, list, "`steps`", OF_STEPS) {
        return;
    }
    for item in list.items() {
        if item.get("template").is_some() {
            match assembly.open(&item, OF_STEPS) {
                Some(template) => {
                    for list in inside(assembly, &template, "steps", OF_STEPS) {
                        put_steps(assembly, &list, steps);
                    }
                }
                None => given::to_steps(assembly, &item, steps),
            }
        } else if item.node.is_map() && STEPS.iter().any(|key| item.get(key).is_some()) {
            steps.push(item);
        } else {
            strange(assembly, &item, "a step", OF_STEPS);
        }
    }
}

/// The lists of a template that is put in for such a list.
fn inside<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    template: &Cursor<'a>,
    key: &str,
    facts: &[&str],
) -> Vec<Cursor<'a>> {
    let lists = template.all(key);
    if lists.is_empty() {
        let reason = format!("a template that is put in here must have `{key}`");
        assembly.reading.problem(&template.place, ProblemKind::Unexpected, facts, reason);
    }
    lists
}

fn is_list<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    list: &Cursor<'a>,
    what: &str,
    facts: &[&str],
) -> bool {
    if list.node.is_list() {
        return true;
    }
    if list.is_open() {
        assembly.open_item(list, facts, what);
    } else if !list.node.is_null() {
        assembly.reading.unexpected(&list.place, facts, what, "a list", list.node);
    }
    false
}

/// An item that is none of what may stand there.
fn strange<'a>(assembly: &mut Assembly<'_, '_, 'a>, item: &Cursor<'a>, what: &str, facts: &[&str]) {
    if item.is_open() || item.node.entries().iter().any(|entry| entry.key.contains("${{")) {
        assembly.open_item(item, facts, what);
    } else if item.node.is_map() {
        let reason = format!("{what} begins with a key that is not known here");
        assembly.reading.problem(&item.place, ProblemKind::Unexpected, facts, reason);
    } else if !item.node.is_null() {
        assembly.reading.unexpected(&item.place, facts, what, "a mapping", item.node);
    }
}
