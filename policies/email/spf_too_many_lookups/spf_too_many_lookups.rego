# METADATA
# title: SPF needs at most ten lookups
# description: |
#   Receivers may ask DNS ten times for one SPF check: every `include`, `a`, `mx`, `ptr`, `exists` and `redirect`
#   counts, also within the records that are included. One more, and the check ends as a permanent error:
#   the mail fails SPF or goes unchecked. Services add includes to their own records without notice, so a
#   domain close to the limit can cross it without any change of its own.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4
#     description: RFC 7208, DNS lookup limits
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: SPF
#   remediation: |
#     Remove the includes of services that no longer send. Write `ip4:` and `ip6:` for hosts of your own in place
#     of `a` and `mx`. Give a service a subdomain of its own as sender, `news.example.com`, with an SPF record
#     there.
package palisade.email.spf_too_many_lookups

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "found"
	domain.spf.lookups > 10
	violation := {
		"msg": sprintf("the SPF record of `%s` needs %d lookups; receivers give up after 10", [
			domain.name,
			domain.spf.lookups,
		]),
		"at": domain.spf.at,
		"related": array.concat(_costs(domain.spf), email.sources(domain)),
	}
}

warn contains advice if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "found"
	domain.spf.lookups >= data.parameters.spf_lookups_advice
	domain.spf.lookups <= 10
	advice := {
		"msg": sprintf("the SPF record of `%s` needs %d of the 10 lookups that receivers make", [
			domain.name,
			domain.spf.lookups,
		]),
		"at": domain.spf.at,
		"related": array.concat(_costs(domain.spf), email.sources(domain)),
	}
}

# The dearest terms.
_costs(spf) := [{"at": cost[2], "msg": _needs(0 - cost[0])} |
	costs := [[0 - term.lookups, index, term.at] | some index, term in spf.terms; term.lookups > 0]
	some rank, cost in sort(costs)
	rank < 6
]

_needs(1) := "needs 1 lookup"

_needs(lookups) := sprintf("needs %d lookups", [lookups]) if lookups > 1
