//! `yarn.lock` of both generations, as Yarn writes it and as somebody may have changed it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::*;
use crate::collect::lockfiles::yarn_classic::tests::CLASSIC;
use crate::facts::{PackageGroup, ProblemKind, SourceKind};

pub(crate) const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn told(text: &str) -> (Lockfile, Vec<Problem>) {
    yarn_lock("yarn.lock", text.replace("COMMIT", COMMIT).as_bytes(), true).unwrap()
}

pub(crate) fn read(text: &str) -> Lockfile {
    let (lockfile, problems) = told(text);
    assert_eq!(problems, []);
    assert!(lockfile.read);
    lockfile
}

fn refused(text: &str) -> String {
    let problem = yarn_lock("yarn.lock", text.as_bytes(), true).unwrap_err();
    assert_eq!((problem.kind, problem.at.as_str()), (ProblemKind::Malformed, "yarn.lock"));
    assert_eq!(problem.facts, ["lockfiles"]);
    problem.reason
}

/// Each group as `key: name@version (detail)…`.
pub(crate) fn shown(groups: &[PackageGroup]) -> Vec<String> {
    let sample = |group: &PackageGroup| {
        assert_eq!(group.count, group.sample.len() as u64);
        let packages = group.sample.iter().map(|p| {
            let version = p.version.as_deref().map(|v| format!("@{v}")).unwrap_or_default();
            let detail = p.detail.as_deref().map(|d| format!(" ({d})")).unwrap_or_default();
            format!("{}{version}{detail}", p.name)
        });
        packages.collect::<Vec<_>>().join(", ").replace(COMMIT, "COMMIT")
    };
    groups.iter().map(|group| format!("{}: {}", group.key, sample(group))).collect()
}

pub(crate) fn lines(lockfile: &Lockfile) -> Vec<(&str, &str)> {
    let line = |at: &'_ str| at.strip_prefix("yarn.lock#line=").unwrap().to_owned().leak() as &str;
    lockfile.packages.iter().map(|p| (line(&p.at), p.name.as_str())).collect()
}

fn berry(entries: &str) -> String {
    let sum = "0123456789abcdef".repeat(8);
    format!("__metadata:\n  version: 8\n  cacheKey: 10c0\n\n{}", entries.replace("SUM", &sum))
}

const BERRY: &str = r#""@acme/a@npm:^1.0.0, @acme/a@npm:^1.0.1":
  version: 1.0.1
  resolution: "@acme/a@npm:1.0.1"
  dependencies:
    b: "npm:^2.0.0"
  bin:
    a: bin/a.js
  checksum: 10c0/SUM
  languageName: node
  linkType: hard

"alias@npm:real@^3.0.0, real@npm:^3.0.0":
  version: 3.0.0
  resolution: "real@npm:3.0.0::__archiveUrl=http%3A%2F%2FMirror.example%2Freal%2F-%2Freal-3.0.1.tgz"
  checksum: SUM
  languageName: node
  linkType: hard

"bare@npm:^1":
  version: 1.0.0
  resolution: "bare@npm:1.0.0"
  languageName: node
  linkType: hard

"native@npm:^1":
  version: 1.0.0
  resolution: "native@npm:1.0.0"
  conditions: os=darwin & cpu=x64
  languageName: node
  linkType: hard

"fsx@patch:fsx@npm%3A^2#optional!builtin<compat/fsx>":
  version: 2.0.0
  resolution: "fsx@patch:fsx@npm%3A2.0.0#optional!builtin<compat/fsx>::version=2.0.0&hash=df0bf1"
  languageName: node
  linkType: hard

"fixed@patch:fixed@npm%3A^1#~/.yarn/patches/fixed.patch":
  version: 1.0.0
  resolution: "fixed@patch:fixed@npm%3A1.0.0#~/.yarn/patches/fixed.patch::version=1.0.0&hash=df0bf1"
  checksum: 10/SUM
  languageName: node
  linkType: hard

"member@workspace:packages/member":
  version: 0.0.0-use.local
  resolution: "member@workspace:packages/member"
  languageName: unknown
  linkType: soft

"linked@link:./linked::locator=app%40workspace%3A.":
  version: 0.0.0-use.local
  resolution: "linked@link:./linked::locator=app%40workspace%3A."
  languageName: node
  linkType: soft

