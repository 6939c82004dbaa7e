//! What the specification of a dependency names: a registry, an alias, git, an archive, a
//! folder or something that only a workspace knows.
//!
//! The order of the questions is that of npm's own `npm-package-arg` and `hosted-git-info`; the
//! protocols that npm does not have are those of pnpm's, Yarn's and bun's documentation. The
//! forms of addresses are in [`super::git`].

use super::git;
use crate::collect::address::{Address, lower};
use crate::facts::{DependencySource, SourceKind};

/// Tells what `spec`, listed under `name`, stands for.
pub(crate) fn dependency_source(name: &str, spec: &str) -> DependencySource {
    let spec = spec.trim();
    if is_path(spec) {
        return of_kind(SourceKind::File);
    }
    if let Some((protocol, rest)) = spec.split_once(':')
        && let Some(source) = of_protocol(name, &lower(protocol), rest)
    {
        return source;
    }
    if let Some(source) = git::source(spec) {
        return source;
    }
    if let Some(address) = Address::parse(spec) {
        let kind = match address.protocol().as_ref() {
            "http" | "https" => SourceKind::Tarball,
            "file" => SourceKind::File,
            _ => SourceKind::Other,
        };
        return DependencySource {
            host: address.host().map(Into::into),
            protocol: Some(address.protocol().into_owned()),
            ..of_kind(kind)
        };
    }
    if spec.contains(':') || spec.starts_with(['$', '-']) {
        return of_kind(SourceKind::Other);
    }
    if is_archive(spec) || spec.contains('/') {
        return of_kind(SourceKind::File);
    }
    of_kind(SourceKind::Registry)
}

/// A source of which nothing but the kind is known.
pub(crate) fn of_kind(kind: SourceKind) -> DependencySource {
    DependencySource { kind, name: None, host: None, protocol: None, reference: None, pinned: None }
}

fn of_protocol(name: &str, protocol: &str, rest: &str) -> Option<DependencySource> {
    let kind = match protocol {
        "npm" => return Some(alias(name, rest)),
        "workspace" => {
            let real = package_name(rest).filter(|real| *real != name);
            return Some(DependencySource {
                name: real.map(str::to_owned),
                ..of_kind(SourceKind::Workspace)
            });
        }
        "catalog" => SourceKind::Catalog,
        "patch" => SourceKind::Patch,
        "link" | "portal" => SourceKind::Link,
        "file" => SourceKind::File,
        _ => return None,
    };
    Some(of_kind(kind))
}

/// `npm:real@range`; in Yarn's manifests also `npm:range`, which is the plain registry.
fn alias(name: &str, rest: &str) -> DependencySource {
    let real = package_name(rest).or_else(|| {
        let first = rest.chars().next()?;
        (first == '@' || first.is_ascii_alphabetic() && !is_version(rest)).then_some(rest)
    });
    match real.filter(|real| *real != name) {
        Some(real) => {
            DependencySource { name: Some(real.to_owned()), ..of_kind(SourceKind::Alias) }
        }
        None => of_kind(SourceKind::Registry),
    }
}

/// The name in `name@range`; nothing where no range follows.
fn package_name(text: &str) -> Option<&str> {
    let scope = usize::from(text.starts_with('@'));
    let at = text.get(scope..)?.find('@')? + scope;
    text.get(..at).filter(|name| name.len() > scope)
}

/// `v1.2.3`, `x` and `X` are ranges although they start with a letter.
fn is_version(text: &str) -> bool {
    let rest = text.strip_prefix(['v', 'V', 'x', 'X']).unwrap_or(text);
    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

/// npm's `isFileSpec`: `./x`, `../x`, `/x`, `~/x`, `C:\x`.
fn is_path(spec: &str) -> bool {
    let mut characters = spec.chars();
    match (characters.next(), characters.next()) {
        (Some('.' | '/' | '\\'), _) | (Some('~'), Some('/')) => true,
        (Some(drive), Some(':')) => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

fn is_archive(spec: &str) -> bool {
    let spec = lower(spec);
    [".tgz", ".tar.gz", ".tar"].iter().any(|end| spec.ends_with(end))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn kind(spec: &str) -> SourceKind {
        dependency_source("foo", spec).kind
    }

    #[test]
    fn ranges_and_tags_come_from_the_registry() {
        for spec in [
            "",
            "*",
            "^1.2.3",
            "1.x",
            ">=1 <2",
            "1 || 2",
            "latest",
            "next-11",
            "1.0.0 - 2.0.0",
            "npm:^1.0.0",
            "npm:1.2.3",
            "npm:*",
            "npm:v2",
            "npm:foo@1",
            "NPM:foo",
            "=1.2.3+build",
        ] {
            assert_eq!(dependency_source("foo", spec), of_kind(SourceKind::Registry), "{spec}");
        }
    }

    #[test]
    fn aliases_name_the_real_package() {
        let cases = [
            ("npm:bar@^1.0.0", "bar"),
            ("npm:bar", "bar"),
            ("npm:@acme/bar@1", "@acme/bar"),
            ("npm:@acme/bar", "@acme/bar"),
            ("npm:bar@npm:x", "bar"),
        ];
        for (spec, real) in cases {
            let source = dependency_source("foo", spec);
            assert_eq!((source.kind, source.name.as_deref()), (SourceKind::Alias, Some(real)));
        }
    }

    #[test]
    fn paths_and_the_protocols_of_workspaces_are_told_apart() {
        let cases = [
            ("file:../x", SourceKind::File),
            ("./x", SourceKind::File),
            ("../x.tgz", SourceKind::File),
            ("~/x", SourceKind::File),
            ("C:\\x", SourceKind::File),
            ("x-1.0.0.tgz", SourceKind::File),
            ("a/b/c", SourceKind::File),
            ("file:///x", SourceKind::File),
            ("link:../x", SourceKind::Link),
            ("portal:../x", SourceKind::Link),
            ("workspace:*", SourceKind::Workspace),
            ("workspace:^1.2.3", SourceKind::Workspace),
            ("catalog:", SourceKind::Catalog),
            ("catalog:react18", SourceKind::Catalog),
            ("patch:foo@npm%3A1.0.0#~/.yarn/patches/foo.patch", SourceKind::Patch),
            ("jsr:@std/path@1", SourceKind::Other),
            ("exec:./x.js", SourceKind::Other),
            ("ftp://h/x.tgz", SourceKind::Other),
            ("$foo", SourceKind::Other),
            ("-", SourceKind::Other),
        ];
        for (spec, expected) in cases {
            assert_eq!(kind(spec), expected, "{spec}");
        }
        assert_eq!(dependency_source("a", "workspace:@acme/b@*").name.as_deref(), Some("@acme/b"));
        assert_eq!(dependency_source("a", "workspace:^").name, None);
    }

    #[test]
    fn archives_keep_host_and_protocol() {
        for (spec, protocol, host) in [
            ("https://files.example/x-1.0.0.tgz", "https", "files.example"),
            ("http://files.example:8080/x", "http", "files.example"),
            ("https://github.com/o/r/archive/refs/tags/v1.tar.gz", "https", "github.com"),
            ("https://codeload.github.com/o/r/tar.gz/main", "https", "codeload.github.com"),
        ] {
            let source = dependency_source("foo", spec);
            assert_eq!(source.kind, SourceKind::Tarball, "{spec}");
            assert_eq!(source.protocol.as_deref(), Some(protocol));
            assert_eq!(source.host.as_deref(), Some(host));
            assert_eq!((source.reference, source.pinned), (None, None));
        }
    }
}
