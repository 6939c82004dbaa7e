package palisade.ci.untrusted_checkout_test

import data.palisade.ci.untrusted_checkout

_checkout(contexts, ref) := {
	"at": "w#/jobs/test/steps/0",
	"index": 0,
	"uses": {"at": "w#/jobs/test/steps/0/uses", "kind": "action", "action": "actions/checkout"},
	"with": {"ref": ref},
	"expressions": [{"at": "e", "in": "with/ref", "contexts": contexts, "functions": []}],
	"commands": [],
}

_head := _checkout(["github.event.pull_request.head.sha"], "${{ github.event.pull_request.head.sha }}")

_install := {
	"at": "w#/jobs/test/steps/1",
	"index": 1,
	"run": "npm ci",
	"with": {},
	"expressions": [],
	"commands": [{"at": "c1", "program": "npm", "arguments": ["ci"], "deed": {"kind": "install", "tool": "npm"}}],
}

_label := {
	"at": "w#/jobs/test/steps/1",
	"index": 1,
	"run": "gh pr edit --add-label ready",
	"with": {},
	"expressions": [],
	"commands": [{"at": "c1", "program": "gh", "arguments": ["pr", "edit", "--add-label", "ready"]}],
}

_job(extra, steps) := object.union({"at": "w#/jobs/test", "id": "test", "needs": [], "steps": steps}, extra)

_trigger(event, workflows) := {"at": "t", "event": event, "workflows": workflows}

_facts(pipelines) := {"pipelines": pipelines}

_on(event, job) := _facts([{"at": "w", "file": "w", "triggers": [_trigger(event, [])], "jobs": [job]}])

test_head_and_install if {
	found := untrusted_checkout.deny with input as _on("pull_request_target", _job({}, [_head, _install]))
	found == {{
		"msg": "on `pull_request_target`, job `test` checks out the change and runs it with this repository's rights",
		"at": "w#/jobs/test/steps/0",
		"key": ["with", "ref"],
		"severity": "critical",
		"related": [{"at": "w#/jobs/test/steps/1", "msg": "this runs what was checked out"}],
	}}
}

test_merge_ref_by_number if {
	step := _checkout(["github.event.issue.number"], "refs/pull/${{ github.event.issue.number }}/merge")
	found := untrusted_checkout.deny with input as _on("issue_comment", _job({}, [step, _install]))
	{violation.at | some violation in found} == {"w#/jobs/test/steps/0"}
}

test_checkout_by_command if {
	step := {
		"at": "w#/jobs/test/steps/0",
		"index": 0,
		"run": "gh pr checkout $NUMBER\nmake test",
		"with": {},
		"expressions": [],
		"commands": [
			{"at": "gh", "program": "gh", "arguments": ["pr", "checkout", "$NUMBER"]},
			{"at": "make", "program": "make", "arguments": ["test"]},
		],
	}
	found := untrusted_checkout.deny with input as _on("issue_comment", _job({}, [step]))
	{violation.at | some violation in found} == {"gh"}
}

test_approval_lowers_severity if {
	every extra in [{"environment": {"at": "e", "name": "external"}}, {"if": "github.event.label.name == 'safe'"}] {
		found := untrusted_checkout.deny with input as _on("pull_request_target", _job(extra, [_head, _install]))
		{violation.severity | some violation in found} == {"high"}
	}
}

test_only_read_is_advice if {
	facts := _on("pull_request_target", _job({}, [_head, _label]))
	count(untrusted_checkout.deny) == 0 with input as facts
	{violation.at | some violation in untrusted_checkout.warn} == {"w#/jobs/test/steps/0"} with input as facts
}

_after(upstream) := _facts([
	{"at": "ci", "file": "ci", "name": "CI", "triggers": [_trigger(upstream, [])], "jobs": []},
	{"at": "w", "file": "w", "triggers": [_trigger("workflow_run", ["CI"])], "jobs": [_job({}, [
		_checkout(["github.event.workflow_run.head_sha"], "${{ github.event.workflow_run.head_sha }}"),
		_install,
	])]},
])

