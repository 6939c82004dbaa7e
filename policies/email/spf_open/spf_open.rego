# METADATA
# title: SPF does not let everybody send
# description: |
#   A record that ends in `+all`, or lists networks that together cover the Internet, declares every host a
#   legitimate sender: forged mail passes SPF, and with it DMARC. The record is judged by what it does:
#   it is asked about addresses that are set aside for documentation and that no host has.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-5.1
#     description: RFC 7208, all
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-5.6
#     description: RFC 7208, ip4 and ip6
#   - ref: https://www.rfc-editor.org/rfc/rfc5737
#     description: RFC 5737, addresses for documentation
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [email]
#   control: SPF
#   remediation: |
#     Remove the term that is pointed at, list the networks that do send, and end the record with `-all`:
#     `v=spf1 ip4:198.51.100.0/24 include:_spf.provider.example -all`.
package palisade.email.spf_open

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	passed := [{"address": probe.address, "at": _place(probe, domain.spf)} |
		some probe in domain.spf.probes
		probe.result == "pass"
	]
	some at in {probe.at | some probe in passed}
	violation := {
		"msg": sprintf("the SPF record of `%s` lets anybody send: it passes %s, which no host has", [
			domain.name,
			concat(" and ", sort([probe.address | some probe in passed; probe.at == at])),
		]),
		"at": at,
		"related": array.concat(_way(domain, at), email.sources(domain)),
	}
}

_place(probe, _) := probe.at

_place(probe, spf) := spf.at if not probe.at

# The terms that lead to the record that holds the term; of several ways the first.
_way(domain, at) := array.concat(ways, [[]])[0] if {
	ways := [[{"at": step, "msg": sprintf("`%s` leads there through this term", [domain.name])} |
		some step in include.chain
	] |
		some include in domain.spf.includes
		some term in include.terms
		term.at == at
	]
}
