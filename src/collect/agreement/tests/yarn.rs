//! Lockfiles of Yarn, of either generation.

use super::rows;

const CLASSIC: &str = r#"# yarn lockfile v1


a@^1.0.0:
  version "1.4.0"
  resolved "https://registry.npm.example/a/-/a-1.4.0.tgz#0123"
  dependencies:
    b "^2.0.0"

b@2.0.0, b@^2.0.0:
  version "2.0.0"

"f@file:./packages/m/f":
  version "0.0.0"
"#;

fn classic(root: &str, member: &str) -> Vec<String> {
    rows(&[("package.json", root), ("packages/m/package.json", member), ("yarn.lock", CLASSIC)])
}

#[test]
fn every_pattern_of_yarn_1_is_locked() {
    let root = r#"{"workspaces": ["packages/*"], "dependencies": {"a": "^1.0.0", "m": "^1.0.0"}, "resolutions": {"**/b": "2.0.0"}}"#;
    let member =
        r#"{"name": "m", "version": "1.2.0", "dependencies": {"f": "file:f", "x": "link:x"}}"#;
    assert_eq!(classic(root, member), Vec::<String>::new());
}

#[test]
fn yarn_1_out_of_sync() {
    let root = r#"{"workspaces": ["packages/*"], "dependencies": {"b": "^3.0.0", "m": "^2.0.0"}, "resolutions": {"b": "3.0.0"}}"#;
    let member = r#"{"name": "m", "version": "1.2.0", "dependencies": {"new": "^1.0.0"}}"#;
    assert_eq!(
        classic(root, member),
        [
            "missing m ^2.0.0 - package.json#/dependencies/m",
            "override_differs b 3.0.0 2.0.0 package.json#/resolutions/b",
            "missing new ^1.0.0 - packages/m/package.json#/dependencies/new",
            "stale a - ^1.0.0 yarn.lock#line=4",
            "? b a resolution decides what is locked for it",
        ]
    );
    let found = classic(r#"{"dependencies": {"a": "^1.1.0", "b": "^2.0.0"}}"#, "{}");
    assert_eq!(found, ["specification_differs a ^1.1.0 ^1.0.0 package.json#/dependencies/a"]);
    let lock = CLASSIC.replace("version \"1.4.0\"", "version \"4.0.0\"");
    let manifest = r#"{"dependencies": {"a": "^1.0.0"}}"#;
    let found = rows(&[("package.json", manifest), ("yarn.lock", &lock)]);
    assert_eq!(found, ["unsatisfied a ^1.0.0 4.0.0 package.json#/dependencies/a"]);
}

#[test]
fn members_of_a_pattern_that_is_not_read_may_be_meant() {
    let root = r#"{"workspaces": ["packages/!(x)*"], "dependencies": {"m": "^1.0.0"}}"#;
    let found = classic(root, r#"{"name": "m", "version": "1.2.0"}"#);
    assert_eq!(
        found,
        [
            "? m whether a package of the repository is meant is not known",
            "? a a member of the workspace may ask for it, whose pattern is not understood",
        ]
    );
}

const BERRY: &str = r#"__metadata:
  version: 8
  cacheKey: 10c0

"a@npm:^1.0.0":
  version: 1.4.0
  resolution: "a@npm:1.4.0"
  languageName: node
  linkType: hard

"b@npm:2.0.0":
  version: 2.0.0
  resolution: "b@npm:2.0.0"
  languageName: node
  linkType: hard

"l@link:./l::locator=root%40workspace%3A.":
  version: 0.0.0-use.local
  resolution: "l@link:./l::locator=root%40workspace%3A."
  languageName: node
  linkType: soft

"m@workspace:*, m@workspace:packages/m":
  version: 0.0.0-use.local
  resolution: "m@workspace:packages/m"
  dependencies:
    b: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  dependencies:
    a: "npm:^1.0.0"
    l: "link:./l"
    m: "workspace:*"
  languageName: unknown
  linkType: soft
"#;

const MEMBER: &str = r#"{"name": "m", "dependencies": {"b": "^1.0.0"}}"#;

fn berry(root: &str, member: &str, lock: &str) -> Vec<String> {
    rows(&[("package.json", root), ("packages/m/package.json", member), ("yarn.lock", lock)])
}

#[test]
fn members_of_later_generations_are_kept_as_they_were() {
    let root = r#"{
      "workspaces": ["packages/*"],
      "dependencies": {"a": "^1.0.0", "l": "link:./l"},
      "devDependencies": {"m": "workspace:*"},
      "resolutions": {"b": "2.0.0", "a@npm:^7": "8.0.0", "gone/a": "3.0.0", "m/x": "1.0.0"}
    }"#;
    assert_eq!(berry(root, MEMBER, BERRY), Vec::<String>::new());
}

#[test]
fn later_generations_out_of_sync() {
    let root = r#"{
      "workspaces": ["packages/*"],
      "dependencies": {"a": "^1.1.0", "new": "^1.0.0", "l": "link:./l"},
      "resolutions": {"b": "3.0.0", "a@^1.0.0": "1.3.0"}
    }"#;
    assert_eq!(
        berry(root, MEMBER, BERRY),
        [
            "specification_differs a ^1.1.0 npm:^1.0.0 package.json#/dependencies/a",
            "missing new ^1.0.0 - package.json#/dependencies/new",
            "override_differs a 1.3.0 1.4.0 package.json#/resolutions/a@%5E1.0.0",
            "override_differs b 3.0.0 2.0.0 package.json#/resolutions/b",
            "stale m - workspace:* yarn.lock#line=31",
        ]
    );
    let root = r#"{"workspaces": ["packages/*"], "dependencies": {"a": "^1.0.0", "l": "link:./l", "m": "workspace:*"}}"#;
    let lock = BERRY.replace("1.4.0", "4.0.0").replace(
        "resolution: \"m@workspace:packages/m\"",
        "resolution: \"m@workspace:packages/other\"",
    );
    assert_eq!(
        berry(root, MEMBER, &lock),
        [
            "unsatisfied a ^1.0.0 4.0.0 package.json#/dependencies/a",
            "missing_member packages/m - - packages/m/package.json",
        ]
    );
}

