//! What a job installs and publishes: from the commands of its scripts and from its actions.

use super::Reading;
use super::known_actions::{Installer, Publisher, installer, publisher};
use crate::collect::folders::{join, of_tool, place};
use crate::collect::github::holds_expression;
use crate::facts::{
    Command, Deed, DeedKind, Install, Job, Pairs, Publish, PublishMode, Step, Uses, Variable,
};
use crate::source::anchor::Place;

/// Fills `installs` and `publishes` of a job whose steps are read.
pub(crate) fn fill(reading: &Reading<'_>, job: &mut Job, shared: &[Variable]) {
    let (mut installs, mut publishes) = (Vec::new(), Vec::new());
    // What never runs installs and publishes nothing.
    let runs = |step: &&Step| job.if_is != Some(false) && step.if_is != Some(false);
    for step in job.steps.iter().filter(runs) {
        let told = Told { command: None, lists: [&step.env, &job.env, shared] };
        for command in &step.commands {
            let told = Told { command: Some(&command.environment), ..told };
            installs.extend(command.deed.as_ref().and_then(|deed| {
                let found = install(deed, &command.at, step.index, told)?;
                Some(Install { directory: of_tool(command), ..found })
            }));
            publishes.extend(publish(command, &command.at, step.index, told));
        }
        if let Some(uses) = &step.uses {
            let action = uses.action.as_deref().unwrap_or_default();
            if let Some(installer) = installer(action) {
                installs.extend(installs_of(reading, installer, uses, step, told));
            }
            if let Some(publisher) = publisher(uses) {
                publishes.extend(publish_of(reading, publisher, uses, step, told));
            }
        }
    }
    job.installs = installs;
    job.publishes = publishes;
}

/// What the environment tells a command, the nearest first.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) command: Option<&'a Pairs>,
    pub(crate) lists: [&'a [Variable]; 3],
}

impl Told<'_> {
    /// The value of the first variable that has one of the names, in whatever case: npm reads
    /// its own in any. What only a run can tell is nothing.
    pub(crate) fn value(&self, names: &[&str]) -> Option<&str> {
        let wanted = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let mut own = self.command.into_iter().flatten();
        if let Some((_, value)) = own.find(|(name, _)| wanted(name)) {
            return Some(value);
        }
        let mut all = self.lists.iter().flat_map(|list| list.iter());
        all.find(|variable| wanted(&variable.name))?.value.as_deref()
    }

    fn flag(&self, names: &[&str]) -> Option<bool> {
        match self.value(names)?.trim() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    /// The registry that a tool is told to publish to.
    pub(crate) fn registry(&self) -> Option<String> {
        let names = ["npm_config_registry", "YARN_NPM_PUBLISH_REGISTRY"];
        self.value(&names).filter(|url| !url.is_empty()).map(str::to_owned)
    }

    /// Whether the tool is told to run scripts on installation.
    fn scripts(&self, tool: &str) -> Option<bool> {
        let ignored = match tool {
            "npm" => self.flag(&["npm_config_ignore_scripts"]),
            "pnpm" => self.flag(&["pnpm_config_ignore_scripts", "npm_config_ignore_scripts"]),
            "yarn" => {
                if let Some(enabled) = self.flag(&["YARN_ENABLE_SCRIPTS"]) {
                    return Some(enabled);
                }
                self.flag(&["yarn_ignore_scripts", "npm_config_ignore_scripts"])
            }
            _ => None,
        };
        ignored.map(|ignored| !ignored)
    }
}

/// The installation that a deed is, with what its environment adds.
pub(crate) fn install(deed: &Deed, at: &str, step: u64, told: Told<'_>) -> Option<Install> {
    matches!(deed.kind, DeedKind::Install | DeedKind::Add).then(|| Install {
        at: at.to_owned(),
        step,
        tool: deed.tool.clone(),
        frozen: deed.frozen,
        scripts: deed.scripts.or_else(|| told.scripts(&deed.tool)),
        packages: deed.packages.clone(),
        global: deed.global,
        directory: None,
    })
}

/// The publication that a command is, with what its environment adds.
pub(crate) fn publish(command: &Command, at: &str, step: u64, told: Told<'_>) -> Option<Publish> {
    let deed = command.deed.as_ref().filter(|deed| deed.kind == DeedKind::Publish)?;
    let release = deed.release.clone().unwrap_or_default();
    Some(adjusted(
        Publish {
            at: at.to_owned(),
            step,
            tool: deed.tool.clone(),
            mode: release.mode,
            dry_run: release.dry_run,
            otp: release.otp,
            provenance: release.provenance,
            registry: deed.registry.clone(),
            tag: release.tag.clone(),
            directory: of_tool(command),
            ..Publish::default()
        },
        told,
    ))
}

fn adjusted(publish: Publish, told: Told<'_>) -> Publish {
    let provenance = ["npm_config_provenance", "YARN_NPM_PUBLISH_PROVENANCE"];
    let otp = told.value(&["npm_config_otp"]).is_some_and(|otp| !otp.is_empty());
    Publish {
        dry_run: publish.dry_run || told.flag(&["npm_config_dry_run"]) == Some(true),
        otp: publish.otp || otp,
        provenance: publish.provenance.or_else(|| told.flag(&provenance)),
        registry: publish.registry.or_else(|| told.registry()),
        ..publish
    }
}

