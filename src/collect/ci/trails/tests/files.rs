//! Files of shells and of languages that are not read.

use super::*;

#[test]
fn shell_files_are_read_by_every_way_to_run_them() {
    let files = [
        ("scripts/release.sh", "#!/bin/bash\nset -e\nnpm run build\nnpm publish\n"),
        ("scripts/publish-all", "#!/usr/bin/env bash\n\"$HERE/one\"\n"),
        ("scripts/one", "#!/bin/sh\nyarn npm publish --staged\n"),
    ];
    for (script, expected) in [
        (
            "bash scripts/release.sh",
            "npm direct > scripts/release.sh (scripts/release.sh) > npm publish (scripts/release.sh#line=4)",
        ),
        (
            "./scripts/release.sh --all",
            "npm direct > scripts/release.sh (scripts/release.sh) > npm publish (scripts/release.sh#line=4)",
        ),
        (
            "cd scripts\nsource ./release.sh",
            "npm direct > scripts/release.sh (scripts/release.sh) > npm publish (scripts/release.sh#line=4)",
        ),
        (
            "$GITHUB_WORKSPACE/scripts/release.sh",
            "npm direct > scripts/release.sh (scripts/release.sh) > npm publish (scripts/release.sh#line=4)",
        ),
        (
            "./scripts/publish-all",
            "yarn staged > scripts/publish-all (scripts/publish-all) > scripts/one (scripts/one) > yarn npm publish (scripts/one#line=2)",
        ),
    ] {
        let facts = running(script, &files);
        assert_eq!((told(&facts), doubts(&facts)), (vec![expected.to_owned()], vec![]), "{script}");
    }
}

#[test]
fn what_cannot_be_read_and_may_publish_is_a_doubt() {
    let files = [
        ("a.py", "import os\nos.system('npm publish')\n"),
        ("b.py", "print('published')\n"),
        ("c.sh", "npm publish '\n"),
    ];
    for (script, expected) in [
        ("python3 a.py", &["`a.py` is not read, and speaks of publishing on line 2"][..]),
        ("python3 b.py", &[]),
        ("sh c.sh", &["the shell grammar does not cover all of `c.sh`"]),
        (
            "./scripts/publish.sh",
            &["`./scripts/publish.sh` is not in the repository, and may publish"],
        ),
        ("node dist/publish.js", &[]),
        ("./scripts/test.sh", &[]),
        ("node scripts/release-notes.js", &[]),
    ] {
        assert_eq!(doubts(&running(script, &files)), expected, "{script}");
    }
}

#[test]
fn circles_and_long_ways_end() {
    let ring = [("a.sh", "bash b.sh\n"), ("b.sh", "bash a.sh; npm publish\n")];
    assert_eq!(told(&running("bash a.sh", &ring)).len(), 1);
    let steps: Vec<(String, String)> =
        (0..20).map(|n| (format!("s{n}.sh"), format!("bash s{}.sh\n", n + 1))).collect();
    let steps: Vec<_> = steps.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        doubts(&running("bash s0.sh", &steps)),
        ["leads on to more scripts than are followed"]
    );
}

#[test]
fn a_large_file_is_a_doubt() {
    let large = "# a line of a script\n".repeat(60_000);
    let found = running("bash large.sh", &[("large.sh", &large)]);
    let doubts = doubts(&found);
    assert!(doubts.len() == 1 && doubts[0].starts_with("`large.sh` "), "{doubts:?}");
}

#[cfg(unix)]
#[test]
fn the_environment_and_the_version_come_along() {
    let script =
        "export X=1\nnpm_config_registry=http://localhost:4873 bash a.sh\nnpx npm@11.6.0 publish";
    let facts = running(script, &[("a.sh", "npm publish\n"), ("package.json", r#"{"name": "w"}"#)]);
    let [local, own] = publishes(&facts)[..] else { panic!("two are published") };
    assert_eq!(local.registry.as_deref(), Some("http://localhost:4873"));
    let client = own.client.as_ref().unwrap();
    assert_eq!((client.tool.as_str(), client.version.least.as_deref()), ("npm", Some("11.6.0")));
    assert_eq!(
        (own.registry.as_deref(), own.packages.as_deref()),
        (None, Some(&["w".to_owned()][..]))
    );
}

#[test]
fn who_uploads_is_told_from_the_job() {
    let steps = "      - {uses: actions/setup-node@v6, with: {node-version: 24}}\n      \
        - run: npm publish\n      - run: npm i -g npm@11.15.0\n      - run: npm run release\n      \
        - run: npx semantic-release\n";
    let files = [("package.json", r#"{"name": "w", "scripts": {"release": "npm stage publish"}}"#)];
    let facts = facts(steps, &files);
    let told: Vec<_> = publishes(&facts)
        .into_iter()
        .map(|publish| {
            let client = publish.client.clone().unwrap();
            let node = publish.node.clone().unwrap();
            (client.tool, client.version.least, node.least)
        })
        .collect();
    let least = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            ("npm".to_owned(), least("11.19.0"), least("24.0.0")),
            ("npm".to_owned(), least("11.15.0"), least("24.0.0")),
            ("npm".to_owned(), None, least("24.0.0")),
        ]
    );
}
