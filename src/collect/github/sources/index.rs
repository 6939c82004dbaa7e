//! Where things stand, looked up by their names: each list is gone through once.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::outer::Outer;
use super::written::{self, Write, Written};
use crate::facts::{Expression, Job, Pipeline, PipelineKind, Step, UsesKind, Variable};

/// A place in the pipelines from which names are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Site {
    pub(super) pipeline: usize,
    pub(super) job: Option<usize>,
    pub(super) step: Option<usize>,
    /// The values of the step's own variables, which are read before these are set.
    pub(super) in_env: bool,
}

impl Site {
    pub(super) fn pipeline(pipeline: usize) -> Self {
        Self { pipeline, job: None, step: None, in_env: false }
    }

    pub(super) fn job(pipeline: usize, job: usize) -> Self {
        Self { job: Some(job), ..Self::pipeline(pipeline) }
    }

    /// A step of the same job.
    pub(super) fn at_step(self, step: usize) -> Self {
        Self { step: Some(step), in_env: false, ..self }
    }

    /// The job of a step.
    pub(super) fn of_job(self) -> Self {
        Self { step: None, in_env: false, ..self }
    }

    /// The pipeline of a job.
    pub(super) fn of_pipeline(self) -> Self {
        Self::pipeline(self.pipeline)
    }
}

type ByName = Rc<BTreeMap<String, Vec<usize>>>;

/// Names to places, for all pipelines.
pub(super) struct Index<'a> {
    pub(super) pipelines: &'a [Pipeline],
    outer: &'a Outer,
    files: BTreeMap<&'a str, usize>,
    /// The calls of each workflow and action, by the caller's place.
    callers: BTreeMap<usize, Vec<Site>>,
    jobs: BTreeMap<(usize, String), usize>,
    steps: BTreeMap<(usize, usize, String), usize>,
    expressions: RefCell<BTreeMap<Site, ByName>>,
    matrices: RefCell<BTreeMap<Site, ByName>>,
    variables: RefCell<BTreeMap<Site, ByName>>,
    written: RefCell<BTreeMap<Site, Rc<Written>>>,
    writers: RefCell<BTreeMap<Site, ByName>>,
    /// Something was left out since this was last asked: see [`Index::was_cut`].
    cut: Cell<bool>,
}

impl<'a> Index<'a> {
    pub(super) fn new(pipelines: &'a [Pipeline], outer: &'a Outer) -> Self {
        let files = pipelines.iter().enumerate().map(|(index, next)| (next.file.as_str(), index));
        let mut found = Self {
            pipelines,
            outer,
            files: files.collect(),
            callers: BTreeMap::new(),
            jobs: BTreeMap::new(),
            steps: BTreeMap::new(),
            expressions: RefCell::default(),
            matrices: RefCell::default(),
            variables: RefCell::default(),
            written: RefCell::default(),
            writers: RefCell::default(),
            cut: Cell::new(false),
        };
        for (pipeline, next) in pipelines.iter().enumerate() {
            for (job, next) in next.jobs.iter().enumerate() {
                found.add(Site::job(pipeline, job), next);
            }
        }
        found
    }

    fn add(&mut self, site: Site, job: &Job) {
        let Some(index) = site.job else { return };
        self.jobs.entry((site.pipeline, job.id.to_lowercase())).or_insert(index);
        if let Some(callee) = job
            .calls
            .as_ref()
            .and_then(|call| self.workflow(call.uses.kind, call.uses.path.as_deref()))
        {
            self.callers.entry(callee).or_default().push(site);
        }
        for (step, next) in job.steps.iter().enumerate() {
            if let Some(id) = &next.id {
                self.steps.entry((site.pipeline, index, id.to_lowercase())).or_insert(step);
            }
            if let Some(action) = self.action(next) {
                let site = site.at_step(step);
                self.callers.entry(action).or_default().push(site);
            }
        }
    }

    /// The reusable workflow of this repository at a path.
    pub(super) fn workflow(&self, kind: UsesKind, path: Option<&str>) -> Option<usize> {
        let path = path.filter(|_| kind == UsesKind::Local)?;
        let found = self.files.get(path).copied()?;
        let kind = self.pipelines.get(found)?.kind;
        (kind == PipelineKind::Workflow).then_some(found)
    }

