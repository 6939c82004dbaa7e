# METADATA
# title: A domain that sends no mail says so in SPF
# description: |
#   A domain that sends nothing needs no list of senders: `v=spf1 -all` tells every receiver that mail in its
#   name is forged. Anything else, an include that is left over, `mx`, or a soft end, leaves somebody a
#   way to send as this domain, and nobody would notice. A domain counts as one that sends nothing where the
#   configuration says `sends: nothing`, or where it has a null MX and the configuration does not say otherwise.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-10.1.2
#     description: RFC 7208, administrator's considerations
#   - ref: https://www.rfc-editor.org/rfc/rfc7505#section-4.2
#     description: RFC 7505, null MX and domains that send no mail
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: SPF
#   remediation: |
#     Write `v=spf1 -all` as the whole record. Where the domain does send mail, say so in the configuration:
#     `sends: people` or `sends: automated`.
package palisade.email.spf_not_locked

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	email.silent(domain)
	domain.spf.status == "found"
	not _locked(domain.spf)
	not _open(domain.spf)
	violation := {
		"msg": sprintf("`%s` sends no mail, and its SPF record says less than `v=spf1 -all`", [domain.name]),
		"at": domain.spf.at,
		"related": array.concat(_told(domain), email.sources(domain)),
	}
}

# What stands behind `all` is never reached.
_locked(spf) if {
	directives := [term | some term in spf.terms; term.qualifier]
	directives[0].name == "all"
	directives[0].qualifier == "fail"
}

# email.spf_open points at it.
_open(spf) if {
	some term in spf.terms
	term.name == "all"
	term.qualifier == "pass"
}

_told(domain) := [{"at": domain.mx.at, "msg": "a null MX: it takes no mail"} | domain.mx.null_mx]
