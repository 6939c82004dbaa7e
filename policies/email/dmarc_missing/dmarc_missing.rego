# METADATA
# title: A DMARC record applies
# description: |
#   Without a DMARC record anybody can write mail with the domain in its From line, and receivers have no
#   instruction to refuse it: SPF and DKIM alone do not protect the address that people see. A record of a
#   domain above counts, as RFC 9989 finds it on its walk up the tree. Several records at the name, and one
#   that receivers must ignore, are rules of their own.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.10
#     description: RFC 9989, section 4.10, DNS tree walk
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: DMARC
#   remediation: |
#     Publish one TXT record at `_dmarc.` and the domain, not at the domain itself:
#     `_dmarc.example.com. TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"`. Read the reports, sign
#     what is not signed yet, then ask for `p=quarantine` or `p=reject`. A domain that sends no mail can
#     start with `p=reject`.
package palisade.email.dmarc_missing

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.dmarc.rfc9989.status == "absent"
	domain.dmarc.status == "absent"
	violation := {
		"msg": sprintf("`%s` has no DMARC record, and no domain above it has one that applies", [domain.name]),
		"at": domain.dmarc.at,
		"related": array.concat(_above(domain), email.sources(domain)),
	}
}

_above(domain) := [{"at": step.at, "msg": sprintf("no record of `%s` applies either", [step.domain])} |
	some step in domain.dmarc.walk
	step.domain != domain.name
]
