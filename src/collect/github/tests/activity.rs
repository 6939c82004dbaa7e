//! What jobs install and publish, by commands, by actions and through package scripts.

use super::*;
use crate::collect::ci::resolve_scripts;
use crate::collect::followed::Followed;
use crate::facts::{Package, PackageRole, Script};
use crate::source::anchor::Place;
use crate::source::tree::Given;

fn steps(text: &str) -> Value {
    job(&format!("    runs-on: ubuntu-latest\n    steps:\n{text}"))
}

#[test]
fn the_environment_speaks_where_the_command_does_not() {
    let job = steps(
        "      - run: npm ci\n        env: {npm_config_ignore_scripts: true}\n      - run: yarn install\n        \
         env: {YARN_ENABLE_SCRIPTS: false}\n      - run: NPM_CONFIG_IGNORE_SCRIPTS=false npm install left-pad --global\n      \
         - run: npm publish\n        env: {NPM_CONFIG_PROVENANCE: false, npm_config_otp: 123456}\n",
    );
    let rows: Vec<_> = job["installs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|next| {
            json!([next["tool"], next["frozen"], next["scripts"], next["packages"], next["global"]])
        })
        .collect();
    assert_eq!(
        rows,
        [
            json!(["npm", true, false, [], false]),
            json!(["yarn", null, false, [], false]),
            json!(["npm", null, true, ["left-pad"], true]),
        ]
    );
    assert_eq!(
        job["publishes"],
        json!([{"at": format!("{FILE}#/jobs/a/steps/3/run;char=0,11"), "step": 3, "tool": "npm",
            "mode": "direct", "dry_run": false, "otp": true, "provenance": false,
            "directory": "."}])
    );
}

#[test]
fn actions_that_publish_are_known() {
    let publishes = |uses: &str, with: &str| {
        let job = steps(&format!("      - uses: {uses}\n        with: {{{with}}}\n"));
        let list = job["publishes"].as_array().unwrap().clone();
        list.iter()
            .map(|next| json!([next["tool"], next["mode"], next["dry_run"], next["provenance"]]))
            .collect::<Vec<_>>()
    };
    assert_eq!(publishes("changesets/action@v1", "version: x"), [] as [Value; 0]);
    assert_eq!(
        publishes("Changesets/Action@v1", "publish: npm stage publish"),
        [json!(["changesets/action", "staged", false, null])]
    );
    assert_eq!(
        publishes("changesets/action@v1", "publish: npm run release"),
        [json!(["changesets/action", "direct", false, null])]
    );
    assert_eq!(
        publishes("changesets/action@v1", "publish: '${{ inputs.p }}'"),
        [json!(["changesets/action", "unknown", false, null])]
    );
    assert_eq!(
        publishes("JS-DevTools/npm-publish@v3", "dry-run: true, provenance: true"),
        [json!(["js-devtools/npm-publish", "direct", true, true])]
    );
    assert_eq!(
        publishes("cycjimmy/semantic-release-action@v4", "dry_run: false"),
        [json!(["cycjimmy/semantic-release-action", "direct", false, null])]
    );
    assert_eq!(publishes("actions/checkout@v4", "publish: x"), [] as [Value; 0]);
    assert_eq!(
        publishes("changesets/action/publish@v2", ""),
        [json!(["changesets/action", "direct", false, null])]
    );
    assert_eq!(publishes("changesets/action/version@v2", "publish: x"), [] as [Value; 0]);
}

#[test]
fn actions_that_install_are_known() {
    let installs = |uses: &str, with: &str| {
        let job = steps(&format!("      - uses: {uses}\n        with: {{{with}}}\n"));
        let list = job["installs"].as_array().unwrap().clone();
        list.iter()
            .map(|next| json!([next["tool"], next["frozen"], next["scripts"]]))
            .collect::<Vec<_>>()
    };
    assert_eq!(installs("bahmutov/npm-install@v1", ""), [json!(["npm", true, null])]);
    assert_eq!(
        installs("bahmutov/npm-install@v1", "useLockFile: false"),
        [json!(["npm", false, null])]
    );
    assert_eq!(
        installs("bahmutov/npm-install@v1", "install-command: pnpm install"),
        [json!(["pnpm", null, null])]
    );
    assert_eq!(installs("pnpm/action-setup@v4", "version: 10"), [] as [Value; 0]);
    assert_eq!(installs("pnpm/action-setup@v4", "run_install: false"), [] as [Value; 0]);
    assert_eq!(
        installs(
            "pnpm/action-setup@v4",
            "run_install: '- args: [--frozen-lockfile, --ignore-scripts]'"
        ),
        [json!(["pnpm", true, false])]
    );
    assert_eq!(installs("cypress-io/github-action@v6", "install: false"), [] as [Value; 0]);
    assert_eq!(installs("oven-sh/setup-bun@v2", ""), [] as [Value; 0]);
    assert_eq!(
        installs("changesets/action@v1", "version: npm ci && npm run x"),
        [json!(["npm", true, null])]
    );
}

