//! Every kind of lockfile, damaged in every way that repositories and their enemies do it: cut
//! off, merged halfway, written by a version to come, nested without end, in another encoding.
//! What cannot be read is one problem that says what to do; what can be is read as it is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::{Report, World};

const NPM: &str = r#"{
  "lockfileVersion": 3,
  "packages": {
    "": {"name": "app"},
    "node_modules/a": {
      "version": "1.0.0",
      "resolved": "http://registry.npm.example/a/-/a-1.0.0.tgz",
      "integrity": "sha512-AAAA"
    }
  }
}
"#;

/// The first version, which nests packages in packages.
const TREE: &str = r#"{
  "lockfileVersion": 1,
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "resolved": "http://registry.npm.example/a/-/a-1.0.0.tgz",
      "integrity": "sha512-AAAA"
    }
  }
}
"#;

const PNPM: &str = "lockfileVersion: '9.0'

packages:

  a@1.0.0:
    resolution: {integrity: sha512-AAAA, tarball: http://registry.npm.example/a/-/a-1.0.0.tgz}

snapshots:

  a@1.0.0: {}
";

const CLASSIC: &str = "# yarn lockfile v1


a@^1.0.0:
  version \"1.0.0\"
  resolved \"http://registry.npm.example/a/-/a-1.0.0.tgz\"
  integrity sha512-AAAA
";

const BERRY: &str = "__metadata:
  version: 8
  cacheKey: 10c0

\"a@http://registry.npm.example/a-1.0.0.tgz\":
  version: 1.0.0
  resolution: \"a@http://registry.npm.example/a-1.0.0.tgz\"
  checksum: 10c0/abc
  languageName: node
  linkType: hard
";

const BUN: &str = "{
  \"lockfileVersion\": 1,
  \"workspaces\": {\"\": {\"name\": \"app\"}},
  \"packages\": {
    \"a\": [\"a@1.0.0\", \"http://registry.npm.example/a/-/a-1.0.0.tgz\", {}, \"sha512-AAAA\"],
  },
}
";

/// A sound lockfile of each kind, with a package that is fetched over `http:` at this place.
const SOUND: [(&str, &str, &str); 7] = [
    ("package-lock.json", NPM, "package-lock.json:7:19"),
    ("package-lock.json", TREE, "package-lock.json:6:19"),
    ("npm-shrinkwrap.json", NPM, "npm-shrinkwrap.json:7:19"),
    ("pnpm-lock.yaml", PNPM, "pnpm-lock.yaml:6:51"),
    ("yarn.lock", CLASSIC, "yarn.lock:6:3"),
    ("yarn.lock", BERRY, "yarn.lock:7:3"),
    ("bun.lock", BUN, "bun.lock:5:22"),
];

/// Rules about what is in the file, one about whether it is there, and one about something else.
const RULES: [&str; 5] = [
    "lockfile.insecure_protocol",
    "lockfile.no_integrity",
    "lockfile.name_mismatch",
    "lockfile.missing",
    "ci.unpinned_action",
];

fn world(name: &str, text: impl AsRef<[u8]>) -> World {
    let world = World::with_app();
    world.remove("app/package-lock.json");
    world.write("app/package.json", r#"{"name": "app", "dependencies": {"a": "^1.0.0"}}"#);
    world.write(&format!("app/{name}"), text);
    world
}

fn judged(world: &World, more: &[&str]) -> Report {
    let rules = RULES.iter().flat_map(|rule| ["--rule", rule]);
    world
        .check(&std::iter::once("app").chain(rules).chain(more.iter().copied()).collect::<Vec<_>>())
}

/// Asserts that the file is one problem that ends so, that rules about its content are unknown,
/// and that the rest is judged: the run ends with the finding, or with what is not known.
#[track_caller]
fn refused(name: &str, text: impl AsRef<[u8]>, problem: &str) {
    let world = world(name, text);
    let report = judged(&world, &[]);
    let problems = report.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].ends_with(problem) && problems[0].contains(name), "{problems:?}");
    let ended = RULES.map(|rule| report.outcome(rule));
    assert_eq!(ended[..3], ["unknown"; 3], "{name}: {problems:?}");
    assert_ne!(ended[3], "fail", "{name}: it is there");
    assert_eq!((ended[4], report.code), ("fail", Some(1)));
    let alone = ["check", "app", "--rule", "lockfile.no_integrity", "--format", "concise"];
    assert_eq!(world.run(&alone).code, Some(0));
    assert_eq!(world.run(&[&alone[..], &["--require-known"]].concat()).code, Some(2));
}

