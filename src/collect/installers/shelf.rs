//! The settings by where they hold, and how far each goes before the others.
//!
//! Precedence: npm's is flags, environment, project, user
//! (<https://docs.npmjs.com/cli/v11/using-npm/config>); of the other tools it is the same, and
//! their own file goes before `.npmrc`.

use std::collections::BTreeMap;

use super::places::Heard;
use super::support::{hears, plain};
use super::usage::{Place, Use};
use crate::collect::settings::GITHUB_ENV;
use crate::collect::tools::version::Version;
use crate::collect::{file_name, folder};
use crate::facts::{Control, Force, Job, Layer, Setting, Step};

/// How many settings that control something are looked at in one folder or job.
const MOST_SETTINGS: usize = 1000;

/// The settings of a repository, by the job that shows them or the folder of their file.
#[derive(Debug, Default)]
pub(super) struct Shelf<'a> {
    by_job: BTreeMap<&'a str, Vec<&'a Setting>>,
    by_folder: BTreeMap<&'a str, Vec<&'a Setting>>,
}

/// A setting that a use may meet, with its rank: the greatest goes first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) rank: u8,
    /// Nothing for the list that lets every other script run, `neverBuiltDependencies`.
    pub(super) control: Option<Control>,
    pub(super) setting: &'a Setting,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(settings: &'a [Setting]) -> Self {
        let mut shelf = Self::default();
        for setting in settings {
            // What its reader says is not read is read by nobody: set again, in a section.
            let dead = setting.in_force.state == Force::No || setting.origin.layer == Layer::Member;
            if dead || setting.scope.is_some() || setting.bound_to.is_some() {
                continue;
            }
            let elsewhere =
                || ["pnpm", "yarn", "bun"].iter().any(|tool| foreign(tool, setting).is_some());
            if setting.control.is_none() && !elsewhere() && !is_never_built(setting) {
                continue;
            }
            match setting.origin.job.as_deref() {
                Some(job) => shelf.by_job.entry(job).or_default().push(setting),
                None => {
                    let folder = folder(&setting.origin.file);
                    shelf.by_folder.entry(folder).or_default().push(setting);
                }
            }
        }
        shelf
    }

    /// Why the settings of a place are not looked at: there are too many of them.
    pub(super) fn is_full(&self, place: &Place<'_>) -> Option<&'static str> {
        let full = |settings: Option<&Vec<&Setting>>| {
            settings.is_some_and(|settings| settings.len() > MOST_SETTINGS)
        };
        let full = full(self.by_folder.get(place.directory.as_str()))
            || place.job.is_some_and(|job| full(self.by_job.get(job.at.as_str())));
        full.then_some("there are more settings than are looked at")
    }

    /// The settings that one use may meet, the last to be asked first.
    pub(super) fn candidates(&self, place: &Place<'_>, one: &Use<'_>) -> Vec<Candidate<'a>> {
        let of_files = self.by_folder.get(place.directory.as_str()).into_iter().flatten();
        let mut found: Vec<Candidate<'a>> = of_files
            .filter_map(|setting| {
                let rank = match file_name(&setting.origin.file) {
                    ".npmrc" => 30,
                    "package.json" => 35,
                    _ => 40,
                };
                candidate(place.tool, setting, rank)
            })
            .collect();
        if let Some(job) = place.job {
            let of_job = self.by_job.get(job.at.as_str()).into_iter().flatten();
            found
                .extend(of_job.filter_map(|setting| {
                    candidate(place.tool, setting, rank(setting, job, one)?)
                }));
        }
        // Within a rank the order of the file stays.
        found.sort_by_key(|candidate| candidate.rank);
        found
    }
}

/// The rank of a setting that a job shows, for one install of it; nothing where it does not hold.
fn rank(setting: &Setting, job: &Job, one: &Use<'_>) -> Option<u8> {
    let install = one.install?;
    let here = setting.at == install.at;
    let step = step_of(&setting.at, job);
    match setting.origin.layer {
        Layer::Flag => here.then_some(60),
        Layer::Environment if here => Some(55),
        // For the steps behind.
        Layer::Environment if setting.origin.file == GITHUB_ENV => {
            step.is_none_or(|step| step < install.step).then_some(53)
        }
        Layer::Environment => match step {
            Some(step) => (step == install.step).then_some(54),
            None if setting.at.strip_prefix(&job.at).is_some_and(|rest| rest.starts_with('/')) => {
                Some(53)
            }
            None => Some(52),
        },
        layer => {
            let before = step.is_none_or(|step| step <= install.step);
            before.then_some(if layer == Layer::User { 20 } else { 45 })
        }
    }
}