"door@portal:../door::locator=app%40workspace%3A.":
  version: 0.0.0-use.local
  resolution: "door@portal:../door::locator=app%40workspace%3A."
  languageName: node
  linkType: soft

"local@file:./local.tgz::locator=app%40workspace%3A.":
  version: 5.0.0
  resolution: "local@file:./local.tgz#./local.tgz::hash=0f&locator=app%40workspace%3A."
  checksum: 10/SUM
  languageName: node
  linkType: hard

"pinned@https://github.com/o/r.git#main":
  version: 6.0.0
  resolution: "pinned@https://github.com/o/r.git#commit=COMMIT&workspace=pinned"
  checksum: 10/SUM
  languageName: node
  linkType: hard

"scp@git@git.example:o/r.git":
  version: 6.1.0
  resolution: "scp@git@git.example:o/r.git#commit=abc"
  languageName: node
  linkType: hard

"remote@https://files.example/remote.tgz":
  version: 7.0.0
  resolution: "remote@https://files.example/remote.tgz"
  checksum: 10/SUM
  languageName: node
  linkType: hard
"#;

#[test]
fn entries_of_later_generations_are_grouped() {
    let lockfile = read(&berry(BERRY));
    assert_eq!(lockfile.version.as_deref(), Some("8"));
    assert_eq!(lockfile.package_count, 10);
    let groups = &lockfile.groups;
    assert_eq!(
        shown(&groups.hosts),
        [
            "files.example: remote@7.0.0",
            "git.example: scp@6.1.0",
            "github.com: pinned@6.0.0",
            "mirror.example: alias@3.0.0",
        ]
    );
    assert_eq!(
        shown(&groups.protocols),
        ["http: alias@3.0.0", "https: pinned@6.0.0, remote@7.0.0", "ssh: scp@6.1.0"]
    );
    assert_eq!(
        shown(&groups.hashes),
        [
            "none: bare@1.0.0",
            "sha512: @acme/a@1.0.1, alias@3.0.0, fixed@1.0.0, local@5.0.0, pinned@6.0.0, remote@7.0.0",
        ]
    );
    assert_eq!(
        shown(&groups.exceptions),
        [
            "alias: alias@3.0.0 (real)",
            "file: local@5.0.0 (file:./local.tgz#./local.tgz)",
            "git: pinned@6.0.0 (https://github.com/o/r.git#commit=COMMIT&workspace=pinned), \
             scp@6.1.0 (git@git.example:o/r.git#commit=abc)",
            "git_unpinned: scp@6.1.0 (git@git.example:o/r.git#commit=abc)",
            "link: linked (link:./linked), door (portal:../door)",
            "version_mismatch: alias@3.0.0 (3.0.1)",
        ]
    );
    let kinds: Vec<SourceKind> = lockfile.packages[3..6].iter().map(|p| p.source.kind).collect();
    assert_eq!(kinds, [SourceKind::Registry, SourceKind::Patch, SourceKind::Patch]);
    assert_eq!(lines(&lockfile)[..3], [("5", "@acme/a"), ("16", "real"), ("23", "bare")]);
}

#[test]
fn every_form_of_yaml_says_the_same() {
    let plain = read(&berry(BERRY));
    let long = BERRY.replace(
        "\"remote@https://files.example/remote.tgz\":\n",
        "? \"remote@https://files.example/remote.tgz\"\n:\n",
    );
    assert_eq!(read(&berry(&long)).groups, plain.groups);
    assert_eq!(read(&berry(BERRY).replace('\n', "\r\n")), plain);
    // What lines do not explain: single quotes, a document's start, a block within an entry.
    assert_eq!(
        read(&berry(&BERRY.replace(": \"real@", ": 'real@").replace("3.0.1.tgz\"", "3.0.1.tgz'"))),
        plain
    );
    let hidden = "\"a@npm:1\":\n  version: 1.0.0\n  note: |\n    resolution: \"a@npm:1.0.0\"\n  \
                  resolution: \"a@git@evil.example:o/r.git#commit=x\"\n  linkType: hard\n";
    assert_eq!(shown(&read(&berry(hidden)).groups.hosts), ["evil.example: a@1.0.0"]);
    let json = "{\"__metadata\": {\"version\": 8},\n\"a@npm:1\": {\"version\": \"1\", \
                \"resolution\": \"a@npm:1.0.0\", \"linkType\": \"hard\"}}";
    assert_eq!(lines(&read(json)), [("2", "a")]);
}

