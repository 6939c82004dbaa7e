# METADATA
# title: Every locked package has a hash
# description: |
#   The hash in the lockfile is what makes the registry's answer checkable. An entry without one is
#   installed whatever its host serves. Entries that cannot have a hash, such as links, git
#   repositories, files, bundled packages, and what Yarn skips on this platform, are not counted.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json, integrity
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Run `npm install --package-lock-only` with an empty cache, or delete the entries and let your
#     tool write them again, and review what changes. A `bun.lock` from before bun wrote hashes of
#     archives gets them when it is written anew.
package palisade.lockfile.no_integrity

deny contains violation if {
	some lockfile in input.lockfiles
	some group in lockfile.groups.hashes
	group.key == "none"
	first := group.sample[0]
	violation := {
		"msg": sprintf("`%s` has no hash%s", [first.name, _others(group.count)]),
		"at": first.at,
		"related": [{"at": sample.at, "msg": sprintf("nor has `%s`", [sample.name])} |
			some index, sample in group.sample
			index > 0
			index < 6
		],
	}
}

_others(total) := "" if total < 2

_others(total) := ", nor has one other package" if total == 2

_others(total) := sprintf(", nor have %d other packages", [total - 1]) if total > 2
