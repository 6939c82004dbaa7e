# METADATA
# title: A domain that takes mail asks for TLS reports
# description: |
#   Senders see first when TLS to a domain fails: a certificate that has run out, an exchange that the
#   policy forgets, somebody who takes TLS away. With a TLS reporting record they tell, once a day;
#   without one mail is lost or goes in clear text, and the domain does not learn of it.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8460#section-3
#     description: RFC 8460, reporting policy
# custom:
#   severity: low
#   profile: recommended
#   checklists: [email]
#   control: TLS-RPT
#   remediation: |
#     Write `_smtp._tls.<domain> TXT "v=TLSRPTv1; rua=mailto:tls-reports@<domain>"`, with an address
#     that somebody, or a report reader, looks at.
package palisade.email.tls_rpt_missing

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.tls_rpt.status == "absent"
	domain.mx.takes_mail
	not domain.mx.null_mx
	violation := {
		"msg": sprintf("`%s` takes mail and asks for no TLS reports: nobody learns when TLS to it fails", [domain.name]),
		"at": domain.tls_rpt.at,
		"related": email.sources(domain),
	}
}
