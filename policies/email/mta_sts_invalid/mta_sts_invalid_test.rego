package palisade.email.mta_sts_invalid_test

import data.palisade.email.mta_sts_invalid

_at := "dns:_mta-sts.example.com?type=TXT"

_policy_at := "https://mta-sts.example.com/.well-known/mta-sts.txt"

_mta_sts := {
	"at": sprintf("%s#line=1", [_at]),
	"status": "found",
	"records": [{"at": sprintf("%s#line=1", [_at]), "text": "v=STSv1; id=20261121"}],
	"mistakes": [],
	"policy": {"at": _policy_at, "status": "found", "mistakes": []},
}

_found(mta_sts) := result if {
	domain := {"name": "example.com", "sources": [{"kind": "argument"}], "mta_sts": object.union(_mta_sts, mta_sts)}
	result := mta_sts_invalid.deny with input as {"domains": [domain]}
}

_rows(mta_sts) := {[violation.at, violation.msg, object.get(violation, "severity", "")] |
	some violation in _found(mta_sts)
}

test_several_records if {
	lines := [{"at": sprintf("%s#line=%d", [_at, line]), "text": "v=STSv1; id=1"} | some line in [1, 2]]
	mistakes := [{"at": _at, "reason": "there are 2 records"}]
	_found({"at": _at, "status": "multiple", "records": lines, "mistakes": mistakes}) == {{
		"msg": "`example.com` has 2 MTA-STS records: senders act as if it had none",
		"at": _at,
		"related": [
			{"at": "dns:_mta-sts.example.com?type=TXT#line=1", "msg": "one of them"},
			{"at": "dns:_mta-sts.example.com?type=TXT#line=2", "msg": "one of them"},
		],
	}}
}

test_mistakes_in_the_record[note] if {
	some note, tc in {
		"void": {"status": "invalid", "severity": "high"},
		"passed over": {"status": "found", "severity": "low"},
	}
	at := sprintf("%s#line=1;char=9,20", [_at])
	_rows({"status": tc.status, "mistakes": [{"at": at, "reason": "the id is not of letters and digits alone"}]}) == {[
		at,
		"in the MTA-STS record of `example.com`: the id is not of letters and digits alone",
		tc.severity,
	]}
}

test_mistakes_in_the_policy if {
	_rows({"policy": {"at": _policy_at, "status": "invalid", "mistakes": [
		{"at": sprintf("%s#line=2", [_policy_at]), "reason": "the mode is not one of enforce, testing and none"},
		{"at": _policy_at, "reason": "no `max_age` stands there"},
	]}}) == {
		[
			sprintf("%s#line=2", [_policy_at]),
			"in the MTA-STS policy of `example.com`: the mode is not one of enforce, testing and none",
			"high",
		],
		[_policy_at, "in the MTA-STS policy of `example.com`: no `max_age` stands there", "high"],
	}
}

test_what_has_no_mistake_of_its_own if {
	_rows({"status": "invalid"}) == {[
		sprintf("%s#line=1", [_at]),
		"the MTA-STS record of `example.com` cannot be read: senders act as if it had none",
		"",
	]}
	_rows({"policy": {"at": _policy_at, "status": "invalid", "mistakes": []}}) == {[
		_policy_at,
		"the MTA-STS policy of `example.com` cannot be read: senders act as if it had none",
		"",
	]}
}

test_clean[note] if {
	some note, mta_sts in {
		"well formed": {},
		"no record": {"status": "absent", "records": [], "policy": {"at": _policy_at, "status": "skipped", "mistakes": []}},
		"lookup failed": {"status": "error", "records": []},
		"offline": {"status": "skipped", "records": []},
		"policy not there, another rule's": {"policy": {"at": _policy_at, "status": "absent", "mistakes": []}},
		"policy not had": {"policy": {"at": _policy_at, "status": "error", "mistakes": []}},
	}
	_found(mta_sts) == set()
}

test_provider_is_not_judged if {
	domain := {
		"name": "post.example",
		"sources": [{"kind": "maintainer", "at": "package.json#/author"}],
		"mta_sts": object.union(_mta_sts, {"status": "invalid"}),
	}
	found := mta_sts_invalid.deny with input as {"domains": [domain]}
		with data.parameters.mailbox_providers as ["post.example"]
	found == set()
}
