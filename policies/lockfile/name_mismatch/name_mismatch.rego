# METADATA
# title: Addresses in the lockfile belong to the packages they stand for
# description: |
#   An entry whose address names another package or another version installs that one under the
#   trusted name. The archive is checked against the hash beside it, which whoever changed the
#   address changed as well. Aliases that the manifest asks for are not counted.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json, resolved
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Do not install. Find the change (`git log -S<address> -- <lockfile>`), delete the entry and let
#     the package manager write it again from your registry.
package palisade.lockfile.name_mismatch

import data.palisade.lib.lockfiles

deny contains violation if {
	some lockfile in input.lockfiles
	some group in lockfile.groups.exceptions
	what := _what[group.key]
	first := group.sample[0]
	violation := {
		"msg": sprintf("the address of `%s` names another %s%s%s", [first.name, what, _detail(first), _others(group.count)]),
		"at": first.at,
		"key": lockfiles.address(lockfile, first),
		"related": [{"at": sample.at, "msg": sprintf("so does the one of `%s`%s", [sample.name, _detail(sample)])} |
			some index, sample in group.sample
			index > 0
			index < 6
		],
	}
}

_what := {
	"name_mismatch": "package",
	"version_mismatch": "version",
}

_detail(sample) := sprintf(", `%s`", [sample.detail])

_detail(sample) := "" if not sample.detail

_others(total) := "" if total < 2

_others(total) := " (and so does one other)" if total == 2

_others(total) := sprintf(" (and so do %d others)", [total - 1]) if total > 2
