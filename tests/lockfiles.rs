//! Lockfiles of pnpm, Yarn and bun in a repository: what is found in them, and files that are
//! not what they should be. Those are told with their place, they are not missing, and the rest
//! is judged all the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::{Report, World};

/// What is asked: is there a lockfile, is what it pins hashed, and something about CI.
const RULES: [&str; 4] =
    ["lockfile.missing", "lockfile.no_integrity", "lockfile.several", "ci.unpinned_action"];

/// A repository with one dependency, and one lockfile of this name.
fn judged(name: &str, text: impl AsRef<[u8]>) -> Report {
    let world = World::with_app();
    world.remove("app/package-lock.json");
    world.write("app/package.json", r#"{"name": "app", "dependencies": {"a": "^1.0.0"}}"#);
    world.write(&format!("app/{name}"), text);
    let rules = RULES.iter().flat_map(|rule| ["--rule", rule]);
    world.check(&std::iter::once("app").chain(rules).collect::<Vec<_>>())
}

/// Asserts how [`RULES`] ended, in their order.
#[track_caller]
fn assert_rules(report: &Report, expected: [&str; 4]) {
    let ended = RULES.map(|rule| report.outcome(rule));
    assert_eq!(ended, expected, "problems: {:?}", report.problems());
    assert_eq!(report.refusals(), Vec::<String>::new());
}

/// Asserts that the file is one problem, and that only what needed it is unknown.
#[track_caller]
fn assert_unread(name: &str, text: impl AsRef<[u8]>, problem: &str) {
    let report = judged(name, text);
    assert_eq!(report.problems(), [problem]);
    assert_eq!(report.outcome("lockfile.no_integrity"), "unknown");
    assert_eq!(report.outcome("ci.unpinned_action"), "fail");
    // It is there: nothing may say that it is missing.
    assert_ne!(report.outcome("lockfile.missing"), "fail");
}

/// Asserts the places of packages without a hash, and the problems besides.
#[track_caller]
fn assert_unhashed(name: &str, text: &str, places: &[&str], problems: &[&str]) {
    let report = judged(name, text);
    assert_eq!(report.problems(), problems);
    let found = report.findings();
    let found = found.iter().filter(|finding| finding.rule == "lockfile.no_integrity");
    assert_eq!(found.map(|finding| finding.place.as_str()).collect::<Vec<_>>(), places);
    assert_rules(&report, ["pass", "fail", "pass", "fail"]);
}

const PNPM: &str = "lockfileVersion: '9.0'

packages:

  a@1.0.0:
    resolution: {integrity: sha512-AAAA}

  b@1.0.0:
    resolution: {tarball: https://registry.npm.example/b/-/b-1.0.0.tgz}

snapshots:

  a@1.0.0: {}
  b@1.0.0: {}
";

const CLASSIC: &str = "# yarn lockfile v1


a@^1.0.0:
  version \"1.0.0\"
  resolved \"https://registry.npm.example/a/-/a-1.0.0.tgz#2be7e5d0d7c1e0f5a9ab0b6ce5a9f9b4b7a3c1d0\"
  integrity sha512-AAAA

b@^1.0.0:
  version \"1.0.0\"
  resolved \"https://registry.npm.example/b/-/b-1.0.0.tgz\"
";

const BERRY: &str = "__metadata:
  version: 8
  cacheKey: 10c0

\"a@npm:^1.0.0\":
  version: 1.0.0
  resolution: \"a@npm:1.0.0\"
  languageName: node
  linkType: hard
";

const BUN: &str = "{
  \"lockfileVersion\": 1,
  \"workspaces\": {\"\": {\"name\": \"app\", \"dependencies\": {\"a\": \"^1.0.0\"}}},
  \"packages\": {
    \"a\": [\"a@1.0.0\", \"\", {}, \"sha512-AAAA\"],
    \"b\": [\"b@1.0.0\", \"\", {}, \"\"],
  },
}
";

