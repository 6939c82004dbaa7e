//! The files that are trees, in the shapes that real repositories have, and in those that hurt.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use super::{bunfig, pnpm_of_manifest, pnpm_workspace, yarnrc};
use crate::facts::{CredentialKind, Force, Problem, Setting};
use crate::source::anchor::Anchor;
use crate::source::locate::{Document, Mark, Target};
use crate::source::{json, toml, yaml};

fn read(path: &str, text: &str) -> (Vec<Setting>, Vec<Problem>) {
    match path {
        "bunfig.toml" => bunfig(path, &toml::parse(text).unwrap()),
        ".yarnrc.yml" => yarnrc(path, &yaml::parse(text).unwrap()),
        "package.json" => pnpm_of_manifest(path, &json::parse(text).unwrap().documents[0]),
        _ => pnpm_workspace(path, &yaml::parse(text).unwrap().documents[0]),
    }
}

/// Each setting with what is underlined for it, and then the problems.
fn rows(path: &str, text: &str) -> Vec<String> {
    let (settings, problems) = read(path, text);
    let document = Document::new(path, text);
    let shown = |at: &str| {
        let anchor = Anchor::parse(at).unwrap();
        assert_eq!(anchor.path, path);
        let (fragment, chars) = (&anchor.fragment, anchor.chars.clone());
        let target = Target { fragment, chars, key: &[], mark: Mark::Auto };
        text[document.locate(&target).unwrap()].to_owned()
    };
    let told = settings.iter().map(|s| {
        let mut row = format!("{} | ", shown(&s.at));
        for part in [s.scope.as_deref(), s.bound_to.as_deref()].into_iter().flatten() {
            let _infallible = write!(row, "{part} ");
        }
        let value = s.value.as_deref().unwrap_or("-");
        let _infallible = write!(row, "{}{}={value}", s.name, if s.list { "[]" } else { "" });
        if let Some(control) = s.control {
            let _infallible = write!(row, " {control:?}");
        }
        if let Some(enabled) = s.enabled {
            let _infallible = write!(row, " {enabled}");
        }
        if let Some(seconds) = s.seconds {
            let _infallible = write!(row, " {seconds}s");
        }
        if let Some(credential) = &s.credential {
            let bound = if credential.bound { "bound" } else { "free" };
            let _infallible = write!(row, " {:?} {bound}", credential.kind);
        }
        row
    });
    let told: Vec<String> = told.collect();
    told.into_iter()
        .chain(problems.iter().map(|p| format!("! {} | {}", shown(&p.at), p.reason)))
        .collect()
}

#[test]
fn the_settings_of_pnpm_workspace() {
    let text = "packages:\n  - 'packages/*'\ncatalog: {a: '1'}\noverrides: {a: $a}\n\nminimumReleaseAge: 4320 # three days\nminimumReleaseAgeExclude:\n  - '@acme/*'\n  - vite@8.2.0\ntrustPolicy: no-downgrade\ntrustPolicyExclude: []\nblockExoticSubdeps: true\nstrictDepBuilds: false\ndangerouslyAllowAllBuilds: true\nallowBuilds:\n  esbuild: true\n  core-js: false\nonlyBuiltDependencies:\n- sharp\nregistries:\n  default: https://npm.example/\n  '@acme': https://${USER}:${PASS}@corp.example/\nsaveWorkspaceProtocol: false\npatchedDependencies:\n  sirv@3.0.2: patches/sirv.patch\nshellEmulator:\nhoistPattern: [x]\nlockfile: ${LOCK}\n";
    assert_eq!(
        rows("pnpm-workspace.yaml", text),
        [
            "4320 | minimumReleaseAge=4320 MinimumAge 259200s",
            "'@acme/*' | minimumReleaseAgeExclude[]=@acme/* MinimumAgeExclusions",
            "vite@8.2.0 | minimumReleaseAgeExclude[]=vite@8.2.0 MinimumAgeExclusions",
            "no-downgrade | trustPolicy=no-downgrade TrustPolicy",
            "trustPolicyExclude | trustPolicyExclude=[] TrustPolicyExclusions",
            "true | blockExoticSubdeps=true ExoticSubdependenciesBlocked true",
            "false | strictDepBuilds=false UnreviewedScriptsFail false",
            "true | dangerouslyAllowAllBuilds=true AllScriptsAllowed true",
            "true | allowBuilds[]=esbuild ScriptAllowList true",
            "false | allowBuilds[]=core-js false",
            "sharp | onlyBuiltDependencies[]=sharp ScriptAllowList",
            "https://npm.example/ | registry=https://npm.example/ Registry",
            "https://${USER}:${PASS}@corp.example/ | @acme registry=https://${USER}:${PASS}@corp.example/ Registry Reference bound",
            "false | saveWorkspaceProtocol=false",
            "patchedDependencies | patchedDependencies=-",
            "shellEmulator: | shellEmulator=-",
            "x | hoistPattern[]=x",
            "${LOCK} | lockfile=${LOCK} Lockfile",
        ]
    );
}

