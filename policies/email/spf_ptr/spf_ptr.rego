# METADATA
# title: SPF does not use ptr
# description: |
#   `ptr` and the macro `%{p}` make receivers look up the reverse name of the sending host and then the addresses
#   of that name. That is slow, fails where either zone does, and loads the servers of the reverse zones, so that
#   the standard says not to publish them.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-5.5
#     description: RFC 7208, ptr, do not use
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-7.2
#     description: RFC 7208, macro definitions
# custom:
#   severity: low
#   profile: recommended
#   checklists: [email]
#   control: SPF
#   remediation: |
#     Replace `ptr` by the networks or names that send: `ip4:198.51.100.0/24`, `a:mail.example.com`, or `mx`. Where
#     the term stands in a service's own record, ask the service for another one to include.
package palisade.email.spf_ptr

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some term in domain.spf.terms
	_by_reverse_name(term)
	violation := {
		"msg": sprintf("the SPF record of `%s` asks for the sender's reverse name by %s", [domain.name, _what(term)]),
		"at": term.at,
		"related": email.sources(domain),
	}
}

# Several ways may lead to one record: the first stands for all.
deny contains violation if {
	some domain in data.palisade.lib.email.judged

	# One finding a record, whatever the ways there: a hostile one may hold hundreds of terms.
	found := [{"include": include, "term": terms[0]} |
		some include in domain.spf.includes
		terms := [term | some term in include.terms; _by_reverse_name(term)]
		count(terms) > 0
	]
	some at in {place.term.at | some place in found}
	first := [place | some place in found; place.term.at == at][0]
	violation := {
		"msg": sprintf("the SPF record of `%s` leads to that of `%s`, which asks for the sender's reverse name by %s", [
			domain.name,
			first.include.domain,
			_what(first.term),
		]),
		"at": at,
		"related": array.concat(_way(domain, first.include), email.sources(domain)),
	}
}

_by_reverse_name(term) if term.name == "ptr"

_by_reverse_name(term) if regex.match(_macro, term.value)

_what(term) := "`ptr`" if term.name == "ptr"

_what(term) := "the macro `%{p}`" if term.name != "ptr"

# `%%` is a percent sign.
_macro := `^(?:[^%]|%[^{]|%\{[^}]*\})*?%\{[pP]`

_way(domain, include) := [{"at": at, "msg": sprintf("`%s` leads there through this term", [domain.name])} |
	some at in include.chain
]
