package palisade.ci.id_token_too_wide_test

import data.palisade.ci.id_token_too_wide

_pipeline(scopes, jobs) := {"pipelines": [{
	"at": "w",
	"permissions": {"at": "w#/permissions", "form": "scopes", "scopes": scopes},
	"jobs": jobs,
}]}

_job(id, source, steps, publishes) := {
	"at": sprintf("w#/jobs/%s", [id]),
	"id": id,
	"permissions": {"source": source, "known": true, "form": "scopes", "scopes": {}},
	"steps": steps,
	"publishes": publishes,
}

_test := _job("test", "workflow", [{"at": "s", "run": "npm ci && npm test", "with": {}}], [])

_lint := _job("lint", "workflow", [{"at": "s", "run": "npm run lint", "with": {}}], [])

_publish := _job("publish", "workflow", [{"at": "s", "run": "npm stage publish", "with": {}}], [{"at": "c", "step": 0}])

_own(job) := object.union(job, {"permissions": {"source": "job"}})

_coverage := _job(
	"coverage", "workflow",
	[{"at": "s", "uses": {"kind": "action", "action": "codecov/codecov-action"}, "with": {"use_oidc": "true"}}], [],
)

_wide := {"contents": "read", "id-token": "write"}

test_test_job_inherits if {
	found := id_token_too_wide.deny with input as _pipeline(_wide, [_test, _publish])
	found == {{
		"msg": "every job may ask for an identity token, also `test`, which shows no use for it",
		"at": "w#/permissions",
		"key": "id-token",
		"related": [{"at": "w#/jobs/test", "msg": "can ask for a token and shows no use for it"}],
	}}
}

test_two_jobs_inherit if {
	found := id_token_too_wide.deny with input as _pipeline(_wide, [_test, _lint, _publish])
	{violation.msg | some violation in found} == {
		"every job may ask for an identity token, also `lint`, `test`, which show no use for it",
	}
}

_clean := {
	"in the job": _pipeline({"contents": "read"}, [_test, _own(_publish)]),
	"one job": _pipeline(_wide, [_publish]),
	"the other job has its own": _pipeline(_wide, [_publish, _own(_test)]),
	"coverage by identity": _pipeline(_wide, [_coverage, _publish]),
	"a called workflow": _pipeline(_wide, [
		_publish,
		object.union(_job("build", "workflow", [], []), {"calls": {"uses": {"kind": "local"}}}),
	]),
	"a local action": _pipeline(_wide, [
		_publish,
		_job("deploy", "workflow", [{"at": "s", "uses": {"kind": "local"}, "with": {}}], []),
	]),
}

test_clean if {
	every facts in _clean {
		count(id_token_too_wide.deny) == 0 with input as facts
	}
}

_gitlab(runs) := {"pipelines": [{"provider": "gitlab", "jobs": [job |
	some id, run in runs
	job := {
		"at": id, "id": id, "env": [], "publishes": [],
		"id_tokens": [{"at": ".gitlab-ci.yml#/default/id_tokens/VAULT", "name": "VAULT", "audiences": []}],
		"steps": [{"at": "s", "index": 0, "run": run}],
	}
]}]}

test_gitlab if {
	wide := _gitlab({"deploy": "login $VAULT", "lint": "npm run lint", "test": "npm test"})
	found := id_token_too_wide.deny with input as wide
	{[violation.at, violation.msg] | some violation in found} == {[
		".gitlab-ci.yml#/default/id_tokens/VAULT",
		"`VAULT` goes to every job, also to `lint`, `test`, which show no use for it",
	]}
	every facts in [_gitlab({"deploy": "login $VAULT"}), _gitlab({"a": "x $VAULT", "b": "y ${VAULT}"})] {
		count(id_token_too_wide.deny) == 0 with input as facts
	}
}
