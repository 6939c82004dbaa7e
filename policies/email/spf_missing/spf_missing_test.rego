package palisade.email.spf_missing_test

import data.palisade.email.spf_missing

_at := "dns:example.com?type=TXT"

_domain(status) := {"name": "example.com", "sources": [{"kind": "argument"}], "spf": {"at": _at, "status": status}}

_found(domain) := found if {
	found := spf_missing.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_no_record if {
	_found(_domain("absent")) == {{
		"msg": "`example.com` has no SPF record: it does not say which hosts may send in its name",
		"at": _at,
		"related": [],
	}}
}

test_domain_of_a_maintainer if {
	sources := [{"kind": "maintainer", "at": "package.json#/author"}]
	found := _found(object.union(_domain("absent"), {"sources": sources}))
	{violation.related | some violation in found} == {[{
		"at": "package.json#/author",
		"msg": "`example.com` is a maintainer's domain here",
	}]}
}

test_domain_that_sends_nothing if {
	silent := {"sends": "nothing", "mx": {"null_mx": true}}
	{violation.at | some violation in _found(object.union(_domain("absent"), silent))} == {_at}
}

test_clean[status] if {
	some status in ["found", "invalid", "multiple", "error", "skipped"]
	_found(_domain(status)) == set()
}

test_mailbox_provider if {
	provider := {"name": "eu.mail.example", "sources": [{"kind": "maintainer"}]}
	_found(object.union(_domain("absent"), provider)) == set()
}