#[test]
fn keys_that_stand_twice_are_told_and_the_last_counts() {
    let text = "a@1, b@1:\n  version \"1.0.0\"\nc@1:\n  version \"1.0.0\"\na@1:\n  version \"2.0.0\"\nc@1:\n  version \"3.0.0\"\n  version \"4.0.0\"\n";
    let (lockfile, problems) = told(text);
    let places: Vec<_> = problems.iter().map(|p| (p.kind, p.at.as_str(), p.facts.len())).collect();
    assert_eq!(
        places,
        [
            (ProblemKind::DuplicateKey, "yarn.lock#line=7", 0),
            (ProblemKind::DuplicateKey, "yarn.lock#line=5", 0),
            (ProblemKind::DuplicateKey, "yarn.lock#line=7", 0),
        ]
    );
    assert!(problems[0].reason.starts_with("the key `version` stands more than once"));
    let versions: Vec<_> =
        lockfile.packages.iter().map(|p| (p.at.as_str(), p.version.as_deref().unwrap())).collect();
    assert_eq!(
        versions,
        [
            ("yarn.lock#line=1", "1.0.0"),
            ("yarn.lock#line=5", "2.0.0"),
            ("yarn.lock#line=7", "4.0.0")
        ]
    );
}

#[test]
fn an_entry_that_is_cut_off_is_told_and_the_others_are_judged() {
    let (lockfile, problems) = told("a@1:\n  version \"1.0.0\"\nb@1:\nc@1:\n  resolved \"x\"\n");
    assert_eq!((lockfile.read, lockfile.package_count), (true, 1));
    assert_eq!((problems.len(), problems[0].kind), (1, ProblemKind::Unexpected));
    assert_eq!(problems[0].at, "yarn.lock#line=3");
    assert_eq!(
        problems[0].reason,
        "the entry has no `version`: run `yarn install`; 1 more of the lockfile's entries cannot be read"
    );
    for (entry, reason) in [
        ("  version: 1\n  linkType: hard\n", "the entry has no `resolution`: run `yarn install`"),
        (
            "  resolution: \"a@npm:1\"\n",
            "the entry has no `linkType`, the lockfile is cut off: run `yarn install`",
        ),
        (
            "  resolution: a\n  linkType: hard\n",
            "the entry's `resolution` names no package and no source",
        ),
    ] {
        let (_, problems) = told(&berry(&format!("\"a@npm:1\":\n{entry}")));
        assert_eq!(
            (problems[0].at.as_str(), problems[0].reason.as_str()),
            ("yarn.lock#line=5", reason)
        );
    }
}

#[test]
fn no_generation_hides_what_the_other_installs() {
    let entry = "  version: \"1.0.0\"\n  resolution: \"a@git@evil.example:o/r.git#commit=x\"\n  linkType: hard\n";
    for metadata in ["\"__metadata\":", "__metadata :", "'__metadata':", "\"\\u005f_metadata\":"] {
        let text = format!("\"a@npm:1\":\n{entry}{metadata}\n  version: 8\n");
        assert_eq!(shown(&read(&text).groups.hosts), ["evil.example: a@1.0.0"], "{metadata}");
    }
    let (lockfile, _) = told(&berry(&format!("\"a@npm:1, __metadata\":\n{entry}")));
    assert_eq!(shown(&lockfile.groups.hosts), ["evil.example: a@1.0.0"]);
    let both = format!("\"a@npm:1\":\n{entry}  resolved: \"https://evil.example/a.tgz\"\n");
    for (text, line, other) in [(berry(&both), 5, "resolved"), (both.clone(), 1, "resolution")] {
        let (_, problems) = told(&text);
        assert_eq!(problems[0].at, format!("yarn.lock#line={line}"));
        assert!(problems[0].reason.starts_with(&format!("the entry has a `{other}`")));
    }
}

