//! What the steps of a CI job have set up: the tools at a place of it, and their versions.

use std::collections::{BTreeMap, BTreeSet};

use super::projects::Project;
use super::releases::newest;
use super::version::{ANY, Bounds, Version, range};
use super::{TOOLS, Told};
use crate::facts::{Command, DeedKind, VersionSource};

/// What steps have set up so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Toolbox {
    /// The npm of the Node.js that was set up.
    pub(super) node: Option<Told>,
    /// That Node.js itself.
    pub(crate) runtime: Option<Told>,
    /// Tools that were installed by themselves.
    pub(super) tools: BTreeMap<&'static str, Told>,
    /// Yarn was told to download this version into the project.
    pub(super) yarn_set: Option<Told>,
    /// Under a condition, so that it may not have been.
    yarn_perhaps: bool,
    /// The tools that Corepack stands in for.
    corepack: BTreeSet<&'static str>,
}

/// What is told of a tool by a version as an installer takes it: a range means its newest release.
pub(super) fn told(tool: &str, text: Option<&str>, at: &str, source: VersionSource) -> Told {
    let bounds = match text {
        // What was not given may be anything: a default, another input, a file.
        None => Bounds::default(),
        Some("latest" | "stable") => newest(tool, Bounds::default()),
        Some(text) => range(text).map(|within| newest(tool, within)).unwrap_or_default(),
    };
    Told { source, at: Some(at.to_owned()), text: text.map(str::to_owned), bounds }
}

/// What a command sets up.
pub(super) fn commanded(command: &Command, toolbox: &mut Toolbox) {
    let operands: Vec<&str> = command.operands.iter().map(String::as_str).collect();
    let words = command.subcommand.as_deref().unwrap_or_default();
    match (command.program.as_deref().unwrap_or_default(), words) {
        ("corepack", "enable") => {
            let named: Vec<&'static str> =
                TOOLS.into_iter().filter(|tool| operands.contains(tool)).collect();
            let default = if operands.is_empty() { vec!["yarn", "pnpm"] } else { named };
            toolbox.corepack.extend(default);
        }
        ("corepack", "disable") => toolbox.corepack.clear(),
        ("corepack", "prepare" | "install" | "use" | "up") => {
            for spec in operands {
                toolbox.spec(spec, &command.at);
            }
        }
        ("yarn", "set version" | "policies set-version") => {
            let text = operands.first().map_or("latest", |text| *text);
            let text = if text == "berry" { "stable" } else { text };
            let source = VersionSource::Command;
            toolbox.yarn_set = Some(told("yarn", Some(text), &command.at, source));
        }
        ("pnpm", "self-update") => {
            let text = operands.first().copied().or(Some("latest"));
            toolbox.installed("pnpm", text, &command.at, VersionSource::Command);
        }
        ("bun", "upgrade") => {
            toolbox.installed("bun", Some("latest"), &command.at, VersionSource::Command);
        }
        ("nvm" | "fnm" | "n" | "volta" | "nodenv" | "mise" | "asdf", _)
        | ("pnpm", "env use" | "runtime set") => {
            *toolbox = Toolbox::unknown();
        }
        _ => {
            let deed = command.deed.as_ref();
            let global = deed.filter(|deed| {
                deed.global && matches!(deed.kind, DeedKind::Add | DeedKind::Install)
            });
            for spec in global.into_iter().flat_map(|deed| &deed.packages) {
                toolbox.spec(spec, &command.at);
            }
        }
    }
}

impl Toolbox {
    /// Behind a step that may have set up anything.
    pub(super) fn unknown() -> Self {
        let unknown = Some(Told::default());
        Self { node: unknown.clone(), runtime: unknown, ..Self::default() }
    }

