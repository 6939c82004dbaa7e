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

test_through_env if {
	found := script_injection.deny with input as _on("issues", [_step({
		"env": [{"at": "v", "name": "TITLE", "value": "${{ github.event.issue.title }}"}],
		"expressions": [
			_expression("env/TITLE", "github.event.issue.title", ["github.event.issue.title"], []),
			_expression("run", "env.TITLE", ["env.title"], []),
		],
	})])
	found == {{
		"msg": "`env.title` carries `github.event.issue.title` into the script of job `a`",
		"at": "w#/jobs/a/steps/1/run;char=6,20",
		"severity": "critical",
	}}
}

test_one_origin_through_two_variables if {
	found := script_injection.deny with input as _on("issues", [_step({
		"env": [
			{"at": "v", "name": "A", "value": "${{ github.event.issue.title }}"},
			{"at": "v", "name": "B", "value": "${{ github.event.issue.title }}"},
		],
		"expressions": [_expression("run", "format('{0}{1}', env.A, env.B)", ["env.a", "env.b"], ["format"])],
	})])
	{violation.msg | some violation in found} == {
		"`env.a` carries `github.event.issue.title` into the script of job `a`",
	}
}

_writer := _step({
	"at": "w#/jobs/a/steps/0",
	"index": 0,
	"id": "Meta",
	"env": [{"at": "v", "name": "HEAD", "value": "${{ github.head_ref }}"}],
	"commands": [{
		"at": "c",
		"program": "echo",
		"arguments": ["branch=$HEAD"],
		"writes": ["$GITHUB_OUTPUT"],
	}],
})

test_through_an_output if {
	reader := _step({"expressions": [_expression("run", "steps.meta.outputs.branch", ["steps.meta.outputs.branch"], [])]})
	found := script_injection.deny with input as _on("pull_request_target", [_writer, reader])
	{violation.msg | some violation in found} == {
		"`steps.meta.outputs.branch` carries `github.head_ref` into the script of job `a`",
	}
}

test_through_a_job_output if {
	facts := {"pipelines": [{
		"at": "w",
		"file": "w",
		"kind": "workflow",
		"triggers": [{"at": "t", "event": "pull_request", "workflows": []}],
		"env": [],
		"jobs": [
			{
				"at": "w#/jobs/a",
				"id": "a",
				"env": [],
				"expressions": [_expression("outputs/name", "steps.meta.outputs.branch", ["steps.meta.outputs.branch"], [])],
				"steps": [_writer],
			},
			{"at": "w#/jobs/b", "id": "b", "env": [], "expressions": [], "steps": [_step({
				"at": "w#/jobs/b/steps/0",
				"expressions": [_expression("run", "needs.a.outputs.name", ["needs.a.outputs.name"], [])],
			})]},
		],
	}]}
	found := script_injection.deny with input as facts
	{violation.msg | some violation in found} == {
		"`needs.a.outputs.name` carries `github.head_ref` into the script of job `b`",
	}
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
	"a search": _one("issue_comment", _expression(
		"run", "contains(github.event.comment.body, '/deploy')",
		["github.event.comment.body"], ["contains"],
	)),
	"a comparison": _one("pull_request_target", _expression(
		"run", "github.head_ref == 'next' && '--tag next' || ''",
		["github.head_ref"], [],
	)),
	"a clean output": _on("push", [
		_step({"at": "s", "index": 0, "id": "meta", "commands": [{
			"at": "c",
			"program": "echo",
			"arguments": ["version=$(node -p 1)"],
			"writes": ["$GITHUB_OUTPUT"],
		}]}),
		_step({"expressions": [_expression("run", "steps.meta.outputs.version", ["steps.meta.outputs.version"], [])]}),
	]),
	"another output of the same step": _on("pull_request_target", [
		_writer,
		_step({"expressions": [_expression("run", "steps.meta.outputs.sha", ["steps.meta.outputs.sha"], [])]}),
	]),
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
