//! Where a command leads on to: a package script, a target of a makefile, a file.

use std::collections::BTreeSet;

use super::files::Files;
use super::given::shell_file;
use super::mentions;
use super::scripts::Scripts;
use super::tools::{handed, hands_on, takes_commands, unknown};
use super::{Language, Obstacle, Source};
use crate::collect::deeds::{inner, is_script_file};
use crate::collect::folder;
use crate::collect::folders::{join, joined};
use crate::facts::{Command, DeedKind};

/// How many tools that run tools are looked through.
const RUNNERS: usize = 4;

/// How many programs that are not known to run what they are given are looked through.
const HANDS: usize = 2;

/// Programs that run a file of JavaScript or TypeScript.
const RUNTIMES: &[&str] = &[
    "babel-node",
    "bun",
    "deno",
    "esno",
    "jiti",
    "node",
    "nodejs",
    "swc-node",
    "ts-node",
    "ts-node-esm",
    "tsx",
    "vite-node",
    "zx",
];

/// Their flags with a value, which is no script.
const RUNTIME_FLAGS: &[&str] = &[
    "--conditions",
    "--config",
    "--env-file",
    "--experimental-loader",
    "--import",
    "--loader",
    "--project",
    "--require",
    "--tsconfig",
    "-C",
    "-P",
    "-c",
    "-r",
];

/// Programs whose files are not read.
const OTHERS: &[&str] =
    &["perl", "php", "powershell", "pwsh", "python", "python2", "python3", "ruby"];

/// Whether a program runs files that its arguments name.
pub(super) fn runs_files(program: &str) -> bool {
    let shells = ["sh", "bash", "zsh", "dash", "ksh", "ash", "source", "."];
    shells.contains(&program) || RUNTIMES.contains(&program) || OTHERS.contains(&program)
}

/// What a command leads to.
#[derive(Debug, Default)]
pub(super) struct Way {
    pub(super) sources: Vec<Source>,
    /// Why it is not known whether they run.
    pub(super) doubt: Option<Obstacle>,
}

impl Way {
    fn of(sources: Vec<Source>) -> Self {
        Self { sources, doubt: None }
    }
}

/// Finds where commands lead to.
pub(super) struct Guide<'a> {
    pub(super) scripts: Scripts<'a>,
    pub(super) files: Files<'a>,
}

