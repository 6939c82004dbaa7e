//! What the tests of all tools share: a repository in memory, and its agreement in rows.

mod bun;
mod npm;
mod pnpm;
mod yarn;

use crate::collect::followed::Followed;
use crate::collect::list::COLLECTORS;
use crate::collect::{File, Harvest, finish};
use crate::facts::Facts;
use crate::policy::reads::Demand;
use crate::source::tree::Given;

/// The facts of these files.
fn facts(files: &[(&str, &str)]) -> Facts {
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
    finish::finish(Facts::default(), harvest, &demand, &others)
}

/// What does not agree, `kind name wanted locked at`, and what is undecided, `? name reason`.
fn rows(files: &[(&str, &str)]) -> Vec<String> {
    let facts = facts(files);
    let agreement = facts.lockfiles[0].agreement.as_ref().unwrap();
    let differences = agreement.differences.iter().map(|one| {
        let kind = serde_json::to_value(one.kind).unwrap();
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (wanted, locked) = (or(&one.wanted), or(&one.locked));
        format!("{} {} {wanted} {locked} {}", kind.as_str().unwrap(), one.name, one.at)
    });
    let undecided = agreement.undecided.iter().map(|one| format!("? {} {}", one.name, one.reason));
    differences.chain(undecided).collect()
}

#[test]
fn nothing_is_said_of_what_was_not_compared() {
    let lock = r#"{"lockfileVersion": 3, "packages": {"": {}}}"#;
    assert_eq!(facts(&[("package-lock.json", lock)]).lockfiles[0].agreement, None);
    let broken = facts(&[("package.json", "{}"), ("package-lock.json", "{")]);
    assert_eq!(broken.lockfiles[0].agreement, None);
    assert_eq!(broken.problems[0].facts, ["lockfiles"]);
    let unknown = [("package.json", "{}"), ("package-lock.json", r#"{"lockfileVersion": 9}"#)];
    let unknown = facts(&unknown);
    assert!(unknown.problems[0].facts.contains(&"lockfiles[*].agreement".to_owned()));
    // pnpm's lockfile of a branch waits to be merged.
    let branch = [("package.json", "{}"), ("pnpm-lock.x.yaml", "lockfileVersion: '9.0'\n")];
    assert_eq!(facts(&branch).lockfiles[0].agreement, None);
}

#[test]
fn a_manifest_that_cannot_be_read_leaves_agreement_unknown() {
    let lock = r#"{"lockfileVersion": 3, "packages": {"": {}, "packages/a": {}}}"#;
    let found = facts(&[
        ("package.json", r#"{"workspaces": ["packages/*"], "dependencies": {"a": 1}}"#),
        ("packages/a/package.json", "{"),
        ("package-lock.json", lock),
    ]);
    let hidden: Vec<&str> = found
        .problems
        .iter()
        .filter(|problem| problem.facts.contains(&"lockfiles[*].agreement".to_owned()))
        .map(|problem| problem.at.as_str())
        .collect();
    assert_eq!(hidden, ["package.json#/dependencies/a", "packages/a/package.json#line=1"]);
}

#[test]
fn agreement_is_made_only_where_it_is_asked_for() {
    let demand = Demand::of([]);
    let given = Given::default();
    let others = Followed::of(&given);
    let lock = br#"{"lockfileVersion": 3, "packages": {"": {}}}"#;
    let file = File {
        path: "package-lock.json",
        bytes: lock,
        demand: &demand,
        own: &Default::default(),
        others: &others,
    };
    let collectors = COLLECTORS.iter().filter(|collector| collector.claims(file.path));
    for collector in collectors {
        assert_eq!(collector.collect(&file).recorded.len(), 0);
    }
}

#[test]
fn no_credential_is_kept() {
    let lock = r#"{"lockfileVersion": 3, "packages": {
      "": {"dependencies": {"a": "git+https://u:secret@git.example/b.git"}},
      "node_modules/a": {"version": "1.0.0", "resolved": "git+https://u:secret@git.example/b.git"}
    }}"#;
    let manifest = r#"{"dependencies": {"a": "git+https://u:secret@git.example/a.git"}}"#;
    let found = facts(&[("package.json", manifest), ("package-lock.json", lock)]);
    let text = serde_json::to_string(&found.lockfiles).unwrap();
    assert!(text.contains("specification_differs") && !text.contains("secret"), "{text}");
}

#[test]
fn long_lists_are_not_multiplied() {
    let list = |range: &str| {
        let entries: Vec<String> = (0..20_000).map(|n| format!("\"p{n}\": \"{range}\"")).collect();
        entries.join(", ")
    };
    let manifest = format!(
        r#"{{"dependencies": {{{}}}, "overrides": {{{}}}, "resolutions": {{{}}}}}"#,
        list("^1.0.0"),
        list("2.0.0"),
        list("3.0.0")
    );
    let packages: Vec<String> = (0..20_000)
        .map(|n| format!(r#""node_modules/q/node_modules/p{n}": {{"version": "1.0.0"}}"#))
        .collect();
    let npm =
        format!(r#"{{"lockfileVersion": 3, "packages": {{"": {{}}, {}}}}}"#, packages.join(", "));
    let yarn: Vec<String> =
        (0..20_000).map(|n| format!("p{n}@^0.1.0:\n  version \"0.1.0\"\n")).collect();
    let yarn = format!("# yarn lockfile v1\n\n{}", yarn.join("\n"));
    let locks = [("package-lock.json", npm.as_str()), ("yarn.lock", yarn.as_str())];
    for (name, lock) in locks {
        let found = facts(&[("package.json", manifest.as_str()), (name, lock)]);
        let agreement = found.lockfiles[0].agreement.as_ref().unwrap();
        assert_eq!(agreement.compared, 20_000, "{name}");
        assert_eq!(agreement.differences.len() + agreement.undecided.len(), 40_000, "{name}");
    }
}
