# METADATA
# title: Locked git dependencies name a commit
# description: |
#   A lockfile pins a git dependency by its full commit. An entry that names a branch, a tag or
#   nothing installs what stands there today, and no hash guards it.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json, resolved
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Let the package manager lock it again, `npm install <name> --package-lock-only`: each of them
#     writes the commit. Better, use a version from a registry.
package palisade.lockfile.git_not_pinned

import data.palisade.lib.lockfiles

deny contains violation if {
	some lockfile in input.lockfiles
	some group in lockfile.groups.exceptions
	group.key == "git_unpinned"
	first := group.sample[0]
	violation := {
		"msg": sprintf("`%s` is locked to a git repository without a commit%s", [first.name, _others(group.count)]),
		"at": first.at,
		"key": lockfiles.address(lockfile, first),
		"related": [{"at": sample.at, "msg": sprintf("so is `%s`", [sample.name])} |
			some index, sample in group.sample
			index > 0
			index < 6
		],
	}
}

_others(total) := "" if total < 2

_others(total) := ", like one other package" if total == 2

_others(total) := sprintf(", like %d other packages", [total - 1]) if total > 2
