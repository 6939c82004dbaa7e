//! Lockfiles that are broken, cut short, or made to be misread.

use proptest::prelude::*;

use super::*;

fn problems(text: &str) -> (Lockfile, Vec<String>) {
    let (lockfile, problems) = pnpm_lock("pnpm-lock.yaml", text.as_bytes(), false).unwrap();
    let shown = problems.iter().map(|problem| {
        assert_eq!(
            problem.facts.is_empty(),
            problem.kind == ProblemKind::DuplicateKey || problem.reason.contains("does not write")
        );
        let (_, place) = problem.at.split_once('#').unwrap_or_default();
        format!("{place} {}", problem.reason)
    });
    let shown = shown.collect();
    (lockfile, shown)
}

#[test]
fn a_version_that_is_not_known_is_not_read() {
    for (version, shown) in [("7.0", "7.0"), ("'10.1'", "10.1"), ("4", "4"), ("x", "x"), ("''", "")]
    {
        let text = format!("lockfileVersion: {version}\npackages: []\n");
        let (lockfile, problems) = pnpm_lock("pnpm-lock.yaml", text.as_bytes(), false).unwrap();
        assert_eq!((lockfile.read, lockfile.version.as_deref()), (false, Some(shown)));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].kind, ProblemKind::Unsupported);
        let reason =
            format!("version {shown} of pnpm's lockfile is not known, only 5, 6, 9 and 12 are");
        assert_eq!(problems[0].reason, reason);
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    let nested = format!("lockfileVersion: '9.0'\nx: {}", "[".repeat(9000));
    for (text, reason) in [
        ("", "the lockfile is empty (line 1, column 1)"),
        ("\u{feff} \r\n", "the lockfile is empty (line 1, column 1)"),
        ("# nothing\n", "the lockfile is no mapping: write it again"),
        ("- a\n", "the lockfile is no mapping: write it again"),
        (
            "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n<<<<<<< HEAD\n    resolution: {}\n=======\n>>>>>>> x\n",
            "the lockfile holds the markers of an unresolved merge (line 4, column 1): resolve it and run `pnpm install`",
        ),
        (
            "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha5",
            "the lockfile cannot be read: unclosed bracket '{' (line 4, column 17)",
        ),
        (
            "a: [}\n",
            "the lockfile cannot be read: mismatched bracket '[' closed by '}' (line 1, column 4)",
        ),
        (
            "a: *b\n",
            "the lockfile cannot be read: alias `*b` names no anchor before it (line 1, column 4)",
        ),
        (
            &nested,
            "the lockfile cannot be read: values nest more than 128 levels deep (line 2, column 132)",
        ),
    ] {
        let problem = pnpm_lock("pnpm-lock.yaml", text.as_bytes(), true).unwrap_err();
        assert_eq!(problem.reason, reason, "{text:?}");
        assert_eq!(
            (problem.at.as_str(), problem.facts.as_slice()),
            ("pnpm-lock.yaml", ["lockfiles".to_owned()].as_slice())
        );
    }
    let problem = pnpm_lock("pnpm-lock.yaml", b"a: \xff", true).unwrap_err();
    assert_eq!(problem.reason, "the lockfile is not UTF-8 behind byte 3");
}

#[test]
fn the_last_of_repeated_keys_counts() {
    let text = "packages: {old@1.0.0: {}}
packages:
  a@1.0.0: {resolution: {integrity: sha512-A}}
  a@1.0.0: {resolution: {tarball: 'https://evil.example/a.tgz', tarball: 'https://good.example/a.tgz'}}
snapshots: {a@1.0.0: {}}
lockfileVersion: '6.0'
lockfileVersion: '9.0'
";
    let (lockfile, problems) = problems(text);
    let twice = |line: usize, key: &str, first: usize| {
        format!(
            "line={line} the key `{key}` stands on line {first} already; the last one counts here, and pnpm refuses such a file"
        )
    };
    assert_eq!(
        problems,
        [
            twice(2, "packages", 1),
            twice(4, "a@1.0.0", 3),
            twice(4, "tarball", 4),
            twice(7, "lockfileVersion", 6)
        ]
    );
    assert_eq!((lockfile.package_count, lockfile.version.as_deref()), (1, Some("9.0")));
    assert_eq!(shown(&lockfile.groups.hosts), ["good.example: a@1.0.0"]);
    assert_eq!(underlined(text, &lockfile.groups.hosts[0].sample[0].at), "a@1.0.0");
}

#[test]
fn a_version_behind_the_packages_counts_for_them() {
    let text = "packages:\n  /a/1.0.0: {requiresBuild: true, dev: true}\nlockfileVersion: 5.1\n";
    let package = &lock(text).packages[0];
    assert_eq!((package.install_script, package.development), (Some(true), true));
}