/// Asserts where the package is found that is fetched over `http:`, and that nothing is told.
#[track_caller]
fn read(name: &str, text: impl AsRef<[u8]>, place: &str) {
    let report = judged(&world(name, text), &[]);
    assert_eq!(report.problems(), Vec::<String>::new());
    let found = report.findings();
    let found = found.iter().filter(|finding| finding.rule == "lockfile.insecure_protocol");
    assert_eq!(found.map(|finding| finding.place.as_str()).collect::<Vec<_>>(), [place]);
}

#[test]
fn marks_and_line_ends_change_nothing() {
    for (name, text, place) in SOUND {
        read(name, text, place);
        read(name, format!("\u{feff}{text}"), place);
        read(name, text.replace('\n', "\r\n"), place);
        read(name, format!("\u{feff}{}", text.replace('\n', "\r\n")), place);
    }
}

#[test]
fn an_unresolved_merge_is_called_by_its_name() {
    for (name, text, command) in SOUND.map(|(name, text, _)| {
        let tool = name.split(['-', '.']).next().unwrap();
        (name, text, if matches!(tool, "package" | "npm") { "npm" } else { tool })
    }) {
        let (before, behind) = text.split_at(text.find("1.0.0").unwrap());
        let start = before.rfind('\n').unwrap() + 1;
        let line = before.lines().count();
        let (before, ours) = before.split_at(start);
        let ours = format!("{ours}{behind}");
        let ours = ours.lines().next().unwrap();
        let merge = format!(
            "<<<<<<< HEAD\n{ours}\n=======\n{}\n>>>>>>> other\n",
            ours.replace("1.0.0", "1.0.1")
        );
        let rest = behind.split_once('\n').unwrap().1;
        let told = |line: usize| {
            format!(
                "the lockfile holds the markers of an unresolved merge (line {line}, column 1): \
                 resolve it and run `{command} install`"
            )
        };
        refused(name, format!("{before}{merge}{rest}"), &told(line));
        refused(name, format!("{before}{ours}\n>>>>>>> other\n{rest}"), &told(line + 1));
        refused(
            name,
            format!("{before}=======\n{ours}\n{rest}").replace('\n', "\r\n"),
            &told(line),
        );
    }
}

#[test]
fn a_file_that_is_cut_off_is_no_file_with_fewer_packages() {
    for (name, text, cut, problem) in [
        (
            "package-lock.json",
            NPM,
            "integrity",
            "the lockfile cannot be read: EOF while parsing a string at line 8 column 7",
        ),
        (
            "package-lock.json",
            TREE,
            "\n  }\n}",
            "the lockfile cannot be read: EOF while parsing an object at line 8 column 5",
        ),
        (
            "npm-shrinkwrap.json",
            NPM,
            "    \"node_modules",
            "the lockfile cannot be read: EOF while parsing a value at line 5 column 0",
        ),
        (
            "pnpm-lock.yaml",
            PNPM,
            ", tarball",
            "the lockfile cannot be read: unclosed bracket '{' (line 6, column 17)",
        ),
        (
            "yarn.lock",
            CLASSIC,
            "1.0.0\"\n",
            "the lockfile cannot be read: a text has no closing quote (line 5, column 1)",
        ),
        ("yarn.lock", CLASSIC, "  version", "the entry has no `version`: run `yarn install`"),
        (
            "yarn.lock",
            BERRY,
            "  checksum",
            "the entry has no `linkType`, the lockfile is cut off: run `yarn install`",
        ),
        (
            "bun.lock",
            BUN,
            ", {}",
            "the lockfile cannot be read: EOF while parsing a list at line 5 column 66",
        ),
    ] {
        let text = text.split(cut).next().unwrap();
        refused(name, text, problem);
    }
}

#[test]
fn a_version_that_is_not_known_is_named() {
    for (name, text, problem) in [
        (
            "package-lock.json",
            NPM.replace(": 3", ": 5"),
            "version 5 of npm's lockfile is not known, only 1 to 4 are",
        ),
        (
            "npm-shrinkwrap.json",
            NPM.replace(": 3", ": 0"),
            "version 0 of npm's lockfile is not known, only 1 to 4 are",
        ),
        (
            "package-lock.json",
            NPM.replace(": 3", ": \"3\""),
            "the lockfile cannot be read: invalid type: string \"3\", expected u64 at line 2 column 24",
        ),
        (
            "pnpm-lock.yaml",
            PNPM.replace("9.0", "99.0"),
            "version 99.0 of pnpm's lockfile is not known, only 5, 6, 9 and 12 are",
        ),
        (
            "yarn.lock",
            CLASSIC.replace("v1", "v9"),
            "version 9 of yarn.lock is not known, only 1 and 4 to 10 are",
        ),
        (
            "yarn.lock",
            BERRY.replace(": 8", ": 99"),
            "version 99 of yarn.lock is not known, only 1 and 4 to 10 are",
        ),
        (
            "bun.lock",
            BUN.replace(": 1,", ": 7,"),
            "version 7 of bun.lock is not known, only 0 and 1 are",
        ),
    ] {
        refused(name, text, problem);
    }
}