#[test]
fn packages_of_every_kind_are_judged() {
    assert_unhashed("pnpm-lock.yaml", PNPM, &["pnpm-lock.yaml:8:3"], &[]);
    assert_unhashed("pnpm-lock.feat!x.yaml", PNPM, &["pnpm-lock.feat!x.yaml:8:3"], &[]);
    assert_unhashed("yarn.lock", CLASSIC, &["yarn.lock:9:1"], &[]);
    assert_unhashed("yarn.lock", BERRY, &["yarn.lock:5:1"], &[]);
    assert_unhashed("bun.lock", BUN, &["bun.lock:6:5"], &[]);
}

#[test]
fn a_lockfile_of_a_branch_is_no_second_tool() {
    let world = World::with_app();
    world.remove("app/package-lock.json");
    world.write("app/pnpm-lock.yaml", PNPM);
    world.write("app/pnpm-lock.main.yaml", PNPM);
    let report = world.check(&["app", "--rule", "lockfile.several"]);
    assert_eq!(report.outcome("lockfile.several"), "pass");
    world.write("app/bun.lock", BUN);
    let report = world.check(&["app", "--rule", "lockfile.several"]);
    assert_eq!(report.findings()[0].message, "lockfiles of bun and pnpm stand in one folder");
}

#[test]
fn a_lockfile_of_pnpm_that_cannot_be_read_is_a_problem() {
    let deep = format!("lockfileVersion: '9.0'\npackages: {}", "[".repeat(10_000));
    let list = format!("lockfileVersion: '9.0'\npackages:\n  {}x\n", "- ".repeat(10_000));
    let conflict = PNPM.replace("  b@", "<<<<<<< HEAD\n  b@");
    for (text, problem) in [
        ("", "malformed pnpm-lock.yaml:1:1: the lockfile is empty (line 1, column 1)"),
        (
            &PNPM[..80],
            "malformed pnpm-lock.yaml:1:1: the lockfile cannot be read: unclosed bracket '{' (line 6, column 17)",
        ),
        (
            "lockfileVersion: '7.0'\n",
            "unsupported pnpm-lock.yaml:1:1: version 7.0 of pnpm's lockfile is not known, only 5, 6, 9 and 12 are",
        ),
        (
            conflict.as_str(),
            "malformed pnpm-lock.yaml:1:1: the lockfile holds the markers of an unresolved merge (line 8, column 1): resolve it and run `pnpm install`",
        ),
        (
            deep.as_str(),
            "too_large pnpm-lock.yaml:1:1: the lockfile cannot be read: values nest more than 128 levels deep (line 2, column 139)",
        ),
        (
            list.as_str(),
            "too_large pnpm-lock.yaml:1:1: the lockfile cannot be read: values nest more than 128 levels deep (line 3, column 257)",
        ),
        ("just text\n", "malformed pnpm-lock.yaml:1:1: the lockfile is no mapping: write it again"),
    ] {
        assert_unread("pnpm-lock.yaml", text, problem);
    }
    assert_unread(
        "pnpm-lock.yaml",
        b"a: \xff",
        "malformed pnpm-lock.yaml: the lockfile is not UTF-8 behind byte 3",
    );
}

#[test]
fn a_lockfile_of_yarn_that_cannot_be_read_is_a_problem() {
    let deep = format!("__metadata:\n  version: 8\n\n\"a@npm:1\": {}", "[".repeat(10_000));
    let conflict = BERRY.replace("\"a@", "<<<<<<< HEAD\n\"a@");
    let classic = CLASSIC.replace("b@", "<<<<<<< HEAD\nb@");
    for (text, problem) in [
        (
            "__metadata:\n  version: 99\n",
            "unsupported yarn.lock:1:1: version 99 of yarn.lock is not known, only 1 and 4 to 10 are",
        ),
        (
            "# yarn lockfile v2\n",
            "unsupported yarn.lock:1:1: version 2 of yarn.lock is not known, only 1 and 4 to 10 are",
        ),
        (
            conflict.as_str(),
            "malformed yarn.lock:1:1: the lockfile holds the markers of an unresolved merge (line 5, column 1): resolve it and run `yarn install`",
        ),
        (
            classic.as_str(),
            "malformed yarn.lock:1:1: the lockfile holds the markers of an unresolved merge (line 9, column 1): resolve it and run `yarn install`",
        ),
        (
            deep.as_str(),
            "malformed yarn.lock:1:1: the lockfile cannot be read: unexpected text behind the value (line 4, column 1)",
        ),
        (
            "{\"lockfileVersion\": 3}\n",
            "malformed yarn.lock:1:1: the lockfile cannot be read: unexpected character (line 1, column 1)",
        ),
    ] {
        assert_unread("yarn.lock", text, problem);
    }
    assert_unread(
        "yarn.lock",
        b"a: \xff",
        "malformed yarn.lock: the lockfile is not UTF-8 behind byte 3",
    );
}

