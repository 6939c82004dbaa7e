package palisade.ci.environment_file_injection_test

import data.palisade.ci.environment_file_injection

_env(name, value) := [{"at": "v", "name": name, "value": value}]

_echo(argument, file) := {
	"at": "w#/jobs/a/steps/1/run;char=0,30",
	"program": "echo",
	"arguments": [argument],
	"writes": [file],
}

_step(env, command) := {
	"at": "s",
	"index": 1,
	"env": env,
	"with": {},
	"commands": [command],
	"expressions": [{
		"in": concat("/", ["env", variable.name]),
		"contexts": regex.find_n(`github[a-z._]+`, variable.value, -1),
		"functions": [],
	} |
		some variable in env
	],
}

_on(event, steps) := {"pipelines": [{
	"at": "w",
	"file": "w",
	"triggers": [{"at": "t", "event": event, "workflows": []}],
	"env": [],
	"jobs": [{"at": "w#/jobs/a", "id": "a", "env": [], "expressions": [], "steps": steps}],
}]}

_body := _env("BODY", "${{ github.event.comment.body }}")

_branch := _env("BRANCH", "${{ github.head_ref }}")

test_lines_into_the_environment if {
	found := environment_file_injection.deny with input as _on("issue_comment", [_step(
		_body,
		_echo("COMMENT=$BODY", "$GITHUB_ENV"),
	)])
	found == {{
		"msg": "`$BODY` holds `github.event.comment.body`: whoever writes that sets variables through `GITHUB_ENV`",
		"at": "w#/jobs/a/steps/1/run;char=0,30",
	}}
}

test_other_shapes if {
	every step in [
		_step(_branch, _echo("$BRANCH", "$GITHUB_ENV")),
		_step(_branch, _echo("$PWD/${BRANCH}/bin", "${GITHUB_PATH}")),
		_step(_body, _echo("COMMENT=$env:BODY", "$env:GITHUB_ENV")),
	] {
		found := environment_file_injection.deny with input as _on("pull_request_target", [step])
		{violation.at | some violation in found} == {"w#/jobs/a/steps/1/run;char=0,30"}
	}
}

_download := {
	"at": "d",
	"index": 0,
	"env": [],
	"uses": {"kind": "action", "action": "actions/download-artifact"},
	"with": {},
	"commands": [],
}

_cat := {"at": "w#/jobs/a/steps/1/run", "program": "cat", "arguments": ["pr/env.txt"], "writes": ["$GITHUB_ENV"]}

test_file_of_an_artifact if {
	found := environment_file_injection.deny with input as _on("workflow_run", [_download, _step([], _cat)])
	found == {{
		"msg": "`cat` writes a file that a stranger made into `GITHUB_ENV`",
		"at": "w#/jobs/a/steps/1/run",
	}}
}

_clean := {
	"one line in a named variable": _on("pull_request_target", [_step(_branch, _echo("BRANCH=$BRANCH", "$GITHUB_ENV"))]),
	"an output": _on("issue_comment", [_step(_body, _echo("body=$BODY", "$GITHUB_OUTPUT"))]),
	"a number": _on("issue_comment", [_step(
		_env("PR", "${{ github.event.issue.number }}"),
		_echo("PR=$PR", "$GITHUB_ENV"),
	)]),
	"another variable": _on("issue_comment", [_step(_body, _echo("X=$BODY_LENGTH", "$GITHUB_ENV"))]),
	"a file of its own": _on("push", [_download, _step([], _cat)]),
	"a file without a download": _on("workflow_run", [_step([], _cat)]),
}

test_clean if {
	every facts in _clean {
		count(environment_file_injection.deny) == 0 with input as facts
	}
}

_setting(entry) := {
	"at": "s",
	"index": 1,
	"env": [],
	"with": {},
	"run": "…",
	"commands": [],
	"expressions": [],
	"sets": [object.union({"at": "c", "to": "GITHUB_ENV", "name": "x", "sources": []}, entry)],
}

_source(context) := {"context": context, "at": "v", "through": [{"at": "v", "what": "env.t"}]}

test_by_a_detour if {
	found := environment_file_injection.deny with input as _on(
		"issue_comment",
		[_setting({"sources": [_source("github.event.comment.body")]})],
	)
	found == {{
		"msg": "whoever writes `github.event.comment.body` sets variables through `GITHUB_ENV`",
		"at": "c",
		"related": [{"at": "v", "msg": "through `env.t`"}],
	}}
}

test_one_line_escapes_where_nothing_holds_it if {
	title := [_source("github.event.issue.title")]
	nameless := object.remove(_setting({"sources": title}).sets[0], ["name"])
	every step in [
		_setting({"sources": title, "to": "GITHUB_PATH"}),
		object.union(_setting({}), {"sets": [nameless]}),
	] {
		count(environment_file_injection.deny) == 1 with input as _on("issues", [step])
	}
	count(environment_file_injection.deny) == 0 with input as _on("issues", [_setting({"sources": title})])
	trusted := _setting({"sources": [_source("github.sha")], "to": "GITHUB_PATH"})
	count(environment_file_injection.deny) == 0 with input as _on("issues", [trusted])
}

test_text_of_a_file_of_an_artifact if {
	entry := _setting({"of_file": true})
	found := environment_file_injection.deny with input as _on("workflow_run", [_download, entry])
	found == {{"msg": "the text of a file that a stranger made goes into `GITHUB_ENV`", "at": "c"}}
	checked := object.union(entry, {"run": "n=$(cat n); [[ $n =~ ^[0-9]+$ ]] && echo N=$n >> $GITHUB_ENV"})
	count(environment_file_injection.deny) == 0 with input as _on("workflow_run", [_download, checked])
	count(environment_file_injection.deny) == 0 with input as _on("workflow_run", [entry])
	count(environment_file_injection.deny) == 0 with input as _on("push", [_download, entry])
}
