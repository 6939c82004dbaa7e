//! Lockfiles of npm, as its versions write them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::facts::{PackageGroup, SourceKind};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn read(text: &str) -> Lockfile {
    let (lockfile, problems) = package_lock("package-lock.json", text.as_bytes(), true).unwrap();
    assert_eq!(problems, []);
    assert!(lockfile.read);
    lockfile
}

/// Each group as `key: name@version (detail)…`.
fn shown(groups: &[PackageGroup]) -> Vec<String> {
    let sample = |group: &PackageGroup| {
        assert_eq!(group.count, group.sample.len() as u64);
        let packages = group.sample.iter().map(|p| {
            let version = p.version.as_deref().map(|v| format!("@{v}")).unwrap_or_default();
            let detail = p.detail.as_deref().map(|d| format!(" ({d})")).unwrap_or_default();
            format!("{}{version}{detail}", p.name)
        });
        packages.collect::<Vec<_>>().join(", ")
    };
    groups.iter().map(|group| format!("{}: {}", group.key, sample(group))).collect()
}

fn places(lockfile: &Lockfile) -> Vec<&str> {
    lockfile.packages.iter().map(|package| package.at.as_str()).collect()
}

const V3: &str = r#"{
  "name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
  "packages": {
    "": {"name": "app", "version": "1.0.0", "workspaces": ["packages/*"], "dependencies": {"a": "^1.0.0"}},
    "node_modules/@acme/member": {"resolved": "packages/member", "link": true},
    "node_modules/a": {
      "version": "1.0.0", "resolved": "https://registry.npm.example/a/-/a-1.0.0.tgz",
      "integrity": "sha512-AAAA==", "hasInstallScript": true, "engines": {"node": ">=18"},
      "dependencies": {"b": "^2.0.0"}
    },
    "node_modules/a/node_modules/@acme/b": {
      "version": "2.0.0", "resolved": "https://registry.npm.example/@acme/b/-/b-2.0.0.tgz",
      "integrity": "sha1-AAAA sha384-BBBB", "dev": true, "license": "MIT"
    },
    "node_modules/alias": {
      "name": "real", "version": "3.0.0", "optional": true,
      "resolved": "https://Mirror.example/real/-/real-3.0.0.tgz", "integrity": "sha512-CCCC=="
    },
    "node_modules/bundle": {"version": "4.0.0", "inBundle": true},
    "node_modules/bare": {"version": "5.0.0", "devOptional": true},
    "node_modules/pinned": {
      "version": "6.0.0", "resolved": "git+ssh://git@github.com/o/pinned.git#COMMIT", "license": "MIT"
    },
    "node_modules/moving": {"version": "6.1.0", "resolved": "git+https://u:p@git.example/o/moving.git#main"},
    "node_modules/local": {"version": "7.0.0", "resolved": "file:local-7.0.0.tgz", "integrity": "sha512-DDDD=="},
    "node_modules/remote": {"version": "8.0.0", "resolved": "http://files.example/remote.tgz"},
    "node_modules/swapped": {
      "version": "1.0.0", "resolved": "https://registry.npm.example/evil/-/evil-1.0.0.tgz", "integrity": "sha512-E"
    },
    "node_modules/older": {
      "version": "1.2.0", "resolved": "https://registry.npm.example/older/-/older-1.1.0.tgz", "integrity": "sha512-F"
    },
    "packages/member": {"name": "@acme/member", "version": "1.0.0", "dependencies": {"a": "1"}},
    "packages/member/node_modules/a": {
      "version": "0.9.0", "resolved": "https://npm.pkg.example/download/@o/a/0.9.0/0a1b", "integrity": "sha512-G"
    }
  }
}"#;

