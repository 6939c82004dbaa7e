# METADATA
# title: The lockfile is one that npm reads
# description: |
#   npm 12 ignores npm-shrinkwrap.json; npm 11 and earlier prefer it over package-lock.json. A
#   project that is pinned by a shrinkwrap alone is not pinned at all after the upgrade, and one
#   that has both files is pinned differently before and after.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/npm-shrinkwrap-json
#     description: npm, npm-shrinkwrap.json
# custom:
#   severity: medium
#   profile: strict
#   checklists: [consumer]
#   remediation: |
#     Rename the file, `git mv npm-shrinkwrap.json package-lock.json`, and let `npm ci` prove that
#     the install still works.
package palisade.lockfile.shrinkwrap_ignored

import data.palisade.lib.installers

deny contains violation if {
	some lockfile in _shrinkwraps
	new := [installer | some installer in _npm(lockfile); installers.surely_since(installer, [12, 0])]
	count(new) > 0
	violation := {
		"msg": sprintf("npm 12 ignores this file, and %s is used%s", [
			installers.named(new[0]),
			installers.more(count(new)),
		]),
		"at": lockfile.at,
		"related": array.concat(
			[{"at": object.get(new[0].version, "at", new[0].at), "msg": "npm 12 or later"}],
			installers.others(new),
		),
	}
}

deny contains violation if {
	some lockfile in _shrinkwraps
	count([installer | some installer in _npm(lockfile); installers.surely_since(installer, [12, 0])]) == 0
	not _of_another_tool(lockfile)
	some other in input.lockfiles
	other.kind == "package_lock"
	other.directory == lockfile.directory
	violation := {
		"msg": "npm 11 reads this file and npm 12 the package-lock.json beside it",
		"at": lockfile.at,
		"related": [{"at": other.at, "msg": "what npm 12 reads"}],
	}
}

unknown contains gap if {
	some lockfile in _shrinkwraps
	some installer in _npm(lockfile)
	not installers.surely_since(installer, [12, 0])
	not installers.surely_before(installer, [12, 0])
	gap := {
		"msg": sprintf("npm 12 ignores this file, and %s may be one or not", [installers.named(installer)]),
		"at": lockfile.at,
		"related": [{"at": installer.at, "msg": "what installs"}],
	}
}

unknown contains gap if {
	some lockfile in _shrinkwraps
	count(_npm(lockfile)) == 0
	not _of_another_tool(lockfile)
	gap := {
		"msg": "npm 12 ignores this file, and nothing here says which npm is used",
		"at": lockfile.at,
	}
}

_shrinkwraps := [lockfile | some lockfile in input.lockfiles; lockfile.kind == "npm_shrinkwrap"]

# What installs with npm where the file stands.
_npm(lockfile) := [installer |
	some installer in input.installers
	installer.tool == "npm"
	installer.directory == lockfile.directory
]

# The project installs with a tool that is not npm: the file is there to be published.
_of_another_tool(lockfile) if {
	lockfile.in_use == false
	count(_npm(lockfile)) == 0
}

_of_another_tool(lockfile) if {
	count(_npm(lockfile)) == 0
	some installer in input.installers
	installer.directory == lockfile.directory
}
