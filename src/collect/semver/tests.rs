//! Every answer is the one of npm.

use super::{Range, Version};

/// What `semver` of npm answers: a range, a version and `in`, `out`, or `none` for what is no
/// range, with a tab between them.
const CASES: &str = include_str!("cases.txt");

fn answer(range: &str, version: &str) -> &'static str {
    match (Range::parse(range), Version::parse(version)) {
        (None, _) => "none",
        (Some(range), Some(version)) if range.holds(&version) => "in",
        _ => "out",
    }
}

fn wrong(cases: &str) -> Vec<String> {
    let rows = cases.lines().map(|line| line.splitn(3, '\t').collect::<Vec<_>>());
    rows.filter(|row| answer(row[0], row[1]) != row[2])
        .map(|row| format!("`{}` `{}`: {}, not {}", row[0], row[1], row[2], answer(row[0], row[1])))
        .collect()
}

/// `CASES=<file> cargo test --lib semver` asks for more cases than are kept.
#[test]
fn every_case_is_answered_as_npm_does() {
    assert!(CASES.lines().count() > 300);
    assert_eq!(wrong(CASES), Vec::<String>::new());
    if let Some(path) = std::env::var_os("CASES") {
        let wrong = wrong(&std::fs::read_to_string(path).unwrap());
        let shown = &wrong[..wrong.len().min(40)];
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), shown.join("\n"));
    }
}

#[test]
fn ranges_of_manifests_are_understood() {
    for (range, version, expected) in [
        ("^1.2.3", "1.9.0", "in"),
        ("^1.2.3", "2.0.0-rc.1", "out"),
        ("^0.2.3", "0.3.0", "out"),
        ("^0.0.3", "0.0.4", "out"),
        ("~1.2", "1.2.99", "in"),
        ("1.x || >=2.5.0 || 5.0.0 - 7.2.3", "6.1.0", "in"),
        (">=1.0.0-0 <2", "1.0.0-beta", "in"),
        (">=1.0.0-0 <2", "1.1.0-beta", "out"),
        ("", "3.0.0", "in"),
        ("*", "3.0.0-beta", "out"),
        ("v1.2.3", "=1.2.3", "in"),
        ("1.2.3+build", "1.2.3", "in"),
        ("latest", "1.0.0", "none"),
        ("workspace:^", "1.0.0", "none"),
        ("99999999999999999999.0.0", "1.0.0", "none"),
    ] {
        assert_eq!(answer(range, version), expected, "{range} {version}");
    }
}

#[test]
fn versions_follow_one_another() {
    let sorted = [
        "1.0.0-1",
        "1.0.0-02",
        "1.0.0-10",
        "1.0.0-a",
        "1.0.0-a.1",
        "1.0.0-a.b",
        "1.0.0",
        "1.0.1",
        "v2.0.0-rc.1",
        "=2.0.0+b",
        "10.0.0",
    ];
    let versions: Vec<Version> = sorted.iter().map(|text| Version::parse(text).unwrap()).collect();
    assert!(versions.windows(2).all(|pair| pair[0] < pair[1]));
    for text in ["", "1", "1.2", "1.2.3.4", "a", "1.2.x", "9007199254740992.0.0"] {
        assert_eq!(Version::parse(text), None, "{text}");
    }
    assert_eq!(Version::parse(&format!("1.2.3-{}", "a".repeat(300))), None);
}

#[test]
fn hostile_ranges_end() {
    for text in ["1.2.".repeat(500), "^ ".repeat(900), " - ".repeat(600), "||".repeat(1000)] {
        let _ends = Range::parse(&text);
    }
    assert_eq!(Range::parse(&"1".repeat(5000)), None);
}
