package palisade.email.transport_unprotected_test

import data.palisade.email.transport_unprotected

_record_at := "dns:_mta-sts.example.com?type=TXT"

_policy_at := "https://mta-sts.example.com/.well-known/mta-sts.txt"

_mode_at := sprintf("%s#line=2", [_policy_at])

_exchange(host, line, tlsa) := {
	"at": sprintf("dns:example.com?type=MX#line=%d", [line]),
	"host": host,
	"addresses": "found",
	"tlsa": tlsa,
}

_dane := {"status": "found", "counts": true}

_none := {"status": "absent", "counts": false}

_not_asked := {"status": "skipped", "counts": false}

_failed := {"status": "error", "counts": false}

_domain(state, mta_sts, tlsas) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"dnssec": {"state": state},
	"mx": {
		"at": "dns:example.com?type=MX",
		"takes_mail": true,
		"hosts": [_exchange(sprintf("mx%d.example.com", [i + 1]), i + 1, tlsa) | some i, tlsa in tlsas],
	},
	"mta_sts": mta_sts,
}

_sts(status, policy) := {
	"at": _record_at,
	"status": status,
	"policy": object.union({"at": _policy_at}, policy),
}

_no_record := _sts("absent", {"status": "skipped"})

_mode(mode) := _sts("found", {"status": "found", "mode": mode, "mode_at": _mode_at})

_found(domain) := result if {
	result := transport_unprotected.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
}

_unknown(domain) := {[answer.at, answer.msg] |
	some answer in transport_unprotected.unknown with input as {"domains": [domain]}
}

test_nothing_protects if {
	_found(_domain("insecure", _no_record, [_not_asked])) == {{
		"msg": concat("", [
			"nothing makes senders use TLS for mail to `example.com`: there is no MTA-STS record, ",
			"and DANE does not protect `mx1.example.com`",
		]),
		"at": "dns:example.com?type=MX",
		"related": [
			{"at": _record_at, "msg": "there is no MTA-STS record"},
			{
				"at": "dns:example.com?type=MX#line=1",
				"msg": "the MX record or the address is not signed, so that TLSA records would not count",
			},
		],
	}}
}

test_dane_on_some_exchanges_is_not_enough if {
	_found(_domain("secure", _mode("testing"), [_dane, _none, _not_asked])) == {{
		"msg": concat("", [
			"nothing makes senders use TLS for mail to `example.com`: its MTA-STS policy is not enforced, ",
			"and DANE does not protect `mx2.example.com`, `mx3.example.com`",
		]),
		"at": "dns:example.com?type=MX",
		"related": [
			{"at": _mode_at, "msg": "its MTA-STS policy is not enforced"},
			{"at": "dns:example.com?type=MX#line=2", "msg": "it has no TLSA record"},
			{
				"at": "dns:example.com?type=MX#line=3",
				"msg": "the MX record or the address is not signed, so that TLSA records would not count",
			},
		],
	}}
}

test_mta_sts_that_does_not_protect[note] if {
	some note, tc in {
		"several records": {
			"mta_sts": _sts("multiple", {"status": "skipped"}),
			"related": {"at": _record_at, "msg": "its MTA-STS record does not count"},
		},
		"no policy": {
			"mta_sts": _sts("found", {"status": "absent"}),
			"related": {"at": _policy_at, "msg": "its MTA-STS policy cannot be had"},
		},
		"certificate": {
			"mta_sts": _sts("found", {"status": "error", "error": {"class": "cert_invalid", "reason": "expired"}}),
			"related": {"at": _policy_at, "msg": "its MTA-STS policy cannot be had"},
		},
		"mistakes": {
			"mta_sts": _sts("found", {"status": "invalid"}),
			"related": {"at": _policy_at, "msg": "its MTA-STS policy does not count"},
		},
		"none": {
			"mta_sts": _mode("none"),
			"related": {"at": _mode_at, "msg": "its MTA-STS policy is not enforced"},
		},
	}
	unusable := {"status": "found", "counts": false}
	[violation.related | some violation in _found(_domain("secure", tc.mta_sts, [unusable]))] == [[
		tc.related,
		{"at": "dns:example.com?type=MX#line=1", "msg": "none of its TLSA records counts"},
	]]
}

test_clean[note] if {
	some note, domain in {
		"MTA-STS": _domain("insecure", _mode("enforce"), [_not_asked]),
		"DANE everywhere": _domain("secure", _no_record, [_dane, _dane]),
		"both": _domain("secure", _mode("enforce"), [_dane]),
		"TLSA lookup failed": _domain("secure", _no_record, [_dane, _failed]),
		"MTA-STS lookup failed": _domain("insecure", _sts("error", {"status": "skipped"}), [_not_asked]),
		"fetch failed": _domain(
			"insecure",
			_sts("found", {"status": "error", "error": {"class": "timeout", "reason": "no answer"}}),
			[_not_asked],
		),
		"takes no mail": object.union(_domain("insecure", _no_record, []), {"mx": {"takes_mail": false}}),
		"offline": {
			"name": "example.com",
			"sources": [{"kind": "argument"}],
			"dnssec": {"status": "skipped"},
			"mx": {"at": "dns:example.com?type=MX", "status": "skipped", "hosts": []},
			"mta_sts": _sts("skipped", {"status": "skipped"}),
		},
		"exchange without address, another rule's": json.patch(
			_domain("secure", _no_record, [_dane, _none]),
			[{"op": "replace", "path": "/mx/hosts/1/addresses", "value": "absent"}],
		),
		"mailbox provider": object.union(_domain("insecure", _no_record, [_not_asked]), {
			"name": "post.example",
			"sources": [{"kind": "maintainer", "at": "package.json#/author"}],
		}),
	}
	_found(domain) | _unknown(domain) == set()
}

test_resolver_that_checks_nothing_leaves_it_unknown if {
	domain := _domain("indeterminate", _no_record, [_not_asked])
	_found(domain) == set()
	_unknown(domain) == {[
		"dns:example.com?type=MX#line=1",
		concat("", [
			"for mail to `example.com` there is no MTA-STS record, and whether DANE protects `mx1.example.com` ",
			"only a resolver that checks signatures can tell",
		]),
	]}
	_unknown(_domain("indeterminate", _mode("enforce"), [_not_asked])) == set()
	_unknown(_domain("indeterminate", _no_record, [_not_asked, _none])) == set()
}
