# METADATA
# title: Old and new receivers apply the same DMARC policy
# description: |
#   RFC 9989 finds the record of a domain above by walking up the tree, RFC 7489 by the public suffix list,
#   in one step to the organisational domain. Both kinds of receivers are in use. Where the two find different
#   policies, or one of them finds none, forged mail is refused by some receivers and delivered by others.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.10
#     description: RFC 9989, section 4.10, DNS tree walk
#   - ref: https://www.rfc-editor.org/rfc/rfc7489#section-6.6.3
#     description: RFC 7489, section 6.6.3, policy discovery
# custom:
#   severity: low
#   profile: strict
#   checklists: [email]
#   control: DMARC
#   remediation: |
#     Give the domain a record of its own, which both kinds read first:
#     `_dmarc.mail.example.com. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"`.
package palisade.email.dmarc_readings_differ

deny contains violation if {
	some domain in _with_record
	new := domain.dmarc.rfc9989
	old := domain.dmarc.rfc7489
	old.status == "found"
	new.policy != old.policy
	violation := {
		"msg": sprintf(
			"the policy for `%s` is `%s` by RFC 9989 and `%s` by RFC 7489",
			[domain.name, new.policy, old.policy],
		),
		"at": _place(new),
		"related": [{"at": _place(old), "msg": "RFC 7489 reads this"}],
	}
}

deny contains violation if {
	some domain in _with_record
	new := domain.dmarc.rfc9989
	domain.dmarc.rfc7489.status == "absent"
	violation := {
		"msg": sprintf(
			"the policy for `%s` is `%s` by RFC 9989, and by RFC 7489 there is none",
			[domain.name, new.policy],
		),
		"at": _place(new),
	}
}

_with_record contains domain if {
	some domain in data.palisade.lib.email.judged
	domain.dmarc.status != "multiple"
	domain.dmarc.rfc9989.status == "found"
}

_place(reading) := reading.policy_at

_place(reading) := reading.at if not reading.policy_at
