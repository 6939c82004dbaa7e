//! From what was typed to what is looked at: folders, and domains by themselves.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::args::TargetArgs;
use super::exit::Exit;
use super::output;
use super::plan::Setups;
use crate::check::{Subject, Target};
use crate::text::domain_name::domain_name;

/// The largest list of domains in bytes: half a million names.
const MAX_LIST: u64 = 16 << 20;

/// The folder whose configuration counts for what has no folder.
const HERE: &str = ".";

/// The targets in the order they were named, domains behind folders. What cannot be one is told,
/// and the run ends as one that could not judge everything.
pub(crate) fn named(args: &TargetArgs, setups: &mut Setups<'_>, exit: &mut Exit) -> Vec<Target> {
    let only_domains = !args.domain.is_empty() || !args.domains.is_empty();
    let mut targets = match args.paths.as_slice() {
        [] if only_domains => Vec::new(),
        paths => folders(paths, setups),
    };
    let is_compared = args.base.is_none() || !targets.is_empty();
    let mut wrong = |message: String| {
        output::complain(&message);
        *exit = Exit::CannotJudge;
    };
    if !is_compared {
        wrong("--base: domains have no other revision; name a folder".to_owned());
    }
    let mut names = Vec::new();
    for domain in &args.domain {
        match domain_name(domain) {
            Ok(name) => names.push(name),
            Err(message) => wrong(format!("--domain: {message}")),
        }
    }
    for file in &args.domains {
        let shown = file.display();
        match list(file) {
            Ok(text) => {
                let before = names.len();
                for (number, line) in text.lines().enumerate() {
                    let name = line.split('#').next().unwrap_or_default().trim();
                    if name.is_empty() {
                        continue;
                    }
                    match domain_name(name) {
                        Ok(name) => names.push(name),
                        Err(message) => wrong(format!("{shown}:{}: {message}", number + 1)),
                    }
                }
                if names.len() == before {
                    wrong(format!("{shown} names no domain: one a line, `#` before a comment"));
                }
            }
            Err(message) => wrong(format!("{shown} {message}")),
        }
    }
    let mut known = BTreeSet::new();
    names.retain(|name| known.insert(name.clone()));
    for name in names {
        let setup = setups.of(Path::new(HERE));
        targets.push(Target { name: name.clone(), subject: Subject::Domain(name), setup });
    }
    targets
}

/// The folders that were named, or the one that the program was started in.
pub(crate) fn folders(paths: &[PathBuf], setups: &mut Setups<'_>) -> Vec<Target> {
    let here = [PathBuf::from(HERE)];
    let paths = if paths.is_empty() { &here } else { paths };
    let folder = |path: &PathBuf| Target {
        name: path.display().to_string(),
        subject: Subject::Folder(path.clone()),
        setup: setups.of(path),
    };
    paths.iter().map(folder).collect()
}

/// The text of a list of domains.
fn list(file: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(MAX_LIST + 1).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(MAX_LIST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| format!("cannot be read: {}", crate::source::tree::plain(&error)))?;
    if bytes.len() as u64 > MAX_LIST {
        return Err(format!("has more than {MAX_LIST} bytes, the most that is read"));
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())
}
