//! Tests of the whole: repositories in, installers and verdicts out.

mod merges;

use super::super::{COLLECTORS, File, Harvest, finish};
use super::widened;
use crate::collect::followed::Followed;
use crate::facts::{Facts, Force, Installer, Setting};
use crate::policy::reads::Demand;
use crate::source::tree::Given;

/// A workflow with one job.
fn workflow(steps: &str) -> String {
    format!("on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n{steps}")
}

fn harvest(files: &[(&str, &str)]) -> Harvest {
    let demand = Demand::everything();
    let given = Given::of(files);
    let others = Followed::of(&given);
    let mut harvest = Harvest::default();
    for (path, text) in files {
        for collector in COLLECTORS.iter().filter(|collector| collector.claims(path)) {
            let file = File {
                path,
                bytes: text.as_bytes(),
                demand: &demand,
                own: &Default::default(),
                others: &others,
            };
            harvest.extend(collector.collect(&file));
        }
    }
    harvest
}

fn facts(files: &[(&str, &str)]) -> Facts {
    let given = Given::of(files);
    let others = Followed::of(&given);
    finish::finish(Facts::default(), harvest(files), &Demand::everything(), &others)
}

/// Place, tool, source and bounds of every installer.
fn rows(facts: &Facts) -> Vec<String> {
    let row = |installer: &Installer| {
        let version = &installer.version;
        let end = |end: &Option<String>| end.clone().unwrap_or_default();
        format!(
            "{} {} {:?} {}..{}",
            installer.job.as_ref().map_or(&installer.at, |_| &installer.directory),
            installer.tool,
            version.source,
            end(&version.least),
            end(&version.most)
        )
    };
    facts.installers.iter().map(row).collect()
}

