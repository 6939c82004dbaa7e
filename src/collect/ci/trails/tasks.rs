//! Task runners whose file is in the repository and is not read: `just release`, `nx run-many -t publish`.
//!
//! The file is looked through for lines that speak of publishing, and for the names of the tasks around
//! them. Which task runs which is not known; a name that a line holds counts.

use std::collections::BTreeSet;

use super::files::Read;
use super::leads::Guide;
use super::{Obstacle, mentions};
use crate::collect::folders::join;
use crate::facts::Command;

/// How many lines of a file are looked at.
const LINES: usize = 4_000;

/// How far tasks that run tasks are followed.
const LEVELS: usize = 4;

/// A line that speaks of publishing, and the names of the tasks that may lead there.
pub(super) type Tasks = (usize, BTreeSet<String>);

/// Runners, the word before the task where there is one, and the files that they read.
const RUNNERS: &[(&str, &str, &[&str])] = &[
    ("deno", "task", &["deno.json", "deno.jsonc"]),
    ("go-task", "", TASKFILES),
    ("grunt", "", &["Gruntfile.js", "Gruntfile.cjs", "Gruntfile.ts"]),
    ("gulp", "", &["gulpfile.js", "gulpfile.mjs", "gulpfile.cjs", "gulpfile.ts"]),
    ("jake", "", &["Jakefile", "Jakefile.js"]),
    ("just", "", &["justfile", "Justfile", ".justfile"]),
    ("mise", "run", &["mise.toml", ".mise.toml"]),
    ("mise", "r", &["mise.toml", ".mise.toml"]),
    ("moon", "run", &["moon.yml"]),
    ("rake", "", &["Rakefile", "rakefile", "Rakefile.rb"]),
    ("task", "", TASKFILES),
    ("wireit", "", &["package.json"]),
];

const TASKFILES: &[&str] = &["Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml"];

/// Words of a line that defines a task, which are not its name.
const KEYWORDS: &[&str] = &[
    "async",
    "await",
    "bun",
    "cmd",
    "cmds",
    "command",
    "commands",
    "const",
    "def",
    "default",
    "deps",
    "desc",
    "export",
    "exports",
    "function",
    "grunt",
    "gulp",
    "let",
    "module",
    "namespace",
    "npm",
    "npx",
    "pnpm",
    "registerTask",
    "run",
    "script",
    "scripts",
    "sh",
    "targets",
    "task",
    "tasks",
    "var",
    "yarn",
];

impl Guide<'_> {
    /// Why it is not known what the tasks that a command runs publish.
    pub(super) fn task(&self, command: &Command) -> Option<Obstacle> {
        let program = command.program.as_deref()?;
        let words = || command.arguments.iter().map(String::as_str);
        let first = words().find(|word| !word.starts_with('-')).unwrap_or_default();
        let runner = RUNNERS
            .iter()
            .find(|(name, before, _)| *name == program && (before.is_empty() || *before == first));
        let (_, before, files) = runner?;
        let mut tasks: Vec<&str> =
            words().filter(|word| !word.starts_with('-') && word != before).collect();
        if tasks.is_empty() {
            tasks.push("default");
        }
        let here = command.directory.as_deref().unwrap_or(".");
        let places = [here, "."]
            .into_iter()
            .flat_map(|folder| files.iter().filter_map(move |file| join(folder, file)));
        let path = places.into_iter().find(|path| self.files.has(path))?;
        // What wireit runs stands in the manifest beside the scripts, under the script's own name.
        let tasks = if program == "wireit" { None } else { Some(tasks.as_slice()) };
        self.in_file(program, &path, tasks)
    }

    /// The same of targets of nx, which stand in the projects' own files.
    pub(super) fn targets(&self, targets: &[&str]) -> Option<Obstacle> {
        let folders = self.scripts.packages.iter().map(|package| package.directory.as_str());
        let files = folders.filter_map(|folder| join(folder, "project.json"));
        let mut files = files.chain(["nx.json".to_owned()]).filter(|path| self.files.has(path));
        files.find_map(|path| self.in_file("nx", &path, Some(targets)))
    }

    fn in_file(&self, program: &str, path: &str, tasks: Option<&[&str]>) -> Option<Obstacle> {
        let Read::Text(text) = self.files.read(path) else { return None };
        let line = match tasks {
            Some(tasks) => {
                let (line, names) = &*self.files.tasks(path, || publishing(&text))?;
                tasks.iter().any(|task| leads_to(task, names)).then_some(*line)
            }
            None => text.find("\"wireit\": {").and_then(|at| {
                let before = text.get(..at)?.lines().count();
                Some(before.saturating_sub(1) + mentions::publishing(text.get(at..)?)?)
            }),
        }?;
        Some(Obstacle::unsupported(format!(
            "`{program}` runs what `{path}` says, which speaks of publishing on line {line}"
        )))
    }
}