test_workflow_run_after_a_change if {
	found := untrusted_checkout.deny with input as _after("pull_request")
	{violation.at | some violation in found} == {"w#/jobs/test/steps/0"}
}

_clean := {
	"an unprivileged event": _on("pull_request", _job({}, [_head, _install])),
	"its own default branch": _on("pull_request_target", _job({}, [
		object.union(_checkout([], ""), {"with": {}, "expressions": []}),
		_install,
	])),
	"the base": _on("pull_request_target", _job({}, [
		_checkout(["github.event.pull_request.base.sha"], "${{ github.event.pull_request.base.sha }}"),
		_install,
	])),
	"only the repository's own branches": _on("pull_request_target", _job(
		{"if": "github.event.pull_request.head.repo.full_name == github.repository"},
		[_head, _install],
	)),
	"after a push": _after("push"),
	"a step for another event": _on("pull_request_target", _job(
		{},
		[object.union(_head, {"if": "github.event_name == 'push'"}), _install],
	)),
}

test_clean if {
	every facts in _clean {
		count(untrusted_checkout.deny) == 0 with input as facts
		count(untrusted_checkout.warn) == 0 with input as facts
	}
}

_by_source(context, what, at) := object.union(_checkout(["steps.pr.outputs.sha"], "${{ steps.pr.outputs.sha }}"), {
	"index": 1,
	"expressions": [{
		"at": "e",
		"in": "with/ref",
		"text": "steps.pr.outputs.sha",
		"contexts": ["steps.pr.outputs.sha"],
		"functions": [],
		"sources": [{"context": context, "at": at, "through": [{"at": at, "what": what}]}],
	}],
})

_writer(run) := {
	"at": "w#/jobs/test/steps/0",
	"index": 0,
	"run": run,
	"with": {},
	"expressions": [],
	"commands": [{"at": "c0", "program": "echo", "arguments": []}],
}

_later := object.union(_install, {"index": 2})

test_head_by_a_detour if {
	every context in ["github.event.pull_request.head.sha", "github.head_ref", "github.event.after"] {
		step := _by_source(context, "env.sha", "v")
		count(untrusted_checkout.deny) == 1 with input as _on("pull_request_target", _job({}, [step, _later]))
	}
	base := _by_source("github.event.pull_request.base.sha", "env.sha", "v")
	count(untrusted_checkout.deny) == 0 with input as _on("pull_request_target", _job({}, [base, _later]))
}

_asked(run, what) := _on("issue_comment", _job({}, [
	_writer(run),
	_by_source("steps.pr.outputs.sha", what, "w#/jobs/test/steps/0/run;char=0,9"),
	_later,
]))

test_head_that_a_script_asks_for if {
	every run in ["SHA=$(gh api repos/x/y/pulls/$N --jq .head.sha)", "gh pr view $N --json headRefOid"] {
		count(untrusted_checkout.deny) == 1 with input as _asked(run, "a script")
		count(untrusted_checkout.unknown) == 0 with input as _asked(run, "a script")
	}
	lookup := _asked("curl -s https://api.example/latest", "a script")
	count(untrusted_checkout.deny) == 0 with input as lookup
	{gap.at | some gap in untrusted_checkout.unknown} == {"e"} with input as lookup
	tag := _asked("echo sha=$(git describe --tags) >> $GITHUB_OUTPUT", "a script")
	count(untrusted_checkout.deny) == 0 with input as tag
	count(untrusted_checkout.unknown) == 0 with input as tag
}

test_inputs_are_told_without_case if {
	step := object.union(object.remove(_head, ["with"]), {
		"with": {"Ref": "x"},
		"expressions": [object.union(_head.expressions[0], {"in": "with/Ref"})],
	})
	found := untrusted_checkout.deny with input as _on("pull_request_target", _job({}, [step, _install]))
	{violation.key | some violation in found} == {["with", "Ref"]}
}

