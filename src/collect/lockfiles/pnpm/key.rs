//! The keys of `packages`, which pnpm calls dependency paths: name, version and what tells
//! variants of one package apart.
//!
//! After pnpm's `dependency-path` of versions 3 to 8 and `deps.path` of later ones. Each form
//! tells itself, so the version of the file need not be known:
//!
//! | versions | forms |
//! |---|---|
//! | 5.x | `/name/1.0.0_peer@1.0.0`, `/@scope/name/1.0.0`, `host/name/1.0.0`, `@host/path.tgz`, `github.com/owner/repo/<commit>`, `file:…` |
//! | 6.x | `/name@1.0.0(peer@1.0.0)`, `host/name@1.0.0`, the rest as before |
//! | 9.0 | `name@1.0.0(patch_hash=…)(peer@1.0.0)`, `name@https://…`, `name@file:…`, `name@runtime:22.0.0` |
//! | 12.0 | as 9.0, and `name@registry:1.0.0` |

/// A key taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Key<'k> {
    /// The key without its peers and the hash of its patch.
    pub(crate) base: &'k str,
    /// The name, with its scope.
    pub(crate) name: Option<&'k str>,
    /// The version, where the key has one of a registry.
    pub(crate) version: Option<&'k str>,
    /// What stands in place of a version: `https://…`, `file:…`, or a whole key without a name.
    pub(crate) reference: Option<&'k str>,
    /// The host before the name: of a registry, or of the reference.
    pub(crate) host: Option<&'k str>,
    /// A form of version 9 and later, in which the name always stands in the key.
    pub(crate) named: bool,
}

/// Takes a key apart. What has no known form is a base and a reference.
pub(crate) fn parse(key: &str) -> Key<'_> {
    let base = without_groups(key);
    if let Some(rest) = base.strip_prefix('/') {
        return match divide(rest) {
            Some((name, slot)) => legacy(base, name, slot, None),
            None => Key { base, name: Some(rest), ..Key::default() },
        };
    }
    if let Some((host, path)) = base.strip_prefix('@').and_then(tarball) {
        let base = without_peers(base, path);
        let reference = base.strip_prefix('@');
        return Key { base, reference, host: Some(host), ..Key::default() };
    }
    match base.char_indices().skip(1).find(|(_, c)| matches!(c, ':' | '/' | '@')) {
        Some((at, '/')) if !base.starts_with('@') => hosted(base, at),
        Some((_, '/' | '@')) => match divide(base) {
            Some((name, slot)) => named(base, name, slot),
            None => Key { base, name: Some(base), named: true, ..Key::default() },
        },
        _ => Key { base, reference: Some(base), ..Key::default() },
    }
}

/// `name@slot`, as version 9 writes it.
fn named<'k>(base: &'k str, name: &'k str, slot: &'k str) -> Key<'k> {
    let key = Key { base, name: Some(name), named: true, ..Key::default() };
    if is_version(slot) {
        return Key { version: Some(slot), ..key };
    }
    // `work:1.0.0` is a version of the registry that the settings call `work`.
    let qualified = slot.split_once(':').map(|(_, version)| version);
    match qualified.filter(|version| is_version(version)) {
        Some(version) => Key { version: Some(version), ..key },
        None => Key { reference: Some(slot).filter(|slot| !slot.is_empty()), ..key },
    }
}

/// `name/slot` or `name@slot`, as versions 5 and 6 write it; peers may stand behind `_`.
fn legacy<'k>(base: &'k str, name: &'k str, slot: &'k str, host: Option<&'k str>) -> Key<'k> {
    let version = slot.split_once('_').map_or(slot, |(version, _)| version);
    if !is_version(version) {
        return Key { base, name: Some(name), reference: Some(slot), host, ..Key::default() };
    }
    let base = shortened(base, slot.len() - version.len());
    Key { base, name: Some(name), version: Some(version), host, ..Key::default() }
}

/// `host/name/1.0.0`, or `host/path` of something that is in no registry.
fn hosted(base: &str, slash: usize) -> Key<'_> {
    let (host, path) = base.split_at_checked(slash).unwrap_or((base, ""));
    if let Some((name, slot)) = path.strip_prefix('/').and_then(divide) {
        let key = legacy(base, name, slot, Some(host));
        if key.version.is_some() {
            return key;
        }
    }
    let base = without_peers(base, path);
    Key { base, reference: Some(base), host: Some(host), ..Key::default() }
}

/// The host and the path in `host/path`, which stands behind `@` where a scope would: a scope
/// has one name behind it and then a version.
fn tarball(text: &str) -> Option<(&str, &str)> {
    let (host, path) = text.split_once('/')?;
    let end = path.find(['/', '@']).unwrap_or(path.len());
    let scoped = path.get(end..)?.starts_with('@');
    (host.contains('.') && !scoped).then_some((host, path))
}

/// The name and what stands behind the `/` or `@` after it.
fn divide(text: &str) -> Option<(&str, &str)> {
    let scope = if text.starts_with('@') { text.find('/')? + 1 } else { 0 };
    let end = scope + text.get(scope..)?.find(['/', '@'])?;
    let (name, slot) = text.split_at_checked(end)?;
    (name.len() > scope).then_some((name, slot.get(1..)?))
}

/// The key without `_peers` behind the commit at the end of its path.
fn without_peers<'k>(base: &'k str, path: &str) -> &'k str {
    let last = path.rsplit('/').next().unwrap_or(path);
    match last.split_once('_') {
        Some((commit, _)) if is_commit(commit) => shortened(base, last.len() - commit.len()),
        _ => base,
    }
}

