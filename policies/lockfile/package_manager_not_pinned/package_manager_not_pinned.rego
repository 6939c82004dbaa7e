# METADATA
# title: The package manager is pinned
# description: |
#   The package manager decides which settings are read, which scripts run and what a lockfile means,
#   and it is itself fetched from a registry. `packageManager` names one exact version for every
#   machine; with a hash behind it Corepack also checks what it fetched. A Yarn that is committed,
#   `yarnPath` in .yarnrc.yml, is pinned as well.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json
#     description: npm, package.json, devEngines
#   - ref: https://yarnpkg.com/corepack
#     description: Yarn, Corepack and packageManager
# custom:
#   severity: low
#   profile: strict
#   checklists: [consumer]
#   remediation: |
#     Write `"packageManager": "npm@11.19.1+sha512.<hash>"` into the root's package.json;
#     `corepack use npm@11.19.1` writes it with the hash.
package palisade.lockfile.package_manager_not_pinned

deny contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	count(manifest.dependencies) > 0
	not manifest.package_manager
	not _in_engines(manifest)
	not _committed
	violation := {
		"msg": "no `packageManager` says which tool and version installs this",
		"at": manifest.at,
	}
}

deny contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	manager := manifest.package_manager
	not _exact(manager.version)
	violation := {
		"msg": sprintf("`%s@%s` is not an exact version", [manager.name, manager.version]),
		"at": manager.at,
	}
}

warn contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	manager := manifest.package_manager
	_exact(manager.version)
	manager.name in _of_corepack
	not manager.hash
	not _committed
	violation := {
		"msg": sprintf("`%s@%s` has no hash for Corepack to check", [manager.name, manager.version]),
		"at": manager.at,
	}
}

# bun is none of them.
_of_corepack := {"npm", "pnpm", "yarn"}

# Every machine runs the file in the repository.
_committed if {
	some installer in input.installers
	not installer.job
	installer.directory == "."
	installer.version.source == "checkout"
}

_exact(version) if regex.match(`^[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+.*)?$`, version)

# `devEngines.packageManager`.
_in_engines(manifest) if {
	some engine in manifest.engines
	engine.development
	engine.name in {"npm", "pnpm", "yarn", "bun"}
}
