//! What integration tests share: folders with repositories in them, runs of the program, and
//! its JSON report taken apart.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod https_server;
pub(crate) mod mail;
pub(crate) mod nameserver;
mod report;

use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub(crate) use report::Report;

/// The day that all tests judge by.
pub(crate) const TODAY: &str = "2026-11-21";

/// When a run counts as one that hangs. Far above what any run takes: a test that meets it fails.
const PATIENCE: Duration = Duration::from_secs(120);

/// Variables of the environment that change what the program prints.
const MEDDLING: &[&str] =
    &["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "SOURCE_DATE_EPOCH", "TERM", "CI"];

/// Rules that each read one part of the facts: workflows twice, settings, lockfiles, manifests.
pub(crate) const PARTS: &[&str] = &[
    "ci.secret_printed",
    "ci.unpinned_action",
    "install.token_in_file",
    "lockfile.no_integrity",
    "publish.lifecycle_downloads",
];

/// A working directory with repositories and policies in it.
pub(crate) struct World {
    folder: TempDir,
}

/// How a run of the program ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl World {
    /// An empty working directory.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// One with a repository in `app` about which [`PARTS`] have one thing to say: its workflow
    /// uses an action that is not pinned.
    pub(crate) fn with_app() -> Self {
        let world = Self::new();
        world.app("app");
        world
    }

    /// Writes that repository into a folder.
    pub(crate) fn app(&self, folder: &str) {
        self.write(&format!("{folder}/package.json"), MANIFEST);
        self.write(&format!("{folder}/package-lock.json"), LOCKFILE);
        self.write(&format!("{folder}/.npmrc"), "save-exact=true\n");
        self.write(&format!("{folder}/.github/workflows/ci.yml"), WORKFLOW);
    }

    /// Writes a file, with the folders that it needs.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Takes a file away.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// A path in the working directory; the empty one is the directory itself.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs the program with these arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, |_| {})
    }

    /// The same, with more said of the process.
    pub(crate) fn run_with(&self, arguments: &[&str], adjust: impl FnOnce(&mut Command)) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_palisade"));
        for variable in MEDDLING {
            command.env_remove(variable);
        }
        command.args(arguments).current_dir(self.folder.path());
        adjust(&mut command);
        run(command, arguments)
    }

    /// Runs `check` on that day and reads its JSON report.
    pub(crate) fn check(&self, arguments: &[&str]) -> Report {
        let arguments: Vec<_> = ["check", "--format", "json", "--today", TODAY]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        Report::of(self.run(&arguments))
    }

    /// Judges `app` by [`PARTS`].
    pub(crate) fn check_app(&self) -> Report {
        let rules = PARTS.iter().flat_map(|rule| ["--rule", rule]);
        self.check(&std::iter::once("app").chain(rules).collect::<Vec<_>>())
    }
}

impl Run {
    /// Standard output as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("output is UTF-8")
    }
}

/// Waits for a process; one that does not end is ended, and is a failure.
fn run(mut command: Command, arguments: &[&str]) -> Run {
    let (mut stdout, mut stderr) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    command.stdin(Stdio::null());
    command.stdout(stdout.try_clone().unwrap()).stderr(stderr.try_clone().unwrap());
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the program does not end: {arguments:?}");
        }
        sleep(Duration::from_millis(2));
    };
    let stderr = String::from_utf8(content(&mut stderr)).expect("complaints are UTF-8");
    Run { code: status.code(), stdout: content(&mut stdout), stderr }
}

fn content(file: &mut File) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

/// Makes a named pipe that nobody writes to.
#[cfg(unix)]
pub(crate) fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success(), "mkfifo {}", path.display());
}

const MANIFEST: &str = r#"{
  "name": "app",
  "version": "1.0.0",
  "scripts": { "prepare": "cat version.txt | tee built.txt" },
  "dependencies": { "left": "^1.0.0" }
}
"#;

const LOCKFILE: &str = r#"{
  "name": "app",
  "version": "1.0.0",
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "app", "version": "1.0.0", "dependencies": { "left": "^1.0.0" } },
    "node_modules/left": {
      "version": "1.0.0",
      "resolved": "https://registry.npm.example/left/-/left-1.0.0.tgz",
      "integrity": "sha512-Mg6UvQzIGW9ChFQvkf6z1WbHtGkKKnCdqKZ3vGd2zVYVvGjmWcnWPJpNcGTv8dVZ8GdmRbXnRqVcGX3oWeVrWQ=="
    }
  }
}
"#;

const WORKFLOW: &str = "\
on: push
permissions: {}
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
";