#[test]
fn packages_by_path_are_grouped() {
    let lockfile = read(&V3.replace("COMMIT", COMMIT));
    assert_eq!((lockfile.at.as_str(), lockfile.directory.as_str()), ("package-lock.json", "."));
    assert_eq!(lockfile.kind, LockfileKind::PackageLock);
    assert_eq!(lockfile.version.as_deref(), Some("3"));
    assert_eq!(lockfile.package_count, 12);
    let groups = &lockfile.groups;
    assert_eq!(
        shown(&groups.hosts),
        [
            "files.example: remote@8.0.0",
            "git.example: moving@6.1.0",
            "github.com: pinned@6.0.0",
            "mirror.example: alias@3.0.0",
            "npm.pkg.example: a@0.9.0",
            "registry.npm.example: a@1.0.0, @acme/b@2.0.0, swapped@1.0.0, older@1.2.0",
        ]
    );
    assert_eq!(
        shown(&groups.protocols),
        [
            "git+https: moving@6.1.0",
            "git+ssh: pinned@6.0.0",
            "http: remote@8.0.0",
            "https: a@1.0.0, @acme/b@2.0.0, alias@3.0.0, swapped@1.0.0, older@1.2.0, a@0.9.0",
        ]
    );
    assert_eq!(
        shown(&groups.hashes),
        [
            "none: bare@5.0.0, remote@8.0.0",
            "sha384: @acme/b@2.0.0",
            "sha512: a@1.0.0, alias@3.0.0, local@7.0.0, swapped@1.0.0, older@1.2.0, a@0.9.0",
        ]
    );
    assert_eq!(
        shown(&groups.exceptions),
        [
            "alias: alias@3.0.0 (real)".to_owned(),
            "bundled: bundle@4.0.0".to_owned(),
            "file: local@7.0.0 (file:local-7.0.0.tgz)".to_owned(),
            format!(
                "git: pinned@6.0.0 (git+ssh://git@github.com/o/pinned.git#{COMMIT}), \
             moving@6.1.0 (git+https://***@git.example/o/moving.git#main)"
            ),
            "git_unpinned: moving@6.1.0 (git+https://***@git.example/o/moving.git#main)".to_owned(),
            "install_script: a@1.0.0".to_owned(),
            "link: @acme/member (packages/member)".to_owned(),
            "name_mismatch: swapped@1.0.0 (evil)".to_owned(),
            "no_address: bare@5.0.0".to_owned(),
            "version_mismatch: older@1.2.0 (1.1.0)".to_owned(),
        ]
    );
}

#[test]
fn entries_are_kept_where_a_rule_reads_them() {
    let text = V3.replace("COMMIT", COMMIT);
    let (without, _) = package_lock("package-lock.json", text.as_bytes(), false).unwrap();
    assert_eq!(without.packages, []);
    let lockfile = read(&text);
    assert_eq!(without.groups, lockfile.groups);
    assert_eq!(lockfile.packages.len(), 13);
    let b = &lockfile.packages[2];
    assert_eq!(b.at, "package-lock.json#/packages/node_modules~1a~1node_modules~1@acme~1b");
    assert_eq!((b.name.as_str(), b.alias.as_deref()), ("@acme/b", None));
    assert_eq!(b.hashes, ["sha384", "sha1"]);
    assert_eq!((b.development, b.optional, b.install_script), (true, false, Some(false)));
    let alias = &lockfile.packages[3];
    assert_eq!((alias.name.as_str(), alias.alias.as_deref()), ("real", Some("alias")));
    assert_eq!(alias.source.kind, SourceKind::Registry);
    assert_eq!(alias.source.host.as_deref(), Some("mirror.example"));
    let kinds: Vec<SourceKind> = lockfile.packages[6..10].iter().map(|p| p.source.kind).collect();
    assert_eq!(kinds, [SourceKind::Git, SourceKind::Git, SourceKind::File, SourceKind::Tarball]);
    assert!(lockfile.packages[5].optional);
}

#[test]
fn version_two_is_read_by_its_packages() {
    let text = r#"{"dependencies": {"old": {"version": "9.9.9"}}, "lockfileVersion": 2,
        "packages": {"node_modules/new": {"version": "1.0.0"}}}"#;
    assert_eq!(places(&read(text)), ["package-lock.json#/packages/node_modules~1new"]);
    let text = r#"{"lockfileVersion": 2, "dependencies": {"old": {"version": "9.9.9"}}}"#;
    assert_eq!(places(&read(text)), ["package-lock.json#/dependencies/old"]);
}

