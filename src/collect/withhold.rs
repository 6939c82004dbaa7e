//! Takes secrets out of the facts, when everything that follows from them is settled: that a
//! setting is a literal credential is a fact, what it is never.

use std::borrow::Cow;

use crate::facts::{Command, Package, Pairs, Pipeline, Step, Variable};
use crate::text::secret::{withheld, withheld_value};

/// Takes secrets out of a CI configuration.
pub(super) fn of_pipeline(pipeline: &mut Pipeline) {
    pipeline.env.iter_mut().for_each(of_variable);
    for job in &mut pipeline.jobs {
        job.env.iter_mut().for_each(of_variable);
        job.steps.iter_mut().for_each(of_step);
        for publish in &mut job.publishes {
            let texts = [&mut publish.registry, &mut publish.tag];
            texts.into_iter().flatten().for_each(|text| replace(text, withheld));
        }
        if let Some(call) = &mut job.calls {
            of_members(&mut call.with);
        }
    }
}

/// Takes secrets out of a manifest.
pub(super) fn of_package(package: &mut Package) {
    for script in &mut package.scripts {
        replace(&mut script.text, withheld);
        script.commands.iter_mut().for_each(of_command);
    }
}

fn of_step(step: &mut Step) {
    step.env.iter_mut().for_each(of_variable);
    of_members(&mut step.with);
    if let Some(run) = &mut step.run {
        replace(run, withheld);
    }
    step.commands.iter_mut().for_each(of_command);
}

fn of_variable(variable: &mut Variable) {
    let name = &variable.name;
    if let Some(value) = &mut variable.value {
        replace(value, |value| withheld_value(name, value));
    }
}

fn of_command(command: &mut Command) {
    of_words(&mut command.arguments);
    of_words(&mut command.operands);
    of_members(&mut command.flags);
    of_members(&mut command.environment);
    if let Some(deed) = &mut command.deed {
        of_words(&mut deed.packages);
        if let Some(registry) = &mut deed.registry {
            replace(registry, withheld);
        }
    }
}

/// Words in their order: one that is the name of a credential is followed by its value.
fn of_words(words: &mut [String]) {
    // The word before as it was, where it is no more.
    let mut replaced: Option<String> = None;
    for index in 0..words.len() {
        let (done, rest) = words.split_at_mut(index);
        let Some(word) = rest.first_mut() else { return };
        let before = replaced.as_deref().or(done.last().map(String::as_str)).unwrap_or_default();
        let name = if before.contains('=') { "" } else { before };
        let shown = match withheld_value(name, word) {
            Cow::Owned(shown) => Some(shown),
            Cow::Borrowed(_) => None,
        };
        replaced = shown.map(|shown| std::mem::replace(word, shown));
    }
}

fn of_members(members: &mut Pairs) {
    for (name, value) in members.iter_mut() {
        replace(value, |value| withheld_value(name, value));
    }
}

fn replace(text: &mut String, shown: impl Fn(&str) -> Cow<'_, str>) {
    if let Cow::Owned(shown) = shown(text) {
        *text = shown;
    }
}
