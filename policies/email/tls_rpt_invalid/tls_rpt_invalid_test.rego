package palisade.email.tls_rpt_invalid_test

import data.palisade.email.tls_rpt_invalid

_at := "dns:_smtp._tls.example.com?type=TXT#line=1"

_rua := {"at": sprintf("%s;char=16,46", [_at]), "uri": "mailto:tls-reports@example.com", "valid": true}

_tls_rpt := {"at": _at, "status": "found", "records": [{"at": _at}], "mistakes": [], "rua": [_rua]}

_domain(tls_rpt) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"tls_rpt": object.union(_tls_rpt, tls_rpt),
}

_found(tls_rpt) := {[violation.at, violation.msg] |
	some violation in tls_rpt_invalid.deny with input as {"domains": [_domain(tls_rpt)]}
}

test_several_records if {
	at := "dns:_smtp._tls.example.com?type=TXT"
	records := [{"at": sprintf("%s#line=%d", [at, line])} | some line in [1, 2]]
	found := tls_rpt_invalid.deny with input as {"domains": [_domain({
		"at": at,
		"status": "multiple",
		"records": records,
		"mistakes": [{"at": at, "reason": "there are 2 records"}],
		"rua": [],
	})]}
	found == {{
		"msg": "`example.com` has 2 TLS reporting records: senders act as if it had none",
		"at": at,
		"related": [
			{"at": sprintf("%s#line=1", [at]), "msg": "one of them"},
			{"at": sprintf("%s#line=2", [at]), "msg": "one of them"},
		],
	}}
}

test_mistakes if {
	_found({"status": "invalid", "rua": [], "mistakes": [{"at": _at, "reason": "no `rua` stands there"}]}) == {[
		_at,
		"in the TLS reporting record of `example.com`: no `rua` stands there",
	]}
}

test_address_is_told_once if {
	address := {"at": sprintf("%s;char=16,44", [_at]), "uri": "tls-reports@example.com", "valid": false}
	message := "`example.com` asks for TLS reports at `tls-reports@example.com`, where none can be sent"
	_found({"rua": [_rua, address]}) == {[address.at, message]}
	_found({"status": "invalid", "rua": [address]}) == {[address.at, message]}
	mistake := {"at": address.at, "reason": "neither `mailto:` nor `https:`"}
	_found({"status": "invalid", "rua": [address], "mistakes": [mistake]}) == {[
		address.at,
		"in the TLS reporting record of `example.com`: neither `mailto:` nor `https:`",
	]}
}

test_record_that_cannot_be_read if {
	_found({"status": "invalid", "rua": []}) == {[
		_at,
		"the TLS reporting record of `example.com` cannot be read: senders act as if it had none",
	]}
}

test_clean[note] if {
	some note, tls_rpt in {
		"mailto": {},
		"https": {"rua": [{"at": _at, "uri": "https://reports.example.net/v1/tls-rpt", "valid": true}]},
		"none": {"status": "absent", "records": [], "rua": []},
		"lookup failed": {"status": "error", "records": [], "rua": []},
		"offline": {"status": "skipped", "records": [], "rua": []},
	}
	_found(tls_rpt) == set()
}

test_provider_is_not_judged if {
	domain := object.union(
		_domain({"status": "invalid", "rua": []}),
		{"sources": [{"kind": "maintainer", "at": "package.json#/author"}]},
	)
	found := tls_rpt_invalid.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["example.com"]
	found == set()
}
