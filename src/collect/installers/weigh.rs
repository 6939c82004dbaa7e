//! Whether anybody listens to a setting: over all uses of its tool that would meet it.

use super::places::{Heard, is_of_publishing};
use super::shelf::foreign;
use super::support::{called, changes, hears};
use super::usage::{Listener, Place, Usage, Use, said};
use crate::collect::settings::is_cut;
use crate::collect::tools::projects::Projects;
use crate::collect::tools::{TOOLS, Told};
use crate::collect::{file_name, folder};
use crate::facts::{Force, InForce, Job, Layer, PackageRole, Setting};

/// Gives the settings that stand beside members of a workspace their layer.
pub(super) fn assign_layers(settings: &mut [Setting], projects: &Projects) {
    for setting in settings {
        let of_file = setting.origin.layer == Layer::Project && setting.origin.job.is_none();
        let folder = folder(&setting.origin.file);
        if of_file && folder != "." && projects.role(folder) == Some(PackageRole::Member) {
            setting.origin.layer = Layer::Member;
        }
    }
}

/// What is known of everybody who could listen.
#[derive(Clone, Copy)]
pub(super) struct Audience<'a> {
    pub(super) usage: &'a Usage<'a>,
    pub(super) projects: &'a Projects,
}

const YES: InForce = InForce { state: Force::Yes, reason: None };

fn no(reason: String) -> InForce {
    InForce { state: Force::No, reason: Some(reason) }
}

fn unknown(reason: String) -> InForce {
    InForce { state: Force::Unknown, reason: Some(reason) }
}

impl Audience<'_> {
    /// The verdict on a setting; nothing where its reader has said it.
    pub(super) fn verdict(&self, setting: &Setting) -> Option<InForce> {
        if setting.in_force.state == Force::No {
            return None;
        }
        if setting.control.is_some() && is_cut(setting) {
            return Some(unknown("its value is longer than what is read of one".to_owned()));
        }
        let tool = TOOLS.into_iter().find(|tool| *tool == setting.tool)?;
        Some(match (setting.origin.job.as_deref(), setting.origin.layer) {
            (Some(job), _) => self.in_job(setting, tool, job)?,
            (None, Layer::Member) => self.beside_member(setting),
            (None, _) => self.in_project(setting, tool)?,
        })
    }

    /// Who listens in a folder: the uses of one tool, or of every one.
    fn listeners(&self, folder: &str, tool: Option<&str>) -> Vec<(&'static str, Listener<'_>)> {
        let tools = self.usage.by_folder.get(folder).into_iter().flatten();
        let tools = tools.filter(|(name, _)| tool.is_none_or(|tool| tool == **name));
        tools.flat_map(|(name, list)| list.iter().map(|one| (*name, one.clone()))).collect()
    }

    /// A setting that a job shows.
    fn in_job(&self, setting: &Setting, tool: &'static str, at: &str) -> Option<InForce> {
        let (job, end) = self.usage.jobs.get(at)?;
        let indexes = || self.usage.by_job.get(at).into_iter().flatten();
        let places = || indexes().filter_map(|index| self.usage.places.get(*index));
        if setting.origin.layer == Layer::Flag {
            let mut uses = places().filter(|place| place.tool == tool).flat_map(|p| &p.uses);
            let here = |one: &&Use<'_>| one.install.is_some_and(|install| install.at == setting.at);
            let told = match uses.find(here) {
                Some(one) => one.told.clone(),
                None => end.version(tool, self.projects.at("."), false),
            };
            return Some(one(setting, tool, &told, Some(job)));
        }
        let listening = |wanted: &dyn Fn(&Place<'_>) -> bool| -> Vec<(&'static str, Listener<'_>)> {
            let places = places().filter(|place| wanted(place));
            let listeners = |place: &'_ Place<'_>| (place.tool, place.told());
            let listeners = places.map(listeners);
            listeners.map(|(tool, told)| (tool, Listener { told, job: Some(*job) })).collect()
        };
        let own = listening(&|place| place.tool == tool);
        if !own.is_empty() {
            return Some(over(setting, &own));
        }
        let others = listening(&|place| foreign(place.tool, setting).is_some());
        if !others.is_empty() && !is_of_publishing(setting) {
            return Some(over(setting, &others));
        }
        // Commands that install nothing read it as well.
        let told = end.version(tool, self.projects.at("."), false);
        Some(one(setting, tool, &told, Some(job)))
    }

    /// A setting in a file beside a member of the workspace.
    fn beside_member(&self, setting: &Setting) -> InForce {
        let name = file_name(&setting.origin.file);
        let mut roots = self.listeners(".", None).into_iter();
        let older =
            |(tool, listener): (&str, Listener<'_>)| match (tool, listener.told.bounds.least) {
                ("npm", _) => false,
                ("pnpm", least) => least.is_none_or(|least| least.0 < 11),
                ("yarn", least) => least.is_none_or(|least| least.0 < 2),
                _ => false,
            };
        match name {
            ".npmrc" if !roots.any(older) => {
                no("npm reads the file at the workspace root alone".to_owned())
            }
            ".npmrc" => unknown(
                "npm reads the file at the workspace root alone, and pnpm up to 10 and Yarn 1 some \
                 settings of others"
                    .to_owned(),
            ),
            name => unknown(format!(
                "{} reads {name} of a member only where it runs in that folder",
                called(&setting.tool)
            )),
        }
    }

    /// A setting in a file of a project.
    fn in_project(&self, setting: &Setting, tool: &'static str) -> Option<InForce> {
        let folder = folder(&setting.origin.file);
        let Some(project) = self.projects.at(folder) else {
            return (folder != ".")
                .then(|| unknown("no package.json stands beside the file".to_owned()));
        };
        let own = self.listeners(folder, Some(tool));
        if !own.is_empty() {
            return Some(over(setting, &own));
        }
        if tool == "npm" && is_of_publishing(setting) {
            return Some(YES);
        }
        let others = self.listeners(folder, None);
        if others.is_empty() && project.tools.is_empty() && tool == "npm" {
            return Some(one(setting, tool, &project.told(tool), None));
        }
        let others = if tool == "npm" { others } else { Vec::new() };
        let verdict = over(setting, &others);
        match verdict.state {
            Force::No | Force::Yes if others.is_empty() => {
                Some(no(format!("nothing here installs with {}", called(tool))))
            }
            Force::No => {
                let reason = verdict.reason.unwrap_or_default();
                Some(no(format!("nothing here installs with npm; {reason}")))
            }
            _ => Some(verdict),
        }
    }
}

