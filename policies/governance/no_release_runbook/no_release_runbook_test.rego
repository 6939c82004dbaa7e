package palisade.governance.no_release_runbook_test

import data.palisade.governance.no_release_runbook

_facts(guides, fields) := {
	"repository": {"release_guides": guides},
	"pipelines": [],
	"packages": [object.union(
		{
			"at": "package.json",
			"name": "@acme/widget",
			"role": "root",
			"directory": ".",
			"publishable": true,
			"files": ["dist"],
			"engines": [],
			"scripts": [],
			"workspaces": [],
		},
		fields,
	)],
}

_guide(headings) := {
	"at": "RELEASING.md",
	"headings": [{"at": "RELEASING.md#line=1", "text": text} | some text in headings],
}

_found(facts) := {[violation.at, violation.msg] | some violation in no_release_runbook.deny with input as facts}

_unknown(facts) := {[answer.at, answer.msg] | some answer in no_release_runbook.unknown with input as facts}

test_nothing_is_written if {
	_found(_facts([], {})) == {[
		"package.json",
		"nothing here tells how `@acme/widget` is released, or what to do in an emergency",
	]}
}

test_no_heading_for_an_emergency_is_unknown if {
	facts := _facts([_guide(["Releasing", "Versions"])], {})
	_found(facts) == set()
	_unknown(facts) == {["RELEASING.md", "no heading of what is written about releasing tells of an emergency"]}
}

test_clean[heading] if {
	some heading in ["In an emergency", "Rolling back", "If a release goes wrong", "Deprecating a version", "Fallback"]
	facts := _facts([_guide(["Releasing"]), _guide(["Releasing", heading])], {})
	_found(facts) | _unknown(facts) == set()
}

test_nothing_is_asked_of[note] if {
	some note, fields in {"a private package": {"publishable": false}, "an example": {"directory": "examples/a"}}
	_found(_facts([], fields)) | _unknown(_facts([_guide([])], fields)) == set()
}
