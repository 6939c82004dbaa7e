# METADATA
# title: The domain has one SPF record
# description: |
#   Where a name has several records that begin with `v=spf1`, receivers use none of them: the check ends
#   as a permanent error, and all mail of the domain fails SPF or goes unchecked. It happens when a new
#   service's record is added beside the old one.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-4.5
#     description: RFC 7208, selecting records
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-3.2
#     description: RFC 7208, multiple DNS records
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: SPF
#   remediation: |
#     Merge the records into one that has the terms of all and a single `all` at its end, and delete the
#     others: `v=spf1 include:_spf.one.example include:_spf.other.example -all`.
package palisade.email.spf_multiple

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "multiple"
	records := domain.spf.records
	violation := {
		"msg": sprintf("`%s` has %d SPF records: receivers use none of them", [domain.name, count(records)]),
		"at": records[1].at,
		"label": "one too many",
		"related": array.concat(_others(records), email.sources(domain)),
	}
}

_others(records) := [{"at": record.at, "msg": "another one"} |
	some index, record in records
	index != 1
	index < 6
]
