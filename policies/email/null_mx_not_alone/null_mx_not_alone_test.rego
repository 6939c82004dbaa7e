package palisade.email.null_mx_not_alone_test

import data.palisade.email.null_mx_not_alone

_at := "dns:example.com?type=MX"

_line(number) := sprintf("%s#line=%d", [_at, number])

_domain(null_mx, hosts) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"mx": {"at": _at, "null_mx": null_mx, "hosts": hosts},
}

_first := {"at": _line(2), "host": "mx1.example.com", "preference": 10}

_second := {"at": _line(3), "host": "mx2.example.net", "preference": 20}

_denied(domain) := found if {
	found := null_mx_not_alone.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_beside_one if {
	_denied(_domain(true, [_first])) == {{
		"msg": "`example.com` says that it takes no mail, and names `mx1.example.com` for its mail all the same",
		"at": _at,
		"related": [{"at": _line(2), "msg": "mail goes to `mx1.example.com` by this record"}],
	}}
}

test_beside_two if {
	found := _denied(_domain(true, [_first, _second]))
	{[violation.at, violation.msg] | some violation in found} == {[
		_at,
		concat(" ", [
			"`example.com` says that it takes no mail,",
			"and names `mx1.example.com`, `mx2.example.net` for its mail all the same",
		]),
	]}
	{related.at | some violation in found; some related in violation.related} == {_line(2), _line(3)}
}

test_clean[note] if {
	provider := {"name": "post.example", "sources": [{"kind": "maintainer"}]}
	some note, domain in {
		"alone": _domain(true, []),
		"exchanges": _domain(false, [_first, _second]),
		"no MX": _domain(false, []),
		"the lookup failed": object.union(_domain(false, []), {"mx": {"status": "error"}}),
		"offline": object.union(_domain(false, []), {"mx": {"status": "skipped"}}),
		"a mailbox provider": object.union(_domain(true, [_first]), provider),
	}
	_denied(domain) == set()
}
