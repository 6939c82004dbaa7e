package palisade.ci.script_injection_test

import data.palisade.ci.script_injection

_expression(within, text, contexts, functions) := {
	"at": sprintf("w#/jobs/a/steps/1/%s;char=6,20", [within]),
	"in": within,
	"text": text,
	"contexts": contexts,
	"functions": functions,
}

_title := _expression("run", " github.event.issue.title ", ["github.event.issue.title"], [])

_step(extra) := object.union(
	{"at": "w#/jobs/a/steps/1", "index": 1, "env": [], "with": {}, "expressions": [], "commands": []},
	extra,
)

_on(event, steps) := {"pipelines": [{
	"at": "w",
	"file": "w",
	"kind": "workflow",
	"triggers": [{"at": "t", "event": event, "workflows": []}],
	"env": [],
	"inputs": [
		{"at": "w#/on/inputs/tag", "name": "Tag", "event": "workflow_dispatch", "type": "string"},
		{"at": "w#/on/inputs/kind", "name": "kind", "event": "workflow_dispatch", "type": "choice"},
	],
	"jobs": [{"at": "w#/jobs/a", "id": "a", "env": [], "expressions": [], "steps": steps}],
}]}

_one(event, expression) := _on(event, [_step({"expressions": [expression]})])

test_run if {
	found := script_injection.deny with input as _one("issues", _title)
	found == {{
		"msg": "whoever writes `github.event.issue.title` can run commands in job `a`",
		"at": "w#/jobs/a/steps/1/run;char=6,20",
		"severity": "critical",
	}}
}

test_severity_by_event if {
	branch := _expression("run", "github.head_ref", ["github.head_ref"], [])
	every event, severity in {"pull_request": "medium", "push": "high", "pull_request_target": "critical"} {
		found := script_injection.deny with input as _one(event, branch)
		{violation.severity | some violation in found} == {severity}
	}
}

test_github_script if {
	expression := _expression("with/script", "github.event.comment.body", ["github.event.comment.body"], [])
	found := script_injection.deny with input as _on("issue_comment", [_step({
		"uses": {"kind": "action", "action": "actions/github-script"},
		"expressions": [expression],
	})])
	{violation.at | some violation in found} == {"w#/jobs/a/steps/1/with/script;char=6,20"}
}

test_fallback_and_dump if {
	every expression in [
		_expression("run", "github.head_ref || github.ref_name", ["github.head_ref", "github.ref_name"], []),
		_expression("run", "toJSON(github.event)", ["github.event"], ["tojson"]),
		_expression("run", "github.event.commits[0].message", ["github.event.commits.*.message"], []),
		_expression("run", "format('{0}', github.event.pull_request.body)", ["github.event.pull_request.body"], ["format"]),
	] {
		count(script_injection.deny) == 1 with input as _one("pull_request_target", expression)
	}
}

_carrying(text, context, what) := object.union(_expression("run", text, [lower(text)], []), {"sources": [{
	"context": context,
	"at": "w#/jobs/b/steps/0/run;char=0,9",
	"through": what,
}]})

_title_of_env := _carrying("env.TITLE", "github.event.issue.title", [{"at": "v", "what": "env.title"}])

test_by_a_detour if {
	found := script_injection.deny with input as _one("issues", _title_of_env)
	found == {{
		"msg": "`env.TITLE` carries `github.event.issue.title` into the script of job `a`",
		"at": "w#/jobs/a/steps/1/run;char=6,20",
		"severity": "critical",
		"related": [{"at": "v", "msg": "through `env.title`"}],
	}}
}

_files := "steps.changed.outputs.all_changed_files"

test_outputs_of_actions_that_tell if {
	files := [{"at": "u", "what": "tj-actions/changed-files"}]
	found := script_injection.deny with input as _one("pull_request", _carrying(_files, _files, files))
	found == {{
		"msg": sprintf("`%s` of `tj-actions/changed-files` comes into the script of job `a`", [_files]),
		"at": "w#/jobs/a/steps/1/run;char=6,20",
		"severity": "medium",
		"related": [{"at": "u", "msg": "through `tj-actions/changed-files`"}],
	}}
}

test_input_of_a_manual_run if {
	direct := _expression("run", "github.event.inputs.tag", ["github.event.inputs.tag"], [])
	found := script_injection.deny with input as _one("workflow_dispatch", direct)
	found == {{
		"msg": "whoever starts the workflow can run commands in job `a` through `github.event.inputs.tag`",
		"at": "w#/jobs/a/steps/1/run;char=6,20",
		"severity": "medium",
		"related": [{"at": "w#/on/inputs/tag", "msg": "any text is accepted here"}],
	}}
}

_of_input(name) := object.union(_expression("run", "inputs.x", ["inputs.x"], []), {"sources": [{
	"context": sprintf("github.event.inputs.%s", [name]),
	"at": sprintf("w#/on/inputs/%s", [name]),
	"through": [{"at": sprintf("w#/on/inputs/%s", [name]), "what": "inputs.x"}],
}]})

