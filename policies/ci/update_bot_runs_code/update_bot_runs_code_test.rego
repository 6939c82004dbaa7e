package palisade.ci.update_bot_runs_code_test

import data.palisade.ci.update_bot_runs_code

_facts(setting, value) := {"repository": {"update_bots": [{
	"at": "b", "kind": "x", "executions": [{"at": "b/x", "setting": setting, "value": value}],
}]}}

test_dependabot if {
	facts := _facts("insecure-external-code-execution", "allow")
	found := update_bot_runs_code.deny with input as facts
	found == {{"msg": "Dependabot runs code of dependencies while it works out an update", "at": "b/x"}}
}

test_renovate if {
	facts := _facts("allowScripts", "true")
	found := update_bot_runs_code.deny with input as facts
	found == {{"msg": "by `allowScripts` Renovate runs code of dependencies with its own rights", "at": "b/x"}}
}

test_tasks_are_advice if {
	facts := _facts("postUpgradeTasks", "")
	count(update_bot_runs_code.deny) == 0 with input as facts
	{violation.at | some violation in update_bot_runs_code.warn} == {"b/x"} with input as facts
}

test_clean if {
	every facts in [
		_facts("insecure-external-code-execution", "deny"),
		{"repository": {"update_bots": [{"at": "b", "kind": "dependabot", "updates": []}]}},
		{"repository": {"update_bots": []}},
	] {
		count(update_bot_runs_code.deny) == 0 with input as facts
		count(update_bot_runs_code.warn) == 0 with input as facts
	}
}
