//! Gives back what the lists of facts have allocated beyond what they hold.
//!
//! A list that grows has room for four from its first item on, and most lists of a step have one. The
//! facts stay until everything is judged: their slack would be a third of them.

use crate::facts::{Command, Expression, Job, Pipeline, Step, Trigger, Variable};

/// Gives back the slack of a CI configuration.
pub(super) fn of_pipeline(pipeline: &mut Pipeline) {
    of_triggers(&mut pipeline.triggers);
    of_variables(&mut pipeline.env);
    pipeline.includes.shrink_to_fit();
    pipeline.secrets.shrink_to_fit();
    pipeline.inputs.shrink_to_fit();
    pipeline.jobs.shrink_to_fit();
    pipeline.jobs.iter_mut().for_each(of_job);
}

fn of_job(job: &mut Job) {
    job.triggers.iter_mut().for_each(of_triggers);
    job.needs.shrink_to_fit();
    job.id_tokens.shrink_to_fit();
    job.secret_groups.shrink_to_fit();
    of_variables(&mut job.env);
    job.secrets.shrink_to_fit();
    of_expressions(&mut job.expressions);
    job.caches.shrink_to_fit();
    job.artifacts.shrink_to_fit();
    job.images.shrink_to_fit();
    if let Some(runner) = &mut job.runner {
        runner.labels.shrink_to_fit();
    }
    job.installs.shrink_to_fit();
    job.publishes.shrink_to_fit();
    job.steps.shrink_to_fit();
    job.steps.iter_mut().for_each(of_step);
}

fn of_step(step: &mut Step) {
    of_variables(&mut step.env);
    step.secrets.shrink_to_fit();
    of_expressions(&mut step.expressions);
    step.commands.shrink_to_fit();
    step.commands.iter_mut().for_each(of_command);
}

fn of_command(command: &mut Command) {
    command.arguments.shrink_to_fit();
    command.operands.shrink_to_fit();
    command.through.shrink_to_fit();
    command.fed_by.shrink_to_fit();
    command.writes.shrink_to_fit();
    if let Some(deed) = &mut command.deed {
        deed.packages.shrink_to_fit();
    }
}

fn of_expressions(expressions: &mut Vec<Expression>) {
    expressions.shrink_to_fit();
    for expression in expressions {
        expression.contexts.shrink_to_fit();
        expression.tested.shrink_to_fit();
        expression.functions.shrink_to_fit();
    }
}

fn of_variables(variables: &mut Vec<Variable>) {
    variables.shrink_to_fit();
    variables.iter_mut().for_each(|variable| variable.secrets.shrink_to_fit());
}

fn of_triggers(triggers: &mut Vec<Trigger>) {
    triggers.shrink_to_fit();
    for trigger in triggers {
        let lists = [
            &mut trigger.branches,
            &mut trigger.tags,
            &mut trigger.paths,
            &mut trigger.types,
            &mut trigger.workflows,
            &mut trigger.schedules,
        ];
        lists.into_iter().for_each(Vec::shrink_to_fit);
    }
}
