# METADATA
# title: A published package lists its files
# description: |
#   Without `files`, npm packs everything that no ignore file names: an `.env`, a key, a source map
#   or a build log that happens to lie there is published, and a version cannot be taken back. A list
#   of what belongs in the package fails safe.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#files
#     description: npm, package.json, files
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Name what users need, `"files": ["dist", "!dist/**/*.map"]`, and look at the outcome of
#     `npm pack --dry-run`.
package palisade.publish.files_not_listed

import data.palisade.lib.publishing

deny contains violation if {
	some manifest in input.packages
	publishing.released(manifest)
	not manifest.files
	violation := {
		"msg": sprintf("`%s` is published without a list of its files", [manifest.name]),
		"at": manifest.at,
		"key": "files",
	}
}

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
