package palisade.publish.direct_from_ci_test

import data.palisade.publish.direct_from_ci

_at := ".github/workflows/release.yml#/jobs/publish/steps/0/run;char=0,11"

_repository(fields) := {"pipelines": [{"env": [], "jobs": [{
	"id": "publish",
	"steps": [{"index": 0, "commands": []}],
	"publishes": [object.union({"at": _at, "step": 0, "tool": "npm", "mode": "direct", "dry_run": false}, fields)],
}]}]}

test_direct_publication_is_denied if {
	found := direct_from_ci.deny with input as _repository({})
	[[violation.at, violation.msg] | some violation in found] == [[
		_at,
		"`npm` publishes straight to users: nobody approves the version",
	]]
}

test_script_that_publishes_is_named if {
	found := direct_from_ci.deny with input as _repository({"tool": "pnpm", "through_script": "release"})
	{violation.msg | some violation in found} == {
		"the script `release` publishes straight to users: nobody approves the version",
	}
}

test_clean[note] if {
	some note, fields in {
		"staged": {"mode": "staged"},
		"dry run": {"dry_run": true},
		"decided elsewhere": {"mode": "unknown"},
	}
	found := direct_from_ci.deny with input as _repository(fields)
	count(found) == 0
}

test_unknown_mode_is_unknown if {
	found := direct_from_ci.unknown with input as _repository({"tool": "changesets/action", "mode": "unknown"})
	[[answer.at, answer.msg] | some answer in found] == [[
		_at,
		"whether `changesets/action` stages or publishes is decided outside this file",
	]]
}

test_known_modes_are_known if {
	staged := direct_from_ci.unknown with input as _repository({"mode": "staged"})
	direct := direct_from_ci.unknown with input as _repository({})
	count(staged | direct) == 0
}
