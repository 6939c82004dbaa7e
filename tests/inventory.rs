//! `palisade inventory`: who can publish each package, read from real files through Rego.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use serde_json::{Value, json};
use support::{Run, TODAY, World};

const RELEASE: &str = "
name: Release
on:
  push:
    tags: ['v*']
jobs:
  stage:
    runs-on: ubuntu-latest
    environment: npm
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - run: npm stage publish
        env:
          NPM_TOKEN: ''
";

fn manifest(name: &str, scripts: &str) -> String {
    format!(r#"{{"name": "{name}", "version": "1.0.0", "scripts": {{{scripts}}}}}"#)
}

/// A repository that stages its package in CI, and one that a person publishes with np.
fn world() -> World {
    let world = World::new();
    world.write("staged/package.json", manifest("staged", ""));
    world.write("staged/.github/workflows/release.yml", RELEASE);
    world.write("byhand/package.json", manifest("byhand", r#""release": "np""#));
    world
}

fn json(run: &Run) -> Value {
    serde_json::from_slice(&run.stdout).unwrap()
}

/// What a way says, without its place.
fn ways(entry: &Value) -> Vec<Value> {
    let ways = entry["ways"].as_array().unwrap().iter().cloned();
    let told = ways.map(|mut way| {
        let line = way["location"]["start"]["line"].clone();
        way["location"] = json!([way["location"]["file"], line]);
        way
    });
    told.collect()
}

#[test]
fn json_tells_each_way_with_its_place() {
    let world = world();
    let run = world.run(&["inventory", "staged", "byhand", "--format", "json", "--today", TODAY]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let inventory = json(&run);
    assert_eq!(inventory["schema"], "palisade/inventory/v1");
    let staged = &inventory["targets"][0]["packages"][0];
    assert_eq!((&staged["name"], &staged["who"]), (&json!("staged"), &json!("ci")));
    let way = &ways(staged)[0];
    assert_eq!(way["location"], json!([".github/workflows/release.yml", 15]));
    for (key, value) in [
        ("by", json!("ci")),
        ("mode", json!("staged")),
        ("tool", json!("npm")),
        ("job", json!("stage")),
        ("environment", json!("npm")),
        ("triggers", json!(["push (tags v*)"])),
    ] {
        assert_eq!(way[key], value, "{key}");
    }
    assert_eq!(way["credential"]["kind"], "oidc");
    let byhand = &inventory["targets"][1]["packages"][0];
    assert_eq!((&byhand["name"], &byhand["who"]), (&json!("byhand"), &json!("human")));
    let way = &ways(byhand)[0];
    assert_eq!((&way["by"], &way["tool"]), (&json!("human"), &json!("np")));
    assert_eq!(way["through"], json!(["the script release"]));
}

#[test]
fn what_cannot_be_read_may_hide_a_way() {
    let world = world();
    world.write("staged/.github/workflows/other.yml", "on: push\njobs: [");
    let run = world.run(&["inventory", "staged"]);
    assert_eq!(run.code, Some(0));
    let line = "not read: .github/workflows/other.yml:2: ";
    assert!(run.text().lines().any(|text| text.starts_with(line)), "{}", run.text());
    // The rest is told all the same.
    assert!(run.text().contains("staged"), "{}", run.text());
    assert_eq!(world.run(&["inventory", "staged", "--require-known"]).code, Some(2));
}

#[test]
fn a_repository_without_packages_says_so() {
    let world = World::new();
    world.write("app/package.json", r#"{"name": "app", "private": true}"#);
    let run = world.run(&["inventory", "app"]);
    assert_eq!(run.code, Some(0));
    assert!(run.text().starts_with("no package here can be published"), "{}", run.text());
}

#[test]
fn a_target_that_cannot_be_read_is_an_error_and_the_others_are_told() {
    let world = world();
    world.write("empty/README", "");
    let run = world.run(&["inventory", "nowhere", "empty", "byhand", "-f", "json"]);
    assert_eq!(run.code, Some(2));
    let inventory = json(&run);
    let names = inventory["targets"].as_array().unwrap().iter().map(|target| &target["name"]);
    assert_eq!(names.collect::<Vec<_>>(), ["byhand"]);
    assert_eq!(inventory["refusals"].as_array().unwrap().len(), 2);
    assert!(run.stderr.contains("`nowhere` cannot be opened"), "{}", run.stderr);
}

#[test]
fn facts_that_were_stored_give_the_same_answer() {
    let world = world();
    let facts = world.run(&["facts", "staged", "--today", TODAY]);
    world.write("facts.json", std::str::from_utf8(&facts.stdout).unwrap());
    let stored = json(&world.run(&["inventory", "--facts", "facts.json", "-f", "json"]));
    let fresh = json(&world.run(&["inventory", "staged", "-f", "json", "-o", "json=out.json"]));
    let said = |inventory: &Value| {
        let entry = &inventory["targets"][0]["packages"][0];
        (entry["name"].clone(), entry["ways"][0]["mode"].clone(), entry["who"].clone())
    };
    assert_eq!(said(&stored), said(&fresh));
    let written = std::fs::read(world.path("out.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), fresh);
}

#[test]
fn a_bundle_of_ones_own_decides_what_is_told() {
    let world = world();
    let own = r#"
package palisade.inventory

packages contains entry if {
    some manifest in input.packages
    entry := {"name": upper(manifest.name), "at": manifest.at, "who": "human", "team": "web"}
}
"#;
    world.write("own/inventory.rego", own);
    let run = world.run(&["inventory", "byhand", "--policy", "own", "-f", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let entry = &json(&run)["targets"][0]["packages"][0];
    assert_eq!((&entry["name"], &entry["team"]), (&json!("BYHAND"), &json!("web")));

    // What is not of the form is told with its place.
    world.write("own/inventory.rego", own.replace("\"who\": \"human\"", "\"who\": \"cat\""));
    let run = world.run(&["inventory", "byhand", "--policy", "own", "-f", "json"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("own/inventory.rego:4:1: a member of `packages`"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("unknown variant `cat`"), "{}", run.stderr);

    let run = world.run(&["inventory", "byhand", "--no-default-bundle"]);
    assert_eq!(run.code, Some(2));
    assert!(run.text().contains("has a bundle without an inventory"), "{}", run.text());
}

#[test]
fn names_are_shown_without_harm() {
    let world = World::new();
    world.write("app/package.json", manifest("a\\u001b[31mred\\n::error::b", ""));
    let run = world.run(&["inventory", "app"]);
    assert!(!run.text().contains('\u{1b}'), "{}", run.text());
    assert!(!run.text().lines().any(|line| line.trim_start().starts_with("::")), "{}", run.text());
}