test_git_takes_a_variable if {
	step := {
		"at": "s",
		"index": 0,
		"run": "git clone $URL x",
		"with": {},
		"env": [{"at": "v", "name": "URL", "value": "x"}],
		"expressions": [{
			"in": "env/URL",
			"contexts": ["github.event.pull_request.head.repo.clone_url"],
			"functions": [],
		}],
		"commands": [{"at": "git", "program": "git", "arguments": ["clone", "$URL", "x"]}],
	}
	job := _job({"env": [], "expressions": []}, [step, _install])
	facts := {"pipelines": [{
		"at": "w",
		"file": "w",
		"env": [],
		"triggers": [_trigger("pull_request_target", [])],
		"jobs": [job],
	}]}
	{violation.at | some violation in untrusted_checkout.deny} == {"git"} with input as facts
}

test_approval_in_a_job_before if {
	approve := {"at": "a", "id": "approve", "needs": [], "steps": [], "environment": {"at": "e", "name": "external"}}
	job := _job({"needs": ["approve"]}, [_head, _install])
	facts := _facts([{
		"at": "w",
		"file": "w",
		"triggers": [_trigger("pull_request_target", [])],
		"jobs": [approve, job],
	}])
	{violation.severity | some violation in untrusted_checkout.deny} == {"high"} with input as facts
}

_with_command(command, run) := _on("pull_request_target", _job({}, [
	_head,
	object.union(_install, {"run": run, "commands": [object.union({"at": "c", "arguments": []}, command)]}),
]))

test_programs_of_the_change if {
	every run, program in {"bun test": "bun", "swift test": "swift", "./build": "build", "x": "lint.sh"} {
		count(untrusted_checkout.deny) == 1 with input as _with_command({"program": program}, run)
	}
	other := _with_command({"program": "acme"}, "acme all")
	count(untrusted_checkout.deny) == 0 with input as other
	{gap.at | some gap in untrusted_checkout.unknown} == {"c"} with input as other
	count(untrusted_checkout.unknown) == 0 with input as _with_command({"program": "diff"}, "diff a b")
}

test_a_composite_action_of_the_repository if {
	call := {
		"at": "call",
		"index": 0,
		"with": {},
		"expressions": [],
		"commands": [],
		"uses": {"kind": "local", "path": ".github/actions/x"},
	}
	action := {
		"at": "x",
		"file": ".github/actions/x/action.yml",
		"kind": "composite_action",
		"triggers": [],
		"jobs": [_job({}, [_head, _install])],
	}
	facts := {"pipelines": [
		{
			"at": "w",
			"file": "w",
			"triggers": [_trigger("pull_request_target", [])],
			"jobs": [_job({}, [call])],
		},
		action,
	]}
	{violation.at | some violation in untrusted_checkout.deny} == {"w#/jobs/test/steps/0"} with input as facts
	count(untrusted_checkout.deny) == 0 with input as _facts([action])
}

_artifact := {
	"at": "d",
	"index": 0,
	"with": {},
	"expressions": [],
	"commands": [],
	"uses": {"kind": "action", "action": "actions/download-artifact"},
}

_ran(steps) := _facts([{
	"at": "w",
	"file": "w",
	"triggers": [_trigger("workflow_run", [])],
	"jobs": [_job({}, steps)],
}])

_node := object.union(_install, {"commands": [
	{"at": "c", "program": "node", "arguments": ["dist/x.js"]},
	{"at": "c2", "program": "bash", "arguments": ["y.sh"]},
]})

test_a_file_out_of_an_artifact if {
	{violation.at | some violation in untrusted_checkout.deny} == {"c"} with input as _ran([_artifact, _node])
	own := object.union(_checkout([], ""), {"with": {}, "expressions": []})
	count(untrusted_checkout.deny) == 0 with input as _ran([own, _artifact, _node])
	count(untrusted_checkout.deny) == 0 with input as _ran([_node])
}
