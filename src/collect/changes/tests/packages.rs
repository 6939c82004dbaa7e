//! Packages of a lockfile compared, written by hand.

use std::collections::BTreeSet;

use super::super::packages::{Locked, Pair, hashes};
use crate::collect::lockfiles::named;
use crate::facts::{
    LockedPackage, LockedSource, Lockfile, LockfileKind, PackageChange, PackageChangeKind,
    SourceKind,
};

/// A package: `name version host hash`, `-` for what is not written, with flags behind it.
fn package(line: &str) -> LockedPackage {
    let parts: Vec<&str> = line.split(' ').collect();
    let part =
        |index: usize| parts.get(index).filter(|part| **part != "-").map(|part| (*part).to_owned());
    let flag = |name: &str| parts.contains(&name);
    LockedPackage {
        at: format!("l#/{}", line.replace(' ', "_")),
        name: part(0).unwrap(),
        alias: None,
        version: part(1),
        source: LockedSource {
            kind: if flag("git") { SourceKind::Git } else { SourceKind::Registry },
            host: part(2),
            protocol: None,
        },
        hashes: Vec::new(),
        integrity: part(3),
        install_script: flag("script").then_some(true).or(flag("quiet").then_some(false)),
        bundled: flag("bundled"),
        development: false,
        optional: false,
    }
}

fn lockfile(packages: &[&str]) -> Lockfile {
    Lockfile {
        read: true,
        packages: packages.iter().map(|line| package(line)).collect(),
        ..named("l", LockfileKind::PackageLock)
    }
}

/// The changes as `kind name version before>after`.
fn compared(before: &[&str], now: &[&str]) -> Vec<String> {
    let (before, now) = (lockfile(before), lockfile(now));
    let pair = Pair { before: &before, now: &now, direct: &BTreeSet::from(["d"]) };
    let shown = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    let mut changes = pair.changes(true);
    changes.sort();
    let line = |change: &PackageChange| {
        let kind = serde_json::to_value(change.kind).unwrap();
        let direct = if change.direct { " direct" } else { "" };
        format!(
            "{} {} {} {}>{}{direct}",
            kind.as_str().unwrap(),
            change.name,
            shown(&change.version),
            shown(&change.before),
            shown(&change.after)
        )
    };
    changes.iter().map(line).collect()
}

#[test]
fn packages_come_and_go() {
    assert_eq!(compared(&["a 1.0.0"], &["a 1.0.0"]), [""; 0]);
    assert_eq!(
        compared(&["a 1.0.0", "b 2.0.0"], &["a 1.0.0", "c 1.0.0", "c 1.2.0", "d 0.1.0 - - script"]),
        [
            "removed b 2.0.0 2.0.0>-",
            "new c 1.2.0 ->1.2.0",
            "new d 0.1.0 ->0.1.0 direct",
            "scripts_new d 0.1.0 ->- direct",
        ]
    );
}

#[test]
fn the_greatest_versions_are_compared() {
    for (before, now, expected) in [
        (&["a 1.9.0"][..], &["a 1.10.0"][..], &["upgraded a 1.10.0 1.9.0>1.10.0"][..]),
        (&["a 1.10.0"], &["a 1.9.0"], &["downgraded a 1.9.0 1.10.0>1.9.0"]),
        (&["a 2.0.0"], &["a 2.0.0-rc.1"], &["downgraded a 2.0.0-rc.1 2.0.0>2.0.0-rc.1"]),
        // One of two versions is not needed any more.
        (&["a 1.0.0", "a 2.0.0"], &["a 1.0.0"], &[]),
        (&["a 1.0.0", "a 2.0.0"], &["a 1.1.0"], &["downgraded a 1.1.0 2.0.0>1.1.0"]),
        (&["a 1.0.0", "a 2.0.0"], &["a 1.5.0", "a 2.0.0"], &[]),
        (&["a 1.0.0+x"], &["a 1.0.0+y"], &[]),
        (&["a -"], &["a 1.0.0"], &[]),
    ] {
        assert_eq!(compared(before, now), expected, "{before:?} {now:?}");
    }
}

