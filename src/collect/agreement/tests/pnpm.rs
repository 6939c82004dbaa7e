//! The lockfile of pnpm: texts letter by letter, versions, catalogs, overrides.

use super::rows;

const LOCK: &str = "lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

catalogs:
  default:
    react:
      specifier: ^19.0.0
      version: 19.1.0

overrides:
  o: 2.0.0

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.4.0(p@1.0.0)
      al:
        specifier: npm:real@^2.0.0
        version: real@2.1.0
      o:
        specifier: 2.0.0
        version: 2.0.0
      peer:
        specifier: '>=1'
        version: 1.0.0
    devDependencies:
      m:
        specifier: workspace:*
        version: link:packages/m

  packages/m:
    dependencies:
      react:
        specifier: 'catalog:'
        version: 19.1.0

packages: {}

snapshots: {}
";

const WORKSPACE: &str = "packages: ['packages/*']
catalog:
  react: ^19.0.0
overrides:
  o: 2.0.0
";

const MANIFEST: &str = r#"{
  "dependencies": {"a": "^1.0.0", "al": "npm:real@^2.0.0", "o": "^1.0.0"},
  "devDependencies": {"m": "workspace:*"},
  "peerDependencies": {"peer": ">=1"}
}"#;

const MEMBER: &str = r#"{"name": "m", "dependencies": {"react": "catalog:"}}"#;

fn with(manifest: &str, member: &str, workspace: &str, lock: &str) -> Vec<String> {
    rows(&[
        ("package.json", manifest),
        ("packages/m/package.json", member),
        ("pnpm-workspace.yaml", workspace),
        ("pnpm-lock.yaml", lock),
    ])
}

#[test]
fn what_a_frozen_install_takes_agrees() {
    assert_eq!(with(MANIFEST, MEMBER, WORKSPACE, LOCK), Vec::<String>::new());
    let in_another_order =
        "overrides: {o: 2.0.0}\ncatalogs: {default: {react: ^19.0.0}}\npackages: ['packages/**']\n";
    assert_eq!(with(MANIFEST, MEMBER, in_another_order, LOCK), Vec::<String>::new());
}

#[test]
fn every_way_to_be_out_of_sync_is_found() {
    let manifest = r#"{
      "dependencies": {"a": "^1.4.0", "new": "1.0.0", "m": "workspace:*"},
      "peerDependencies": {"other": "*"}
    }"#;
    let member = r#"{"name": "m", "dependencies": {"react": "^19.0.0"}}"#;
    assert_eq!(
        with(manifest, member, WORKSPACE, LOCK),
        [
            "specification_differs a ^1.4.0 ^1.0.0 package.json#/dependencies/a",
            "specification_differs m workspace:* workspace:* in another list package.json#/dependencies/m",
            "missing new 1.0.0 - package.json#/dependencies/new",
            "missing other * - package.json#/peerDependencies/other",
            "specification_differs react ^19.0.0 catalog: packages/m/package.json#/dependencies/react",
            "stale al - npm:real@^2.0.0 pnpm-lock.yaml#/importers/./dependencies/al",
            "stale o - 2.0.0 pnpm-lock.yaml#/importers/./dependencies/o",
            "stale peer - >=1 pnpm-lock.yaml#/importers/./dependencies/peer",
        ]
    );
}

#[test]
fn a_version_that_was_put_in_by_hand_is_found() {
    let lock = LOCK
        .replace("version: 1.4.0(p@1.0.0)", "version: 2.4.0(p@1.0.0)")
        .replace("version: real@2.1.0", "version: other@2.1.0")
        .replace("version: 19.1.0\n\npackages", "version: 18.0.0\n\npackages");
    assert_eq!(
        with(MANIFEST, MEMBER, WORKSPACE, &lock),
        [
            "unsatisfied a ^1.0.0 2.4.0 package.json#/dependencies/a",
            "specification_differs al npm:real@^2.0.0 other@2.1.0 package.json#/dependencies/al",
            "unsatisfied react catalog: 18.0.0 packages/m/package.json#/dependencies/react",
        ]
    );
}

#[test]
fn catalogs_members_and_overrides_are_compared() {
    let workspace =
        "packages: ['packages/*']\ncatalog: {react: ^18.0.0}\noverrides: {o: 3.0.0, p: '1'}\n";
    let mut found = with(MANIFEST, MEMBER, workspace, LOCK);
    assert_eq!(
        found,
        [
            "specification_differs react ^18.0.0 ^19.0.0 pnpm-workspace.yaml#/catalog/react",
            "override_differs o 3.0.0 2.0.0 pnpm-workspace.yaml#/overrides/o",
            "override_differs p 1 - pnpm-workspace.yaml#/overrides/p",
        ]
    );
    found = with(MANIFEST, MEMBER, "packages: ['packages/*']\ncatalog: {react: ^19.0.0}\n", LOCK);
    assert_eq!(found, ["override_differs o - 2.0.0 pnpm-lock.yaml#/overrides/o"]);
    let lock = LOCK.replace("  packages/m:\n", "  packages/gone:\n");
    assert_eq!(
        with(MANIFEST, MEMBER, WORKSPACE, &lock),
        ["missing_member packages/m - - packages/m/package.json"]
    );
    assert_eq!(with(MANIFEST, "{}", WORKSPACE, &lock), Vec::<String>::new());
}

