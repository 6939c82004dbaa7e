//! The command line: what each command prints, how it ends, and what it says of mistakes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::{TODAY, World};

/// The cases in `tests/cli/`; `TRYCMD=overwrite cargo test --test cli` writes them anew.
#[test]
fn commands_print_what_their_cases_say() {
    let cases = trycmd::TestCases::new();
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "SOURCE_DATE_EPOCH"] {
        // Absent in the cases: an empty value is none by their conventions.
        cases.env(variable, "");
    }
    cases.env("COLUMNS", "100");
    cases.insert_var("[VERSION]", env!("CARGO_PKG_VERSION")).unwrap();
    cases.case("tests/cli/*.trycmd");
}

const FORMATS: &[&str] = &["pretty", "concise", "json", "ndjson", "sarif", "github"];

#[test]
fn output_writes_the_same_bytes_to_files_beside_standard_output() {
    let world = World::with_app();
    let rule = ["check", "app", "--today", TODAY, "--rule", "ci.unpinned_action"];
    let outputs: Vec<_> = FORMATS.iter().map(|format| format!("{format}=out.{format}")).collect();
    let mut arguments = rule.to_vec();
    arguments.extend(outputs.iter().flat_map(|output| ["--output", output.as_str()]));
    let all = world.run(&[arguments.as_slice(), &["--format", "concise"]].concat());
    assert_eq!(all.code, Some(1));
    for format in FORMATS {
        let alone = world.run(&[rule.as_slice(), &["--format", format]].concat());
        let written = std::fs::read(world.path(&format!("out.{format}"))).unwrap();
        assert!(!written.is_empty() && written == alone.stdout, "{format}");
        assert_eq!(alone.stderr, "");
    }
    assert_eq!(all.stdout, std::fs::read(world.path("out.concise")).unwrap());
}

#[test]
fn a_file_that_cannot_be_written_is_an_error_and_the_rest_is_printed() {
    let world = World::with_app();
    let output = ["--output", "json=no/such/folder.json", "--output", "json=out.json"];
    let run = world.run(
        &[&["check", "app", "--rule", "ci.secret_printed", "--format", "concise"][..], &output]
            .concat(),
    );
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("no/such/folder.json cannot be written: "), "{}", run.stderr);
    assert!(run.text().starts_with("no findings in 1 target"), "{}", run.text());
    assert!(world.path("out.json").exists());
}

#[test]
fn colour_follows_the_usual_conventions() {
    let world = World::with_app();
    let check = ["check", "app", "--rule", "ci.unpinned_action"];
    let colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let run = world.run_with(&[check.as_slice(), arguments].concat(), |command| {
            command.env("TERM", "xterm-256color").envs(variables.iter().copied());
        });
        assert_eq!(run.code, Some(1));
        run.text().contains("\u{1b}[")
    };
    // Standard output is a file here.
    assert!(!colored(&[], &[]));
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--color", "auto"], &[("NO_COLOR", "1")]));
    // What is typed is stronger than the environment.
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    for format in ["concise", "json", "ndjson", "sarif", "github"] {
        assert!(!colored(&["--color", "always", "--format", format], &[]), "{format}");
    }
    let pretty = ["--color", "always", "--output", "pretty=out.txt"];
    assert!(colored(&pretty, &[]));
    assert!(!std::fs::read_to_string(world.path("out.txt")).unwrap().contains('\u{1b}'));
}

#[test]
fn the_gate_decides_what_ends_a_run_with_findings() {
    let world = World::with_app();
    world.write("own/own.rego", "package own\n\ndeny contains {\"msg\": \"x\", \"severity\": \"medium\"} if input.packages\n\nwarn contains \"y\" if input.packages\n");
    let code = |arguments: &[&str]| {
        let check = ["check", "app", "--policy", "own", "--rule", "own", "--format", "concise"];
        let run = world.run(&[check.as_slice(), arguments].concat());
        // The gate never hides a finding.
        assert!(
            run.text().contains("medium[own] x") && run.text().contains("[own] y"),
            "{}",
            run.text()
        );
        run.code
    };
    for (gate, expected) in [("info", 1), ("low", 1), ("medium", 1), ("high", 0), ("critical", 0)] {
        assert_eq!(code(&["--gate", gate]), Some(expected), "{gate}");
    }
    assert_eq!(code(&[]), Some(1));
    world.write("app/palisade.yaml", "gate: critical\n");
    assert_eq!(code(&[]), Some(0));
    // What is typed is stronger than the configuration.
    assert_eq!(code(&["--gate", "low"]), Some(1));
    world.write("app/palisade.yaml", "rules: {own: low}\ngate: medium\n");
    let report = world.check(&["app", "--policy", "own", "--rule", "own"]);
    assert_eq!(
        (&report.json["targets"][0]["findings"][0]["severity"], report.code),
        (&"low".into(), Some(0))
    );
}

