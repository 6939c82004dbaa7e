# METADATA
# title: The SPF record follows its standard
# description: |
#   One syntax error anywhere makes the whole record void: receivers stop with a permanent error, and mail
#   of the domain fails SPF or goes unchecked. The same holds for a record that is reached by `include` or
#   `redirect`, and for one of those that stands twice at its name.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-4.6
#     description: RFC 7208, record evaluation
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-5.2
#     description: RFC 7208, include
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-12
#     description: RFC 7208, collected ABNF
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: SPF
#   remediation: |
#     Correct the term that is pointed at. Mechanisms are `all`, `include`, `a`, `mx`, `ip4`, `ip6` and `exists`,
#     with one space between terms: `v=spf1 mx ip4:198.51.100.0/24 include:_spf.provider.example -all`. Where
#     the record is a service's own, tell the service, or leave its term out until it is right.
package palisade.email.spf_invalid

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "invalid"
	mistakes := domain.spf.mistakes
	violation := {
		"msg": sprintf("the SPF record of `%s` is void: %s", [domain.name, mistakes[0].reason]),
		"at": mistakes[0].at,
		"related": array.concat(_more(mistakes, 1), email.sources(domain)),
	}
}

# Several ways may lead to one record: the first stands for all.
deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "found"
	some at in {include.at | some include in domain.spf.includes; _why(include)}
	first := [include | some include in domain.spf.includes; include.at == at; _why(include)][0]
	violation := {
		"msg": sprintf("the SPF record of `%s` leads to that of `%s`, which %s", [
			domain.name,
			first.domain,
			_why(first),
		]),
		"at": at,
		"related": array.concat(_way(domain, first), array.concat(_there(first), email.sources(domain))),
	}
}

# Sound by its words, and yet an error for every sender: more than ten exchanges behind one `mx`, say.
deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "found"
	broken := [probe | some probe in domain.spf.probes; probe.result == "permerror"]
	count(broken) > 0
	not _told_elsewhere(domain.spf)
	violation := {
		"msg": sprintf("receivers stop with an error at the SPF record of `%s`: %s", [domain.name, broken[0].reason]),
		"at": domain.spf.at,
		"related": email.sources(domain),
	}
}

_told_elsewhere(spf) if spf.lookups > 10

_told_elsewhere(spf) if spf.void_lookups > 2

_told_elsewhere(spf) if {
	some include in spf.includes
	include.status in {"absent", "invalid", "multiple"}
}

_told_elsewhere(spf) if {
	some include in spf.includes
	include.loops
}

_told_elsewhere(spf) if {
	some include in spf.includes
	include.error.class == "cname_dangling"
}

_why(include) := "is void" if include.status == "invalid"

_why(include) := "stands there more than once" if include.status == "multiple"

_there(include) := _more(include.mistakes, 0) if include.status == "invalid"

_there(include) := [{"at": include.target_at, "msg": "several records begin with `v=spf1`"}] if {
	include.status == "multiple"
}

_more(mistakes, start) := [{"at": mistake.at, "msg": mistake.reason} |
	some index, mistake in mistakes
	index >= start
	index < 6
]

_way(domain, include) := [{"at": at, "msg": sprintf("`%s` leads there through this term", [domain.name])} |
	some index, at in include.chain
	index < count(include.chain) - 1
]
