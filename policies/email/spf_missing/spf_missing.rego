# METADATA
# title: The domain has an SPF record
# description: |
#   SPF is the list of hosts that may send mail in a domain's name. A domain without one says nothing, so
#   that receivers cannot tell a forged sender from a real one, and DMARC has only DKIM to rest on. A
#   domain that sends no mail needs the record as well: forgers choose such domains because nobody
#   looks after them.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-3
#     description: RFC 7208, SPF records
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-2.6.1
#     description: RFC 7208, the result none
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: SPF
#   remediation: |
#     List the hosts and services that send for the domain in one TXT record at the domain itself:
#     `v=spf1 mx include:_spf.provider.example -all`. Where nothing sends: `v=spf1 -all`.
package palisade.email.spf_missing

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "absent"
	violation := {
		"msg": sprintf("`%s` has no SPF record: it does not say which hosts may send in its name", [domain.name]),
		"at": domain.spf.at,
		"related": email.sources(domain),
	}
}
