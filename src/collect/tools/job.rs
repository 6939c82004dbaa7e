//! The versions of tools in a CI job: what its steps have set up before a command runs.
//!
//! Inputs of actions are those of their `action.yml`. A step under a condition may not have run:
//! what it sets up then holds perhaps.

use std::collections::BTreeMap;

use super::Told;
use super::files::{Says, ToolFile};
use super::releases::{node, npm_of};
use super::toolbox::{Toolbox, commanded, told};
use super::version::{Bounds, range};
use crate::collect::folder;
use crate::collect::github::Matrices;
use crate::facts::{Job, Pipeline, PipelineKind, RunnerKind, Step, UsesKind, VersionSource};

/// How many local actions deep steps are followed.
const LEVELS: usize = 3;

/// How many steps of local actions are followed for one job.
const MOST_STEPS: usize = 2000;

/// How many conditions are kept apart.
const MOST_CONDITIONS: usize = 8;

/// Where steps are looked up, and what they run on.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// The actions of the repository, by their folder.
    pub(crate) actions: &'a BTreeMap<&'a str, &'a Pipeline>,
    pub(crate) files: &'a [ToolFile],
    pub(crate) projects: &'a super::projects::Projects,
    /// The values of `matrix` where they are literal, by job and key.
    pub(crate) matrices: &'a Matrices,
}

/// The tools of a job.
#[derive(Debug, Default)]
pub(crate) struct JobTools {
    /// At each of its installs, in their order, and whether Corepack itself is called there.
    pub(crate) installs: Vec<(Toolbox, bool)>,
    /// At each of its publications, likewise.
    pub(crate) publishes: Vec<(Toolbox, bool)>,
    /// At its end.
    pub(crate) end: Toolbox,
}

/// What a job has set up.
pub(crate) fn walk(scene: Scene<'_>, pipeline: &Pipeline, job: &Job) -> JobTools {
    let mut walk = Walk {
        scene,
        pipeline,
        job,
        by_place: BTreeMap::new(),
        by_step: BTreeMap::new(),
        found: vec![None; job.installs.len() + job.publishes.len()],
        left: MOST_STEPS,
    };
    let installs = job.installs.iter().map(|install| (&install.at, install.step));
    let publishes = job.publishes.iter().map(|publish| (&publish.at, publish.step));
    for (index, (at, step)) in installs.chain(publishes).enumerate() {
        walk.by_place.entry(at).or_default().push(index);
        walk.by_step.entry(step).or_default().push(index);
    }
    let mut toolbox = Toolbox::default();
    // Of several images each is that of another run of a matrix.
    let of_images = |npm: bool| {
        let images = job.images.iter().filter(|image| image.role == "container");
        let told = images.map(|image| container(image, npm));
        told.reduce(|one, other| Some(one?.or(&other?))).flatten()
    };
    toolbox.node = of_images(true);
    toolbox.runtime = of_images(false);
    walk.steps(&job.steps, &mut toolbox, LEVELS);
    let mut found = walk.found.into_iter().map(Option::unwrap_or_default);
    let installs = found.by_ref().take(job.installs.len()).collect();
    JobTools { installs, publishes: found.collect(), end: toolbox }
}

/// The actions among pipelines, by their folder.
pub(crate) fn actions(pipelines: &[Pipeline]) -> BTreeMap<&str, &Pipeline> {
    let action = |pipeline: &&Pipeline| {
        matches!(pipeline.kind, PipelineKind::Action | PipelineKind::CompositeAction)
    };
    let actions = pipelines.iter().filter(action);
    actions.map(|action| (folder(&action.file), action)).collect()
}

/// The Node.js of a container `node:22-alpine`, or its npm, which is the newest of its line or older.
fn container(image: &crate::facts::Image, npm: bool) -> Option<Told> {
    let name = image.uses.name.as_deref()?.rsplit('/').next()?.to_owned();
    let tag = image.uses.pin.reference.as_deref().filter(|_| name == "node")?;
    let version = tag.split('-').next().unwrap_or_default();
    let bounds = range(version)?;
    let bounds = if npm { npm_of(bounds, false) } else { bounds };
    Some(Told {
        source: VersionSource::Node,
        at: Some(image.at.clone()),
        text: Some(tag.to_owned()),
        bounds,
    })
}

