//! Git sources in all their spellings: URLs, the hosts' shorthands, `scp`'s form; and whether
//! a reference pins a commit.
//!
//! After npm's `hosted-git-info` (which URLs of a known host are repositories) and the
//! documentation of `package.json`, section "Git URLs as Dependencies"; `&path:` behind the
//! reference is pnpm's, `#commit=` and `#workspace=` are Yarn's.

use crate::collect::address::{Address, lower};
use crate::facts::{DependencySource, SourceKind};

/// Reads a specification that names a git repository; nothing if it does not.
pub(crate) fn source(spec: &str) -> Option<DependencySource> {
    url(spec).or_else(|| shorthand(spec)).or_else(|| scp(spec))
}

/// Whether a reference is a full commit hash, SHA-1 or SHA-256.
pub(crate) fn is_commit(reference: &str) -> bool {
    matches!(reference.len(), 40 | 64) && reference.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The commit, tag or branch in what stands behind `#`.
pub(crate) fn reference(fragment: &str) -> Option<&str> {
    let part = fragment.split('&').find(|part| {
        !["path:", "path=", "workspace=", "cwd="].iter().any(|other| part.starts_with(other))
    })?;
    let named = ["commit=", "tag=", "head="].iter().find_map(|name| part.strip_prefix(name));
    Some(named.unwrap_or(part)).filter(|reference| !reference.is_empty())
}

/// The full commit hash that stands behind `#`, if it is one.
pub(crate) fn commit_of(fragment: &str) -> Option<&str> {
    reference(fragment).filter(|reference| is_commit(reference))
}

fn git(host: Option<&str>, protocol: Option<&str>, fragment: Option<&str>) -> DependencySource {
    let reference = fragment.and_then(reference);
    DependencySource {
        kind: SourceKind::Git,
        name: None,
        host: host.map(|host| lower(host).into_owned()),
        protocol: protocol.map(str::to_owned),
        reference: reference.map(str::to_owned),
        pinned: Some(reference.is_some_and(is_commit)),
    }
}

fn url(spec: &str) -> Option<DependencySource> {
    let address = Address::parse(spec)?;
    let scheme = address.protocol();
    let host = address.host();
    let host = host.as_deref();
    if let Some(transport) = scheme.strip_prefix("git+") {
        return Some(git(host, Some(transport), address.fragment));
    }
    match scheme.as_ref() {
        "git" | "ssh" => Some(git(host, Some(&scheme), address.fragment)),
        "http" | "https" => {
            let repository = address.path.trim_end_matches('/');
            let committish = match host {
                Some("github.com" | "www.github.com") => github(repository)?,
                Some("gitlab.com" | "bitbucket.org") if parts(repository).count() == 2 => None,
                Some("gist.github.com") if matches!(parts(repository).count(), 1 | 2) => None,
                _ if repository.ends_with(".git") => None,
                _ => return None,
            };
            Some(git(host, Some(&scheme), committish.or(address.fragment)))
        }
        _ => None,
    }
}

/// On github.com `/owner/repo` is a repository and `/owner/repo/tree/v1` one at a reference;
/// everything else is a download.
fn github(path: &str) -> Option<Option<&str>> {
    let mut parts = path.strip_prefix('/')?.splitn(4, '/');
    let (_owner, _repository) = (parts.next()?, parts.next()?);
    match (parts.next(), parts.next()) {
        (None, _) => Some(None),
        (Some("tree"), committish) => Some(committish),
        _ => None,
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// `github:owner/repo#ref` and its siblings, and `owner/repo#ref`, which is GitHub's.
fn shorthand(spec: &str) -> Option<DependencySource> {
    let (place, fragment) = match spec.split_once('#') {
        Some((place, fragment)) => (place, Some(fragment)),
        None => (spec, None),
    };
    if let Some((service, path)) = place.split_once(':') {
        let host = match lower(service).as_ref() {
            "github" => "github.com",
            "gitlab" => "gitlab.com",
            "bitbucket" => "bitbucket.org",
            "gist" => "gist.github.com",
            "sourcehut" => "git.sr.ht",
            _ => return None,
        };
        return (!path.is_empty()).then(|| git(Some(host), None, fragment));
    }
    let (owner, repository) = place.split_once('/')?;
    let plain = |part: &str| !part.is_empty() && !part.contains(['/', '@', '\\']);
    let spaced = place.contains(char::is_whitespace);
    (plain(owner) && plain(repository) && !spaced).then(|| git(Some("github.com"), None, fragment))
}

/// `git@host:owner/repo.git`, as `scp` and git write it.
fn scp(spec: &str) -> Option<DependencySource> {
    let (place, fragment) = match spec.split_once('#') {
        Some((place, fragment)) => (place, Some(fragment)),
        None => (spec, None),
    };
    let (user, rest) = place.split_once('@')?;
    let (host, path) = rest.split_once(':')?;
    let plain = |part: &str| !part.is_empty() && !part.contains(['/', ':', '@']);
    let valid = plain(user) && plain(host) && path.contains('/');
    valid.then(|| git(Some(host), Some("ssh"), fragment))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn read(spec: &str) -> (String, Option<String>, Option<String>, bool) {
        let source = crate::collect::packages::source::dependency_source("foo", spec);
        assert_eq!(source.kind, SourceKind::Git, "{spec}");
        (source.host.unwrap(), source.protocol, source.reference, source.pinned.unwrap())
    }

    #[test]
    fn every_spelling_is_read() {
        let cases: [(&str, &str, Option<&str>, Option<&str>); 19] = [
            ("git+https://github.com/o/r.git#v1", "github.com", Some("https"), Some("v1")),
            ("git+ssh://git@github.com/o/r.git", "github.com", Some("ssh"), None),
            (
                "git+ssh://git@github.com:o/r.git#semver:^1",
                "github.com",
                Some("ssh"),
                Some("semver:^1"),
            ),
            ("git://host.example/r.git", "host.example", Some("git"), None),
            ("ssh://git@host.example:22/o/r", "host.example", Some("ssh"), None),
            ("git+file:///srv/r.git", "", Some("file"), None),
            ("github:o/r#main", "github.com", None, Some("main")),
            ("o/r", "github.com", None, None),
            ("o/r#feature/x", "github.com", None, Some("feature/x")),
            ("gitlab:group/sub/r", "gitlab.com", None, None),
            ("bitbucket:o/r", "bitbucket.org", None, None),
            ("gist:11081aaa281", "gist.github.com", None, None),
            ("git@host.example:o/r.git#v2", "host.example", Some("ssh"), Some("v2")),
            ("https://github.com/o/r", "github.com", Some("https"), None),
            ("https://github.com/o/r.git#dev", "github.com", Some("https"), Some("dev")),
            (
                "https://github.com/o/r/tree/release/1",
                "github.com",
                Some("https"),
                Some("release/1"),
            ),
            ("https://git.example/o/r.git", "git.example", Some("https"), None),
            ("o/r#main&path:/packages/x", "github.com", None, Some("main")),
            ("o/r#path:/packages/x&v3", "github.com", None, Some("v3")),
        ];
        for (spec, host, protocol, reference) in cases {
            if host.is_empty() {
                assert_eq!(source(spec).unwrap().host, None, "{spec}");
                continue;
            }
            let (protocol, reference) = (protocol.map(str::to_owned), reference.map(str::to_owned));
            assert_eq!(read(spec), (host.to_owned(), protocol, reference, false), "{spec}");
        }
    }

    #[test]
    fn only_a_full_commit_pins() {
        for (fragment, pinned) in [
            (COMMIT.to_owned(), true),
            (COMMIT.to_uppercase(), true),
            (format!("{COMMIT}{}", "0".repeat(24)), true),
            (format!("commit={COMMIT}"), true),
            (format!("{COMMIT}&path:/x"), true),
            (COMMIT.chars().take(12).collect(), false),
            (format!("semver:{COMMIT}"), false),
            (format!("{}g", COMMIT.chars().take(39).collect::<String>()), false),
            (String::new(), false),
        ] {
            assert_eq!(read(&format!("o/r#{fragment}")).3, pinned, "{fragment}");
        }
    }

    #[test]
    fn what_only_looks_like_git_is_none() {
        for spec in ["@acme/x", "a/b/c", "./a/b", "https://h.example/x.tgz", "^1.0.0", "a b/c"] {
            assert_eq!(source(spec), None, "{spec}");
        }
    }
}
