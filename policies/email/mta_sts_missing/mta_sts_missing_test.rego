package palisade.email.mta_sts_missing_test

import data.palisade.email.mta_sts_missing

_at := "dns:_mta-sts.example.com?type=TXT"

_msg := "`example.com` takes mail and has no MTA-STS record: nothing tells senders to insist on TLS"

_domain(mx, mta_sts) := {
	"name": "example.com",
	"sources": [{"kind": "configuration", "at": "palisade.yaml#/domains/0"}],
	"mx": object.union({"at": "dns:example.com?type=MX", "null_mx": false}, mx),
	"mta_sts": object.union({"at": _at}, mta_sts),
}

_found(domain) := result if {
	result := mta_sts_missing.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_missing_record_is_denied if {
	_found(_domain({"takes_mail": true}, {"status": "absent"})) == {{
		"msg": _msg,
		"at": _at,
		"related": [
			{"at": "dns:example.com?type=MX", "msg": "its mail goes here"},
			{"at": "palisade.yaml#/domains/0", "msg": "`example.com` is declared here"},
		],
	}}
}

# An Exchange Online tenant with a domain for people and one for a shop, both asked for by hand.
test_each_domain_is_judged if {
	first := json.patch(_domain({"takes_mail": true}, {"status": "absent"}), [
		{"op": "replace", "path": "/sources", "value": [{"kind": "argument"}]},
	])
	second := json.patch(first, [
		{"op": "replace", "path": "/name", "value": "shop.example.com"},
		{"op": "replace", "path": "/mta_sts/at", "value": "dns:_mta-sts.shop.example.com?type=TXT"},
	])
	found := mta_sts_missing.deny with input as {"domains": [first, second]}
	{violation.at | some violation in found} == {_at, "dns:_mta-sts.shop.example.com?type=TXT"}
}

test_clean[note] if {
	some note, tc in {
		"found": {"mx": {"takes_mail": true}, "mta_sts": {"status": "found"}},
		"invalid, another rule's": {"mx": {"takes_mail": true}, "mta_sts": {"status": "invalid"}},
		"several, another rule's": {"mx": {"takes_mail": true}, "mta_sts": {"status": "multiple"}},
		"lookup failed": {"mx": {"takes_mail": true}, "mta_sts": {"status": "error"}},
		"offline": {"mx": {}, "mta_sts": {"status": "skipped"}},
		"takes no mail": {"mx": {"takes_mail": false}, "mta_sts": {"status": "absent"}},
		"null MX": {"mx": {"takes_mail": false, "null_mx": true}, "mta_sts": {"status": "absent"}},
		"null MX beside another": {"mx": {"takes_mail": true, "null_mx": true}, "mta_sts": {"status": "absent"}},
		"exchanges not known": {"mx": {}, "mta_sts": {"status": "absent"}},
	}
	_found(_domain(tc.mx, tc.mta_sts)) == set()
}

test_provider_is_not_judged if {
	domain := json.patch(_domain({"takes_mail": true}, {"status": "absent"}), [
		{"op": "replace", "path": "/name", "value": "eu.post.example"},
		{"op": "replace", "path": "/sources", "value": [{"kind": "maintainer", "at": "package.json#/author"}]},
	])
	_found(domain) == set()
}
