package palisade.install.tls_off_test

import data.palisade.install.tls_off

_setting(name, value, origin) := {"settings": [object.union(
	{
		"at": ".npmrc#line=3",
		"tool": "npm",
		"name": name,
		"value": value,
		"origin": origin,
		"in_force": {"state": "yes"},
	},
	_meaning(name, value),
)]}

_meaning("registry", _) := {"control": "registry"}

_meaning("unsafeHttpWhitelist", _) := {"control": "plain_http_hosts", "tool": "yarn"}

_meaning("strict-ssl", value) := {"control": "tls_verification", "enabled": value != "false"}

_meaning("enableStrictSsl", value) := {"control": "tls_verification", "enabled": value != "false", "tool": "yarn"}

# Node.js reads it for every tool.
_meaning("NODE_TLS_REJECT_UNAUTHORIZED", value) := {
	"control": "tls_verification",
	"enabled": value != "0",
	"tool": "node",
}

_project := {"layer": "project", "file": ".npmrc"}

_in_job := {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/test"}

_variable := {"at": "ci.yml#/env/NODE_TLS_REJECT_UNAUTHORIZED", "name": "NODE_TLS_REJECT_UNAUTHORIZED", "value": "0"}

_pipeline(env, job_env, step, installs) := {"pipelines": [{"env": env, "jobs": [{
	"at": "ci.yml#/jobs/test",
	"env": job_env,
	"steps": [step],
	"installs": installs,
	"publishes": [],
}]}]}

_step := {"index": 0, "env": [], "commands": []}

_install := {"at": "ci.yml#/jobs/test/steps/0/run;char=0,6", "step": 0, "tool": "npm"}

test_strict_ssl if {
	tls_off.deny == {{
		"msg": "npm accepts any certificate from a registry",
		"at": ".npmrc#line=3",
	}} with input as _setting("strict-ssl", "false", _project)
}

test_plain_http_is_named if {
	tls_off.deny == {{
		"msg": "packages from `npm.corp.example` and the token for it travel unencrypted",
		"at": ".npmrc#line=3",
	}} with input as _setting("registry", "http://npm.corp.example:8081/", _project)
}

test_yarn[note] if {
	some note, case in {
		"any certificate": {
			"facts": _setting("enableStrictSsl", "false", _project),
			"msg": "yarn accepts any certificate from a registry",
		},
		"any host": {
			"facts": _setting("unsafeHttpWhitelist", "**", _project),
			"msg": "yarn speaks with any host without TLS",
		},
	}
	{violation.msg | some violation in tls_off.deny} == {case.msg} with input as case.facts
}

test_unknown[note] if {
	unsure := {"in_force": {"state": "unknown", "reason": "no package.json stands beside the file"}}
	some note, facts in {
		"strict-ssl": _setting("strict-ssl", "false", _project),
		"plain http": _setting("registry", "http://npm.corp.example", _project),
		"any host": _setting("unsafeHttpWhitelist", "*", _project),
	}
	doubtful := {"settings": [object.union(facts.settings[0], unsure)]}
	count(tls_off.deny) == 0 with input as doubtful
	{gap.at | some gap in tls_off.unknown} == {".npmrc#line=3"} with input as doubtful
}

test_variable_once_for_every_job if {
	facts := _pipeline([_variable], [], _step, [_install])
	{violation.at | some violation in tls_off.deny} == {_variable.at} with input as facts
}

test_variable_places[note] if {
	command := {
		"at": "ci.yml#/jobs/test/steps/0/run;char=0,40",
		"program": "npm",
		"arguments": ["ci"],
		"environment": {"NODE_TLS_REJECT_UNAUTHORIZED": "0"},
		"writes": [],
		"deed": {"kind": "install"},
	}
	kept := {
		"at": command.at,
		"program": "echo",
		"arguments": ["NODE_TLS_REJECT_UNAUTHORIZED=0"],
		"environment": {},
		"writes": ["$GITHUB_ENV"],
	}
	some note, case in {
		"job": {"facts": _pipeline([], [_variable], _step, [_install]), "at": _variable.at},
		"step": {
			"facts": _pipeline([], [], object.union(_step, {"env": [_variable]}), [_install]),
			"at": _variable.at,
		},
		"command": {
			"facts": _pipeline([], [], object.union(_step, {"commands": [command]}), [_install]),
			"at": command.at,
		},
		"environment file": {
			"facts": _pipeline([], [], object.union(_step, {"commands": [kept]}), [_install]),
			"at": command.at,
		},
	}
	{violation.at | some violation in tls_off.deny} == {case.at} with input as case.facts
}

test_clean[note] if {
	some note, facts in {
		"on": _setting("strict-ssl", "true", _project),
		"one host without TLS": _setting("unsafeHttpWhitelist", "*.corp.example", _project),
		"the variable as a setting": _setting("NODE_TLS_REJECT_UNAUTHORIZED", "0", _in_job),
		"https": _setting("registry", "https://npm.corp.example/", _project),
		"a registry of the test": _setting("registry", "http://localhost:4873", _in_job),
		"a service container": _setting("registry", "http://verdaccio:4873", _in_job),
		"a job without packages": _pipeline([_variable], [_variable], _step, []),
		"a step that only tests": _pipeline(
			[],
			[],
			{"index": 1, "env": [_variable], "commands": [{"program": "node", "environment": {}, "arguments": ["test.js"]}]},
			[_install],
		),
		"a script that only serves": {"packages": [{"scripts": [{"name": "start", "lifecycle": false, "commands": [{
			"at": "package.json#/scripts/start;char=0,40",
			"program": "node",
			"environment": {"NODE_TLS_REJECT_UNAUTHORIZED": "0"},
		}]}]}]},
	}
	count(tls_off.deny) == 0 with input as facts
}
