package palisade.ci.insecure_commands_test

import data.palisade.ci.insecure_commands

_env(value) := [{"at": "v", "name": "ACTIONS_ALLOW_UNSECURE_COMMANDS", "value": value, "secrets": []}]

_facts(top, job, step, commands) := {"pipelines": [{
	"at": "w",
	"file": ".github/workflows/ci.yml",
	"env": top,
	"jobs": [{"at": "j", "id": "test", "env": job, "steps": [{"at": "s", "env": step, "commands": commands}]}],
}]}

_text(scope) := sprintf(
	"`ACTIONS_ALLOW_UNSECURE_COMMANDS` lets anything printed in %s set variables and the path",
	[scope],
)

test_each_level if {
	every case in [
		{"facts": _facts(_env("true"), [], [], []), "scope": "all of `.github/workflows/ci.yml`"},
		{"facts": _facts([], _env("1"), [], []), "scope": "job `test`"},
		{"facts": _facts([], [], _env("True"), []), "scope": "a step of job `test`"},
	] {
		found := insecure_commands.deny with input as case.facts
		found == {{"msg": _text(case.scope), "at": "v"}}
	}
}

test_by_environment_file if {
	found := insecure_commands.deny with input as _facts([], [], [], [{
		"at": "c",
		"program": "echo",
		"arguments": ["ACTIONS_ALLOW_UNSECURE_COMMANDS=true"],
		"writes": ["$GITHUB_ENV"],
	}])
	found == {{"msg": _text("the later steps of job `test`"), "at": "c"}}
}

_clean := {
	"off": _facts(_env("false"), [], [], []),
	"another variable": _facts([{"at": "v", "name": "CI", "value": "true"}], [], [], []),
	"the environment file": _facts([], [], [], [{
		"at": "c",
		"program": "echo",
		"arguments": ["VERSION=1.2.3"],
		"writes": ["$GITHUB_ENV"],
	}]),
	"only printed": _facts([], [], [], [{
		"at": "c",
		"program": "echo",
		"arguments": ["ACTIONS_ALLOW_UNSECURE_COMMANDS=true"],
		"writes": [],
	}]),
}

test_clean if {
	every facts in _clean {
		count(insecure_commands.deny) == 0 with input as facts
	}
}
