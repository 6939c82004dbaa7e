package palisade.email.dmarc_subdomain_weaker_test

import data.palisade.email.dmarc_subdomain_weaker

_line := "dns:_dmarc.example.com?type=TXT#line=1"

_tag(name, value) := {"at": concat(" ", [_line, name]), "name": name, "value": value}

_domain(policies, effective) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"dmarc": {"status": "found", "rfc9989": object.union(
		{
			"at": _line,
			"status": "found",
			"domain": "example.com",
			"organizational_domain": "example.com",
			"policy": policies.p,
			"policy_at": _tag("p", policies.p).at,
			"tags": [_tag(name, value) | some name, value in policies],
		},
		effective,
	)},
}

_open := _domain({"p": "reject", "sp": "none"}, {"subdomains": "none", "nonexistent": "none"})

_denied(domains) := found if {
	found := dmarc_subdomain_weaker.deny with input as {"domains": domains}
		with data.parameters.mailbox_providers as ["post.example"]
}

_below(name, policy) := object.union(_open, {"name": name, "dmarc": {"status": "absent", "rfc9989": {
	"policy": policy,
	"policy_at": _tag("sp", policy).at,
}}})

test_sp if {
	_denied([_open]) == {{
		"msg": "names below `example.com` fall under `sp=none`, weaker than its own `p=reject`",
		"at": _tag("sp", "none").at,
		"severity": "high",
	}}
}

test_np if {
	_denied([_domain({"p": "reject", "np": "quarantine"}, {"subdomains": "reject", "nonexistent": "quarantine"})]) == {{
		"msg": "names that do not exist below `example.com` fall under `np=quarantine`, weaker than its own `p=reject`",
		"at": _tag("np", "quarantine").at,
		"severity": "medium",
	}}
}

test_both if {
	domain := _domain(
		{"p": "reject", "sp": "quarantine", "np": "none"},
		{"subdomains": "quarantine", "nonexistent": "none"},
	)
	{[violation.at, violation.severity] | some violation in _denied([domain])} == {
		[_tag("sp", "quarantine").at, "medium"],
		[_tag("np", "none").at, "high"],
	}
}

test_capitals if {
	effective := {"policy": "reject", "subdomains": "none", "nonexistent": "none"}
	count(_denied([_domain({"p": "Reject", "sp": "None"}, effective)])) == 1
}

test_of_the_organisation_above if {
	domain := object.union(
		_domain({"p": "reject", "sp": "quarantine"}, {"subdomains": "quarantine", "nonexistent": "quarantine"}),
		{"name": "mail.example.com", "dmarc": {"status": "absent", "rfc9989": {
			"policy": "quarantine",
			"policy_at": _tag("sp", "quarantine").at,
		}}},
	)
	{violation.at | some violation in _denied([domain])} == {_tag("sp", "quarantine").at}

	# Where both are judged, the record is judged with its own domain.
	count(_denied([domain, _open])) == 1
}

test_clean[note] if {
	some note, domain in {
		"no sp": _domain({"p": "reject"}, {"subdomains": "reject", "nonexistent": "reject"}),
		"the same": _domain({"p": "reject", "sp": "reject"}, {"subdomains": "reject", "nonexistent": "reject"}),
		"stricter": _domain(
			{"p": "quarantine", "sp": "reject", "np": "reject"},
			{"subdomains": "reject", "nonexistent": "reject"},
		),
		"nothing is weaker than none": _domain({"p": "none", "sp": "none"}, {"subdomains": "none", "nonexistent": "none"}),
		"misspelt": _domain(
			{"p": "reject", "sp": "nonne"},
			{"policy": "none", "subdomains": "none", "nonexistent": "none"},
		),
		"sp of a name that is no organisation decides nothing": object.union(
			_open,
			{"dmarc": {"rfc9989": {"organizational_domain": "example"}}},
		),
		"not enforced is said at the same tag": _below("mail.example.com", "none"),
		"several records": object.union(_open, {"dmarc": {"status": "multiple"}}),
		"no record": {"name": "example.com", "sources": [{"kind": "argument"}], "dmarc": {
			"status": "absent",
			"rfc9989": {"status": "absent", "tags": []},
		}},
		"the lookup failed": {"name": "example.com", "sources": [{"kind": "argument"}], "dmarc": {
			"status": "error",
			"rfc9989": {"status": "error", "tags": []},
		}},
		"offline": {"name": "example.com", "sources": [{"kind": "argument"}], "dmarc": {
			"status": "skipped",
			"rfc9989": {"status": "skipped", "tags": []},
		}},
		"a mailbox provider": object.union(_open, {"name": "post.example", "sources": [{"kind": "maintainer"}]}),
	}
	_denied([domain]) == set()
}
