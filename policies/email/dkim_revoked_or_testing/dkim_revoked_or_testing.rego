# METADATA
# title: DKIM keys are in force
# description: |
#   An empty `p=` revokes a key: every signature made with it fails. The flag `t=y` says that the domain only
#   tests DKIM, and receivers treat its signed mail as if it were not signed. Both are often left behind,
#   by a change of keys or of services.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc6376#section-3.6.1
#     description: RFC 6376, textual representation of keys
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: DKIM
#   remediation: |
#     Take `y` out of `t=` once signatures verify. Publish a key where the revoked one is still used for signing;
#     where it is not, take its selector out of the configuration.
package palisade.email.dkim_revoked_or_testing

import data.palisade.lib.email

deny contains violation if {
	some domain in email.judged
	some selector in domain.dkim.selectors
	selector.key.revoked
	violation := {
		"msg": sprintf("the DKIM key `%s` of `%s` is revoked: its `p` is empty", [selector.name, domain.name]),
		"at": selector.key.at,
		"related": array.concat(_declared(selector), email.sources(domain)),
	}
}

deny contains violation if {
	some domain in email.judged
	some selector in domain.dkim.selectors
	selector.key.testing
	not selector.key.revoked
	violation := {
		"msg": sprintf("the DKIM key `%s` of `%s` is under test: receivers treat its mail as not signed", [
			selector.name,
			domain.name,
		]),
		"at": selector.key.flags_at,
		"related": array.concat(_declared(selector), email.sources(domain)),
	}
}

_declared(selector) := [{"at": selector.declared_at, "msg": sprintf("`%s` is declared here", [selector.name])} |
	selector.declared_at
]
