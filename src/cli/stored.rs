//! Facts that were collected before, as targets.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use serde_json::Deserializer;

use super::exit::Exit;
use super::output;
use super::plan::Setups;
use crate::check::{Subject, Target};
use crate::facts::{Facts, SCHEMA};
use crate::source::tree::plain;

/// The largest file of facts in bytes.
const MAX_BYTES: u64 = 1 << 30;

/// One target for each document of the files. What cannot be read is told, and the run ends as
/// one that could not judge everything.
pub(crate) fn targets<P: AsRef<Path>>(
    files: &[P],
    setups: &mut Setups<'_>,
    exit: &mut Exit,
) -> Vec<Target> {
    let mut targets = Vec::new();
    for file in files {
        let file = file.as_ref();
        let mut number = 0;
        let told = read(file, |facts| {
            number += 1;
            targets.push(Target {
                name: facts.target.name.clone(),
                subject: Subject::Facts(Arc::new(facts)),
                setup: setups.of(Path::new(".")),
            });
        });
        let told = told.and_then(|()| match number {
            0 => Err("holds no facts".to_owned()),
            _ => Ok(()),
        });
        if let Err(message) = told {
            output::complain(&format!("{} {message}", file.display()));
            *exit = Exit::CannotJudge;
        }
    }
    targets
}

fn read(file: &Path, each: impl FnMut(Facts)) -> Result<(), String> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| format!("cannot be read: {}", plain(&error)))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("has more than {MAX_BYTES} bytes, the most that is read"));
    }
    documents(&bytes, each)
}

/// Reads the documents of a file.
pub(crate) fn documents(bytes: &[u8], mut each: impl FnMut(Facts)) -> Result<(), String> {
    for document in Deserializer::from_slice(bytes).into_iter::<Facts>() {
        let facts = document.map_err(|error| format!("holds no facts: {error}"))?;
        if facts.schema != SCHEMA {
            return Err(format!(
                "holds facts of `{}`, and this version reads `{SCHEMA}`: collect them anew",
                facts.schema
            ));
        }
        each(facts);
    }
    Ok(())
}
