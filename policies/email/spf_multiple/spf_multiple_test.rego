package palisade.email.spf_multiple_test

import data.palisade.email.spf_multiple

_record(line, text) := {"at": sprintf("dns:example.com?type=TXT#line=%d", [line]), "text": text}

_old := _record(1, "v=spf1 include:_spf.mail.example ~all")

_new := _record(2, "v=spf1 include:servers.news.example -all")

_domain(status, records) := {
	"name": "example.com",
	"sources": [{"kind": "configuration", "at": "palisade.yaml#/domains/0"}],
	"spf": {"at": "dns:example.com?type=TXT", "status": status, "records": records},
}

_found(domain) := found if {
	found := spf_multiple.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_two_records if {
	_found(_domain("multiple", [_old, _new])) == {{
		"msg": "`example.com` has 2 SPF records: receivers use none of them",
		"at": _new.at,
		"label": "one too many",
		"related": [
			{"at": _old.at, "msg": "another one"},
			{"at": "palisade.yaml#/domains/0", "msg": "`example.com` is declared here"},
		],
	}}
}

test_many_records_are_one_finding if {
	found := _found(_domain("multiple", [_record(line, "v=spf1 -all") | some line in numbers.range(1, 40)]))
	count(found) == 1
	some violation in found
	contains(violation.msg, "has 40 SPF records")
	count(violation.related) == 6
}

test_clean[note] if {
	some note, domain in {
		"one": _domain("found", [_old]),
		"one, and void": _domain("invalid", [_old]),
		"none": _domain("absent", []),
		"no answer": _domain("error", []),
		"not asked": _domain("skipped", []),
		"mailbox provider": object.union(
			_domain("multiple", [_old, _new]),
			{"name": "mail.example", "sources": [{"kind": "maintainer", "at": "package.json#/author"}]},
		),
	}
	_found(domain) == set()
}