#[test]
fn the_settings_of_pnpm_in_a_manifest() {
    let text = r#"{"pnpm": {"onlyBuiltDependencies": ["esbuild"], "minimumReleaseAge": 60, "overrides": {"a": "1"}, "peerDependencyRules": {}, "neverBuiltDependencies": []}}"#;
    assert_eq!(
        rows("package.json", text),
        [
            "\"esbuild\" | onlyBuiltDependencies[]=esbuild ScriptAllowList",
            "60 | minimumReleaseAge=60 MinimumAge 3600s",
            "\"neverBuiltDependencies\" | neverBuiltDependencies=[]",
        ]
    );
    let forces: Vec<Force> =
        read("package.json", text).0.iter().map(|s| s.in_force.state).collect();
    assert_eq!(forces, [Force::Yes, Force::Unknown, Force::Yes]);
    assert_eq!(
        rows("package.json", r#"{"pnpm": 1}"#),
        ["! 1 | expected an object, found a scalar"]
    );
    assert!(rows("package.json", r#"{"name": "pnpm"}"#).is_empty());
}

#[test]
fn the_settings_of_yarn() {
    let text = "approvedGitRepositories: null\n\ncatalog: {a: ^1}\ncompressionLevel: mixed\nenableHardenedMode: false\nenableScripts: false\nenableStrictSsl: yes\nnpmMinimalAgeGate: 3d\nnpmPreapprovedPackages: \"@acme/*, b\"\nnpmRegistryServer: \"https://npm.example\"\nnpmScopes:\n  acme:\n    npmAlwaysAuth: true\n    npmRegistryServer: https://u:p@corp.example/npm\n    npmAuthToken: ${TOKEN-}\n  other: {npmAuthIdent: 'u:p'}\nnpmRegistries:\n  \"//corp.example\":\n    npmAuthToken: hunter2\nplugins:\n  - path: .yarn/plugins/a.cjs\n    spec: https://h.example/a.js\nunsafeHttpWhitelist:\n  - localhost\nchecksumBehavior: ignore\nenableImmutableInstalls: 1\nenableImmutableInstalls: 0\n";
    assert_eq!(
        rows(".yarnrc.yml", text),
        [
            "null | approvedGitRepositories=null GitDependencies",
            "mixed | compressionLevel=mixed",
            "false | enableHardenedMode=false HardenedMode false",
            "false | enableScripts=false InstallScripts false",
            "yes | enableStrictSsl=yes TlsVerification",
            "3d | npmMinimalAgeGate=3d MinimumAge 259200s",
            "\"@acme/*, b\" | npmPreapprovedPackages[]=@acme/* MinimumAgeExclusions",
            "\"@acme/*, b\" | npmPreapprovedPackages[]= b MinimumAgeExclusions",
            "\"https://npm.example\" | npmRegistryServer=https://npm.example Registry",
            "true | @acme npmAlwaysAuth=true AlwaysAuth true",
            "https://u:p@corp.example/npm | @acme npmRegistryServer=https://***@corp.example/npm Registry Literal bound",
            "${TOKEN-} | @acme corp.example/npm npmAuthToken=- Reference bound",
            "'u:p' | @other npmAuthIdent=- Literal free",
            "hunter2 | corp.example npmAuthToken=- Literal bound",
            "path: .yarn/plugins/a.cjs | plugins[]=-",
            "localhost | unsafeHttpWhitelist[]=localhost PlainHttpHosts",
            "ignore | checksumBehavior=ignore ChecksumBehavior",
            "0 | enableImmutableInstalls=0 FrozenLockfile false",
        ]
    );
    let (settings, _) = read(".yarnrc.yml", text);
    let told = serde_json::to_string(&settings).unwrap();
    assert!(!told.contains("hunter2") && !told.contains("u:p"), "{told}");
}

#[test]
fn the_settings_of_bun() {
    let text = "telemetry = false\n[install]\nminimumReleaseAge = 259_200 # 3 days\nminimumReleaseAgeExcludes = [\"@types/bun\"]\nfrozenLockfile = true\nignoreScripts = true\ncache.dir = \"x\"\nregistry = { url = \"https://npm.example/a\", token = \"$NPM_TOKEN\", username = \"ada\" }\n[install.scopes]\nacme = { token = \"hunter2\" }\n\"@b\" = \"https://u:$PASS@b.example\"\n[install.scopes.c]\nurl = \"$URL\"\npassword = \"a$b\"\n[install.lockfile]\nsave = false\n[run]\nbun = true\n";
    assert_eq!(
        rows("bunfig.toml", text),
        [
            "259_200 | minimumReleaseAge=259200 MinimumAge 259200s",
            "\"@types/bun\" | minimumReleaseAgeExcludes[]=@types/bun MinimumAgeExclusions",
            "true | frozenLockfile=true FrozenLockfile true",
            "true | ignoreScripts=true InstallScripts false",
            "\"x\" | cache.dir=x",
            "\"https://npm.example/a\" | registry=https://npm.example/a Registry",
            "\"$NPM_TOKEN\" | npm.example/a token=- Reference bound",
            "\"ada\" | npm.example/a username=ada",
            "\"hunter2\" | @acme token=- Literal free",
            "\"https://u:$PASS@b.example\" | @b registry=https://***@b.example Registry Literal bound",
            "\"$URL\" | @c registry=$URL Registry",
            "\"a$b\" | @c $URL password=- Literal bound",
            "false | lockfile.save=false Lockfile false",
        ]
    );
    let (settings, _) = read("bunfig.toml", text);
    assert_eq!(settings[6].references, ["NPM_TOKEN"]);
}

#[test]
fn what_has_another_shape_is_a_problem() {
    for (path, text, expected) in [
        (".yarnrc.yml", "- a\n", vec!["! - a | expected a mapping, found a list"]),
        (
            ".yarnrc.yml",
            "a: 1\n---\nb: 2\n",
            vec!["1 | a=1", "! a: 1 | expected one document, found a mapping"],
        ),
        (".yarnrc.yml", "npmScopes: [a]\n", vec!["! npmScopes | expected a mapping, found a list"]),
        (
            ".yarnrc.yml",
            "enableScripts: {a: 1}\n",
            vec![
                "enableScripts | enableScripts=- InstallScripts",
                "! enableScripts | expected a value or a list of them, found a mapping",
            ],
        ),
        (
            "pnpm-workspace.yaml",
            "minimumReleaseAge: [1]\n",
            vec![
                "1 | minimumReleaseAge[]=1 MinimumAge 60s",
                "! minimumReleaseAge | expected one value, found a list",
            ],
        ),
        ("bunfig.toml", "install = 1\n", vec!["! 1 | expected a table, found a scalar"]),
        (
            "bunfig.toml",
            "[install]\nregistry = []\n",
            vec![
                "registry | registry=[] Registry",
                "! registry | expected a URL or a table, found a list",
            ],
        ),
        (".yarnrc.yml", "", vec![]),
        (".yarnrc.yml", "# x\n", vec![]),
        ("bunfig.toml", "[test]\nx = 1\n", vec![]),
    ] {
        assert_eq!(rows(path, text), expected, "{text}");
        for problem in read(path, text).1 {
            assert_eq!(problem.facts, ["settings", "installers"]);
        }
    }
}

#[test]
fn secrets_in_keys_stay_out_of_places_and_names() {
    let token = "npm_0123456789abcdefghij0123456789abcdefgh";
    let yaml = format!(
        "npmRegistries:\n  https://ada:hunter2@npm.example:\n    npmAuthToken: x\n{token}: 1\nnpmScopes: {{{token}: {{npmAuthToken: y}}}}\n"
    );
    let toml = format!("[install.scopes]\n\"{token}\" = \"https://npm.example\"\n");
    let pnpm = format!("allowBuilds: {{{token}: true}}\nregistries: {{https://a:hunter2@b: x}}\n");
    for (path, text) in
        [(".yarnrc.yml", yaml), ("bunfig.toml", toml), ("pnpm-workspace.yaml", pnpm)]
    {
        let (settings, problems) = read(path, &text);
        let told = format!("{} {problems:?}", serde_json::to_string(&settings).unwrap());
        assert!(!told.contains("0123456") && !told.contains("hunter2"), "{told}");
        assert!(
            settings
                .iter()
                .all(|s| s.credential.as_ref().is_none_or(|c| c.kind == CredentialKind::Literal))
        );
        rows(path, &text);
    }
}

#[test]
fn a_file_of_too_many_settings_is_read_so_far() {
    let mut text = String::new();
    for number in 0..100_000 {
        let _infallible = writeln!(text, "k{number}: {number}");
    }
    let (settings, problems) = read(".yarnrc.yml", &text);
    assert_eq!(settings.len(), 20_000);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].reason, "the file holds more than 20000 settings");
    assert_eq!(problems[0].at, ".yarnrc.yml#/k20000");
    let list = format!("unsafeHttpWhitelist: [{}]\n", "a,".repeat(100_000));
    assert_eq!(read(".yarnrc.yml", &list).0.len(), 20_000);
}
