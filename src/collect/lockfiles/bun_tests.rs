//! `bun.lock` as bun writes it, and as somebody may have changed it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::*;
use crate::facts::{PackageGroup, ProblemKind, SourceKind};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn told(text: &str) -> (Lockfile, Vec<Problem>) {
    bun_lock("bun.lock", text.replace("COMMIT", COMMIT).as_bytes(), true).unwrap()
}

fn read(text: &str) -> Lockfile {
    let (lockfile, problems) = told(text);
    assert_eq!(problems, []);
    assert!(lockfile.read);
    lockfile
}

/// Each group as `key: name@version (detail)…`.
fn shown(groups: &[PackageGroup]) -> Vec<String> {
    let sample = |group: &PackageGroup| {
        let packages = group.sample.iter().map(|p| {
            let version = p.version.as_deref().map(|v| format!("@{v}")).unwrap_or_default();
            let detail = p.detail.as_deref().map(|d| format!(" ({d})")).unwrap_or_default();
            format!("{}{version}{detail}", p.name)
        });
        packages.collect::<Vec<_>>().join(", ").replace(COMMIT, "COMMIT")
    };
    groups.iter().map(|group| format!("{}: {}", group.key, sample(group))).collect()
}

const LOCK: &str = r#"{
  // Written by bun.
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "app", "dependencies": { "a": "^1.0.0", }, },
    "packages/member": { "name": "@acme/member", },
  },
  "trustedDependencies": [
    "a",
  ],
  "overrides": { "b": "2.0.0", },
  "packages": {
    "@acme/member": ["@acme/member@workspace:packages/member"],

    "a": ["a@1.0.0", "", { "dependencies": { "b": "^2.0.0" }, "bin": { "a": "a.js" } }, "sha512-AAAA=="],

    "alias": ["@acme/real@3.0.0", "https://Mirror.example/@acme/real/-/real-3.0.0.tgz", {}, "sha1-BBBB"],

    "app": ["app@root:", {}],

    "bare": ["bare@4.0.0-rc.1", "", {}, ""],

    "git": ["git@git+ssh://git@git.example/o/git.git#COMMIT", {}, "COMMIT"],

    "hub": ["hub@github:o/hub#0123abc", { "dependencies": {} }, "o-hub-0123abc", "sha512-CCCC=="],

    "linked": ["linked@link:../linked", {}],

    "local": ["local@file:../local", {}],

    "moving": ["moving@git+https://u:p@git.example/o/moving.git#main", {}, "main"],

    "packed": ["packed@./packed.tgz", {}, "sha512-DDDD=="],

    "remote": ["remote@http://files.example/remote.tgz", {}],

    "swapped": ["swapped@1.0.0", "https://registry.npm.example/evil/-/evil-1.0.0.tgz", {}, "sha512-E"],

    "a/@acme/b": ["@acme/b@2.0.0", "", { "bundled": true }, "sha512-FFFF=="],

    "a/@acme/b/c": ["c@2.0.0", "", { "bundled": true }, ""],
  }
}
"#;

