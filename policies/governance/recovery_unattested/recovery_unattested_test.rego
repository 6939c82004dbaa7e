package palisade.governance.recovery_unattested_test

import data.palisade.governance.recovery_unattested

_facts(recovery, expires, publishable) := {
	"target": {"collected_on": "2026-11-21"},
	"attested": [{
		"at": "palisade.yaml#/attested/0",
		"recovery": recovery,
		"owner": "@acme/security",
		"date": "2026-10-01",
		"expires": expires,
	}],
	"pipelines": [],
	"packages": [{
		"at": "package.json",
		"name": "@acme/widget",
		"directory": ".",
		"publishable": publishable,
		"files": ["dist"],
		"engines": [],
		"scripts": [],
		"workspaces": [],
	}],
}

_found(facts) := {[violation.at, violation.key, violation.msg] |
	some violation in recovery_unattested.deny with input as facts
}

_unknown(facts) := {[answer.at, answer.msg] | some answer in recovery_unattested.unknown with input as facts}

test_not_tried_or_not_there[recovery] if {
	some recovery, message in {
		"untested": "there is a way back in for the owners, and nobody has tried it",
		"missing": "the owners have no way back in when a second factor is lost",
	}
	facts := _facts(recovery, "2027-04-01", true)
	_found(facts) == {["palisade.yaml#/attested/0", "recovery", message]}
	_unknown(facts) == set()
}

test_tested_is_clean if {
	facts := _facts("tested", "2027-04-01", true)
	_found(facts) | _unknown(facts) == set()
}

test_run_out_is_unknown if {
	facts := _facts("untested", "2026-11-01", true)
	_found(facts) == set()
	_unknown(facts) == {["package.json", "whether the owners can get back in: what is stated expired on 2026-11-01"]}
}

test_nothing_stated_is_unknown if {
	facts := object.union(_facts("tested", "2027-04-01", true), {"attested": []})
	_unknown(facts) == {["package.json", concat("", [
		"whether the owners can get back in is in no file and no interface returns it: ",
		"state it in palisade.yaml, under `attested`, by `recovery: tested`",
	])]}
}

test_nothing_is_asked_where_nothing_is_published if {
	facts := object.union(_facts("tested", "2027-04-01", false), {"attested": []})
	_unknown(facts) == set()
}
