package palisade.ci.debug_enabled_test

import data.palisade.ci.debug_enabled

_env(name, value) := [{"at": "w#/env/X", "name": name, "value": value}]

_facts(top, job, step) := {"pipelines": [{"env": top, "jobs": [{"id": "test", "env": job, "steps": [step]}]}]}

_step(env) := {"at": "s", "env": env, "with": {}}

_shell(inputs, extra) := _facts([], [], object.union(
	{
		"at": "s",
		"env": [],
		"uses": {
			"at": "w#/jobs/test/steps/3/uses",
			"kind": "action",
			"text": "mxschmitt/action-tmate@v3",
			"action": "mxschmitt/action-tmate",
		},
		"with": inputs,
	},
	extra,
))

test_variables if {
	every facts in [
		_facts(_env("ACTIONS_STEP_DEBUG", "true"), [], _step([])),
		_facts([], _env("ACTIONS_STEP_DEBUG", "1"), _step([])),
		_facts([], [], _step(_env("ACTIONS_STEP_DEBUG", "True"))),
	] {
		found := debug_enabled.deny with input as facts
		found == {{"msg": "`ACTIONS_STEP_DEBUG` turns on debug output in every run", "at": "w#/env/X"}}
	}
}

test_remote_shell if {
	every facts in [
		_shell({}, {}),
		_shell({}, {"if": "${{ failure() }}"}),
		_shell({"limit-access-to-actor": "false"}, {"if": "inputs.debug"}),
	] {
		found := debug_enabled.deny with input as facts
		found == {{
			"msg": "`mxschmitt/action-tmate@v3` opens job `test` to whoever reads its log",
			"at": "w#/jobs/test/steps/3/uses",
			"severity": "high",
		}}
	}
}

_clean := {
	"off": _facts(_env("ACTIONS_STEP_DEBUG", "false"), [], _step([])),
	"by a variable": _facts(_env("RUNNER_DEBUG", "${{ vars.DEBUG }}"), [], _step([])),
	"the program's own": _facts(_env("DEBUG", "acme:*"), [], _step([])),
	"a manual run": _shell({}, {"if": "failure() && github.event_name == 'workflow_dispatch' && inputs.debug"}),
	"only the person who started it": _shell({"limit-access-to-actor": "true"}, {}),
}

test_clean if {
	every facts in _clean {
		count(debug_enabled.deny) == 0 with input as facts
	}
}

_variable(name, value) := {"pipelines": [{
	"env": [{"at": "v", "name": name, "value": value, "secrets": [], "literal_credential": false}],
	"jobs": [],
}]}

test_other_providers if {
	traced := _variable("CI_DEBUG_TRACE", "true")
	found := debug_enabled.deny with input as traced
	found == {{
		"msg": "`CI_DEBUG_TRACE` writes the values of all variables into the log of every run",
		"at": "v",
		"severity": "high",
	}}
	diagnosed := _variable("System.Debug", "true")
	{violation.msg | some violation in debug_enabled.deny} == {
		"`System.Debug` turns on debug output in every run",
	} with input as diagnosed
	off := _variable("CI_DEBUG_TRACE", "false")
	count(debug_enabled.deny) == 0 with input as off
}
