//! The lockfile of npm: what is installed is valid, and overrides are met.

use super::rows;

const LOCK: &str = r#"{"lockfileVersion": 3, "packages": {
  "": {
    "dependencies": {"a": "^1.0.0", "al": "npm:real@^2.0.0", "g": "github:o/g#v1", "t": "next"},
    "devDependencies": {"f": "file:lib/f"}
  },
  "lib/f": {"version": "1.0.0"},
  "node_modules/a": {"version": "1.4.0", "resolved": "https://registry.npm.example/a/-/a-1.4.0.tgz"},
  "node_modules/al": {"name": "real", "version": "2.1.0"},
  "node_modules/f": {"resolved": "lib/f", "link": true},
  "node_modules/g": {"version": "1.0.0", "resolved": "git+ssh://git@github.com/o/g.git#0123456789012345678901234567890123456789"},
  "node_modules/t": {"version": "3.0.0-rc.1"},
  "node_modules/m": {"resolved": "packages/m", "link": true},
  "node_modules/p": {"version": "2.0.0-beta.1"},
  "node_modules/a/node_modules/p": {"version": "1.0.0"},
  "packages/m": {"version": "1.0.0", "dependencies": {"a": "^0.9.0"}},
  "packages/m/node_modules/a": {"version": "0.9.3"}
}}"#;

const MEMBER: &str = r#"{"name": "m", "version": "1.1.0", "dependencies": {"a": "^0.9.0"}}"#;

fn with(manifest: &str, member: &str) -> Vec<String> {
    rows(&[
        ("package.json", manifest),
        ("packages/m/package.json", member),
        ("package-lock.json", LOCK),
    ])
}

#[test]
fn what_is_installed_must_be_valid_and_not_the_text_the_same() {
    let found = with(
        r#"{
          "workspaces": ["packages/*"],
          "dependencies": {
            "a": ">=1.2 <2", "al": "npm:real@2.x", "g": "github:o/g#v1", "t": "next", "m": "^7.0.0",
            "p": "*"
          },
          "devDependencies": {"f": "./lib/f"}
        }"#,
        MEMBER,
    );
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_way_to_be_out_of_sync_is_found() {
    let found = with(
        r#"{
          "workspaces": ["packages/*"],
          "dependencies": {
            "a": "^2.0.0", "al": "npm:other@^2.0.0", "g": "github:o/g#v2", "new": "^1.0.0",
            "p": "^2.0.0", "real": "1"
          },
          "devDependencies": {"f": "file:lib/other"}
        }"#,
        r#"{"name": "m", "dependencies": {"a": "^1.0.0"}}"#,
    );
    assert_eq!(
        found,
        [
            "stale t - next package-lock.json#/packages//dependencies/t",
            "unsatisfied a ^2.0.0 1.4.0 package.json#/dependencies/a",
            "specification_differs al npm:other@^2.0.0 real@2.1.0 package.json#/dependencies/al",
            "specification_differs g github:o/g#v2 github:o/g#v1 package.json#/dependencies/g",
            "missing new ^1.0.0 - package.json#/dependencies/new",
            "unsatisfied p ^2.0.0 2.0.0-beta.1 package.json#/dependencies/p",
            "missing real 1 - package.json#/dependencies/real",
            "specification_differs f file:lib/other file:lib/f package.json#/devDependencies/f",
            "unsatisfied a ^1.0.0 0.9.3 packages/m/package.json#/dependencies/a",
        ]
    );
}