test_input_that_is_passed_on if {
	found := script_injection.deny with input as _one("workflow_dispatch", _of_input("tag"))
	{[violation.msg, violation.severity] | some violation in found} == {[
		"`inputs.x` carries `github.event.inputs.tag` into the script of job `a`",
		"medium",
	]}
}

_packages := "steps.find.outputs.packages"

test_files_that_a_script_finds if {
	found := script_injection.deny with input as _one("pull_request", _carrying(
		"matrix.package", _packages,
		[{"at": "s", "what": "a script"}, {"at": "m", "what": "matrix.package"}],
	))
	{[violation.msg, violation.severity] | some violation in found} == {[
		"`matrix.package` carries `steps.find.outputs.packages` into the script of job `a`",
		"low",
	]}
}

test_branch_that_a_script_asks_for if {
	writer := {
		"at": "w#/jobs/b/steps/0",
		"index": 0,
		"env": [],
		"with": {"script": "const { ref: branch } = pullRequest.head;"},
		"expressions": [],
		"commands": [],
		"uses": {"kind": "action", "action": "actions/github-script"},
	}
	context := "steps.meta.outputs.branch"
	reader := _step({"expressions": [_carrying(context, context, [{"at": "s", "what": "actions/github-script"}])]})
	found := script_injection.deny with input as _on("workflow_dispatch", [writer, reader])
	{[violation.msg, violation.severity] | some violation in found} == {[
		"`steps.meta.outputs.branch` of `actions/github-script` comes into the script of job `a`",
		"medium",
	]}
}

_with_title(command) := _step({
	"env": [{"at": "v", "name": "TITLE", "value": "${{ github.event.issue.title }}"}],
	"expressions": [_expression("env/TITLE", "github.event.issue.title", ["github.event.issue.title"], [])],
	"commands": [object.union({"at": "c"}, command)],
})

test_a_variable_that_is_run if {
	every command in [
		{"program": "eval", "arguments": ["$TITLE"]},
		{"program": "bash", "arguments": ["-c", "echo ${TITLE}"]},
		{"program": "node", "arguments": ["-e", "f('$TITLE')"]},
	] {
		found := script_injection.deny with input as _on("issues", [_with_title(command)])
		found == {{
			"msg": sprintf("`%s` runs what `$TITLE` holds, `github.event.issue.title`, in job `a`", [command.program]),
			"at": "c",
			"severity": "critical",
		}}
	}
}

test_triggers_of_callers if {
	trigger := {"at": "t", "event": "pull_request", "through": ["w#/jobs/call"], "workflows": []}
	branch := _expression("run", "github.head_ref", ["github.head_ref"], [])
	facts := _one("workflow_call", branch)
	job := object.union(facts.pipelines[0].jobs[0], {"triggers": [trigger]})
	called := {"pipelines": [object.union(facts.pipelines[0], {"jobs": [job]})]}
	found := script_injection.deny with input as called
	{violation.severity | some violation in found} == {"medium"}
}

_clean := {
	"a shell variable": _on("issues", [_step({
		"run": "echo \"$TITLE\"",
		"env": [{"at": "v", "name": "TITLE", "value": "${{ github.event.issue.title }}"}],
		"expressions": [_expression("env/TITLE", "github.event.issue.title", ["github.event.issue.title"], [])],
	})]),
	"an input that is data": _on("issues", [_step({
		"uses": {"kind": "action", "action": "acme/comment"},
		"expressions": [_expression("with/body", "github.event.issue.body", ["github.event.issue.body"], [])],
	})]),
	"a number": _one("pull_request_target", _expression(
		"run", "github.event.pull_request.number",
		["github.event.pull_request.number"], [],
	)),
	"a commit": _one("pull_request_target", _expression(
		"run", "github.event.pull_request.head.sha",
		["github.event.pull_request.head.sha"], [],
	)),
	"a comparison": _one("pull_request_target", object.union(
		_expression("run", "github.head_ref == 'next'", ["github.head_ref"], []),
		{"tested": ["github.head_ref"]},
	)),
	"a source that nobody else writes": _one("issues", _carrying(
		"env.SHA", "github.sha",
		[{"at": "v", "what": "env.sha"}],
	)),
	"a version that a script finds": _one("pull_request", _carrying(
		"steps.v.outputs.version", "steps.v.outputs.version",
		[{"at": "s", "what": "a script"}],
	)),
	"files that a script finds on a push": _one("push", _carrying(
		_packages, _packages,
		[{"at": "s", "what": "a script"}],
	)),
	"a count of changed files": _one("pull_request", _carrying(
		"steps.changed.outputs.any_changed", "steps.changed.outputs.any_changed",
		[{"at": "u", "what": "tj-actions/changed-files"}],
	)),
	"a choice": _one("workflow_dispatch", _of_input("kind")),
	"a choice by its event": _one("workflow_dispatch", _expression(
		"run", "github.event.inputs.kind",
		["github.event.inputs.kind"], [],
	)),
	"a variable that is printed": _on("issues", [_with_title({"program": "echo", "arguments": ["$TITLE"]})]),
	"a shell that runs a file": _on("issues", [_with_title({"program": "bash", "arguments": ["x.sh", "$TITLE"]})]),
	"a matrix": _one("push", _expression("run", "matrix.node", ["matrix.node"], [])),
	"an input of a called workflow": _one("workflow_call", _expression("run", "inputs.tag", ["inputs.tag"], [])),
}

