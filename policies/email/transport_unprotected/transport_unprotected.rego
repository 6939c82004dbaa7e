# METADATA
# title: Senders must use TLS for mail to the domain
# description: |
#   Without an enforced MTA-STS policy, and without DANE on every exchange, senders give up TLS when
#   somebody on the way takes it away, and the mail can be read and changed. DANE on some exchanges
#   is not enough: whoever blocks those gets the mail to the others. This rule sums up what the others
#   tell of MTA-STS and DANE one by one, and so asks what they come to: it repeats them, hence the
#   profile.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8461#section-10
#     description: RFC 8461, security considerations
#   - ref: https://www.rfc-editor.org/rfc/rfc7672#section-1.3
#     description: RFC 7672, SMTP channel security
# custom:
#   severity: medium
#   profile: strict
#   checklists: [email]
#   control: MTA-STS
#   remediation: |
#     Enforce MTA-STS: `mode: enforce` in a policy that covers every exchange. Or sign the zones of the
#     domain and of its exchanges, and write `_25._tcp.<exchange> TLSA 3 1 1 <hash of the key>` for
#     every one of them.
package palisade.email.transport_unprotected

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mx.takes_mail
	gap := _gap(domain.mta_sts)
	exchanges := _without_dane(domain)
	count(exchanges) > 0
	violation := {
		"msg": sprintf(
			"nothing makes senders use TLS for mail to `%s`: %s, and DANE does not protect %s",
			[domain.name, gap.msg, _listed(exchanges)],
		),
		"at": domain.mx.at,
		"related": array.concat([gap], array.concat(_places(exchanges), email.sources(domain))),
	}
}

# A resolver that nobody vouches for cannot tell whether TLSA records count.
unknown contains answer if {
	some domain in data.palisade.lib.email.judged
	domain.mx.takes_mail
	gap := _gap(domain.mta_sts)
	count(_without_dane(domain)) == 0
	domain.dnssec.state == "indeterminate"
	some exchange in domain.mx.hosts
	exchange.tlsa.status == "skipped"
	exchange.addresses == "found"
	answer := {
		"msg": sprintf(
			"for mail to `%s` %s, and whether DANE protects `%s` only a resolver that checks signatures can tell",
			[domain.name, gap.msg, exchange.host],
		),
		"at": exchange.at,
	}
}

_gap(mta_sts) := {"at": mta_sts.at, "msg": "there is no MTA-STS record"} if mta_sts.status == "absent"

_gap(mta_sts) := {"at": mta_sts.at, "msg": "its MTA-STS record does not count"} if {
	mta_sts.status in {"invalid", "multiple"}
}

_gap(mta_sts) := {"at": mta_sts.policy.at, "msg": "its MTA-STS policy cannot be had"} if {
	mta_sts.status == "found"
	_cannot_be_had(mta_sts.policy)
}

_gap(mta_sts) := {"at": mta_sts.policy.at, "msg": "its MTA-STS policy does not count"} if {
	mta_sts.status == "found"
	mta_sts.policy.status == "invalid"
}

_gap(mta_sts) := {"at": mta_sts.policy.mode_at, "msg": "its MTA-STS policy is not enforced"} if {
	mta_sts.status == "found"
	mta_sts.policy.status == "found"
	mta_sts.policy.mode != "enforce"
}

_cannot_be_had(policy) if policy.status == "absent"

_cannot_be_had(policy) if {
	policy.status == "error"
	policy.error.class in data.palisade.lib.email.refused_by_senders
}

# The exchanges of which it is proven that DANE does not protect them.
_without_dane(domain) := [exchange |
	some exchange in domain.mx.hosts
	exchange.addresses in {"found", "invalid"}
	not exchange.tlsa.counts
	_proven(exchange.tlsa.status, domain.dnssec.state)
]

_proven(status, _) if status in {"absent", "found", "invalid"}

# Not asked for, since MX or address are not secure; and the resolver knows which answers are.
_proven("skipped", state) if state in {"secure", "insecure"}

_listed(exchanges) := concat(", ", [sprintf("`%s`", [exchange.host]) | some exchange in exchanges])

_places(exchanges) := [{"at": exchange.at, "msg": _missing[exchange.tlsa.status]} | some exchange in exchanges]

_missing := {
	"absent": "it has no TLSA record",
	"found": "none of its TLSA records counts",
	"invalid": "none of its TLSA records counts",
	"skipped": "the MX record or the address is not signed, so that TLSA records would not count",
}
