package palisade.email.dmarc_multiple_test

import data.palisade.email.dmarc_invalid
import data.palisade.email.dmarc_missing
import data.palisade.email.dmarc_multiple
import data.palisade.email.dmarc_no_reports
import data.palisade.email.dmarc_not_enforced

_at := "dns:_dmarc.example.com?type=TXT"

_line(number) := sprintf("%s#line=%d", [_at, number])

_records := [
	{"at": _line(1), "text": "v=DMARC1; p=none; rua=mailto:example-com@reports.example"},
	{"at": _line(2), "text": "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"},
]

_domain(status, records) := {
	"name": "example.com",
	"sources": [{"kind": "configuration", "at": "palisade.yaml#/domains/0"}],
	"mx": {"null_mx": false},
	"dmarc": {
		"at": _at,
		"status": status,
		"records": records,
		"mistakes": [{"at": _line(1), "reason": "the tag `p` stands twice"}],
		"walk": [],
		"rfc9989": {"at": _at, "status": "absent", "tags": [], "rua": []},
	},
}

_denied(domain) := found if {
	found := dmarc_multiple.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_two_records if {
	_denied(_domain("multiple", _records)) == {{
		"msg": "`example.com` has 2 DMARC records, and receivers discard all of them",
		"at": _at,
		"related": [{"at": _line(1), "msg": "one of them"}, {"at": _line(2), "msg": "one of them"}],
	}}
}

test_a_provider_that_is_asked_for if {
	found := _denied(object.union(_domain("multiple", _records), {"name": "post.example"}))
	{[violation.at, count(violation.related)] | some violation in found} == {[_at, 2]}
}

# Also where the record of a domain above applies.
test_no_other_rule_speaks[note] if {
	applies := {"dmarc": {"rfc9989": {
		"status": "found",
		"policy": "none",
		"domain": "example",
		"at": "dns:_dmarc.example?type=TXT#line=1",
	}}}
	domain := _domain("multiple", _records)
	some note, asked in {"nothing applies": domain, "another applies": object.union(domain, applies)}
	found := union({dmarc_missing.deny, dmarc_invalid.deny, dmarc_no_reports.deny, dmarc_not_enforced.deny})
		with input as {"domains": [asked]}
		with data.parameters.mailbox_providers as []
		with data.parameters.registry_mail_domains as []
	found == set()
}

test_clean[note] if {
	maintainer := {"name": "post.example", "sources": [{"kind": "maintainer"}]}
	some note, domain in {
		"one record": _domain("found", [_records[1]]),
		"none": _domain("absent", []),
		"the lookup failed": _domain("error", []),
		"offline": _domain("skipped", []),
		"a mailbox provider": object.union(_domain("multiple", _records), maintainer),
	}
	_denied(domain) == set()
}
