//! Calls of `make`.

use super::Source;
use super::leads::Guide;
use crate::collect::folders::join;
use crate::facts::Command;

impl Guide<'_> {
    /// The targets that `make` is asked for, in the folder of `-C` and the file of `-f`.
    pub(super) fn make(&self, command: &Command) -> Vec<Source> {
        let mut words = command.arguments.iter().map(String::as_str);
        let (mut folder, mut file) = (command.directory.clone(), None);
        let mut targets = Vec::new();
        let mut given = Vec::new();
        while let Some(word) = words.next() {
            match word {
                "-C" | "--directory" => {
                    folder = folder.zip(words.next()).and_then(|(here, to)| join(&here, to));
                }
                "-f" | "--file" | "--makefile" => file = words.next().map(str::to_owned),
                "-j" | "-l" | "-o" | "-W" | "-I" => {
                    // The number behind `-j` may be missing.
                    if word != "-j" {
                        words.next();
                    }
                }
                _ if word.starts_with('-') => {
                    if let Some(path) = word.strip_prefix("--directory=") {
                        folder = folder.and_then(|here| join(&here, path));
                    } else if let Some(path) = word.strip_prefix("--file=") {
                        file = Some(path.to_owned());
                    }
                }
                _ => match word.split_once('=') {
                    Some((name, value)) => given.push((name.to_owned(), value.to_owned())),
                    None if word.bytes().all(|byte| byte.is_ascii_digit()) => {}
                    None => targets.push(word.to_owned()),
                },
            }
        }
        let here = folder.unwrap_or_else(|| ".".to_owned());
        let names = match file {
            Some(file) => vec![file],
            None => ["GNUmakefile", "makefile", "Makefile"].map(str::to_owned).to_vec(),
        };
        let path =
            names.iter().filter_map(|name| join(&here, name)).find(|path| self.files.has(path));
        let Some(path) = path else { return Vec::new() };
        let wanted: Vec<Option<String>> =
            if targets.is_empty() { vec![None] } else { targets.into_iter().map(Some).collect() };
        let target = |name| Source::Target {
            file: path.clone(),
            folder: here.clone(),
            name,
            given: given.clone(),
        };
        wanted.into_iter().map(target).collect()
    }
}
