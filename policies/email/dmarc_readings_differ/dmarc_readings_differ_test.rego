package palisade.email.dmarc_readings_differ_test

import data.palisade.email.dmarc_readings_differ

# mail.dept.example.com has no record. That of dept.example.com says `psd=n` and ends the walk; the public
# suffix list leads to example.com.
_found(policy, owner) := {
	"at": sprintf("dns:_dmarc.%s?type=TXT#line=1", [owner]),
	"status": "found",
	"domain": owner,
	"policy": policy,
	"policy_at": sprintf("dns:_dmarc.%s?type=TXT#line=1;char=10,18", [owner]),
}

_without(status) := {"at": "dns:_dmarc.mail.dept.example.com?type=TXT", "status": status}

_domain(new, old) := {
	"name": "mail.dept.example.com",
	"sources": [{"kind": "argument"}],
	"dmarc": {"status": "absent", "rfc9989": new, "rfc7489": old},
}

_denied(domain) := found if {
	found := dmarc_readings_differ.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_two_policies if {
	_denied(_domain(_found("reject", "dept.example.com"), _found("none", "example.com"))) == {{
		"msg": "the policy for `mail.dept.example.com` is `reject` by RFC 9989 and `none` by RFC 7489",
		"at": "dns:_dmarc.dept.example.com?type=TXT#line=1;char=10,18",
		"related": [{
			"at": "dns:_dmarc.example.com?type=TXT#line=1;char=10,18",
			"msg": "RFC 7489 reads this",
		}],
	}}
}

test_no_tag_decides if {
	new := object.remove(_found("none", "dept.example.com"), {"policy_at"})
	found := _denied(_domain(new, _found("reject", "example.com")))
	{violation.at | some violation in found} == {"dns:_dmarc.dept.example.com?type=TXT#line=1"}
}

test_only_the_walk_finds_one if {
	_denied(_domain(_found("reject", "dept.example.com"), _without("absent"))) == {{
		"msg": "the policy for `mail.dept.example.com` is `reject` by RFC 9989, and by RFC 7489 there is none",
		"at": "dns:_dmarc.dept.example.com?type=TXT#line=1;char=10,18",
	}}
}

test_clean[note] if {
	same := _domain(_found("reject", "example.com"), _found("reject", "example.com"))
	differ := _domain(_found("reject", "dept.example.com"), _found("none", "example.com"))
	some note, domain in {
		"the same record": same,
		"two records with one policy": _domain(_found("reject", "dept.example.com"), _found("reject", "example.com")),
		"missing, which is a rule of its own": _domain(_without("absent"), _found("reject", "example.com")),
		"no record": _domain(_without("absent"), _without("absent")),
		"several records": object.union(differ, {"dmarc": {"status": "multiple"}}),
		"one lookup failed": _domain(_found("reject", "dept.example.com"), _without("error")),
		"all failed": _domain(_without("error"), _without("error")),
		"offline": _domain(_without("skipped"), _without("skipped")),
		"a mailbox provider": object.union(differ, {"name": "post.example", "sources": [{"kind": "maintainer"}]}),
	}
	_denied(domain) == set()
}
