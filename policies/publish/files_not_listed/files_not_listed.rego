# METADATA
# title: A published package lists its files
# description: |
#   Without `files`, npm packs everything that no `.npmignore` or `.gitignore` leaves out: an `.env`, a
#   key, a source map or a build log that happens to lie there is published, and a version cannot be
#   taken back. A list of what belongs in the package fails safe. An ignore file can be such a list
#   as well, `*` and then `!dist/**`; the rule does not read it.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#files
#     description: npm, package.json, files
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
# custom:
#   severity: low
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Name what users need, `"files": ["dist", "!dist/**/*.map"]`, and look at the outcome of
#     `npm pack --dry-run`.
package palisade.publish.files_not_listed

import data.palisade.lib.publishing

deny contains violation if {
	first := _unlisted[0]
	violation := {
		"msg": sprintf(
			"`%s`%s no `files`: npm packs all that no ignore file leaves out",
			[first.name, _others(count(_unlisted))],
		),
		"at": first.at,
		"key": "files",
		"related": [{"at": manifest.at, "msg": sprintf("`%s` lists none either", [manifest.name])} |
			some index, manifest in _unlisted
			index > 0
			index < 6
		],
	}
}

# One finding for all: a repository of many packages has one way to pack them.
_unlisted := [manifest |
	some manifest in input.packages
	publishing.released(manifest)
	not manifest.files
]

_others(total) := " lists" if total == 1

_others(total) := " and one other package list" if total == 2

_others(total) := sprintf(" and %d other packages list", [total - 1]) if total > 2

deny contains violation if {
	some manifest in input.packages
	publishing.released(manifest)
	some pattern in manifest.files
	pattern in {"*", "**", "**/*", ".", "./", "/", "./*", "./**", "./**/*"}
	violation := {
		"msg": sprintf("the files of `%s` include `%s`, which is everything", [manifest.name, pattern]),
		"at": manifest.at,
		"key": "files",
	}
}
