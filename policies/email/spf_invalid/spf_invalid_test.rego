package palisade.email.spf_invalid_test

import data.palisade.email.spf_invalid

_at := "dns:example.com?type=TXT#line=1;char=10,33"

_sources := [{"kind": "argument"}]

_unknown_mechanism := {"at": _at, "reason": "`ipv4` is not a mechanism"}

_own(status, mistakes) := {
	"name": "example.com",
	"sources": _sources,
	"spf": {"status": status, "mistakes": mistakes, "includes": []},
}

_include(fields) := object.union(
	{
		"at": "dns:_spf.mail.example?type=TXT#line=1;char=7,35",
		"target_at": "dns:_netblocks.mail.example?type=TXT",
		"chain": [
			"dns:example.com?type=TXT#line=1;char=7,32",
			"dns:_spf.mail.example?type=TXT#line=1;char=7,35",
		],
		"domain": "_netblocks.mail.example",
		"status": "found",
		"mistakes": [],
	},
	fields,
)

_including(includes) := {
	"name": "example.com",
	"sources": _sources,
	"spf": {"status": "found", "mistakes": [], "includes": includes},
}

_found(domain) := found if {
	found := spf_invalid.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_own_record if {
	again := {"at": "dns:example.com?type=TXT#line=1;char=34,38", "reason": "`-al` is not a mechanism"}
	_found(_own("invalid", [_unknown_mechanism, again])) == {{
		"msg": "the SPF record of `example.com` is void: `ipv4` is not a mechanism",
		"at": _at,
		"related": [{"at": again.at, "msg": again.reason}],
	}}
}

test_thousands_of_mistakes_are_one_finding if {
	mistakes := [{"at": sprintf("%d", [place]), "reason": "`x` is not a mechanism"} |
		some place in numbers.range(1, 2000)
	]
	found := _found(_own("invalid", mistakes))
	[count(violation.related) | some violation in found] == [5]
}

test_what_a_void_record_includes_does_not_matter if {
	includes := {"spf": {"includes": [_include({"status": "multiple"})]}}
	found := _found(object.union(_own("invalid", [_unknown_mechanism]), includes))
	{violation.at | some violation in found} == {_at}
}

test_included_record_is_void if {
	there := {"at": "dns:_netblocks.mail.example?type=TXT#line=1;char=7,20", "reason": "`ip4` has no address"}
	_found(_including([_include({"status": "invalid", "mistakes": [there]})])) == {{
		"msg": "the SPF record of `example.com` leads to that of `_netblocks.mail.example`, which is void",
		"at": "dns:_spf.mail.example?type=TXT#line=1;char=7,35",
		"related": [
			{
				"at": "dns:example.com?type=TXT#line=1;char=7,32",
				"msg": "`example.com` leads there through this term",
			},
			{"at": there.at, "msg": there.reason},
		],
	}}
}

test_included_record_is_there_twice_and_reached_twice if {
	twice := _include({"status": "multiple"})
	elsewhere := object.union(twice, {"chain": ["dns:example.com?type=TXT#line=1;char=33,50", twice.at]})
	found := _found(_including([_include({"at": "other"}), twice, elsewhere]))
	[[violation.at, violation.related[1]] | some violation in found] == [[
		twice.at,
		{"at": twice.target_at, "msg": "several records begin with `v=spf1`"},
	]]
}

test_clean[note] if {
	some note, domain in {
		"found": _own("found", []),
		"absent": _own("absent", []),
		"multiple is another rule's": _own("multiple", [_unknown_mechanism]),
		"no answer": _own("error", []),
		"not asked": _own("skipped", []),
		"sound include": _including([_include({})]),
		"include without a record is another rule's": _including([_include({"status": "absent"})]),
		"include without an answer": _including([_include({"status": "error"})]),
		"include of a macro": _including([_include({"status": "skipped"})]),
		"mailbox provider": object.union(
			_own("invalid", [_unknown_mechanism]),
			{"name": "mail.example", "sources": [{"kind": "maintainer"}]},
		),
	}
	_found(domain) == set()
}

test_an_error_for_every_sender_is_told_once if {
	domain := {
		"name": "example.com",
		"sources": [{"kind": "argument"}],
		"spf": {
			"at": "dns:example.com?type=TXT#line=1",
			"status": "found",
			"includes": [],
			"lookups": 1,
			"void_lookups": 0,
			"probes": [
				{"address": "192.0.2.1", "result": "permerror", "reason": "`mx` leads to 11 mail exchanges"},
				{"address": "2001:db8::1", "result": "permerror", "reason": "`mx` leads to 11 mail exchanges"},
			],
		},
	}
	found := spf_invalid.deny with input as {"domains": [domain]}
	[violation.at | some violation in found] == ["dns:example.com?type=TXT#line=1"]
	beyond := object.union(domain, {"spf": object.union(domain.spf, {"lookups": 11})})
	none := spf_invalid.deny with input as {"domains": [beyond]}
	none == set()
}
