//! Names in rc files and variables that several tools share, and which of them a name is for.

/// What pnpm alone knows, sorted: the `types` of its configuration without those of npm.
const PNPM: &[&str] = &[
    "aggregate-output",
    "auto-install-peers",
    "block-exotic-subdeps",
    "cache-dir",
    "catalog-mode",
    "changed-files-ignore-pattern",
    "child-concurrency",
    "cleanup-unused-catalogs",
    "config-dir",
    "dangerously-allow-all-builds",
    "dedupe-direct-deps",
    "dedupe-injected-deps",
    "dedupe-peer-dependents",
    "dedupe-peers",
    "deploy-all-files",
    "disallow-workspace-cycles",
    "dlx-cache-max-age",
    "embed-readme",
    "enable-global-virtual-store",
    "enable-modules-dir",
    "enable-pre-post-scripts",
    "exclude-links-from-lockfile",
    "extend-node-path",
    "fail-if-no-match",
    "fetch-min-speed-ki-bps",
    "fetch-warn-timeout-ms",
    "fetching-concurrency",
    "filter-prod",
    "force-legacy-deploy",
    "frozen-lockfile",
    "git-branch-lockfile",
    "git-checks",
    "git-shallow-hosts",
    "global-bin-dir",
    "global-pnpmfile",
    "hoist",
    "hoist-pattern",
    "hoist-workspace-packages",
    "ignore-compatibility-db",
    "ignore-dep-scripts",
    "ignore-pnpmfile",
    "ignore-workspace",
    "ignore-workspace-cycles",
    "ignore-workspace-root-check",
    "ignored-built-dependencies",
    "init-package-manager",
    "init-type",
    "inject-workspace-packages",
    "legacy-dir-filtering",
    "link-workspace-packages",
    "lockfile",
    "lockfile-dir",
    "lockfile-directory",
    "lockfile-include-tarball-url",
    "lockfile-only",
    "manage-package-manager-versions",
    "merge-git-branch-lockfiles",
    "merge-git-branch-lockfiles-branch-pattern",
    "minimum-release-age",
    "minimum-release-age-exclude",
    "modules-cache-max-age",
    "modules-dir",
    "never-built-dependencies",
    "node-linker",
    "node-mirror",
    "npm-path",
    "only-built-dependencies",
    "optimistic-repeat-install",
    "package-import-method",
    "package-manager-strict",
    "package-manager-strict-version",
    "patches-dir",
    "peers-suffix-max-length",
    "pnpmfile",
    "prefer-frozen-lockfile",
    "prefer-symlinked-executables",
    "prefer-workspace-packages",
    "public-hoist-pattern",
    "publish-branch",
    "recursive-install",
    "registry-supports-time-field",
    "reporter-hide-prefix",
    "resolution-mode",
    "resolve-peers-from-workspace-root",
    "save-catalog-name",
    "save-workspace-protocol",
    "shamefully-flatten",
    "shamefully-hoist",
    "shared-workspace-lockfile",
    "shell-emulator",
    "side-effects-cache",
    "side-effects-cache-readonly",
    "state-dir",
    "store-dir",
    "strict-dep-builds",
    "strict-peer-dependencies",
    "strict-store-pkg-content-check",
    "sync-injected-deps-after-scripts",
    "test-pattern",
    "trust-policy",
    "trust-policy-exclude",
    "use-beta-cli",
    "use-node-version",
    "use-running-store-server",
    "use-store-server",
    "verify-deps-before-run",
    "verify-store-integrity",
    "virtual-store-dir",
    "virtual-store-dir-max-length",
    "workspace-concurrency",
    "workspace-packages",
];

/// What Yarn 1 reads of `YARN_…` under its own name, and later ones not at all.
const YARN_CLASSIC: &[&str] = &["always-auth", "ignore-scripts", "registry", "strict-ssl"];

/// The tool that a name of `.npmrc` or `npm_config_…` belongs to: pnpm where npm does not know
/// it, or else npm, for pnpm and Yarn 1 read npm's.
pub(super) fn tool_of_rc(name: &str) -> &'static str {
    if PNPM.binary_search(&name).is_ok() { "pnpm" } else { "npm" }
}

/// Yarn 1's name for a variable's, `IGNORE_SCRIPTS`, where it alone reads it.
pub(super) fn of_yarn_classic(rest: &str) -> Option<&'static str> {
    let name = rest.to_ascii_lowercase().replace('_', "-");
    YARN_CLASSIC.iter().find(|known| **known == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(PNPM.is_sorted());
        assert!(PNPM.windows(2).all(|pair| pair.first() != pair.last()));
    }

    #[test]
    fn what_npm_knows_is_npms() {
        for (name, tool) in [
            ("shamefully-hoist", "pnpm"),
            ("minimum-release-age", "pnpm"),
            ("aggregate-output", "pnpm"),
            ("workspace-packages", "pnpm"),
            ("min-release-age", "npm"),
            ("ignore-scripts", "npm"),
            ("registry", "npm"),
            ("_authToken", "npm"),
            ("strict-peer-deps", "npm"),
            ("no-such-setting", "npm"),
        ] {
            assert_eq!(tool_of_rc(name), tool, "{name}");
        }
    }

    #[test]
    fn variables_of_yarn_classic_have_its_names() {
        assert_eq!(of_yarn_classic("IGNORE_SCRIPTS"), Some("ignore-scripts"));
        assert_eq!(of_yarn_classic("ENABLE_SCRIPTS"), None);
    }
}