#[test]
fn the_tree_of_version_one_is_walked() {
    let text = r#"{
      "name": "app", "lockfileVersion": 1, "requires": true,
      "dependencies": {
        "a": {
          "dependencies": {"@acme/b": {"version": "2.0.0", "resolved": false, "bundled": true}},
          "version": "1.0.0", "resolved": "http://registry.npm.example/a/-/a-1.0.0.tgz",
          "integrity": "sha1-AAAA", "requires": {"@acme/b": "^2"}, "dev": true
        },
        "alias": {
          "version": "npm:@acme/real@3.0.0", "integrity": "sha512-B",
          "resolved": "https://registry.npm.example/@acme/real/-/real-3.0.0.tgz"
        },
        "pinned": {"version": "github:o/pinned#COMMIT", "from": "github:o/pinned"},
        "moving": {"version": "git://git.example/moving.git#main"},
        "remote": {"version": "https://files.example/remote.tgz", "integrity": "sha512-C"},
        "local": {"version": "file:../local"}
      }
    }"#;
    let lockfile = read(&text.replace("COMMIT", COMMIT));
    assert_eq!(lockfile.version.as_deref(), Some("1"));
    assert_eq!(
        places(&lockfile)[..2],
        [
            "package-lock.json#/dependencies/a",
            "package-lock.json#/dependencies/a/dependencies/@acme~1b",
        ]
    );
    assert_eq!(
        shown(&lockfile.groups.hosts),
        [
            "files.example: remote",
            "git.example: moving",
            "github.com: pinned",
            "registry.npm.example: a@1.0.0, alias@3.0.0",
        ]
    );
    assert_eq!(
        shown(&lockfile.groups.protocols),
        ["git: moving", "http: a@1.0.0", "https: alias@3.0.0, remote"]
    );
    assert_eq!(shown(&lockfile.groups.hashes), ["sha1: a@1.0.0", "sha512: alias@3.0.0, remote"]);
    assert_eq!(
        shown(&lockfile.groups.exceptions),
        [
            "alias: alias@3.0.0 (@acme/real)".to_owned(),
            "bundled: @acme/b@2.0.0".to_owned(),
            "file: local (file:../local)".to_owned(),
            format!(
                "git: pinned (github:o/pinned#{COMMIT}), moving (git://git.example/moving.git#main)"
            ),
            "git_unpinned: moving (git://git.example/moving.git#main)".to_owned(),
        ]
    );
    assert_eq!(lockfile.packages[0].install_script, None);
    assert_eq!(read(r#"{"name": "x", "lockfileVersion": 1}"#).package_count, 0);
}

#[test]
fn a_group_names_its_first_twenty() {
    let entries: Vec<String> = (10..60).map(|n| format!(r#""node_modules/p{n}": {{}}"#)).collect();
    let text =
        format!("\u{feff}{{\"packages\": {{{}}}, \"lockfileVersion\": 4}}", entries.join(","));
    let (lockfile, _) = package_lock("a/npm-shrinkwrap.json", text.as_bytes(), false).unwrap();
    assert_eq!((lockfile.kind, lockfile.directory.as_str()), (LockfileKind::NpmShrinkwrap, "a"));
    let group = &lockfile.groups.exceptions[0];
    assert_eq!((group.key.as_str(), group.count, group.sample.len()), ("no_address", 50, 20));
    assert_eq!(group.sample[19].at, "a/npm-shrinkwrap.json#/packages/node_modules~1p29");
}

#[test]
fn an_entry_outside_of_node_modules_counts_if_it_has_an_address() {
    let text = r#"{"lockfileVersion": 3, "packages": {
        "../lib": {"version": "1.0.0"}, "my_node_modules/x": {"version": "1.0.0"},
        "hidden": {"version": "1.0.0", "resolved": "https://evil.example/x/-/x-1.0.0.tgz"}}}"#;
    let lockfile = read(text);
    assert_eq!(lockfile.package_count, 1);
    assert_eq!(shown(&lockfile.groups.hosts), ["evil.example: hidden@1.0.0"]);
}

#[test]
fn a_version_that_is_not_known_is_not_read() {
    let text = br#"{"lockfileVersion": 5, "packages": {}}"#;
    let (lockfile, problems) = package_lock("package-lock.json", text, false).unwrap();
    assert_eq!((lockfile.read, lockfile.version.as_deref()), (false, Some("5")));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, ProblemKind::Unsupported);
    assert_eq!(problems[0].reason, "version 5 of npm's lockfile is not known, only 1 to 4 are");
}

