//! Configurations as projects write them, and what becomes of the commands.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::collect::followed::Followed;
use crate::collect::{folders, shell};
use crate::facts::{Job, Publish, Script, Step};
use crate::policy::reads::Demand;
use crate::source::tree::Given;

fn collected(path: &str, text: &str) -> Says {
    let demand = Demand::everything();
    let given = Given::default();
    let others = Followed::of(&given);
    let own = Default::default();
    let file = File { path, bytes: text.as_bytes(), demand: &demand, own: &own, others: &others };
    let harvest = ReleaseConfigs.collect(&file);
    assert_eq!(harvest.problems, []);
    harvest.release_configs[0].says
}

#[test]
fn files_say_whether_their_tool_publishes() {
    for (path, text, says) in [
        (".release-it.json", r#"{"npm": {"publish": false}}"#, Says::Nothing),
        (".release-it.json", r#"{"npm": false}"#, Says::Nothing),
        (".release-it.yaml", "npm:\n  stage: true\n", Says::Staged),
        (".release-it.yml", "git: {tag: true}\n", Says::Default),
        (".release-it.json", r#"{"extends": "github:a/b", "npm": false}"#, Says::Unknown),
        (
            ".release-it.json",
            r#"{"npm": false, "hooks": {"after:bump": ["pnpm publish -r"]}}"#,
            Says::Unknown,
        ),
        (
            ".release-it.json",
            r#"{"npm": false, "plugins": {"@release-it-plugins/workspaces": true}}"#,
            Says::Unknown,
        ),
        (
            ".release-it.json",
            r#"{"npm": false, "hooks": {"after:bump": "npm run pub"}}"#,
            Says::Unknown,
        ),
        (
            ".release-it.json",
            r#"{"npm": false, "plugins": {"@release-it/conventional-changelog": {"preset": "a"}},
                "hooks": {"before:init": ["npm test", "node scripts/a.js"], "after:bump": "npm run build",
                    "before:release": "npm run release:changelog", "after:release": "echo released to ${repo.remote}."}}"#,
            Says::Nothing,
        ),
        (".release-it.json", "{", Says::Unknown),
        (".release-it.ts", "export default {}", Says::Unknown),
        (".np-config.json", r#"{"publish": false}"#, Says::Nothing),
        (".np-config.json", "{}", Says::Default),
        (".releaserc", "branches: [main]\n", Says::Default),
        (".releaserc.json", r#"{"plugins": ["@semantic-release/github"]}"#, Says::Nothing),
        (".releaserc.json", r#"{"plugins": ["@semantic-release/npm"]}"#, Says::Default),
        (
            ".releaserc",
            "plugins: [['@semantic-release/npm', {npmPublish: false}]]\n",
            Says::Nothing,
        ),
        (".releaserc", "plugins: [['@semantic-release/npm', {pkgRoot: dist}]]\n", Says::Default),
        (
            ".releaserc",
            "plugins: [['@semantic-release/exec', {publishCmd: 'npm publish'}]]\n",
            Says::Unknown,
        ),
        (
            ".releaserc",
            "plugins: [['@semantic-release/exec', {publishCmd: ./scripts/p.sh}]]\n",
            Says::Unknown,
        ),
        (
            ".releaserc",
            "plugins: [['@semantic-release/exec', {prepareCmd: make all, publishCmd: docker push a}]]\n",
            Says::Nothing,
        ),
        (".releaserc", "plugins: [semantic-release-lerna]\n", Says::Unknown),
        (".releaserc", "plugins: [semantic-release-pnpm]\n", Says::Unknown),
        (".releaserc.yml", "extends: semantic-release-monorepo\n", Says::Unknown),
        ("release.config.mjs", "export default {}", Says::Unknown),
    ] {
        assert_eq!(collected(path, text), says, "{path} {text}");
    }
    for path in ["release.config.json", ".release-it", "release-it.json", ".releaserc.toml"] {
        assert!(!ReleaseConfigs.claims(path), "{path}");
    }
}

fn script(text: &str, folder: &str) -> Vec<Command> {
    let mut script = shell::commands(text, &|range| format!("{}", range.start));
    folders::place(&mut script, Some(folder));
    script.commands
}

/// The modes of what a job publishes that runs a script, and of its commands' deeds.
fn applied(manifest: &str, text: &str) -> (Vec<PublishMode>, Vec<PublishMode>) {
    let parsed = crate::source::json::parse(manifest).unwrap();
    let configs = of_manifest("package.json", &parsed.documents[0]);
    let commands = script(text, ".");
    let publish = |command: &Command| {
        let deed = command.deed.clone()?;
        let mode = deed.release?.mode;
        Some(Publish { at: command.at.clone(), tool: deed.tool, mode, ..Publish::default() })
    };
    let publishes = commands.iter().filter_map(publish).collect();
    let step = Step { commands, ..Step::default() };
    let job = Job { steps: vec![step], publishes, ..Job::default() };
    let mut pipelines = [Pipeline { jobs: vec![job], ..Pipeline::default() }];
    apply(&configs, &mut pipelines, &mut []);
    let job = &pipelines[0].jobs[0];
    let deeds = job.steps[0].commands.iter().filter_map(publish);
    (job.publishes.iter().map(|publish| publish.mode).collect(), deeds.map(|p| p.mode).collect())
}

#[test]
fn commands_publish_as_their_tool_is_told() {
    use PublishMode::{Direct, Staged, Unknown};
    let off = r#"{"release-it": {"npm": {"publish": false}}, "np": {"publish": false},
        "release": {"plugins": []}}"#;
    for (manifest, text, modes) in [
        ("{}", "release-it --ci", &[Direct][..]),
        (off, "npx release-it --ci", &[]),
        (off, "np; npx semantic-release", &[]),
        (off, "release-it && npm publish", &[Direct]),
        (off, "release-it --npm.publish", &[Direct]),
        (off, "release-it --config other.json", &[Unknown]),
        (off, "release-it --config=other.json", &[Unknown]),
        (off, "semantic-release --extends x", &[Unknown]),
        (off, "cd packages/a && release-it", &[Direct]),
        (off, "cd $X && release-it", &[Unknown]),
        (r#"{"release-it": {"npm": {"stage": true}}}"#, "release-it", &[Staged]),
        (r#"{"release-it": {"extends": "x"}}"#, "release-it; npm publish", &[Unknown, Direct]),
    ] {
        assert_eq!(applied(manifest, text), (modes.to_vec(), modes.to_vec()), "{manifest} {text}");
    }
}

#[test]
fn package_scripts_and_actions_are_told_as_well() {
    let config = |directory: &str| ReleaseConfig {
        tool: "semantic-release",
        directory: directory.to_owned(),
        says: Says::Nothing,
    };
    let release = Script {
        at: "package.json#/scripts/release".to_owned(),
        name: "release".to_owned(),
        text: String::new(),
        lifecycle: false,
        commands: script("semantic-release", "packages/a"),
    };
    let mut packages = [Package { scripts: vec![release], ..Package::default() }];
    let action = |directory: &str| Publish {
        tool: "cycjimmy/semantic-release-action".to_owned(),
        directory: Some(directory.to_owned()),
        ..Publish::default()
    };
    let job = Job { publishes: vec![action("."), action("packages/a")], ..Job::default() };
    let mut pipelines = [Pipeline { jobs: vec![job], ..Pipeline::default() }];
    apply(&[config("packages/a")], &mut pipelines, &mut packages);
    assert_eq!(packages[0].scripts[0].commands[0].deed, None);
    assert_eq!(pipelines[0].jobs[0].publishes, [action(".")]);
}
