package palisade.email.spf_not_locked_test

import data.palisade.email.spf_not_locked

_at := "dns:example.com?type=TXT#line=1"

_term(name, qualifier) := {"name": name, "qualifier": qualifier}

_domain(fields, terms) := object.union(
	{
		"name": "example.com",
		"sources": [{"kind": "configuration", "at": "palisade.yaml#/domains/0"}],
		"mx": {"at": "dns:example.com?type=MX", "null_mx": false},
		"spf": {"at": _at, "status": "found", "terms": terms},
	},
	fields,
)

_silent := {"sends": "nothing"}

_null_mx := {"mx": {"null_mx": true}}

_found(domain) := found if {
	found := spf_not_locked.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_left_over_include if {
	_found(_domain(_silent, [_term("include", "pass"), _term("all", "fail")])) == {{
		"msg": "`example.com` sends no mail, and its SPF record says less than `v=spf1 -all`",
		"at": _at,
		"related": [{"at": "palisade.yaml#/domains/0", "msg": "`example.com` is declared here"}],
	}}
}

test_null_mx_tells_it if {
	found := _found(_domain(_null_mx, [_term("all", "softfail")]))
	[violation.related[0] | some violation in found] == [{
		"at": "dns:example.com?type=MX",
		"msg": "a null MX: it takes no mail",
	}]
}

test_not_locked[note] if {
	some note, terms in {
		"soft": [_term("all", "softfail")],
		"neutral": [_term("all", "neutral")],
		"no all": [],
		"one host refused": [_term("ip4", "fail"), _term("all", "softfail")],
		"redirect": [{"name": "redirect", "value": "_spf.example.com"}],
		"own servers": [_term("a", "pass"), _term("mx", "pass"), _term("all", "fail")],
	}
	{violation.at | some violation in _found(_domain(_silent, terms))} == {_at}
}

test_clean[note] if {
	left_over := [_term("mx", "pass"), _term("all", "fail")]
	some note, domain in {
		"locked": _domain(_silent, [_term("all", "fail")]),
		"locked, with a modifier": _domain(_silent, [
			{"name": "exp", "value": "why.example.com"},
			_term("all", "fail"),
		]),
		"locked, and a term that is never reached": _domain(_silent, [_term("all", "fail"), _term("mx", "pass")]),
		"open is another rule's": _domain(_silent, [_term("all", "pass")]),
		"sends": _domain({}, left_over),
		"sends in spite of the null MX": _domain(object.union(_null_mx, {"sends": "automated"}), left_over),
		"no record": _domain(object.union(_silent, {"spf": {"status": "absent"}}), []),
		"void record": _domain(object.union(_silent, {"spf": {"status": "invalid"}}), left_over),
		"no answer": _domain(object.union(_silent, {"spf": {"status": "error"}}), []),
		"not asked": _domain(object.union(_silent, {"spf": {"status": "skipped"}}), []),
		"mailbox provider": _domain(
			object.union(_null_mx, {"name": "mail.example", "sources": [{"kind": "maintainer"}]}),
			left_over,
		),
	}
	_found(domain) == set()
}
