package palisade.email.mta_sts_mx_uncovered_test

import data.palisade.email.mta_sts_mx_uncovered

_policy_at := "https://mta-sts.example.com/.well-known/mta-sts.txt"

# Two exchanges of a mail host, and the backup that came later.
_hosts := [
	{"at": "dns:example.com?type=MX#line=1", "host": "in1-smtp.post.example"},
	{"at": "dns:example.com?type=MX#line=2", "host": "in2-smtp.post.example"},
	{"at": "dns:example.com?type=MX#line=3", "host": "backup.example.net"},
]

_mx := [{"at": sprintf("%s#line=3", [_policy_at]), "pattern": "*.post.example"}]

_policy := {"at": _policy_at, "status": "found", "mode": "enforce", "mx": _mx, "uncovered": ["backup.example.net"]}

_domain(status, policy) := {
	"name": "example.com",
	"sources": [{"kind": "maintainer", "at": "package.json#/author"}],
	"mx": {"hosts": _hosts},
	"mta_sts": {"status": status, "policy": object.union(_policy, policy)},
}

_found(domain) := result if {
	result := mta_sts_mx_uncovered.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_uncovered_exchange_is_denied if {
	_found(_domain("found", {})) == {{
		"msg": "the MTA-STS policy of `example.com` does not cover `backup.example.net`: senders do not deliver to it",
		"at": "dns:example.com?type=MX#line=3",
		"severity": "high",
		"related": [
			{"at": sprintf("%s#line=3", [_policy_at]), "msg": "`*.post.example` does not cover it"},
			{"at": "package.json#/author", "msg": "`example.com` is a maintainer's domain here"},
		],
	}}
}

test_under_test_it_is_less if {
	found := _found(_domain("found", {"mode": "testing", "uncovered": ["backup.example.net", "in1-smtp.post.example"]}))
	{[violation.at, violation.msg, violation.severity] | some violation in found} == {
		[
			"dns:example.com?type=MX#line=3",
			concat("", [
				"the MTA-STS policy of `example.com` does not cover `backup.example.net`: ",
				"once enforced, senders will not deliver to it",
			]),
			"medium",
		],
		[
			"dns:example.com?type=MX#line=1",
			concat("", [
				"the MTA-STS policy of `example.com` does not cover `in1-smtp.post.example`: ",
				"once enforced, senders will not deliver to it",
			]),
			"medium",
		],
	}
}

# Without MX records mail goes to the name itself.
test_place_without_exchanges_is_the_policy if {
	found := _found(object.union(_domain("found", {"uncovered": ["example.com"]}), {"mx": {"hosts": []}}))
	{violation.at | some violation in found} == {_policy_at}
}

test_clean[note] if {
	some note, domain in {
		"all are covered": _domain("found", {"uncovered": []}),
		"mode none": _domain("found", {"mode": "none", "mx": []}),
		"lookup failed": _domain("error", {"status": "skipped"}),
		"offline": _domain("skipped", {"status": "skipped"}),
		"fetch failed": _domain("found", {"status": "error"}),
		"policy that does not count": _domain("found", {"status": "invalid"}),
		"mailbox provider": object.union(_domain("found", {}), {"name": "post.example"}),
	}
	_found(domain) == set()
}
