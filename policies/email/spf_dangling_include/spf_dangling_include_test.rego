package palisade.email.spf_dangling_include_test

import data.palisade.email.spf_dangling_include

_own := "dns:example.com?type=TXT#line=1;char=10,40"

_include(fields) := object.union(
	{
		"at": _own,
		"target_at": "dns:_spf.gone.example?type=TXT",
		"chain": [_own],
		"domain": "_spf.gone.example",
		"status": "absent",
		"loops": false,
	},
	fields,
)

_domain(includes) := {
	"name": "example.com",
	"sources": [{"kind": "configuration", "at": "palisade.yaml#/domains/0"}],
	"spf": {"status": "found", "includes": includes},
}

_found(domain) := found if {
	found := spf_dangling_include.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

_unknown(domain) := answers if {
	answers := spf_dangling_include.unknown with input as {"domains": [domain]}
}

test_name_that_does_not_exist if {
	_found(_domain([_include({"exists": false})])) == {{
		"msg": sprintf("the SPF record of `example.com` leads to `_spf.gone.example`, which does not exist: %s", [
			"whoever gets hold of it sends as `example.com`",
		]),
		"at": _own,
		"label": "does not exist",
		"related": [
			{"at": "dns:_spf.gone.example?type=TXT", "msg": "nothing stands there"},
			{"at": "palisade.yaml#/domains/0", "msg": "`example.com` is declared here"},
		],
	}}
}

test_no_record_behind_another_include if {
	there := "dns:_spf.mail.example?type=TXT#line=1;char=7,31"
	found := _found(_domain([_include({"exists": true, "at": there, "chain": [_own, there]})]))
	[[violation.at, violation.label, violation.related[0]] | some violation in found] == [[
		there,
		"has no SPF record",
		{"at": _own, "msg": "`example.com` leads there through this term"},
	]]
}

test_existence_is_not_known if {
	{violation.label | some violation in _found(_domain([_include({})]))} == {"has no SPF record"}
}

test_circle if {
	back := "dns:_spf.example.com?type=TXT#line=1;char=7,26"
	domain := _domain([
		_include({"domain": "_spf.example.com", "status": "found"}),
		_include({"at": back, "chain": [_own, back], "domain": "example.com", "status": "skipped", "loops": true}),
	])
	_unknown(domain) == set()
	found := _found(domain)
	[[violation.at, violation.msg] | some violation in found] == [[
		back,
		"the SPF record of `example.com` leads in a circle: `example.com` is reached from itself",
	]]
}

test_two_ways_to_one_term_are_one_finding if {
	there := "dns:_spf.mail.example?type=TXT#line=1;char=7,31"
	found := _found(_domain([
		_include({"at": there, "chain": [_own, there]}),
		_include({"at": there, "chain": ["dns:example.com?type=TXT#line=1;char=41,60", there]}),
	]))
	[violation.related[0].at | some violation in found] == [_own]
}

test_clean[note] if {
	some note, domain in {
		"sound": _domain([_include({"status": "found", "exists": true})]),
		"void is another rule's": _domain([_include({"status": "invalid", "exists": true})]),
		"no answer": _domain([_include({"status": "error"})]),
		"an alias that leads nowhere": _domain([_include({"status": "error", "exists": false})]),
		"a macro": _domain([_include({"status": "skipped", "domain": "%{i}._spf.mail.example"})]),
		"no include": _domain([]),
		"not asked": object.union(_domain([]), {"spf": {"status": "skipped"}}),
		"mailbox provider": object.union(
			_domain([_include({"exists": false})]),
			{"name": "mail.example", "sources": [{"kind": "maintainer"}]},
		),
	}
	_found(domain) == set()
}

test_macro_is_unknown if {
	macro := _include({"status": "skipped", "domain": "%{i}._spf.mail.example"})
	{answer.at | some answer in _unknown(_domain([macro]))} == {_own}
}

test_nothing_is_unknown if {
	_unknown(_domain([_include({}), _include({"status": "found"}), _include({"status": "error"})])) == set()
}

test_an_alias_of_a_name_that_does_not_exist_is_proven if {
	error := {"class": "cname_dangling", "reason": "an alias leads to gone.example, which does not exist"}
	found := _found(_domain([_include({"status": "error", "error": error})]))
	[violation.label | some violation in found] == ["leads to what does not exist"]
}