#[test]
fn packages_of_every_kind_are_grouped() {
    let lockfile = read(LOCK);
    assert_eq!((lockfile.kind, lockfile.version.as_deref()), (LockfileKind::BunLock, Some("1")));
    assert_eq!(lockfile.package_count, 12);
    let groups = &lockfile.groups;
    assert_eq!(
        shown(&groups.hosts),
        [
            "files.example: remote",
            "git.example: git, moving",
            "github.com: hub",
            "mirror.example: alias@3.0.0",
            "registry.npm.example: swapped@1.0.0",
        ]
    );
    assert_eq!(
        shown(&groups.protocols),
        ["git+https: moving", "git+ssh: git", "http: remote", "https: alias@3.0.0, swapped@1.0.0"]
    );
    assert_eq!(
        shown(&groups.hashes),
        [
            "none: bare@4.0.0-rc.1, remote",
            "sha1: alias@3.0.0",
            "sha512: a@1.0.0, hub, packed, swapped@1.0.0, @acme/b@2.0.0",
        ]
    );
    assert_eq!(
        shown(&groups.exceptions),
        [
            "alias: alias@3.0.0 (@acme/real)",
            "bundled: @acme/b@2.0.0, c@2.0.0",
            "file: local (file:../local), packed (./packed.tgz)",
            "git: git (git+ssh://git@git.example/o/git.git#COMMIT), hub (github:o/hub#0123abc), \
             moving (git+https://***@git.example/o/moving.git#main)",
            "git_unpinned: moving (git+https://***@git.example/o/moving.git#main)",
            "link: linked (link:../linked)",
            "name_mismatch: swapped@1.0.0 (evil)",
        ]
    );
    assert_eq!(lockfile.packages.len(), 13);
    assert_eq!(lockfile.packages[11].at, "bun.lock#/packages/a~1@acme~1b");
    assert_eq!(lockfile.packages[11].name, "@acme/b");
    assert_eq!((lockfile.packages[0].install_script, lockfile.packages[0].optional), (None, false));
    assert_eq!(lockfile.packages[1].alias.as_deref(), Some("alias"));
    assert_eq!(lockfile.packages[9].source.kind, SourceKind::Tarball);
    assert_eq!(read(&LOCK.replace('\n', "\r\n")), lockfile);
    let (without, _) = bun_lock("x/bun.lock", LOCK.as_bytes(), false).unwrap();
    assert_eq!((without.directory.as_str(), without.packages), ("x", Vec::new()));
}

#[test]
fn a_lockfile_without_packages_locks_none() {
    assert_eq!(read(r#"{"lockfileVersion": 0, "workspaces": {"": {}}}"#).package_count, 0);
}

#[test]
fn keys_that_stand_twice_are_told_and_the_last_counts() {
    let text = r#"{"lockfileVersion": 1, "packages": {
        "a": ["a@1.0.0", "", {}, "sha512-A"], "a": ["a@2.0.0", "", {}, ""],
        "\u0061": ["a@3.0.0", "http://evil.example/a/-/a-3.0.0.tgz", {}, "sha512-A"]}}"#;
    let (lockfile, problems) = told(text);
    let told: Vec<_> = problems.iter().map(|p| (p.kind, p.at.as_str(), p.facts.len())).collect();
    assert_eq!(told, [(ProblemKind::DuplicateKey, "bun.lock#/packages/a", 0)]);
    assert_eq!(lockfile.package_count, 1);
    assert_eq!(shown(&lockfile.groups.hosts), ["evil.example: a@3.0.0"]);
}

