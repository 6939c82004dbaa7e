//! Lockfiles of every version, whole.

use super::*;

pub(super) const V5: &str = "lockfileVersion: 5.4

specifiers:
  a: ^1.0.0
  alias: npm:@acme/real@^3.0.0

dependencies:
  a: 1.0.0_react@17.0.2
  alias: /@acme/real/3.0.0

packages:

  /@acme/real/3.0.0:
    resolution: {integrity: sha512-AAAA==}
    engines: {node: '>=14'}
    hasBin: true
    requiresBuild: true
    dev: false

  /a/1.0.0:
    resolution: {integrity: sha1-BBBB}
    dev: true
    optional: true

  /a/1.0.0_react@17.0.2:
    resolution: {integrity: sha1-BBBB}
    peerDependencies:
      react: '*'
    dev: true

  registry.corp.example/b/2.0.0_a@1.0.0:
    resolution: {integrity: sha512-CCCC==, registry: 'http://Registry.corp.example:8080/', tarball: 'b/-/b-2.0.0.tgz'}
    name: b
    version: 2.0.0
    dev: false

  registry.corp.example/c/2.0.0:
    resolution: {integrity: sha512-CCCC==}
    dev: false

  '@codeload.github.com/o/pinned/tar.gz/COMMIT':
    resolution: {tarball: 'https://codeload.github.com/o/pinned/tar.gz/COMMIT'}
    name: pinned
    version: 1.0.0
    dev: false

  github.com/o/r/COMMIT:
    resolution: {type: git, repo: 'git@git.example:o/r.git', commit: COMMIT}
    name: r
    version: 4.0.0
    dev: false

  file:../local:
    resolution: {directory: ../local, type: directory}
    name: local
    version: 0.0.0
    dev: false

  '@files.example/x.tgz':
    resolution: {tarball: 'http://files.example/x.tgz'}
    name: x
    version: 5.0.0
    dev: false
";

#[test]
fn version_five_is_read() {
    let text = V5.replace("COMMIT", COMMIT);
    let lockfile = lock(&text);
    assert_eq!((lockfile.version.as_deref(), lockfile.package_count), (Some("5.4"), 8));
    let groups = &lockfile.groups;
    assert_eq!(
        shown(&groups.hosts),
        [
            "codeload.github.com: pinned@1.0.0",
            "files.example: x@5.0.0",
            "git.example: r@4.0.0",
            "registry.corp.example: b@2.0.0, c@2.0.0",
        ]
    );
    assert_eq!(
        shown(&groups.protocols),
        ["http: b@2.0.0, x@5.0.0", "https: pinned@1.0.0", "ssh: r@4.0.0"]
    );
    assert_eq!(
        shown(&groups.hashes),
        ["none: x@5.0.0", "sha1: a@1.0.0", "sha512: @acme/real@3.0.0, b@2.0.0, c@2.0.0"]
    );
    assert_eq!(
        shown(&groups.exceptions),
        [
            "file: local@0.0.0 (../local)".to_owned(),
            format!(
                "git: pinned@1.0.0 (https://codeload.github.com/o/pinned/tar.gz/{COMMIT}), \
                 r@4.0.0 (git@git.example:o/r.git#{COMMIT})"
            ),
            "install_script: @acme/real@3.0.0".to_owned(),
        ]
    );
    let a = &lockfile.packages[1];
    assert_eq!(a.at, "pnpm-lock.yaml#/packages/~1a~11.0.0");
    // Of the two variants one is not optional.
    assert_eq!((a.development, a.optional, a.install_script), (true, false, Some(false)));
    assert_eq!(underlined(&text, &a.at), "/a/1.0.0");
    assert_eq!(underlined(&text, &lockfile.packages[7].at), "'@files.example/x.tgz'");
}

pub(super) const V6: &str = "lockfileVersion: '6.0'

settings:
  autoInstallPeers: true

importers:

  packages/app:
    dependencies:
      '@acme/lib':
        specifier: workspace:*
        version: link:../lib
      a:
        specifier: ^1.0.0
        version: 1.0.0(react@18.2.0)
    devDependencies:
      alias:
        specifier: npm:b@^2.0.0
        version: /b@2.0.0

  packages/lib: {}