#[test]
fn an_unknown_outcome_is_an_error_only_where_asked() {
    let world = World::with_app();
    world.write("app/.github/workflows/bad.yml", "on: [");
    let ask = ["app", "--rule", "ci.secret_printed"];
    assert_eq!(world.check(&ask).code, Some(0));
    assert_eq!(world.check(&[ask.as_slice(), &["--require-known"]].concat()).code, Some(2));
    let run = world.run(&["check", "app", "--rule", "ci.secret_printed"]);
    assert!(run.text().contains("this is not a clean result: 1 unknown"), "{}", run.text());
    world.write("app/palisade.yaml", "require_known: true\n");
    assert_eq!(world.check(&ask).code, Some(2));
    // 2 wins over 1, and the findings are printed all the same.
    let report = world.check(&["app", "--rule", "ci"]);
    assert!(report.code == Some(2) && report.findings().len() == 1);
}

#[test]
fn several_targets_are_one_report_and_each_has_its_own_configuration() {
    let world = World::with_app();
    world.app("b/lib");
    world.write("b/lib/palisade.yaml", "except: [ci.unpinned_action]\n");
    world.write("empty/README.md", "nothing to judge\n");
    let ask = ["--rule", "ci.unpinned_action", "--rule", "ci.secret_printed"];
    let report = world
        .check(&[&["b/lib", "nowhere", "app", "empty", "app/package.json"][..], &ask].concat());
    let names: Vec<_> = report.json["targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|target| target["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["b/lib", "nowhere", "app", "empty", "app/package.json"]);
    let outcomes: Vec<_> = (0..5)
        .map(|target| report.verdict(target, "ci.secret_printed")["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["pass", "unknown", "pass", "unknown", "unknown"]);
    assert_eq!(report.json["targets"][0]["findings"].as_array().unwrap().len(), 0);
    assert_eq!(report.json["targets"][2]["findings"].as_array().unwrap().len(), 1);
    let refusals = report.refusals();
    let expected = [
        "nowhere: `nowhere` cannot be opened: no such file or directory",
        "empty: `empty` holds no file that Palisade reads: no package.json, lockfile, .npmrc or workflow",
        "app/package.json: `app/package.json` is not a folder; name the folder of a repository",
    ];
    assert_eq!(refusals, expected);
    assert_eq!((report.count("targets"), report.code), (5, Some(2)));
    for line in refusals {
        assert!(report.stderr.contains(line.split_once(": ").unwrap().1), "{}", report.stderr);
    }
}

#[test]
fn a_selection_that_nothing_answers_to_is_an_error() {
    let world = World::with_app();
    for (arguments, message) in [
        (
            &["--rule", "ci.unpined_action"][..],
            "no rule and no pack is named `ci.unpined_action`; did you mean `ci.unpinned_action`?",
        ),
        (
            &["--rule", "lockfiles"],
            "no rule and no pack is named `lockfiles`; did you mean `lockfile`?",
        ),
        (&["--except", "zebra"], "no rule and no pack is named `zebra`"),
        (
            &["--checklist", "publishr"],
            "no checklist is named `publishr`; did you mean `publisher`?",
        ),
        (
            &["--rule", "ci.secret_printed", "--except", "ci.secret_printed"],
            "the selection matches none of the ",
        ),
        (&["--no-default-bundle"], "the bundle holds no rule"),
    ] {
        let report = world.check(&[&["app"][..], arguments].concat());
        let refusals = report.refusals();
        assert!(
            refusals.len() == 1 && refusals[0].contains(message),
            "{arguments:?}: {refusals:?}"
        );
        assert_eq!(report.code, Some(2));
    }
    // One mistyped name does not take the others away.
    let report =
        world.check(&["app", "--rule", "ci.unpined_action", "--rule", "ci.unpinned_action"]);
    assert_eq!((report.outcome("ci.unpinned_action"), report.code), ("fail", Some(2)));
}

#[test]
fn all_mistakes_of_a_configuration_are_told_at_once() {
    let world = World::with_app();
    world.write(
        "app/palisade.yaml",
        "profle: strict\ngate: hihg\nparameters:\n  regestries: [registry.npm.example]\nrules:\n  ci.unpined_action: off\n  \
         ci.unpinned_image: of\nonly: [ci]\npolicies: [nowhere]\nexclude: [\"[x\"]\nrequire_known: maybe\nrequire_known: true\n",
    );
    let report = world.check(&["app", "--rule", "ci.unpinned_action"]);
    assert_eq!(
        report.refusals(),
        [
            "app/palisade.yaml:1:1: unknown key `profle`; did you mean `profile`?",
            "app/palisade.yaml:2:7: `hihg` is none of info, low, medium, high, critical; did you mean `high`?",
            "app/palisade.yaml:4:3: no rule knows the parameter `regestries`; did you mean `registries`?",
            "app/palisade.yaml:6:3: no rule is named `ci.unpined_action`; did you mean `ci.unpinned_action`?",
            "app/palisade.yaml:7:22: `of` is none of off, on, info, low, medium, high, critical; did you mean `off`?",
            "app/palisade.yaml:9:12: `nowhere` does not exist; paths are relative to this file",
            "app/palisade.yaml:10:11: `[x` is no glob: unclosed character class; missing ']'",
            "app/palisade.yaml:11:16: a scalar stands here; expected true or false",
            "app/palisade.yaml:12:1: the key `require_known` stands here a second time",
        ]
    );
    assert_eq!((report.outcome("ci.unpinned_action"), report.code), ("fail", Some(2)));
    // The commands that list say it as well.
    for arguments in [&["rules", "app"][..], &["facts", "app"]] {
        let run = world.run(arguments);
        assert_eq!(run.code, Some(2));
        assert!(
            run.stderr.contains("app/palisade.yaml") && run.stderr.contains("unknown key `profle`"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_refused_and_the_rest_judged() {
    for (text, refusal) in [
        (&b"profile: [\n"[..], "app/palisade.yaml:1:10: unclosed bracket '['"),
        (b"- a\n", "app/palisade.yaml:1:1: a list stands here; expected a mapping"),
        (
            b"gate: hihg\n",
            "app/palisade.yaml:1:7: `hihg` is none of info, low, medium, high, critical; did you mean `high`?",
        ),
        (
            b"profile: strct\n",
            "app/palisade.yaml:1:10: `strct` is none of baseline, recommended, strict; did you mean `strict`?",
        ),
        (b"\xff\n", "app/palisade.yaml: is not UTF-8 text"),
    ] {
        let world = World::with_app();
        world.write("app/palisade.yaml", text);
        let report = world.check(&["app", "--rule", "ci.unpinned_action"]);
        assert_eq!(report.refusals(), [refusal]);
        assert_eq!((report.outcome("ci.unpinned_action"), report.code), ("fail", Some(2)));
    }
    let world = World::with_app();
    let report = world.check(&["app", "--config", "nowhere.yaml", "--rule", "ci.unpinned_action"]);
    assert_eq!(report.refusals(), ["nowhere.yaml: cannot be read: no such file or directory"]);
    world.write("app/palisade.yaml", "# nothing but a comment\n");
    assert_eq!(world.check(&["app", "--rule", "ci.unpinned_action"]).code, Some(1));
}

#[test]
fn what_is_typed_is_stronger_than_the_configuration() {
    let world = World::with_app();
    world.write(
        "app/palisade.yaml",
        "profile: baseline\nonly: [lockfile]\nrules: {lockfile.weak_hash: off}\n",
    );
    let rules = |arguments: &[&str]| -> Vec<String> {
        let report = world.check(&[&["app"][..], arguments].concat());
        let verdicts = report.json["targets"][0]["verdicts"].as_array().unwrap();
        verdicts.iter().map(|verdict| verdict["rule"].as_str().unwrap().to_owned()).collect()
    };
    let configured = rules(&[]);
    assert!(configured.iter().all(|rule| rule.starts_with("lockfile.")) && configured.len() > 3);
    assert!(!configured.contains(&"lockfile.weak_hash".to_owned()));
    assert_eq!(rules(&["--rule", "ci.unpinned_action"]), ["ci.unpinned_action"]);
    assert!(rules(&["--profile", "strict"]).len() > configured.len());
    assert!(
        !rules(&["--except", "lockfile.no_integrity"])
            .contains(&"lockfile.no_integrity".to_owned())
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let world = World::with_app();
    let run = std::process::Command::new("sh")
        .args(["-c", "\"$0\" facts app | head -c 1; \"$0\" check app --format json | head -c 1"])
        .arg(env!("CARGO_BIN_EXE_palisade"))
        .current_dir(world.path(""))
        .output()
        .unwrap();
    assert_eq!((run.stdout.as_slice(), run.stderr.as_slice()), (&b"{{"[..], &b""[..]));
}
