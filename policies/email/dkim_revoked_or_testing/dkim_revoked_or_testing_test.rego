package palisade.email.dkim_revoked_or_testing_test

import data.palisade.email.dkim_revoked_or_testing

_line := "dns:s1._domainkey.example.com?type=TXT#line=1"

_flags := sprintf("%s;char=18,21", [_line])

_p := sprintf("%s;char=20,22", [_line])

_key(fields) := {"key": object.union({"at": _p, "revoked": false, "testing": false}, fields)}

_domain(selectors) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"dkim": {"selectors": [object.union({"name": "s1", "status": "found"}, selector) |
		some selector in selectors
	]},
}

_found(domain) := found if {
	found := dkim_revoked_or_testing.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_revoked if {
	declared := {"declared_at": "palisade.yaml#/domains/0/selectors/0"}
	_found(_domain([object.union(_key({"revoked": true}), declared)])) == {{
		"msg": "the DKIM key `s1` of `example.com` is revoked: its `p` is empty",
		"at": _p,
		"related": [{"at": "palisade.yaml#/domains/0/selectors/0", "msg": "`s1` is declared here"}],
	}}
}

test_testing if {
	_found(_domain([_key({"testing": true, "flags_at": _flags})])) == {{
		"msg": "the DKIM key `s1` of `example.com` is under test: receivers treat its mail as not signed",
		"at": _flags,
		"related": [],
	}}
}

test_revoked_under_test_is_one_finding if {
	found := _found(_domain([_key({"revoked": true, "testing": true, "flags_at": _flags})]))
	{violation.at | some violation in found} == {_p}
}

test_clean[note] if {
	some note, selectors in {
		"in force": [_key({})],
		"strict": [_key({"strict": true, "flags_at": _flags})],
		"no key": [{"status": "absent"}],
		"unreadable": [{"status": "invalid"}],
		"no answer": [{"status": "error"}],
		"not asked": [{"status": "skipped"}],
		"nothing declared": [],
	}
	_found(_domain(selectors)) == set()
}

test_mailbox_provider if {
	provider := {"name": "mail.example", "sources": [{"kind": "maintainer"}]}
	_found(object.union(_domain([_key({"revoked": true})]), provider)) == set()
}
