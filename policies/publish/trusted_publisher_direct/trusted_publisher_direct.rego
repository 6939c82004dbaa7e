# METADATA
# title: Trusted publishers may only stage
# description: |
#   There is no setting by which a package must be staged. It is so only where tokens are disallowed
#   and every trusted publisher may stage and nothing else: permissions of several add up, and one
#   that may create a package publishes at once, whatever the others may. npm shows trusted publishers
#   to the package's owners alone.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     In the package's settings take `createPackage` from every trusted publisher and leave
#     `createStagedPackage`; then state it: `permissions: [createStagedPackage]`.
package palisade.publish.trusted_publisher_direct

import data.palisade.lib.trust

deny contains violation if {
	some entry in data.palisade.lib.attested.trusted
	"createPackage" in entry.publisher.permissions
	violation := {
		"msg": sprintf(
			"%s may publish `%s` straight to users",
			[trust.called(entry.publisher), entry["package"]],
		),
		"at": entry.publisher.at,
		"key": "permissions",
		"label": "not only staged",
	}
}

unknown contains answer if {
	some answer in data.palisade.lib.trust.not_stated
}
