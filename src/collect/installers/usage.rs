//! Every use of a package manager: in the checkout of a project, and at the installs of CI jobs.

use std::collections::{BTreeMap, BTreeSet};

use super::support::changes;

use crate::collect::folders::join;
use crate::collect::tools::job::{JobTools, Scene, walk};
use crate::collect::tools::projects::Projects;
use crate::collect::tools::toolbox::Toolbox;
use crate::collect::tools::version::{Bounds, Version};
use crate::collect::tools::{TOOLS, Told};
use crate::facts::{Install, Job, Package, PackageRole, Pipeline, Setting, Step, VersionSource};

/// No more installs of one tool in one job are looked at: each has all of the job's settings.
const MOST_INSTALLS: usize = 50;

/// One run of a tool.
#[derive(Debug, Clone)]
pub(super) struct Use<'a> {
    pub(super) told: Told,
    /// The install, in CI.
    pub(super) install: Option<&'a Install>,
}

/// The uses of one tool in one place.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) tool: &'static str,
    /// The manifest or the job.
    pub(super) at: &'a str,
    pub(super) job: Option<&'a Job>,
    pub(super) directory: String,
    pub(super) uses: Vec<Use<'a>>,
    /// Why nothing of its settings is known.
    pub(super) hidden: Option<&'static str>,
}

impl Place<'_> {
    /// The version over all uses.
    pub(super) fn told(&self) -> Told {
        let bounds = self.uses.iter().map(|one| one.told.bounds).reduce(Bounds::or);
        let bounds = bounds.unwrap_or_default();
        let first = self.uses.first().map(|one| one.told.clone()).unwrap_or_default();
        Told { bounds, ..first }
    }
}

/// Uses of one tool that listen to the same settings, and one of them.
#[derive(Debug, Clone)]
pub(super) struct Listener<'a> {
    pub(super) told: Told,
    pub(super) job: Option<&'a Job>,
}

/// All uses.
pub(super) struct Usage<'a> {
    pub(super) places: Vec<Place<'a>>,
    /// The jobs that settings stand in, and what each had set up at its end.
    pub(super) jobs: BTreeMap<&'a str, (&'a Job, Toolbox)>,
    /// Who listens in a folder, by tool.
    pub(super) by_folder: BTreeMap<String, BTreeMap<&'static str, Vec<Listener<'a>>>>,
    /// The places of a job.
    pub(super) by_job: BTreeMap<&'a str, Vec<usize>>,
    /// Installs of which only a run tells the folder, and so the project.
    pub(super) homeless: Vec<&'a Install>,
}

/// Finds the uses: checkouts first, then jobs, by place.
pub(super) fn usage<'a>(
    scene: Scene<'a>,
    packages: &'a [Package],
    pipelines: &'a [Pipeline],
    settings: &[Setting],
) -> Usage<'a> {
    let set: BTreeSet<&str> = settings.iter().filter_map(|one| one.origin.job.as_deref()).collect();
    let projects = scene.projects;
    let mut usage = Usage {
        places: Vec::new(),
        jobs: BTreeMap::new(),
        by_folder: BTreeMap::new(),
        by_job: BTreeMap::new(),
        homeless: Vec::new(),
    };
    let mut of_jobs = Vec::new();
    for pipeline in pipelines {
        for job in &pipeline.jobs {
            let tools = walk(scene, pipeline, job);
            of_jobs.extend(of_job(job, &tools, projects, &mut usage.homeless));
            if set.contains(job.at.as_str()) {
                usage.jobs.insert(&job.at, (job, tools.end));
            }
        }
    }
    for package in packages.iter().filter(|package| package.role != PackageRole::Member) {
        let Some(project) = projects.at(&package.directory) else { continue };
        let in_ci = |place: &Place<'_>| place.directory == package.directory;
        // npm comes with Node.js: it is what remains where nothing speaks of another.
        let alone = project.tools.is_empty()
            && package.role == PackageRole::Root
            && project.has_dependencies
            && !of_jobs.iter().any(in_ci);
        let tools = if alone { vec!["npm"] } else { project.tools.clone() };
        usage.places.extend(tools.into_iter().map(|tool| Place {
            tool,
            at: &package.at,
            job: None,
            directory: package.directory.clone(),
            uses: vec![Use { told: project.told(tool), install: None }],
            hidden: None,
        }));
    }
    usage.places.extend(of_jobs);
    usage.index();
    usage
}

