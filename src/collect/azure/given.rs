//! What a pipeline gives to a template that is not read: the stages, jobs and steps among its parameters.
//!
//! Templates of an organisation stand in a repository of their own, and a pipeline that extends one hands
//! over all that it does. What the template makes of it is unknown, and a problem says so; what is handed
//! over is there to read.

use super::cursor::Cursor;
use super::library::Reference;
use super::plan::{Planned, STEPS, Stage, of_steps, put_jobs, put_stages, put_steps};
use super::templates::Assembly;

/// How deep lists are looked for in parameters.
const DEEPEST: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Stages,
    Jobs,
    Steps,
}

/// The stages, and whatever else is given in place of them.
pub(super) fn to_stages<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    call: &Cursor<'a>,
    pools: &[Cursor<'a>],
    stages: &mut Vec<Stage<'a>>,
) {
    let mut alone = Stage { pools: pools.to_vec(), ..Stage::default() };
    for (holds, key, list) in lists(assembly, call) {
        match holds {
            Holds::Stages => put_stages(assembly, &list, pools, stages),
            Holds::Jobs => put_jobs(assembly, &list, &mut alone.jobs),
            Holds::Steps => alone.jobs.push(of_steps(assembly, &list, &list, Some(key))),
        }
    }
    if !alone.jobs.is_empty() {
        stages.push(alone);
    }
}

/// The jobs, and steps that are given in place of them.
pub(super) fn to_jobs<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    call: &Cursor<'a>,
    jobs: &mut Vec<Planned<'a>>,
) {
    for (holds, key, list) in lists(assembly, call) {
        match holds {
            Holds::Jobs => put_jobs(assembly, &list, jobs),
            Holds::Steps => jobs.push(of_steps(assembly, &list, &list, Some(key))),
            Holds::Stages => {}
        }
    }
}

/// The steps.
pub(super) fn to_steps<'a>(
    assembly: &mut Assembly<'_, '_, 'a>,
    call: &Cursor<'a>,
    steps: &mut Vec<Cursor<'a>>,
) {
    for (holds, _, list) in lists(assembly, call) {
        if holds == Holds::Steps {
            put_steps(assembly, &list, steps);
        }
    }
}

/// The lists among the parameters of a call, with the names that lead to them, in their order.
fn lists<'a>(
    assembly: &Assembly<'_, '_, 'a>,
    call: &Cursor<'a>,
) -> Vec<(Holds, String, Cursor<'a>)> {
    let mut found = Vec::new();
    let mut ahead: Vec<(String, Cursor<'a>, usize)> = Vec::new();
    let parameters = call.get("parameters").map(|parameters| parameters.members());
    for (key, value) in parameters.unwrap_or_default().into_iter().rev() {
        ahead.push((key, value, 0));
    }
    while let Some((key, value, depth)) = ahead.pop() {
        let mut below: Vec<(String, Cursor<'a>)> = Vec::new();
        if value.node.is_list() {
            let items = value.items();
            if let Some(holds) = items.iter().find_map(|item| holds(assembly, item)) {
                found.push((holds, key, value));
                continue;
            }
            let item = |(index, item)| (format!("{key}.{index}"), item);
            below.extend(items.into_iter().enumerate().map(item));
        } else if value.node.is_map() {
            let members = value.members().into_iter();
            below.extend(members.map(|(name, value)| (format!("{key}.{name}"), value)));
        }
        if depth < DEEPEST {
            let below = below.into_iter().rev();
            ahead.extend(below.map(|(key, value)| (key, value, depth + 1)));
        }
    }
    found
}

/// What a list holds, by one of its items.
fn holds(assembly: &Assembly<'_, '_, '_>, item: &Cursor<'_>) -> Option<Holds> {
    let has = |key: &str| item.node.is_map() && item.get(key).is_some();
    if has("stage") {
        Some(Holds::Stages)
    } else if has("job") || has("deployment") {
        Some(Holds::Jobs)
    } else if has("template") {
        // By what the template itself has.
        let text = item.get("template")?.filled()?;
        let Reference::Local(path) = Reference::read(&text, &item.source.path) else { return None };
        let document = &assembly.library.at(&path).ok()?.document;
        [("stages", Holds::Stages), ("jobs", Holds::Jobs), ("steps", Holds::Steps)]
            .into_iter()
            .find_map(|(key, holds)| document.get(key).map(|_| holds))
    } else {
        // `publish` and `download` may be anything's names; a step begins with them.
        let first = item.node.entries().first()?;
        STEPS.contains(&first.key.as_str()).then_some(Holds::Steps)
    }
}
