package palisade.email.dmarc_not_enforced_test

import data.palisade.email.dmarc_not_enforced

_line := "dns:_dmarc.example.com?type=TXT#line=1"

_p := concat("", [_line, ";char=10,16"])

_reading(policy, tags) := {
	"at": _line,
	"status": "found",
	"domain": "example.com",
	"policy": policy,
	"policy_at": _p,
	"tags": array.concat([{"at": "v", "name": "v", "value": "DMARC1"}], tags),
}

_domain(reading, more) := object.union(
	{
		"name": "example.com",
		"sources": [{"kind": "configuration", "at": "palisade.yaml#/domains/0"}],
		"mx": {"null_mx": false, "hosts": [{"host": "mx.example.com"}]},
		"dmarc": {"status": "found", "rfc9989": reading},
	},
	more,
)

_none := _reading("none", [{"at": _p, "name": "p", "value": "none"}])

_quarantine := _reading("quarantine", [{"at": _p, "name": "p", "value": "quarantine"}])

_reject := _reading("reject", [{"at": _p, "name": "p", "value": "reject"}])

_denied(domain) := found if {
	found := dmarc_not_enforced.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
		with data.parameters.registry_mail_domains as ["npm.example"]
}

_found(domain) := {[violation.at, violation.msg] | some violation in _denied(domain)}

test_none if {
	_denied(_domain(_none, {})) == {{
		"msg": "receivers are asked to let forged mail of `example.com` through: `p=none`",
		"at": _p,
		"related": [{"at": "palisade.yaml#/domains/0", "msg": "`example.com` is declared here"}],
	}}
}

test_none_inherited if {
	reading := _reading("none", [{"at": "p", "name": "p", "value": "reject"}, {"at": _p, "name": "sp", "value": "none"}])
	_found(_domain(reading, {"name": "mail.example.com", "dmarc": {"status": "absent"}})) == {[
		_p,
		"receivers are asked to let forged mail of `mail.example.com` through: `sp=none`",
	]}
}

test_misspelt if {
	reading := _reading("none", [{"at": _p, "name": "p", "value": "quarantaine"}])
	_found(_domain(reading, {})) == {[
		_p,
		"receivers are asked to let forged mail of `example.com` through: `p=quarantaine` counts as `none`",
	]}
}

test_no_tag_decides if {
	reading := object.remove(_reading("none", []), {"policy_at"})
	_found(_domain(reading, {})) == {[
		_line,
		"receivers are asked to let forged mail of `example.com` through: the record has no `p`",
	]}
}

test_the_place_is_no_tag if {
	_found(_domain(_reading("none", []), {})) == {[
		_p,
		"receivers are asked to let forged mail of `example.com` through: its policy is `none`",
	]}
}

test_quarantine_where_no_people_send[note] if {
	some note, domain in {
		"automated": _domain(_quarantine, {"sends": "automated"}),
		"nothing": _domain(_quarantine, {"sends": "nothing"}),
		"null MX": _domain(_quarantine, {"mx": {"null_mx": true, "hosts": []}}),
		"the registry's": _domain(_quarantine, {"sources": [{"kind": "registry"}]}),
		"declared the registry's": _domain(_quarantine, {"name": "npm.example"}),
	}
	_found(domain) == {[
		_p,
		sprintf("no people write from `%s`, and its policy is `quarantine` instead of `reject`", [domain.name]),
	]}
}

test_clean[note] if {
	provider := {"name": "post.example", "sources": [{"kind": "maintainer", "at": "package.json#/author"}]}
	some note, domain in {
		"people, quarantine": _domain(_quarantine, {"sends": "people"}),
		"nothing told, quarantine": _domain(_quarantine, {}),
		"MX not known, quarantine": _domain(_quarantine, {"mx": {"null_mx": false, "hosts": [], "status": "error"}}),
		"reject": _domain(_reject, {"sends": "automated"}),
		# The rule is `dmarc_testing`.
		"under test": _domain(object.union(_quarantine, {"testing": true, "applied": "none"}), {}),
		"no record": _domain({"at": _line, "status": "absent", "tags": []}, {"dmarc": {"status": "absent"}}),
		"several records": _domain(_none, {"dmarc": {"status": "multiple"}}),
		"the lookup failed": _domain({"at": _line, "status": "error", "tags": []}, {"dmarc": {"status": "error"}}),
		"offline": _domain({"at": _line, "status": "skipped", "tags": []}, {"dmarc": {"status": "skipped"}}),
		"a mailbox provider": _domain(_none, provider),
	}
	_found(domain) == set()
}
