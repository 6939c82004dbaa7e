# METADATA
# title: One tool's lockfile stands in a folder
# description: |
#   Lockfiles of two tools in one folder pin two different trees. Which of them is installed depends
#   on who runs what, and the one that nobody updates is the one that nobody reviews. pnpm's lockfiles
#   of branches, `pnpm-lock.<branch>.yaml`, are pnpm's, and a yarn.lock that bun prints beside its own
#   is bun's.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Delete the lockfile of the tool that is not used and name the other in `packageManager`.
package palisade.lockfile.several

import data.palisade.lib.settings

deny contains violation if {
	some directory in {lockfile.directory | some lockfile in input.lockfiles}
	here := [lockfile | some lockfile in input.lockfiles; lockfile.directory == directory]
	tools := {_tool(lockfile) | some lockfile in here}
	count(tools) > 1
	odd := _odd(here, directory)
	violation := {
		"msg": sprintf("lockfiles of %s stand in one folder%s", [concat(" and ", sort(tools)), _why(directory)]),
		"at": odd.at,
		"related": [{"at": other.at, "msg": sprintf("the lockfile of %s%s", [_tool(other), _read(other)])} |
			some other in here
			_tool(other) != _tool(odd)
		],
	}
}

_tools := {
	"package_lock": "npm",
	"npm_shrinkwrap": "npm",
	"pnpm_lock": "pnpm",
	"yarn_lock": "yarn",
	"bun_lock": "bun",
	"bun_lock_binary": "bun",
}

_tool(lockfile) := "bun" if {
	lockfile.kind == "yarn_lock"
	_printed_by_bun(lockfile.directory)
} else := _tools[lockfile.kind]

# `print = "yarn"` below `[install.lockfile]`.
_printed_by_bun(directory) if {
	some setting in input.settings
	setting.tool == "bun"
	setting.name == "lockfile.print"
	lower(setting.value) == "yarn"
	settings.folder(setting) == directory
}

# The first that is not the chosen tool's, or that no tool reads; without a choice the last one.
_odd(here, directory) := strays[0] if {
	tool := _chosen(directory)
	strays := [lockfile | some lockfile in here; _tool(lockfile) != tool]
} else := unread[0] if {
	unread := [lockfile | some lockfile in here; lockfile.in_use == false; _is_foreign(lockfile, here)]
	count(unread) > 0
} else := here[count(here) - 1]

# Of another tool than one that is read.
_is_foreign(lockfile, here) if {
	some other in here
	other.in_use == true
	_tool(other) != _tool(lockfile)
}

_read(lockfile) := ", which is read" if lockfile.in_use == true

_read(lockfile) := "" if not lockfile.in_use == true

_why(directory) := sprintf(", and `packageManager` says %s", [_chosen(directory)])

_why(directory) := "" if not _chosen(directory)

_chosen(directory) := tool if {
	some manifest in input.packages
	manifest.directory == directory
	tool := manifest.package_manager.name
}