/// An input of an action: their names have no case.
pub(crate) fn input<'a>(step: &'a Step, name: &str) -> Option<&'a str> {
    let mut inputs = step.with.iter();
    inputs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn flag(step: &Step, names: &[&str]) -> Option<bool> {
    match names.iter().find_map(|name| input(step, name))?.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The commands of a script that an input of an action holds.
fn commands(
    reading: &Reading<'_>,
    uses: &Uses,
    script: &str,
    folder: Option<&str>,
) -> Vec<Command> {
    let mut script =
        (reading.options.parser)(script, &|range| Place::file(&uses.at).chars(range).at());
    place(&mut script, folder);
    script.commands
}

/// The folder that an action works in.
fn folder_of(step: &Step) -> Option<String> {
    let inputs = ["cwd", "working-directory", "working_directory"];
    join(".", inputs.iter().find_map(|name| input(step, name)).unwrap_or("."))
}

fn installs_of(
    reading: &Reading<'_>,
    installer: Installer,
    uses: &Uses,
    step: &Step,
    told: Told<'_>,
) -> Vec<Install> {
    let folder = folder_of(step);
    let scripted = |script: &str| -> Vec<Install> {
        let commands = commands(reading, uses, script, folder.as_deref());
        let installs = commands.iter().filter_map(|command| {
            let found = install(command.deed.as_ref()?, &uses.at, step.index, told)?;
            Some(Install { directory: of_tool(command), ..found })
        });
        installs.collect()
    };
    let one = |tool: &str, frozen: Option<bool>, ignored: bool| Install {
        at: uses.at.clone(),
        step: step.index,
        tool: tool.to_owned(),
        frozen,
        scripts: if ignored { Some(false) } else { told.scripts(tool) },
        packages: Vec::new(),
        global: false,
        directory: folder.clone(),
    };
    match installer {
        Installer::Cypress if flag(step, &["install"]) == Some(false) => Vec::new(),
        Installer::NpmInstall | Installer::Cypress => {
            if let Some(script) = input(step, "install-command").filter(|text| !text.is_empty()) {
                return scripted(script);
            }
            let frozen =
                installer == Installer::Cypress || flag(step, &["useLockFile"]) != Some(false);
            vec![one("npm", Some(frozen), false)]
        }
        Installer::Changesets => input(step, "version").map(scripted).unwrap_or_default(),
        Installer::Yarn => match input(step, "cmd") {
            Some(script) => scripted(&format!("yarn {script}")),
            None => scripted("yarn"),
        },
        Installer::PnpmSetup => match input(step, "run_install").map(str::trim) {
            None | Some("" | "false" | "null") => Vec::new(),
            Some(text) => {
                let frozen = if text.contains("--no-frozen-lockfile") {
                    Some(false)
                } else {
                    text.contains("--frozen-lockfile").then_some(true)
                };
                vec![one("pnpm", frozen, text.contains("--ignore-scripts"))]
            }
        },
    }
}

fn publish_of(
    reading: &Reading<'_>,
    publisher: &Publisher,
    uses: &Uses,
    step: &Step,
    told: Told<'_>,
) -> Option<Publish> {
    let given = |name: &&str| input(step, name).is_some_and(|value| !value.trim().is_empty());
    if publisher.only_with.is_some_and(|name| !given(&name)) {
        return None;
    }
    let mut publish = Publish {
        at: uses.at.clone(),
        step: step.index,
        tool: uses.action.clone().unwrap_or_default(),
        mode: publisher.mode,
        dry_run: flag(step, &["dry-run", "dry_run"]) == Some(true),
        provenance: flag(step, &["provenance"]),
        registry: input(step, "registry").filter(|url| !url.is_empty()).map(str::to_owned),
        tag: input(step, "tag").filter(|tag| !tag.is_empty()).map(str::to_owned),
        directory: folder_of(step),
        ..Publish::default()
    };
    if let Some(script) = publisher.script.and_then(|name| input(step, name)) {
        let commands = commands(reading, uses, script, publish.directory.as_deref());
        let releases: Vec<_> =
            commands.into_iter().filter_map(|command| command.deed?.release).collect();
        if releases.is_empty() && holds_expression(script) {
            publish.mode = PublishMode::Unknown;
        }
        if !releases.is_empty() {
            let all = |test: fn(&crate::facts::Release) -> bool| releases.iter().all(test);
            if all(|release| release.mode == PublishMode::Staged) {
                publish.mode = PublishMode::Staged;
            }
            publish.dry_run |= all(|release| release.dry_run);
            publish.otp = releases.iter().any(|release| release.otp);
            let said = releases.iter().find_map(|release| release.provenance);
            publish.provenance = publish.provenance.or(said);
        }
    }
    Some(adjusted(publish, told))
}