#[test]
fn the_version_tells_whether_overrides_of_the_manifest_count() {
    let lock = "lockfileVersion: '9.0'\nimporters:\n  .: {}\n";
    let of = |manager: &str, lock: &str| {
        let manager = format!(r#""packageManager": "{manager}", "#);
        let manager = if manager.contains("pnpm") { manager } else { String::new() };
        let manifest = format!("{{{manager}\"pnpm\": {{\"overrides\": {{\"o\": \"1\"}}}}}}");
        rows(&[("package.json", manifest.as_str()), ("pnpm-lock.yaml", lock)])
    };
    assert_eq!(of("pnpm@11.0.0", lock), Vec::<String>::new());
    assert_eq!(of("pnpm@10.2.0", lock), ["override_differs o 1 - package.json#/pnpm/overrides/o"]);
    assert_eq!(
        of("", lock),
        ["? o whether pnpm reads overrides of package.json depends on its version"]
    );
    let made = lock.replace("importers", "overrides: {o: '1'}\nimporters");
    assert_eq!(of("", &made), Vec::<String>::new());
    assert_eq!(of("pnpm@11.0.0", &made), ["override_differs o - 1 pnpm-lock.yaml#/overrides/o"]);
}

#[test]
fn hooks_and_extensions_leave_things_open() {
    let manifest = r#"{"dependencies": {"a": "^2.0.0"}}"#;
    let lock = "lockfileVersion: '9.0'\npackageExtensionsChecksum: x\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1.0.0, version: 1.0.0}\n      b: {specifier: '1', version: 1.0.0}\n";
    let of = |lock: &str| rows(&[("package.json", manifest), ("pnpm-lock.yaml", lock)]);
    assert_eq!(
        of(lock),
        [
            "specification_differs a ^2.0.0 ^1.0.0 package.json#/dependencies/a",
            "? b an extension may have added it",
        ]
    );
    assert_eq!(
        of(&lock.replace("packageExtensions", "pnpmfile")),
        ["? a a .pnpmfile.cjs may change what is asked for", "? b an extension may have added it"]
    );
}

#[test]
fn older_versions_write_ranges_beside_the_lists() {
    let manifest = r#"{"dependencies": {"a": "^1.0.0", "l": "link:../l"}, "devDependencies": {"b": "^2.0.0"}}"#;
    let lock = "lockfileVersion: 5.4
specifiers:
  a: ^1.0.0
  b: ^1.0.0
dependencies:
  a: 1.2.0_b@1.0.0
devDependencies:
  b: 1.0.0
";
    let found = rows(&[("package.json", manifest), ("pnpm-lock.yaml", lock)]);
    assert_eq!(
        found,
        [
            "missing l link:../l - package.json#/dependencies/l",
            "specification_differs b ^2.0.0 ^1.0.0 package.json#/devDependencies/b",
        ]
    );
}

#[test]
fn a_range_is_met_by_no_folder_and_no_file() {
    let of = |version: &str, resolution: &str| {
        let lock = format!(
            "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: {version}\npackages:\n  a@1.0.0:\n    resolution: {resolution}\nsnapshots:\n  a@1.0.0: {{}}\n"
        );
        super::rows(&[
            ("package.json", r#"{"dependencies": {"a": "^1.0.0"}}"#),
            ("pnpm-workspace.yaml", "packages: ['packages/*']"),
            ("packages/a/package.json", r#"{"name": "a", "version": "1.0.0"}"#),
            ("pnpm-lock.yaml", &lock),
        ])
    };
    let row = |locked: &str| {
        vec![format!("specification_differs a ^1.0.0 {locked} package.json#/dependencies/a")]
    };
    let hash = "{integrity: sha512-x}";
    let tarball = |address: &str| format!("{{integrity: sha512-x, tarball: '{address}'}}");
    assert_eq!(of("1.0.0", "{directory: vendor/a, type: directory}"), row("vendor/a"));
    assert_eq!(of("1.0.0", &tarball("file:evil.tgz")), row("file:evil.tgz"));
    assert_eq!(of("1.0.0", &tarball("https://h.example/e.tgz")), row("https://h.example/e.tgz"));
    assert_eq!(of("link:vendor/a", hash), row("link:vendor/a"));
    for (version, resolution) in [
        ("1.0.0", hash),
        ("link:packages/a", hash),
        ("file:packages/a(b@1.0.0)", hash),
        ("1.0.0", &tarball("https://h.example/a/-/a-1.0.0.tgz")),
        ("1.0.0", &tarball("https://h.example/a/download/a-1.0.0.tgz")),
    ] {
        assert_eq!(of(version, resolution), Vec::<String>::new(), "{version} {resolution}");
    }
}
