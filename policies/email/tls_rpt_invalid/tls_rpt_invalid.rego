# METADATA
# title: The TLS reporting record is well formed
# description: |
#   Senders that find two TLS reporting records, or one that they cannot read, send no reports. An
#   address that is neither `mailto:` nor `https:` receives none.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8460#section-3
#     description: RFC 8460, reporting policy
# custom:
#   severity: low
#   profile: recommended
#   checklists: [email]
#   control: TLS-RPT
#   remediation: |
#     Keep one record: `v=TLSRPTv1; rua=mailto:tls-reports@example.com`. Several addresses stand in one
#     `rua`, with commas between them.
package palisade.email.tls_rpt_invalid

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.tls_rpt.status == "multiple"
	violation := {
		"msg": sprintf(
			"`%s` has %d TLS reporting records: senders act as if it had none",
			[domain.name, count(domain.tls_rpt.records)],
		),
		"at": domain.tls_rpt.at,
		"related": array.concat(
			[{"at": record.at, "msg": "one of them"} | some record in domain.tls_rpt.records],
			email.sources(domain),
		),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.tls_rpt.status != "multiple"
	some mistake in domain.tls_rpt.mistakes
	violation := {
		"msg": sprintf("in the TLS reporting record of `%s`: %s", [domain.name, mistake.reason]),
		"at": mistake.at,
		"related": email.sources(domain),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some address in domain.tls_rpt.rua
	not address.valid
	every mistake in domain.tls_rpt.mistakes {
		mistake.at != address.at
	}
	violation := {
		"msg": sprintf("`%s` asks for TLS reports at `%s`, where none can be sent", [domain.name, address.uri]),
		"at": address.at,
		"related": email.sources(domain),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.tls_rpt.status == "invalid"
	count(domain.tls_rpt.mistakes) == 0
	count([address | some address in domain.tls_rpt.rua; not address.valid]) == 0
	violation := {
		"msg": sprintf("the TLS reporting record of `%s` cannot be read: senders act as if it had none", [domain.name]),
		"at": domain.tls_rpt.at,
		"related": email.sources(domain),
	}
}
