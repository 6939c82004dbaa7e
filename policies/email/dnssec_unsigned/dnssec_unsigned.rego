# METADATA
# title: The domain is signed with DNSSEC
# description: |
#   Answers that are not signed can be forged on the way to a resolver: whoever does redirects the domain's
#   mail, or takes its SPF and DMARC records away. DANE, which forces TLS on mail without a web server,
#   counts only in signed zones.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc4033#section-5
#     description: RFC 4033, section 5, secure, insecure, bogus and indeterminate
#   - ref: https://www.rfc-editor.org/rfc/rfc7672
#     description: RFC 7672, DANE for SMTP
# custom:
#   severity: low
#   profile: strict
#   checklists: [email]
#   control: DNSSEC
#   remediation: |
#     Switch signing on at the DNS provider, and enter the DS record that it shows at the registrar. Most
#     providers sign and roll the keys by themselves.
package palisade.email.dnssec_unsigned

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.dnssec.state == "insecure"
	violation := {
		"msg": sprintf("the answers of `%s` are not signed with DNSSEC", [domain.name]),
		"at": domain.dnssec.at,
	}
}

unknown contains doubt if {
	some domain in data.palisade.lib.email.judged
	domain.dnssec.state == "indeterminate"
	doubt := {
		"msg": sprintf("nobody on a trusted path has checked whether `%s` is signed", [domain.name]),
		"at": domain.dnssec.at,
	}
}
