//! Tests of what settings come to, over layers and versions.

use std::collections::BTreeMap;

use super::super::{Collected, finish};
use super::{NPM_LOCK, PNPM_LOCK, harvest, workflow};
use crate::collect::packages;
use crate::facts::{
    Control, ControlInForce, ControlState, Force, InForce, Installer, Layer, Origin, Setting,
};
use crate::policy::reads::Demand;

/// A setting by hand, as readers make them.
fn setting(tool: &str, line: &str, control: Control, origin: (Layer, &str), at: &str) -> Setting {
    let (name, value) = line.split_once('=').unwrap_or((line, "true"));
    let off = name == "ignore-scripts";
    let word = value.parse::<bool>().ok();
    Setting {
        at: at.to_owned(),
        tool: tool.to_owned(),
        name: name.trim_end_matches("[]").to_owned(),
        scope: None,
        bound_to: None,
        value: Some(value.to_owned()),
        list: name.ends_with("[]"),
        control: Some(control),
        enabled: word.map(|word| word != off),
        seconds: value.parse().ok().map(|age: u64| age * if tool == "npm" { 86_400 } else { 60 }),
        references: Vec::new(),
        credential: None,
        origin: Origin {
            layer: origin.0,
            file: origin.1.to_owned(),
            job: at.contains("#/jobs/").then(|| CI_JOB.to_owned()),
        },
        in_force: InForce { state: Force::Yes, reason: None },
    }
}

const CI_JOB: &str = ".github/workflows/ci.yml#/jobs/test";

/// What a control comes to in each installer, of files and settings by hand.
fn comes_to(
    files: &[(&str, &str)],
    mut settings: Vec<Setting>,
    control: Control,
) -> Vec<ControlInForce> {
    let mut harvest = harvest(files);
    packages::assign_roles(&mut harvest.packages, harvest.pnpm_workspace.as_deref());
    let collected = Collected {
        packages: &harvest.packages,
        pipelines: &harvest.pipelines,
        tool_files: &harvest.tool_files,
        matrices: &BTreeMap::new(),
    };
    let demand = Demand::everything();
    let installers =
        finish(&collected, &mut settings, &mut harvest.lockfiles, &mut harvest.problems, &demand);
    let of = |installer: Installer| {
        installer.controls.get(&control).map(|control| ControlInForce::clone(control))
    };
    installers.into_iter().filter_map(of).collect()
}

/// State and value of each answer.
fn shown(answers: &[ControlInForce]) -> Vec<String> {
    let row = |one: &ControlInForce| {
        let state = match one.state {
            ControlState::Set => "set",
            ControlState::Default => "default",
            ControlState::Unsupported => "unsupported",
            ControlState::Unknown => "unknown",
        };
        let enabled = one.enabled.map(|on| on.to_string());
        let value = enabled.or(one.seconds.map(|age| age.to_string())).or(one.value.clone());
        let value = value.or((!one.values.is_empty()).then(|| one.values.join(",")));
        let at = one.at.clone().unwrap_or_default();
        format!("{state} {} {at}", value.unwrap_or_default()).trim_end().to_owned()
    };
    answers.iter().map(row).collect()
}

