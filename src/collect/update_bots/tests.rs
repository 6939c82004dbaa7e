//! Configurations of update bots as projects have them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::{collect, settle};
use crate::facts::UpdateBot;

#[track_caller]
fn of(path: &str, text: &str) -> Value {
    let (bot, problems) = collect(path, text.as_bytes()).unwrap();
    assert_eq!(problems, []);
    serde_json::to_value(bot.unwrap()).unwrap()
}

#[test]
fn dependabot_waits_as_its_entries_say() {
    let bot = of(
        ".github/dependabot.yml",
        "version: 2
updates:
  - package-ecosystem: npm
    directory: /
    schedule: { interval: weekly }
    cooldown:
      default-days: 7
      semver-patch-days: 0
      exclude: ['@acme/*']
    insecure-external-code-execution: allow
  - package-ecosystem: github-actions
    directories: ['/', '/action']
    open-pull-requests-limit: 0
",
    );
    let first = ".github/dependabot.yml#/updates/0";
    assert_eq!(
        bot,
        json!({
            "at": ".github/dependabot.yml",
            "kind": "dependabot",
            "updates": [
                {
                    "at": first, "ecosystem": "npm", "directories": ["/"], "off": false,
                    "waits": [
                        {
                            "at": format!("{first}/cooldown/default-days"), "setting": "default-days",
                            "value": "7", "seconds": 604_800, "only": [], "except": ["@acme/*"],
                        },
                        {
                            "at": format!("{first}/cooldown/semver-patch-days"),
                            "setting": "semver-patch-days", "value": "0", "seconds": 0,
                            "only": [], "except": ["@acme/*"],
                        },
                    ],
                },
                {
                    "at": ".github/dependabot.yml#/updates/1", "ecosystem": "github-actions",
                    "directories": ["/", "/action"], "off": true, "waits": [],
                },
            ],
            "presets": [],
            "executions": [{
                "at": format!("{first}/insecure-external-code-execution"),
                "setting": "insecure-external-code-execution", "value": "allow",
            }],
        })
    );
}

#[test]
fn renovate_waits_by_rules_and_by_presets() {
    let bot = of(
        ".github/renovate.json5",
        "{
  $schema: 'https://docs.renovatebot.com/renovate-schema.json',
  extends: ['config:recommended', ':semanticCommits', 'github>acme/renovate-config'],
  packageRules: [
    { matchDatasources: ['npm'], minimumReleaseAge: '1440 minutes' },
    { matchPackageNames: ['@acme/**'], minimumReleaseAge: null },
    { matchPackageNames: ['*'], stabilityDays: 3, postUpgradeTasks: { commands: ['make'] } },
    { matchDepTypes: ['action'], pinDigests: true },
  ],
  lockFileMaintenance: { enabled: true, minimumReleaseAge: '0' },
}
",
    );
    let rule = |index, setting| format!(".github/renovate.json5#/packageRules/{index}/{setting}");
    assert_eq!(
        bot["updates"],
        json!([{
            "at": ".github/renovate.json5", "directories": [], "off": false,
            "waits": [
                {
                    "at": rule(0, "minimumReleaseAge"), "setting": "minimumReleaseAge",
                    "value": "1440 minutes", "seconds": 86_400, "ecosystems": ["npm"], "only": [], "except": [],
                },
                {
                    "at": rule(1, "minimumReleaseAge"), "setting": "minimumReleaseAge", "value": "",
                    "seconds": 0, "only": ["@acme/**"], "except": [],
                },
                {
                    "at": rule(2, "stabilityDays"), "setting": "stabilityDays", "value": "3",
                    "seconds": 259_200, "only": [], "except": [],
                },
            ],
        }])
    );
    let presets = bot["presets"].as_array().unwrap();
    let elsewhere: Vec<_> = presets.iter().map(|preset| preset["elsewhere"].clone()).collect();
    assert_eq!(elsewhere, [json!(false), json!(false), json!(true)]);
    assert_eq!(presets[2]["at"], ".github/renovate.json5#/extends/2");
    assert_eq!(
        bot["executions"],
        json!([{ "at": rule(2, "postUpgradeTasks"), "setting": "postUpgradeTasks" }])
    );
}

#[test]
fn a_manifest_may_hold_it() {
    let bot =
        of("package.json", r#"{"name": "a", "renovate": {"extends": "config:best-practices"}}"#);
    assert_eq!(bot["at"], "package.json#/renovate");
    assert_eq!(bot["presets"][0]["at"], "package.json#/renovate/extends");
    // What is wrong with a manifest that holds none is nothing to this collector.
    for text in ["{", r#"{"devDependencies": {"renovate": "1"}}"#] {
        assert_eq!(collect("package.json", text.as_bytes()).unwrap(), (None, Vec::new()), "{text}");
    }
}

#[test]
fn what_has_another_shape_is_told() {
    let reasons = |path: &str, text: &str| match collect(path, text.as_bytes()) {
        Ok((_, problems)) => problems,
        Err(problem) => vec![problem],
    };
    for (path, text, at, reason) in [
        (
            ".github/dependabot.yml",
            "updates: {}",
            ".github/dependabot.yml#/updates",
            "expected a list, found a mapping",
        ),
        (
            ".github/dependabot.yml",
            "updates:\n  - cooldown: 3\n",
            ".github/dependabot.yml#/updates/0/cooldown",
            "expected a mapping, found a scalar",
        ),
        ("renovate.json", "[]", "renovate.json", "expected a mapping, found a list"),
        ("renovate.json", "{", "renovate.json#line=1", "unterminated object"),
    ] {
        let found = reasons(path, text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!((found[0].at.as_str(), found[0].reason.as_str()), (at, reason));
        assert_eq!(found[0].facts, ["repository.update_bots"]);
    }
}

#[test]
fn renovate_reads_the_first_of_its_files() {
    let bot = |at: &str| UpdateBot { at: at.to_owned(), ..UpdateBot::default() };
    let mut bots = vec![
        bot("package.json#/renovate"),
        bot(".github/renovate.json"),
        bot(".github/dependabot.yml"),
        bot(".renovaterc"),
    ];
    settle(&mut bots);
    let left: Vec<_> = bots.iter().map(|bot| bot.at.as_str()).collect();
    assert_eq!(left, [".github/dependabot.yml", ".github/renovate.json"]);
}