#[test]
fn an_odd_entry_is_told_and_the_others_are_judged() {
    for (entry, reason) in [
        ("{}", "the entry is no list: run `bun install`"),
        ("\"a@1.0.0\"", "the entry is no list: run `bun install`"),
        ("[]", "the entry's list does not start with a name: run `bun install`"),
        ("[1.5, null]", "the entry's list does not start with a name: run `bun install`"),
        ("[\"a\"]", "the entry's first item names no package and no source"),
        (
            "[\"a@1.0.0\"]",
            "the entry of a registry's package has no second text: run `bun install`",
        ),
        (
            "[\"a@1.0.0\", [[[]]]]",
            "the entry of a registry's package has no second text: run `bun install`",
        ),
    ] {
        let text = format!(
            r#"{{"lockfileVersion": 1, "packages": {{"b": ["b@1.0.0", "", {{}}, ""], "a": {entry}, "c": {entry}}}}}"#
        );
        let (lockfile, problems) = told(&text);
        assert_eq!((lockfile.read, lockfile.package_count, problems.len()), (true, 1, 1));
        assert_eq!(
            (problems[0].kind, problems[0].at.as_str()),
            (ProblemKind::Unexpected, "bun.lock#/packages/a")
        );
        assert_eq!(
            problems[0].reason,
            format!("{reason}; 1 more of the lockfile's entries cannot be read")
        );
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    let (lockfile, problems) = told(r#"{"lockfileVersion": 2, "packages": {}}"#);
    assert_eq!((lockfile.read, lockfile.version.as_deref()), (false, Some("2")));
    assert_eq!((problems.len(), problems[0].kind), (1, ProblemKind::Unsupported));
    assert_eq!(problems[0].reason, "version 2 of bun.lock is not known, only 0 and 1 are");
    let deep = format!("{{\"lockfileVersion\": 1,\n\"packages\": {}", "[".repeat(9000));
    let cases = [
        ("", "the lockfile is empty (line 1, column 1)"),
        ("{}", "the lockfile has no `lockfileVersion`: run `bun install`"),
        (
            "{\n<<<<<<< HEAD\n",
            "the lockfile holds the markers of an unresolved merge (line 2, column 1): resolve it and run `bun install`",
        ),
        (
            "{\"lockfileVersion\": 1, // é\n\"packages\": []}",
            "the lockfile cannot be read: invalid type: sequence, expected an object of packages at line 2 column 12",
        ),
        (
            "{\"lockfileVersion\": 1,\n\"packages\": {\"a\": [\"a@1",
            "the lockfile cannot be read: EOF while parsing a string at line 2 column 23",
        ),
        (
            "[1]",
            "the lockfile cannot be read: invalid type: sequence, expected an object at line 1 column 0",
        ),
    ];
    for (text, reason) in cases {
        let problem = bun_lock("bun.lock", text.as_bytes(), true).unwrap_err();
        assert_eq!(
            (problem.kind, problem.reason.as_str()),
            (ProblemKind::Malformed, reason),
            "{text}"
        );
    }
    assert!(bun_lock("bun.lock", deep.as_bytes(), true).is_err());
    // Nesting within an entry is passed over.
    let (open, close) = ("[".repeat(9000), "]".repeat(9000));
    let inner = format!(
        "{{\"lockfileVersion\": 1, \"packages\": {{\"a\": [\"a@1\", \"\", {open}{close}]}}}}"
    );
    assert_eq!(read(&inner).package_count, 1);
    let problem = bun_lock("bun.lock", b"{\"a\": \"\xff\"}", true).unwrap_err();
    assert_eq!(problem.reason, "the lockfile is not UTF-8 behind byte 7");
}

proptest! {
    #[test]
    fn no_entry_makes_it_panic(
        keys in proptest::collection::vec("[@/a-zé]{0,8}", 0..4),
        item in "@?[a-z/]{0,4}@?(root:|link:|file:|git\\+|github:|https://|git@)?[a-z0-9#:@/.]{0,9}",
        rest in "(, ?(\"[a-z0-9:/-]{0,9}\"|\\{\\}|\\[1\\]|null|1|true|//x\n)){0,4},?",
    ) {
        let list: Vec<String> = keys.iter().map(|key| format!("\"{key}\": [\"{item}\"{rest}]")).collect();
        let text = format!("{{\"lockfileVersion\": 1, \"packages\": {{{},}}}}", list.join(","));
        if let Ok((lockfile, _)) = bun_lock("bun.lock", text.as_bytes(), true) {
            let counted = lockfile.packages.iter().filter(|p| p.source.kind != SourceKind::Link);
            prop_assert_eq!(lockfile.package_count, counted.count() as u64);
        }
    }

    #[test]
    fn a_lockfile_cut_anywhere_is_refused(at in 0..LOCK.trim_end().len()) {
        prop_assert!(bun_lock("bun.lock", &LOCK.as_bytes()[..at], true).is_err());
    }

    #[test]
    fn what_is_made_strict_keeps_its_length(text in "[\\[\\],/*\"\\\\ \n{}aé]{0,24}") {
        prop_assert_eq!(relaxed::strict(&text).len(), text.len());
    }
}
