package palisade.email.spf_open_test

import data.palisade.email.spf_open

_all := "dns:example.com?type=TXT#line=1;char=12,16"

_low := "dns:example.com?type=TXT#line=1;char=7,20"

_v4(result, at) := {"address": "192.0.2.1", "result": result, "at": at}

_v6(result, at) := {"address": "2001:db8::1", "result": result, "at": at}

_domain(probes) := {"name": "example.com", "sources": [{"kind": "argument"}], "spf": {
	"at": "dns:example.com?type=TXT#line=1",
	"probes": probes,
	"includes": [],
}}

_found(domain) := found if {
	found := spf_open.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_one_term_that_passes_everything if {
	_found(_domain([_v4("pass", _all), _v6("pass", _all)])) == {{
		"msg": sprintf("the SPF record of `example.com` lets anybody send: it passes %s, which no host has", [
			"192.0.2.1 and 2001:db8::1",
		]),
		"at": _all,
		"related": [],
	}}
}

test_two_terms_are_two_findings if {
	found := _found(_domain([_v4("pass", _low), _v6("pass", _all)]))
	{violation.at | some violation in found} == {_low, _all}
}

test_network_of_ip4_alone if {
	found := _found(_domain([_v4("pass", _low), _v6("fail", _all)]))
	{violation.at | some violation in found} == {_low}
}

test_term_of_an_included_record if {
	there := "dns:_spf.mail.example?type=TXT#line=1;char=7,20"
	through := "dns:example.com?type=TXT#line=1;char=7,32"
	domain := object.union(_domain([_v4("pass", there)]), {"spf": {"includes": [
		{"chain": ["elsewhere"], "terms": [{"at": "another"}]},
		{"chain": [through], "terms": [{"at": there}]},
		{"chain": ["elsewhere", through], "terms": [{"at": there}]},
	]}})
	[violation.related | some violation in _found(domain)] == [[{
		"at": through,
		"msg": "`example.com` leads there through this term",
	}]]
}

test_no_term_is_named if {
	found := _found(_domain([{"address": "192.0.2.1", "result": "pass"}]))
	{violation.at | some violation in found} == {"dns:example.com?type=TXT#line=1"}
}

test_clean[note] if {
	some note, domain in {
		"refused": _domain([_v4("fail", _all), _v6("fail", _all)]),
		"soft": _domain([_v4("softfail", _all), _v6("softfail", _all)]),
		"neutral is another rule's": _domain([_v4("neutral", _all)]),
		"void record": _domain([_v4("permerror", _all)]),
		"no answer": _domain([_v4("temperror", _all)]),
		"not asked": _domain([]),
		"mailbox provider": object.union(
			_domain([_v4("pass", _all)]),
			{"name": "mail.example", "sources": [{"kind": "maintainer"}]},
		),
	}
	_found(domain) == set()
}