/// The step of a place within a job. A step may stand elsewhere, in a command that the job calls.
fn step_of(at: &str, job: &Job) -> Option<u64> {
    let within = |step: &&Step| {
        at.strip_prefix(&step.at)
            .is_some_and(|rest| rest.starts_with(['/', ';']) || rest.is_empty())
    };
    job.steps.iter().find(within).map(|step| step.index)
}

fn candidate<'a>(tool: &str, setting: &'a Setting, rank: u8) -> Option<Candidate<'a>> {
    let control = if setting.tool == tool { setting.control } else { foreign(tool, setting) };
    let kept = control.is_some() || tool == "pnpm" && is_never_built(setting);
    kept.then_some(Candidate { rank, control, setting })
}

/// Whether a setting is the list of the packages whose scripts pnpm 10 does not run.
pub(super) fn is_never_built(setting: &Setting) -> bool {
    setting.tool == "pnpm" && plain(&setting.name) == "neverbuiltdependencies"
}

/// The control of a setting that stands in a file or variable of npm and another tool reads too.
pub(super) fn foreign(tool: &str, setting: &Setting) -> Option<Control> {
    if setting.tool != "npm" {
        return None;
    }
    Some(match (tool, plain(&setting.name).as_str()) {
        (_, "registry") => Control::Registry,
        ("pnpm" | "yarn", "ignorescripts") => Control::InstallScripts,
        ("pnpm" | "yarn", "strictssl") => Control::TlsVerification,
        ("yarn", "alwaysauth") => Control::AlwaysAuth,
        ("pnpm", "minimumreleaseage") => Control::MinimumAge,
        ("pnpm", "minimumreleaseageexclude") => Control::MinimumAgeExclusions,
        ("pnpm", "strictdepbuilds") => Control::UnreviewedScriptsFail,
        ("pnpm", "dangerouslyallowallbuilds") => Control::AllScriptsAllowed,
        ("pnpm", "onlybuiltdependencies") => Control::ScriptAllowList,
        ("pnpm", "trustpolicy") => Control::TrustPolicy,
        ("pnpm", "trustpolicyexclude") => Control::TrustPolicyExclusions,
        ("pnpm", "blockexoticsubdeps") => Control::ExoticSubdependenciesBlocked,
        ("pnpm", "lockfile") => Control::Lockfile,
        ("pnpm", "frozenlockfile") => Control::FrozenLockfile,
        ("pnpm", "provenance") => Control::Provenance,
        _ => return None,
    })
}

/// Whether a setting switches its control on.
pub(super) fn enabled(tool: &str, setting: &Setting) -> Option<bool> {
    if setting.tool == tool || setting.enabled.is_some() {
        return setting.enabled;
    }
    let word = match setting.value.as_deref()?.trim() {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => return None,
    };
    Some(word != (plain(&setting.name) == "ignorescripts"))
}

/// The seconds of an age: of pnpm in another's file, minutes.
pub(super) fn seconds(tool: &str, setting: &Setting) -> Option<u64> {
    if setting.tool == tool {
        return setting.seconds;
    }
    setting.value.as_deref()?.trim().parse::<u64>().ok()?.checked_mul(60)
}

/// The candidates that decide a control in a version: those of the first rank that has any to
/// which the tool listens.
///
/// # Errors
/// Why nobody knows which.
pub(super) fn deciding<'a>(
    tool: &str,
    version: Version,
    control: Control,
    candidates: &[Candidate<'a>],
) -> Result<Vec<&'a Setting>, String> {
    let mut found: Vec<&'a Setting> = Vec::new();
    let mut rank = None;
    for candidate in candidates.iter().rev().filter(|candidate| candidate.control == Some(control))
    {
        if rank.is_some_and(|rank| rank != candidate.rank) {
            break;
        }
        match hears(tool, version, candidate.setting) {
            Heard::Yes => {
                rank = Some(candidate.rank);
                found.push(candidate.setting);
            }
            Heard::No(_) => {}
            Heard::Unsure(reason) => return Err(reason),
        }
    }
    found.reverse();
    Ok(found)
}
