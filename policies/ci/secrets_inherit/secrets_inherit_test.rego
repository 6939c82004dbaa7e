package palisade.ci.secrets_inherit_test

import data.palisade.ci.secrets_inherit

_call(kind, text, inherit) := {"pipelines": [{"jobs": [{
	"at": "w#/jobs/release",
	"id": "release",
	"steps": [],
	"calls": {"uses": {"at": "w#/jobs/release/uses", "kind": kind, "text": text}, "secrets_inherit": inherit},
}]}]}

_other := "acme/workflows/.github/workflows/release.yml@8f3e2a6d1c9b4e7f0a5d8c3b6e9f2a1d4c7b0e3f"

test_other_repository if {
	found := secrets_inherit.deny with input as _call("workflow", _other, true)
	found == {{
		"msg": sprintf("job `release` passes every secret to `%s`", [_other]),
		"at": "w#/jobs/release",
		"key": "secrets",
		"related": [{"at": "w#/jobs/release/uses", "msg": "this repository's owner can read them"}],
	}}
	count(secrets_inherit.warn) == 0 with input as _call("workflow", _other, true)
}

test_local_is_advice if {
	facts := _call("local", "./.github/workflows/release.yml", true)
	count(secrets_inherit.deny) == 0 with input as facts
	{violation.at | some violation in secrets_inherit.warn} == {"w#/jobs/release"} with input as facts
}

_clean := {
	"by name": _call("workflow", _other, false),
	"local by name": _call("local", "./.github/workflows/release.yml", false),
	"no call": {"pipelines": [{"jobs": [{"at": "j", "id": "test", "steps": []}]}]},
}

test_clean if {
	every facts in _clean {
		count(secrets_inherit.deny) == 0 with input as facts
		count(secrets_inherit.warn) == 0 with input as facts
	}
}
