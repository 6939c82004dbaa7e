package palisade.install.obsolete_always_auth_test

import data.palisade.install.obsolete_always_auth

_npmrc(value) := {
	"at": ".npmrc#line=3",
	"tool": "npm",
	"name": "always-auth",
	"control": "always_auth",
	"value": value,
	"enabled": value == "true",
	"origin": {"layer": "project", "file": ".npmrc"},
}

_workflow(value) := [{"jobs": [{"at": "ci.yml#/jobs/x", "steps": [{
	"at": "ci.yml#/jobs/x/steps/1",
	"uses": {"action": "actions/setup-node"},
	"with": {"node-version": "22", "always-auth": value},
}]}]}]

_yarn(version) := {"at": "package.json", "directory": ".", "tool": "yarn", "version": version, "controls": {}}

test_npmrc if {
	obsolete_always_auth.deny == {{
		"msg": "npm ignores `always-auth` since version 7.10",
		"at": ".npmrc#line=3",
	}} with input as {"settings": [_npmrc("true")], "pipelines": []}
}

test_setup_node if {
	obsolete_always_auth.deny == {{
		"msg": "npm ignores `always-auth`, and actions/setup-node has no such input since v6",
		"at": "ci.yml#/jobs/x/steps/1",
		"key": ["with", "always-auth"],
	}} with input as {"settings": [], "pipelines": _workflow("true")}
}

test_yarn_4_does_not_read_it if {
	berry := _yarn({"least": "4.5.0", "most": "4.5.0"})
	{violation.at | some violation in obsolete_always_auth.deny} == {_npmrc("true").at} with input as {
		"settings": [_npmrc("true")],
		"installers": [berry],
	}
}

test_the_input_counts_once if {
	setting := object.union(_npmrc("true"), {
		"at": "ci.yml#/jobs/x/steps/1/with/always-auth",
		"origin": {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/x"},
	})
	count(obsolete_always_auth.deny) == 1 with input as {"settings": [setting], "pipelines": _workflow("true")}
}

test_some_yarn_is_unknown if {
	facts := {"settings": [_npmrc("true")], "installers": [_yarn({})]}
	count(obsolete_always_auth.deny) == 0 with input as facts
	{gap.at | some gap in obsolete_always_auth.unknown} == {".npmrc#line=3"} with input as facts
	sure := {"settings": [_npmrc("true")], "installers": [_yarn({"least": "1.22.0", "most": "1.999.999"})]}
	count(obsolete_always_auth.unknown) == 0 with input as sure
}

test_pnpm if {
	setting := object.union(_npmrc("true"), {"tool": "pnpm"})
	{violation.msg | some violation in obsolete_always_auth.deny} == {"pnpm ignores `always-auth`"} with input as {
		"settings": [setting],
		"installers": [],
	}
}

test_clean[note] if {
	some note, facts in {
		"off": {"settings": [_npmrc("false")], "pipelines": _workflow("false")},
		"Yarn 1 reads it": {
			"settings": [_npmrc("true")],
			"installers": [_yarn({"least": "1.22.22", "most": "1.22.22"})],
			"pipelines": _workflow("true"),
		},
		"the setting of Yarn 4": {"settings": [object.union(
			_npmrc("true"),
			{"tool": "yarn", "name": "npmAlwaysAuth", "at": ".yarnrc.yml#/npmAlwaysAuth"},
		)]},
		"no such input": {"settings": [], "pipelines": [{"jobs": [{"at": "x", "steps": [{
			"at": "y",
			"uses": {"action": "actions/setup-node"},
			"with": {"node-version": "22"},
		}]}]}]},
	}
	count(obsolete_always_auth.deny) == 0 with input as facts
}
