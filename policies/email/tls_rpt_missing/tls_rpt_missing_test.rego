package palisade.email.tls_rpt_missing_test

import data.palisade.email.tls_rpt_missing

_at := "dns:_smtp._tls.example.com?type=TXT"

_domain(fields) := object.union(
	{
		"name": "example.com",
		"sources": [{"kind": "configuration", "at": "palisade.yaml#/domains/0"}],
		"mx": {"takes_mail": true, "null_mx": false},
		"tls_rpt": {"at": _at, "status": "absent"},
	},
	fields,
)

_found(domain) := result if {
	result := tls_rpt_missing.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_missing_record_is_denied if {
	_found(_domain({})) == {{
		"msg": "`example.com` takes mail and asks for no TLS reports: nobody learns when TLS to it fails",
		"at": _at,
		"related": [{"at": "palisade.yaml#/domains/0", "msg": "`example.com` is declared here"}],
	}}
}

test_a_provider_that_is_asked_for_is_judged if {
	{violation.at | some violation in _found(_domain({"name": "post.example"}))} == {_at}
}

test_clean[note] if {
	some note, fields in {
		"found": {"tls_rpt": {"at": _at, "status": "found"}},
		"invalid, another rule's": {"tls_rpt": {"at": _at, "status": "invalid"}},
		"lookup failed": {"tls_rpt": {"at": _at, "status": "error"}},
		"offline": {"tls_rpt": {"at": _at, "status": "skipped"}},
		"takes no mail": {"mx": {"takes_mail": false, "null_mx": false}},
		"null MX beside another": {"mx": {"null_mx": true}},
		"mailbox provider": {"name": "post.example", "sources": [{"kind": "maintainer", "at": "package.json#/author"}]},
	}
	_found(_domain(fields)) == set()
}
