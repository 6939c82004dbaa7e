package palisade.ci.unpinned_action_test

import data.palisade.ci.unpinned_action

_uses(text, owner, name, kind, pin) := {
	"at": ".github/workflows/ci.yml#/jobs/test/steps/0/uses",
	"text": text,
	"kind": kind,
	"owner": owner,
	"name": name,
	"action": lower(sprintf("%s/%s", [owner, name])),
	"pin": pin,
}

_step(uses) := {"pipelines": [{"jobs": [{"steps": [{"at": "s", "uses": uses}]}]}]}

_call(uses) := {"pipelines": [{"jobs": [{"steps": [], "calls": {"uses": uses}}]}]}

_cases := [
	{
		"note": "a version tag of a stranger",
		"input": _step(_uses(
			"tj-actions/changed-files@v45", "tj-actions", "changed-files", "action",
			{"kind": "version", "ref": "v45"},
		)),
		"msg": "`tj-actions/changed-files@v45` can change: `v45` is a tag that its owner can move",
		"severity": "high",
	},
	{
		"note": "a version tag of the forge",
		"input": _step(_uses(
			"actions/checkout@v4", "actions", "checkout", "action",
			{"kind": "version", "ref": "v4"},
		)),
		"msg": "`actions/checkout@v4` can change: `v4` is a tag that its owner can move",
		"severity": "medium",
	},
	{
		"note": "a branch",
		"input": _step(_uses(
			"Swatinem/rust-cache@master", "Swatinem", "rust-cache", "action",
			{"kind": "name", "ref": "master"},
		)),
		"msg": "`Swatinem/rust-cache@master` can change: it follows the branch or tag `master`",
		"severity": "high",
	},
	{
		"note": "a reusable workflow",
		"input": _call(_uses(
			"acme/ci/.github/workflows/build.yml@main", "acme", "ci", "workflow",
			{"kind": "name", "ref": "main"},
		)),
		"msg": "`acme/ci/.github/workflows/build.yml@main` can change: it follows the branch or tag `main`",
		"severity": "high",
	},
	{
		"note": "nothing written",
		"input": _step(_uses("actions/checkout", "actions", "checkout", "action", {"kind": "none"})),
		"msg": "`actions/checkout` names no version at all",
		"severity": "high",
	},
]

test_denied if {
	every case in _cases {
		found := unpinned_action.deny with input as case.input
		found == {{
			"msg": case.msg,
			"at": ".github/workflows/ci.yml#/jobs/test/steps/0/uses",
			"severity": case.severity,
			"label": "not a commit",
		}}
	}
}

_clean := {
	"a commit": _step(_uses(
		"actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8", "actions", "checkout", "action",
		{"kind": "digest", "ref": "08c6903cd8c0fde910a37f88322edcfb5dd907a8", "comment": "v5.0.0"},
	)),
	"a local action": _step({
		"at": "u",
		"text": "./.github/actions/setup",
		"kind": "local",
		"path": ".github/actions/setup",
		"pin": {"kind": "local"},
	}),
	"an image is another rule's": _step({
		"at": "u",
		"text": "docker://alpine:3",
		"kind": "docker",
		"name": "alpine",
		"pin": {"kind": "version", "ref": "3"},
	}),
	"a generator that needs its tag": _call(_uses(
		"slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0",
		"slsa-framework", "slsa-github-generator", "workflow",
		{"kind": "version", "ref": "v2.1.0"},
	)),
	"a step without uses": {"pipelines": [{"jobs": [{"steps": [{"at": "s", "run": "npm ci"}]}]}]},
}

test_clean if {
	every facts in _clean {
		count(unpinned_action.deny) == 0 with input as facts
	}
}

test_trusted_owner if {
	facts := _call(_uses(
		"Acme/ci/.github/workflows/build.yml@main", "Acme", "ci", "workflow",
		{"kind": "name", "ref": "main"},
	))
	count(unpinned_action.deny) == 0 with input as facts with data.parameters.trusted_action_owners as ["acme"]
}
