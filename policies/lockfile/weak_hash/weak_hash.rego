# METADATA
# title: Hashes in the lockfile are strong
# description: |
#   Two different archives with one SHA-1 or MD5 sum can be made, so such a hash does not prove that
#   the reviewed package is installed. Registries give SHA-512 for every version; npm and Yarn 1 keep
#   the weak sum of an old lockfile until the entry is written again.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json, integrity
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Delete node_modules and the weak `integrity` lines (of yarn.lock the entries), run
#     `npm install --package-lock-only` or the install of your tool, and review what changes: only
#     hashes should.
package palisade.lockfile.weak_hash

import data.palisade.lib.lockfiles

deny contains violation if {
	some lockfile in input.lockfiles
	some group in lockfile.groups.hashes
	not group.key in {"none", "sha256", "sha384", "sha512"}
	first := group.sample[0]
	violation := {
		"msg": sprintf("%s is all that checks `%s`%s", [group.key, first.name, _others(group.count)]),
		"at": first.at,
		"key": lockfiles.hash(lockfile),
		"related": [{"at": sample.at, "msg": sprintf("and `%s`", [sample.name])} |
			some index, sample in group.sample
			index > 0
			index < 6
		],
	}
}

_others(total) := "" if total < 2

_others(total) := " and one other package" if total == 2

_others(total) := sprintf(" and %d other packages", [total - 1]) if total > 2