impl Usage<'_> {
    fn index(&mut self) {
        // Versions between the same changes of a tool listen to the same.
        let mut seen: BTreeSet<(&str, &str, Vec<Version>)> = BTreeSet::new();
        for (index, place) in self.places.iter().enumerate() {
            if place.job.is_some() {
                self.by_job.entry(place.at).or_default().push(index);
            }
            let folder = self.by_folder.entry(place.directory.clone()).or_default();
            let listeners = folder.entry(place.tool).or_default();
            for one in &place.uses {
                if seen.insert((&place.directory, place.tool, alike(place.tool, &one.told))) {
                    listeners.push(Listener { told: one.told.clone(), job: place.job });
                }
            }
        }
    }
}

/// The stages of a tool that a version may be in.
fn alike(tool: &str, told: &Told) -> Vec<Version> {
    let changes = changes(tool);
    let mut turns = told.bounds.turns(changes);
    if let Some(first) = turns.first_mut() {
        *first = changes.iter().rev().find(|change| *change <= first).copied().unwrap_or_default();
    }
    turns
}

/// The uses of a job, by tool and project.
fn of_job<'a>(
    job: &'a Job,
    tools: &JobTools,
    projects: &Projects,
    homeless: &mut Vec<&'a Install>,
) -> Vec<Place<'a>> {
    let mut found: BTreeMap<(&'static str, String), Place<'a>> = BTreeMap::new();
    let checkouts = checkouts(job);
    for (install, (toolbox, corepack)) in job.installs.iter().zip(&tools.installs) {
        // Outside the project: npm then reads no project file, and nothing of it is installed.
        let Some(tool) = TOOLS.into_iter().find(|tool| *tool == install.tool && !install.global)
        else {
            continue;
        };
        let Some(folder) = &install.directory else {
            homeless.push(install);
            continue;
        };
        let home = home(folder, &checkouts);
        let project = home.as_deref().and_then(|folder| projects.of(folder));
        let directory = project.map_or(folder, |project| &project.directory).clone();
        let place = found.entry((tool, directory.clone())).or_insert_with(|| Place {
            tool,
            at: &job.at,
            job: Some(job),
            directory,
            uses: Vec::new(),
            hidden: project.is_none().then_some("no manifest of the repository lies in the folder"),
        });
        if place.uses.len() >= MOST_INSTALLS {
            place.hidden = Some("the job has more installs than are looked at");
            continue;
        }
        let told = toolbox.version(tool, project, *corepack);
        place.uses.push(Use { told, install: Some(install) });
    }
    found.into_values().collect()
}

/// The folders that a job checks repositories out into, and whether it is this one.
fn checkouts(job: &Job) -> Vec<(String, bool)> {
    let steps = job.steps.iter().filter(|step| {
        let action = step.uses.as_ref().and_then(|uses| uses.action.as_deref());
        action == Some("actions/checkout")
    });
    let own = |repository: Option<&String>| {
        repository.is_none_or(|name| name.contains("github.repository"))
    };
    let into = |step: &Step| {
        let path = join(".", step.with.get("path")?)?;
        Some((path, own(step.with.get("repository"))))
    };
    steps.filter_map(into).take(MOST_INSTALLS).collect()
}

/// The folder of the repository that a folder of the job is; nothing in that of another.
fn home(folder: &str, checkouts: &[(String, bool)]) -> Option<String> {
    let inside = |path: &str| {
        let rest = folder.strip_prefix(path)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/'))
    };
    match checkouts.iter().find_map(|(path, own)| Some((inside(path)?, *own))) {
        Some((_, false)) => None,
        Some(("", true)) => Some(".".to_owned()),
        Some((rest, true)) => Some(rest.to_owned()),
        None => Some(folder.to_owned()),
    }
}

/// What is told of a version, in words: `job `test` runs npm 10.9`.
pub(super) fn said(told: &Told, tool: &str, job: Option<&Job>) -> String {
    let version = told.bounds.said(tool);
    match (job, &told.at, told.source) {
        (Some(job), ..) => format!("job `{}` runs {version}", job.id),
        (None, Some(at), VersionSource::Lockfile) => format!("{at} is of {version}"),
        (None, Some(at), _) => {
            let file = at.split('#').next().unwrap_or_default();
            format!("{file} asks for {version}")
        }
        (None, None, _) => format!("{version} is used"),
    }
}