#[test]
fn a_lockfile_of_bun_that_cannot_be_read_is_a_problem() {
    let deep = format!("{{\"lockfileVersion\": 1, \"packages\": {{\"a\": {}", "[".repeat(10_000));
    let conflict = BUN.replace("    \"b\"", "<<<<<<< HEAD\n    \"b\"");
    for (text, problem) in [
        ("", "malformed bun.lock:1:1: the lockfile is empty (line 1, column 1)"),
        (
            &BUN[..150],
            "malformed bun.lock:1:1: the lockfile cannot be read: EOF while parsing a string at line 5 column 36",
        ),
        (
            "{\"lockfileVersion\": 9, \"packages\": {}}",
            "unsupported bun.lock:1:1: version 9 of bun.lock is not known, only 0 and 1 are",
        ),
        (
            "{\"packages\": {}}",
            "malformed bun.lock:1:1: the lockfile has no `lockfileVersion`: run `bun install`",
        ),
        (
            conflict.as_str(),
            "malformed bun.lock:1:1: the lockfile holds the markers of an unresolved merge (line 6, column 1): resolve it and run `bun install`",
        ),
        (
            deep.as_str(),
            "malformed bun.lock:1:1: the lockfile cannot be read: EOF while parsing a list at line 1 column 10041",
        ),
        (
            "[]",
            "malformed bun.lock:1:1: the lockfile cannot be read: invalid type: sequence, expected an object at line 1 column 0",
        ),
    ] {
        assert_unread("bun.lock", text, problem);
    }
    assert_unread(
        "bun.lock",
        b"{\xff",
        "malformed bun.lock: the lockfile is not UTF-8 behind byte 1",
    );
    assert_unread(
        "bun.lockb",
        b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0",
        "unsupported bun.lockb:1:1: bun's binary lockfile is not read: `bun install --save-text-lockfile` writes bun.lock instead",
    );
}

#[test]
fn a_lockfile_that_is_cut_off_is_read_to_its_end_and_told() {
    let cut = PNPM.split("snapshots").next().unwrap();
    assert_unhashed(
        "pnpm-lock.yaml",
        cut,
        &["pnpm-lock.yaml:8:3"],
        &[
            "unexpected pnpm-lock.yaml:1:1: the lockfile has `packages` and no `snapshots`, its end may be missing: write it again",
        ],
    );
    let cut = BERRY.strip_suffix("  linkType: hard\n").unwrap();
    assert_unread(
        "yarn.lock",
        cut,
        "unexpected yarn.lock:5:1: the entry has no `linkType`, the lockfile is cut off: run `yarn install`",
    );
}

#[test]
fn the_last_of_keys_that_stand_twice_counts() {
    let again = "  a@1.0.0:\n    resolution: {}\n\nsnapshots:";
    let pnpm = PNPM.replace("snapshots:", again);
    assert_unhashed(
        "pnpm-lock.yaml",
        &pnpm,
        &["pnpm-lock.yaml:8:3"],
        &[
            "duplicate_key pnpm-lock.yaml:11:3: the key `a@1.0.0` stands on line 5 already; the last one counts here, and pnpm refuses such a file",
        ],
    );
    let yarn = format!("{CLASSIC}\na@^1.0.0:\n  version \"2.0.0\"\n");
    assert_unhashed(
        "yarn.lock",
        &yarn,
        &["yarn.lock:9:1"],
        &[
            "duplicate_key yarn.lock:13:1: the key `a@^1.0.0` stands more than once; the last one counts here, and other readers may differ",
        ],
    );
    let bun = BUN.replace("  },\n}", "    \"a\": [\"a@2.0.0\", \"\", {}, \"\"],\n  },\n}");
    assert_unhashed(
        "bun.lock",
        &bun,
        &["bun.lock:6:5"],
        &[
            "duplicate_key bun.lock:7:5: the key `a` stands more than once; the last one counts here, and other readers may differ",
        ],
    );
}