/// The verdict over several uses: no where all ignore it, yes where all listen.
fn over(setting: &Setting, listeners: &[(&'static str, Listener<'_>)]) -> InForce {
    let verdict = |(tool, of): &(&'static str, Listener<'_>)| one(setting, tool, &of.told, of.job);
    let mut verdicts: Vec<InForce> = listeners.iter().map(verdict).collect();
    let all = |state: Force| verdicts.iter().all(|verdict| verdict.state == state);
    if verdicts.is_empty() || all(Force::Yes) {
        return YES;
    }
    let silent = all(Force::No);
    let first = |state: Force| verdicts.iter().position(|verdict| verdict.state == state);
    let shown = first(Force::No).or_else(|| first(Force::Unknown)).unwrap_or_default();
    let partly = first(Force::Yes).is_some() && first(Force::No).is_some();
    let reason = if shown < verdicts.len() { verdicts.swap_remove(shown).reason } else { None };
    let reason = reason.unwrap_or_default();
    match (silent, partly) {
        (true, _) => no(reason),
        (false, true) => unknown(format!("not everybody listens: {reason}")),
        (false, false) => unknown(reason),
    }
}

/// The verdict for one use, over every version that it may have.
fn one(setting: &Setting, tool: &str, told: &Told, job: Option<&Job>) -> InForce {
    let (mut yes, mut no_reason, mut unsure) = (false, None, None);
    for version in told.bounds.turns(changes(tool)) {
        match hears(tool, version, setting) {
            Heard::Yes => yes = true,
            Heard::No(reason) => no_reason = no_reason.or(Some(reason)),
            Heard::Unsure(reason) => unsure = unsure.or(Some(reason)),
        }
    }
    let with = |reason: String| format!("{reason}; {}", said(told, tool, job));
    match (yes, no_reason, unsure) {
        (false, Some(reason), None) => no(with(reason)),
        (_, _, Some(reason)) | (true, Some(reason), None) => unknown(with(reason)),
        (_, None, None) => YES,
    }
}
