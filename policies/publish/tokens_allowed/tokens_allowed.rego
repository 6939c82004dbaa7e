# METADATA
# title: Packages are published with a second factor and not with tokens
# description: |
#   As long as a package takes tokens, one that leaks publishes it, whatever its workflows do: a
#   staged release and a trusted publisher guard only one of two doors. npm has three choices for a
#   package's publishing access and returns by no interface which of them is made.
# related_resources:
#   - ref: https://docs.npmjs.com/requiring-2fa-for-package-publishing-and-settings-modification
#     description: npm, requiring 2FA for publishing
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Choose "Require two-factor authentication and disallow tokens" in the package's settings, or
#     `npm access set mfa=publish`, and state `publishing_access: two_factor_no_tokens`.
package palisade.publish.tokens_allowed

import data.palisade.lib.attested
import data.palisade.lib.publishing

deny contains violation if {
	some statement in input.attested
	statement.publishing_access == "two_factor_or_token"
	attested.counts(statement)
	violation := {
		"msg": sprintf("a token is enough to publish `%s`", [statement["package"]]),
		"at": statement.at,
		"key": "publishing_access",
	}
}

deny contains violation if {
	some statement in input.attested
	statement.publishing_access == "no_two_factor"
	attested.counts(statement)
	violation := {
		"msg": sprintf("a password or a token is enough to publish `%s`: no second factor is asked for", [
			statement["package"],
		]),
		"at": statement.at,
		"key": "publishing_access",
		"severity": "critical",
	}
}

unknown contains answer if {
	some manifest in input.packages
	publishing.released(manifest)
	not publishing.goes_elsewhere({"packages": [manifest.name]})
	count(attested.access(manifest.name)) == 0
	answer := {
		"msg": attested.missing_access(manifest.name),
		"at": manifest.at,
		"key": "name",
	}
}
