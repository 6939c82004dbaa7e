# METADATA
# title: A lockfile is committed
# description: |
#   Without a lockfile every install resolves every range anew: two builds of one commit differ, no
#   hash is checked, and a dependency that changes appears in no review. CI cannot install frozen. A
#   lockfile of another tool than the project's pins nothing. The users of a library are not affected
#   by its lockfile.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet, enforce the lockfile
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Run `npm install --package-lock-only`, `pnpm install --lockfile-only`, `yarn install` or
#     `bun install --lockfile-only`, take the lockfile out of .gitignore and commit it.
package palisade.lockfile.missing

deny contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	not _has_lockfile
	not _switched_off
	_asks_for_packages
	violation := {
		"msg": "dependencies are asked for, and no lockfile pins them",
		"at": manifest.at,
		"key": "dependencies",
		"mark": "key",
	}
}

# Lockfiles stand there, and the project's tool reads none of them.
deny contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	count(_unread) > 0
	count(_unread) == count([lockfile | some lockfile in input.lockfiles; lockfile.directory == "."])
	not _switched_off
	_asks_for_packages
	violation := {
		"msg": sprintf("dependencies are asked for, and no lockfile of %s pins them", [_tool]),
		"at": manifest.at,
		"key": "dependencies",
		"mark": "key",
		"related": [{"at": lockfile.at, "msg": sprintf("%s does not read this one", [_tool])} | some lockfile in _unread],
	}
}

# Of other tools: what a tool passes by of its own is `lockfile.shrinkwrap_ignored`.
_unread := [lockfile |
	some lockfile in input.lockfiles
	lockfile.directory == "."
	lockfile.in_use == false
	count(_tools) > 0
	not _writers[lockfile.kind] in _tools
]

_writers := {
	"package_lock": "npm",
	"npm_shrinkwrap": "npm",
	"pnpm_lock": "pnpm",
	"yarn_lock": "yarn",
	"bun_lock": "bun",
	"bun_lock_binary": "bun",
}

# What a person installs a clone with.
_tools := {installer.tool |
	some installer in input.installers
	not installer.job
	installer.directory == "."
}

_tool := concat(" or ", sort(_tools))

_asks_for_packages if {
	some manifest in input.packages
	manifest.role in {"root", "member"}
	not _pinned_by_itself(manifest)
	some dependency in manifest.dependencies
	dependency.kind != "peer"
	dependency.source.kind in {"registry", "alias", "git", "tarball", "catalog"}
}

# With `sharedWorkspaceLockfile: false` pnpm writes one into the folder of each member.
_pinned_by_itself(manifest) if {
	some lockfile in input.lockfiles
	lockfile.kind == "pnpm_lock"
	lockfile.directory == manifest.directory
}

_has_lockfile if {
	some lockfile in input.lockfiles
	lockfile.directory == "."
}

# The cause is `install.lockfile_disabled`.
_switched_off if {
	some setting in input.settings
	setting.control == "lockfile"
	setting.enabled == false
	setting.origin.layer == "project"
	setting.in_force.state != "no"
}
