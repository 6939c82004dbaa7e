package palisade.email.dkim_missing_test

import data.palisade.email.dkim_missing

_at := "dns:_domainkey.example.com?type=TXT"

_host := {"at": "dns:example.com?type=MX#line=1", "host": "mx.mail.example"}

_domain(fields) := object.union(
	{
		"name": "example.com",
		"sources": [{"kind": "argument"}],
		"existence": {"status": "found"},
		"mx": {"at": "dns:example.com?type=MX", "status": "found", "null_mx": false, "hosts": [_host]},
	},
	fields,
)

_dkim(status, selectors) := _domain({"dkim": {"at": _at, "status": status, "selectors": selectors}})

_selector(fields) := object.union(
	{
		"at": "dns:s1._domainkey.example.com?type=TXT",
		"name": "s1",
		"declared_at": "palisade.yaml#/domains/0/selectors/0",
		"status": "found",
		"records": [],
	},
	fields,
)

_no_hosts := {"mx": {"status": "absent", "hosts": []}}

_found(domain) := found if {
	found := dkim_missing.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

_unknown(domain) := answers if {
	answers := dkim_missing.unknown with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_selector_without_a_key if {
	_found(_dkim("found", [_selector({"status": "absent"}), _selector({"name": "s2"})])) == {{
		"msg": "the selector `s1` of `example.com` has no DKIM key",
		"at": "dns:s1._domainkey.example.com?type=TXT",
		"related": [{"at": "palisade.yaml#/domains/0/selectors/0", "msg": "`s1` is declared here"}],
	}}
}

test_selector_with_two_records if {
	found := _found(_dkim("found", [_selector({"status": "multiple", "records": [{"at": "1"}, {"at": "2"}]})]))
	{violation.msg | some violation in found} == {
		"the selector `s1` of `example.com` has 2 records: verifiers take any of them, or none",
	}
}

test_no_key_at_all if {
	_found(_dkim("absent", [])) == {{
		"msg": "`example.com` has no DKIM key: no name stands below `_domainkey`",
		"at": _at,
		"related": [{"at": "dns:example.com?type=MX", "msg": "it takes mail here"}],
	}}
}

test_no_key_at_all_and_no_exchange[note] if {
	some note, fields in {
		"automated": {"sends": "automated"},
		"registry": {"sources": [{"kind": "registry"}]},
	}
	domain := object.union(_dkim("absent", []), object.union(_no_hosts, fields))
	[[violation.at, violation.related] | some violation in _found(domain)] == [[_at, []]]
	_unknown(domain) == set()
}

test_each_selector_and_not_the_domain_again if {
	selectors := [_selector({"status": "absent"}), _selector({"status": "absent", "at": "s2"})]
	domain := _dkim("absent", selectors)
	{violation.at | some violation in _found(domain)} == {"dns:s1._domainkey.example.com?type=TXT", "s2"}
	_unknown(object.union(domain, _no_hosts)) == set()
}

test_clean[note] if {
	absent := _dkim("absent", [_selector({"status": "absent"})])
	some note, domain in {
		"key": _dkim("found", [_selector({})]),
		"unreadable key is another rule's": _dkim("found", [_selector({"status": "invalid"})]),
		"no answer": _dkim("error", [_selector({"status": "error"})]),
		"not asked": _dkim("skipped", [_selector({"status": "skipped"})]),
		"no answer, nothing declared": object.union(_dkim("error", []), _no_hosts),
		"not asked, nothing declared": _dkim("skipped", []),
		"sends nothing": object.union(absent, {"sends": "nothing"}),
		"sends nothing, nothing declared": object.union(_dkim("absent", []), {"sends": "nothing"}),
		"sends nothing, keys left over": object.union(_dkim("found", []), {"sends": "nothing"}),
		"sends nothing, a registry's": object.union(
			_dkim("absent", []),
			{"sends": "nothing", "sources": [{"kind": "registry"}]},
		),
		"null MX": object.union(_dkim("absent", []), {"mx": {"null_mx": true, "hosts": []}}),
		"mailbox provider": object.union(absent, {"name": "mail.example", "sources": [{"kind": "maintainer"}]}),
		"no such domain": object.union(
			_dkim("absent", []),
			object.union(_no_hosts, {"existence": {"status": "absent"}}),
		),
	}
	_found(domain) == set()
	_unknown(domain) == set()
}

test_undeclared_selectors_are_unknown if {
	domain := _dkim("found", [])
	_found(domain) == set()
	{answer.at | some answer in _unknown(domain)} == {_at}
}

test_whether_it_sends_is_unknown if {
	domain := object.union(_dkim("absent", []), _no_hosts)
	_found(domain) == set()
	{answer.msg | some answer in _unknown(domain)} == {
		"`example.com` has no DKIM key, and nothing says whether it sends mail",
	}
}
