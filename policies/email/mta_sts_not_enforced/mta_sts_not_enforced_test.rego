package palisade.email.mta_sts_not_enforced_test

import data.palisade.email.mta_sts_not_enforced

_mode_at := "https://mta-sts.example.com/.well-known/mta-sts.txt#line=2"

_age_at := "https://mta-sts.example.com/.well-known/mta-sts.txt#line=4"

_sources := [{"kind": "argument"}]

_policy := {"status": "found", "mode": "enforce", "mode_at": _mode_at, "max_age": 604800, "max_age_at": _age_at}

_domains(status, policy) := {"domains": [{
	"name": "example.com",
	"sources": _sources,
	"mta_sts": {"status": status, "policy": object.union(_policy, policy)},
}]}

_denied(status, policy) := {[violation.at, violation.msg] |
	some violation in mta_sts_not_enforced.deny with input as _domains(status, policy)
}

_advised(status, policy) := {[violation.at, violation.msg] |
	some violation in mta_sts_not_enforced.warn with input as _domains(status, policy)
		with data.parameters.mta_sts_max_age as 604800
}

test_policy_under_test_is_denied if {
	_denied("found", {"mode": "testing", "max_age": 86400}) == {[
		_mode_at,
		"the MTA-STS policy of `example.com` is not enforced: senders report failures of TLS and deliver without it",
	]}
	_advised("found", {"mode": "testing", "max_age": 86400}) == set()
}

test_policy_of_none_is_denied if {
	_denied("found", {"mode": "none"}) == {[
		_mode_at,
		"the MTA-STS policy of `example.com` is not enforced: `mode: none` tells senders that there is none",
	]}
}

test_short_age_is_advised_against[note] if {
	some note, age in {"a day, as a large provider has it": 86400, "nothing is kept": 0, "a second short": 604799}
	_advised("found", {"max_age": age}) == {[_age_at, sprintf(
		"senders keep the MTA-STS policy of `example.com` for %d seconds; 604800 are the least that resists an attack",
		[age],
	)]}
	_denied("found", {"max_age": age}) == set()
}

test_clean[note] if {
	some note, tc in {
		"enforced for a week": {"status": "found", "policy": {}},
		"enforced for a year": {"status": "found", "policy": {"max_age": 31557600}},
		"lookup failed": {"status": "error", "policy": {"status": "skipped", "mode": "testing"}},
		"offline": {"status": "skipped", "policy": {"status": "skipped", "mode": "testing"}},
		"fetch failed": {"status": "found", "policy": {"status": "error", "mode": "testing"}},
		"policy with mistakes, another rule's": {"status": "found", "policy": {"status": "invalid", "mode": "testing"}},
		"record with mistakes, another rule's": {"status": "invalid", "policy": {"mode": "testing"}},
	}
	_denied(tc.status, tc.policy) | _advised(tc.status, tc.policy) == set()
}

test_provider_is_not_judged if {
	domains := json.patch(_domains("found", {"mode": "testing"}), [
		{"op": "replace", "path": "/domains/0/sources", "value": [{"kind": "maintainer", "at": "package.json#/author"}]},
	])
	found := mta_sts_not_enforced.deny with input as domains with data.parameters.mailbox_providers as ["example.com"]
	found == set()
}
