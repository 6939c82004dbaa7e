# METADATA
# title: A published package names its repository
# description: |
#   Trusted publishing and provenance compare `repository.url` with the repository that the workflow
#   runs in, case included, and refuse a package that has none. Users and scanners need it to
#   find the source of what they install.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#repository
#     description: npm, package.json, repository
#   - ref: https://docs.npmjs.com/generating-provenance-statements
#     description: npm, generating provenance statements
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Write the repository as the forge spells it, and the folder in a repository of many packages:
#     `"repository": { "type": "git", "url": "git+https://github.com/acme/widget.git" }`.
package palisade.publish.repository_url_missing

import data.palisade.lib.publishing

deny contains violation if {
	some manifest in input.packages
	publishing.released(manifest)
	not _stays_inside(manifest)
	not _named(manifest)
	violation := {
		"msg": sprintf("`%s` is published and does not say which repository it comes from", [manifest.name]),
		"at": manifest.at,
		"key": "repository",
	}
}

_named(manifest) if trim_space(manifest.repository.url) != ""

# A registry of the company's own attests nothing.
_stays_inside(manifest) if publishing.is_elsewhere(manifest.publish_config.registry)
