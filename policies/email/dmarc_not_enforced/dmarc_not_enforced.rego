# METADATA
# title: The DMARC policy is enforced
# description: |
#   `p=none` asks receivers to deliver forged mail as if nothing were wrong, and only to report it.
#   `quarantine` passes for a domain from which people write: mailing lists break `reject`, which RFC 9989
#   advises against there. Where only programs send, nobody does, or the registry sends its codes and
#   notices, nothing speaks against `reject`. The policy is the one that applies to the domain's own mail,
#   from its own record or from one above; test mode is the rule `email.dmarc_testing`.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.7
#     description: RFC 9989, section 4.7, policy record format
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: DMARC
#   remediation: |
#     When the reports show that your own mail passes, write `p=quarantine`, or `p=reject` where no people
#     send: `v=DMARC1; p=reject; rua=mailto:dmarc@example.com`. Sign with DKIM first, because SPF alone fails
#     on every forwarded message. Tell Palisade what a domain sends with `sends: people`, `automated` or
#     `nothing` under `domains`.
package palisade.email.dmarc_not_enforced

import data.palisade.lib.email

deny contains violation if {
	some domain in _with_policy
	domain.dmarc.rfc9989.policy == "none"
	violation := {
		"msg": sprintf(
			"receivers are asked to let forged mail of `%s` through: %s",
			[domain.name, _reason(domain.dmarc.rfc9989)],
		),
		"at": _place(domain.dmarc.rfc9989),
		"related": email.sources(domain),
	}
}

deny contains violation if {
	some domain in _with_policy
	domain.dmarc.rfc9989.policy == "quarantine"
	email.sends_no_people(domain)
	violation := {
		"msg": sprintf("no people write from `%s`, and its policy is `quarantine` instead of `reject`", [domain.name]),
		"at": _place(domain.dmarc.rfc9989),
		"related": email.sources(domain),
	}
}

_with_policy contains domain if {
	some domain in data.palisade.lib.email.judged
	domain.dmarc.rfc9989.status == "found"
	domain.dmarc.status != "multiple"
}

_place(reading) := reading.policy_at

_place(reading) := reading.at if not reading.policy_at

_reason(reading) := "the record has no `p`" if not reading.policy_at

_reason(reading) := _counts(_deciding(reading)[0])

_reason(reading) := "its policy is `none`" if {
	reading.policy_at
	count(_deciding(reading)) == 0
}

_deciding(reading) := [tag |
	some tag in reading.tags
	tag.at == reading.policy_at
]

_counts(tag) := sprintf("`%s=%s`", [tag.name, tag.value]) if lower(tag.value) == "none"

_counts(tag) := sprintf("`%s=%s` counts as `none`", [tag.name, tag.value]) if lower(tag.value) != "none"
