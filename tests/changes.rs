//! `--base`: folders compared with commits that git has written, hostile ones among them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/git.rs"]
mod git;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use git::{git, git_with};
use palisade::config::Config;
use palisade::facts::{Facts, PackageChangeKind};
use palisade::policy::judge::Outcome;
use palisade::policy::reads::Demand;
use palisade::{Setup, Subject, Target, World, facts, judge_facts};
use tempfile::TempDir;

/// A repository of two branches: `main`, and `topic` that is checked out.
struct Repository {
    folder: TempDir,
}

fn lockfile(packages: &[(&str, &str)]) -> String {
    let entry = |(name, version): &(&str, &str)| {
        format!(
            r#""node_modules/{name}": {{"version": "{version}", "resolved": "https://registry.npm.example/{name}/-/{name}-{version}.tgz", "integrity": "sha512-AAAA"}}"#
        )
    };
    let entries: Vec<_> = packages.iter().map(entry).collect();
    format!(r#"{{"lockfileVersion": 3, "packages": {{"": {{}}, {}}}}}"#, entries.join(",\n"))
}

impl Repository {
    /// `topic` raises `a`; since then `main` has got `b`, which is no change of `topic`.
    fn new() -> Self {
        Self::with(&["init", "--quiet"])
    }

    fn with(init: &[&str]) -> Self {
        let repository = Self { folder: tempfile::tempdir().unwrap() };
        let init: Vec<_> = init.iter().copied().chain(["clone"]).collect();
        git(repository.folder.path(), &init);
        repository.write("package.json", "{}");
        repository.write("package-lock.json", &lockfile(&[("a", "1.0.0")]));
        repository.commit();
        repository.git(&["checkout", "--quiet", "-b", "topic"]);
        repository.write("package-lock.json", &lockfile(&[("a", "1.1.0")]));
        repository.commit();
        repository.git(&["checkout", "--quiet", "main"]);
        repository.write("package-lock.json", &lockfile(&[("a", "1.0.0"), ("b", "1.0.0")]));
        repository.commit();
        repository.git(&["checkout", "--quiet", "topic"]);
        repository
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("clone")
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(&self.path(), arguments)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "a"]);
    }

    fn changes(&self, revision: &str) -> Vec<String> {
        changes(&self.path(), revision)
    }
}

fn collected(path: &Path, revision: &str) -> Result<Facts, String> {
    let setup = Arc::new(Setup::new(Config::defaults()));
    let target =
        Target { name: "a".to_owned(), subject: Subject::Folder(path.to_path_buf()), setup };
    let world = World::offline("2026-11-21".parse().unwrap()).against(Some(revision));
    facts(&target, &Demand::everything(), world)
}

/// The changes of packages, `kind name version`, or why they are not known.
fn changes(path: &Path, revision: &str) -> Vec<String> {
    let facts = match collected(path, revision) {
        Ok(facts) => facts,
        Err(reason) => return vec![format!("refused: {reason}")],
    };
    let mut lines = unknown(&facts);
    for change in facts.changes.iter().flat_map(|changes| &changes.packages) {
        let kind = serde_json::to_value(change.kind).unwrap();
        let version = change.version.as_deref().unwrap_or("-");
        lines.push(format!("{} {} {version}", kind.as_str().unwrap(), change.name));
    }
    lines
}

/// The problems because of which changes are not known.
fn unknown(facts: &Facts) -> Vec<String> {
    let hides = |path: &String| path == "changes" || path == "changes.packages";
    let problems = facts.problems.iter().filter(|problem| problem.facts.iter().any(hides));
    problems.map(|problem| format!("unknown: {} {}", problem.at, problem.reason)).collect()
}

const RAISED: [&str; 1] = ["upgraded a 1.1.0"];

#[test]
fn a_branch_is_compared_with_where_it_began() {
    let repository = Repository::new();
    let start = repository.git(&["rev-parse", "HEAD~1"]);
    let facts = collected(&repository.path(), "main").unwrap();
    let changes = facts.changes.unwrap();
    assert_eq!(
        (changes.base.as_str(), changes.revision.as_deref()),
        ("main", Some(start.as_str()))
    );
    repository.git(&["tag", "-a", "-m", "a", "v1", "main"]);
    for revision in ["main", "refs/heads/main", "v1", "main~1", "HEAD~1", &start, &start[..10]] {
        assert_eq!(repository.changes(revision), RAISED, "{revision}");
    }
    assert_eq!(repository.changes("HEAD"), [""; 0]);
    // What is not committed yet is part of what is looked at.
    repository.write("package-lock.json", &lockfile(&[("a", "1.2.0")]));
    assert_eq!(repository.changes("HEAD"), ["upgraded a 1.2.0"]);
}

