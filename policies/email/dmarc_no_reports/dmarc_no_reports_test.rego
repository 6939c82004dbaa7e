package palisade.email.dmarc_no_reports_test

import data.palisade.email.dmarc_no_reports

_line := "dns:_dmarc.example.com?type=TXT#line=1"

_own := {
	"at": "own",
	"uri": "mailto:dmarc@example.com",
	"valid": true,
	"domain": "example.com",
	"external": false,
	"authorized": "skipped",
}

_asked := "dns:example.com._report._dmarc.reports.example?type=TXT"

_service(authorized) := {
	"at": "service",
	"uri": "mailto:a1b2c3d4@reports.example",
	"valid": true,
	"domain": "reports.example",
	"external": true,
	"authorized": authorized,
	"authorized_at": _asked,
}

_bare := {"at": "bare", "uri": "dmarc@example.com", "valid": false, "external": false, "authorized": "skipped"}

_domain(name, rua) := {
	"name": name,
	"sources": [{"kind": "argument"}],
	"dmarc": {"status": "found", "rfc9989": {"at": _line, "status": "found", "domain": "example.com", "rua": rua}},
}

_denied(domains) := found if {
	found := dmarc_no_reports.deny with input as {"domains": domains}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_no_address if {
	_denied([_domain("example.com", [])]) == {{
		"msg": "the DMARC record of `example.com` asks for no aggregate reports",
		"at": _line,
	}}
}

test_no_mailto if {
	_denied([_domain("example.com", [_bare])]) == {{
		"msg": "no reports about `example.com` go to `dmarc@example.com`: it is no `mailto:` with an address",
		"at": "bare",
	}}
}

test_the_other_domain_does_not_agree[note] if {
	some note, rua in {"alone": [_service("absent")], "beside another": [_own, _service("absent")]}
	_denied([_domain("example.com", rua)]) == {{
		"msg": concat(" ", [
			"no reports about `example.com` go to `mailto:a1b2c3d4@reports.example`:",
			"`reports.example` does not agree to get them",
		]),
		"at": "service",
		"related": [{"at": _asked, "msg": "a record with `v=DMARC1` here would allow it"}],
	}}
}

test_a_record_is_judged_once if {
	count(_denied([_domain("mail.example.com", []), _domain("lists.example.com", []), _domain("example.com", [])])) == 1
}

test_clean[note] if {
	some note, domain in {
		"its own address": _domain("example.com", [_own]),
		"a service that agrees": _domain("example.com", [_service("found")]),
		"whether it agrees is not known": _domain("example.com", [_service("error")]),
		"whether it agrees was not asked": _domain("example.com", [_service("skipped")]),
		# The mistake is the rule `dmarc_invalid`'s.
		"one of two is valid": _domain("example.com", [_own, _bare]),
		"sends nothing": object.union(_domain("example.com", []), {"sends": "nothing"}),
		"several records": object.union(_domain("example.com", []), {"dmarc": {"status": "multiple"}}),
		"no record": object.union(
			_domain("example.com", []),
			{"dmarc": {"status": "absent", "rfc9989": {"status": "absent"}}},
		),
		"the lookup failed": object.union(
			_domain("example.com", []),
			{"dmarc": {"status": "error", "rfc9989": {"status": "error"}}},
		),
		"offline": object.union(
			_domain("example.com", []),
			{"dmarc": {"status": "skipped", "rfc9989": {"status": "skipped"}}},
		),
		"a mailbox provider": object.union(_domain("post.example", []), {"sources": [{"kind": "maintainer"}]}),
	}
	_denied([domain]) == set()
}
