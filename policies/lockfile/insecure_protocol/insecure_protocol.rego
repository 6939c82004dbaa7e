# METADATA
# title: Locked packages are fetched over an authenticated protocol
# description: |
#   Over `http:` and `git:` anybody on the way can answer in place of the host. Where the entry has a
#   hash, the package manager notices; where it has none, as every git entry, it installs what it got.
#   Lockfiles that old versions of npm and Yarn wrote often hold such addresses.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json, resolved
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Replace `http://` with `https://` in the addresses, or install again with an https registry
#     and commit the lockfile; for git use `git+https:` or `git+ssh:`.
package palisade.lockfile.insecure_protocol

import data.palisade.lib.lockfiles

deny contains violation if {
	some lockfile in input.lockfiles
	some group in lockfile.groups.protocols
	group.key in {"http", "git", "git+http", "ftp"}
	first := group.sample[0]
	violation := {
		"msg": sprintf("`%s` is fetched over `%s:`%s", [first.name, group.key, _others(group.count)]),
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

_others(total) := " like one other package" if total == 2

_others(total) := sprintf(" like %d other packages", [total - 1]) if total > 2
