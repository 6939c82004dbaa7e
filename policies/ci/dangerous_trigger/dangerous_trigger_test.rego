package palisade.ci.dangerous_trigger_test

import data.palisade.ci.dangerous_trigger

_job(extra) := object.union(
	{
		"at": "w#/jobs/bot",
		"id": "bot",
		"secrets": [],
		"steps": [],
		"permissions": {"source": "workflow", "known": true, "form": "scopes", "scopes": {"contents": "read"}},
	},
	extra,
)

_scopes(scopes) := {"permissions": {"source": "job", "known": true, "form": "scopes", "scopes": scopes}}

_on(event, job) := {"pipelines": [{
	"at": "w",
	"file": "w",
	"triggers": [{"at": "w#/on/0", "event": event, "workflows": []}],
	"secrets": [],
	"jobs": [job],
}]}

_secret(name) := {"steps": [{"at": "s", "secrets": [{"at": "e", "name": name, "to": "env/TOKEN"}]}]}

test_default_permissions if {
	facts := _on("pull_request_target", _job({"permissions": {"source": "default", "known": false, "scopes": {}}}))
	found := dangerous_trigger.deny with input as facts
	reason := "job `bot`, whose token has the repository's default permissions"
	found == {{
		"msg": sprintf("`pull_request_target` lets strangers start %s", [reason]),
		"at": "w#/on/0",
		"severity": "high",
		"related": [{"at": "w#/jobs/bot", "msg": reason}],
	}}
}

_pinned(action) := {"uses": {
	"kind": "action",
	"action": action,
	"pin": {"kind": "digest", "ref": "08c6903cd8c0fde910a37f88322edcfb5dd907a8"},
}}

_default(steps) := _job({"permissions": {"source": "default", "known": false, "scopes": {}}, "steps": steps})

test_pinned_code_alone_is_less_grave if {
	every case in [
		{"severity": "medium", "job": _default([_pinned("actions/labeler")])},
		{
			"severity": "medium",
			"job": _job({
				"secrets": [{"at": "e", "name": "BOT_KEY", "to": "secrets/key"}],
				"calls": object.union(_pinned("acme/ci"), {"secrets_inherit": false}),
			}),
		},
		{"severity": "high", "job": _default([_pinned("actions/checkout"), _pinned("actions/labeler")])},
		{"severity": "high", "job": _default([_pinned("actions/labeler"), {"run": "npm test"}])},
		{
			"severity": "high",
			"job": _default([{"uses": {"action": "acme/bot", "pin": {"kind": "version", "ref": "v1"}}}]),
		},
	] {
		found := dangerous_trigger.deny with input as _on("pull_request_target", case.job)
		{violation.severity | some violation in found} == {case.severity}
	}
}

test_reasons if {
	every case in [
		{"job": _job(_secret("DEPLOY_KEY")), "msg": "job `bot`, which names the secret `DEPLOY_KEY`"},
		{
			"job": _job({"calls": {"secrets_inherit": true, "uses": {"kind": "local"}}}),
			"msg": "job `bot`, which passes on all secrets",
		},
		{
			"job": _job(_scopes({"contents": "write", "issues": "write"})),
			"msg": "job `bot`, whose token can write `contents`",
		},
	] {
		found := dangerous_trigger.deny with input as _on("workflow_run", case.job)
		{violation.msg | some violation in found} == {sprintf("`workflow_run` lets strangers start %s", [case.msg])}
		{violation.at | some violation in found} == {"w#/on/0"}
	}
}

_after(upstream) := {"pipelines": [
	{
		"at": "ci",
		"file": "ci",
		"name": "CI",
		"triggers": [{"at": "t", "event": upstream, "workflows": []}],
		"secrets": [],
		"jobs": [],
	},
	{
		"at": "w",
		"file": "w",
		"triggers": [{"at": "w#/on/0", "event": "workflow_run", "workflows": ["CI"]}],
		"secrets": [],
		"jobs": [_job(_secret("DEPLOY_KEY"))],
	},
]}

test_after_a_pull_request if {
	count(dangerous_trigger.deny) == 1 with input as _after("pull_request")
}

_clean := {
	"a labeller": _on("pull_request_target", _job(_scopes({"contents": "read", "pull-requests": "write"}))),
	"the job's own token": _on("pull_request_target", _job(_secret("GITHUB_TOKEN"))),
	"an ordinary trigger": _on("pull_request", _job(_secret("DEPLOY_KEY"))),
	"comments are not changes": _on("issue_comment", _job(_secret("BOT_TOKEN"))),
	"strangers are kept out": _on("pull_request_target", _job(object.union(
		_secret("DEPLOY_KEY"),
		{"if": "${{ !github.event.pull_request.head.repo.fork }}"},
	))),
	"behind a push": _after("push"),
}

test_clean if {
	every facts in _clean {
		count(dangerous_trigger.deny) == 0 with input as facts
	}
}