#[test]
fn what_cannot_be_read_says_where() {
    let v3 = |packages: &str| format!("{{\"lockfileVersion\": 3,\n\"packages\": {packages}}}");
    let v1 = |tree: &str| format!("{{\"lockfileVersion\": 1,\n\"dependencies\": {tree}}}");
    let deep = format!("{}{{}}{}", r#"{"a": {"dependencies": "#.repeat(5000), "}}".repeat(5000));
    let conflict = "{\n\"lockfileVersion\": 3,\n<<<<<<< HEAD\n\"a\": 1\n=======\n>>>>>>> x\n}";
    let cases = [
        (String::new(), "the lockfile is empty (line 1, column 1)"),
        ("\u{feff} \n".to_owned(), "the lockfile is empty (line 1, column 1)"),
        (
            conflict.to_owned(),
            "the lockfile holds the markers of an unresolved merge (line 3, column 1): resolve it and run `npm install`",
        ),
        (
            v3("[]"),
            "the lockfile cannot be read: invalid type: sequence, expected an object of packages at line 2 column 12",
        ),
        (
            v3("{\"node_modules/a\": [\"x\"]}"),
            "the lockfile cannot be read: invalid type: sequence, expected an object at line 2 column 31",
        ),
        (
            v3("{\"node_modules/a\": {\"version\": 1}}"),
            "the lockfile cannot be read: invalid type: integer `1`, expected a string at line 2 column 44",
        ),
        (
            v3("{\"node_modules/a\": {}, \"node_modules/a\": {}}"),
            "the lockfile cannot be read: duplicate key `node_modules/a` at line 2 column 51",
        ),
        (
            v3("{\"node_modules/a\": {\"version\": \"1\", \"version\": \"2\"}}"),
            "the lockfile cannot be read: duplicate field `version` at line 2 column 57",
        ),
        (
            v3("{}, \"packages\": {}"),
            "the lockfile cannot be read: duplicate field `packages` at line 2 column 26",
        ),
        (
            v1("{\"a\": {}, \"a\": {}}"),
            "the lockfile cannot be read: duplicate key `a` at line 2 column 29",
        ),
        (
            v3("{\"node_modules/a\": {"),
            "the lockfile cannot be read: EOF while parsing an object at line 2 column 33",
        ),
        (
            v3("{}").replace('3', "\"3\""),
            "the lockfile cannot be read: invalid type: string \"3\", expected u64 at line 1 column 23",
        ),
        (
            "[3, {}]".to_owned(),
            "the lockfile cannot be read: invalid type: sequence, expected an object at line 1 column 0",
        ),
        (
            v3("{}").replace("packages", "pakkages"),
            "the lockfile has no `packages`: write it again",
        ),
        (v1(&deep), "the lockfile cannot be read: recursion limit exceeded at line 2 column 1466"),
    ];
    for (text, reason) in cases {
        let problem = package_lock("package-lock.json", text.as_bytes(), true).unwrap_err();
        assert_eq!(problem.reason, reason);
        assert_eq!(problem.kind, ProblemKind::Malformed);
        assert_eq!(problem.facts, ["lockfiles"]);
        assert_eq!(problem.at, "package-lock.json");
    }
    let problem = package_lock("package-lock.json", b"{\"a\": \"\xff\"}", true).unwrap_err();
    assert_eq!(problem.reason, "the lockfile is not UTF-8 behind byte 7");
    let nested =
        v3(&format!("{{\"node_modules/a\": {{\"x\": {}{}}}}}", "[".repeat(9000), "]".repeat(9000)));
    assert_eq!(read(&nested).package_count, 1);
}
