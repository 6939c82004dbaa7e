//! What belongs together across files: roles of packages, scripts that jobs run, settings that
//! only a job shows, and the order of everything.

use std::borrow::Cow;

use super::followed::Followed;
use super::harvest::Harvest;
use super::settings::{Key, Raw, Syntax};
use super::{
    agreement, azure, ci, github, installers, lockfiles, names, packages, release_config, settings,
    tools, update_bots, withhold,
};
use crate::facts::{
    Facts, Force, InForce, Job, Layer, Origin, Package, Pipeline, Repository, Setting, Step,
};
use crate::policy::reads::Demand;

/// Makes the document of a target from the harvests of its files.
pub(super) fn finish(
    mut facts: Facts,
    mut harvest: Harvest,
    demand: &Demand,
    others: &Followed<'_>,
) -> Facts {
    let root_first = |package: &Package| (package.directory != ".", package.at.clone());
    harvest.packages.sort_by_key(root_first);
    let workspace = harvest.pnpm_workspace.as_deref();
    // The role of a package does not tell whose workspace lists it, and each tool reads its own.
    let root = harvest.packages.first().filter(|package| package.directory == ".");
    let members = root.map(|root| root.workspaces.clone()).unwrap_or_default();
    harvest.problems.extend(packages::assign_roles(&mut harvest.packages, workspace));
    for lists in std::mem::take(&mut harvest.pnpm_lists) {
        harvest.problems.extend(lists.give(&mut harvest.packages));
    }
    agreement::agree(&mut harvest, &members);
    azure::settle(&mut harvest);
    harvest.pipelines.sort_by(|a, b| a.at.cmp(&b.at));
    release_config::apply(&harvest.release_configs, &mut harvest.pipelines, &mut harvest.packages);
    if demand.wants("pipelines[*].jobs[*].publishes") || demand.wants("installers") {
        harvest.problems.extend(ci::trails::resolve(
            &mut harvest.pipelines,
            &harvest.packages,
            &harvest.release_configs,
            others,
        ));
    }
    let (pipelines, packages) = (&mut harvest.pipelines, &harvest.packages);
    harvest.problems.extend(github::connect(pipelines, packages, &harvest.outer, demand));
    drop(std::mem::take(&mut harvest.outer));
    names::resemblances(&mut harvest.packages, demand);
    names::action_resemblances(&mut harvest.pipelines, demand);
    if settings::READ_FOR.iter().any(|path| demand.wants(path)) {
        for pipeline in &harvest.pipelines {
            harvest.settings.extend(of_pipeline(pipeline));
        }
    }
    harvest.lockfiles.sort_by(|a, b| a.at.cmp(&b.at));
    let collected = installers::Collected {
        packages: &harvest.packages,
        pipelines: &harvest.pipelines,
        tool_files: &harvest.tool_files,
        matrices: &harvest.matrices,
    };
    let clients = installers::clients(&collected, demand);
    facts.installers = installers::finish(
        &collected,
        &mut harvest.settings,
        &mut harvest.lockfiles,
        &mut harvest.problems,
        demand,
    );
    tools::publications::fill(&mut harvest.pipelines, clients);
    if demand.wants("pipelines[*].jobs[*].publishes[*].registry") {
        ci::registries::fill(&mut harvest.pipelines, &harvest.packages, &harvest.settings);
    }
    harvest.pipelines.iter_mut().for_each(withhold::of_pipeline);
    harvest.packages.iter_mut().for_each(withhold::of_package);
    // Which version of a tool is used is told by manifests alone.
    if demand.wants("packages") {
        lockfiles::settle(&harvest.lockfiles, &harvest.packages, &mut harvest.problems);
    }
    installers::name_hidden(&mut harvest.problems);
    harvest.problems.sort();
    // Several collectors may have asked for a file: it is told once, with all that is missing.
    harvest.problems.dedup_by(|next, first| {
        let same = (&next.at, next.kind, &next.reason) == (&first.at, first.kind, &first.reason);
        if same {
            first.facts.append(&mut next.facts);
            first.facts.sort();
            first.facts.dedup();
        }
        same
    });

    if demand.wants("repository") {
        // The forge reads the first of these places that has a file.
        harvest.code_owners.sort_by_key(|owners| !owners.at.starts_with(".github/"));
        harvest.security_policies.sort_by(|a, b| a.at.cmp(&b.at));
        harvest.release_guides.sort_by(|a, b| a.at.cmp(&b.at));
        update_bots::settle(&mut harvest.update_bots);
        facts.repository = Some(Repository {
            code_owners: harvest.code_owners.into_iter().next(),
            security_policy: harvest.security_policies.into_iter().next(),
            release_guides: harvest.release_guides,
            update_bots: harvest.update_bots,
        });
    }
    facts.packages = harvest.packages;
    facts.settings = harvest.settings;
    facts.lockfiles = harvest.lockfiles;
    facts.pipelines = harvest.pipelines;
    facts.problems = harvest.problems;
    facts
}

/// The settings that the jobs of a pipeline show.
fn of_pipeline(pipeline: &Pipeline) -> Vec<Setting> {
    let mut found = Vec::new();
    for job in &pipeline.jobs {
        let steps = job.steps.iter().flat_map(|step| &step.env);
        for variable in pipeline.env.iter().chain(&job.env).chain(steps) {
            found.extend(settings::setting_from_env(
                &variable.name,
                variable.value.as_deref(),
                variable.at.clone(),
                &pipeline.file,
                &job.at,
            ));
        }
        for step in &job.steps {
            for command in &step.commands {
                found.extend(settings::settings_from_command(command, &pipeline.file, &job.at));
                found.extend(settings::settings_written(command, &pipeline.file, &job.at));
                let known = command.program.as_deref().is_some_and(settings::is_package_manager);
                let own = command.environment.iter().filter(|_| known);
                found.extend(own.filter_map(|(name, value)| {
                    let (at, file) = (command.at.clone(), &pipeline.file);
                    settings::setting_from_env(name, Some(value), at, file, &job.at)
                }));
            }
            found.extend(of_setup_node(step, job, pipeline));
        }
    }
    found
}

/// `actions/setup-node` writes a user configuration when it is given a registry.
fn of_setup_node(step: &Step, job: &Job, pipeline: &Pipeline) -> Option<Setting> {
    let uses = step.uses.as_ref()?;
    if uses.action.as_deref() != Some("actions/setup-node") {
        return None;
    }
    let registry = step.with.get("registry-url")?;
    let scope = step.with.get("scope").filter(|scope| !scope.is_empty());
    let raw = Raw {
        at: format!("{}/with/registry-url", step.at),
        tool: "npm",
        key: "registry",
        value: Some(registry),
        list: false,
        syntax: Syntax::Shell,
        origin: Origin {
            layer: Layer::User,
            file: pipeline.file.clone(),
            job: Some(job.at.clone()),
        },
        in_force: InForce { state: Force::Yes, reason: None },
    };
    let scope = scope.map(|scope| Cow::Borrowed(scope.as_str()));
    Some(raw.into_setting_of(Key { name: "registry", scope, bound_to: None }))
}