    /// A tool is installed by its name and version, `npm@11`.
    fn spec(&mut self, spec: &str, at: &str) {
        let (name, version) = spec.split_once('@').unwrap_or((spec, "latest"));
        if let Some(tool) = TOOLS.into_iter().find(|tool| *tool == name) {
            // The tag `latest` of the package `yarn` is Yarn 1.
            let version = if (tool, version) == ("yarn", "latest") { "1" } else { version };
            let version = version.split('+').next();
            self.installed(tool, version, at, VersionSource::Command);
        }
    }

    pub(super) fn installed(
        &mut self,
        tool: &'static str,
        text: Option<&str>,
        at: &str,
        source: VersionSource,
    ) {
        self.tools.insert(tool, told(tool, text, at, source));
    }

    /// What was set up under a condition may not have been.
    pub(super) fn perhaps(&mut self, before: &Self) {
        let unknown = Told::default();
        for (tool, told) in &mut self.tools {
            let earlier = before.tools.get(tool).unwrap_or(&unknown);
            let earlier = match before.node.as_ref().filter(|_| *tool == "npm") {
                Some(node) if !before.tools.contains_key(tool) => node,
                _ => earlier,
            };
            *told = told.clone().or(earlier);
        }
        if let Some(told) = self.node.take() {
            self.node = Some(told.or(before.node.as_ref().unwrap_or(&unknown)));
        }
        if let Some(told) = self.runtime.take() {
            self.runtime = Some(told.or(before.runtime.as_ref().unwrap_or(&unknown)));
        }
        match (self.yarn_set.take(), &before.yarn_set) {
            (Some(told), Some(earlier)) => {
                self.yarn_set = Some(told.or(earlier));
                self.yarn_perhaps |= before.yarn_perhaps;
            }
            (told, _) => {
                self.yarn_perhaps = told.is_some();
                self.yarn_set = told;
            }
        }
    }

    /// The version of a tool that is called here in a project: by its name, or `by_corepack`, which
    /// obeys `packageManager`.
    pub(crate) fn version(&self, tool: &str, project: Option<&Project>, by_corepack: bool) -> Told {
        let declared = project.and_then(|project| project.package_manager(tool));
        let own = self.tools.get(tool);
        let told = match tool {
            _ if by_corepack => declared,
            "npm" => match declared.filter(|_| self.corepack.contains("npm")) {
                Some(declared) => Some(declared),
                None => own.or(self.node.as_ref()),
            },
            "yarn" => {
                let checkout = project.and_then(|project| project.checkout(tool));
                let other = checkout.or(declared).or(own);
                match &self.yarn_set {
                    Some(set) if self.yarn_perhaps => {
                        return set.clone().or(&other.cloned().unwrap_or_default());
                    }
                    set => set.as_ref().or(other),
                }
            }
            "pnpm" => match (declared, own) {
                (Some(declared), _) if self.corepack.contains("pnpm") => Some(declared),
                (Some(declared), Some(own)) => return pnpm(declared, own),
                (declared, own) => {
                    let engine = project.and_then(|project| project.engine(tool));
                    declared.or(own.filter(|own| !own.bounds.is_open())).or(engine).or(own)
                }
            },
            _ => own,
        };
        let told = told.cloned().unwrap_or_default();
        match project.filter(|_| told.bounds.is_open()) {
            Some(project) => {
                let lockfile = project.lockfile(tool);
                if lockfile.bounds.is_open() { told } else { lockfile }
            }
            None => told,
        }
    }
}

/// pnpm 10 and later download and run the version that `packageManager` names; older ones run
/// themselves (<https://pnpm.io/settings#managepackagemanagerversions>).
fn pnpm(declared: &Told, own: &Told) -> Told {
    match (own.bounds.least, own.bounds.most) {
        (Some(least), _) if least >= Version(10, 0, 0) => declared.clone(),
        (_, Some(most)) if most <= Version(9, ANY, ANY) => own.clone(),
        // An action that is not told a version takes that of the manifest.
        (None, None) if own.source == VersionSource::Setup => declared.clone(),
        _ => declared.clone().or(own),
    }
}
