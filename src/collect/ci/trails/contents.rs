//! The commands that stand in a package script, a target of a makefile or a file, and where each of
//! these leads on to besides.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::files::Read;
use super::leads::Guide;
use super::makefile::Makefile;
use super::opaque::{self, Around};
use super::{Language, Obstacle, Source, mentions};
use crate::collect::deeds::with_more;
use crate::collect::folders::place;
use crate::collect::release_config::{self, ReleaseConfig};
use crate::collect::shell;
use crate::facts::{Command, Passage, ProblemKind};
use crate::source::anchor::Place;

/// What a [`Source`] holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The source itself, for those who follow.
    pub(super) passage: Passage,
    pub(super) commands: Vec<Command>,
    /// What it leads on to without a command: targets made before, files imported.
    pub(super) leads: Vec<Source>,
    pub(super) obstacles: Vec<Obstacle>,
    /// The text that the commands stand in, where it is a shell's.
    pub(super) text: Option<String>,
}

impl Guide<'_> {
    /// What a source holds; nothing where there is no such thing.
    pub(super) fn contents(&self, source: &Source, configs: &[ReleaseConfig]) -> Option<Contents> {
        let mut contents = match source {
            Source::Script { package, name, more } => self.script(*package, name, more)?,
            Source::Inline { at, text, here } => self.inline(at, text, here.as_deref()),
            Source::Target { file, name, folder, given } => {
                let Read::Text(text) = self.files.read(file) else {
                    return Some(unread(file, self.files.read(file)));
                };
                let given = given.iter().cloned().collect();
                target(&text, &Makefile::read(&text, &given), file, folder, name.as_deref())?
            }
            Source::File { path, language, here, words, parts } => {
                let Read::Text(text) = self.files.read(path) else {
                    return Some(unread(path, self.files.read(path)));
                };
                match language.or_else(|| language_of(path, &text)) {
                    Some(Language::Shell) => {
                        shell_file(path, &text, here.as_deref(), parts.is_some())
                    }
                    Some(Language::Module) => {
                        let module = self.files.module(path, &text);
                        self.module(path, &text, &module, here.as_deref(), words, parts.as_ref())
                    }
                    Some(Language::Other) => other(path, &text),
                    None => return None,
                }
            }
        };
        for command in &mut contents.commands {
            release_config::correct(command, configs);
        }
        let text = contents.text.take().unwrap_or_default();
        if opaque::is_among(&contents.commands) {
            let words: Vec<&str> = match source {
                Source::File { words, .. } => words.iter().map(String::as_str).collect(),
                Source::Script { more, .. } => more.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            };
            let set = opaque::set_in(&text);
            let around = Around { set: &set, words: &words, told: None, credentialed: false };
            let mut doubts =
                contents.commands.iter().filter_map(|command| opaque::doubt(command, around));
            // One for a file: it is a problem of what leads there.
            contents.obstacles.extend(doubts.next());
        }
        Some(contents)
    }

    /// A script of `actions/github-script`, which runs at the root, or of `node -e`: it names files from
    /// there.
    fn inline(&self, at: &str, text: &str, here: Option<&str>) -> Contents {
        let module = self.files.inline(text);
        let what = "the script of the step";
        let none = BTreeSet::new();
        let mut contents = self.module(what, text, &module, here, &none, None);
        contents.passage = Passage { at: at.to_owned(), what: what.to_owned() };
        for command in &mut contents.commands {
            at.clone_into(&mut command.at);
        }
        contents
    }

    fn script(&self, package: usize, name: &str, more: &[String]) -> Option<Contents> {
        let script = self.scripts.script(package, name)?;
        let mut commands = script.commands.clone();
        if let Some(last) = commands.last_mut().filter(|_| !more.is_empty()) {
            *last = with_more(last, more);
        }
        let passage = Passage { at: script.at.clone(), what: format!("the script {name}") };
        let text = Some(script.text.clone());
        Some(Contents { passage, commands, text, ..Contents::default() })
    }
}

pub(super) fn of_file(path: &str) -> Contents {
    let passage = Passage { at: Place::file(path).at(), what: path.to_owned() };
    Contents { passage, ..Contents::default() }
}

fn unread(path: &str, read: Read) -> Contents {
    let obstacle = match read {
        Read::Unread(unread) => {
            Some(Obstacle { kind: unread.kind, reason: format!("`{path}` {}", unread.reason) })
        }
        _ => None,
    };
    Contents { obstacles: obstacle.into_iter().collect(), ..of_file(path) }
}

