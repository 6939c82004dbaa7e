//! `--base` in repositories whose own files are hostile, or are not all there.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/git.rs"]
mod git;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use git::{git, git_with};
use palisade::config::Config;
use palisade::policy::reads::Demand;
use palisade::{Setup, Subject, Target, World, facts};
use tempfile::TempDir;

/// A repository of two commits.
fn repository() -> (TempDir, PathBuf) {
    let above = tempfile::tempdir().unwrap();
    git(above.path(), &["init", "--quiet", "a"]);
    let path = above.path().join("a");
    for version in ["1.0.0", "1.1.0"] {
        let text = format!(r#"{{"dependencies": {{"a": "{version}"}}}}"#);
        fs::write(path.join("package.json"), text).unwrap();
        git(&path, &["add", "--all"]);
        git(&path, &["commit", "--quiet", "-m", "a"]);
    }
    (above, path)
}

/// What is said of a comparison: why it is not known, or how many dependencies have changed.
/// Everything else is known in any case.
fn told(path: &Path, revision: &str) -> String {
    let (send, answer) = mpsc::channel();
    let (path, revision) = (path.to_path_buf(), revision.to_owned());
    thread::spawn(move || {
        let setup = Arc::new(Setup::new(Config::defaults()));
        let target = Target { name: "a".to_owned(), subject: Subject::Folder(path), setup };
        let world = World::offline("2026-11-21".parse().unwrap()).against(Some(&revision));
        send.send(facts(&target, &Demand::everything(), world)).unwrap();
    });
    let facts = match answer.recv_timeout(Duration::from_secs(60)) {
        Ok(Ok(facts)) => facts,
        Ok(Err(refused)) => return format!("refused: {refused}"),
        Err(_) => return "no answer".to_owned(),
    };
    assert_eq!(facts.packages.len(), 1);
    let hides = |path: &String| path.starts_with("changes");
    let mut problems = facts.problems.iter().filter(|problem| problem.facts.iter().any(hides));
    let problem = problems.next().map(|problem| format!("{}: {}", problem.at, problem.reason));
    problem.unwrap_or_else(|| facts.changes.unwrap().dependencies.len().to_string())
}

#[test]
fn pipes_links_and_folders_among_the_files_of_git_are_not_opened() {
    let (_above, path) = repository();
    let git = path.join(".git");
    let branch = git::git(&path, &["symbolic-ref", "HEAD"]);
    let files = ["HEAD", "config", "packed-refs", "shallow", "commondir", "index", "main"];
    let more = ["objects/info/alternates", "objects/pack/pack-a.idx", "logs/HEAD", &branch];
    for name in files.into_iter().chain(more) {
        let file = git.join(name);
        let kept = fs::read(&file).ok();
        for kind in ["pipe", "link"] {
            let _ = fs::remove_file(&file);
            match kind {
                "pipe" => assert!(Command::new("mkfifo").arg(&file).status().unwrap().success()),
                _ => symlink("/dev/zero", &file).unwrap(),
            }
            let told = told(&path, "HEAD~1");
            let shown = if name == "shallow" { ".git/shallow" } else { ".git" };
            let reason = format!("{shown}: `.git/{name}` is ");
            assert!(told.starts_with(&reason), "{name} {kind}: {told}");
        }
        fs::remove_file(&file).unwrap();
        kept.into_iter().for_each(|kept| fs::write(&file, kept).unwrap());
    }
    assert_eq!(told(&path, "HEAD~1"), "1");
}

#[test]
fn references_lead_to_references_alone() {
    let (_above, path) = repository();
    let pipe = path.join(".git/hooks/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(told(&path, "HEAD~1"), "1");
    fs::write(path.join(".git/refs/heads/x"), "ref: hooks/pipe\n").unwrap();
    assert_eq!(told(&path, "x"), ".git: `.git/refs/heads/x` leads to no reference");
}

#[test]
fn a_list_of_where_history_ends_that_is_none_is_unknown_and_no_panic() {
    let (_above, path) = repository();
    let file = path.join(".git/shallow");
    for text in ["zzzz\n", "\n", "\n\n", "\0", "abcd", &format!("{}\r\n", "a".repeat(40))] {
        fs::write(&file, text).unwrap();
        let reason = ".git/shallow: `.git/shallow` holds a line that names no commit";
        assert_eq!(told(&path, "HEAD~1"), reason, "{text:?}");
    }
    fs::write(&file, "").unwrap();
    assert_eq!(told(&path, "HEAD~1"), "1");
    fs::write(&file, format!("{}\n", "a".repeat(40))).unwrap();
    assert_eq!(told(&path, "HEAD~1"), "1");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let told = told(&path, "HEAD~1");
    assert!(told.starts_with(".git/shallow: "), "{told}");
}

#[test]
fn a_link_to_a_repository_is_not_followed_and_a_file_is() {
    let (above, path) = repository();
    let copy = above.path().join("b");
    fs::create_dir(&copy).unwrap();
    fs::copy(path.join("package.json"), copy.join("package.json")).unwrap();
    symlink(path.join(".git"), copy.join(".git")).unwrap();
    assert_eq!(told(&copy, "HEAD~1"), ".git: `.git` is a link, and is not followed");
    fs::remove_file(copy.join(".git")).unwrap();
    fs::write(copy.join(".git"), format!("gitdir: {}/.git\n", path.display())).unwrap();
    assert_eq!(told(&copy, "HEAD~1"), "1");
    for text in ["gitdir: \n", "gitdir: a\0b\n", "nothing", "gitdir: ../a/.git\nmore\n"] {
        fs::write(copy.join(".git"), text).unwrap();
        let reason = ".git: `.git` is a file that leads to no folder";
        assert_eq!(told(&copy, "HEAD~1"), reason, "{text:?}");
    }
}

#[test]
fn few_objects_that_stand_for_any_number_of_files_are_given_up() {
    let (_above, path) = repository();
    let blob = git_with(&path, &["hash-object", "-w", "--stdin"], b"{}");
    let leaf = format!("100644 blob {blob}\tpackage.json\n");
    let mut tree = git_with(&path, &["mktree"], leaf.as_bytes());
    for _ in 0..40 {
        let entries = (0..10).map(|at| format!("040000 tree {tree}\t{at}\n"));
        tree = git_with(&path, &["mktree"], entries.collect::<String>().as_bytes());
    }
    let bomb = git(&path, &["commit-tree", &tree, "-p", "HEAD", "-m", "a"]);
    git(&path, &["update-ref", "HEAD", &bomb]);
    let told = told(&path, "HEAD");
    assert!(told.contains("lists of files stand for more"), "{told}");
}

#[test]
fn what_a_partial_clone_has_left_out_is_unknown_with_the_command_that_brings_it() {
    let (above, path) = repository();
    git(&path, &["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", path.display());
    for filter in ["blob:none", "tree:0"] {
        let name = filter.replace(':', "-");
        let filter = format!("--filter={filter}");
        git(above.path(), &["clone", "--quiet", &filter, &url, &name]);
        let clone = above.path().join(&name);
        let unknown = told(&clone, "HEAD~1");
        let mend =
            "this is a partial clone: `git fetch --refetch --no-filter origin` brings the rest";
        assert!(unknown.ends_with(mend), "{unknown}");
        git(&clone, &["fetch", "--quiet", "--refetch", "--no-filter", "origin"]);
        assert_eq!(told(&clone, "HEAD~1"), "1");
    }
}
