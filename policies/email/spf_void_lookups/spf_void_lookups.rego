# METADATA
# title: At most two SPF lookups find nothing
# description: |
#   A receiver that checks SPF stops with a permanent error when more than two of its questions find
#   nothing: names that do not exist, or that have no record of the type. Such terms are left over from
#   servers and services that are gone. The mail of every other host in the record suffers for it.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4
#     description: RFC 7208, DNS lookup limits
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: SPF
#   remediation: |
#     Look each name of the record up, and remove the terms whose names have no address, no mail exchange or
#     no record any more.
package palisade.email.spf_void_lookups

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "found"
	domain.spf.void_lookups > 2
	violation := {
		"msg": sprintf("%d lookups of the SPF record of `%s` find nothing; receivers give up after 2", [
			domain.spf.void_lookups,
			domain.name,
		]),
		"at": domain.spf.at,
		"related": email.sources(domain),
	}
}