#[test]
fn a_version_that_is_not_known_is_not_read() {
    for (text, version) in [
        ("# yarn lockfile v2\n\na@1:\n  version \"1\"\n", "2"),
        ("__metadata:\n  version: 3\n", "3"),
        ("__metadata:\n  version: 11\n", "11"),
        ("__metadata:\n  version: x\n", "x"),
    ] {
        let (lockfile, problems) = told(text);
        assert_eq!((lockfile.read, lockfile.version.as_deref()), (false, Some(version)));
        assert_eq!((problems.len(), problems[0].kind), (1, ProblemKind::Unsupported));
        assert!(
            problems[0].reason.starts_with(&format!("version {version} of yarn.lock is not known"))
        );
    }
    for version in 4..=10 {
        assert_eq!(read(&format!("__metadata:\n  version: {version}\n")).package_count, 0);
    }
    assert_eq!(read("# yarn lockfile v1\n").version.as_deref(), Some("1"));
    for nothing in ["# nothing\n", "", "\u{feff} \r\n"] {
        assert_eq!((read(nothing).version, read(nothing).package_count), (None, 0), "{nothing:?}");
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    let deep = format!("a@1:\n  x: {}{}\n", "[".repeat(9000), "]".repeat(9000));
    for (text, reason) in [
        (
            "a@1:\n<<<<<<< HEAD\n  version \"1\"\n=======\n  version \"2\"\n>>>>>>> x\n",
            "the lockfile holds the markers of an unresolved merge (line 2, column 1): resolve it and run `yarn install`",
        ),
        (
            "a@1:\n  version \"1\n",
            "the lockfile cannot be read: a text has no closing quote (line 2, column 1)",
        ),
        ("a@1\n", "the lockfile cannot be read: expected `:` behind the key (line 1, column 1)"),
        (
            "  a@1:\n",
            "the lockfile cannot be read: an indented line without a key before it (line 1, column 1)",
        ),
        (
            "a@1:\n    version \"1\"\n  x \"1\"\n",
            "the lockfile cannot be read: a line is not indented far enough (line 3, column 1)",
        ),
        (
            "a@1:\n  version \"1\"\n    x \"1\"\n",
            "the lockfile cannot be read: a line is indented too far (line 3, column 1)",
        ),
        (
            "a@1:\n  version \"1\"\r  resolved \"x\"\n",
            "the lockfile has a carriage return within a line: write it again",
        ),
        (
            "__metadata:\n  cacheKey: 8\n",
            "the lockfile's `__metadata` has no `version`: run `yarn install`",
        ),
        (&deep, "the lockfile cannot be read: unexpected text behind the value (line 2, column 1)"),
    ] {
        if text == deep {
            // Yarn 1 takes it for a text.
            assert!(yarn_lock("yarn.lock", text.as_bytes(), true).is_ok());
            continue;
        }
        assert_eq!(refused(text), reason, "{text}");
    }
    assert_eq!(
        refused(&format!("__metadata:\n  version: 8\n{deep}")),
        "the lockfile cannot be read: unexpected character (line 4, column 1)"
    );
    let problem = yarn_lock("yarn.lock", b"a@1:\n  \xff", true).unwrap_err();
    assert_eq!(problem.reason, "the lockfile is not UTF-8 behind byte 7");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(
        lines in proptest::collection::vec(
            prop_oneof![
                Just("__metadata:".to_owned()), Just("  version: 8".to_owned()),
                Just("  version \"1\"".to_owned()), Just("? \"a@npm:1\"".to_owned()), Just(":".to_owned()),
                "\"?@?[a-z]{0,2}/?[a-zé]{0,3}@?(npm:|git@|file:|https://|patch:|link:)?[a-z0-9#:@/%]{0,9}\"?:?",
                "[ \t]{0,4}(resolution|resolved|checksum|integrity|linkType|name):? \"?[^\n]{0,12}\"?",
                "[^\n]{0,12}",
            ],
            0..12,
        )
    ) {
        let text = lines.join("\n");
        if let Ok((lockfile, _)) = yarn_lock("yarn.lock", text.as_bytes(), true) {
            let counted = lockfile.packages.iter().filter(|p| p.source.kind != SourceKind::Link);
            prop_assert_eq!(lockfile.package_count, counted.count() as u64);
        }
    }

    #[test]
    fn a_lockfile_cut_anywhere_never_panics(at in 0..BERRY.len()) {
        for whole in [CLASSIC.to_owned(), berry(BERRY)] {
            let cut = whole.floor_char_boundary(at.min(whole.len()));
            let _any = yarn_lock("yarn.lock", &whole.as_bytes()[..cut], true);
        }
    }
}
