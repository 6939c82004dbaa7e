package palisade.email.dkim_weak_test

import data.palisade.email.dkim_weak

_line := "dns:s1._domainkey.example.com?type=TXT#line=1"

_p := sprintf("%s;char=20,236", [_line])

_key(fields) := {"key": object.union(
	{"at": _p, "algorithm": "rsa", "bits": 2048, "revoked": false, "hashes": []},
	fields,
)}

_domain(selectors) := {
	"name": "example.com",
	"sources": [{"kind": "argument"}],
	"dkim": {"selectors": [object.union({"name": "s1", "status": "found", "mistakes": []}, selector) |
		some selector in selectors
	]},
}

_unreadable := {"at": _p, "reason": "`p` is not base64"}

_revoked := {"at": _p, "algorithm": "rsa", "revoked": true, "hashes": ["sha1"], "hashes_at": "h"}

_found(domain) := found if {
	found := dkim_weak.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["mail.example"]
}

test_1024_bits if {
	declared := {"declared_at": "palisade.yaml#/domains/0/selectors/0"}
	_found(_domain([object.union(_key({"bits": 1024}), declared)])) == {{
		"msg": "the DKIM key `s1` of `example.com` is RSA of 1024 bits: fewer than 2048",
		"at": _p,
		"related": [{"at": "palisade.yaml#/domains/0/selectors/0", "msg": "`s1` is declared here"}],
	}}
}

test_sha1_alone if {
	found := _found(_domain([_key({"hashes": ["sha1"], "hashes_at": "h"})]))
	[[violation.at, violation.msg] | some violation in found] == [[
		"h",
		"the DKIM key `s1` of `example.com` allows the hash `sha1` alone; receivers accept sha256",
	]]
}

test_unreadable[note] if {
	some note, selector in {
		"no base64": {"status": "invalid", "mistakes": [_unreadable], "key": {"at": _p, "algorithm": "rsa"}},
		"no `p`": {"status": "invalid", "mistakes": [_unreadable]},
	}
	_found(_domain([selector])) == {{
		"msg": "the DKIM key `s1` of `example.com` cannot be used: `p` is not base64",
		"at": _p,
		"related": [],
	}}
}

test_a_key_too_short_to_be_valid_is_one_finding if {
	selector := object.union(_key({"bits": 768}), {"status": "invalid", "mistakes": [_unreadable]})
	{violation.msg | some violation in _found(_domain([selector]))} == {
		"the DKIM key `s1` of `example.com` is RSA of 768 bits: fewer than 2048",
	}
}

test_a_hash_that_is_a_mistake_as_well_is_one_finding if {
	key := _key({"hashes": ["sha1"], "hashes_at": "h"})
	selector := object.union(key, {"status": "invalid", "mistakes": [{"at": "h", "reason": "`sha1` is broken"}]})
	{violation.msg | some violation in _found(_domain([selector]))} == {
		"the DKIM key `s1` of `example.com` allows the hash `sha1` alone; receivers accept sha256",
	}
}

test_clean[note] if {
	some note, selectors in {
		"2048": [_key({})],
		"4096": [_key({"bits": 4096})],
		"ed25519": [_key({"algorithm": "ed25519", "bits": 256})],
		"sha256": [_key({"hashes": ["sha1", "sha256"], "hashes_at": "h"})],
		"no hash is named": [_key({"hashes": [], "hashes_at": "h"})],
		"revoked is another rule's": [{"key": _revoked}],
		"revoked, with a mistake": [{"key": _revoked, "status": "invalid", "mistakes": [_unreadable]}],
		"no key is another rule's": [{"status": "absent"}],
		"several are another rule's": [{"status": "multiple", "mistakes": [_unreadable]}],
		"no answer": [{"status": "error"}],
		"not asked": [{"status": "skipped"}],
		"nothing declared": [],
	}
	_found(_domain(selectors)) == set()
}

test_mailbox_provider if {
	provider := {"name": "mail.example", "sources": [{"kind": "maintainer"}]}
	_found(object.union(_domain([_key({"bits": 1024})]), provider)) == set()
}
