# METADATA
# title: A change lowers no locked version
# description: |
#   An older version brings back what later ones have mended, known vulnerabilities among it. That is
#   seldom what a change is about: more often an entry was edited, a conflict in the lockfile was
#   resolved the wrong way, or an old branch was merged. Versions are compared as npm orders them, the
#   greatest that is locked now with the greatest of before.
# related_resources:
#   - ref: https://semver.org/#spec-item-11
#     description: Semantic Versioning, precedence
#   - ref: https://docs.npmjs.com/cli/v11/commands/npm-audit
#     description: npm, npm audit
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Lock the version of before again (`npm install <name>@<version>`). Where the older one is meant,
#     as when a broken release is withdrawn, say so in a waiver with its last day.
package palisade.lockfile.downgraded

deny contains violation if {
	some change in input.changes.packages
	change.kind == "downgraded"
	violation := {
		"msg": sprintf("`%s` falls from %s to %s", [change.name, change.before, change.after]),
		"at": change.at,
		"key": _version(change),
	}
}

# Where the entry says it.
_version(change) := [0] if {
	change.lockfile == "bun_lock"
} else := [] if {
	change.lockfile == "pnpm_lock"
} else := "version"
