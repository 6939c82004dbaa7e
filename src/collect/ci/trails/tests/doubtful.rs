//! Commands that are handed on, that only a run can tell, and that other files hold.

use super::*;

const PACKAGE: (&str, &str) = (
    "package.json",
    r#"{
  "name": "@acme/web", "version": "1.0.0",
  "scripts": {
    "release": "npm publish",
    "release:npm": "npm publish",
    "rehearse": "npm publish --dry-run",
    "test": "vitest",
    "loop": "retry npm run loop"
  }
}"#,
);

#[test]
fn what_is_given_to_an_unknown_program_is_a_doubt_if_it_publishes() {
    for (script, words) in [
        ("retry 3 npm run release", Some("`retry` is given `npm run release`")),
        ("trap 'npm run release' EXIT", Some("`trap` is given `npm run release`")),
        ("docker run -v $PWD:/w node npm run release", Some("`docker` is given `npm run release`")),
        ("run() { \"$@\"; }\nrun npm run release", Some("`run` is given `npm run release`")),
        ("npx retry-cli npm run release", Some("`retry-cli` is given `npm run release`")),
        ("retry npm publish", Some("`retry` is given a command that publishes")),
        ("retry npm test", None),
        ("retry npm run rehearse", None),
        ("npm run loop", None),
        ("echo 'npm run release'", None),
        ("git commit -m 'npm run release'", None),
    ] {
        let facts = running(script, &[PACKAGE]);
        let doubts = doubts(&facts);
        assert_eq!(told(&facts), Vec::<String>::new(), "{script}");
        match words {
            Some(words) => {
                assert_eq!(doubts.len(), 1, "{script}: {doubts:?}");
                assert!(doubts[0].starts_with(words), "{script}: {doubts:?}");
            }
            None => assert_eq!(doubts, Vec::<&str>::new(), "{script}"),
        }
    }
}

#[test]
fn known_wrappers_are_taken_off() {
    for script in [
        "mise exec -- npm run release",
        "nvm exec 22 npm run release",
        "npx cross-env A=1 npm run release",
        "poetry run npm publish",
        "node --run release",
        "nr release",
        "npx concurrently npm:release",
    ] {
        let facts = running(script, &[PACKAGE]);
        let found = told(&facts);
        assert!(found.len() == 1 && found[0].starts_with("npm direct"), "{script}: {found:?}");
        assert_eq!(doubts(&facts), Vec::<&str>::new(), "{script}");
    }
}

#[test]
fn names_that_only_a_run_can_tell_are_doubts_where_one_publishes() {
    for (script, expected) in [
        (
            "npm run release:$TARGET",
            &["only a run can tell which script `release:$TARGET` is, and it may publish"][..],
        ),
        (
            "pnpm run '/^release:.*/'",
            &["only a run can tell which script `/^release:.*/` is, and it may publish"],
        ),
        ("npm run rehearse$MODE", &[]),
        ("npm run $TASK", &[]),
        (
            "TASK=release\nnpm run $TASK",
            &["only a run can tell which script `$TASK` is, and it may publish"],
        ),
        ("CMD='npm publish'\n$CMD", &["only a run can tell what `$CMD` is, and it may publish"]),
        ("npm $ACTION", &[]),
    ] {
        assert_eq!(doubts(&running(script, &[PACKAGE])), expected, "{script}");
    }
    let token =
        "      - run: npm $ACTION\n        env:\n          NODE_AUTH_TOKEN: ${{ secrets.A }}\n";
    let expected = ["only a run can tell what `$ACTION` is, and it may publish"];
    assert_eq!(doubts(&facts(token, &[PACKAGE])), expected);
}

#[test]
fn package_managers_run_scripts_by_themselves() {
    for (name, script, leads) in [
        ("postversion", "npm version patch", true),
        ("postversion", "npm version patch --ignore-scripts", false),
        ("postversion", "npm run postversion", true),
        ("postinstall", "npm ci", true),
        ("test", "npm cit", true),
        ("posttest", "npm t", true),
        ("start", "npm restart", true),
        ("prepublishOnly", "npm pack", false),
    ] {
        let manifest = format!(
            r#"{{"name": "w", "version": "1.0.0", "scripts": {{"test": "vitest", "{name}": "npm publish"}}}}"#
        );
        let facts = running(script, &[("package.json", &manifest)]);
        assert_eq!(!told(&facts).is_empty(), leads, "{name} by {script}: {:?}", told(&facts));
    }
    let manifest = r#"{"name": "w", "scripts": {"prepublishOnly": "napi prepublish -t npm"}}"#;
    let facts = running("npm publish", &[("package.json", manifest)]);
    let tools: Vec<_> = publishes(&facts).iter().map(|publish| publish.tool.as_str()).collect();
    assert_eq!(tools, ["npm", "napi"]);
}

#[test]
fn files_of_task_runners_and_other_languages_are_looked_through() {
    let files = [
        ("justfile", "build:\n  npm run build\n\nship: build\n  npm publish\n"),
        ("packages/a/package.json", r#"{"name": "a", "version": "1.0.0"}"#),
        (
            "packages/a/project.json",
            "{\n  \"targets\": {\n    \"publish\": {\n      \"command\": \"npm publish\"\n    }\n  }\n}",
        ),
        ("package.json", r#"{"name": "w", "private": true, "workspaces": ["packages/*"]}"#),
        ("tools/do.py", "run([\n  'npm',\n  'publish',\n])\n"),
    ];
    for (script, expected) in [
        (
            "just ship",
            &["`just` runs what `justfile` says, which speaks of publishing on line 5"][..],
        ),
        ("just build", &[]),
        (
            "npx nx run-many -t publish",
            &[
                "`nx` runs what `packages/a/project.json` says, which speaks of publishing on line 4",
            ],
        ),
        ("npx nx run-many -t build", &[]),
        ("uv run tools/do.py", &["`tools/do.py` is not read, and speaks of publishing on line 2"]),
        ("python -m tools.do", &["`tools/do.py` is not read, and speaks of publishing on line 2"]),
        (
            "python -c 'run([\"npm\", \"publish\"])'",
            &["`python` is given a text that speaks of publishing, and is not read"],
        ),
        (
            "curl -X PUT https://registry.npm.example/@acme%2fw",
            &["`curl` uploads to a registry, and may publish"],
        ),
    ] {
        assert_eq!(doubts(&running(script, &files)), expected, "{script}");
    }
}

#[test]
fn what_is_called_is_followed_or_a_doubt() {
    let action = ".github/actions/pub/action.yml";
    let files = [
        (action, "name: a\nruns:\n  using: node24\n  main: index.js\n"),
        (".github/actions/pub/index.js", "require('child_process').execSync('npm publish')\n"),
    ];
    let found = facts("      - uses: ./.github/actions/pub\n", &files);
    assert_eq!(publishes(&found).len(), 1);
    let image = "      - uses: docker://acme/npm-publish:1\n      - uses: docker://node:24\n        with:\n          args: npm publish\n";
    let found = facts(image, &[]);
    assert_eq!(doubts(&found), ["what the image `acme/npm-publish` publishes is not known"]);
    assert_eq!(told(&found), ["npm unknown"]);
}