#[test]
fn a_revision_that_is_none_is_refused() {
    let repository = Repository::new();
    for (revision, reason) in [
        ("nope", "has no revision `nope`: name a branch"),
        ("", "has no revision ``"),
        ("HEAD~99", "has no revision `HEAD~99`"),
        ("--help", "has no revision `--help`"),
        ("main..topic", "is to be compared with one revision"),
        ("main...topic", "is to be compared with one revision"),
        ("HEAD:package.json", "is to be compared with a commit"),
        ("HEAD^{tree}", "is to be compared with a commit"),
    ] {
        let refused = collected(&repository.path(), revision).unwrap_err();
        assert!(refused.starts_with(reason), "{revision}: {refused}");
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("package.json"), "{}").unwrap();
    let refused = collected(folder.path(), "main").unwrap_err();
    assert!(refused.starts_with("is in no git repository"), "{refused}");
}

#[test]
fn packed_objects_and_references_are_read_as_loose_ones() {
    let repository = Repository::new();
    repository.git(&["gc", "--quiet", "--aggressive", "--prune=now"]);
    assert!(fs::read_dir(repository.path().join(".git/objects/pack")).unwrap().count() > 1);
    assert_eq!(repository.changes("main"), RAISED);
    repository.git(&["commit-graph", "write", "--reachable"]);
    repository.git(&["multi-pack-index", "write"]);
    assert_eq!(repository.changes("main"), RAISED);
}

#[test]
fn a_repository_of_sha_256_is_read() {
    let repository = Repository::with(&["init", "--quiet", "--object-format=sha256"]);
    assert_eq!(repository.changes("main"), RAISED);
    let revision = collected(&repository.path(), "main").unwrap().changes.unwrap().revision;
    assert_eq!(revision.map(|revision| revision.len()), Some(64));
}

#[test]
fn a_worktree_is_part_of_its_repository() {
    let repository = Repository::new();
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["worktree", "add", "--quiet", "../tree", "topic"]);
    assert_eq!(changes(&repository.folder.path().join("tree"), "main"), RAISED);
}

#[test]
fn histories_that_share_nothing_are_compared_as_they_are() {
    let repository = Repository::new();
    repository.git(&["checkout", "--quiet", "--orphan", "other"]);
    repository.commit();
    assert_eq!(repository.changes("main"), ["removed b 1.0.0", "upgraded a 1.1.0"]);
}

#[test]
fn a_shallow_clone_is_unknown_where_its_history_ends_too_early() {
    let repository = Repository::new();
    let url = format!("file://{}", repository.path().display());
    let above = repository.folder.path();
    git(above, &["clone", "--quiet", "--depth=1", "--branch=topic", &url, "shallow"]);
    let clone = above.join("shallow");
    let [unknown] = &changes(&clone, "origin/main")[..] else { panic!("one reason") };
    assert!(unknown.starts_with("unknown: .git/shallow there is no revision"), "{unknown}");
    assert!(unknown.contains("`git fetch --unshallow origin main`"), "{unknown}");
    git(&clone, &["fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main"]);
    assert_eq!(
        changes(&clone, "origin/main"),
        [
            "unknown: .git/shallow the history ends before `HEAD` and `origin/main` meet, for this is \
             a shallow clone: `git fetch --unshallow origin main`, or `fetch-depth: 0` for \
             actions/checkout, brings the rest"
        ]
    );
    assert_eq!(collected(&clone, "origin/main").unwrap().changes, None);
    git(&clone, &["fetch", "--quiet", "--unshallow", "origin"]);
    assert_eq!(changes(&clone, "origin/main"), RAISED);
}