/// Whether a task is one of those, by its name or a part of it.
fn leads_to(task: &str, names: &BTreeSet<String>) -> bool {
    let mut parts = task.split(':');
    task.contains('$') || names.contains(task) || parts.any(|part| names.contains(part))
}

/// The line on which a text speaks of publishing, and the tasks that may lead there.
fn publishing(text: &str) -> Option<Tasks> {
    let spoken = mentions::publishing(text)?;
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| mentions::publishing(line).is_some())
    {
        names.extend(heads(&lines, at));
    }
    names.extend(heads(&lines, spoken.saturating_sub(1)));
    for _ in 0..LEVELS {
        let mut more: BTreeSet<&str> = BTreeSet::new();
        for (at, line) in lines.iter().enumerate() {
            if words(line).any(|word| names.contains(word)) {
                more.extend(heads(&lines, at));
            }
        }
        if more.is_subset(&names) {
            break;
        }
        names.append(&mut more);
    }
    Some((spoken, names.into_iter().map(str::to_owned).collect()))
}

/// The names of what a line stands in, and of what it defines itself.
fn heads<'a>(lines: &[&'a str], at: usize) -> Vec<&'a str> {
    let mut found = Vec::new();
    let Some(line) = lines.get(at) else { return found };
    found.extend(head(line).filter(|name| defines(line, name)));
    let mut level = indentation(line);
    for line in lines.iter().take(at).rev() {
        if level == 0 {
            break;
        }
        if !line.trim().is_empty() && indentation(line) < level {
            level = indentation(line);
            found.extend(head(line));
        }
    }
    found
}

/// How far in a line stands; a table of TOML stands before its entries.
fn indentation(line: &str) -> usize {
    let blanks = line.len() - line.trim_start().len();
    if line.starts_with('[') { 0 } else { blanks + 1 }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !(letter.is_ascii_alphanumeric() || "_-".contains(letter)))
        .filter(|word| !word.is_empty())
}

fn head(line: &str) -> Option<&str> {
    words(line).find(|word| !KEYWORDS.contains(word))
}

fn defines(line: &str, name: &str) -> bool {
    let Some((_, behind)) = line.split_once(name) else { return false };
    let behind = behind.trim_start_matches(['"', '\'', ' ']);
    behind.starts_with([':', '=', '(', ']', ',']) || indentation(line) <= 1 && behind.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_lead_to_lines_that_publish() {
        let just = "build:\n  npm run build\n\nrelease version: build\n  npm version {{version}}\n  npm publish\n\nship: release\n";
        let task = "version: '3'\ntasks:\n  build:\n    cmds:\n      - npm ci\n  publish:\n    cmds:\n      - npm publish\n";
        let toml = "[tasks.build]\nrun = \"npm ci\"\n[tasks.release]\nrun = \"npm publish\"\n";
        let gulp = "function build(cb) {\n  cb();\n}\nfunction pub() {\n  return exec('npm publish');\n}\nexports.ship = series(build, pub);\nexports.build = build;\n";
        let json = "{\n  \"targets\": {\n    \"build\": { \"command\": \"tsc\" },\n    \"publish\": { \"command\": \"npm publish\" }\n  }\n}";
        let rake = "task :build do\n sh 'npm ci'\nend\ntask :release do\n sh 'npm publish'\nend\n";
        for (text, asked, line) in [
            (just, "release", Some(6)),
            (just, "ship", Some(6)),
            (just, "build", None),
            (task, "publish", Some(8)),
            (task, "build", None),
            (toml, "release", Some(4)),
            (toml, "build", None),
            (gulp, "ship", Some(5)),
            (gulp, "build", None),
            (json, "publish", Some(4)),
            (json, "build", None),
            (rake, "release", Some(5)),
            (rake, "build", None),
        ] {
            let found = publishing(text).filter(|(_, names)| leads_to(asked, names));
            assert_eq!(found.map(|(line, _)| line), line, "{asked} in {text}");
        }
    }
}
