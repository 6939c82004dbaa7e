package palisade.email.mx_invalid_test

import data.palisade.email.mx_invalid

_at := "dns:example.com?type=MX#line=1"

_asked := "dns:mx.example.com?type=A"

_exchange(fields) := object.union(
	{"at": _at, "host": "mx.example.com", "addresses": "found", "addresses_at": _asked, "mistakes": []},
	fields,
)

_domain(exchanges) := {
	"name": "example.com",
	"sources": [{"kind": "maintainer", "at": "package.json#/author"}],
	"mx": {"hosts": exchanges},
}

_found(exchanges) := result if {
	result := mx_invalid.deny with input as {"domains": [_domain(exchanges)]}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_exchange_without_address_is_denied if {
	_found([_exchange({"addresses": "absent"}), _exchange({"at": "dns:example.com?type=MX#line=2"})]) == {{
		"msg": "exchange `mx.example.com` of `example.com` has no address: nothing can be delivered to it",
		"at": _at,
		"related": [
			{"at": _asked, "msg": "asked for here"},
			{"at": "package.json#/author", "msg": "`example.com` is a maintainer's domain here"},
		],
	}}
}

test_mistakes_are_denied_once[note] if {
	some note, tc in {
		"alias": {"host": "mx.example.com", "addresses": "invalid", "reason": "it is an alias of `mx.example.net`"},
		"address": {"host": "192.0.2.1", "addresses": "invalid", "reason": "it is an address, not a name"},
		"no address": {"host": "mx.example.com", "addresses": "absent", "reason": "it has no address"},
	}
	mistake := {"at": sprintf("%s;char=3,17", [_at]), "reason": tc.reason}
	found := _found([_exchange({"host": tc.host, "addresses": tc.addresses, "mistakes": [mistake]})])
	{[violation.at, violation.msg] | some violation in found} == {[
		mistake.at,
		sprintf("exchange `%s` of `example.com`: %s", [tc.host, tc.reason]),
	]}
}

test_alias_without_words if {
	found := _found([_exchange({"addresses": "invalid"})])
	{[violation.at, violation.msg] | some violation in found} == {[
		_at,
		"exchange `mx.example.com` of `example.com` is an alias or an address, and must be the name of a host",
	]}
}

test_clean[note] if {
	some note, exchanges in {
		"none": [],
		"Google's five": [_exchange({"host": host}) |
			some host in ["aspmx.mail.example", "alt1.aspmx.mail.example", "alt2.aspmx.mail.example"]
		],
		"lookup failed": [_exchange({"addresses": "error"})],
		"offline": [_exchange({"addresses": "skipped"})],
	}
	_found(exchanges) == set()
}

test_provider_is_not_judged if {
	domain := object.union(_domain([_exchange({"addresses": "absent"})]), {"name": "eu.post.example"})
	found := mx_invalid.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
	found == set()
}