test_clean if {
	every facts in _clean {
		count(script_injection.deny) == 0 with input as facts
	}
}

test_actions_are_those_with_inputs if {
	script_injection._script_actions == object.keys(script_injection._script_inputs)
}

test_the_whole_context if {
	dump := _expression("run", "toJSON(github)", ["github"], ["tojson"])
	{violation.severity | some violation in script_injection.deny} == {"critical"} with input as _one("issues", dump)
	count(script_injection.deny) == 0 with input as _one("issues", _expression("run", "github", ["github"], []))
	member := _expression("run", "github.event.issue[matrix.k]", ["github.event.issue.*", "matrix.k"], [])
	count(script_injection.deny) == 1 with input as _one("issues", member)
}

test_a_variable_in_a_text_that_is_run if {
	every shell, command in {
		"eval": {"program": "echo", "arguments": ["$TITLE"], "through": ["eval"], "rereads": ["$TITLE"]},
		"bash -c": {"program": "ls", "arguments": [], "through": ["sudo", "bash -c"], "rereads": ["${TITLE}"]},
		"bash": {"program": "bash", "arguments": [], "rereads": ["$TITLE"]},
	} {
		found := script_injection.deny with input as _on("issues", [_with_title(command)])
		{violation.msg | some violation in found} == {sprintf(
			"`%s` runs what `$TITLE` holds, `github.event.issue.title`, in job `a`",
			[shell],
		)}
	}
	quoted := {"program": "echo", "arguments": ["$TITLE"], "through": ["bash -c"]}
	count(script_injection.deny) == 0 with input as _on("issues", [_with_title(quoted)])
}

_printing(command) := object.union(_with_title(command), {"commands": [
	{"at": "p", "program": "echo", "arguments": ["$TITLE"], "operands": ["$TITLE"]},
	object.union({"at": "c", "fed_by": ["echo"], "arguments": [], "operands": []}, command),
]})

test_what_is_printed_for_a_shell if {
	every command in [
		{"program": "bash"},
		{"program": "python3", "arguments": ["-"], "operands": ["-"]},
		{"program": "source", "arguments": ["<(echo \"$TITLE\")"], "operands": ["<(echo \"$TITLE\")"]},
	] {
		found := script_injection.deny with input as _on("issues", [_printing(command)])
		{violation.at | some violation in found} == {"c"}
	}
	every command in [
		{"program": "cat"},
		{"program": "python3", "arguments": ["count.py"], "operands": ["count.py"]},
	] {
		count(script_injection.deny) == 0 with input as _on("issues", [_printing(command)])
	}
}

_of_file := _carrying("steps.s.outputs.n", "steps.s.outputs.n", [{"at": "r", "what": "a file"}])

_after_artifact(run) := [
	{
		"at": "d",
		"index": 0,
		"env": [],
		"with": {},
		"expressions": [],
		"commands": [],
		"uses": {"action": "actions/download-artifact"},
	},
	{"at": "w#/jobs/b/steps/0", "index": 1, "env": [], "with": {}, "expressions": [], "commands": [], "run": run},
	_step({"expressions": [_of_file]}),
]

test_the_text_of_a_file_of_an_artifact if {
	steps := _after_artifact("echo n=$(cat n) >> $GITHUB_OUTPUT")
	found := script_injection.deny with input as _on("workflow_run", steps)
	{[violation.msg, violation.severity] | some violation in found} == {[
		"`steps.s.outputs.n`, the text of a file that a stranger made, comes into the script of job `a`",
		"critical",
	]}
	count(script_injection.deny) == 0 with input as _on("push", steps)
	checked := _after_artifact("n=$(cat n); [[ $n =~ ^[0-9]+$ ]] && echo n=$n >> $GITHUB_OUTPUT")
	count(script_injection.deny) == 0 with input as _on("workflow_run", checked)
}

_changed_files(ref, extra) := _on("pull_request_target", [
	{
		"at": "w#/jobs/a/steps/0",
		"index": 0,
		"env": [],
		"expressions": [],
		"commands": [],
		"uses": {"at": "u", "action": "tj-actions/changed-files", "pin": {"kind": "version", "ref": ref}},
		"with": extra,
	},
	_step({"expressions": [object.union(
		_expression("run", _files, [_files], []),
		{"sources": [{"context": _files, "at": "u", "through": [{"at": "u", "what": "tj-actions/changed-files"}]}]},
	)]}),
])

test_names_of_files_that_are_escaped if {
	every case in [
		["v40", {}, "critical"],
		["v40.2.1", {}, "critical"],
		["v45", {}, "low"],
		["v46.0.1", {"safe_output": "true"}, "low"],
		["v45", {"safe_output": "false"}, "critical"],
		["main", {}, "low"],
	] {
		found := script_injection.deny with input as _changed_files(case[0], case[1])
		{violation.severity | some violation in found} == {case[2]}
	}
}
