# METADATA
# title: The MTA-STS record and policy are well formed
# description: |
#   A sender that cannot read the record, finds two of them, or cannot read the policy acts as if the
#   domain had no MTA-STS: mail goes out unprotected, and nobody is told. Mistakes that senders pass
#   over are of low severity.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8461#section-3.1
#     description: RFC 8461, MTA-STS TXT records
#   - ref: https://www.rfc-editor.org/rfc/rfc8461#section-3.2
#     description: RFC 8461, MTA-STS policies
# custom:
#   severity: high
#   profile: recommended
#   checklists: [email]
#   control: MTA-STS
#   remediation: |
#     Keep one record, `v=STSv1; id=20261121`, whose id is 1 to 32 letters and digits and changes with
#     the policy. Write the policy one member a line: `version: STSv1`, `mode: enforce`,
#     `mx: mx.example.com` for each exchange, and `max_age: 2419200`.
package palisade.email.mta_sts_invalid

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mta_sts.status == "multiple"
	violation := {
		"msg": sprintf(
			"`%s` has %d MTA-STS records: senders act as if it had none",
			[domain.name, count(domain.mta_sts.records)],
		),
		"at": domain.mta_sts.at,
		"related": array.concat(
			[{"at": record.at, "msg": "one of them"} | some record in domain.mta_sts.records],
			email.sources(domain),
		),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mta_sts.status != "multiple"
	some mistake in domain.mta_sts.mistakes
	violation := {
		"msg": sprintf("in the MTA-STS record of `%s`: %s", [domain.name, mistake.reason]),
		"at": mistake.at,
		"severity": _severity[domain.mta_sts.status],
		"related": email.sources(domain),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mta_sts.status == "invalid"
	count(domain.mta_sts.mistakes) == 0
	violation := {
		"msg": sprintf("the MTA-STS record of `%s` cannot be read: senders act as if it had none", [domain.name]),
		"at": domain.mta_sts.at,
		"related": email.sources(domain),
	}
}

# Where the record is no good, nobody asks for the policy.
deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mta_sts.status == "found"
	some mistake in domain.mta_sts.policy.mistakes
	violation := {
		"msg": sprintf("in the MTA-STS policy of `%s`: %s", [domain.name, mistake.reason]),
		"at": mistake.at,
		"severity": _severity[domain.mta_sts.policy.status],
		"related": email.sources(domain),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mta_sts.status == "found"
	domain.mta_sts.policy.status == "invalid"
	count(domain.mta_sts.policy.mistakes) == 0
	violation := {
		"msg": sprintf("the MTA-STS policy of `%s` cannot be read: senders act as if it had none", [domain.name]),
		"at": domain.mta_sts.policy.at,
		"related": email.sources(domain),
	}
}

_severity := {"invalid": "high", "found": "low"}
