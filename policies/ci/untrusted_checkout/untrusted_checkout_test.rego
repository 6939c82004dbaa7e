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

_job(extra, steps) := object.union({"at": "w#/jobs/test", "id": "test", "steps": steps}, extra)

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