#[test]
fn an_empty_file_is_told_but_where_it_pins_nothing_by_right() {
    for name in ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "bun.lock"] {
        for empty in ["", "\u{feff}", " \r\n\n"] {
            refused(name, empty, "the lockfile is empty (line 1, column 1)");
        }
    }
    let binary = "bun's binary lockfile is not read: `bun install --save-text-lockfile` writes bun.lock instead";
    refused("bun.lockb", "", binary);
    // Yarn takes it for a lockfile of no packages, and asks people to make one.
    for empty in ["", "\u{feff}", "\r\n", "# yarn lockfile v1\n\n\n"] {
        let world = world("yarn.lock", empty);
        assert_eq!(judged(&world, &[]).problems(), Vec::<String>::new());
        let facts = world.run(&["facts", "app", "--only", "lockfiles"]);
        let facts: serde_json::Value = serde_json::from_slice(&facts.stdout).unwrap();
        let lockfile = &facts["lockfiles"][0];
        assert_eq!((&lockfile["read"], &lockfile["package_count"]), (&true.into(), &0.into()));
    }
}

#[test]
fn what_is_no_text_is_told() {
    for (name, text, _) in SOUND {
        let at = text.find("1.0.0").unwrap();
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] = 0xff;
        refused(name, bytes, &format!("the lockfile is not UTF-8 behind byte {at}"));
    }
    let wide: Vec<u8> = NPM.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe], wide.as_slice()].concat();
    refused("package-lock.json", marked, "the lockfile is not UTF-8 behind byte 0");
}

#[test]
fn keys_that_stand_twice_hide_nothing() {
    let again = "    \"node_modules/a\": {\"version\": \"2.0.0\"},\n    \"node_modules/a\"";
    let npm = NPM.replace("    \"node_modules/a\"", again);
    refused(
        "package-lock.json",
        npm,
        "the lockfile cannot be read: duplicate key `node_modules/a` at line 6 column 20",
    );
    let npm = NPM.replace("  \"packages\"", "  \"packages\": {},\n  \"packages\"");
    refused(
        "npm-shrinkwrap.json",
        npm,
        "the lockfile cannot be read: duplicate field `packages` at line 4 column 12",
    );
    let tree = TREE.replace("    \"a\"", "    \"a\": {\"version\": \"1\"},\n    \"a\"");
    refused(
        "package-lock.json",
        tree,
        "the lockfile cannot be read: duplicate key `a` at line 5 column 7",
    );
}

#[test]
fn nesting_without_end_is_refused() {
    let open = "{\"dependencies\":{\"a\":".repeat(20_000);
    refused(
        "package-lock.json",
        format!("{{\"lockfileVersion\":1,\"dependencies\":{{\"a\":{open}"),
        "the lockfile cannot be read: EOF while parsing a value at line 1 column 420041",
    );
    let whole =
        format!("{{\"lockfileVersion\":1,\"dependencies\":{{\"a\":{open}1{}", "}".repeat(40_002));
    refused(
        "package-lock.json",
        whole,
        "the lockfile cannot be read: recursion limit exceeded at line 1 column 1360",
    );
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    // What is passed over may be as deep as it likes; it costs a byte a level.
    read(
        "package-lock.json",
        NPM.replace("\"name\": \"app\"", &format!("\"x\": {deep}")),
        "package-lock.json:7:19",
    );
    refused(
        "pnpm-lock.yaml",
        format!("{PNPM}x: {deep}\n"),
        "the lockfile cannot be read: values nest more than 128 levels deep (line 11, column 132)",
    );
    read(
        "bun.lock",
        BUN.replace("{}, \"sha", &format!("{{\"x\": {deep}}}, \"sha")),
        "bun.lock:5:22",
    );
}

#[test]
fn places_are_found_in_files_that_no_tree_is_made_of() {
    let many = "1, ".repeat(2_000_000);
    let npm = NPM.replace("\"name\": \"app\"", &format!("\"x\": [{many}1]"));
    read("package-lock.json", npm, "package-lock.json:7:19");
    read("pnpm-lock.yaml", format!("x: [{many}]\n{PNPM}"), "pnpm-lock.yaml:7:51");
}
