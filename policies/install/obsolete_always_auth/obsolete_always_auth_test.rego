package palisade.install.obsolete_always_auth_test

import data.palisade.install.obsolete_always_auth

_npmrc(value) := {
	"at": ".npmrc#line=3",
	"tool": "npm",
	"name": "always-auth",
	"value": value,
	"origin": {"layer": "project", "file": ".npmrc"},
}

_workflow(value) := [{"jobs": [{"at": "ci.yml#/jobs/x", "steps": [{
	"at": "ci.yml#/jobs/x/steps/1",
	"uses": {"action": "actions/setup-node"},
	"with": {"node-version": "22", "always-auth": value},
}]}]}]

test_npmrc if {
	obsolete_always_auth.deny == {{
		"msg": "npm ignores `always-auth` since version 7.10",
		"at": ".npmrc#line=3",
	}} with input as {"settings": [_npmrc("true")], "pipelines": [], "lockfiles": []}
}

test_setup_node if {
	obsolete_always_auth.deny == {{
		"msg": "npm ignores `always-auth`, and actions/setup-node has no such input since v6",
		"at": "ci.yml#/jobs/x/steps/1",
		"key": ["with", "always-auth"],
	}} with input as {"settings": [], "pipelines": _workflow("true"), "lockfiles": []}
}

test_yarn_4_does_not_read_it if {
	berry := {"kind": "yarn_lock", "directory": ".", "version": "8", "read": true}
	{violation.at | some violation in obsolete_always_auth.deny} == {_npmrc("true").at} with input as {
		"settings": [_npmrc("true")],
		"lockfiles": [berry],
	}
}

test_the_input_counts_once if {
	setting := object.union(_npmrc("true"), {
		"at": "ci.yml#/jobs/x/steps/1/with/always-auth",
		"origin": {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/x"},
	})
	count(obsolete_always_auth.deny) == 1 with input as {"settings": [setting], "pipelines": _workflow("true")}
}

test_clean[note] if {
	some note, facts in {
		"off": {"settings": [_npmrc("false")], "pipelines": _workflow("false")},
		"Yarn 1 reads it": {"settings": [_npmrc("true")], "lockfiles": [{"kind": "yarn_lock", "directory": "."}]},
		"no such input": {"settings": [], "pipelines": [{"jobs": [{"at": "x", "steps": [{
			"at": "y",
			"uses": {"action": "actions/setup-node"},
			"with": {"node-version": "22"},
		}]}]}]},
	}
	count(obsolete_always_auth.deny) == 0 with input as facts
}
