//! Writing to standard output and files.

use std::io::{self, Write as _};
use std::path::Path;

use super::exit::Exit;

/// Writes to standard output. A reader that has closed its end has seen enough: no error.
pub(crate) fn print(text: &str) -> Result<(), Exit> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("standard output cannot be written: {error}"));
            Err(Exit::CannotJudge)
        }
        _ => Ok(()),
    }
}

/// Writes a file.
pub(crate) fn write(file: &Path, text: &str) -> Result<(), Exit> {
    std::fs::write(file, text).map_err(|error| {
        complain(&format!("{} cannot be written: {error}", file.display()));
        Exit::CannotJudge
    })
}

/// Writes an error to standard error.
pub(crate) fn complain(message: &str) {
    let message = crate::text::neutral::lines(message);
    let _closed_pipe = writeln!(io::stderr().lock(), "palisade: {message}");
}
