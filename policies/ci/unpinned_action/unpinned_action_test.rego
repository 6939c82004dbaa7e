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

_include(provider, uses) := {"pipelines": [{
	"provider": provider,
	"includes": [{"at": "i", "uses": object.union({"at": "i"}, uses), "read": false}],
	"jobs": [],
}]}

_pipe(ref) := {"pipelines": [{"provider": "bitbucket", "includes": [], "jobs": [{"steps": [{"at": "s", "uses": {
	"at": "s/pipe", "text": sprintf("atlassian/aws-s3-deploy:%s", [ref]), "kind": "pipe", "owner": "atlassian",
	"pin": {"kind": "version", "ref": ref},
}}]}]}]}

_elsewhere := [
	{
		"input": _include("gitlab", {
			"text": "acme/ci/templates", "kind": "template", "owner": "acme/ci", "name": "templates", "path": "node.yml",
			"pin": {"kind": "none"},
		}),
		"msg": "`acme/ci/templates` can change: it names no version",
		"severity": "medium",
	},
	{
		"input": _include("gitlab", {
			"text": "acme/ci", "kind": "template", "owner": "acme", "name": "ci", "pin": {"kind": "name", "ref": "main"},
		}),
		"msg": "`acme/ci` can change: it follows `main`",
		"severity": "medium",
	},
	{
		"input": _include("gitlab", {"text": "https://ci.example/a.yml", "kind": "template", "pin": {"kind": "none"}}),
		"msg": "`https://ci.example/a.yml` can change: whatever the address serves is taken",
		"severity": "high",
	},
	{
		"input": _include("gitlab", {
			"text": "gitlab.com/components/sast/sast@~latest", "kind": "component", "owner": "components",
			"pin": {"kind": "name", "ref": "~latest"},
		}),
		"msg": "`gitlab.com/components/sast/sast@~latest` can change: it follows `~latest`",
		"severity": "medium",
	},
	{
		"input": _include("circleci", {
			"text": "circleci/node@5", "kind": "orb", "owner": "circleci", "pin": {"kind": "version", "ref": "5"},
		}),
		"msg": "`circleci/node@5` can change: `5` follows the newest version",
		"severity": "low",
	},
	{
		"input": _include("circleci", {
			"text": "acme/deploy@volatile", "kind": "orb", "owner": "acme", "pin": {"kind": "name", "ref": "volatile"},
		}),
		"msg": "`acme/deploy@volatile` can change: it follows `volatile`",
		"severity": "medium",
	},
	{
		"input": _include("azure", {
			"text": "templates", "kind": "template", "name": "templates", "pin": {"kind": "none"},
		}),
		"msg": "`templates` can change: it names no version",
		"severity": "medium",
	},
	{
		"input": _pipe("1.1.0"),
		"msg": "`atlassian/aws-s3-deploy:1.1.0` can change: `1.1.0` is a tag that its owner can move",
		"severity": "low",
	},
]

test_other_providers if {
	every case in _elsewhere {
		found := unpinned_action.deny with input as case.input
		{[violation.msg, violation.severity] | some violation in found} == {[case.msg, case.severity]}
	}
}

_fixed := {
	"an include at a commit": _include("gitlab", {
		"text": "acme/ci", "kind": "template", "owner": "acme", "name": "ci",
		"pin": {"kind": "digest", "ref": "08c6903cd8c0fde910a37f88322edcfb5dd907a8"},
	}),
	"an address with its hash": _include("gitlab", {
		"text": "https://ci.example/a.yml", "kind": "template", "pin": {"kind": "digest", "ref": "sha256-x="},
	}),
	"a template of GitLab's own": _include("gitlab", {
		"text": "Jobs/SAST.gitlab-ci.yml", "kind": "template", "pin": {"kind": "none"},
	}),
	"a file of the repository": _include("gitlab", {"text": "/ci/a.yml", "kind": "local", "pin": {"kind": "local"}}),
	"what only a run can tell": _include("gitlab", {"text": "$CI_X/a", "kind": "other", "pin": {"kind": "none"}}),
	"a whole version of a component": _include("gitlab", {
		"text": "gitlab.com/components/sast/sast@2.1.0", "kind": "component", "pin": {"kind": "version", "ref": "2.1.0"},
	}),
	"a whole version of an orb": _include("circleci", {
		"text": "circleci/node@5.1.0", "kind": "orb", "owner": "circleci", "pin": {"kind": "version", "ref": "5.1.0"},
	}),
	"a continuation in the repository": _include("circleci", {
		"text": ".circleci/next.yml", "kind": "template", "path": ".circleci/next.yml", "pin": {"kind": "local"},
	}),
	"a task": {"pipelines": [{"provider": "azure", "includes": [], "jobs": [{"steps": [{"at": "s", "uses": {
		"at": "s/task", "text": "Npm@1", "kind": "task", "pin": {"kind": "version", "ref": "1"},
	}}]}]}]},
}

test_other_providers_fixed if {
	every facts in _fixed {
		count(unpinned_action.deny) == 0 with input as facts
	}
}

test_trusted_groups if {
	facts := _include("gitlab", {
		"text": "acme/ci/templates", "kind": "template", "owner": "acme/ci", "pin": {"kind": "none"},
	})
	count(unpinned_action.deny) == 0 with input as facts with data.parameters.trusted_action_owners as ["Acme"]
	count(unpinned_action.deny) == 1 with input as facts with data.parameters.trusted_action_owners as ["acm"]
}
