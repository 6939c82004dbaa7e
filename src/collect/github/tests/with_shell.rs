//! The same with the crate's own shell parser and deeds: flags that name a package.

use super::*;
use crate::collect::ci::resolve_scripts;
use crate::collect::followed::Followed;
use crate::collect::shell::{self, Script};
use crate::facts::{Package, PackageRole};
use crate::source::anchor::Place;
use crate::source::tree::Given;

fn parse(script: &str, place: &Place) -> Script {
    shell::commands(script, &|range| place.chars(range).at())
}

fn package(directory: &str, name: &str, text: &str) -> Package {
    let script = crate::facts::Script {
        at: "package.json#/scripts/release".into(),
        name: "release".into(),
        text: text.into(),
        lifecycle: false,
        commands: parse(text, &Place::file("package.json").key("scripts").key("release")).commands,
    };
    Package {
        directory: directory.into(),
        role: if directory == "." { PackageRole::Root } else { PackageRole::Member },
        name: Some(name.into()),
        scripts: vec![script],
        ..Package::default()
    }
}

#[test]
fn commands_name_the_package_whose_script_they_run() {
    let packages = [
        package(".", "root", "npm publish"),
        package("packages/é", "@acme/a", "npm stage publish"),
    ];
    for (command, modes) in [
        ("npm run release", json!(["direct"])),
        ("npm run release -w packages/é", json!(["staged"])),
        ("npm --prefix ./packages/é run release", json!(["staged"])),
        ("pnpm --filter @acme/a release", json!(["staged"])),
        ("pnpm -C packages/é release", json!(["staged"])),
        ("pnpm -r run release", json!(["direct", "staged"])),
        ("yarn workspace @acme/a release", json!(["staged"])),
        ("yarn --cwd packages/é release", json!(["staged"])),
        ("npm --workspaces run release", json!(["direct", "staged"])),
    ] {
        let text = format!(
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          {command}\n"
        );
        let options = Options { text: &text, commands: true, parser: &shell::commands };
        let (pipeline, problems) = workflow(FILE, &document(&text), &options);
        assert_eq!(problems, []);
        let mut pipelines = [pipeline];
        resolve_scripts(&mut pipelines, &packages, &Followed::of(&Given::default()));
        let publishes = &pipelines[0].jobs[0].publishes;
        let found: Vec<_> = publishes.iter().map(|publish| publish.mode).collect();
        assert_eq!(serde_json::to_value(found).unwrap(), modes, "{command}");
        for publish in publishes {
            assert_eq!(marked(&text, &publish.at), command);
            assert_eq!(publish.through_script.as_deref(), Some("release"));
        }
    }
}
