package palisade.email.dane_unusable_test

import data.palisade.email.dane_unusable

_at := "dns:_25._tcp.mx.example.com?type=TLSA"

_usable := {"at": sprintf("%s#line=2", [_at]), "usage": 3, "selector": 1, "matching": 1, "usable": true}

_record(fields) := object.union(
	{"at": sprintf("%s#line=1", [_at]), "usage": 3, "selector": 1, "matching": 1, "usable": false},
	fields,
)

_domain(tlsa) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"mx": {"hosts": [{
		"at": "dns:example.com?type=MX#line=1",
		"host": "mx.example.com",
		"tlsa": object.union({"at": _at, "status": "found", "records": [], "counts": false}, tlsa),
	}]},
}

_found(tlsa) := result if {
	result := dane_unusable.deny with input as {"domains": [_domain(tlsa)]}
}

_rows(tlsa) := {[violation.at, violation.msg, object.get(violation, "severity", "")] |
	some violation in _found(tlsa)
}

test_unusable_records_are_denied[reason] if {
	some reason, fields in {
		"usage 1 asks for public authorities, which mail servers do not": {"usage": 1},
		"usage 0 asks for public authorities, which mail servers do not": {"usage": 0, "selector": 7},
		"usage 255 is not known": {"usage": 255},
		"selector 2 is not known": {"selector": 2},
		"matching type 3 is not known": {"matching": 3},
		"its data does not have the length of matching type 2": {"matching": 2},
	}
	_rows({"records": [_record(fields)]}) == {[
		sprintf("%s#line=1", [_at]),
		sprintf(
			concat("", [
				"a TLSA record of `mx.example.com`, where mail for `example.com` goes, ",
				"cannot be used: %s, and no other record counts",
			]),
			[reason],
		),
		"medium",
	]}
}

test_unusable_record_beside_a_usable_one_is_less if {
	_found({"records": [_record({"usage": 1}), _usable], "counts": true}) == {{
		"msg": concat("", [
			"a TLSA record of `mx.example.com`, where mail for `example.com` goes, cannot be used: ",
			"usage 1 asks for public authorities, which mail servers do not",
		]),
		"at": sprintf("%s#line=1", [_at]),
		"severity": "low",
		"related": [{"at": "dns:example.com?type=MX#line=1", "msg": "the exchange"}],
	}}
}

test_records_that_do_not_count_are_denied if {
	_rows({"records": [_usable]}) == {[
		_at,
		"the TLSA records of `mx.example.com`, where mail for `example.com` goes, do not count: senders pass over them",
		"",
	]}
}

test_clean[note] if {
	some note, tlsa in {
		"usable": {"records": [_usable], "counts": true},
		"none": {"status": "absent"},
		"not secure, not asked for": {"status": "skipped"},
		"lookup failed": {"status": "error"},
	}
	_found(tlsa) == set()
}

test_provider_is_not_judged if {
	domain := object.union(
		_domain({"records": [_record({"usage": 1})]}),
		{"sources": [{"kind": "maintainer", "at": "package.json#/author"}]},
	)
	found := dane_unusable.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["example.com"]
	found == set()
}
