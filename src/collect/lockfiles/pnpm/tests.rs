//! Lockfiles of pnpm, as its versions write them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::facts::{PackageGroup, ProblemKind};
use crate::source::anchor::Anchor;
use crate::source::locate::{Document as Located, Mark, Target};

mod hostile;
mod origins;
mod versions;

use versions::{V6, V9};

pub(crate) const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn lock(text: &str) -> Lockfile {
    let (lockfile, problems) = pnpm_lock("pnpm-lock.yaml", text.as_bytes(), true).unwrap();
    assert_eq!(problems, []);
    assert!(lockfile.read);
    let (without, _) = pnpm_lock("pnpm-lock.yaml", text.as_bytes(), false).unwrap();
    assert_eq!((&without.groups, without.packages.len()), (&lockfile.groups, 0));
    lockfile
}

/// Each group as `key: name@version (detail)…`.
fn shown(groups: &[PackageGroup]) -> Vec<String> {
    let sample = |group: &PackageGroup| {
        assert_eq!(group.count, group.sample.len() as u64);
        let packages = group.sample.iter().map(|p| {
            let version = p.version.as_deref().map(|v| format!("@{v}")).unwrap_or_default();
            let detail = p.detail.as_deref().map(|d| format!(" ({d})")).unwrap_or_default();
            format!("{}{version}{detail}", p.name)
        });
        packages.collect::<Vec<_>>().join(", ")
    };
    groups.iter().map(|group| format!("{}: {}", group.key, sample(group))).collect()
}

/// The key that an anchor leads to, as it is written.
fn underlined<'t>(text: &'t str, at: &str) -> &'t str {
    let anchor = Anchor::parse(at).unwrap();
    let target = Target { fragment: &anchor.fragment, chars: None, key: &[], mark: Mark::Key };
    &text[Located::new(&anchor.path, text).locate(&target).unwrap()]
}

#[test]
fn lockfiles_of_branches_are_known_by_name() {
    for name in ["pnpm-lock.yaml", "pnpm-lock.feat!x.yaml", "pnpm-lock.v1.2.yaml"] {
        assert!(is_pnpm_lock(name), "{name}");
    }
    for name in
        ["pnpm-lock.yml", "pnpm-lock..yaml", "pnpm-lockx.yaml", "my-pnpm-lock.yaml", "pnpm-lock"]
    {
        assert!(!is_pnpm_lock(name), "{name}");
    }
    let (lockfile, _) = pnpm_lock("a/pnpm-lock.main.yaml", V6.as_bytes(), false).unwrap();
    assert_eq!((lockfile.kind, lockfile.directory.as_str()), (LockfileKind::PnpmLock, "a"));
    assert_eq!(lockfile.at, "a/pnpm-lock.main.yaml");
    assert_eq!(
        lockfile.groups.hashes[0].sample[0].at,
        "a/pnpm-lock.main.yaml#/packages/~1@acme~1c@1.0.0(patch_hash=aaaa)(a@1.0.0(react@18.2.0))"
    );
}

#[test]
fn a_lockfile_without_packages_pins_none() {
    for text in [
        "lockfileVersion: '9.0'\n",
        "\u{feff}lockfileVersion: 6.1\r\npackages:\r\n",
        "lockfileVersion: 5.4-inlineSpecifiers\n",
    ] {
        assert_eq!(lock(text).package_count, 0, "{text:?}");
    }
}
