package palisade.ci.secret_printed_test

import data.palisade.ci.secret_printed

_env := [{"at": "v", "name": "TOKEN", "value": "${{ secrets.NPM_TOKEN }}", "secrets": ["NPM_TOKEN"]}]

_command(extra) := object.union(
	{"at": "w#/run;char=0,12", "program": "echo", "arguments": [], "writes": [], "fed_by": []},
	extra,
)

_on(run, env, commands) := {"pipelines": [{"env": [], "jobs": [{
	"id": "test",
	"env": [],
	"steps": [{"at": "s", "run": run, "env": env, "commands": commands, "expressions": []}],
}]}]}

_echo(argument) := _on(sprintf("echo %s", [argument]), _env, [_command({"arguments": [argument]})])

test_expression if {
	found := secret_printed.deny with input as _echo("token ${{ secrets.NPM_TOKEN }}")
	found == {{
		"msg": "`echo` prints `secrets.NPM_TOKEN` to the log of job `test`",
		"at": "w#/run;char=0,12",
		"severity": "medium",
	}}
}

test_variable if {
	every argument in ["$TOKEN", "is ${TOKEN}", "${TOKEN:0:4}"] {
		found := secret_printed.deny with input as _echo(argument)
		{violation.msg | some violation in found} == {"`echo` prints `$TOKEN`, a secret to the log of job `test`"}
	}
}

_encoded(writes) := _on("echo $TOKEN | base64", _env, [
	_command({"at": "e", "arguments": ["$TOKEN"]}),
	_command({"at": "b", "program": "base64", "fed_by": ["echo"], "writes": writes}),
])

test_encoded if {
	found := secret_printed.deny with input as _encoded([])
	found == {{
		"msg": "`base64` prints `$TOKEN`, a secret in a form that the log does not mask",
		"at": "b",
		"related": [{"at": "e", "msg": "the secret goes in here"}],
	}}
}

_clean := {
	"into a file": _on("echo $TOKEN > key", _env, [_command({"arguments": ["$TOKEN"], "writes": ["key"]})]),
	"into a command": _on("echo $TOKEN | docker login --password-stdin", _env, [
		_command({"arguments": ["$TOKEN"]}),
		_command({"at": "d", "program": "docker", "arguments": ["login", "--password-stdin"], "fed_by": ["echo"]}),
	]),
	"decoded into a file": _encoded(["key.pem"]),
	"captured": _on("key=$(echo $TOKEN | base64 -d)", _env, [
		_command({"at": "e", "arguments": ["$TOKEN"]}),
		_command({"at": "b", "program": "base64", "arguments": ["-d"], "fed_by": ["echo"]}),
	]),
	"the mask": _echo("::add-mask::$TOKEN"),
	"its length": _echo("${#TOKEN}"),
	"its presence": _echo("${TOKEN:+is set}"),
	"a comparison": _echo("${{ secrets.NPM_TOKEN != '' }}"),
	"another variable": _echo("$TOKEN_NAME"),
	"only whether it is set": _on(
		"echo $HAS",
		[{"at": "v", "name": "HAS", "value": "${{ secrets.A != '' }}", "secrets": ["A"]}],
		[_command({"arguments": ["$HAS"]})],
	),
}

test_clean if {
	every facts in _clean {
		count(secret_printed.deny) == 0 with input as facts
	}
}

test_json_field_is_advice if {
	facts := {"pipelines": [{"env": [], "jobs": [{"id": "a", "env": [], "steps": [{
		"at": "s",
		"env": [],
		"commands": [],
		"expressions": [{
			"at": "e",
			"in": "env/PASSWORD",
			"text": "fromJSON(secrets.CREDENTIALS).password",
			"contexts": ["secrets.credentials"],
			"functions": ["fromjson"],
		}],
	}]}]}]}
	{violation.at | some violation in secret_printed.warn} == {"e"} with input as facts
	count(secret_printed.deny) == 0 with input as facts
}

_elsewhere(provider, argument) := {"pipelines": [{"provider": provider, "env": [], "secrets": [], "jobs": [{
	"at": "j", "id": "deploy", "env": [], "secrets": [],
	"steps": [{
		"at": "s", "env": [], "expressions": [], "run": sprintf("echo %s", [argument]),
		"secrets": [{"at": "s/script;char=5,15", "name": "NPM_TOKEN", "to": "run"}],
		"commands": [{
			"at": "s/script;char=0,15", "program": "echo", "arguments": [argument], "fed_by": [], "writes": [],
		}],
	}],
}]}]}

test_other_providers if {
	every facts in [_elsewhere("gitlab", "token: $NPM_TOKEN"), _elsewhere("azure", "$(NPM_TOKEN)")] {
		found := secret_printed.deny with input as facts
		{[violation.at, violation.msg] | some violation in found} == {[
			"s/script;char=0,15",
			"`echo` prints `$NPM_TOKEN`, a secret to the log",
		]}
	}
	every facts in [_elsewhere("gitlab", "${#NPM_TOKEN}"), _elsewhere("circleci", "NPM_TOKEN is set")] {
		count(secret_printed.deny) == 0 with input as facts
	}
}
