package palisade.email.spf_no_hard_end_test

import data.palisade.email.spf_no_hard_end

_at := "dns:example.com?type=TXT#line=1"

_all := "dns:example.com?type=TXT#line=1;char=33,37"

_domain(spf) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"mx": {"null_mx": false},
	"spf": object.union({"at": _at, "status": "found"}, spf),
}

_neutral := _domain({"ends": "neutral", "ends_at": _all})

_found(domain) := found if {
	found := spf_no_hard_end.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_neutral if {
	_found(_neutral) == {{
		"msg": "the SPF record of `example.com` says nothing about hosts that it does not list: its `all` is neutral",
		"at": _all,
		"related": [],
	}}
}

test_no_all if {
	_found(_domain({"ends": "neutral"})) == {{
		"msg": "the SPF record of `example.com` says nothing about hosts that it does not list: it ends without `all`",
		"at": _at,
		"related": [],
	}}
}

test_neutral_by_redirect if {
	there := "dns:_spf.mail.example?type=TXT#line=1;char=33,37"
	found := _found(_domain({"ends": "neutral", "ends_at": there}))
	{violation.at | some violation in found} == {there}
}

test_clean[note] if {
	some note, domain in {
		"hard": _domain({"ends": "fail", "ends_at": _all}),
		"soft": _domain({"ends": "softfail", "ends_at": _all}),
		"open is another rule's": _domain({"ends": "pass", "ends_at": _all}),
		"no record": _domain({"status": "absent"}),
		"void record": _domain({"status": "invalid", "ends": "neutral"}),
		"redirect to nothing is another rule's": _domain({"ends": "permerror"}),
		"redirect without an answer": _domain({}),
		"no answer": _domain({"status": "error"}),
		"not asked": _domain({"status": "skipped"}),
		"sends nothing": object.union(_neutral, {"sends": "nothing"}),
		"null MX": object.union(_neutral, {"mx": {"null_mx": true}}),
		"mailbox provider": object.union(_neutral, {"name": "mail.example", "sources": [{"kind": "maintainer"}]}),
	}
	_found(domain) == set()
}
