package palisade.email.spf_void_lookups_test

import data.palisade.email.spf_void_lookups

_at := "dns:example.com?type=TXT#line=3"

_domain(spf) := {"name": "example.com", "sources": [{"kind": "argument"}], "spf": object.union(
	{"at": _at, "status": "found"},
	spf,
)}

_found(domain) := found if {
	found := spf_void_lookups.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_three if {
	_found(_domain({"void_lookups": 3})) == {{
		"msg": "3 lookups of the SPF record of `example.com` find nothing; receivers give up after 2",
		"at": _at,
		"related": [],
	}}
}

test_domain_of_a_maintainer if {
	sources := [{"kind": "maintainer", "at": "package.json#/maintainers/1"}]
	found := _found(object.union(_domain({"void_lookups": 9}), {"sources": sources}))
	{related.at | some violation in found; some related in violation.related} == {"package.json#/maintainers/1"}
}

test_clean[note] if {
	some note, domain in {
		"none": _domain({"void_lookups": 0}),
		"two": _domain({"void_lookups": 2}),
		"no record": _domain({"status": "absent"}),
		"no answer": _domain({"status": "error"}),
		"not asked": _domain({"status": "skipped"}),
		"a term without an answer": _domain({}),
		"void record": _domain({"status": "invalid", "void_lookups": 3}),
		"mailbox provider": object.union(
			_domain({"void_lookups": 3}),
			{"name": "mail.example", "sources": [{"kind": "maintainer"}]},
		),
	}
	_found(domain) == set()
}
