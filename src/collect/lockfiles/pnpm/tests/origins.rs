//! Where packages come from, by what their resolutions say.

use super::*;

/// Kind, host, protocol, and the groups of hashes and exceptions, of the one package.
fn origin(key: &str, resolution: &str) -> String {
    let text = format!(
        "lockfileVersion: '9.0'\npackages:\n  '{key}':\n    resolution: {{{resolution}}}\nsnapshots: {{}}\n"
    );
    let lockfile = lock(&text);
    assert_eq!(lockfile.packages.len(), 1);
    let source = &lockfile.packages[0].source;
    let or = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    let keys = |groups: &[PackageGroup]| {
        groups.iter().map(|group| group.key.clone()).collect::<Vec<_>>().join(" ")
    };
    let (hashes, exceptions) = (keys(&lockfile.groups.hashes), keys(&lockfile.groups.exceptions));
    format!(
        "{:?} {} {} [{hashes}] {exceptions}",
        source.kind,
        or(&source.host),
        or(&source.protocol)
    )
}

#[test]
fn tarballs_tell_their_hosts_however_they_are_written() {
    for (tarball, expected) in [
        (
            "https://registry.npm.example/a/-/a-1.0.0.tgz",
            "Registry registry.npm.example https [none] ",
        ),
        (
            "HTTP://Registry.npm.example/a/-/a-1.0.0.tgz",
            "Registry registry.npm.example http [none] ",
        ),
        (
            "https://registry.npm.example/a/-/a-2.0.0.tgz",
            "Registry registry.npm.example https [none] version_mismatch",
        ),
        (
            "https://registry.npm.example/b/-/b-1.0.0.tgz",
            "Registry registry.npm.example https [none] name_mismatch",
        ),
        ("a/-/a-1.0.0.tgz", "Registry - - [none] "),
        ("/b/-/b-1.0.0.tgz", "Registry - - [none] name_mismatch"),
        ("//evil.example/a/-/a-1.0.0.tgz", "Registry evil.example - [none] "),
        ("\\\\evil.example/a.tgz", "Tarball evil.example - [none] "),
        (" https:evil.example/a.tgz", "Tarball evil.example https [none] "),
        ("http:/\\/evil.example/a.tgz", "Tarball evil.example http [none] "),
        ("https://registry.npm.example@evil.example/a.tgz", "Tarball evil.example https [none] "),
        ("https://gitlab.com/o/r/-/archive/main/r.tar.gz", "Tarball gitlab.com https [none] "),
        (
            "https://codeload.github.com/o/r/tar.gz/main",
            "Tarball codeload.github.com https [none] ",
        ),
        (
            "http://codeload.github.com/o/r/tar.gz/COMMIT",
            "Tarball codeload.github.com http [none] ",
        ),
        ("https://codeload.github.com/o/r/tar.gz/COMMIT", "Git codeload.github.com https [] git"),
        ("https://bitbucket.org/o/r/get/COMMIT.tar.gz", "Git bitbucket.org https [] git"),
        ("https://gitlab.com/o/s/r/-/archive/COMMIT/r.tar.gz", "Git gitlab.com https [] git"),
        (
            "https://gitlab.com/api/v4/projects/o%2Fr/repository/archive.tar.gz?x=1&ref=COMMIT",
            "Git gitlab.com https [] git",
        ),
        ("file:../a-1.0.0.tgz", "File - - [] file"),
        ("git+ssh://git@git.example/a.git#COMMIT", "Git git.example git+ssh [] git"),
        ("git+ssh://git@git.example/a.git#main", "Git git.example git+ssh [] git git_unpinned"),
        ("ftp://files.example/a.tgz", "Other files.example ftp [] "),
    ] {
        let tarball = tarball.replace("COMMIT", COMMIT);
        // The flag that the lockfile itself may hold takes no hash away.
        let resolution = format!("tarball: '{tarball}', gitHosted: true");
        assert_eq!(origin("a@1.0.0", &resolution), expected, "{tarball}");
    }
}

#[test]
fn other_resolutions_tell_their_kinds() {
    for (key, resolution, expected) in [
        ("a@1.0.0", "integrity: sha512-A sha1-B", "Registry - - [sha512] "),
        ("a@1.0.0", "", "Registry - - [none] "),
        ("a@1.0.0", "integrity: ''", "Registry - - [none] "),
        ("@o/a@work:1.0.0", "integrity: sha512-A", "Registry - - [sha512] "),
        ("a@file:../a", "", "File - - [] file"),
        ("a@https://files.example/a.tgz", "", "Tarball files.example https [none] "),
        (
            "a@x",
            "type: git, repo: 'https://git.example/a.git', commit: COMMIT, path: /x",
            "Git git.example https [] git",
        ),
        (
            "a@x",
            "type: git, repo: 'ssh://git@git.example/a.git', commit: 0a1b2c",
            "Git git.example ssh [] git git_unpinned",
        ),
        ("a@x", "type: git", "Git - - [] git git_unpinned"),
        (
            "a@1.0.0",
            "type: custom:cdn, url: 'https://cdn.example/a'",
            "Other cdn.example https [] ",
        ),
        (
            "deno@runtime:2.0.0",
            "type: binary, url: 'https://deno.example/deno.zip', integrity: sha256-A",
            "Tarball deno.example https [sha256] ",
        ),
        ("link:../a", "", "Link - - [] link"),
        ("localhost+4873/a@1.0.0", "integrity: sha512-A", "Registry localhost - [sha512] "),
        ("github.com/o/r/COMMIT", "", "Git github.com - [] git"),
        ("@files.example/x/a.tgz", "", "Tarball files.example - [none] "),
    ] {
        let (key, resolution) =
            (key.replace("COMMIT", COMMIT), resolution.replace("COMMIT", COMMIT));
        assert_eq!(origin(&key, &resolution), expected, "{key} {resolution}");
    }
}
