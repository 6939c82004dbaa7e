//! What belongs together across files: roles of packages, scripts that jobs run, settings that
//! only a job shows, which settings are in force, and the order of everything.

use std::collections::BTreeMap;

use super::harvest::Harvest;
use super::{github, packages, release_config, settings, withhold};
use crate::facts::{
    Facts, Force, InForce, Job, Layer, Origin, Package, PackageRole, Pipeline, Repository, Setting,
    Step,
};
use crate::policy::reads::Demand;

/// Makes the document of a target from the harvests of its files.
pub(super) fn finish(mut facts: Facts, mut harvest: Harvest, demand: &Demand) -> Facts {
    let root_first = |package: &Package| (package.directory != ".", package.at.clone());
    harvest.packages.sort_by_key(root_first);
    let workspace = harvest.pnpm_workspace.as_deref();
    harvest.problems.extend(packages::assign_roles(&mut harvest.packages, workspace));
    harvest.pipelines.sort_by(|a, b| a.at.cmp(&b.at));
    release_config::apply(&harvest.release_configs, &mut harvest.pipelines, &mut harvest.packages);
    github::resolve_scripts(&mut harvest.pipelines, &harvest.packages);
    weigh(&mut harvest.settings, &harvest.packages);
    if demand.wants("settings") {
        for pipeline in &harvest.pipelines {
            harvest.settings.extend(of_pipeline(pipeline));
        }
    }
    harvest.pipelines.iter_mut().for_each(withhold::of_pipeline);
    harvest.packages.iter_mut().for_each(withhold::of_package);
    harvest.lockfiles.sort_by(|a, b| a.at.cmp(&b.at));
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
        harvest.update_bots.sort_by(|a, b| a.at.cmp(&b.at));
        facts.repository = Some(Repository {
            code_owners: harvest.code_owners.into_iter().next(),
            security_policy: harvest.security_policies.into_iter().next(),
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

/// Tells which configuration files npm listens to: it reads the one at the root of the project,
/// and a workspace member's own file never (npm documentation, "npmrc").
fn weigh(settings: &mut [Setting], packages: &[Package]) {
    let roles: BTreeMap<&str, PackageRole> =
        packages.iter().map(|package| (package.directory.as_str(), package.role)).collect();
    for setting in settings.iter_mut().filter(|setting| setting.origin.layer == Layer::Project) {
        let folder = setting.origin.file.rsplit_once('/').map_or(".", |(folder, _)| folder);
        if folder == "." || setting.in_force.state == Force::No {
            continue;
        }
        match roles.get(folder) {
            Some(PackageRole::Member) => {
                setting.origin.layer = Layer::Member;
                setting.in_force = InForce {
                    state: Force::No,
                    reason: Some("npm reads the file at the workspace root alone".to_owned()),
                };
            }
            Some(_) => {}
            None => {
                setting.in_force = InForce {
                    state: Force::Unknown,
                    reason: Some("no package.json stands beside the file".to_owned()),
                };
            }
        }
    }
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
    Some(Setting {
        at: format!("{}/with/registry-url", step.at),
        tool: "npm".to_owned(),
        name: "registry".to_owned(),
        scope: step.with.get("scope").cloned().filter(|scope| !scope.is_empty()),
        bound_to: None,
        value: Some(registry.clone()),
        list: false,
        control: None,
        enabled: None,
        seconds: None,
        references: Vec::new(),
        credential: None,
        origin: Origin {
            layer: Layer::User,
            file: pipeline.file.clone(),
            job: Some(job.at.clone()),
        },
        in_force: InForce { state: Force::Yes, reason: None },
    })
}
