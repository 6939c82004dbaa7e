//! Files of a repository, as their collectors read them.

use globset::GlobSet;
use serde_json::json;

use super::{Folder, anchors, part};
use crate::collect::{self, COLLECTORS, File, Followed, Harvest, Order};
use crate::facts::Facts;
use crate::policy::reads::Demand;
use crate::source::anchor::Anchor;
use crate::source::locate::{Document, Mark, Target};
use crate::source::tree::Given;

/// A script of a shell, by way of a manifest that has it.
pub fn shell(script: &str) {
    collected("package.json", json!({"scripts": {"a": script}}).to_string().as_bytes());
}

/// `package.json`.
pub fn manifest(text: &str) {
    collected("package.json", text.as_bytes());
}

/// `package-lock.json`, which need not be text.
pub fn package_lock(bytes: &[u8]) {
    collected("package-lock.json", bytes);
}

/// `pnpm-lock.yaml`, which need not be text.
pub fn pnpm_lock(bytes: &[u8]) {
    collected("pnpm-lock.yaml", bytes);
}

/// `yarn.lock` of either generation, which need not be text.
pub fn yarn_lock(bytes: &[u8]) {
    collected("yarn.lock", bytes);
}

/// `bun.lock`, which need not be text.
pub fn bun_lock(bytes: &[u8]) {
    collected("bun.lock", bytes);
}

/// `.npmrc`.
pub fn npmrc(text: &str) {
    collected(".npmrc", text.as_bytes());
}

/// A file of settings of pnpm, Yarn or bun: the first byte says which.
pub fn settings(bytes: &[u8]) {
    const FILES: [&str; 4] = ["pnpm-workspace.yaml", ".yarnrc.yml", ".yarnrc", "bunfig.toml"];
    if let Some((first, rest)) = bytes.split_first()
        && let Some(path) = FILES.get(usize::from(*first) % FILES.len())
    {
        collected(path, rest);
    }
}

/// `.gitlab-ci.yml`, its scripts included.
pub fn gitlab_ci(text: &str) {
    collected(".gitlab-ci.yml", text.as_bytes());
}

/// A workflow, its scripts included.
pub fn workflow(text: &str) {
    collected(".github/workflows/a.yml", text.as_bytes());
}

/// A pipeline of Azure's. Its templates are reached by way of [`repository`].
pub fn azure_pipeline(text: &str) {
    collected("azure-pipelines.yml", text.as_bytes());
}

/// CircleCI's configuration.
pub fn circleci(text: &str) {
    collected(".circleci/config.yml", text.as_bytes());
}

/// Bitbucket's pipelines.
pub fn bitbucket(text: &str) {
    collected("bitbucket-pipelines.yml", text.as_bytes());
}

/// An action.
pub fn action(text: &str) {
    collected("action.yml", text.as_bytes());
}

/// A repository: a line that starts with `>>> ` names the file that the lines behind it are.
/// What is worked out across files is reached only this way.
pub fn repository(text: &str) {
    const FILES: &[&str] = &[
        "package.json",
        "a/package.json",
        ".github/workflows/a.yml",
        ".circleci/config.yml",
        ".circleci/continue_config.yml",
        "bitbucket-pipelines.yml",
        ".npmrc",
        "pnpm-workspace.yaml",
        "a/pnpm-workspace.yaml",
        ".yarnrc.yml",
        "bunfig.toml",
        "azure-pipelines.yml",
        "azure-pipelines/t.yml",
    ];
    let folder = Folder::new("repository");
    for part in text.split(">>> ") {
        if let Some((name, text)) = part.split_once('\n')
            && FILES.contains(&name)
        {
            folder.write(name, text);
        }
    }
    let (demand, exclude) = (Demand::everything(), GlobSet::empty());
    let order = Order::plain(&demand, &exclude);
    if let Ok(collected) = collect::repository(&folder.0, &order) {
        anchors(&serde_json::to_value(&*collected.facts).unwrap_or_default(), &mut |at| {
            assert!(Anchor::parse(at).is_some(), "{at} is no anchor");
        });
    }
}

/// Collects one file, as every collector does that claims it: all anchors lead into the file.
fn collected(path: &str, bytes: &[u8]) {
    let facts = facts_of(path, bytes);
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let document = Document::new(path, text);
    anchors(&serde_json::to_value(facts).unwrap_or_default(), &mut |at| {
        let Some(anchor) = Anchor::parse(at) else { panic!("{at} is no anchor") };
        assert_eq!(anchor.path, path, "{at} leads out of the file");
        let chars = anchor.chars.clone();
        let target = Target { fragment: &anchor.fragment, chars, key: &[], mark: Mark::Auto };
        if let Some(found) = document.locate(&target) {
            part(text, &found);
        }
    });
}

/// The facts of one file.
pub(super) fn facts_of(path: &str, bytes: &[u8]) -> Facts {
    let demand = Demand::everything();
    let given = Given::default();
    let mut harvest = Harvest::default();
    for collector in COLLECTORS.iter().filter(|collector| collector.claims(path)) {
        harvest.extend(collector.collect(&File {
            path,
            bytes,
            demand: &demand,
            own: &Default::default(),
            others: &Followed::of(&given),
        }));
    }
    Facts {
        packages: harvest.packages,
        settings: harvest.settings,
        lockfiles: harvest.lockfiles,
        pipelines: harvest.pipelines,
        problems: harvest.problems,
        ..Facts::default()
    }
}
