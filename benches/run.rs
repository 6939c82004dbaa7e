//! What a run costs, against reading and parsing the same bytes.
//!
//! `cargo bench` runs it; docs/performance.md holds ratios that were measured so. Three
//! repositories are made up and written to a temporary folder: one of 1,000 workflows, one with
//! a lockfile of 20 MB and 200 manifests, one with a lockfile of pnpm of 10 MB. All rules and
//! facts are asked for, and of lockfiles once more the rules of their pack alone.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use palisade::config::Config;
use palisade::facts::Facts;
use palisade::policy::judge::Verdict;
use palisade::policy::reads::Demand;
use palisade::{Setup, Subject, Target, World};

fn main() {
    divan::main();
}

/// A repository on disk, with what the stages of a run make of it.
struct Repository {
    folder: tempfile::TempDir,
    target: Target,
    demand: Demand,
    facts: Facts,
    verdicts: Vec<Verdict>,
}

static WORKFLOWS: LazyLock<Repository> = LazyLock::new(|| Repository::new(workflows, None));
static LOCKFILE: LazyLock<Repository> = LazyLock::new(|| Repository::new(lockfile, None));
static PNPM: LazyLock<Repository> = LazyLock::new(|| Repository::new(pnpm, None));
static LOCKFILE_RULES: LazyLock<Repository> =
    LazyLock::new(|| Repository::new(lockfile, Some("lockfile")));
static PNPM_RULES: LazyLock<Repository> = LazyLock::new(|| Repository::new(pnpm, Some("lockfile")));

impl Repository {
    /// Writes it, and looks at it with all rules and facts or with those of one pack.
    fn new(write: fn(&Path), pack: Option<&str>) -> Self {
        let folder =
            tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        write(folder.path());
        let mut config = Config::defaults();
        config.selection.only.extend(pack.map(str::to_owned));
        let setup = Arc::new(Setup::new(config));
        let demand = match pack {
            Some(_) => {
                let (selected, _) = setup.bundle.select(&setup.config.selection);
                Demand::of(selected.iter().map(|selected| selected.reads.as_ref()))
            }
            None => Demand::everything(),
        };
        let target = Target {
            name: "bench".into(),
            subject: Subject::Folder(folder.path().to_path_buf()),
            setup,
        };
        let facts = palisade::facts(&target, &demand, world());
        let facts = facts.unwrap_or_else(|error| panic!("the repository cannot be read: {error}"));
        let verdicts = palisade::judge_facts(&target.setup, &facts);
        Self { folder, target, demand, facts, verdicts }
    }

    fn files(&self) -> Vec<PathBuf> {
        let walk = walkdir::WalkDir::new(self.folder.path()).into_iter().flatten();
        walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
    }
}

fn world() -> World<'static> {
    let today = "2026-11-21".parse().unwrap_or_else(|error| panic!("{error}"));
    World::offline(today)
}

/// The yardstick: every file read, every JSON document parsed into a value, every YAML document
/// into events, one after the other.
fn read_and_parse(files: &[PathBuf]) -> usize {
    let mut events = 0;
    for file in files {
        let Ok(text) = fs::read_to_string(file) else { continue };
        if file.extension().is_some_and(|extension| extension == "json") {
            let value: Result<serde_json::Value, _> = serde_json::from_str(&text);
            events += usize::from(divan::black_box(value).is_ok());
        } else {
            events += granit_parser::Parser::new_from_str(&text).filter(Result::is_ok).count();
        }
    }
    events
}

macro_rules! stages {
    ($name:ident, $repository:ident) => {
        #[divan::bench_group(sample_count = 10, sample_size = 1)]
        mod $name {
            use super::*;

            #[divan::bench]
            fn a_read_and_parse(bencher: divan::Bencher<'_, '_>) {
                let files = $repository.files();
                bencher.bench(|| read_and_parse(&files));
            }

            #[divan::bench]
            fn b_collect(bencher: divan::Bencher<'_, '_>) {
                let Repository { target, demand, .. } = &*$repository;
                bencher.bench(|| palisade::facts(target, demand, world()));
            }

            #[divan::bench]
            fn c_judge(bencher: divan::Bencher<'_, '_>) {
                bencher
                    .bench(|| palisade::judge_facts(&$repository.target.setup, &$repository.facts));
            }

            #[divan::bench]
            fn d_locate(bencher: divan::Bencher<'_, '_>) {
                let target = &$repository.target;
                bencher.bench(|| {
                    palisade::locate_findings(
                        &target.setup,
                        &$repository.verdicts,
                        &$repository.facts,
                        Some($repository.folder.path()),
                    )
                });
            }

            #[divan::bench]
            fn e_whole_run(bencher: divan::Bencher<'_, '_>) {
                let target = std::slice::from_ref(&$repository.target);
                bencher.bench(|| palisade::check(target, world()));
            }
        }
    };
}

