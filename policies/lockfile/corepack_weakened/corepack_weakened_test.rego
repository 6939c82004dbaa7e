package palisade.lockfile.corepack_weakened_test

import data.palisade.lockfile.corepack_weakened

_variable(name, value) := {"at": sprintf("ci.yml#/env/%s", [name]), "name": name, "value": value}

_facts(env, job_env, step) := {"pipelines": [{"env": env, "jobs": [{"id": "test", "env": job_env, "steps": [step]}]}]}

_step(env, commands) := {"env": env, "commands": commands}

_command(program, arguments, environment, writes) := {
	"at": "ci.yml#/jobs/test/steps/0/run;char=0,30",
	"program": program,
	"arguments": arguments,
	"environment": environment,
	"writes": writes,
}

test_signature_check_off if {
	corepack_weakened.deny == {{
		"msg": "`COREPACK_INTEGRITY_KEYS=0` lets Corepack run a package manager without a signature check",
		"at": "ci.yml#/env/COREPACK_INTEGRITY_KEYS",
	}} with input as _facts([_variable("COREPACK_INTEGRITY_KEYS", "0")], [], _step([], []))
}

test_places[note] if {
	run := "ci.yml#/jobs/test/steps/0/run;char=0,30"
	custom := _variable("COREPACK_ENABLE_UNSAFE_CUSTOM_URLS", "1")
	some note, case in {
		"job": {"facts": _facts([], [custom], _step([], [])), "at": custom.at},
		"step": {"facts": _facts([], [], _step([custom], [])), "at": custom.at},
		"command": {
			"facts": _facts([], [], _step([], [_command("corepack", ["enable"], {"COREPACK_INTEGRITY_KEYS": "0"}, [])])),
			"at": run,
		},
		"export": {
			"facts": _facts([], [], _step([], [_command("export", ["COREPACK_INTEGRITY_KEYS=0"], {}, [])])),
			"at": run,
		},
		"environment file": {
			"facts": _facts([], [], _step([], [_command("echo", ["COREPACK_INTEGRITY_KEYS=0"], {}, ["$GITHUB_ENV"])])),
			"at": run,
		},
	}
	{violation.at | some violation in corepack_weakened.deny} == {case.at} with input as case.facts
}

test_strict_is_medium if {
	{violation.severity | some violation in corepack_weakened.deny} == {"medium"} with input as _facts(
		[],
		[_variable("COREPACK_ENABLE_STRICT", "0")],
		_step([], []),
	)
}

test_without_the_project_s_choice if {
	facts := _facts([_variable("COREPACK_ENABLE_PROJECT_SPEC", "0")], [], _step([], []))
	corepack_weakened.deny == {{
		"msg": "`COREPACK_ENABLE_PROJECT_SPEC=0` lets another package manager run than the one that `packageManager` names",
		"at": "ci.yml#/env/COREPACK_ENABLE_PROJECT_SPEC",
		"severity": "medium",
	}} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"on": _facts([_variable("COREPACK_ENABLE_STRICT", "1")], [], _step([], [])),
		"other variables": _facts([_variable("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0")], [], _step([], [])),
		"only printed": _facts([], [], _step([], [_command("echo", ["COREPACK_INTEGRITY_KEYS=0"], {}, [])])),
		"a value that is not shown": _facts(
			[{"at": "x", "name": "COREPACK_INTEGRITY_KEYS", "secrets": ["KEYS"]}],
			[],
			_step([], []),
		),
		"keys of one's own": _facts([_variable("COREPACK_INTEGRITY_KEYS", `{"npm":[]}`)], [], _step([], [])),
	}
	count(corepack_weakened.deny) == 0 with input as facts
}
