package palisade.publish.approve_in_ci_test

import data.palisade.publish.approve_in_ci

_at := ".github/workflows/approve.yml#/jobs/approve/steps/3/run;char=0,28"

_places(command) := {[violation.at, violation.msg] |
	some violation in approve_in_ci.deny with input as {"pipelines": [{"jobs": [{
		"id": "approve",
		"steps": [{"commands": [object.union({"at": _at, "arguments": []}, command)]}],
	}]}]}
}

test_decisions_are_denied[note] if {
	some note, tc in {
		"approve": {"tool": "npm", "subcommand": "stage approve"},
		"reject": {"tool": "pnpm", "subcommand": "stage reject"},
	}
	command := {"program": tc.tool, "subcommand": tc.subcommand, "deed": {"kind": "stage_decision", "tool": tc.tool}}
	msg := sprintf("job `approve` decides on a staged release: `%s %s`", [tc.tool, tc.subcommand])
	_places(command) == {[_at, msg]}
}

test_decisions_through_the_api_are_denied[note] if {
	some note, arguments in {
		"approve": ["-X", "POST", "https://registry.npm.example/-/stage/$ID/approve"],
		"reject": ["-X", "DELETE", "https://registry.npm.example/-/stage/$ID"],
	}
	msg := "job `approve` decides on a staged release through the registry's API"
	_places({"program": "curl", "arguments": arguments}) == {[_at, msg]}
}

test_clean[note] if {
	some note, command in {
		"staging": {"program": "npm", "subcommand": "stage publish", "deed": {"kind": "publish", "tool": "npm"}},
		"listing": {"program": "npm", "subcommand": "stage list"},
		"listing through the API": {"program": "curl", "arguments": ["https://registry.npm.example/-/stage?page=0"]},
		"words": {"program": "echo", "arguments": ["now run npm stage approve"]},
	}
	_places(command) == set()
}
