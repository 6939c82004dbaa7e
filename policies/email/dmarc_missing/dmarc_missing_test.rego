package palisade.email.dmarc_missing_test

import data.palisade.email.dmarc_missing

_at := "dns:_dmarc.example.com?type=TXT"

_domain(status, applies) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"dmarc": {
		"at": _at,
		"status": status,
		"walk": [
			{"at": _at, "domain": "example.com", "status": status},
			{"at": "dns:_dmarc.com?type=TXT", "domain": "com", "status": "absent"},
		],
		"rfc9989": {"at": _at, "status": applies},
	},
}

_denied(domains) := found if {
	found := dmarc_missing.deny with input as {"domains": domains}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_no_record if {
	_denied([_domain("absent", "absent")]) == {{
		"msg": "`example.com` has no DMARC record, and no domain above it has one that applies",
		"at": _at,
		"related": [{"at": "dns:_dmarc.com?type=TXT", "msg": "no record of `com` applies either"}],
	}}
}

test_the_maintainer_is_shown if {
	maintainer := {"kind": "maintainer", "at": "package.json#/maintainers/0"}
	found := _denied([object.union(_domain("absent", "absent"), {"sources": [maintainer]})])
	{place | some violation in found; some related in violation.related; place := related.at} == {
		"dns:_dmarc.com?type=TXT",
		"package.json#/maintainers/0",
	}
}

test_no_record_below_two_that_are_discarded if {
	below := object.union(_domain("absent", "absent"), {"name": "lists.example.com"})
	count(_denied([below])) == 1
}

test_clean[note] if {
	some note, domain in {
		"its own record": _domain("found", "found"),
		"inherited": _domain("absent", "found"),
		"several, which is a rule of its own": _domain("multiple", "absent"),
		"invalid, which is a rule of its own": _domain("invalid", "absent"),
		"the lookup failed": _domain("error", "error"),
		"the walk failed": _domain("absent", "error"),
		"offline": _domain("skipped", "skipped"),
		"a mailbox provider": object.union(
			_domain("absent", "absent"),
			{"name": "post.example", "sources": [{"kind": "maintainer", "at": "package.json#/author"}]},
		),
	}
	_denied([domain]) == set()
}