#[test]
fn hosts_and_kinds_of_source_are_compared_with_all_that_were() {
    for (before, now, expected) in [
        (
            &["a 1.0.0 x.example"][..],
            &["a 1.0.0 y.example"][..],
            &["host_changed a 1.0.0 x.example>y.example"][..],
        ),
        // A new version does not hide another host, nor another kind of source.
        (
            &["a 1.0.0 x.example"],
            &["a 1.0.1 y.example"],
            &["upgraded a 1.0.1 1.0.0>1.0.1", "host_changed a 1.0.1 x.example>y.example"],
        ),
        (&["a 1.0.0"], &["a 1.0.0 y.example"], &["host_changed a 1.0.0 ->y.example"]),
        (&["a 1.0.0 x.example"], &["a 1.0.0"], &[]),
        (&["a 1.0.0 x.example", "a 1.0.0 y.example"], &["a 1.0.0 y.example"], &[]),
        (
            &["a 1.0.0 x.example"],
            &["a 1.0.0 g.example - git"],
            &["source_changed a 1.0.0 registry>git"],
        ),
        (&["a 1.0.0 x.example"], &["a - g.example - git"], &["source_changed a - registry>git"]),
    ] {
        assert_eq!(compared(before, now), expected, "{before:?} {now:?}");
    }
}

#[test]
fn hashes_are_compared_where_version_and_notation_are_the_same() {
    for (before, now, expected) in [
        (
            &["a 1.0.0 - sha512-A"][..],
            &["a 1.0.0 - sha512-B"][..],
            &["integrity_changed a 1.0.0 sha512-A>sha512-B"][..],
        ),
        // A weaker algorithm says no less than another hash, and a stronger one nothing.
        (
            &["a 1.0.0 - sha512-A"],
            &["a 1.0.0 - sha384-B"],
            &["integrity_changed a 1.0.0 sha512-A>sha384-B"],
        ),
        (&["a 1.0.0 - sha1-A"], &["a 1.0.0 - sha512-B"], &[]),
        // npm takes them for the same version.
        (
            &["a 1.0.0 - sha512-A"],
            &["a v1.0.0+1 - sha512-B"],
            &["integrity_changed a v1.0.0+1 sha512-A>sha512-B"],
        ),
        (
            &["a 1.0.0 - 10c0/a"],
            &["a 1.0.0 - 10c0/b"],
            &["integrity_changed a 1.0.0 10c0/a>10c0/b"],
        ),
        (&["a 1.0.0 - sha512-A"], &["a 1.0.1 - sha512-B"], &["upgraded a 1.0.1 1.0.0>1.0.1"]),
        (&["a 1.0.0 - sha1-A"], &["a 1.0.0 - sha512-B"], &[]),
        (&["a 1.0.0 - 8/a"], &["a 1.0.0 - 10c0/b"], &[]),
        (&["a 1.0.0 - sha512-A/B"], &["a 1.0.0 - 10c0/b"], &[]),
        (&["a 1.0.0 - sha512-A", "a 1.0.0 - sha512-B"], &["a 1.0.0 - sha512-B"], &[]),
        (&["a 1.0.0 - abc"], &["a 1.0.0 - abd"], &[]),
        (&["a 1.0.0 - sha512-A"], &["a 1.0.0"], &["integrity_removed a 1.0.0 sha512-A>-"]),
        (&["a 1.0.0 - sha512-A"], &["a 1.0.0 - - bundled"], &[]),
        (&["a 1.0.0"], &["a 1.0.0 - sha512-A"], &[]),
        // The same version of a git package may be another commit.
        (&["a 1.0.0 - sha512-A git"], &["a 1.0.0 - sha512-B git"], &[]),
        // Copies of a package are told once.
        (
            &["a 1.0.0 - sha512-A"],
            &["a 1.0.0 - sha512-B", "a 1.0.0 - sha512-B other"],
            &["integrity_changed a 1.0.0 sha512-A>sha512-B"],
        ),
    ] {
        assert_eq!(compared(before, now), expected, "{before:?} {now:?}");
    }
}