fn shortened(text: &str, by: usize) -> &str {
    text.len().checked_sub(by).and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The key without the groups in parentheses at its end. What does not balance stays.
fn without_groups(key: &str) -> &str {
    let (mut end, mut open) = (key.len(), 0_usize);
    for (at, byte) in key.bytes().enumerate().rev() {
        match byte {
            b')' => open += 1,
            b'(' if open > 0 => {
                open -= 1;
                if open == 0 {
                    end = at;
                }
            }
            _ if open == 0 => break,
            _ => {}
        }
    }
    key.get(..end).filter(|base| !base.is_empty()).unwrap_or(key)
}

/// Three numbers and what may follow them.
pub(crate) fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or(text);
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    core.split('.').count() == 3 && core.split('.').all(number) && text.chars().all(plain)
}

/// A full commit hash of git.
pub(crate) fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    /// `base | name version reference host`, `-` for what is not there.
    fn shown(key: &str) -> String {
        let key = parse(key);
        let or = |part: Option<&str>| part.unwrap_or("-").to_owned();
        let parts = [key.name, key.version, key.reference, key.host].map(or).join(" ");
        let base = if key.named { "+" } else { "" };
        format!("{}{base} | {parts}", key.base)
    }

    #[test]
    fn the_keys_of_every_version_are_taken_apart() {
        for (key, expected) in [
            ("/a/1.0.0", "/a/1.0.0 | a 1.0.0 - -"),
            ("/a/1.0.0-rc.1_b@2.0.0+c@3.0.0", "/a/1.0.0-rc.1 | a 1.0.0-rc.1 - -"),
            ("/@s/a_b/1.0.0_@t+b@2.0.0", "/@s/a_b/1.0.0 | @s/a_b 1.0.0 - -"),
            ("/a/1.0.0_b6f2ykz", "/a/1.0.0 | a 1.0.0 - -"),
            ("/a_b@1.0.0(@s/b@2.0.0(c@3.0.0))(d@1.0.0)", "/a_b@1.0.0 | a_b 1.0.0 - -"),
            ("/@s/a@1.0.0_b6f2ykz", "/@s/a@1.0.0 | @s/a 1.0.0 - -"),
            (
                "registry.corp.example/a/1.0.0",
                "registry.corp.example/a/1.0.0 | a 1.0.0 - registry.corp.example",
            ),
            (
                "localhost+4873/@s/a@1.0.0(b@1.0.0)",
                "localhost+4873/@s/a@1.0.0 | @s/a 1.0.0 - localhost+4873",
            ),
            ("file:../a_b-1.0.0.tgz", "file:../a_b-1.0.0.tgz | - - file:../a_b-1.0.0.tgz -"),
            ("file:packages/a(b@1.0.0)", "file:packages/a | - - file:packages/a -"),
            ("link:../a", "link:../a | - - link:../a -"),
            (
                "@files.example/a/x_y.tgz",
                "@files.example/a/x_y.tgz | - - files.example/a/x_y.tgz files.example",
            ),
            (
                "@files.example/x.tgz",
                "@files.example/x.tgz | - - files.example/x.tgz files.example",
            ),
            ("a@1.0.0", "a@1.0.0+ | a 1.0.0 - -"),
            (
                "@s/a@1.0.0+build(patch_hash=0a)(b@1.0.0)",
                "@s/a@1.0.0+build+ | @s/a 1.0.0+build - -",
            ),
            ("@s.x/a@1.0.0", "@s.x/a@1.0.0+ | @s.x/a 1.0.0 - -"),
            (
                "a@https://files.example/a_b@2.tgz",
                "a@https://files.example/a_b@2.tgz+ | a - https://files.example/a_b@2.tgz -",
            ),
            ("a@file:packages/a(1)/b", "a@file:packages/a(1)/b+ | a - file:packages/a(1)/b -"),
            ("node@runtime:22.0.0", "node@runtime:22.0.0+ | node 22.0.0 - -"),
            ("a@work:1.0.0", "a@work:1.0.0+ | a 1.0.0 - -"),
            (
                "a@git+ssh://git@git.example/a.git#main",
                "a@git+ssh://git@git.example/a.git#main+ | a - git+ssh://git@git.example/a.git#main -",
            ),
        ] {
            assert_eq!(shown(key), expected, "{key}");
        }
    }

    #[test]
    fn a_commit_may_have_peers_behind_it() {
        for prefix in ["github.com/o/r", "@codeload.github.com/o/r/tar.gz"] {
            let plain = format!("{prefix}/{COMMIT}");
            for key in [plain.clone(), format!("{plain}_b@1.0.0"), format!("{plain}(b@1.0.0)")] {
                assert_eq!(parse(&key).base, plain);
                assert_eq!(parse(&key).reference, Some(plain.trim_start_matches('@')));
            }
        }
    }

    #[test]
    fn what_has_no_known_form_stays_whole() {
        for (key, expected) in [
            ("", " | - -  -"),
            ("a", "a | - - a -"),
            ("@", "@ | - - @ -"),
            ("/", "/ |  - - -"),
            ("a@", "a@+ | a - - -"),
            ("@s/a", "@s/a+ | @s/a - - -"),
            ("a@1.0(", "a@1.0(+ | a - 1.0( -"),
            ("a@1.0.0)", "a@1.0.0)+ | a - 1.0.0) -"),
            ("(a)", "(a) | - - (a) -"),
            ("a@latest", "a@latest+ | a - latest -"),
            ("/a/latest", "/a/latest | a - latest -"),
        ] {
            assert_eq!(shown(key), expected, "{key}");
        }
    }
}
