//! Files that stand in the repository and are made by the program: compared, or rewritten where
//! the environment has `UPDATE=1`. All differences are told at once.

use std::path::Path;
use std::{env, fs, io};

/// Compares files with what they should hold.
pub(crate) struct Golden {
    /// Ends the message of a failure: the command that rewrites the files.
    command: &'static str,
    update: bool,
    differences: Vec<String>,
}

impl Golden {
    /// `command` rewrites the files.
    pub(crate) fn new(command: &'static str) -> Self {
        let update = env::var_os("UPDATE").is_some_and(|value| value == "1");
        Self { command, update, differences: Vec::new() }
    }

    /// One file and its content; none for a file that nothing makes any longer.
    pub(crate) fn file(&mut self, path: &Path, content: Option<&str>) {
        let shown = path.display();
        let found = fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        if found.as_deref() == content {
            return;
        }
        if self.update {
            let done = match content {
                Some(content) => write(path, content),
                None => fs::remove_file(path),
            };
            done.unwrap_or_else(|error| panic!("{shown}: {error}"));
            return;
        }
        self.differences.push(match (&found, content) {
            (Some(found), Some(content)) => {
                format!("{shown}: {}", first_difference(found, content))
            }
            (None, _) => format!("{shown}: is missing"),
            (_, None) => format!("{shown}: nothing makes this file any longer"),
        });
    }

    /// Fails if anything differed.
    pub(crate) fn finish(self) {
        let count = self.differences.len();
        let list = self.differences.join("\n");
        assert!(
            count == 0,
            "{count} generated files differ:\n{list}\nif that is right, run: {}",
            self.command
        );
    }
}

fn write(path: &Path, content: &str) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, content)
}

fn first_difference(found: &str, expected: &str) -> String {
    let mut lines = found.lines().zip(expected.lines()).enumerate();
    match lines.find(|(_, (found, expected))| found != expected) {
        Some((index, (found, expected))) => {
            format!("line {} is `{found}` and should be `{expected}`", index + 1)
        }
        None => format!("{} bytes, and {} should be there", found.len(), expected.len()),
    }
}
