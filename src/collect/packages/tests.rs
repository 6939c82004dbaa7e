//! Whole manifests, as repositories have them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::facts::{Command, DependencyKind, ProblemKind, SourceKind};
use crate::source::json;

/// The tree of a JSON text.
pub(crate) fn document(text: &str) -> Node {
    json::parse(text).unwrap().documents.remove(0)
}

fn read(text: &str) -> (Package, Vec<Problem>) {
    package("packages/a/package.json", &document(text), &|text, place| {
        vec![Command { at: place.at(), program: Some(text.to_owned()), ..Command::default() }]
    })
}

const FULL: &str = r#"{
  "name": "@acme/widget",
  "version": "1.4.2",
  "publishConfig": {
    "registry": "https://me:hunter2@registry.npm.example/", "access": "public",
    "provenance": true, "tag": "next", "@acme:registry": "https://registry.npm.example/"
  },
  "repository": {"type": "git", "url": "git+https://github.com/acme/widget.git", "directory": "packages/a"},
  "files": ["dist", "!dist/**/*.map"],
  "workspaces": {"packages": ["packages/*"], "nohoist": ["**/react"]},
  "scripts": {"prepublishOnly": "npm run build", "build": "tsc -p ."},
  "dependencies": {"zod": "^3.0.0", "left-pad": "https://tok3n@files.example/left-pad.tgz"},
  "devDependencies": {"typescript": "npm:@acme/typescript@5"},
  "peerDependencies": {"react": ">=18"},
  "optionalDependencies": {"fsevents": "github:acme/fsevents#main"},
  "bundledDependencies": ["zod"],
  "packageManager": "pnpm@10.1.0+sha512.0a1b",
  "engines": {"node": ">=22"},
  "devEngines": {
    "runtime": [{"name": "node", "version": "24.x", "onFail": "error"}, {"name": "deno"}],
    "packageManager": {"name": "pnpm", "version": "10.x"}, "os": {"name": "linux"}
  },
  "overrides": {"semver": "7.7.0"},
  "allowScripts": {"esbuild": true},
  "author": "Ada <ada@mail.example>"
}"#;

#[test]
fn a_whole_manifest_is_read() {
    let (package, problems) = read(FULL);
    assert_eq!(problems, []);
    let at = |pointer: &str| format!("packages/a/package.json#/{pointer}");
    assert_eq!(
        (package.at.as_str(), package.directory.as_str()),
        ("packages/a/package.json", "packages/a")
    );
    assert_eq!(package.name.as_deref(), Some("@acme/widget"));
    assert_eq!(package.scope.as_deref(), Some("@acme"));
    assert_eq!(package.version.as_deref(), Some("1.4.2"));
    assert_eq!((package.private, package.publishable), (false, true));

    let config = package.publish_config.unwrap();
    assert_eq!(config.at, at("publishConfig"));
    assert_eq!(config.registry.as_deref(), Some("https://***@registry.npm.example/"));
    assert_eq!((config.access.as_deref(), config.tag.as_deref()), (Some("public"), Some("next")));
    assert_eq!(config.provenance, Some(true));
    assert_eq!(config.scoped_registries["@acme"], "https://registry.npm.example/");

    let repository = package.repository.unwrap();
    assert_eq!(repository.at, at("repository/url"));
    assert_eq!(repository.url, "git+https://github.com/acme/widget.git");
    assert_eq!(repository.directory.as_deref(), Some("packages/a"));
    assert_eq!(package.files.unwrap(), ["dist", "!dist/**/*.map"]);
    assert_eq!(package.workspaces, ["packages/*"]);
    assert_eq!(package.bundled, ["zod"]);

    let scripts: Vec<_> = package.scripts.iter().map(|s| (s.name.as_str(), s.lifecycle)).collect();
    assert_eq!(scripts, [("prepublishOnly", true), ("build", false)]);
    assert_eq!(package.scripts[1].commands[0].at, at("scripts/build"));
    assert_eq!(package.scripts[1].text, "tsc -p .");

    let rows: Vec<_> = package
        .dependencies
        .iter()
        .map(|d| (d.kind, d.name.as_str(), d.spec.as_str(), d.source.kind))
        .collect();
    assert_eq!(
        rows,
        [
            (
                DependencyKind::Production,
                "left-pad",
                "https://***@files.example/left-pad.tgz",
                SourceKind::Tarball
            ),
            (DependencyKind::Production, "zod", "^3.0.0", SourceKind::Registry),
            (
                DependencyKind::Development,
                "typescript",
                "npm:@acme/typescript@5",
                SourceKind::Alias
            ),
            (DependencyKind::Optional, "fsevents", "github:acme/fsevents#main", SourceKind::Git),
            (DependencyKind::Peer, "react", ">=18", SourceKind::Registry),
        ]
    );
    assert_eq!(package.dependencies[1].at, at("dependencies/zod"));

    let manager = package.package_manager.unwrap();
    assert_eq!((manager.name.as_str(), manager.version.as_str()), ("pnpm", "10.1.0"));
    assert_eq!(manager.hash.as_deref(), Some("sha512"));
    let engines: Vec<_> = package
        .engines
        .iter()
        .map(|e| (e.at.clone(), e.name.as_str(), e.range.as_str(), e.development))
        .collect();
    assert_eq!(
        engines,
        [
            (at("engines/node"), "node", ">=22", false),
            (at("devEngines/runtime/0"), "node", "24.x", true),
            (at("devEngines/runtime/1"), "deno", "*", true),
            (at("devEngines/packageManager"), "pnpm", "10.x", true),
        ]
    );
    assert_eq!(package.overrides[0].selector, "semver");
    assert_eq!(package.allowed_scripts[0].key, "esbuild");
    assert_eq!(package.people[0].email.as_deref(), Some("ada@mail.example"));
}

