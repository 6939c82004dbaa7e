# METADATA
# title: Trusted publishers do not move dist-tags
# description: |
#   Whoever moves `latest` decides what users install: an old version with a known hole, or one that
#   was published under another tag and approved for that alone. For trusted publishers the
#   permission has to be given by itself, and needs no second factor when it is used.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
#   - ref: https://docs.npmjs.com/adding-dist-tags-to-packages
#     description: npm, dist-tags
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Take the permission from the trusted publisher, and let a maintainer move tags with a second
#     factor: `npm dist-tag add`.
package palisade.publish.trusted_publisher_dist_tag

import data.palisade.lib.trust

deny contains violation if {
	some entry in data.palisade.lib.attested.trusted
	"distTag" in entry.publisher.permissions
	violation := {
		"msg": sprintf(
			"%s may move the dist-tags of `%s`",
			[trust.called(entry.publisher), entry["package"]],
		),
		"at": entry.publisher.at,
		"key": "permissions",
	}
}

unknown contains answer if {
	some answer in data.palisade.lib.trust.not_stated
}
