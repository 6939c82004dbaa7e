//! Links, pipes and folders that cannot be read: nothing leads out of the target, nothing makes
//! the program wait, and what could not be seen is never taken for absent.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says why it cannot run here"
)]

mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;

use support::{PARTS, Report, World, pipe};

#[track_caller]
fn assert_parts(report: &Report, expected: [&str; 5]) {
    let ended: Vec<_> = PARTS.iter().map(|rule| (*rule, report.outcome(rule))).collect();
    let expected: Vec<_> = PARTS.iter().copied().zip(expected).collect();
    assert_eq!(ended, expected, "problems: {:?}", report.problems());
}

const OUTSIDE: &str = "is a link that leads out of the repository, and is not followed";

#[test]
fn a_link_that_leaves_the_tree_is_not_followed() {
    for (file, expected) in [
        // A manifest may hold settings of pnpm.
        ("package.json", ["pass", "fail", "unknown", "pass", "unknown"]),
        ("package-lock.json", ["pass", "fail", "pass", "unknown", "pass"]),
        (".npmrc", ["pass", "fail", "unknown", "pass", "pass"]),
        (".github/workflows/extra.yml", ["unknown", "fail", "unknown", "pass", "pass"]),
    ] {
        let world = World::with_app();
        world.write("elsewhere", "name: 0utside-text\n");
        let link = world.path("app").join(file);
        let _present = fs::remove_file(&link);
        symlink(world.path("elsewhere"), &link).unwrap();
        let report = world.check_app();
        assert_eq!(report.problems(), [format!("outside_tree {file}: {OUTSIDE}")]);
        assert_parts(&report, expected);
        assert_eq!(report.code, Some(1));
        for format in ["pretty", "concise", "json", "ndjson", "sarif", "github"] {
            let run = world.run(&["check", "app", "--verbose", "--format", format]);
            assert!(!run.text().contains("0utside-text"), "{format}");
        }
        assert!(!world.run(&["facts", "app"]).text().contains("0utside-text"));
    }
}

#[test]
fn a_relative_link_out_of_the_tree_is_one_too() {
    let world = World::with_app();
    world.app("other");
    world.remove("app/package.json");
    symlink("../other/package.json", world.path("app/package.json")).unwrap();
    assert_eq!(world.check_app().problems(), [format!("outside_tree package.json: {OUTSIDE}")]);
}

#[test]
fn a_link_within_the_tree_is_followed() {
    let world = World::with_app();
    fs::rename(world.path("app/package.json"), world.path("app/real.json")).unwrap();
    symlink("real.json", world.path("app/package.json")).unwrap();
    let report = world.check_app();
    assert_eq!(report.problems(), Vec::<String>::new());
    assert_parts(&report, ["pass", "fail", "pass", "pass", "pass"]);
}

#[test]
fn a_folder_of_workflows_that_is_a_link_out_of_the_tree_is_not_an_absent_one() {
    let world = World::with_app();
    fs::rename(world.path("app/.github/workflows"), world.path("workflows")).unwrap();
    symlink("../../workflows", world.path("app/.github/workflows")).unwrap();
    let report = world.check_app();
    assert_eq!(report.problems(), [format!("outside_tree .github/workflows: {OUTSIDE}")]);
    assert_parts(&report, ["unknown", "unknown", "unknown", "pass", "pass"]);
}

#[test]
fn folders_that_form_a_loop_end() {
    let world = World::with_app();
    symlink("..", world.path("app/loop")).unwrap();
    symlink(".", world.path("app/self")).unwrap();
    symlink("b", world.path("app/a")).unwrap();
    symlink("a", world.path("app/b")).unwrap();
    let report = world.check_app();
    assert_eq!(report.outcome("ci.unpinned_action"), "fail");
    assert_eq!(report.findings().len(), 1);
    assert_eq!(report.code, Some(1));
}

#[test]
fn a_folder_too_deep_to_look_into_makes_unknown_what_could_be_in_it() {
    let world = World::with_app();
    world.write(&format!("app/{}package.json", "a/".repeat(64)), "{}");
    let report = world.check(&["app"]);
    let told = report
        .problems()
        .iter()
        .any(|problem| problem.ends_with("lies 64 folders deep; what is in it was not looked at"));
    assert!(told, "{:?}", report.problems());
}

