//! Repositories as git itself makes them: what the program reads must be what git writes.

use std::path::Path;
use std::process::Command;

/// Runs git in a folder, without the configuration of whoever runs the tests, and gives what it
/// prints.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    git_with(folder, arguments, b"")
}

/// The same, with something to read.
pub(crate) fn git_with(folder: &Path, arguments: &[&str], input: &[u8]) -> String {
    use std::io::Write as _;
    use std::process::Stdio;

    let person = "release@example.com";
    let mut command = Command::new("git");
    command.args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]);
    command.args(["-c", "core.symlinks=true", "-c", "core.autocrlf=false"]);
    command.args(arguments).current_dir(folder);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", folder.join("no-such-file"));
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "release").env(format!("GIT_{role}_EMAIL"), person);
        command.env(format!("GIT_{role}_DATE"), "2026-11-21T00:00:00Z");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("git is there: these tests need it");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let done = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "git {arguments:?}: {stderr}");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}