struct Walk<'a> {
    scene: Scene<'a>,
    pipeline: &'a Pipeline,
    job: &'a Job,
    by_place: BTreeMap<&'a str, Vec<usize>>,
    by_step: BTreeMap<u64, Vec<usize>>,
    found: Vec<Option<(Toolbox, bool)>>,
    /// How many steps of local actions may still be followed.
    left: usize,
}

impl Walk<'_> {
    fn steps(&mut self, steps: &[Step], toolbox: &mut Toolbox, levels: usize) {
        // What is set up where a condition holds is there for every step with that condition.
        let mut held: BTreeMap<&str, Toolbox> = BTreeMap::new();
        for step in steps {
            let Some(condition) = step.condition.as_deref().filter(|_| !always(step)) else {
                held.values_mut().for_each(|toolbox| self.step(step, toolbox, levels, false));
                self.step(step, toolbox, levels, levels == LEVELS);
                continue;
            };
            let mut own = held.remove(condition).unwrap_or_else(|| toolbox.clone());
            self.step(step, &mut own, levels, levels == LEVELS);
            let before = std::mem::replace(toolbox, own.clone());
            toolbox.perhaps(&before);
            if held.len() < MOST_CONDITIONS {
                held.insert(condition, own);
            }
        }
    }

    fn step(&mut self, step: &Step, toolbox: &mut Toolbox, levels: usize, record: bool) {
        self.uses(step, toolbox, levels);
        if let Some(uses) = step.uses.as_ref().filter(|_| record) {
            self.record(self.by_place.get(uses.at.as_str()).cloned(), toolbox, false);
        }
        for command in &step.commands {
            if record {
                let corepack = command.program.as_deref() == Some("corepack");
                self.record(self.by_place.get(command.at.as_str()).cloned(), toolbox, corepack);
            }
            commanded(command, toolbox);
        }
        if record {
            // What a script installs that an action runs has no command of its own here.
            self.record(self.by_step.get(&step.index).cloned(), toolbox, false);
        }
    }

    /// Notes the toolbox for installs for which none is noted yet.
    fn record(&mut self, installs: Option<Vec<usize>>, toolbox: &Toolbox, corepack: bool) {
        for index in installs.unwrap_or_default() {
            if let Some(found @ None) = self.found.get_mut(index) {
                *found = Some((toolbox.clone(), corepack));
            }
        }
    }

    fn uses(&mut self, step: &Step, toolbox: &mut Toolbox, levels: usize) {
        let Some(uses) = &step.uses else { return };
        if uses.kind == UsesKind::Local {
            return self.local(uses.path.as_deref().unwrap_or_default(), toolbox, levels);
        }
        match uses.action.as_deref().unwrap_or_default() {
            "actions/setup-node" => {
                self.setup_node(step, "with", ["node-version", "node-version-file"], toolbox);
            }
            // Tasks of Azure Pipelines.
            "nodetool" => {
                self.setup_node(step, "inputs", ["versionSpec", "versionFilePath"], toolbox);
            }
            "usenode" => self.setup_node(step, "inputs", ["version", "versionFilePath"], toolbox),
            "pnpm/action-setup" | "wyvox/action-setup-pnpm" => {
                let version = self.input(step, &["version", "pnpm-version"]);
                toolbox.installed("pnpm", version.as_deref(), &step.at, VersionSource::Setup);
            }
            "oven-sh/setup-bun" => {
                let version = self.input(step, &["bun-version"]);
                toolbox.installed("bun", version.as_deref(), &step.at, VersionSource::Setup);
            }
            "threeal/setup-yarn-action" => {
                let version = self.input(step, &["version"]);
                let told = told("yarn", version.as_deref(), &step.at, VersionSource::Setup);
                toolbox.yarn_set = Some(told);
            }
            "volta-cli/action"
            | "jdx/mise-action"
            | "asdf-vm/actions"
            | "moonrepo/setup-toolchain"
            | "voidzero-dev/setup-vp" => {
                *toolbox = Toolbox::unknown();
            }
            _ => {}
        }
    }

    /// The steps of an action of the repository. What it is given by its caller is not followed.
    fn local(&mut self, path: &str, toolbox: &mut Toolbox, levels: usize) {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let path = if path.is_empty() { "." } else { path };
        let action = self.scene.actions.get(path);
        match action.filter(|action| action.kind == PipelineKind::CompositeAction) {
            Some(action) if levels > 0 && self.left > 0 => {
                for job in &action.jobs {
                    self.left = self.left.saturating_sub(job.steps.len());
                    self.steps(&job.steps, toolbox, levels - 1);
                }
            }
            // A JavaScript action of the project, or one that is not there: it may do anything.
            _ => *toolbox = Toolbox::unknown(),
        }
    }

    /// Node.js by the version in the first input, or in the file that the second one names.
    fn setup_node(&self, step: &Step, inputs: &str, keys: [&str; 2], toolbox: &mut Toolbox) {
        let [by_version, by_file] = keys;
        let given = |key: &str| input(step, key).filter(|text| !text.trim().is_empty());
        let (version, file) = (given(by_version), given(by_file));
        let (key, texts) = match (version, file) {
            (Some(text), _) => (by_version, self.texts(text)),
            (None, Some(file)) => (by_file, self.node_file(file).map(|text| vec![text])),
            // Without a version it leaves the Node.js that is there.
            (None, None) => return,
        };
        let shown = version.or(file).unwrap_or_default().to_owned();
        // A cache of tools that nobody keeps up to date may have an old release of the line.
        let kept =
            self.job.runner.as_ref().is_some_and(|runner| runner.kind != RunnerKind::SelfHosted);
        let bounds = |of: &dyn Fn(Bounds) -> Bounds| {
            let all = texts.iter().flatten().map(|text| node(text).map(of));
            all.reduce(|a, b| Some(a?.or(b?))).flatten().unwrap_or_default()
        };
        toolbox.tools.remove("npm");
        let set = Told {
            source: VersionSource::Node,
            at: Some(format!("{}/{inputs}/{key}", step.at)),
            text: Some(shown),
            bounds: bounds(&|node| npm_of(node, kept)),
        };
        let own = bounds(&|node| node);
        toolbox.runtime = Some(Told { source: VersionSource::Setup, bounds: own, ..set.clone() });
        toolbox.node = Some(set);
    }

    /// The version in `.nvmrc` or `.node-version`; other files are not read for it.
    fn node_file(&self, path: &str) -> Option<String> {
        let path = path.trim().trim_start_matches("./");
        let file = self.scene.files.iter().find(|file| file.path == path)?;
        match &file.says {
            Says::Node(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The texts that a text stands for: itself, a variable of the job, the values of its matrix.
    fn texts(&self, text: &str) -> Option<Vec<String>> {
        let text = text.trim();
        if let Some(name) = text.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')) {
            return self.of_azure(name);
        }
        let Some(expression) = text.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}"))
        else {
            return (!text.contains("${{")).then(|| vec![text.to_owned()]);
        };
        let expression = expression.trim();
        if let Some(name) = expression.strip_prefix("env.") {
            let variables = self.job.env.iter().chain(&self.pipeline.env);
            let value = variables.into_iter().find(|variable| variable.name == name)?;
            let value = value.value.clone()?;
            return (!value.contains("${{")).then(|| vec![value]);
        }
        let key = expression.strip_prefix("matrix.")?;
        self.scene.matrices.get(&self.job.at)?.get(key).cloned()
    }

    /// The texts that `$(name)` of Azure Pipelines stands for: a value of the matrix, or of a variable,
    /// which is told by the name that it has in the environment.
    fn of_azure(&self, name: &str) -> Option<Vec<String>> {
        let matrix = self.scene.matrices.get(&self.job.at);
        if let Some(texts) = matrix.and_then(|keys| keys.get(&name.to_ascii_lowercase())) {
            return Some(texts.clone());
        }
        let name = name.to_ascii_uppercase().replace(['.', ' '], "_");
        let mut variables = self.job.env.iter().rev().chain(&self.pipeline.env);
        let value = variables.find(|variable| variable.name == name)?.value.clone()?;
        (!value.contains('$')).then(|| vec![value])
    }

    /// The value of the first of these inputs that is given and literal.
    fn input(&self, step: &Step, names: &[&str]) -> Option<String> {
        let text = names.iter().find_map(|name| input(step, name))?.trim();
        match self.texts(text)?.as_slice() {
            [one] if !one.is_empty() => Some(one.clone()),
            _ => None,
        }
    }
}

/// An input of an action: their names have no case.
fn input<'a>(step: &'a Step, name: &str) -> Option<&'a str> {
    let mut inputs = step.with.iter();
    inputs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Whether a condition holds wherever the step is reached.
fn always(step: &Step) -> bool {
    let text = step.condition.as_deref().unwrap_or_default().trim();
    let text = text.trim_start_matches("${{").trim_end_matches("}}").trim();
    matches!(text, "" | "success()" | "always()" | "!cancelled()" | "true")
}
