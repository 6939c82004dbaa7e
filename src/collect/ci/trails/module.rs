//! The commands that a file of JavaScript or TypeScript starts where it is run in some way.

use std::collections::BTreeSet;

use super::contents::{Contents, of_file};
use super::files::Read;
use super::leads::Guide;
use super::libraries::library;
use super::{Language, Obstacle, Source, mentions};
use crate::collect::folders::{joined, place};
use crate::collect::javascript::{ALL, Module, Run};
use crate::collect::{folder, shell};
use crate::facts::{Command, DeedKind, ProblemKind};
use crate::source::anchor::Place;

/// Parts of the names of flags that have a script do less than it could.
const DOUBTS: &[&str] = &["check", "list", "pack", "preview", "skip", "smoke", "test", "verify"];

impl Guide<'_> {
    /// `words` are those that the file is called with, `parts` those of its names that are imported.
    pub(super) fn module(
        &self,
        path: &str,
        text: &str,
        module: &Module,
        here: Option<&str>,
        words: &BTreeSet<String>,
        parts: Option<&BTreeSet<String>>,
    ) -> Contents {
        let place = Place::file(path);
        let mut contents = of_file(path);
        let none = BTreeSet::new();
        // Of a file that is run, what runs by itself; of one that is imported, what is asked for.
        let reached = module.reached(parts.unwrap_or(&none), words);
        let end =
            module.ends.iter().filter(|(flag, _)| words.contains(flag)).map(|(_, at)| *at).min();
        let runs = module.runs.iter().filter(|run| {
            let own = run.owner.is_empty() || run.owner.contains(' ');
            let goes_on = end.is_none_or(|end| run.line < end || !own);
            goes_on && reached.contains(&run.owner)
        });
        for run in runs {
            contents.commands.extend(commands_of(run, &place, here));
        }
        for import in module.imports.iter().filter(|import| reached.contains(&import.owner)) {
            let used = |name: &str| module.uses(&reached, name);
            let names = import.names.as_ref().map(|names| {
                let used = names.iter().filter(|(_, here)| used(here));
                used.map(|(there, _)| there.clone()).collect::<BTreeSet<_>>()
            });
            let whole = import.whole.as_deref().is_none_or(used);
            if !import.from.starts_with('.') {
                if let Some(command) = library(import, names.as_ref(), whole) {
                    contents.commands.push(Command { at: place.line(import.line).at(), ..command });
                }
            } else if let Some(file) = self.imported(path, &import.from) {
                // Without names all that the file exports may be used.
                let names = names.or_else(|| match import.whole.as_deref() {
                    Some(ALL) => parts.cloned(),
                    _ => whole.then(|| self.exports(&file)),
                });
                let (language, here) = (Some(Language::Module), here.map(str::to_owned));
                let words = words.clone();
                contents.leads.push(Source::File {
                    path: file,
                    language,
                    here,
                    words,
                    parts: names.or(Some(BTreeSet::new())),
                });
            }
        }
        self.doubts(&mut contents, path, text, module, words, &reached);
        contents
    }

    /// What a file leaves open: trial runs, flags that have it do less, texts that are no command.
    fn doubts(
        &self,
        contents: &mut Contents,
        path: &str,
        text: &str,
        module: &Module,
        words: &BTreeSet<String>,
        reached: &BTreeSet<String>,
    ) {
        let is = |command: &Command| {
            command.deed.as_ref().is_some_and(|deed| deed.kind == DeedKind::Publish)
        };
        let publishes = contents.commands.iter().any(is);
        let reason = |what: String| Obstacle { kind: ProblemKind::Unsupported, reason: what };
        if !publishes {
            let spoken = module.speaks.iter().filter(|(owner, _)| reached.contains(*owner));
            let line = spoken.map(|(_, line)| *line).min();
            let line = line.or_else(|| mentions::publishing(text).filter(|_| !module.complete));
            let gone = |line: &usize| {
                module.ends.iter().all(|(flag, end)| !words.contains(flag) || line < end)
            };
            if let Some(line) = line.filter(gone) {
                contents.obstacles.push(reason(format!(
                    "`{path}` speaks of publishing on line {line}, and only a run can tell what it does"
                )));
            }
            return;
        }
        let name = |flag: &String| flag.split('=').next().unwrap_or_default().to_ascii_lowercase();
        let dry = |flag: &String| matches!(name(flag).as_str(), "--dry-run" | "--dryrun" | "--dry");
        let off = |flag: &String| flag.ends_with("=false");
        if words.iter().any(|flag| dry(flag) && !off(flag)) && text.to_lowercase().contains("dry") {
            for deed in contents.commands.iter_mut().filter_map(|command| command.deed.as_mut()) {
                if let Some(release) = &mut deed.release {
                    release.dry_run = true;
                }
            }
        } else if let Some(flag) = words.iter().find(|flag| {
            let name = name(flag);
            let doubts = name.split('-').any(|word| DOUBTS.contains(&word));
            name.starts_with('-') && (doubts || name == "--no-publish")
        }) {
            contents.commands.retain(|command| !is(command));
            contents.obstacles.push(reason(format!(
                "`{path}` publishes, and only a run can tell whether it does with `{}`",
                name(flag)
            )));
        }
    }

    /// The file that a relative import leads to: <https://nodejs.org/api/modules.html#all-together>,
    /// and `./a.js` that is written `a.ts`.
    fn imported(&self, path: &str, from: &str) -> Option<String> {
        let base = joined(folder(path), from)?;
        let stem = base.strip_suffix(".js").or_else(|| base.strip_suffix(".mjs"));
        let endings =
            ["", ".ts", ".js", ".mjs", ".cjs", ".mts", ".cts", ".tsx", "/index.ts", "/index.js"];
        let written = endings.iter().map(|end| format!("{base}{end}"));
        let typed = stem.into_iter().flat_map(|stem| [format!("{stem}.ts"), format!("{stem}.mts")]);
        let mut all = written.chain(typed);
        all.find(|path| !path.ends_with(".json") && self.files.has(path))
    }

    /// The names of all parts of a file.
    fn exports(&self, path: &str) -> BTreeSet<String> {
        match self.files.read(path) {
            Read::Text(text) => self.files.module(path, &text).names.keys().cloned().collect(),
            _ => BTreeSet::new(),
        }
    }
}

/// The commands of a text that a file runs.
fn commands_of(run: &Run, file: &Place, here: Option<&str>) -> Vec<Command> {
    let at = file.line(run.line).at();
    let mut script = shell::commands(&run.text, &|_| at.clone());
    place(&mut script, here.filter(|_| !run.elsewhere));
    if !run.certain && !script.commands.iter().all(is_no_prose) {
        return Vec::new();
    }
    script.commands
}

/// Whether a text is a command and no sentence that begins with the name of a program.
fn is_no_prose(command: &Command) -> bool {
    let is_word = |word: &String| {
        word.starts_with(['$', '.', '/', '@', '<', '{']) || word.contains(['/', '.', '*', '$'])
    };
    let Some(deed) = &command.deed else {
        return command.program.is_some() && command.path.is_some();
    };
    match deed.kind {
        DeedKind::RunScript => command.operands.len() <= 2,
        _ => command.operands.iter().all(is_word),
    }
}
