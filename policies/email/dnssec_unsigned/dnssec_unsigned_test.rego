package palisade.email.dnssec_unsigned_test

import data.palisade.email.dnssec_unsigned

_at := "dns:example.com?type=SOA"

_domain(dnssec) := {
	"name": "example.com",
	"sources": [{"kind": "maintainer", "at": "package.json#/author"}],
	"dnssec": object.union({"at": _at}, dnssec),
}

_known(state) := _domain({"status": "found", "state": state})

_denied(domain) := found if {
	found := dnssec_unsigned.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

_doubts(domain) := found if {
	found := dnssec_unsigned.unknown with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_unsigned if {
	_denied(_known("insecure")) == {{
		"msg": "the answers of `example.com` are not signed with DNSSEC",
		"at": _at,
	}}
}

test_a_provider_that_is_asked_for if {
	asked := {"name": "post.example", "sources": [{"kind": "argument"}]}
	{violation.at | some violation in _denied(object.union(_known("insecure"), asked))} == {_at}
}

test_nobody_has_checked if {
	_denied(_known("indeterminate")) == set()
	_doubts(_known("indeterminate")) == {{
		"msg": "nobody on a trusted path has checked whether `example.com` is signed",
		"at": _at,
	}}
}

test_clean[note] if {
	some note, domain in {
		"secure": _known("secure"),
		"bogus, which is a rule of its own": _known("bogus"),
		"the lookup failed": _domain({"status": "error", "error": {"class": "timeout"}}),
		"offline": _domain({"status": "skipped"}),
		"a mailbox provider": object.union(_known("insecure"), {"name": "post.example"}),
	}
	_denied(domain) == set()
	_doubts(domain) == set()
}
