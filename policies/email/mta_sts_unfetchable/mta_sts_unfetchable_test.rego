package palisade.email.mta_sts_unfetchable_test

import data.palisade.email.mta_sts_unfetchable

_policy_at := "https://mta-sts.example.com/.well-known/mta-sts.txt"

_record_at := "dns:_mta-sts.example.com?type=TXT#line=1"

_domain(status, policy) := {
	"name": "example.com",
	"sources": [{"kind": "maintainer", "at": "package.json#/author"}],
	"mta_sts": {"at": _record_at, "status": status, "policy": object.union({"at": _policy_at}, policy)},
}

_failed(name, words) := {"status": "error", "error": {"class": name, "reason": words}}

_found(domain) := result if {
	result := mta_sts_unfetchable.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_missing_policy_is_denied if {
	_found(_domain("found", {"status": "absent"})) == {{
		"msg": concat("", [
			"`example.com` announces an MTA-STS policy that senders cannot have: ",
			"there is no such host, or no such file on it",
		]),
		"at": _policy_at,
		"related": [
			{"at": _record_at, "msg": "announced here"},
			{"at": "package.json#/author", "msg": "`example.com` is a maintainer's domain here"},
		],
	}}
}

test_what_the_host_answers_is_denied[note] if {
	some note, words in {
		"cert_invalid": "the certificate is not valid for `mta-sts.example.com`",
		"redirect": "the host redirects to `https://www.example.com/`",
		"http_status": "the host answers with status 403",
		"too_large": "the policy is larger than 65536 bytes",
		"tls": "the host speaks no TLS",
		"malformed": "the answer is not UTF-8 text",
	}
	found := _found(_domain("found", _failed(note, words)))
	{[violation.at, violation.msg] | some violation in found} == {[
		_policy_at,
		sprintf("`example.com` announces an MTA-STS policy that senders cannot have: %s", [words]),
	]}
}

test_reason_of_an_absence_is_told if {
	policy := {"status": "absent", "error": {"class": "http_status", "reason": "the host answers with status 404"}}
	{violation.msg | some violation in _found(_domain("found", policy))} == {concat("", [
		"`example.com` announces an MTA-STS policy that senders cannot have: ",
		"the host answers with status 404",
	])}
}

test_clean[note] if {
	some note, domain in {
		"fetched": _domain("found", {"status": "found"}),
		"policy with mistakes, another rule's": _domain("found", {"status": "invalid"}),
		"no answer in time": _domain("found", _failed("timeout", "no answer within 10 seconds")),
		"no connection": _domain("found", _failed("connect", "refused")),
		"the host is not found for now": _domain("found", _failed("dns", "SERVFAIL")),
		"private address": _domain("found", _failed("blocked_address", "10.0.0.1 is private")),
		"no record": _domain("absent", {"status": "skipped"}),
		"lookup failed": _domain("error", {"status": "skipped"}),
		"offline": _domain("skipped", {"status": "skipped"}),
		"record that does not count": _domain("invalid", {"status": "absent"}),
		"mailbox provider": object.union(_domain("found", {"status": "absent"}), {"name": "post.example"}),
	}
	_found(domain) == set()
}