impl Guide<'_> {
    /// What a command runs that stands elsewhere. `beside` is the folder of the file that holds it.
    pub(super) fn leads(&self, command: &Command, beside: Option<&str>) -> Result<Way, Obstacle> {
        self.leads_within(command, beside, 0)
    }

    fn leads_within(
        &self,
        command: &Command,
        beside: Option<&str>,
        depth: usize,
    ) -> Result<Way, Obstacle> {
        let mut command = command.clone();
        for _ in 0..RUNNERS {
            let here = command.directory.as_deref();
            if let Some((name, more)) = script_of(&command) {
                let packages = self.scripts.running(&command, here, &name);
                if !packages.is_empty() {
                    return Ok(Way::of(scripts(packages, &name, &more)));
                }
                if let Some(way) = self.pattern(&name, here) {
                    return Ok(way);
                }
            }
            let mut found = self.lifecycle(&command);
            found.extend(self.own(&command, beside)?);
            if !found.is_empty() {
                return Ok(Way::of(found));
            }
            if let Some(obstacle) = self.task(&command) {
                return Err(obstacle);
            }
            let Some(next) = inner(&command) else {
                return match hands_on(&command) {
                    Some(obstacle) => Err(obstacle),
                    None if depth < HANDS => self.handed(&command, beside, depth),
                    None => Ok(Way::default()),
                };
            };
            unknown(&command, &next)?;
            command = next;
        }
        Ok(Way::default())
    }

    /// Where the commands lead that a program is given which is not known to run them:
    /// `retry 3 npm run release`, `trap 'npm run release' EXIT`.
    fn handed(
        &self,
        command: &Command,
        beside: Option<&str>,
        depth: usize,
    ) -> Result<Way, Obstacle> {
        let mut way = Way::default();
        let Some(program) = takes_commands(command) else { return Ok(way) };
        for given in handed(command) {
            let found = self.leads_within(&given, beside, depth + 1)?;
            if way.doubt.is_none() && !found.sources.is_empty() {
                let words = given.arguments.iter().take(2).map(String::as_str);
                let words: Vec<&str> = given.program.as_deref().into_iter().chain(words).collect();
                let words = words.join(" ");
                way.doubt = Some(Obstacle::unsupported(format!(
                    "`{program}` is given `{words}`, which leads to a publication, and is not known to run it"
                )));
            }
            way.sources.extend(found.sources);
        }
        Ok(way)
    }

    /// What a program runs by itself.
    fn own(&self, command: &Command, beside: Option<&str>) -> Result<Vec<Source>, Obstacle> {
        let program = command.program.as_deref().unwrap_or_default();
        let here = command.directory.as_deref();
        let mut words = command.arguments.iter().map(String::as_str);
        match program {
            "make" | "gmake" => Ok(self.make(command)),
            "sh" | "bash" | "zsh" | "dash" | "ksh" | "ash" | "source" | "." => {
                let Some(file) = shell_file(command)? else { return Ok(Vec::new()) };
                let found = self.file(command, beside, file, Some(Language::Shell), false)?;
                let is_sourced = matches!(program, "source" | ".");
                Ok(if is_sourced { found.into_iter().map(whole).collect() } else { found })
            }
            _ if RUNTIMES.contains(&program) => {
                // <https://nodejs.org/api/cli.html#--run>
                let run = command.arguments.iter().position(|word| word == "--run");
                let name = run.and_then(|at| command.arguments.get(at + 1)).map(String::as_str);
                let joined = command.arguments.iter().find_map(|word| word.strip_prefix("--run="));
                if let Some(name) = name.or(joined).filter(|_| program == "node") {
                    return Ok(self.named(here, [name]));
                }
                let Some(file) = script_file(command).filter(|file| *file != "-") else {
                    return self.script_given(command, beside);
                };
                let sure = is_script_file(file) || file.contains('/');
                self.file(command, beside, file, Some(Language::Module), !sure)
            }
            _ if OTHERS.contains(&program) => match words.find(|word| is_script_file(word)) {
                Some(file) => self.file(command, beside, file, Some(Language::Other), false),
                None => self.text_given(command, beside),
            },
            "deno" if command.arguments.first().is_some_and(|word| word == "task") => {
                Ok(self.tasks(command.arguments.get(1)))
            }
            // <https://github.com/antfu-collective/ni>, <https://rushjs.io/pages/commands/rushx/>
            "nr" | "rushx" => {
                let name = words.find(|word| !word.starts_with('-')).unwrap_or_default();
                Ok(self.named(here, [name]))
            }
            "lage" | "turbo" => {
                Ok(self.tasks(command.operands.iter().filter(|word| *word != "run")))
            }
            "lerna" | "ultra" | "wsrun" if command.subcommand.as_deref() == Some("run") => {
                Ok(self.tasks(command.operands.first()))
            }
            "nx" => self.nx(command),
            "npm-run-all" | "npm-run-all2" | "run-s" | "run-p" => {
                let names = command.operands.iter().map(|name| name.split(' ').next());
                Ok(self.named(here, names.flatten()))
            }
            // <https://github.com/open-cli-tools/concurrently>: `npm:release`, `pnpm:release:*`
            "concurrently" | "conc" => {
                let names = command.operands.iter().filter_map(|word| {
                    let (manager, name) = word.split_once(':')?;
                    matches!(manager, "npm" | "pnpm" | "yarn" | "bun" | "node").then_some(name)
                });
                Ok(self.named(here, names.map(|name| name.split(' ').next().unwrap_or_default())))
            }
            _ => match &command.path {
                Some(path) => self.file(command, beside, path, None, false),
                None => Ok(Vec::new()),
            },
        }
    }

    /// A file that a command runs.
    pub(super) fn file(
        &self,
        command: &Command,
        beside: Option<&str>,
        written: &str,
        language: Option<Language>,
        guess: bool,
    ) -> Result<Vec<Source>, Obstacle> {
        let here = command.directory.as_deref();
        let endings: &[&str] = match language {
            Some(Language::Module) if !is_script_file(written) => {
                &["", ".js", ".ts", ".mjs", ".cjs", ".mts", "/index.js", "/index.ts"]
            }
            _ => &[""],
        };
        let candidates = candidates(written, here, beside);
        let with = |path: &String| {
            endings.iter().map(|end| format!("{path}{end}")).find(|path| self.files.has(path))
        };
        let at = command.arguments.iter().position(|word| word == written);
        let arguments = command.arguments.get(at.map_or(0, |at| at + 1)..).unwrap_or_default();
        let words = arguments.iter().filter(|word| !word.contains(['$', '`'])).cloned().collect();
        if let Some(path) = candidates.iter().find_map(with) {
            let here = here.map(str::to_owned);
            return Ok(vec![Source::File { path, language, here, words, parts: None }]);
        }
        let own = written.split(['/', '\\']).any(|part| {
            matches!(part, "node_modules" | "dist" | "build" | "out" | "bin" | "tmp" | "vendor")
        });
        let outside = written.starts_with(['/', '~']);
        if guess || own || outside || !mentions::names_publishing(written) {
            return Ok(Vec::new());
        }
        Err(Obstacle::unsupported(format!("`{written}` is not in the repository, and may publish")))
    }
}