#[test]
fn a_lockfile_that_is_too_large_is_not_missing() {
    let world = World::with_app();
    world.remove("app/package-lock.json");
    let file = std::fs::File::create(world.path("app/yarn.lock")).unwrap();
    file.set_len((128 << 20) + 1).unwrap();
    let report = world.check(&["app", "--rule", "lockfile.missing"]);
    assert!(report.problems()[0].ends_with("has more than 128 MiB, the most that is read"));
    assert_eq!(report.outcome("lockfile.missing"), "unknown");
}

#[test]
fn hosts_without_end_are_told_up_to_a_bound() {
    let entry = |n: usize| {
        format!(
            "a@{n}:\n  version \"1\"\n  resolved \"https://h{n}.example/a/-/a-1.tgz#{n:040}\"\n"
        )
    };
    let text: String = (0..5_000).map(entry).collect();
    let report = judged("yarn.lock", format!("# yarn lockfile v1\n\n{text}"));
    assert_eq!(
        report.problems(),
        [
            "too_large yarn.lock:1:1: the lockfile names more than 200 hosts or protocols; 4800 addresses stand in no group"
        ]
    );
    assert_rules(&report, ["pass", "unknown", "pass", "fail"]);
}

#[test]
fn a_binary_lockfile_that_bun_no_longer_reads_hides_nothing() {
    let world = World::with_app();
    world.remove("app/package-lock.json");
    let outcome = |files: [(&str, &str); 3]| {
        files.iter().for_each(|(name, text)| world.write(&format!("app/{name}"), text));
        let report = world.check(&["app", "-r", "lockfile.no_integrity", "-r", "lockfile.missing"]);
        (report.outcome("lockfile.no_integrity").to_owned(), report.problems())
    };
    let text = BUN.replace("    \"b\": [\"b@1.0.0\", \"\", {}, \"\"],\n", "");
    let binary = ("bun.lockb", "#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0");
    let manifest = |field: &str| format!("{{\"name\": \"app\"{field}}}");
    for field in ["", ", \"packageManager\": \"bun@1.2.0\"", ", \"packageManager\": \"npm@1.0.0\""]
    {
        let files = [("package.json", &*manifest(field)), ("bun.lock", &*text), binary];
        let (ended, problems) = outcome(files);
        let told = "unsupported bun.lockb:1:1: bun reads the bun.lock beside it and not this file: delete it";
        assert_eq!((ended.as_str(), problems), ("pass", vec![told.to_owned()]), "{field}");
    }
    // A release that may not know the text, and a text that is none.
    let old = manifest(", \"packageManager\": \"bun@1.1.3\"");
    assert_eq!(outcome([("package.json", &*old), ("bun.lock", &*text), binary]).0, "unknown");
    let plain = manifest("");
    assert_eq!(outcome([("package.json", &*plain), ("bun.lock", "{"), binary]).0, "unknown");
}

#[test]
fn a_package_that_is_asked_for_under_another_name_is_known_by_it() {
    let archive = "https://files.npm.example/real.tgz";
    let lockfile = format!(
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      fork:\n        specifier: {archive}\n        version: real@{archive}\npackages:\n  real@{archive}:\n    resolution: {{integrity: sha512-AAAA, tarball: {archive}}}\nsnapshots:\n  real@{archive}: {{}}\n"
    );
    let world = World::with_app();
    world.remove("app/package-lock.json");
    world.write("app/pnpm-lock.yaml", lockfile);
    for (name, spec, expected) in
        [("fork", archive, "pass"), ("real", archive, "fail"), ("fork", "^1.0.0", "fail")]
    {
        let manifest = format!("{{\"dependencies\": {{\"{name}\": \"{spec}\"}}}}");
        world.write("app/package.json", manifest);
        let report = world.check(&["app", "--rule", "lockfile.host_not_allowed"]);
        assert_eq!(report.outcome("lockfile.host_not_allowed"), expected, "{name}: {spec}");
    }
}
