package palisade.email.dmarc_testing_test

import data.palisade.email.dmarc_testing

_at(characters) := concat("", ["dns:_dmarc.example.com?type=TXT#line=1;char=", characters])

_p(policy) := {"at": _at("10,18"), "name": "p", "value": policy}

_t := {"at": _at("20,23"), "name": "t", "value": "y"}

_pct(percent) := {"at": _at("20,26"), "name": "pct", "value": sprintf("%d", [percent])}

_domain(name, policy, tags, more) := {
	"name": name,
	"sources": [{"kind": "argument"}],
	"dmarc": {"status": "found", "rfc9989": object.union(
		{
			"status": "found",
			"domain": "example.com",
			"policy": policy,
			"applied": policy,
			"testing": false,
			"tags": array.concat([_p(policy)], tags),
		},
		more,
	)},
}

_found(domains) := found if {
	found := dmarc_testing.deny with input as {"domains": domains}
		with data.parameters.mailbox_providers as ["post.example"]
}

_under_test(name) := _domain(name, "reject", [_t], {"testing": true, "applied": "quarantine"})

test_under_test if {
	_found([_under_test("example.com")]) == {{
		"msg": "the policy of `example.com` is under test: receivers apply `quarantine` instead of `reject`",
		"at": _at("20,23"),
	}}
}

test_percent if {
	_found([_domain("example.com", "quarantine", [_pct(20)], {"percent": 20})]) == {{
		"msg": concat(" ", [
			"receivers that follow RFC 7489 apply the policy `quarantine` of `example.com`",
			"to only 20 % of the mail that fails",
		]),
		"at": _at("20,26"),
	}}
}

test_both if {
	found := _found([_domain("example.com", "reject", [_t, _pct(0)], {
		"testing": true,
		"applied": "quarantine",
		"percent": 0,
	})])
	{violation.at | some violation in found} == {_at("20,23"), _at("20,26")}
}

test_a_record_is_judged_once if {
	found := _found([_under_test("example.com"), _under_test("mail.example.com")])
	{violation.msg | some violation in found} == {
		"the policy of `example.com` is under test: receivers apply `quarantine` instead of `reject`",
	}
	count(_found([_under_test("mail.example.com")])) == 1
}

test_clean[note] if {
	some note, domain in {
		"enforced": _domain("example.com", "reject", [], {}),
		"t=n": _domain("example.com", "reject", [object.union(_t, {"value": "n"})], {}),
		"pct=100": _domain("example.com", "reject", [_pct(100)], {"percent": 100}),
		"nothing to test": _domain("example.com", "none", [_t], {"testing": true, "applied": "none"}),
		"nothing to sample": _domain("example.com", "none", [_pct(20)], {"percent": 20}),
		"several records": object.union(_under_test("example.com"), {"dmarc": {"status": "multiple"}}),
		"no record": {"name": "example.com", "sources": [{"kind": "argument"}], "dmarc": {
			"status": "absent",
			"rfc9989": {"status": "absent", "testing": false, "tags": []},
		}},
		"the lookup failed": {"name": "example.com", "sources": [{"kind": "argument"}], "dmarc": {
			"status": "error",
			"rfc9989": {"status": "error", "testing": false, "tags": []},
		}},
		"offline": {"name": "example.com", "sources": [{"kind": "argument"}], "dmarc": {
			"status": "skipped",
			"rfc9989": {"status": "skipped", "testing": false, "tags": []},
		}},
		"a mailbox provider": object.union(_under_test("post.example"), {"sources": [{"kind": "maintainer"}]}),
	}
	_found([domain]) == set()
}