#[test]
fn an_empty_manifest_is_nothing_special() {
    let (package, problems) = package("package.json", &document("{}"), &|_, _| Vec::new());
    assert_eq!(problems, []);
    let expected =
        Package { at: "package.json".to_owned(), directory: ".".to_owned(), ..Package::default() };
    assert_eq!(package, expected);
}

#[test]
fn wrong_shapes_are_problems_and_the_rest_is_read() {
    let (package, problems) = read(
        r#"{
          "name": 7, "version": "1.0.0", "private": "false", "repository": ["x"], "files": "dist",
          "workspaces": {"packages": "packages/*"}, "scripts": ["build"],
          "dependencies": {"a": {"version": "1"}, "b": "1"}, "devDependencies": [],
          "packageManager": "pnpm", "engines": ["node >= 8"], "overrides": "x", "author": [],
          "publishConfig": {"provenance": "yes", "access": "public"}, "maintainers": null
        }"#,
    );
    let rows: Vec<String> = problems
        .iter()
        .map(|p| {
            assert_eq!(p.kind, ProblemKind::Unexpected);
            let at = p.at.strip_prefix("packages/a/package.json#/").unwrap();
            format!("{at}: {} [{}]", p.reason, p.facts.join(" "))
        })
        .collect();
    let facts = |name: &str| format!("[packages[*].{name}]");
    assert_eq!(rows, [
        format!("author: expected a string or an object, found a list {}", facts("people")),
        format!("dependencies/a: expected a string, found an object {}", facts("dependencies")),
        format!("devDependencies: expected an object, found a list {}", facts("dependencies")),
        format!("engines: expected an object, found a list {}", facts("engines")),
        format!("files: expected a list, found a string {}", facts("files")),
        "name: expected a string, found a number [packages[*].name packages[*].publishable packages[*].scope]".to_owned(),
        format!("overrides: expected an object, found a string {}", facts("overrides")),
        format!("packageManager: expected `name@version`, found a string {}", facts("package_manager")),
        "private: expected true or false, found a string []".to_owned(),
        format!("publishConfig/provenance: expected true or false, found a string {}", facts("publish_config")),
        format!("repository: expected a string or an object, found a list {}", facts("repository")),
        format!("scripts: expected an object, found a list {}", facts("scripts")),
        "workspaces/packages: expected a list, found a string [packages[*].role packages[*].workspaces]".to_owned(),
    ]);
    assert_eq!((package.private, package.publishable), (true, false));
    assert_eq!(package.version.as_deref(), Some("1.0.0"));
    assert_eq!(package.dependencies.len(), 1);
    assert_eq!(package.publish_config.unwrap().access.as_deref(), Some("public"));
    assert_eq!(package.files, None);
}

#[test]
fn a_manifest_that_is_no_object_hides_the_package() {
    let (_, problems) = read("[]");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].facts, ["packages"]);
    assert_eq!(problems[0].reason, "expected an object, found a list");
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts() {
    let (package, problems) = read(
        r#"{"scripts": {"a": "1"}, "scripts": {"b": "1", "b": "2"}, "bundleDependencies": true,
            "dependencies": {"x": "1", "x": "2"}, "private": true, "packageManager":
            "yarn@https://repo.example/yarn.js#sha224.abc", "workspaces": ["a"]}"#,
    );
    assert_eq!(problems, []);
    assert_eq!(package.scripts.len(), 1);
    assert_eq!((package.scripts[0].name.as_str(), package.scripts[0].text.as_str()), ("b", "2"));
    assert_eq!(package.bundled, ["x"]);
    assert_eq!(package.dependencies.len(), 1);
    assert!(package.private);
    let manager = package.package_manager.unwrap();
    assert_eq!(manager.version, "https://repo.example/yarn.js");
    assert_eq!(manager.hash.as_deref(), Some("sha224"));
}
