//! Publishing that hides in package scripts: a job runs `npm run release`, and the script
//! `release` of a `package.json` publishes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::activity::{Told, input, install, publish};
use super::known_actions;
use crate::collect::folders::{join, of_tool};
use crate::collect::followed::Followed;
use crate::facts::{
    Command, DeedKind, Install, Job, Package, PackageRole, Pipeline, Publish, PublishMode, Script,
    Step,
};

/// How many scripts deep a script that runs a script is followed.
const LEVELS: usize = 4;

/// Adds to each job what the package scripts that it runs publish, with the name of the script,
/// and what those install that `changesets/action` runs for it.
///
/// A script is looked up in the package that flags, `cd` or the step's folder name, then in the
/// root. Scripts run before and after by their name (`prerelease`, `postrelease`) count too.
pub(crate) fn resolve_scripts(
    pipelines: &mut [Pipeline],
    packages: &[Package],
    _others: &Followed<'_>,
) {
    let mut scripts = Scripts::new(packages);
    for pipeline in pipelines {
        let shared = std::mem::take(&mut pipeline.env);
        for job in &mut pipeline.jobs {
            resolve(job, &shared, &mut scripts);
        }
        pipeline.env = shared;
    }
}

fn resolve(job: &mut Job, shared: &[crate::facts::Variable], scripts: &mut Scripts<'_>) {
    let mut publishes = std::mem::take(&mut job.publishes).into_iter().peekable();
    let mut found = Vec::new();
    for step in &job.steps {
        let mut own = Vec::new();
        while let Some(next) = publishes.next_if(|next| next.step <= step.index) {
            own.push(next);
        }
        if let Some(uses) = &step.uses {
            for publish in own.iter_mut().filter(|publish| publish.at == uses.at) {
                through_action(publish, step, scripts);
            }
        }
        let told = Told { command: None, lists: [&step.env, &job.env, shared] };
        through_commands(step, told, scripts, &mut own);
        found.extend(own);
    }
    found.extend(publishes);
    job.publishes = found;
    for step in &job.steps {
        let told = Told { command: None, lists: [&step.env, &job.env, shared] };
        job.installs.extend(versioning(step, told, scripts));
    }
    job.installs.sort_by_key(|install| install.step);
}

/// What `version: pnpm run bump` of `changesets/action` installs.
fn versioning(step: &Step, told: Told<'_>, scripts: &mut Scripts<'_>) -> Vec<Install> {
    let uses = step.uses.as_ref().filter(|uses| {
        let installer = known_actions::installer(uses.action.as_deref().unwrap_or_default());
        installer == Some(known_actions::Installer::Changesets)
    });
    let (Some(uses), Some(text)) = (uses, input(step, "version")) else { return Vec::new() };
    let Some(name) = named(text) else { return Vec::new() };
    let found = scripts.running_deeds(&Command::default(), None, name);
    let installs = found.iter().filter_map(|command| {
        let told = Told { command: Some(&command.environment), ..told };
        let found = install(command.deed.as_ref()?, &uses.at, step.index, told)?;
        Some(Install { directory: of_tool(command), ..found })
    });
    installs.collect()
}

/// The package script that a line names: `pnpm run release --ci`.
fn named(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    words.next().filter(|tool| matches!(*tool, "npm" | "pnpm" | "yarn" | "bun"))?;
    words.find(|word| !matches!(*word, "run" | "run-script") && !word.starts_with('-'))
}

/// Puts what the scripts publish among what the step publishes itself, in the commands' order.
fn through_commands(
    step: &Step,
    told: Told<'_>,
    scripts: &mut Scripts<'_>,
    own: &mut Vec<Publish>,
) {
    let mut direct = std::mem::take(own).into_iter().peekable();
    for command in &step.commands {
        while let Some(next) = direct.next_if(|next| next.at == command.at) {
            own.push(next);
        }
        let Some(name) = script_of(command) else { continue };
        for found in scripts.running_deeds(command, command.directory.as_deref(), name).iter() {
            let mut environment = command.environment.clone();
            environment.extend(found.environment.clone());
            let told = Told { command: Some(&environment), ..told };
            let publish = publish(found, &command.at, step.index, told);
            own.extend(
                publish.map(|publish| Publish { through_script: Some(name.to_owned()), ..publish }),
            );
        }
    }
    own.extend(direct);
}

/// An action that runs a publishing script: `publish: pnpm release`.
fn through_action(publish: &mut Publish, step: &Step, scripts: &mut Scripts<'_>) {
    let path = step.uses.as_ref().and_then(|uses| uses.path.as_deref());
    let publisher = known_actions::publisher(&publish.tool, path);
    let script = publisher.and_then(|known| input(step, known.script?)).unwrap_or_default();
    let Some(name) = named(script) else { return };
    let found = scripts.running_deeds(&Command::default(), None, name);
    let mut releases = found.iter().filter_map(|command| command.deed.as_ref()?.release.as_ref());
    if releases.clone().next().is_none() {
        return;
    }
    let staged = releases.all(|release| release.mode == PublishMode::Staged);
    publish.mode = if staged { PublishMode::Staged } else { PublishMode::Direct };
    publish.through_script = Some(name.to_owned());
}

