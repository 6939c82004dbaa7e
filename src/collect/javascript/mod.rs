//! Scripts in JavaScript and TypeScript, read with a grammar and never run: the commands that they
//! start, and the files that they import.
//!
//! A command is read where its words are written: `execSync("npm publish")`,
//! `execa("npm", ["publish", tag])`, `` $`npm publish` ``, `run(args)` with a constant `args`. What
//! a function does counts where something that runs leads to it, by the names that are used: a file of
//! helpers publishes nothing for who imports another of them.

mod branches;
mod calls;
mod imports;
mod literal;
mod parse;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use walk::read;

/// The name of a module of which all is exported again: `export * from "./x"`.
pub(crate) const ALL: &str = "*";

/// A file.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// The commands that it starts, in the order of the text.
    pub(crate) runs: Vec<Run>,
    /// What it imports.
    pub(crate) imports: Vec<Import>,
    /// What each part of the file names: functions by their name, and under an empty one what runs
    /// with the file itself.
    pub(crate) names: BTreeMap<String, BTreeSet<String>>,
    /// The file ends at this line where it is called with this word:
    /// `if (process.argv.includes("--check")) process.exit()`.
    pub(crate) ends: Vec<(String, usize)>,
    /// Branches that the file takes by a word, by their line: `if (command === "publish")`. Each is a
    /// part of its own, [`branch`], with an empty word for what is left.
    pub(crate) branches: BTreeMap<usize, Vec<String>>,
    /// The parts of the file in which a text speaks of publishing, where the file names a package
    /// manager: each with the line.
    pub(crate) speaks: BTreeMap<String, usize>,
    /// All of it could be read.
    pub(crate) complete: bool,
}

/// A command that a file starts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The line, from 1.
    pub(crate) line: usize,
    /// The part of the file that starts it.
    pub(crate) owner: String,
    /// The command, as text of a shell.
    pub(crate) text: String,
    /// Whether it stands in a call that starts commands by its name or its form. Other texts may be
    /// prose.
    pub(crate) certain: bool,
    /// It runs in a folder that the call says, and only a run can tell.
    pub(crate) elsewhere: bool,
}

/// One `import` or `require`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// The line, from 1.
    pub(crate) line: usize,
    /// The part of the file that imports.
    pub(crate) owner: String,
    /// What is imported: `./publish.ts`, `semantic-release`.
    pub(crate) from: String,
    /// The names there, each with the one that it has here; nothing for all of them.
    pub(crate) names: Option<Vec<(String, String)>>,
    /// The name of the whole, where it has one here; [`ALL`] where it is passed on.
    pub(crate) whole: Option<String>,
}

impl Module {
    /// The parts of the file that run where `wanted` of them are called from outside, and what runs
    /// with the file itself, which is called with `words`.
    pub(crate) fn reached(
        &self,
        wanted: &BTreeSet<String>,
        words: &BTreeSet<String>,
    ) -> BTreeSet<String> {
        let mut ahead: Vec<String> = vec![String::new()];
        ahead.extend(wanted.iter().cloned());
        for (line, taken) in &self.branches {
            // Where no branch has one of the words, they are about something else.
            let any = taken.iter().any(|word| words.contains(word));
            let taken = taken.iter().filter(|word| !any || words.contains(*word));
            ahead.extend(taken.map(|word| branch(*line, word)));
        }
        let mut reached = BTreeSet::new();
        while let Some(name) = ahead.pop() {
            if !reached.contains(&name) {
                let names = self.names.get(&name).into_iter().flatten();
                ahead.extend(names.filter(|name| self.names.contains_key(*name)).cloned());
                reached.insert(name);
            }
        }
        reached
    }

    /// Whether one of the parts of the file names one of these.
    pub(crate) fn uses(&self, reached: &BTreeSet<String>, name: &str) -> bool {
        reached.iter().any(|owner| self.names.get(owner).is_some_and(|used| used.contains(name)))
    }
}

/// The name of the part that is a branch: no name of a function.
fn branch(line: usize, word: &str) -> String {
    format!("{line} {word}")
}