/// Where a path may lead to that a script names.
pub(super) fn candidates(written: &str, here: Option<&str>, beside: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(path) = here.and_then(|here| join(here, written)) {
        found.push(path);
        return found;
    }
    // `$SCRIPTS/publish.sh`, `$(dirname "$0")/publish.sh`: the folder is a script's own, or the root.
    let tail = match written.rfind(['$', '`', ')', '}']) {
        Some(at) => written.get(at..).and_then(|rest| rest.split_once('/')).map(|(_, tail)| tail),
        None => Some(written),
    };
    let Some(tail) = tail.filter(|tail| !tail.is_empty() && !tail.starts_with('/')) else {
        return found;
    };
    for folder in [beside, Some(".")].into_iter().flatten() {
        found.extend(joined(folder, tail));
    }
    found
}

pub(super) fn script(package: usize, name: &str, more: &[String]) -> Source {
    Source::Script { package, name: name.to_owned(), more: more.to_vec() }
}

pub(super) fn scripts(packages: Vec<usize>, name: &str, more: &[String]) -> Vec<Source> {
    packages.into_iter().map(|package| script(package, name, more)).collect()
}

/// A file of which all can be called by who reads it in.
fn whole(source: Source) -> Source {
    match source {
        Source::File { path, language, here, words, .. } => {
            Source::File { path, language, here, words, parts: Some(BTreeSet::new()) }
        }
        other => other,
    }
}

/// The package script that a command runs, and the words that it is given.
fn script_of(command: &Command) -> Option<(String, Vec<String>)> {
    let deed = command.deed.as_ref().filter(|deed| deed.kind == DeedKind::RunScript)?;
    let name = deed.script.clone()?;
    // `npm t` names the script by another word.
    let at = command.arguments.iter().position(|word| *word == name);
    let words = at.and_then(|at| command.arguments.get(at + 1..)).unwrap_or_default();
    // npm takes flags for its own, but for those behind `--`.
    let more = match words.iter().position(|word| word == "--") {
        Some(at) => words.get(at + 1..).unwrap_or_default(),
        None if command.program.as_deref() == Some("npm") => &[],
        None => words,
    };
    Some((name, more.to_vec()))
}

/// The file that a runtime runs: the first word that is no flag and no flag's value.
fn script_file(command: &Command) -> Option<&str> {
    let mut words = command.arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if matches!(word, "-e" | "--eval" | "-p" | "--print") {
            return None;
        }
        if RUNTIME_FLAGS.contains(&word) {
            words.next();
        } else if !(word.starts_with('-') || matches!(word, "run" | "watch")) {
            return Some(word);
        }
    }
    None
}

/// The folder of a file, for what it names beside it.
pub(super) fn beside(source: &Source) -> Option<&str> {
    match source {
        Source::File { path, .. } => Some(folder(path)),
        Source::Target { folder, .. } => Some(folder),
        Source::Inline { here, .. } => here.as_deref(),
        Source::Script { .. } => None,
    }
}
