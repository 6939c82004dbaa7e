//! What the address of a registry's archive says of the package in it.
//!
//! Registries serve `<name>/-/<file>`, and the file is `<name without scope>-<version>.tgz`;
//! some repeat the scope before it (Artifactory, GitLab), put a folder between (Gitea) or write
//! the scope into its name, as `npm pack` does. An address of another form tells nothing, and
//! is no mismatch.

use super::groups::Mismatch;
use crate::collect::address::decoded;

/// Whether a path is that of a registry's archive: npm's layout, or that of GitHub Packages.
pub(crate) fn is_registry_path(path: &str) -> bool {
    path.contains("/-/") || path.starts_with("/download/@")
}

/// Whether a path of another layout names the package: its name stands in it, and the version in
/// the name of its file. Registries that are no copies of npm's serve such ones.
pub(crate) fn tells(path: &str, name: &str, version: Option<&str>) -> bool {
    let path = decoded(path);
    let Some((folder, file)) = path.rsplit_once('/') else { return false };
    let named = format!("{folder}/").contains(&format!("/{name}/"));
    named && version.is_some_and(|version| !version.is_empty() && file.contains(core(version)))
}

/// Compares the path of an address with the name and version of its entry.
pub(crate) fn mismatch(path: &str, name: &str, version: Option<&str>) -> Option<Mismatch> {
    let path = decoded(path);
    let (before, behind) = path.rsplit_once("/-/")?;
    let file = behind.rsplit('/').next().unwrap_or(behind);
    let stem = file.strip_suffix(".tgz").or_else(|| file.strip_suffix(".tar.gz"))?;
    let told = told_name(before)?;
    if told != name {
        return Some(Mismatch::Name(told.to_owned()));
    }
    let scope = name.strip_prefix('@').and_then(|rest| rest.split_once('/'));
    let bare = scope.map_or(name, |(_, bare)| bare);
    // As `npm pack` names the file of a scoped package, or as registries do.
    let packed = scope.and_then(|(scope, _)| version_of(version_of(stem, scope)?, bare));
    match version_of(stem, bare).or(packed) {
        None => Some(Mismatch::Name(stem.to_owned())),
        Some(told) => {
            let differs = version.is_some_and(|version| normal(version) != normal(told));
            differs.then(|| Mismatch::Version(told.to_owned()))
        }
    }
}

/// What stands behind a name and its dash.
fn version_of<'s>(stem: &'s str, name: &str) -> Option<&'s str> {
    stem.strip_prefix(name)?.strip_prefix('-')
}

/// The name at the end of a path, with its scope.
fn told_name(path: &str) -> Option<&str> {
    let (parents, last) = path.rsplit_once('/')?;
    let scope = parents.rsplit('/').next().filter(|scope| scope.starts_with('@'));
    let length = last.len() + scope.map_or(0, |scope| scope.len() + 1);
    path.get(path.len().checked_sub(length)?..).filter(|_| !last.is_empty())
}

/// A version without its build metadata, which registries leave out.
fn core(version: &str) -> &str {
    version.split_once('+').map_or(version, |(core, _)| core)
}

/// A version as npm writes it into the lockfile: without build metadata, a leading `v` or `=`,
/// and zeros before its numbers, which stand in the names of archives from before semver.
pub(crate) fn normal(version: &str) -> String {
    let version = core(version.trim_start_matches(['v', '=']));
    let (numbers, rest) = match version.split_once('-') {
        Some((numbers, rest)) => (numbers, Some(rest)),
        None => (version, None),
    };
    let number = |number: &str| {
        let digits = number.trim_start_matches('0');
        if digits.is_empty() && !number.is_empty() { "0".to_owned() } else { digits.to_owned() }
    };
    let numbers: Vec<_> = numbers.split('.').map(number).collect();
    let mut normal = numbers.join(".");
    if let Some(rest) = rest {
        normal.push('-');
        normal.push_str(rest);
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(told: &str) -> Option<Mismatch> {
        Some(Mismatch::Name(told.to_owned()))
    }

    fn version(told: &str) -> Option<Mismatch> {
        Some(Mismatch::Version(told.to_owned()))
    }

    #[test]
    fn the_layouts_of_registries_are_understood() {
        for (path, package) in [
            ("/left-pad/-/left-pad-1.3.0.tgz", "left-pad"),
            ("/api/npm/repo/left-pad/-/left-pad-1.3.0.tgz", "left-pad"),
            ("/@acme/a/-/a-1.3.0.tgz", "@acme/a"),
            ("/@acme%2fa/-/a-1.3.0.tgz", "@acme/a"),
            ("/repo/@acme/a/-/@acme/a-1.3.0.tgz", "@acme/a"),
            ("/api/v4/groups/g/-/packages/npm/@acme/a/-/@acme/a-1.3.0.tgz", "@acme/a"),
            ("/api/packages/o/npm/a/-/1.3.0/a-1.3.0.tgz", "a"),
            ("/@acme/a/-/acme-a-1.3.0.tgz", "@acme/a"),
            ("/a/-/a-1.3.0.tar.gz", "a"),
        ] {
            assert_eq!(mismatch(path, package, Some("1.3.0+build.7")), None, "{path}");
            assert_eq!(mismatch(path, package, None), None, "{path}");
            assert_eq!(mismatch(path, package, Some("1.3.1")), version("1.3.0"), "{path}");
        }
    }

    #[test]
    fn zeros_before_a_number_make_no_other_version() {
        let path = "/esprima-fb/-/esprima-fb-3001.0001.0000-dev-harmony-fb.tgz";
        let told = |version| mismatch(path, "esprima-fb", Some(version));
        assert_eq!(told("3001.1.0-dev-harmony-fb"), None);
        assert_eq!(told("v3001.1.0-dev-harmony-fb"), None);
        let differs = version("3001.0001.0000-dev-harmony-fb");
        for other in ["3001.1.0", "3001.10.0-dev-harmony-fb", "3001.1-dev-harmony-fb"] {
            assert_eq!(told(other), differs, "{other}");
        }
    }

    #[test]
    fn another_package_is_a_mismatch() {
        let cases = [
            ("/evil/-/evil-1.0.0.tgz", "left-pad", name("evil")),
            ("/@evil/a/-/a-1.0.0.tgz", "a", name("@evil/a")),
            ("/a/-/a-1.0.0.tgz", "@acme/a", name("a")),
            ("/@acme/a/-/b-1.0.0.tgz", "@acme/a", name("b-1.0.0")),
            ("/left-pad/-/evil-1.0.0.tgz", "left-pad", name("evil-1.0.0")),
            ("/left-pad/-/x/-/evil/-/evil-1.0.0.tgz", "left-pad", name("evil")),
        ];
        for (path, package, expected) in cases {
            assert_eq!(mismatch(path, package, Some("1.0.0")), expected, "{path}");
        }
    }

    #[test]
    fn an_address_of_another_form_tells_nothing() {
        for path in [
            "/download/@acme/a/1.0.0/0a1b2c",
            "/o/r/tar.gz/main",
            "/-/x.tgz",
            "/a/-/blob",
            "/files/other.tgz",
            "",
        ] {
            assert_eq!(mismatch(path, "a", Some("1.0.0")), None, "{path}");
        }
    }
}
