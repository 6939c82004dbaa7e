//! Two states of a project compared, as collectors read them.

mod packages;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use globset::GlobSet;

use super::*;
use crate::collect;

/// The changes between two folders: each file a name and its text.
fn changes(before: &[(&str, &str)], now: &[(&str, &str)]) -> Facts {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, files: &[(&str, &str)]| {
        for (file, text) in files {
            let path = folder.path().join(name).join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder.path().join(name)
    };
    let (before, now) = (write("before", before), write("now", now));
    collected(&now, Base::Folder(&before))
}

fn collected(path: &Path, base: Base<'_>) -> Facts {
    let (demand, exclude) = (Demand::everything(), GlobSet::empty());
    let order = Order { base: Some(base), ..Order::plain(&demand, &exclude) };
    Arc::unwrap_or_clone(collect::repository(path, &order).unwrap().facts)
}

fn shown<T: serde::Serialize>(changes: &[T]) -> Vec<String> {
    let line = |change: &T| {
        let value = serde_json::to_value(change).unwrap();
        let text = |key: &str| {
            value.get(key).map_or("-".to_owned(), |value| match value {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            })
        };
        let name = if value.get("name").is_some() { text("name") } else { text("publishes") };
        format!("{} {} {} {}>{}", text("kind"), text("at"), name, text("before"), text("after"))
    };
    changes.iter().map(line).collect()
}

/// The fact paths of changes that are missing, with the places of the problems.
fn missing(facts: &Facts) -> Vec<String> {
    let problems = facts.problems.iter();
    let paths = problems.flat_map(|problem| problem.facts.iter().map(|path| (&problem.at, path)));
    let paths = paths.filter(|(_, path)| path.starts_with("changes"));
    paths.map(|(at, path)| format!("{at} {path}")).collect()
}

#[test]
fn dependencies_are_compared_by_manifest_and_name() {
    let facts = changes(
        &[
            (
                "package.json",
                r#"{"dependencies": {"a": "1", "b": "1", "c": "1"}, "peerDependencies": {"a": ">=1"}}"#,
            ),
            ("old/package.json", r#"{"name": "m", "dependencies": {"x": "1", "y": "1"}}"#),
            ("gone/package.json", r#"{"name": "g", "dependencies": {"z": "1"}}"#),
        ],
        &[
            (
                "package.json",
                r#"{"dependencies": {"a": "1", "b": "2"}, "devDependencies": {"c": "1", "d": "1"}}"#,
            ),
            ("new/package.json", r#"{"name": "m", "dependencies": {"x": "1", "y": "2"}}"#),
        ],
    );
    let found = shown(&facts.changes.unwrap().dependencies);
    assert_eq!(
        found,
        [
            "removed gone/package.json z 1>-",
            "altered new/package.json#/dependencies/y y 1>2",
            "removed package.json a >=1>-",
            "altered package.json#/dependencies/b b 1>2",
            "added package.json#/devDependencies/d d ->1",
        ]
    );
}

#[test]
fn settings_are_compared_wherever_they_stand_in_their_file() {
    let facts = changes(
        &[
            ("package.json", "{}"),
            (
                ".npmrc",
                "registry=https://a.example/\nfund=false\nx[]=1\nx[]=2\n//a.example/:_authToken=${A}\n",
            ),
        ],
        &[
            ("package.json", "{}"),
            (
                ".npmrc",
                "; moved\nfund=false\n//a.example/:_authToken=npm_abc\nx[]=2\nx[]=3\nregistry=https://b.example/\n@o:registry=https://c.example/\n",
            ),
        ],
    );
    let found = shown(&facts.changes.unwrap().settings);
    assert_eq!(
        found,
        [
            "altered .npmrc#line=3 _authToken ->-",
            "altered .npmrc#line=5 x 1>3",
            "altered .npmrc#line=6 registry https://a.example/>https://b.example/",
            "added .npmrc#line=7 registry ->https://c.example/",
        ]
    );
}

#[test]
fn pipelines_are_compared_by_their_bytes() {
    let ci =
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n";
    let release = ci.replace("test", "publish");
    let facts = changes(
        &[
            (".github/workflows/a.yml", ci),
            (".github/workflows/b.yml", ci),
            (".github/workflows/c.yml", &release),
            (".github/workflows/same.yml", &release),
            (".github/workflows/broken.yml", "jobs: ["),
        ],
        &[
            (".github/workflows/a.yml", &format!("{ci}# a\n")),
            (".github/workflows/b.yml", &release),
            (".github/workflows/d.yml", ci),
            (".github/workflows/same.yml", &release),
            (".github/workflows/broken.yml", ci),
        ],
    );
    let found = shown(&facts.changes.as_ref().unwrap().pipelines);
    assert_eq!(
        found,
        [
            "altered .github/workflows/a.yml false ->-",
            "altered .github/workflows/b.yml true ->-",
            "altered .github/workflows/broken.yml false ->-",
            "removed .github/workflows/c.yml true ->-",
            "added .github/workflows/d.yml false ->-",
        ]
    );
    assert_eq!(
        missing(&facts),
        [
            ".github/workflows/broken.yml changes.settings",
            ".github/workflows/broken.yml changes.pipelines",
        ]
    );
}

const PACKAGE_LOCK: &str = r#"{"lockfileVersion": 3, "packages": {
    "": {}, "node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"version": "1.0.0"}}}"#;

#[test]
fn another_package_manager_is_compared_by_names() {
    let pnpm = "lockfileVersion: '9.0'\npackages:\n  a@0.9.0: {resolution: {integrity: sha512-A}}\n  c@1.0.0: {resolution: {integrity: sha512-A}}\nsnapshots:\n  a@0.9.0: {}\n  c@1.0.0: {}\n";
    let facts = changes(
        &[("package.json", "{}"), ("package-lock.json", PACKAGE_LOCK)],
        &[("package.json", "{}"), ("pnpm-lock.yaml", pnpm)],
    );
    assert_eq!(missing(&facts), [""; 0]);
    assert_eq!(
        shown(&facts.changes.unwrap().packages),
        ["removed package-lock.json b 1.0.0>-", "new pnpm-lock.yaml#/packages/c@1.0.0 c ->1.0.0"]
    );
}

#[test]
fn what_was_not_read_is_unknown_and_never_new() {
    for (before, now, expected) in [
        // Unreadable, and what it was: nothing has changed.
        ("bun.lockb", "bun.lockb", &[][..]),
        ("bun.lockb", "package-lock.json", &["bun.lockb changes.packages"]),
        ("package-lock.json", "bun.lockb", &["bun.lockb changes.packages"]),
    ] {
        let facts = changes(
            &[("package.json", "{}"), (before, PACKAGE_LOCK)],
            &[("package.json", "{}"), (now, PACKAGE_LOCK)],
        );
        assert_eq!(missing(&facts), expected, "{before} {now}");
        assert_eq!(shown(&facts.changes.unwrap().packages), [""; 0], "{before} {now}");
    }
    let facts = changes(
        &[("package.json", "{}"), ("package-lock.json", "{")],
        &[("package.json", "{"), ("package-lock.json", PACKAGE_LOCK)],
    );
    assert_eq!(
        missing(&facts),
        [
            "package-lock.json changes.packages",
            "package.json#line=1 changes.packages[*].direct",
            "package.json#line=1 changes.dependencies",
            "package.json#line=1 changes.settings",
        ]
    );
    assert_eq!(shown(&facts.changes.unwrap().packages), [""; 0]);
}

#[test]
fn only_what_is_asked_for_is_compared_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["before", "now"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("package.json"), "{}").unwrap();
    }
    let (before, now) = (folder.path().join("before"), folder.path().join("now"));
    fs::write(now.join("package-lock.json"), PACKAGE_LOCK).unwrap();
    fs::write(now.join(".npmrc"), "fund=false").unwrap();
    let mut demand = Demand::of([]);
    demand.also("changes.packages[*].kind");
    let exclude = GlobSet::empty();
    let order = Order { base: Some(Base::Folder(&before)), ..Order::plain(&demand, &exclude) };
    let facts = collect::repository(&now, &order).unwrap().facts;
    let changes = facts.changes.as_ref().unwrap();
    assert_eq!((changes.packages.len(), changes.settings.len()), (2, 0));
    assert_eq!((facts.settings.len(), facts.lockfiles[0].packages.len()), (0, 0));
    let order = Order { base: None, ..order };
    assert_eq!(collect::repository(&now, &order).unwrap().facts.changes, None);
}