#[test]
fn the_form_of_the_file_does_not_matter() {
    let root = r#"{"workspaces": ["packages/*"], "dependencies": {"a": "^1.0.0", "l": "link:./l", "m": "workspace:*", "new": "1"}, "resolutions": {"b": "2.0.0"}}"#;
    let flow = BERRY.replace(
        "  dependencies:\n    b: \"npm:^1.0.0\"\n",
        "  dependencies: {b: \"npm:^1.0.0\"}\n",
    );
    let found = berry(root, MEMBER, &flow);
    assert_eq!(found, ["missing new 1 - package.json#/dependencies/new"]);
    assert_eq!(found, berry(root, MEMBER, BERRY));
}

#[test]
fn an_entry_locks_what_its_descriptor_names() {
    let root = r#"{"workspaces": ["packages/*"], "dependencies": {"a": "^1.0.0", "l": "link:./l", "m": "workspace:*"}, "resolutions": {"b": "2.0.0"}}"#;
    for (other, locked) in [
        ("a-evil@npm:1.4.0", "a-evil@1.4.0"),
        ("a@patch:a@npm%3A1.4.0#./x.patch::hash=0", "patch:a@npm%3A1.4.0#./x.patch::hash=0"),
        ("a@workspace:vendor/a", "workspace:vendor/a"),
        ("a@file:x.tgz::hash=0", "file:x.tgz::hash=0"),
    ] {
        let lock = BERRY.replace("a@npm:1.4.0", other);
        let row = format!("specification_differs a ^1.0.0 {locked} package.json#/dependencies/a");
        assert_eq!(berry(root, MEMBER, &lock)[0], row);
    }
    // One that only a package asks for, and an alias.
    let lock = format!(
        "{BERRY}\n\"t@npm:^1.0.0\":\n  version: 1.0.0\n  resolution: \"u@npm:1.0.0\"\n  linkType: hard\n\n\"v@npm:u@^1.0.0\":\n  version: 1.0.0\n  resolution: \"u@npm:1.0.0\"\n  linkType: hard\n"
    );
    let found = berry(root, MEMBER, &lock);
    assert_eq!(found, ["specification_differs t npm:^1.0.0 u@1.0.0 yarn.lock#line=41"]);
    // The version is that of the resolution.
    let lock = BERRY.replace("a@npm:1.4.0", "a@npm:0.4.0");
    let found = berry(root, MEMBER, &lock);
    assert_eq!(found, ["unsatisfied a ^1.0.0 0.4.0 package.json#/dependencies/a"]);
}

#[test]
fn yarn_1_locks_no_file_for_a_range() {
    let manifest = r#"{"dependencies": {"a": "^1.0.0", "b": "^2.0.0"}}"#;
    let of = |address: &str| {
        let lock = CLASSIC.replace("https://registry.npm.example/a/-/a-1.4.0.tgz#0123", address);
        let lock = lock.split("\n\"f@").next().unwrap().to_owned();
        rows(&[("package.json", manifest), ("yarn.lock", &lock)])
    };
    assert_eq!(of("a-1.4.0.tgz#0123"), Vec::<String>::new());
    assert_eq!(
        of("file:x/a.tgz#0123"),
        ["specification_differs a ^1.0.0 file:x/a.tgz#0123 package.json#/dependencies/a"]
    );
}