stages!(workflows_1000, WORKFLOWS);
stages!(lockfile_20_mb, LOCKFILE);
stages!(pnpm_lockfile_10_mb, PNPM);
stages!(rules_of_lockfile_20_mb, LOCKFILE_RULES);
stages!(rules_of_pnpm_lockfile_10_mb, PNPM_RULES);

/// 1,000 workflows of three jobs and some fifty commands.
fn workflows(folder: &Path) {
    let workflows = folder.join(".github/workflows");
    write(&folder.join("package.json"), r#"{"name": "@acme/bench", "version": "1.0.0"}"#);
    for number in 0..1000 {
        let mut text = format!(
            "name: check {number}\non: [push, pull_request]\npermissions:\n  contents: read\njobs:\n"
        );
        for job in ["lint", "test", "release"] {
            let _infallible = write!(
                text,
                "  {job}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm ci\n      - name: commands of {job}\n        run: |\n"
            );
            for line in 0..15 {
                let _infallible = writeln!(
                    text,
                    "          if [ -n \"$STAGE\" ]; then npm run step-{line} -- --flag={number} | tee out.log; fi"
                );
            }
        }
        text.push_str("      - run: npm publish --provenance\n");
        write(&workflows.join(format!("check-{number}.yml")), &text);
    }
}

/// A lockfile of 20 MB and the manifests of a workspace.
fn lockfile(folder: &Path) {
    write(
        &folder.join("package.json"),
        r#"{"name": "root", "private": true, "workspaces": ["packages/*"]}"#,
    );
    let mut text = String::from(
        "{\n  \"name\": \"root\",\n  \"lockfileVersion\": 3,\n  \"packages\": {\n    \"\": {\"name\": \"root\"}",
    );
    for number in 0..60_000 {
        let _infallible = write!(
            text,
            ",\n    \"node_modules/package-{number}\": {{\n      \"version\": \"1.{number}.0\",\n      \"resolved\": \"https://registry.npm.example/package-{number}/-/package-{number}-1.{number}.0.tgz\",\n      \"integrity\": \"sha512-{:0>86}==\",\n      \"license\": \"MIT\",\n      \"engines\": {{ \"node\": \">=18\" }},\n      \"dependencies\": {{ \"package-{}\": \"^1.0.0\" }}\n    }}",
            number,
            number / 2,
        );
    }
    text.push_str("\n  }\n}\n");
    write(&folder.join("package-lock.json"), &text);
    for number in 0..200 {
        let manifest = format!(
            "{{\"name\": \"@acme/part-{number}\", \"version\": \"1.0.0\", \"scripts\": {{\"build\": \"tsc -b\"}}, \"dependencies\": {{\"package-{number}\": \"^1.0.0\"}}}}"
        );
        write(&folder.join(format!("packages/part-{number}/package.json")), &manifest);
    }
}

/// A lockfile of pnpm of 10 MB.
fn pnpm(folder: &Path) {
    write(&folder.join("package.json"), r#"{"name": "root", "private": true}"#);
    let (mut packages, mut snapshots) = (String::new(), String::new());
    for number in 0..38_000 {
        let _infallible = write!(
            packages,
            "\n  package-{number}@1.{number}.0:\n    resolution: {{integrity: sha512-{number:0>86}==}}\n    engines: {{node: '>=18'}}\n",
        );
        let _infallible = write!(
            snapshots,
            "\n  package-{number}@1.{number}.0:\n    dependencies:\n      package-{0}: 1.{0}.0\n",
            number / 2,
        );
    }
    let text = format!("lockfileVersion: '9.0'\n\npackages:\n{packages}\nsnapshots:\n{snapshots}");
    write(&folder.join("pnpm-lock.yaml"), &text);
}

fn write(file: &Path, text: &str) {
    let folder = file.parent().unwrap_or(file);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(file, text));
    written.unwrap_or_else(|error| panic!("{} cannot be written: {error}", file.display()));
}