const NPM_LOCK: (&str, &str) = (
    "package-lock.json",
    r#"{"name": "a", "lockfileVersion": 3, "packages": {"": {"name": "a"}}}"#,
);
const PNPM_LOCK: (&str, &str) = ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n");
const YARN_LOCK: (&str, &str) = ("yarn.lock", "# yarn lockfile v1\n\n");
const BERRY_LOCK: (&str, &str) = ("yarn.lock", "__metadata:\n  version: 8\n  cacheKey: 10c0\n");
const PLAIN: (&str, &str) = ("package.json", r#"{"name": "a", "dependencies": {"b": "1"}}"#);

#[test]
fn checkouts_are_told_by_what_lies_there() {
    let manager = |text| ("package.json", text);
    for (files, expected) in [
        (vec![PLAIN], &["package.json npm Unknown .."][..]),
        (vec![("package.json", "{}")], &[]),
        (vec![PLAIN, NPM_LOCK], &["package.json npm Lockfile 7.0.0.."]),
        (
            vec![PLAIN, NPM_LOCK, YARN_LOCK],
            &["package.json npm Lockfile 7.0.0..", "package.json yarn Lockfile 1.0.0..1.999.999"],
        ),
        (
            vec![manager(r#"{"packageManager": "pnpm@10.34.5"}"#), NPM_LOCK, PNPM_LOCK],
            &["package.json pnpm PackageManager 10.34.5..10.34.5"],
        ),
        (
            vec![manager(
                r#"{"devEngines": {"packageManager": {"name": "npm", "version": "^11.10"}}}"#,
            )],
            &["package.json npm DevEngines 11.10.0..11.999.999"],
        ),
        (
            vec![manager(r#"{"engines": {"node": ">=20", "npm": ">=10"}}"#), NPM_LOCK],
            &["package.json npm Engines 10.0.0.."],
        ),
        (
            vec![
                manager(r#"{"packageManager": "yarn@4.9.0"}"#),
                (".yarnrc.yml", "yarnPath: .yarn/releases/yarn-4.17.1.cjs\n"),
                BERRY_LOCK,
            ],
            &["package.json yarn Checkout 4.17.1..4.17.1"],
        ),
        (vec![PLAIN, ("pnpm-workspace.yaml", "")], &["package.json pnpm Unknown .."]),
        (
            vec![PLAIN, ("bun.lock", "{\"lockfileVersion\": 1}")],
            &["package.json bun Lockfile 1.1.39.."],
        ),
    ] {
        assert_eq!(rows(&facts(&files)), expected, "{files:?}");
    }
}

#[test]
fn jobs_run_what_their_steps_set_up() {
    let pnpm = ("package.json", r#"{"packageManager": "pnpm@10.34.5"}"#);
    let npm12 = ("package.json", r#"{"packageManager": "npm@12.0.2"}"#);
    let node = |version: &str| {
        format!("    - uses: actions/setup-node@v6\n      with: {{node-version: '{version}'}}\n")
    };
    let run = |line: &str| format!("    - run: {line}\n");
    for (manifest, steps, expected) in [
        (PLAIN, node("24") + &run("npm ci"), ". npm Node 11.19.0..11.19.999"),
        (PLAIN, run("npm ci"), ". npm Unknown .."),
        (PLAIN, run("npm ci") + &node("24"), ". npm Unknown .."),
        (PLAIN, node("${{ matrix.node }}") + &run("npm ci"), ". npm Node .."),
        (
            PLAIN,
            node("22") + &run("npm i -g npm@11 && npm ci"),
            ". npm Command 11.21.2..11.999.999",
        ),
        (PLAIN, node("22") + &run("npm i -g npm && npm ci"), ". npm Command 12.2.0.."),
        (
            PLAIN,
            run("npm i -g npm@11") + &node("22") + &run("npm ci"),
            ". npm Node 10.9.0..10.9.999",
        ),
        (
            PLAIN,
            node("24") + "    - run: npm i -g npm@12\n      if: matrix.new\n" + &run("npm ci"),
            ". npm Command 11.19.0..12.999.999",
        ),
        (
            PLAIN,
            node("24")
                + "    - run: npm i -g npm@12\n      if: matrix.new\n    - run: npm ci\n      if: \
                   matrix.new\n",
            ". npm Command 12.2.0..12.999.999",
        ),
        (npm12, node("24") + &run("npm ci"), ". npm Node 11.19.0..11.19.999"),
        (npm12, run("corepack enable npm") + &run("npm ci"), ". npm PackageManager 12.0.2..12.0.2"),
        (npm12, run("corepack npm ci"), ". npm PackageManager 12.0.2..12.0.2"),
        (pnpm, run("pnpm i"), ". pnpm PackageManager 10.34.5..10.34.5"),
        (pnpm, run("npm i -g pnpm@9 && pnpm i"), ". pnpm Command 9.15.0..9.999.999"),
        (pnpm, run("npm i -g pnpm && pnpm i"), ". pnpm PackageManager 10.34.5..10.34.5"),
        (
            PLAIN,
            "    - uses: pnpm/action-setup@v4\n      with: {version: 9}\n".to_owned()
                + &run("pnpm i"),
            ". pnpm Setup 9.15.0..9.999.999",
        ),
        (PLAIN, run("yarn set version 3 && yarn"), ". yarn Command 3.8.0..3.999.999"),
        (PLAIN, run("npm i -g yarn && yarn"), ". yarn Command 1.22.22..1.999.999"),
        (
            PLAIN,
            "    - uses: oven-sh/setup-bun@v2\n      with: {bun-version: 1.2.0}\n".to_owned()
                + &run("bun install"),
            ". bun Setup 1.2.0..1.2.0",
        ),
    ] {
        let text = workflow(&steps);
        let facts = facts(&[manifest, (".github/workflows/ci.yml", &text)]);
        let of_job: Vec<String> =
            rows(&facts).into_iter().filter(|row| row.starts_with(". ")).collect();
        assert_eq!(of_job, [expected], "{steps}");
    }
}

#[test]
fn matrices_files_and_local_actions_are_followed() {
    let text = "on: push\njobs:\n  test:\n    runs-on: x\n    strategy:\n      matrix:\n        \
                node: [20, 24]\n    steps:\n    - uses: actions/setup-node@v6\n      with: \
                {node-version: '${{ matrix.node }}'}\n    - run: npm ci\n";
    let of_job = |files: &[(&str, &str)]| rows(&facts(files)).pop().unwrap_or_default();
    let ci = ".github/workflows/ci.yml";
    assert_eq!(of_job(&[PLAIN, (ci, text)]), ". npm Node 10.8.0..11.19.999");

    let file = "    - uses: actions/setup-node@v6\n      with: {node-version-file: .nvmrc}\n    - \
                run: npm ci\n";
    let file = workflow(file);
    assert_eq!(
        of_job(&[PLAIN, (".nvmrc", "v22.1.0\n"), (ci, &file)]),
        ". npm Node 10.5.0..10.9.999"
    );
    assert_eq!(of_job(&[PLAIN, (ci, &file)]), ". npm Node ..");

    let local = workflow("    - uses: ./.github/actions/setup\n    - run: npm ci\n");
    let action = "runs:\n  using: composite\n  steps:\n  - uses: actions/setup-node@v6\n    with: \
                  {node-version: 22}\n";
    let path = ".github/actions/setup/action.yml";
    assert_eq!(of_job(&[PLAIN, (path, action), (ci, &local)]), ". npm Node 10.9.0..10.9.999");
    assert_eq!(of_job(&[PLAIN, (ci, &local)]), ". npm Unknown ..");
}

/// The verdict on each setting, in their order.
fn verdicts(files: &[(&str, &str)]) -> Vec<String> {
    let shown = |setting: &Setting| {
        let reason = setting.in_force.reason.clone().unwrap_or_default();
        let state = match setting.in_force.state {
            Force::Yes => "yes",
            Force::No => "no",
            Force::Unknown => "unknown",
        };
        format!("{} {state} {reason}", setting.name).trim_end().to_owned()
    };
    facts(files).settings.iter().map(shown).collect()
}

#[test]
fn settings_are_in_force_where_the_tool_listens() {
    let rc = (".npmrc", "min-release-age=3\nignore-scripts=true\nregistry=https://npm.example/\n");
    let job = |version: &str| {
        workflow(&format!(
            "    - uses: actions/setup-node@v6\n      with: {{node-version: '{version}'}}\n    - \
             run: npm ci\n"
        ))
    };
    let ci = ".github/workflows/ci.yml";
    let npm12 = ("package.json", r#"{"packageManager": "npm@12.0.2"}"#);
    let [old, new] = [job("22"), job("24")];
    assert_eq!(
        verdicts(&[PLAIN, rc, (ci, &old)]),
        [
            "min-release-age no npm reads it since 11.10; job `test` runs npm 10.9",
            "ignore-scripts yes",
            "registry yes",
        ]
    );
    assert_eq!(
        verdicts(&[PLAIN, rc, (ci, &new)]),
        ["min-release-age yes", "ignore-scripts yes", "registry yes"]
    );
    let first = |files: &[(&str, &str)]| verdicts(files).swap_remove(0);
    assert_eq!(
        first(&[npm12, rc, (ci, &old)]),
        "min-release-age unknown not everybody listens: npm reads it since 11.10; job `test` runs \
         npm 10.9"
    );
    assert_eq!(
        first(&[PLAIN, NPM_LOCK, rc]),
        "min-release-age unknown npm reads it since 11.10; package-lock.json is of npm 7 or later"
    );
    let pnpm11 = ("package.json", r#"{"packageManager": "pnpm@11.9.0"}"#);
    assert_eq!(
        verdicts(&[pnpm11, PNPM_LOCK, rc]),
        [
            "min-release-age no nothing here installs with npm; pnpm reads registries, \
             credentials and the network alone from .npmrc since 11; package.json asks for pnpm 11.9.0",
            "ignore-scripts no nothing here installs with npm; pnpm reads registries, \
             credentials and the network alone from .npmrc since 11; package.json asks for pnpm 11.9.0",
            "registry yes",
        ]
    );
    let pnpm10 = ("package.json", r#"{"packageManager": "pnpm@10.9.0"}"#);
    assert_eq!(verdicts(&[pnpm10, PNPM_LOCK, rc]).swap_remove(1), "ignore-scripts yes");
    let member = ("packages/a/.npmrc", "ignore-scripts=true\n");
    let root = ("package.json", r#"{"workspaces": ["packages/*"]}"#);
    assert_eq!(
        verdicts(&[root, ("packages/a/package.json", "{}"), NPM_LOCK, member]),
        ["ignore-scripts no npm reads the file at the workspace root alone"]
    );
    assert_eq!(
        verdicts(&[PLAIN, ("b/.npmrc", "ignore-scripts=true\n")]),
        ["ignore-scripts unknown no package.json stands beside the file"]
    );
}

#[test]
fn lockfiles_are_in_use_where_the_tool_reads_them() {
    let used = |files: &[(&str, &str)]| -> Vec<Option<bool>> {
        facts(files).lockfiles.iter().map(|lockfile| lockfile.in_use).collect()
    };
    let shrinkwrap = ("npm-shrinkwrap.json", NPM_LOCK.1);
    let npm = |version: &str| format!(r#"{{"packageManager": "npm@{version}"}}"#);
    let [eleven, twelve] = [npm("11.4.0"), npm("12.0.0")];
    assert_eq!(used(&[PLAIN, NPM_LOCK]), [Some(true)]);
    assert_eq!(used(&[PLAIN, NPM_LOCK, YARN_LOCK]), [None, None]);
    assert_eq!(used(&[("package.json", &eleven), NPM_LOCK, YARN_LOCK]), [Some(true), Some(false)]);
    // In the order of their names: npm-shrinkwrap.json, package-lock.json.
    assert_eq!(used(&[("package.json", &eleven), NPM_LOCK, shrinkwrap]), [Some(true), Some(false)]);
    assert_eq!(used(&[("package.json", &twelve), NPM_LOCK, shrinkwrap]), [Some(false), Some(true)]);
    assert_eq!(used(&[PLAIN, NPM_LOCK, shrinkwrap]), [None, None]);
    let root = ("package.json", r#"{"workspaces": ["a"]}"#);
    let member = ("a/package-lock.json", NPM_LOCK.1);
    assert_eq!(
        used(&[root, ("a/package.json", "{}"), NPM_LOCK, member]),
        [Some(false), Some(true)]
    );
}

#[test]
fn what_is_missing_of_a_manifest_is_missing_here() {
    let problems = facts(&[("package.json", "{"), ("x/package.json", "{")]).problems;
    let named: Vec<_> = problems.iter().map(|problem| problem.facts.join(" ")).collect();
    assert_eq!(
        named,
        [
            "packages installers lockfiles[*].in_use settings[*].in_force",
            "packages installers lockfiles[*].in_use",
        ]
    );
    let lost = workflow("    - run: cd $X && npm ci\n");
    let problems = facts(&[PLAIN, (".github/workflows/ci.yml", &lost)]).problems;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].facts, ["installers"]);
    assert_eq!(problems[0].reason, "a run alone tells the folder that npm installs in");
}

#[test]
fn the_demand_asks_for_what_installers_are_made_of() {
    let of = |path: &str| {
        let mut demand = Demand::of([]);
        demand.also(path);
        widened(&demand)
    };
    let installers = of("installers");
    for path in ["packages[*].engines", "lockfiles", "settings", "pipelines[*].jobs[*].installs"] {
        assert!(installers.wants(path), "{path}");
    }
    assert!(!installers.wants("lockfiles[*].packages") && !installers.wants("repository"));
    assert!(!of("packages[*].name").wants("pipelines"));
}
