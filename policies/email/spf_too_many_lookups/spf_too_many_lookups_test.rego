package palisade.email.spf_too_many_lookups_test

import data.palisade.email.spf_too_many_lookups

_at := "dns:example.com?type=TXT#line=1"

_term(place, name, lookups) := {"at": sprintf("%s;char=%s", [_at, place]), "name": name, "lookups": lookups}

_domain(spf) := {"name": "example.com", "sources": [{"kind": "argument"}], "spf": object.union(
	{"at": _at, "status": "found", "terms": []},
	spf,
)}

_many := _domain({"lookups": 12, "terms": [
	_term("7,9", "mx", 1),
	_term("10,36", "include", 4),
	_term("37,66", "ip4", 0),
	_term("67,90", "include", 7),
	_term("91,95", "all", 0),
]})

_found(domain) := found if {
	found := spf_too_many_lookups.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
		with data.parameters.spf_lookups_advice as 8
}

_advice(domain) := advice if {
	advice := spf_too_many_lookups.warn with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
		with data.parameters.spf_lookups_advice as 8
}

test_too_many if {
	_found(_many) == {{
		"msg": "the SPF record of `example.com` needs 12 lookups; receivers give up after 10",
		"at": _at,
		"related": [
			{"at": sprintf("%s;char=67,90", [_at]), "msg": "needs 7 lookups"},
			{"at": sprintf("%s;char=10,36", [_at]), "msg": "needs 4 lookups"},
			{"at": sprintf("%s;char=7,9", [_at]), "msg": "needs 1 lookup"},
		],
	}}
	_advice(_many) == set()
}

test_terms_of_one_lookup_each if {
	terms := [_term(sprintf("%d", [place]), "a", 1) | some place in numbers.range(1, 300)]
	found := _found(_domain({"lookups": 300, "terms": terms}))
	[[related.at | some related in violation.related] | some violation in found] == [[
	sprintf("%s;char=%d", [_at, place]) |
		some place in numbers.range(1, 6)
	]]
}

test_advice[lookups] if {
	some lookups in [8, 9, 10]
	domain := _domain({"lookups": lookups})
	_found(domain) == set()
	[advice.msg | some advice in _advice(domain)] == [sprintf(
		"the SPF record of `example.com` needs %d of the 10 lookups that receivers make",
		[lookups],
	)]
}

test_clean[note] if {
	some note, domain in {
		"few": _domain({"lookups": 7}),
		"none": _domain({"lookups": 0}),
		"no record": _domain({"status": "absent"}),
		"no answer": _domain({"status": "error"}),
		"not asked": _domain({"status": "skipped"}),
		"an include without an answer": _domain({}),
		"void record": _domain({"status": "invalid", "lookups": 12}),
		"void record near the limit": _domain({"status": "invalid", "lookups": 9}),
		"mailbox provider": object.union(_many, {"name": "mail.example", "sources": [{"kind": "maintainer"}]}),
	}
	_found(domain) == set()
	_advice(domain) == set()
}
