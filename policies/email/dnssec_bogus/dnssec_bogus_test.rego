package palisade.email.dnssec_bogus_test

import data.palisade.email.dnssec_bogus

_at := "dns:example.com?type=SOA"

_domain(dnssec) := {
	"name": "example.com",
	"sources": [{"kind": "maintainer", "at": "package.json#/author"}],
	"dnssec": object.union({"at": _at}, dnssec),
}

_known(state) := _domain({"status": "found", "state": state})

_denied(domain) := found if {
	found := dnssec_bogus.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

_doubts(domain) := found if {
	found := dnssec_bogus.unknown with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_bogus if {
	_denied(_known("bogus")) == {{
		"msg": "the DNSSEC signatures of `example.com` do not hold, and resolvers that check them refuse it",
		"at": _at,
		"related": [{"at": "package.json#/author", "msg": "`example.com` is a maintainer's domain here"}],
	}}
}

test_a_provider_that_is_asked_for if {
	asked := {"name": "post.example", "sources": [{"kind": "argument"}]}
	{violation.at | some violation in _denied(object.union(_known("bogus"), asked))} == {_at}
}

test_nobody_has_checked if {
	_denied(_known("indeterminate")) == set()
	_doubts(_known("indeterminate")) == {{
		"msg": "nobody on a trusted path has checked the signatures of `example.com`",
		"at": _at,
	}}
}

test_clean[note] if {
	some note, domain in {
		"secure": _known("secure"),
		"insecure": _known("insecure"),
		"the lookup failed": _domain({"status": "error", "error": {"class": "servfail"}}),
		"offline": _domain({"status": "skipped"}),
		"a mailbox provider": object.union(_known("bogus"), {"name": "post.example"}),
	}
	_denied(domain) == set()
	_doubts(domain) == set()
}