#[test]
fn what_has_another_shape_is_told_and_the_rest_is_read() {
    let text = "lockfileVersion: '9.0'
anchor: &x {resolution: {integrity: sha512-A}}
packages:
  a@1.0.0: []
  b@1.0.0: {resolution: sha512-A}
  c@1.0.0: *x
  d@1.0.0: {<<: *x}
  ? [e@1.0.0]
  : {}
  f@1.0.0: {resolution: {integrity: [sha512-A]}}
  g@1.0.0: {resolution: {type: variations, variants: {}}}
  h@1.0.0: {resolution: {integrity: sha512-A}}
snapshots: {}
";
    let (lockfile, problems) = problems(text);
    assert_eq!(
        problems,
        [
            "line=4 a package must be a mapping",
            "line=5 `resolution` must be a mapping",
            "line=6 a package must be a mapping, an alias is not followed",
            "line=7 a merged mapping (`<<`) is not read",
            "line=8 a key that is no text is not read",
            "line=10 a member of `resolution` must be a text",
            "line=11 `variants` must be a list",
            "line=6 the lockfile holds an alias, which pnpm does not write: write it again",
        ]
    );
    assert_eq!(lockfile.package_count, 7);
    assert_eq!(
        shown(&lockfile.groups.hashes),
        ["none: a@1.0.0, b@1.0.0, c@1.0.0, d@1.0.0, f@1.0.0, g@1.0.0", "sha512: h@1.0.0"]
    );
    for (text, expected) in [
        (
            "packages: {}\n",
            "line=1 the lockfile has no `lockfileVersion`, and is read as the newest: write it again",
        ),
        (
            "lockfileVersion: 9\npackages: {a@1.0.0: {}}\n",
            "line=1 the lockfile has `packages` and no `snapshots`, its end may be missing: write it again",
        ),
        ("lockfileVersion: 9\npackages: [a]\n", "line=2 `packages` must be a mapping"),
        ("lockfileVersion: 9\n---\n- x\n", "line=3 a lockfile must be a mapping"),
    ] {
        assert_eq!(super::hostile::problems(text).1, [expected]);
    }
}

#[test]
fn a_package_that_stands_only_among_the_snapshots_counts() {
    let text = "lockfileVersion: '9.0'
packages:
  a@1.0.0:
    resolution: {integrity: sha512-A}
snapshots:
  a@1.0.0(b@1.0.0):
    resolution: {integrity: sha512-A}
  hidden@1.0.0:
    resolution: {tarball: https://evil.example/x.tgz}
";
    let lockfile = lock(text);
    assert_eq!(lockfile.package_count, 2);
    let hidden = &lockfile.groups.hosts[0].sample[0];
    assert_eq!((hidden.name.as_str(), underlined(text, &hidden.at)), ("hidden", "hidden@1.0.0"));
}

#[test]
fn an_alias_bomb_and_a_thousand_problems_cost_little() {
    let mut text = "lockfileVersion: '9.0'\na0: &a0 [x, x]\n".to_owned();
    for n in 1..60 {
        text.push_str(&format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1));
    }
    text.push_str("packages:\n");
    for n in 0..1000 {
        text.push_str(&format!("  p{n}@1.0.0: *a59\n"));
    }
    text.push_str("snapshots: {}\n");
    let (lockfile, problems) = pnpm_lock("pnpm-lock.yaml", text.as_bytes(), false).unwrap();
    assert_eq!((lockfile.package_count, problems.len()), (1000, 21));
    assert_eq!(problems[20].reason, "the lockfile has 981 more problems of this kind");
    assert_eq!(problems[20].facts.len(), 4);
}

#[test]
fn a_key_with_its_own_escapes_is_found_again() {
    let text = "lockfileVersion: '9.0'\npackages:\n  \"\\u0061 b~/%@1.0.0(x\": {}\nsnapshots: {}\n";
    let lockfile = lock(text);
    assert_eq!(underlined(text, &lockfile.packages[0].at), "\"\\u0061 b~/%@1.0.0(x\"");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[a-c@/():.0-2_ \n\t'\"{}\\[\\],&*!|>?#<=é-]{0,40}", head in 0..4_usize) {
        let heads = ["", "lockfileVersion: 9\npackages:\n  ", "lockfileVersion: 5\npackages:\n  /a/1.0.0: {resolution: {tarball: ", "lockfileVersion: 9\nimporters:\n  .: "];
        let text = format!("{}{text}", heads[head]);
        let _outcome = pnpm_lock("pnpm-lock.yaml", text.as_bytes(), true);
    }

    #[test]
    fn no_damage_makes_it_panic(at in 0..V9.len(), length in 0..40_usize, put in "[ \n'\"{}\\[\\]:&*<|>-]{0,4}") {
        let mut text = V9.as_bytes().to_vec();
        text.splice(at..(at + length).min(V9.len()), put.bytes());
        let _outcome = pnpm_lock("pnpm-lock.yaml", &text, true);
    }

    #[test]
    fn no_key_makes_it_panic(text in "\\PC{0,12}[a@/():_]{0,8}\\PC{0,6}") {
        let key = key::parse(&text);
        prop_assert!(text.starts_with(key.base));
    }
}
