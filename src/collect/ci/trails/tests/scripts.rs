//! Package scripts, and the tools that run them.

use super::*;

const PACKAGE: &str = r#"{
  "name": "@acme/web", "version": "1.0.0",
  "scripts": {
    "release": "npm run build && npm publish",
    "build": "tsc",
    "publish:all": "run-s 'publish:npm' build",
    "publish:npm": "lerna publish",
    "changes": "changeset publish",
    "loop": "npm run loop"
  }
}"#;

#[test]
fn a_script_leads_to_its_command() {
    let facts = running("npm run release", &[("package.json", PACKAGE)]);
    assert_eq!(
        told(&facts),
        ["npm direct > the script release (package.json#/scripts/release) \
          > npm publish (package.json#/scripts/release;char=17,28)"]
    );
    let publish = publishes(&facts)[0];
    assert_eq!(publish.at, ".github/workflows/a.yml#/jobs/a/steps/0/run;char=0,15");
    assert_eq!(publish.through_script.as_deref(), Some("release"));
    assert_eq!(publish.packages.as_deref(), Some(&["@acme/web".to_owned()][..]));
    assert_eq!(doubts(&facts), Vec::<&str>::new());
}

#[test]
fn every_runner_leads_there() {
    for (script, expected) in [
        ("npm run publish:all", &["lerna direct"][..]),
        ("npx npm-run-all publish:npm", &["lerna direct"]),
        ("pnpm run-s 'publish:*'", &["lerna direct"]),
        ("turbo run changes", &["changeset direct"]),
        ("npx turbo changes", &["changeset direct"]),
        ("yarn changes --tag next", &["changeset direct"]),
        ("nx run-many -t changes", &["changeset direct"]),
        ("npx lerna run changes", &["changeset direct"]),
        ("op run -- npm run release", &["npm direct"]),
        ("npm run loop", &[]),
        ("npm run build", &[]),
        ("npm run absent", &[]),
    ] {
        let facts = running(script, &[("package.json", PACKAGE)]);
        let found = told(&facts);
        let found: Vec<_> = found.iter().map(|told| told.split(" > ").next().unwrap()).collect();
        assert_eq!((found.as_slice(), doubts(&facts)), (expected, Vec::new()), "{script}");
    }
}

#[test]
fn words_behind_a_script_are_its_command_s() {
    for (script, expected) in [
        ("npm run release -- --dry-run", (true, None)),
        ("npm run release --dry-run", (false, None)),
        ("pnpm run release --dry-run", (true, None)),
        ("npm run changes -- --tag next", (false, Some("next"))),
    ] {
        let facts = running(script, &[("package.json", PACKAGE)]);
        let publish = publishes(&facts)[0];
        assert_eq!((publish.dry_run, publish.tag.as_deref()), expected, "{script}");
    }
}

#[test]
fn what_a_tool_is_told_holds_for_words_behind_it_too() {
    let package = r#"{"name": "a", "scripts": {"release": "release-it"},
        "release-it": {"npm": {"publish": false}}}"#;
    let files = [("package.json", package), ("release.sh", "npx release-it --ci\n")];
    for script in ["npm run release -- patch --ci", "bash release.sh"] {
        assert_eq!(told(&running(script, &files)), Vec::<String>::new(), "{script}");
    }
}

#[test]
fn an_unknown_tool_that_publishes_is_a_doubt() {
    let unknown = "`release-tool publish` may publish: the tool is not known";
    for (script, expected) in [
        ("yarn release-tool publish --yes", &[unknown][..]),
        ("pnpm exec release-tool publish", &[unknown]),
        ("npx release-tool publish --dry-run", &[]),
        ("YARN_NPM_PUBLISH_REGISTRY=http://localhost:4873 yarn release-tool publish", &[]),
        ("npx pkg-pr-new publish", &[]),
        ("npx vsce publish && npx ovsx publish && npx jsr publish", &[]),
        ("cargo publish; release-please; npx standard-version", &[]),
        (
            "retry 3 npm publish",
            &["`retry` is given a command that publishes, and is not known to run it"],
        ),
        ("echo npm publish; git commit -m 'npm publish'", &[]),
    ] {
        let facts = running(script, &[("package.json", PACKAGE)]);
        assert_eq!((told(&facts), doubts(&facts).as_slice()), (vec![], expected), "{script}");
    }
}

#[test]
fn actions_publish_what_they_are_given() {
    for (step, expected) in [
        (
            "{uses: changesets/action@v1, with: {publish: npm run release}}",
            &["changesets/action direct > the script release (package.json#/scripts/release) \
               > npm publish (package.json#/scripts/release;char=17,28)"][..],
        ),
        (
            "{uses: changesets/action@v1, with: {publish: npx changeset publish}}",
            &["changesets/action direct"],
        ),
        ("{uses: changesets/action@v1}", &[]),
        ("{uses: nick-fields/retry@v3, with: {command: npm publish}}", &["npm direct"]),
        ("{uses: someone/run@v1, with: {what: npm publish}}", &["npm unknown"]),
        ("{uses: someone/npm-publish@v1}", &["someone/npm-publish unknown"]),
        ("{uses: martinbeentjes/npm-get-version-action@main}", &[]),
        ("{uses: googleapis/release-please-action@v4}", &[]),
        ("{uses: amannn/action-semantic-pull-request@v6}", &[]),
    ] {
        let facts = facts(&format!("      - {step}\n"), &[("package.json", PACKAGE)]);
        assert_eq!(told(&facts), expected, "{step}");
    }
}

#[test]
fn what_an_action_of_the_repository_publishes_the_job_does() {
    let action =
        "runs:\n  using: composite\n  steps:\n    - run: npm stage publish\n      shell: bash\n";
    let outer = "runs:\n  using: composite\n  steps:\n    - uses: ./.github/actions/publish\n";
    let files = [
        ("package.json", PACKAGE),
        (".github/actions/publish/action.yml", action),
        (".github/actions/outer/action.yml", outer),
    ];
    let last = "the action .github/actions/publish (.github/actions/publish/action.yml) \
        > npm publishes (.github/actions/publish/action.yml#/runs/steps/0/run;char=0,17)";
    let facts = facts("      - uses: ./.github/actions/outer\n", &files);
    assert_eq!(
        told(&facts),
        [format!(
            "npm staged > the action .github/actions/outer (.github/actions/outer/action.yml) > {last}"
        )]
    );
    assert_eq!(publishes(&facts)[0].at, ".github/workflows/a.yml#/jobs/a/steps/0/uses");
}