    /// The action of this repository that a step calls.
    pub(super) fn action(&self, step: &Step) -> Option<usize> {
        let uses = step.uses.as_ref().filter(|uses| uses.kind == UsesKind::Local)?;
        let folder = uses.path.as_deref()?;
        let names = ["action.yml", "action.yaml"];
        let found = names.iter().find_map(|name| match folder {
            "." | "" => self.files.get(name),
            _ => self.files.get(format!("{folder}/{name}").as_str()),
        });
        found.copied()
    }

    /// The calls of a workflow or an action, as many as are looked at.
    pub(super) fn callers(&self, pipeline: usize) -> &[Site] {
        let all = self.callers.get(&pipeline).map(Vec::as_slice).unwrap_or_default();
        match all.get(..MOST_CALLERS) {
            Some(first) if first.len() < all.len() => {
                self.cut.set(true);
                first
            }
            _ => all,
        }
    }

    /// Whether something was left out of an answer since this was asked the last time.
    pub(super) fn was_cut(&self) -> bool {
        self.cut.replace(false)
    }

    pub(super) fn pipeline(&self, site: Site) -> Option<&'a Pipeline> {
        self.pipelines.get(site.pipeline)
    }

    pub(super) fn job(&self, site: Site) -> Option<&'a Job> {
        self.pipeline(site)?.jobs.get(site.job?)
    }

    pub(super) fn step(&self, site: Site) -> Option<&'a Step> {
        self.job(site)?.steps.get(site.step?)
    }

    /// A job of the same pipeline, by its name in lower case.
    pub(super) fn job_named(&self, site: Site, id: &str) -> Option<Site> {
        let job = *self.jobs.get(&(site.pipeline, id.to_owned()))?;
        Some(Site::job(site.pipeline, job))
    }

    /// A step of the same job, by its `id` in lower case.
    pub(super) fn step_named(&self, site: Site, id: &str) -> Option<Site> {
        let step = *self.steps.get(&(site.pipeline, site.job?, id.to_owned()))?;
        Some(site.at_step(step))
    }

    /// The expressions of a place itself: of a step, of a job outside its steps, of a file outside its
    /// jobs.
    fn all(&self, site: Site) -> &'a [Expression] {
        if site.step.is_some() {
            return self.step(site).map(|step| step.expressions.as_slice()).unwrap_or_default();
        }
        if site.job.is_some() {
            return self.job(site).map(|job| job.expressions.as_slice()).unwrap_or_default();
        }
        let found = self.pipeline(site).and_then(|pipeline| self.outer.get(&pipeline.at));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The expressions of the member at a path, in lower case.
    pub(super) fn within(&self, site: Site, path: &str) -> Vec<&'a Expression> {
        let all = self.all(site);
        let by_name = cached(&self.expressions, site, || {
            by_name(all.iter().map(|next| next.within.to_lowercase()))
        });
        let found = by_name.get(path).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|index| all.get(*index)).collect()
    }

    /// The expressions of the values of a key of the job's matrix, by its name in lower case.
    pub(super) fn of_matrix(&self, site: Site, key: &str) -> Vec<&'a Expression> {
        let job = site.of_job();
        let all = self.all(job);
        let keys = cached(&self.matrices, job, || {
            let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (index, next) in all.iter().enumerate() {
                let Some(rest) = next.within.strip_prefix("strategy/matrix") else { continue };
                let mut parts = rest.split('/').skip(1);
                found.entry("*".to_owned()).or_default().push(index);
                let key = match parts.next() {
                    // `include` may be made by one expression, or by one for each addition.
                    Some("include") => parts.nth(1).unwrap_or_default(),
                    Some(key) => key,
                    None => "",
                };
                found.entry(key.to_lowercase()).or_default().push(index);
            }
            found
        });
        let of = |key: &str| keys.get(key).map(Vec::as_slice).unwrap_or_default();
        of("").iter().chain(of(key)).filter_map(|index| all.get(*index)).collect()
    }

    /// The variable of a place's own `env`, by its name in lower case.
    pub(super) fn variable(&self, site: Site, name: &str) -> Option<&'a Variable> {
        let list = if site.step.is_some() {
            &self.step(site)?.env
        } else if site.job.is_some() {
            &self.job(site)?.env
        } else {
            &self.pipeline(site)?.env
        };
        let by_name = cached(&self.variables, site, || {
            by_name(list.iter().map(|variable| variable.name.to_lowercase()))
        });
        list.get(*by_name.get(name)?.last()?)
    }

    /// The names of all variables that something here sets for a place, as contexts.
    pub(super) fn variables(&self, site: Site) -> Vec<String> {
        let own = |list: Option<&'a Vec<Variable>>| {
            list.into_iter().flatten().map(|next| next.name.to_lowercase())
        };
        let mut names: BTreeSet<String> = own(self.step(site).map(|step| &step.env)).collect();
        names.extend(own(self.job(site).map(|job| &job.env)));
        names.extend(own(self.pipeline(site).map(|pipeline| &pipeline.env)));
        names.extend(self.writers(site.of_job()).keys().cloned());
        names.into_iter().map(|name| format!("env.{name}")).collect()
    }

    /// The `id`s of the steps of a job, in lower case.
    pub(super) fn ids(&self, site: Site) -> impl Iterator<Item = String> {
        let steps = self.job(site).map(|job| job.steps.as_slice()).unwrap_or_default();
        steps.iter().filter_map(|step| step.id.as_ref().map(|id| id.to_lowercase()))
    }

    /// The names of the outputs of a job that itself says what they are.
    pub(super) fn outputs_of_job(&self, site: Site) -> Vec<String> {
        let within = self.all(site).iter().filter_map(|next| next.within.strip_prefix("outputs/"));
        within.map(str::to_lowercase).collect()
    }

    /// What a step writes for others.
    pub(super) fn written(&self, site: Site) -> Rc<Written> {
        cached(&self.written, site, || self.step(site).map(written::of).unwrap_or_default())
    }

    /// The steps of a job that set a variable for those behind them, by its name.
    fn writers(&self, job: Site) -> ByName {
        let steps = self.job(job).map(|job| job.steps.as_slice()).unwrap_or_default();
        cached(&self.writers, job, || {
            let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            let setting = steps.iter().enumerate().filter(|(_, step)| written::may_set(step));
            for (step, _) in setting {
                let written = self.written(job.at_step(step));
                for write in written.variables.iter().filter(|next| !next.name.is_empty()) {
                    found.entry(write.name.clone()).or_default().push(step);
                }
            }
            found
        })
    }

    /// The steps before this one that set a variable for those behind them.
    pub(super) fn setters(&self, site: Site, name: &str) -> Vec<(Site, Write)> {
        let job = site.of_job();
        let by_name = self.writers(job);
        let before = site.step.unwrap_or(usize::MAX);
        let found = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut earlier: Vec<usize> = found.iter().copied().filter(|step| *step < before).collect();
        earlier.dedup();
        let last = earlier.len().saturating_sub(MOST_SETTERS);
        if last > 0 || earlier.iter().any(|step| self.written(job.at_step(*step)).cut) {
            self.cut.set(true);
        }
        let sites = earlier.into_iter().skip(last).map(|step| job.at_step(step));
        let writes = sites.flat_map(|site| {
            let written = self.written(site);
            let named = written.variables.iter().filter(|write| write.name == name);
            named.map(|write| (site, write.clone())).collect::<Vec<_>>()
        });
        writes.collect()
    }
}

/// How many callers of one workflow or action are looked at.
const MOST_CALLERS: usize = 256;

/// How many steps are looked at that set one variable, the last ones first.
const MOST_SETTERS: usize = 16;

fn by_name(names: impl Iterator<Item = String>) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.enumerate() {
        found.entry(name).or_default().push(index);
    }
    found
}

fn cached<T>(
    cache: &RefCell<BTreeMap<Site, Rc<T>>>,
    site: Site,
    make: impl FnOnce() -> T,
) -> Rc<T> {
    if let Some(found) = cache.borrow().get(&site) {
        return Rc::clone(found);
    }
    let made = Rc::new(make());
    cache.borrow_mut().insert(site, Rc::clone(&made));
    made
}