#[test]
fn members_that_the_lockfile_does_not_know_are_missing() {
    let found = rows(&[
        ("package.json", r#"{"workspaces": ["packages/*"]}"#),
        ("packages/m/package.json", MEMBER),
        ("packages/n/package.json", r#"{"name": "n"}"#),
        ("other/package.json", r#"{"name": "other", "dependencies": {"x": "1"}}"#),
        ("package-lock.json", &LOCK.replace("\"a\": \"^1.0.0\", \"al\"", "\"al\"")),
    ]);
    assert_eq!(found[4..], ["missing_member packages/n - - packages/n/package.json"]);
}

#[test]
fn tags_are_undecided_where_they_changed() {
    let found = with(r#"{"dependencies": {"t": "latest", "a": "workspace:*"}}"#, MEMBER);
    assert_eq!(
        found.iter().filter(|row| row.starts_with('?')).collect::<Vec<_>>(),
        [
            "? a npm does not read such a specification",
            "? t what the tag stands for is known to the registry alone",
        ]
    );
}

#[test]
fn overrides_are_met_by_what_is_locked() {
    let lock = r#"{"lockfileVersion": 3, "packages": {
      "": {"dependencies": {"a": "^1.0.0"}},
      "node_modules/a": {"version": "1.4.0"},
      "node_modules/b": {"version": "2.0.0"},
      "node_modules/a/node_modules/b": {"version": "3.0.0"},
      "node_modules/a/node_modules/c": {"name": "d", "version": "1.0.0"},
      "node_modules/a/node_modules/e": {"version": "0.1.0", "inBundle": true}
    }}"#;
    let of = |overrides: &str| {
        let manifest =
            format!(r#"{{"dependencies": {{"a": "^1.0.0"}}, "overrides": {overrides}}}"#);
        rows(&[("package.json", manifest.as_str()), ("package-lock.json", lock)])
    };
    for clean in [
        r#"{"b": ">=2"}"#,
        r#"{"b@^3": "3.0.0"}"#,
        r#"{"b@1": "4.0.0"}"#,
        r#"{"a": {"b": "3.0.0"}}"#,
        r#"{"a": "$a"}"#,
        r#"{"c": "npm:d@1"}"#,
        r#"{"e": "9.0.0"}"#,
        r#"{"gone": "9.0.0"}"#,
    ] {
        assert_eq!(of(clean), Vec::<String>::new(), "{clean}");
    }
    let at = "package.json#/overrides";
    assert_eq!(of(r#"{"b": "3"}"#), [format!("override_differs b 3 2.0.0 {at}/b")]);
    assert_eq!(of(r#"{"b@2": "3"}"#), [format!("override_differs b 3 2.0.0 {at}/b@2")]);
    assert_eq!(of(r#"{"c": "npm:x@1"}"#), [format!("override_differs c npm:x@1 1.0.0 {at}/c")]);
    assert_eq!(
        of(r#"{"a": {"b": "4"}, "b@9": "github:o/b", "x": "$none"}"#),
        [
            "? b whether the override concerns what is locked is not known",
            "? x the override refers to no dependency",
        ]
    );
}

#[test]
fn version_1_tells_less() {
    let lock = r#"{"lockfileVersion": 1, "dependencies": {
      "a": {"version": "1.4.0", "dependencies": {"b": {"version": "1.0.0"}}},
      "g": {"version": "github:o/g#0123456789012345678901234567890123456789"}
    }}"#;
    let manifest = r#"{
      "workspaces": ["m"],
      "dependencies": {"a": "^1.0.0", "b": "^1.0.0", "g": "github:o/g"}
    }"#;
    let files = [("package.json", manifest), ("m/package.json", "{}"), ("package-lock.json", lock)];
    assert_eq!(
        rows(&files),
        [
            "missing b ^1.0.0 - package.json#/dependencies/b",
            "? m version 1 of the lockfile knows no workspaces",
            "? g version 1 of the lockfile does not tell what it was made for",
        ]
    );
}

#[test]
fn a_range_is_met_by_no_file_and_no_folder_outside_of_the_workspace() {
    let of = |entry: &str, manifest: &str| {
        let lock = format!(
            r#"{{"lockfileVersion": 3, "packages": {{
              "": {{"dependencies": {{"a": "^1.0.0"}}}},
              "node_modules/a": {entry},
              "vendor/a": {{"version": "1.0.0"}}
            }}}}"#
        );
        let vendored = r#"{"name": "a", "version": "1.0.0"}"#;
        rows(&[
            ("package.json", manifest),
            ("package-lock.json", &lock),
            ("vendor/a/package.json", vendored),
        ])
    };
    let plain = r#"{"dependencies": {"a": "^1.0.0"}}"#;
    let link = r#"{"resolved": "vendor/a", "link": true}"#;
    let file = r#"{"version": "1.0.0", "resolved": "file:vendor/-/a.tgz"}"#;
    for (entry, locked) in [
        (link, "file:vendor/a"),
        (file, "file:vendor/-/a.tgz"),
        (
            r#"{"version": "1.0.0", "resolved": "git+ssh://git@h.example/-/a.git#v1"}"#,
            "git+ssh://git@h.example/-/a.git#v1",
        ),
        (
            r#"{"version": "1.0.0", "resolved": "https://h.example/evil.tgz"}"#,
            "https://h.example/evil.tgz",
        ),
    ] {
        let row = format!("specification_differs a ^1.0.0 {locked} package.json#/dependencies/a");
        assert_eq!(of(entry, plain), [row]);
    }
    let member = r#"{"workspaces": ["vendor/*"], "dependencies": {"a": "^1.0.0"}}"#;
    assert_eq!(of(link, member), Vec::<String>::new());
    for entry in [
        r#"{"version": "1.0.0", "resolved": "https://h.example/a/-/a-1.0.0.tgz"}"#,
        r#"{"version": "1.0.0", "resolved": "https://h.example/~/11/a/1.0.0.tgz"}"#,
        r#"{"version": "1.0.0"}"#,
    ] {
        assert_eq!(of(entry, plain), Vec::<String>::new(), "{entry}");
    }
    let overridden =
        r#"{"dependencies": {"a": "^1.0.0"}, "overrides": {"a": "file:vendor/-/a.tgz"}}"#;
    assert_eq!(of(file, overridden), ["? a the override asks for no version"]);
}
