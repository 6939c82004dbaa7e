package palisade.email.dmarc_invalid_test

import data.palisade.email.dmarc_invalid

_line := "dns:_dmarc.example.com?type=TXT#line=1"

_twice := {"at": concat("", [_line, ";char=18,26"]), "reason": "the tag `p` stands twice"}

_small := {"at": concat("", [_line, ";char=0,8"]), "reason": "the version must be exactly `v=DMARC1`"}

_apex := {"at": "dns:example.com?type=TXT#line=2", "reason": "a DMARC record belongs at `_dmarc.example.com`"}

_domain(status, reading, mistakes) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"dmarc": {"status": status, "mistakes": mistakes, "rfc9989": reading},
}

_own := {"status": "found", "domain": "example.com"}

_none := {"status": "absent"}

_denied(domain) := found if {
	found := dmarc_invalid.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_ignored if {
	_denied(_domain("invalid", _none, [_small])) == {{
		"msg": "receivers ignore the DMARC record of `example.com`: the version must be exactly `v=DMARC1`",
		"at": _small.at,
		"severity": "high",
	}}
}

test_ignored_for_the_record_above if {
	_denied(_domain("invalid", {"status": "found", "domain": "example"}, [_small])) == {{
		"msg": "receivers ignore the DMARC record of `example.com`: the version must be exactly `v=DMARC1`",
		"at": _small.at,
		"severity": "medium",
	}}
}

test_a_mistake_in_a_record_that_applies[note] if {
	some note, domain in {
		"found": _domain("found", _own, [_twice]),
		"invalid": _domain("invalid", _own, [_twice]),
		"what applies is not known": _domain("invalid", {"status": "error"}, [_twice]),
	}
	_denied(domain) == {{
		"msg": "the DMARC record of `example.com` has a mistake: the tag `p` stands twice",
		"at": _twice.at,
		"severity": "medium",
	}}
}

test_each_mistake if {
	{violation.at | some violation in _denied(_domain("found", _own, [_twice, _apex]))} == {_twice.at, _apex.at}
}

test_misplaced if {
	_denied(_domain("absent", {"status": "found", "domain": "example"}, [_apex])) == {{
		"msg": "a DMARC record of `example.com` is misplaced: a DMARC record belongs at `_dmarc.example.com`",
		"at": _apex.at,
		"severity": "medium",
	}}
}

test_clean[note] if {
	provider := {"name": "post.example", "sources": [{"kind": "maintainer"}]}
	some note, domain in {
		"well formed": _domain("found", _own, []),
		"missing, which is a rule of its own": _domain("absent", _none, [_apex]),
		"several, which is a rule of its own": _domain("multiple", _none, [_twice]),
		"the lookup failed": _domain("error", {"status": "error"}, []),
		"offline": _domain("skipped", {"status": "skipped"}, []),
		"a mailbox provider": object.union(_domain("invalid", _none, [_small]), provider),
	}
	_denied(domain) == set()
}
