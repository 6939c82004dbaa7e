# METADATA
# title: A locked version keeps its hash
# description: |
#   A registry never serves another archive for a version that it has published. Where the lockfile
#   gets another hash for a version that was locked before, something else is installed under the
#   name that was reviewed: from another place, from an archive that was repacked, or by an edit of
#   the lockfile.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json, integrity
#   - ref: https://slsa.dev/spec/v1.0/threats
#     description: SLSA, threats to the package registry and its consumers
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Do not install. Put the hash of before back and run the clean install of your tool (`npm ci`): if
#     it fails, the registry or a mirror serves another archive; ask why. If it works, find out who
#     wrote the other hash.
package palisade.lockfile.integrity_changed

deny contains violation if {
	some change in input.changes.packages
	change.kind == "integrity_changed"
	violation := {
		"msg": sprintf("`%s@%s` has another hash than before: `%s`, and it was `%s`", [
			change.name, change.version,
			_shown(change.after), _shown(change.before),
		]),
		"at": change.at,
		"key": _place(change),
		"label": "the version is the same",
	}
}

_place(change) := ["resolution", "integrity"] if {
	change.lockfile == "pnpm_lock"
} else := [3] if {
	change.lockfile == "bun_lock"
} else := "checksum" if {
	change.lockfile == "yarn_lock"
	not contains(change.after, "-")
} else := "integrity"

_shown(hash) := hash if count(hash) <= 24

_shown(hash) := sprintf("%s…", [substring(hash, 0, 23)]) if count(hash) > 24