/// The package script that a command runs.
fn script_of(command: &Command) -> Option<&str> {
    let deed = command.deed.as_ref().filter(|deed| deed.kind == DeedKind::RunScript)?;
    deed.script.as_deref()
}

/// What tells one way of publishing or installing from another: a script that publishes each of
/// a hundred packages in the same way does so once.
type Way<'a> = (&'a str, u8, bool, bool, Option<bool>, &'a [String]);

fn way(command: &Command) -> Option<Way<'_>> {
    let deed = command.deed.as_ref()?;
    let tool = deed.tool.as_str();
    match deed.kind {
        DeedKind::Publish => {}
        DeedKind::Install | DeedKind::Add => {
            let scripts = deed.scripts != Some(false);
            return Some((tool, 3, deed.global, scripts, deed.frozen, &deed.packages));
        }
        _ => return None,
    }
    let Some(release) = &deed.release else { return Some((tool, 0, false, false, None, &[])) };
    let mode = match release.mode {
        PublishMode::Unknown => 0,
        PublishMode::Direct => 1,
        PublishMode::Staged => 2,
    };
    Some((tool, mode, release.dry_run, release.otp, release.provenance, &[]))
}

/// The scripts of all packages, and what is known of them.
struct Scripts<'a> {
    packages: &'a [Package],
    scripts: BTreeMap<(usize, &'a str), &'a Script>,
    folders: BTreeMap<&'a str, usize>,
    names: BTreeMap<&'a str, usize>,
    root: Option<usize>,
    known: BTreeMap<(Vec<usize>, String), Rc<Vec<Command>>>,
}

impl<'a> Scripts<'a> {
    fn new(packages: &'a [Package]) -> Self {
        let mut all = Self {
            packages,
            scripts: BTreeMap::new(),
            folders: BTreeMap::new(),
            names: BTreeMap::new(),
            root: packages.iter().position(|package| package.role == PackageRole::Root),
            known: BTreeMap::new(),
        };
        for (index, package) in packages.iter().enumerate() {
            all.folders.insert(&package.directory, index);
            if let Some(name) = &package.name {
                all.names.entry(name).or_insert(index);
            }
            for script in &package.scripts {
                all.scripts.insert((index, &script.name), script);
            }
        }
        all
    }

    /// The commands that publish or install when `command` runs the script `name` in the folder `here`.
    fn running_deeds(
        &mut self,
        command: &Command,
        here: Option<&str>,
        name: &str,
    ) -> Rc<Vec<Command>> {
        let key = (self.running(command, here, name), name.to_owned());
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.follow(&key.0, name));
        self.known.insert(key, Rc::clone(&found));
        found
    }

    /// The packages whose script of that name a command runs.
    fn running(&self, command: &Command, here: Option<&str>, name: &str) -> Vec<usize> {
        let has = |index: &usize| self.scripts.contains_key(&(*index, name));
        let flag = |names: &[&str]| names.iter().find_map(|name| command.flags.get(*name));
        let everywhere = ["--workspaces", "-ws", "--recursive", "-r"];
        let subcommand = command.subcommand.as_deref().unwrap_or_default();
        if flag(&everywhere).is_some_and(|value| value != "false")
            || subcommand.starts_with("workspaces")
        {
            return (0..self.packages.len()).filter(has).collect();
        }
        let here = here.unwrap_or(".");
        let folder = flag(&["--prefix", "-C", "--dir", "--cwd"]).and_then(|path| join(here, path));
        // `yarn workspace name release`
        let operand = (subcommand == "workspace").then(|| command.operands.first()).flatten();
        let named = flag(&["--workspace", "-w", "--filter", "-F"]).or(operand);
        let workspace = named.and_then(|named| {
            let folder = join(here, named);
            self.names.get(named.as_str()).or_else(|| self.folders.get(folder?.as_str()))
        });
        let places = [
            workspace,
            folder.as_deref().and_then(|folder| self.folders.get(folder)),
            self.folders.get(here),
            self.root.as_ref(),
        ];
        places.into_iter().flatten().copied().find(has).into_iter().collect()
    }

    /// Follows scripts breadth first, each once, so that the work is that of reading them once.
    fn follow(&self, packages: &[usize], name: &str) -> Vec<Command> {
        let mut found: Vec<Command> = Vec::new();
        let mut ways = BTreeSet::new();
        let mut seen: BTreeSet<(usize, &str)> = BTreeSet::new();
        let mut ahead: VecDeque<(usize, String, usize)> =
            packages.iter().map(|package| (*package, name.to_owned(), 0)).collect();
        while let Some((package, name, level)) = ahead.pop_front() {
            for name in [format!("pre{name}"), name.clone(), format!("post{name}")] {
                let Some(script) = self.scripts.get(&(package, name.as_str())) else { continue };
                if !seen.insert((package, script.name.as_str())) {
                    continue;
                }
                for command in &script.commands {
                    if let Some(way) = way(command)
                        && ways.insert(way)
                    {
                        found.push(command.clone());
                    }
                    if let Some(next) = script_of(command).filter(|_| level < LEVELS) {
                        let here = self.packages.get(package).map(|at| at.directory.as_str());
                        let packages = self.running(command, here, next);
                        let next = |package| (package, next.to_owned(), level + 1);
                        ahead.extend(packages.into_iter().map(next));
                    }
                }
            }
        }
        found
    }
}