fn package(directory: &str, name: &str, scripts: &[(&str, &str)]) -> Package {
    let at = Place::file(&format!("{directory}/package.json"));
    let script = |(name, text): &(&str, &str)| Script {
        at: at.key("scripts").key(name).at(),
        name: (*name).to_owned(),
        text: (*text).to_owned(),
        lifecycle: false,
        commands: stand_in::parse(text, &|range| at.key("scripts").key(name).chars(range).at())
            .commands,
    };
    Package {
        at: at.at(),
        directory: directory.to_owned(),
        role: if directory == "." { PackageRole::Root } else { PackageRole::Member },
        name: Some(name.to_owned()),
        scripts: scripts.iter().map(script).collect(),
        ..Package::default()
    }
}

/// The underlined text, mode and script of each publication, scripts followed.
fn resolved(text: &str, packages: &[Package]) -> Vec<Value> {
    let (pipeline, _) = read(text);
    let mut pipelines = [pipeline];
    resolve_scripts(&mut pipelines, packages, &Followed::of(&Given::default()));
    let publishes = &pipelines[0].jobs[0].publishes;
    publishes
        .iter()
        .map(|next| json!([marked(text, &next.at), next.mode, next.through_script]))
        .collect()
}

fn running(steps: &str) -> String {
    format!("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{steps}")
}

#[test]
fn publishing_is_found_behind_scripts_that_run_scripts() {
    let root = package(
        ".",
        "root",
        &[
            ("release", "npm run b"),
            ("b", "npm run c"),
            ("c", "npm run release && npm stage publish"),
            ("build", "tsc"),
            ("postbuild", "npm publish"),
        ],
    );
    let text = running(
        "      - run: npm publish --dry-run && npm run release && npm publish\n      - run: npm run build\n      - run: npm run none\n",
    );
    assert_eq!(
        resolved(&text, &[root]),
        [
            json!(["npm publish --dry-run", "direct", null]),
            json!(["npm run release", "staged", "release"]),
            json!(["npm publish", "direct", null]),
            json!(["npm run build", "direct", "build"]),
        ]
    );
}

#[test]
fn scripts_are_followed_nine_deep() {
    let chain = |length: usize| {
        let scripts: Vec<(String, String)> = (0..=length)
            .map(|n| {
                let last = n == length;
                let text = if last { "npm publish".into() } else { format!("npm run s{}", n + 1) };
                (format!("s{n}"), text)
            })
            .collect();
        let scripts: Vec<_> = scripts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        resolved(&running("      - run: npm run s0\n"), &[package(".", "r", &scripts)]).len()
    };
    assert_eq!((chain(0), chain(8), chain(9)), (1, 1, 0));
}

#[test]
fn the_package_is_the_one_that_the_step_is_in() {
    let packages = [
        package(".", "root", &[("release", "npm publish")]),
        package("packages/a", "@acme/a", &[("release", "npm stage publish")]),
        package("packages/b", "@acme/b", &[]),
    ];
    for (step, mode) in [
        ("run: npm run release", "direct"),
        ("{run: npm run release, working-directory: ./packages/a}", "staged"),
        ("{run: npm run release, working-directory: packages/b}", "direct"),
        ("run: cd packages/a && npm run release", "staged"),
        ("run: npm run release --prefix=packages/a", "staged"),
        ("run: npm run release --workspace=@acme/a", "staged"),
        ("run: npm run release -w=packages/a", "staged"),
    ] {
        let found = resolved(&running(&format!("      - {step}\n")), &packages);
        assert_eq!((found.len(), &found[0][1]), (1, &json!(mode)), "{step}");
    }
    let every = resolved(&running("      - run: pnpm run release -r\n"), &packages);
    assert_eq!(every.len(), 2);
}

#[test]
fn an_action_that_runs_a_script_is_what_the_script_is() {
    let text =
        running("      - uses: changesets/action@v1\n        with: {publish: pnpm run release}\n");
    let staged = package(".", "root", &[("release", "npm stage publish")]);
    assert_eq!(resolved(&text, &[staged]), [json!(["changesets/action@v1", "staged", "release"])]);
    assert_eq!(resolved(&text, &[]), [json!(["changesets/action@v1", "direct", null])]);
}

#[test]
fn an_action_installs_what_its_script_does() {
    let text = running(
        "      - uses: changesets/action@v1\n        with: {version: pnpm run bump}\n      - run: npm ci\n",
    );
    let bump =
        package(".", "root", &[("bump", "changeset version && pnpm install --ignore-scripts")]);
    let (pipeline, _) = read(&text);
    let mut pipelines = [pipeline];
    resolve_scripts(&mut pipelines, &[bump], &Followed::of(&Given::default()));
    let installs = &pipelines[0].jobs[0].installs;
    let rows: Vec<_> = installs
        .iter()
        .map(|next| json!([marked(&text, &next.at), next.tool, next.frozen, next.scripts]))
        .collect();
    assert_eq!(
        rows,
        [
            json!(["changesets/action@v1", "pnpm", null, false]),
            json!(["npm ci", "npm", true, null]),
        ]
    );
    assert_eq!(pipelines[0].jobs[0].publishes, []);
}
