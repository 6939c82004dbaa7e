package palisade.email.spf_ptr_test

import data.palisade.email.spf_ptr

_term(at, name) := {"at": at, "name": name}

_own := "dns:example.com?type=TXT#line=1;char=7,10"

_there := "dns:_spf.mail.example?type=TXT#line=1;char=7,23"

_domain(spf) := {"name": "example.com", "sources": [{"kind": "argument"}], "spf": object.union(
	{"terms": [_term("mx", "mx"), _term("all", "all")], "includes": []},
	spf,
)}

_include(chain, terms) := {"domain": "_spf.mail.example", "chain": chain, "terms": terms}

_found(domain) := found if {
	found := spf_ptr.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_own_term if {
	_found(_domain({"terms": [_term(_own, "ptr")]})) == {{
		"msg": "the SPF record of `example.com` asks for the sender's reverse name by `ptr`",
		"at": _own,
		"related": [],
	}}
}

test_macro[value] if {
	some value in ["%{p}.allow.example.com", "%{i}.%{P2}._spf.example.com", "100%%%{p}.example.com"]
	found := _found(_domain({"terms": [{"at": _own, "name": "exists", "value": value}]}))
	{violation.msg | some violation in found} == {concat("", [
		"the SPF record of `example.com` asks for the sender's reverse name by ",
		"the macro `%{p}`",
	])}
}

test_other_macros[value] if {
	some value in ["%{i}._spf.mail.example", "%%{p}.example.com", "%{ir}.%{v}.arpa.example.com", "%{d}p.example.com"]
	_found(_domain({"terms": [{"at": _own, "name": "exists", "value": value}]})) == set()
}

test_term_of_an_included_record if {
	included := _include([_own], [_term("ip4", "ip4"), _term(_there, "ptr")])
	_found(_domain({"includes": [included, object.union(included, {"chain": ["other", "way"]})]})) == {{
		"msg": sprintf("the SPF record of `example.com` leads to that of `_spf.mail.example`, which %s", [
			"asks for the sender's reverse name by `ptr`",
		]),
		"at": _there,
		"related": [{"at": _own, "msg": "`example.com` leads there through this term"}],
	}}
}

test_clean[note] if {
	some note, domain in {
		"without": _domain({}),
		"include without": _domain({"includes": [_include([_own], [_term("ip4", "ip4")])]}),
		"include without an answer": _domain({"includes": [_include([_own], [])]}),
		"no answer": _domain({"status": "error", "terms": []}),
		"not asked": _domain({"status": "skipped", "terms": []}),
		"mailbox provider": object.union(
			_domain({"terms": [_term(_own, "ptr")]}),
			{"name": "mail.example", "sources": [{"kind": "maintainer"}]},
		),
	}
	_found(domain) == set()
}
