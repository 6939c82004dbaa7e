# METADATA
# title: DNSSEC signatures hold
# description: |
#   The zone is signed and the signatures do not hold: they have expired, or the parent's DS record names a
#   key that is gone. Every resolver that checks them answers SERVFAIL, so that for its users the domain
#   does not exist: mail to it is not delivered, and SPF, DKIM and DMARC of its own mail cannot be checked.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc4033#section-5
#     description: RFC 4033, section 5, secure, insecure, bogus and indeterminate
#   - ref: https://www.rfc-editor.org/rfc/rfc4035#section-5.5
#     description: RFC 4035, section 5.5, resolver behaviour when signatures do not validate
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: DNSSEC
#   remediation: |
#     Sign the zone again with the key that the DS record at the registrar names. Where the DNS provider has
#     changed, replace the DS record with that of the new one, or remove it until the new provider signs.
package palisade.email.dnssec_bogus

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.dnssec.state == "bogus"
	violation := {
		"msg": sprintf("the DNSSEC signatures of `%s` do not hold, and resolvers that check them refuse it", [domain.name]),
		"at": domain.dnssec.at,
		"related": email.sources(domain),
	}
}

unknown contains doubt if {
	some domain in data.palisade.lib.email.judged
	domain.dnssec.state == "indeterminate"
	doubt := {
		"msg": sprintf("nobody on a trusted path has checked the signatures of `%s`", [domain.name]),
		"at": domain.dnssec.at,
	}
}