#[test]
fn a_link_to_nowhere_is_a_file_that_cannot_be_read() {
    let world = World::with_app();
    world.remove("app/package.json");
    symlink("nowhere.json", world.path("app/package.json")).unwrap();
    let report = world.check_app();
    assert_eq!(
        report.problems(),
        ["unreadable package.json: cannot be read: no such file or directory"]
    );
    assert_parts(&report, ["pass", "fail", "unknown", "pass", "unknown"]);
}

#[test]
fn a_pipe_is_not_waited_for() {
    for (file, expected) in [
        ("package.json", ["pass", "fail", "unknown", "pass", "unknown"]),
        (".github/workflows/extra.yml", ["unknown", "fail", "unknown", "pass", "pass"]),
    ] {
        let world = World::with_app();
        let _present = fs::remove_file(world.path("app").join(file));
        pipe(&world.path("app").join(file));
        let report = world.check_app();
        assert_eq!(report.problems(), [format!("unreadable {file}: is not a regular file")]);
        assert_parts(&report, expected);
        assert_eq!(report.code, Some(1));
    }
}

#[test]
fn a_configuration_that_is_a_pipe_is_refused() {
    let world = World::with_app();
    pipe(&world.path("app/palisade.yaml"));
    let report = world.check_app();
    assert_eq!(report.refusals(), ["app/palisade.yaml: is not a regular file"]);
    assert_parts(&report, ["pass", "fail", "pass", "pass", "pass"]);
    assert_eq!(report.code, Some(2));
}

#[test]
fn a_configuration_that_leads_out_of_the_target_is_refused_and_not_shown() {
    let world = World::with_app();
    world.write("elsewhere", "s3cret-line: yes\n");
    symlink(world.path("elsewhere"), world.path("app/palisade.yaml")).unwrap();
    let report = world.check_app();
    assert_eq!(report.refusals(), [format!("app/palisade.yaml: {OUTSIDE}")]);
    assert_eq!(report.code, Some(2));
    for format in ["pretty", "concise", "json", "ndjson", "sarif", "github"] {
        let run = world.run(&["check", "app", "--format", format]);
        assert!(!format!("{}{}", run.text(), run.stderr).contains("s3cret-line"), "{format}");
    }
}

/// Nobody, for runs that must not have the rights of root.
const NOBODY: u32 = 65_534;

#[test]
fn a_folder_without_read_permission_makes_unknown_what_could_be_in_it() {
    let world = World::with_app();
    world.write("app/packages/hidden/package.json", "{}");
    let folder = world.path("app/packages");
    let is_root = fs::metadata(&folder).unwrap().uid() == 0;
    if is_root {
        // Root reads whatever the permissions say, so the program runs as nobody.
        fs::set_permissions(world.path(""), Permissions::from_mode(0o755)).unwrap();
    }
    fs::set_permissions(&folder, Permissions::from_mode(0o000)).unwrap();
    let as_nobody = |command: &mut std::process::Command| {
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
    };
    if is_root {
        let mut probe = std::process::Command::new(env!("CARGO_BIN_EXE_palisade"));
        probe.arg("--version").current_dir(world.path("")).stdout(std::process::Stdio::null());
        as_nobody(&mut probe);
        if probe.status().is_err() {
            eprintln!(
                "skipped: the tests run as root, who reads every folder, and nobody may not start the \
                 program where it was built; links to nowhere and pipes are tested beside this"
            );
            return;
        }
    }
    let rules: Vec<_> = PARTS.iter().flat_map(|rule| ["--rule", rule]).collect();
    let arguments =
        [&["check", "app", "--format", "json", "--today", support::TODAY], rules.as_slice()]
            .concat();
    let report = Report::of(world.run_with(&arguments, as_nobody));
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    assert_eq!(report.problems(), ["unreadable packages: cannot be read: permission denied"]);
    // A manifest, a lockfile or an action could stand in it; workflows could not, but actions.
    assert_parts(&report, ["unknown", "fail", "unknown", "unknown", "unknown"]);
    assert_eq!(report.code, Some(1));
}