fn npm(version: &str) -> String {
    format!(r#"{{"packageManager": "npm@{version}"}}"#)
}

fn pnpm(version: &str) -> String {
    format!(r#"{{"packageManager": "pnpm@{version}"}}"#)
}

#[test]
fn defaults_follow_the_version() {
    use Control::{
        ExoticSubdependenciesBlocked, GitDependencies, InstallScripts, MinimumAge, TrustPolicy,
        UnreviewedScriptsFail,
    };
    for (manifest, control, expected) in [
        (npm("11.4.0"), InstallScripts, "default true"),
        (npm("12.0.0"), InstallScripts, "default false"),
        (npm("11.8.0"), GitDependencies, "unsupported"),
        (npm("11.9.0"), GitDependencies, "default all"),
        (npm("12.0.0"), GitDependencies, "default none"),
        (npm("11.9.0"), MinimumAge, "unsupported"),
        (npm("11.10.0"), MinimumAge, "default 0"),
        (pnpm("9.15.0"), InstallScripts, "default true"),
        (pnpm("10.0.0"), InstallScripts, "default false"),
        (pnpm("10.2.0"), UnreviewedScriptsFail, "unsupported"),
        (pnpm("10.3.0"), UnreviewedScriptsFail, "default false"),
        (pnpm("11.0.0"), UnreviewedScriptsFail, "default true"),
        (pnpm("10.15.0"), MinimumAge, "unsupported"),
        (pnpm("11.0.0"), MinimumAge, "default 86400"),
        (pnpm("10.26.0"), ExoticSubdependenciesBlocked, "default false"),
        (pnpm("11.0.0"), ExoticSubdependenciesBlocked, "default true"),
        (pnpm("11.0.0"), TrustPolicy, "default off"),
        (r#"{"packageManager": "yarn@4.13.0"}"#.to_owned(), InstallScripts, "default true"),
        (r#"{"packageManager": "yarn@4.14.0"}"#.to_owned(), InstallScripts, "default false"),
        (r#"{"packageManager": "yarn@4.15.0"}"#.to_owned(), MinimumAge, "default 86400"),
        (r#"{"packageManager": "yarn@1.22.22"}"#.to_owned(), MinimumAge, "unsupported"),
        (r#"{"packageManager": "bun@1.3.0"}"#.to_owned(), InstallScripts, "default false"),
    ] {
        let answers = comes_to(&[("package.json", &manifest)], Vec::new(), control);
        assert_eq!(shown(&answers), [expected], "{manifest} {control:?}");
    }
}

#[test]
fn versions_that_disagree_leave_it_unknown() {
    let plain = ("package.json", r#"{"dependencies": {"b": "1"}}"#);
    let files = [plain, NPM_LOCK];
    let answers = comes_to(&files, Vec::new(), Control::InstallScripts);
    assert_eq!(shown(&answers), ["unknown"]);
    assert_eq!(
        answers[0].reason.as_deref(),
        Some("the version decides, and package-lock.json is of npm 7 or later")
    );
    // No version has an age gate of its own.
    assert_eq!(shown(&comes_to(&files, Vec::new(), Control::MinimumAge)), ["default 0"]);
    let rc = |line: &str, control| {
        vec![setting("npm", line, control, (Layer::Project, ".npmrc"), ".npmrc#line=1")]
    };
    let age = rc("min-release-age=3", Control::MinimumAge);
    assert_eq!(shown(&comes_to(&files, age, Control::MinimumAge)), ["unknown"]);
    let off = rc("ignore-scripts=true", Control::InstallScripts);
    assert_eq!(shown(&comes_to(&files, off, Control::InstallScripts)), ["set false .npmrc#line=1"]);
}

#[test]
fn layers_go_before_each_other() {
    let ci = workflow(
        "    - uses: actions/setup-node@v6\n      with: {node-version: 24}\n    - run: npm \
         install\n    - run: npm install\n",
    );
    let files = [("package.json", "{}"), NPM_LOCK, (".github/workflows/ci.yml", ci.as_str())];
    let file = ".github/workflows/ci.yml";
    let steps = format!("{CI_JOB}/steps");
    let flag = format!("{steps}/1/run;char=0,11");
    let control = Control::MinimumAge;
    let of = |line: &str, layer, at: &str| setting("npm", line, control, (layer, file), at);
    let project =
        setting("npm", "min-release-age=1", control, (Layer::Project, ".npmrc"), ".npmrc#line=1");
    let job = |settings: Vec<Setting>| shown(&comes_to(&files, settings, control)).remove(1);
    let user = of("min-release-age=2", Layer::User, &format!("{steps}/0/run;char=0,9"));
    let late = of("min-release-age=9", Layer::Project, &format!("{steps}/2/run;char=0,9"));
    assert_eq!(job(vec![user.clone()]), format!("set 172800 {}", user.at));
    assert_eq!(job(vec![user.clone(), project.clone()]), "set 86400 .npmrc#line=1");
    // Behind the first install, and so not for both alike.
    assert_eq!(job(vec![project.clone(), late]), "unknown");
    let env = of("min-release-age=3", Layer::Environment, &format!("{CI_JOB}/env/A"));
    assert_eq!(job(vec![env.clone(), project.clone(), user]), format!("set 259200 {CI_JOB}/env/A"));
    // One of two installs says something else.
    assert_eq!(job(vec![of("min-release-age=0", Layer::Flag, &flag), env.clone()]), "unknown");
    let dynamic = of("min-release-age=${{ vars.AGE }}", Layer::Environment, &env.at);
    assert_eq!(job(vec![dynamic, project]), format!("unknown  {}", env.at));
}

#[test]
fn scripts_depend_on_several_controls() {
    let control = Control::InstallScripts;
    let yaml = |name: &str, control| {
        let origin = (Layer::Project, "pnpm-workspace.yaml");
        setting("pnpm", name, control, origin, &format!("pnpm-workspace.yaml#/{name}"))
    };
    let rc = |line: &str, control| {
        setting("npm", line, control, (Layer::Project, ".npmrc"), ".npmrc#line=1")
    };
    let list = "neverBuiltDependencies=[]";
    let at = "package.json#/pnpm/neverBuiltDependencies";
    let origin = (Layer::Project, "package.json");
    let never_built =
        Setting { control: None, ..setting("pnpm", list, Control::AllScriptsAllowed, origin, at) };
    for (manifest, settings, expected) in [
        (pnpm("10.9.0"), vec![rc("ignore-scripts=false", control)], "default false"),
        (
            pnpm("10.9.0"),
            vec![yaml("dangerouslyAllowAllBuilds", Control::AllScriptsAllowed)],
            "set true pnpm-workspace.yaml#/dangerouslyAllowAllBuilds",
        ),
        (
            r#"{"packageManager": "pnpm@9.0.0", "pnpm": {"onlyBuiltDependencies": ["esbuild"]}}"#
                .to_owned(),
            Vec::new(),
            "set false package.json#/pnpm/onlyBuiltDependencies/0",
        ),
        (
            pnpm("10.4.0"),
            vec![never_built.clone()],
            "set true package.json#/pnpm/neverBuiltDependencies",
        ),
        (pnpm("11.0.0"), vec![never_built], "default false"),
        (npm("12.0.0"), vec![rc("ignore-scripts=false", control)], "default false"),
        (npm("11.4.0"), vec![rc("ignore-scripts=false", control)], "set true .npmrc#line=1"),
        (
            npm("11.16.0"),
            vec![rc("strict-allow-scripts=true", Control::UnreviewedScriptsFail)],
            "set false .npmrc#line=1",
        ),
        (npm("11.4.0"), vec![rc("ignore-scripts=perhaps", control)], "unknown  .npmrc#line=1"),
    ] {
        let files = [("package.json", manifest.as_str()), PNPM_LOCK];
        assert_eq!(shown(&comes_to(&files, settings, control)), [expected], "{manifest}");
    }
}

#[test]
fn pnpm_reads_the_network_from_npmrc() {
    let (origin, at) = ((Layer::Project, ".npmrc"), ".npmrc#line=1");
    let tls = setting("npm", "strict-ssl=false", Control::TlsVerification, origin, at);
    let manifest = pnpm("11.3.0");
    let files = [("package.json", manifest.as_str()), PNPM_LOCK];
    let answers = comes_to(&files, vec![tls], Control::TlsVerification);
    assert_eq!(shown(&answers), ["set false .npmrc#line=1"]);
}

#[test]
fn a_job_that_writes_its_settings_tells_nothing() {
    for (steps, expected) in [
        ("      - run: cat a > .npmrc\n      - run: npm ci\n", "unknown"),
        ("      - run: rm .npmrc && npm ci\n", "unknown"),
        ("      - run: npm ci && rm .npmrc\n", "default"),
        ("      - run: npm ci\n      - run: cat a > .npmrc\n", "default"),
    ] {
        let workflow = workflow(steps);
        let manifest = npm("11.4.0");
        let files = [
            ("package.json", manifest.as_str()),
            NPM_LOCK,
            (".github/workflows/ci.yml", workflow.as_str()),
        ];
        let answers = comes_to(&files, Vec::new(), Control::Registry);
        assert_eq!(shown(&answers).last().map(String::as_str), Some(expected), "{steps}");
    }
}

#[test]
fn lists_are_those_that_the_version_reads() {
    let control = Control::ScriptAllowList;
    let manifest = |version: &str| {
        format!(
            r#"{{"packageManager": "{version}", "allowScripts": {{"a": true, "b": false}},
            "trustedDependencies": ["c"], "pnpm": {{"onlyBuiltDependencies": ["d"]}}}}"#
        )
    };
    for (version, expected) in [
        ("npm@11.19.0", "unsupported"),
        ("npm@12.0.0", "set a package.json#/allowScripts/a"),
        ("pnpm@10.9.0", "set d package.json#/pnpm/onlyBuiltDependencies/0"),
        ("pnpm@11.0.0", "default"),
        ("bun@1.3.0", "set c package.json#/trustedDependencies/0"),
    ] {
        let manifest = manifest(version);
        let answers = comes_to(&[("package.json", &manifest)], Vec::new(), control);
        assert_eq!(shown(&answers), [expected], "{version}");
    }
}

#[test]
fn another_tools_file_is_read_in_its_own_units() {
    let rc = setting(
        "npm",
        "minimum-release-age=1440",
        Control::MinimumAge,
        (Layer::Project, ".npmrc"),
        ".npmrc#line=1",
    );
    for (version, expected) in [("10.16.0", "set 86400 .npmrc#line=1"), ("11.0.0", "default 86400")]
    {
        let manifest = pnpm(version);
        let files = [("package.json", manifest.as_str())];
        let answers = comes_to(&files, vec![rc.clone()], Control::MinimumAge);
        assert_eq!(shown(&answers), [expected], "{version}");
    }
}