/// The language of a file, by its name or its first line.
fn language_of(path: &str, text: &str) -> Option<Language> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("sh" | "bash" | "zsh") => return Some(Language::Shell),
        Some("js" | "cjs" | "mjs" | "ts" | "cts" | "mts" | "jsx" | "tsx") => {
            return Some(Language::Module);
        }
        Some("py" | "rb" | "ps1" | "pl" | "php") => return Some(Language::Other),
        _ => {}
    }
    let first = text.lines().next()?.strip_prefix("#!")?;
    let mut words = first.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let program = words.find(|word| *word != "env" && !word.starts_with('-'))?;
    Some(match program {
        "sh" | "bash" | "zsh" | "dash" | "ksh" | "ash" => Language::Shell,
        "node" | "nodejs" | "bun" | "deno" | "tsx" | "ts-node" | "zx" => Language::Module,
        _ => Language::Other,
    })
}

fn shell_file(path: &str, text: &str, here: Option<&str>, sourced: bool) -> Contents {
    let place_of = Place::file(path);
    let lines = Lines::of(text);
    let read = if sourced { shell::commands_to_source } else { shell::commands };
    let mut script = read(text, &|range| place_of.line(lines.at(range.start)).at());
    place(&mut script, here);
    let mut contents = of_file(path);
    if !script.complete && mentions::publishing(text).is_some() {
        contents.obstacles.push(Obstacle {
            kind: ProblemKind::Malformed,
            reason: format!("the shell grammar does not cover all of `{path}`"),
        });
    }
    contents.commands = script.commands;
    contents.text = Some(text.to_owned());
    contents
}

/// The lines of a text by the count of characters before them.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let breaks = text.chars().enumerate().filter(|(_, letter)| *letter == '\n');
        Self(breaks.map(|(at, _)| at).collect())
    }

    fn at(&self, character: usize) -> usize {
        self.0.partition_point(|end| *end < character) + 1
    }
}

fn other(path: &str, text: &str) -> Contents {
    let mut contents = of_file(path);
    if let Some(line) = mentions::publishing(text) {
        contents.obstacles.push(Obstacle {
            kind: ProblemKind::Unsupported,
            reason: format!("`{path}` is not read, and speaks of publishing on line {line}"),
        });
    }
    contents
}

fn target(
    text: &str,
    makefile: &Makefile,
    file: &str,
    here: &str,
    name: Option<&str>,
) -> Option<Contents> {
    let place_of = Place::file(file);
    let Some((name, target)) = makefile.target(name) else {
        let named = name.is_some_and(mentions::names_publishing);
        if !makefile.includes && !text.contains('%') || !named {
            return None;
        }
        let name = name.unwrap_or_default();
        let reason = format!("`{file}` does not show how `{name}` is made");
        let obstacle = Obstacle { kind: ProblemKind::Unsupported, reason };
        return Some(Contents { obstacles: vec![obstacle], ..of_file(file) });
    };
    let mut commands = Vec::new();
    for (line, text) in &target.recipe {
        let at = place_of.line(*line).at();
        let mut script = shell::commands(text, &|_| at.clone());
        place(&mut script, Some(here));
        commands.extend(script.commands);
    }
    let need = |name: &String| Source::Target {
        file: file.to_owned(),
        folder: here.to_owned(),
        name: Some(name.clone()),
        given: Vec::new(),
    };
    Some(Contents {
        passage: Passage {
            at: place_of.line(target.line).at(),
            what: format!("the target {name}"),
        },
        commands,
        leads: target.needs.iter().map(need).collect(),
        obstacles: Vec::new(),
        text: Some(
            target.recipe.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n"),
        ),
    })
}

/// What a command does, in a few words: `npm publish`, `npm stage publish`.
pub(super) fn deed_in_words(command: &Command) -> String {
    let program = command.program.as_deref().unwrap_or_default();
    let tool = command.deed.as_ref().map_or(program, |deed| deed.tool.as_str());
    match command.subcommand.as_deref().filter(|words| !words.contains('$')) {
        Some(words) if tool == program => format!("{tool} {words}"),
        _ => match tool {
            "npm" | "pnpm" | "yarn" | "bun" | "lerna" | "changeset" => format!("{tool} publish"),
            _ => tool.to_owned(),
        },
    }
}

/// A reference to contents that several trails share.
pub(super) type Shared = Rc<Contents>;