packages:

  /@acme/c@1.0.0(patch_hash=aaaa)(a@1.0.0(react@18.2.0)):
    resolution: {integrity: sha512-AAAA==}
    dev: true

  /a@1.0.0(react@17.0.2):
    resolution: {integrity: sha512-BBBB==}
    requiresBuild: true

  /a@1.0.0(react@18.2.0):
    resolution:
      integrity: sha512-BBBB==

  /a@1.0.0(react@19.0.0):
    resolution: {integrity: sha512-BBBB==, tarball: 'https://evil.example/a/-/a-1.0.0.tgz'}

  /b@2.0.0:
    resolution: {integrity: sha512-CCCC==, tarball: https://registry.npm.example/evil/-/evil-2.0.0.tgz}

  file:packages/lib(a@1.0.0):
    resolution: {directory: packages/lib, type: directory}
    id: file:packages/lib
    name: '@acme/lib'
    dev: false
";

#[test]
fn version_six_is_read() {
    let lockfile = lock(V6);
    // The variant from another host is a package of its own. One in a block is told apart by
    // its text, and counts once more.
    assert_eq!((lockfile.version.as_deref(), lockfile.package_count), (Some("6.0"), 6));
    assert_eq!(
        shown(&lockfile.groups.hosts),
        ["evil.example: a@1.0.0", "registry.npm.example: b@2.0.0"]
    );
    assert_eq!(
        shown(&lockfile.groups.exceptions),
        [
            "file: @acme/lib (packages/lib)",
            "install_script: a@1.0.0",
            "name_mismatch: b@2.0.0 (evil)"
        ]
    );
    let c = &lockfile.packages[0];
    assert_eq!(
        c.at,
        "pnpm-lock.yaml#/packages/~1@acme~1c@1.0.0(patch_hash=aaaa)(a@1.0.0(react@18.2.0))"
    );
    assert_eq!(underlined(V6, &c.at), "/@acme/c@1.0.0(patch_hash=aaaa)(a@1.0.0(react@18.2.0))");
    assert_eq!(
        (c.name.as_str(), c.version.as_deref(), c.development),
        ("@acme/c", Some("1.0.0"), true)
    );
}

pub(super) const V9: &str = "---
lockfileVersion: '9.0'

importers:

  .:
    configDependencies: {}
    packageManagerDependencies:
      pnpm:
        specifier: 11.10.0
        version: 11.10.0

packages:

  pnpm@11.10.0:
    resolution: {integrity: sha512-AAAA==}

snapshots:

  pnpm@11.10.0: {}

---
lockfileVersion: '9.0'

catalogs:
  default:
    a:
      specifier: ^1.0.0
      version: 1.0.0

overrides:
  b: npm:@acme/b@^2.0.0

patchedDependencies:
  a@1.0.0: 0a0a

importers:

  .:
    dependencies:
      a:
        specifier: 'catalog:'
        version: 1.0.0(patch_hash=0a0a)(react@19.0.0)
      b:
        specifier: npm:@acme/b@^2.0.0
        version: '@acme/b@2.0.0'
    optionalDependencies:
      r:
        specifier: github:o/r
        version: https://codeload.github.com/o/r/tar.gz/COMMIT

packages:

  '@acme/b@2.0.0':
    resolution: {integrity: sha512-BBBB==}

  '@acme/lib@file:packages/lib':
    resolution: {directory: packages/lib, type: directory}

  a@1.0.0:
    resolution: {integrity: sha512-CCCC==, tarball: https://npm.pkg.example/download/@o/a/1.0.0/0a1b}
    version: 1.0.1

  local@file:local-1.0.0.tgz:
    resolution: {integrity: sha512-DDDD==, tarball: file:local-1.0.0.tgz}
    version: 1.0.0

  m@git+https://u:p@git.example/o/m.git#main:
    resolution: {commit: main, repo: https://u:p@git.example/o/m.git, type: git}
    version: 1.0.0

  node@runtime:22.0.0:
    resolution:
      type: variations
      variants:
        - resolution:
            archive: tarball
            bin: bin/node
            integrity: sha256-EEEE=
            type: binary
            url: https://nodejs.example/node-v22.0.0-darwin-arm64.tar.gz
          targets:
            - cpu: arm64
              os: darwin
        - resolution:
            integrity: sha256-FFFF=
            type: binary
            url: https://nodejs.example/node-v22.0.0-linux-x64.tar.gz
        - resolution:
            type: binary
            url: http://musl.example/node-v22.0.0-linux-x64-musl.tar.gz
    version: 22.0.0

  r@https://codeload.github.com/o/r/tar.gz/COMMIT:
    resolution: {gitHosted: true, tarball: https://codeload.github.com/o/r/tar.gz/COMMIT}
    version: 3.0.0

snapshots:

  '@acme/b@2.0.0':
    optional: true

  a@1.0.0(patch_hash=0a0a)(react@19.0.0):
    dependencies:
      '@acme/b': 2.0.0
    optional: true

  a@1.0.0(patch_hash=0a0a)(react@18.0.0): {}
";

#[test]
fn version_nine_is_read_with_the_document_before_it() {
    let text = V9.replace("COMMIT", COMMIT);
    let lockfile = lock(&text);
    assert_eq!((lockfile.version.as_deref(), lockfile.package_count), (Some("9.0"), 8));
    let groups = &lockfile.groups;
    assert_eq!(
        shown(&groups.hosts),
        [
            "codeload.github.com: r@3.0.0",
            "git.example: m@1.0.0",
            "musl.example: node@22.0.0",
            "nodejs.example: node@22.0.0",
            "npm.pkg.example: a@1.0.1",
        ]
    );
    assert_eq!(
        shown(&groups.protocols),
        ["http: node@22.0.0", "https: a@1.0.1, m@1.0.0, node@22.0.0, r@3.0.0"]
    );
    assert_eq!(
        shown(&groups.hashes),
        [
            "none: node@22.0.0",
            "sha256: node@22.0.0",
            "sha512: pnpm@11.10.0, @acme/b@2.0.0, a@1.0.1, local@1.0.0",
        ]
    );
    assert_eq!(
        shown(&groups.exceptions),
        [
            "file: @acme/lib (packages/lib), local@1.0.0 (file:local-1.0.0.tgz)".to_owned(),
            format!(
                "git: m@1.0.0 (https://***@git.example/o/m.git#main), \
                 r@3.0.0 (https://codeload.github.com/o/r/tar.gz/{COMMIT})"
            ),
            "git_unpinned: m@1.0.0 (https://***@git.example/o/m.git#main)".to_owned(),
            "version_mismatch: a@1.0.1 (1.0.0)".to_owned(),
        ]
    );
    let optional: Vec<&str> =
        lockfile.packages.iter().filter(|p| p.optional).map(|p| p.name.as_str()).collect();
    assert_eq!(optional, ["@acme/b"]);
    assert!(lockfile.packages.iter().all(|p| p.install_script.is_none()));
    let told = serde_json::to_string(&lockfile).unwrap();
    assert!(!told.contains("u:p"), "{told}");
    let line = text.lines().position(|line| line.contains("m@git")).unwrap() + 1;
    assert_eq!(lockfile.packages[5].at, format!("pnpm-lock.yaml#line={line}"));
    for package in lockfile.packages.iter().filter(|package| package.name != "m") {
        let key = underlined(&text, &package.at);
        assert!(key.trim_matches('\'').starts_with(&package.name), "{key}");
    }
    let musl = &groups.hosts[2].sample[0].at;
    assert_eq!(musl, "pnpm-lock.yaml#/packages/node@runtime:22.0.0/resolution/variants/2");
    let anchor = Anchor::parse(musl).unwrap();
    let key = ["resolution".to_owned(), "url".to_owned()];
    let target = Target { fragment: &anchor.fragment, chars: None, key: &key, mark: Mark::Auto };
    assert_eq!(
        &text[Located::new("pnpm-lock.yaml", &text).locate(&target).unwrap()],
        "http://musl.example/node-v22.0.0-linux-x64-musl.tar.gz"
    );
}
