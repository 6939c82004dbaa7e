//! The lockfile of bun: texts of each manifest, and the overrides.

use super::rows;

const LOCK: &str = r#"{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "root",
      "dependencies": {"a": "^1.0.0", "al": "npm:real@^2.0.0"},
      "devDependencies": {"m": "workspace:*"},
    },
    "packages/m": {"name": "m", "dependencies": {"a": "^0.9.0"}},
  },
  "overrides": {"o": "2.0.0"},
  "packages": {
    "a": ["a@1.4.0", "", {}, "sha512-x"],
    "al": ["real@2.1.0", "", {}, "sha512-x"],
    "m": ["m@workspace:packages/m"],
    "m/a": ["a@0.9.3", "", {}, "sha512-x"],
  }
}"#;

const MEMBER: &str = r#"{"name": "m", "dependencies": {"a": "^0.9.0"}}"#;

fn with(manifest: &str, member: &str, lock: &str) -> Vec<String> {
    rows(&[("package.json", manifest), ("packages/m/package.json", member), ("bun.lock", lock)])
}

#[test]
fn what_a_frozen_install_takes_agrees() {
    let manifest = r#"{
      "workspaces": ["packages/*"],
      "dependencies": {"a": "^1.0.0", "al": "npm:real@^2.0.0"},
      "devDependencies": {"m": "workspace:*"},
      "resolutions": {"**/o": "2.0.0"}
    }"#;
    assert_eq!(with(manifest, MEMBER, LOCK), Vec::<String>::new());
}

#[test]
fn every_way_to_be_out_of_sync_is_found() {
    let manifest = r#"{
      "workspaces": ["packages/*"],
      "dependencies": {"a": "^1.1.0", "new": "1", "m": "workspace:*"},
      "overrides": {"o": "3.0.0", "p": "1", "x>y": "1"}
    }"#;
    assert_eq!(
        with(manifest, r#"{"name": "m", "dependencies": {"a": "^1.0.0"}}"#, LOCK),
        [
            "stale al - npm:real@^2.0.0 bun.lock#/workspaces//dependencies/al",
            "specification_differs a ^1.1.0 ^1.0.0 package.json#/dependencies/a",
            "specification_differs m workspace:* workspace:* in another list package.json#/dependencies/m",
            "missing new 1 - package.json#/dependencies/new",
            "override_differs o 3.0.0 2.0.0 package.json#/overrides/o",
            "override_differs p 1 - package.json#/overrides/p",
            "specification_differs a ^1.0.0 ^0.9.0 packages/m/package.json#/dependencies/a",
            "? y bun reads overrides of whole packages alone",
        ]
    );
}

#[test]
fn what_was_put_in_by_hand_is_found() {
    let manifest = r#"{
      "workspaces": ["packages/*"],
      "dependencies": {"a": "^1.0.0", "al": "npm:real@^2.0.0"},
      "devDependencies": {"m": "workspace:*"}
    }"#;
    let lock = LOCK
        .replace("a@0.9.3", "a@4.0.0")
        .replace("real@2.1.0", "other@2.1.0")
        .replace("    \"a\": [\"a@1.4.0\", \"\", {}, \"sha512-x\"],\n", "")
        .replace("packages/m\": {\"name\"", "packages/n\": {\"name\"");
    assert_eq!(
        with(manifest, MEMBER, &lock),
        [
            "override_differs o - 2.0.0 bun.lock#/overrides/o",
            "missing a ^1.0.0 - package.json#/dependencies/a",
            "specification_differs al npm:real@^2.0.0 other@2.1.0 package.json#/dependencies/al",
            "missing_member packages/m - - packages/m/package.json",
        ]
    );
}

#[test]
fn workspaces_of_another_shape_are_undecided() {
    let lock =
        r#"{"lockfileVersion": 1, "workspaces": {"": {"dependencies": ["a"]}}, "packages": {}}"#;
    let found = with(r#"{"name": "root"}"#, "{}", lock);
    assert_eq!(found, ["? root the lockfile's `workspaces` are of another shape than bun writes"]);
}

#[test]
fn a_range_is_met_by_no_archive() {
    let manifest = r#"{
      "workspaces": ["packages/*"],
      "dependencies": {"a": "^1.0.0", "al": "npm:real@^2.0.0"},
      "devDependencies": {"m": "workspace:*"},
      "overrides": {"o": "2.0.0"}
    }"#;
    for other in ["https://h.example/evil.tgz", "workspace:vendor/a", "file:x"] {
        let lock = LOCK.replace("a@1.4.0", &format!("a@{other}"));
        let row = format!("specification_differs a ^1.0.0 {other} package.json#/dependencies/a");
        assert_eq!(with(manifest, MEMBER, &lock), [row]);
    }
    let member = LOCK.replace("a@1.4.0", "a@workspace:packages/m");
    assert_eq!(with(manifest, MEMBER, &member), Vec::<String>::new());
}
