# METADATA
# title: A domain that takes mail has MTA-STS
# description: |
#   SMTP asks for TLS in clear text and takes any certificate: whoever stands between two servers can
#   take the offer away, or answer with a certificate of their own, and read the mail. MTA-STS lets
#   senders insist on TLS with a valid certificate. It is asked for beside DANE as well, since some
#   large senders look at MTA-STS alone.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8461#section-3.1
#     description: RFC 8461, MTA-STS TXT records
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: MTA-STS
#   remediation: |
#     Serve a policy at `https://mta-sts.<domain>/.well-known/mta-sts.txt`, at first with
#     `mode: testing`, and write `_mta-sts.<domain> TXT "v=STSv1; id=20261121"`. A domain that is to
#     take no mail says so: `<domain> MX 0 .`.
package palisade.email.mta_sts_missing

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mta_sts.status == "absent"
	domain.mx.takes_mail
	not domain.mx.null_mx
	violation := {
		"msg": sprintf("`%s` takes mail and has no MTA-STS record: nothing tells senders to insist on TLS", [domain.name]),
		"at": domain.mta_sts.at,
		"related": array.concat([{"at": domain.mx.at, "msg": "its mail goes here"}], email.sources(domain)),
	}
}
