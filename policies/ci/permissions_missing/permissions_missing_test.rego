package palisade.ci.permissions_missing_test

import data.palisade.ci.permissions_missing

_job(id, source) := {
	"at": sprintf(".github/workflows/ci.yml#/jobs/%s", [id]),
	"id": id,
	"permissions": {"source": source, "known": source != "default", "form": "scopes", "scopes": {}},
}

_pipeline(kind, events, jobs) := {"pipelines": [{
	"at": ".github/workflows/ci.yml",
	"file": ".github/workflows/ci.yml",
	"kind": kind,
	"triggers": [{"at": "t", "event": event} | some event in events],
	"jobs": jobs,
}]}

test_no_key_anywhere if {
	found := permissions_missing.deny with input as _pipeline(
		"workflow", ["push", "pull_request"],
		[_job("lint", "default"), _job("test", "default")],
	)
	found == {{
		"msg": "`.github/workflows/ci.yml` does not say what its token may do: the repository's default decides",
		"at": ".github/workflows/ci.yml",
		"key": "permissions",
	}}
}

test_one_job_without if {
	found := permissions_missing.deny with input as _pipeline(
		"workflow", ["push"],
		[_job("test", "default"), _job("release", "job")],
	)
	found == {{
		"msg": "job `test` does not say what its token may do, as other jobs here do",
		"at": ".github/workflows/ci.yml#/jobs/test",
		"key": "permissions",
	}}
}

_clean := {
	"at the top": _pipeline("workflow", ["push"], [_job("test", "workflow"), _job("release", "job")]),
	"in each job": _pipeline("workflow", ["push"], [_job("test", "job"), _job("release", "job")]),
	"only called": _pipeline("workflow", ["workflow_call"], [_job("test", "default")]),
	"a composite action": _pipeline("composite_action", [], [_job("runs", "caller")]),
	"no jobs": _pipeline("workflow", ["push"], []),
}

test_clean if {
	every facts in _clean {
		count(permissions_missing.deny) == 0 with input as facts
	}
}

test_called_and_started if {
	facts := _pipeline("workflow", ["workflow_call", "push"], [_job("test", "default")])
	count(permissions_missing.deny) == 1 with input as facts
}

test_other_providers_have_no_such_key if {
	facts := {"pipelines": [{
		"at": ".gitlab-ci.yml", "file": ".gitlab-ci.yml", "provider": "gitlab", "kind": "workflow",
		"triggers": [{"at": ".gitlab-ci.yml", "event": "push"}],
		"jobs": [{"at": "j", "id": "test", "permissions": {"source": "default", "known": false, "scopes": {}}}],
	}]}
	count(permissions_missing.deny) == 0 with input as facts
}