#[test]
fn scripts_are_new_only_where_it_is_known_that_there_were_none() {
    for (before, now, expected) in [
        (&["a 1.0.0 - - quiet"][..], &["a 1.0.0 - - script"][..], &["scripts_new a 1.0.0 ->-"][..]),
        (
            &["a 1.0.0 - - quiet"],
            &["a 1.0.1 - - script"],
            &["upgraded a 1.0.1 1.0.0>1.0.1", "scripts_new a 1.0.1 ->-"],
        ),
        (&["a 1.0.0"], &["a 1.0.0 - - script"], &[]),
        (&["a 1.0.0 - - script"], &["a 1.0.1 - - script"], &["upgraded a 1.0.1 1.0.0>1.0.1"]),
    ] {
        assert_eq!(compared(before, now), expected, "{before:?} {now:?}");
    }
}

#[test]
fn twenty_thousand_packages_are_compared_at_once() {
    let lines = |version: &str| -> Vec<String> {
        (0..20_000)
            .map(|number| format!("p{number} {version} h{number}.example sha512-A"))
            .collect()
    };
    fn borrowed(lines: &[String]) -> Vec<&str> {
        lines.iter().map(String::as_str).collect()
    }
    let (before, now) = (lines("1.0.0"), lines("1.0.1"));
    assert_eq!(compared(&borrowed(&before), &borrowed(&now)).len(), 20_000);
    // Many copies of one package are no reason to compare each with each.
    let copies = |version: usize| -> Vec<String> {
        (0..2_000).map(|number| format!("p 1.{version}.{number} h.example sha512-A")).collect()
    };
    assert_eq!(compared(&borrowed(&copies(0)), &borrowed(&copies(1))).len(), 1);
}

#[test]
fn a_checksum_behind_another_key_than_the_file_keeps_is_another_hash() {
    let compared = |before: &[&str], now: &[&str]| {
        let yarn = |lines| Lockfile { kind: LockfileKind::YarnLock, ..lockfile(lines) };
        let (before, now) = (yarn(before), yarn(now));
        let pair = Pair { before: &before, now: &now, direct: &BTreeSet::new() };
        let changes = pair.changes(true);
        changes.iter().map(|one| format!("{:?} {}", one.kind, one.name)).collect::<Vec<_>>()
    };
    let before = &["a 1.0.0 - 10c0/aa", "b 1.0.0 - 10c0/bb"];
    for other in ["10/cc", "8/aa", "cc"] {
        let a = format!("a 1.0.0 - {other}");
        assert_eq!(compared(before, &[&a, "b 1.0.0 - 10c0/bb"]), ["IntegrityChanged a"]);
    }
    // A later Yarn writes all of them anew; an old one that is left may follow.
    assert_eq!(compared(before, &["a 1.0.0 - 11/aa", "b 1.0.0 - 11/bb"]), [""; 0]);
    let old = &["a 1.0.0 - 8/aa", "b 1.0.0 - 10c0/bb", "c 1.0.0 - 10c0/bb"];
    let new = &["a 1.0.0 - 10c0/aa", "b 1.0.0 - 10c0/bb", "c 1.0.0 - 10c0/bb"];
    assert_eq!(compared(old, new), [""; 0]);
}

#[test]
fn a_lockfile_beside_or_elsewhere_has_the_same_hashes() {
    let known = lockfile(&["a 1.0.0 - sha512-A", "a 1.0.0 - sha512-B", "b 1.0.0 - sha512-A git"]);
    let hashes = hashes([&known].into_iter());
    let now = lockfile(&[
        "a 1.0.0 - sha512-B",
        "a v1.0.0+x - sha512-C",
        "a 1.0.0 - sha1-C",
        "a 1.1.0 - sha512-C",
        "b 1.0.0 - sha512-C",
    ]);
    let changes = Locked::of(&now).unlike(&hashes, &BTreeSet::new());
    let shown: Vec<_> = changes.iter().map(|one| (one.kind, one.after.as_deref())).collect();
    assert_eq!(shown, [(PackageChangeKind::IntegrityChanged, Some("sha512-C"))]);
}