#[test]
fn a_folder_of_a_repository_is_compared_with_what_it_was() {
    let repository = Repository::new();
    repository.write("apps/web/package.json", "{}");
    repository.write("apps/web/package-lock.json", &lockfile(&[("w", "1.0.0")]));
    repository.commit();
    repository.write("apps/web/package-lock.json", &lockfile(&[("w", "2.0.0")]));
    repository.write("apps/new/package.json", "{}");
    repository.write("apps/new/package-lock.json", &lockfile(&[("n", "1.0.0")]));
    let web = repository.path().join("apps/web");
    assert_eq!(changes(&web, "HEAD"), ["upgraded w 2.0.0"]);
    assert_eq!(changes(&repository.path().join("apps/new"), "HEAD"), ["new n 1.0.0"]);
    fs::remove_dir_all(repository.path().join(".git/objects")).unwrap();
    let found = changes(&web, "HEAD");
    assert!(found[0].starts_with("unknown:  git's files cannot be read"), "{found:?}");
}

#[test]
fn a_project_that_has_moved_brings_nothing_new() {
    let repository = Repository::new();
    repository.write("old/package.json", r#"{"name": "m", "dependencies": {"w": "1"}}"#);
    repository.write("old/package-lock.json", &lockfile(&[("w", "1.0.0")]));
    repository.commit();
    fs::rename(repository.path().join("old"), repository.path().join("new")).unwrap();
    let facts = collected(&repository.path(), "HEAD").unwrap();
    let changes = facts.changes.unwrap();
    assert_eq!((changes.packages, changes.dependencies), (Vec::new(), Vec::new()));
}

#[test]
fn a_submodule_is_another_repository() {
    let repository = Repository::new();
    let url = repository.path();
    repository.git(&["submodule", "--quiet", "add", &format!("file://{}", url.display()), "sub"]);
    repository.commit();
    assert_eq!(
        repository.changes("HEAD~1"),
        [
            "unknown: sub/package-lock.json `sub` is a repository of its own, and what it was before \
             is not looked at"
        ]
    );
    assert_eq!(changes(&repository.path().join("sub"), "origin/main"), RAISED);
}

#[test]
fn links_are_followed_within_the_commit_alone() {
    let repository = Repository::new();
    let outside = repository.folder.path().join("outside.json");
    fs::write(&outside, lockfile(&[("evil", "1.0.0")])).unwrap();
    for (link, to) in [
        ("x/package-lock.json", "../../outside.json"),
        ("y/package-lock.json", outside.to_str().unwrap()),
        ("z/package-lock.json", "../real/lock.json"),
        ("loop/package-lock.json", "package-lock.json"),
        ("lost/package-lock.json", "../nothing"),
    ] {
        let folder = link.split('/').next().unwrap();
        repository.write(&format!("{folder}/package.json"), "{}");
        let id = git_with(&repository.path(), &["hash-object", "-w", "--stdin"], to.as_bytes());
        let entry = format!("120000,{id},{link}");
        repository.git(&["update-index", "--add", "--cacheinfo", &entry]);
    }
    repository.write("real/lock.json", &lockfile(&[("r", "1.0.0")]));
    repository.git(&["add", "real", "x/package.json", "y/package.json", "z/package.json"]);
    repository.git(&["add", "loop/package.json", "lost/package.json"]);
    repository.git(&["commit", "--quiet", "-m", "links"]);
    for folder in ["x", "y", "z", "loop", "lost"] {
        repository.write(&format!("{folder}/package-lock.json"), &lockfile(&[("r", "2.0.0")]));
    }
    let short = &repository.git(&["rev-parse", "HEAD"])[..10];
    let out = "is a link that leads out of the repository, and is not followed";
    let nowhere = "is a link that leads to no file";
    assert_eq!(
        repository.changes("HEAD"),
        [
            format!("unknown: loop/package-lock.json as it was in {short}: {nowhere}"),
            format!("unknown: lost/package-lock.json as it was in {short}: {nowhere}"),
            format!("unknown: x/package-lock.json as it was in {short}: {out}"),
            format!("unknown: y/package-lock.json as it was in {short}: {out}"),
            "upgraded r 2.0.0".to_owned(),
        ]
    );
}

#[test]
fn what_is_too_large_is_not_unpacked() {
    let repository = Repository::new();
    // 200 MB of zeros, 200 KB packed.
    let zeros = fs::File::create(repository.path().join("package-lock.json")).unwrap();
    zeros.set_len(200 << 20).unwrap();
    drop(zeros);
    repository.commit();
    repository.write("package-lock.json", &lockfile(&[("a", "1.2.0")]));
    for packed in [false, true] {
        if packed {
            repository.git(&["gc", "--quiet", "--prune=now"]);
        }
        let start = Instant::now();
        let found = repository.changes("HEAD");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with("has more than 128 MiB, the most that is read"), "{found:?}");
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

#[test]
fn damaged_objects_are_unknown_and_no_panic() {
    let repository = Repository::new();
    let lost = repository.git(&["rev-parse", "main~1:package-lock.json"]);
    let loose = repository.path().join(".git/objects").join(&lost[..2]).join(&lost[2..]);
    let kept = fs::read(&loose).unwrap();
    fs::remove_file(&loose).unwrap();
    let found = repository.changes("main");
    assert!(found.len() == 1 && found[0].contains(&format!("git's object {lost}")), "{found:?}");
    fs::write(&loose, &kept).unwrap();
    repository.git(&["gc", "--quiet", "--prune=now"]);
    let packs = fs::read_dir(repository.path().join(".git/objects/pack")).unwrap();
    let files: Vec<_> = packs.map(|entry| entry.unwrap().path()).collect();
    for file in files {
        let whole = fs::read(&file).unwrap();
        let mut permissions = fs::metadata(&file).unwrap().permissions();
        #[allow(clippy::permissions_set_readonly_false, reason = "the folder is gone at the end")]
        permissions.set_readonly(false);
        fs::set_permissions(&file, permissions).unwrap();
        for at in (0..whole.len()).step_by(whole.len().div_ceil(60)) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            fs::write(&file, &damaged).unwrap();
            let found = repository.changes("main");
            let told = |line: &String| line.starts_with("unknown:") || line.starts_with("refused:");
            assert!(found == RAISED || found.iter().any(told), "{file:?} {at}: {found:?}");
        }
        fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        let found = repository.changes("main");
        assert!(!found.is_empty(), "{file:?} cut off");
        fs::write(&file, &whole).unwrap();
    }
}

#[test]
fn names_that_no_file_can_have_are_told() {
    let repository = Repository::new();
    let blob = repository.git(&["rev-parse", "HEAD:package.json"]);
    let raw: Vec<u8> =
        (0..20).map(|at| u8::from_str_radix(&blob[at * 2..at * 2 + 2], 16).unwrap()).collect();
    let tree = [b"100644 a/package.json\0".as_slice(), &raw].concat();
    let make = ["hash-object", "-w", "-t", "tree", "--literally", "--stdin"];
    let tree = git_with(&repository.path(), &make, &tree);
    let commit = repository.git(&["commit-tree", "-p", "HEAD", "-m", "a", &tree]);
    repository.git(&["reset", "--quiet", "--soft", &commit]);
    let found = repository.changes("HEAD");
    assert!(found[0].ends_with("holds a name that no file can have"), "{found:?}");
}

#[test]
fn stored_facts_are_judged_as_fresh_ones() {
    let repository = Repository::new();
    repository.write(
        "package-lock.json",
        &lockfile(&[("a", "1.0.0"), ("n", "1.0.0")]).replacen("AAAA", "BBBB", 1),
    );
    let fresh = collected(&repository.path(), "main").unwrap();
    let kinds: Vec<_> =
        fresh.changes.as_ref().unwrap().packages.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [PackageChangeKind::IntegrityChanged, PackageChangeKind::New]);
    let stored: Facts = serde_json::from_str(&serde_json::to_string(&fresh).unwrap()).unwrap();
    assert_eq!(stored, fresh);
    let mut config = Config::defaults();
    config.selection.only = vec!["lockfile".to_owned()];
    let setup = Setup::new(config);
    assert_eq!(judge_facts(&setup, &stored), judge_facts(&setup, &fresh));
    let outcome = |facts: &Facts, id: &str| {
        let verdicts = judge_facts(&setup, facts);
        verdicts.into_iter().find(|verdict| &*verdict.rule == id).unwrap().outcome
    };
    assert_eq!(outcome(&fresh, "lockfile.integrity_changed"), Outcome::Fail);
    assert_eq!(outcome(&fresh, "lockfile.downgraded"), Outcome::Pass);
    let without = Facts { changes: None, ..fresh };
    assert_eq!(outcome(&without, "lockfile.integrity_changed"), Outcome::NotApplicable);
}
