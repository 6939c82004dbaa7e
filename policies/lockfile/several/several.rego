# METADATA
# title: One tool's lockfile stands in a folder
# description: |
#   Lockfiles of two tools in one folder pin two different trees. Which of them is installed depends
#   on who runs what, and the one that nobody updates is the one that nobody reviews. pnpm's lockfiles
#   of branches, `pnpm-lock.<branch>.yaml`, are pnpm's.
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

deny contains violation if {
	some directory in {lockfile.directory | some lockfile in input.lockfiles}
	here := [lockfile | some lockfile in input.lockfiles; lockfile.directory == directory]
	tools := {_tools[lockfile.kind] | some lockfile in here}
	count(tools) > 1
	odd := _odd(here, directory)
	violation := {
		"msg": sprintf("lockfiles of %s stand in one folder%s", [concat(" and ", sort(tools)), _why(directory)]),
		"at": odd.at,
		"related": [{"at": other.at, "msg": sprintf("the lockfile of %s", [_tools[other.kind]])} |
			some other in here
			_tools[other.kind] != _tools[odd.kind]
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

# The first that is not the chosen tool's; without a choice the last one.
_odd(here, directory) := strays[0] if {
	tool := _chosen(directory)
	strays := [lockfile | some lockfile in here; _tools[lockfile.kind] != tool]
}

_odd(here, directory) := here[count(here) - 1] if not _chosen(directory)

_why(directory) := sprintf(", and `packageManager` says %s", [_chosen(directory)])

_why(directory) := "" if not _chosen(directory)

_chosen(directory) := tool if {
	some manifest in input.packages
	manifest.directory == directory
	tool := manifest.package_manager.name
}
