package palisade.ci.cache_write_low_trust_test

import data.palisade.ci.cache_write_low_trust

_pipeline(at, event, job) := {
	"at": at, "file": at, "name": at, "provider": "github", "kind": "workflow",
	"triggers": [{"at": sprintf("%s#/on", [at]), "event": event, "workflows": []}],
	"jobs": [object.union({"at": sprintf("%s#/jobs/a", [at]), "id": "a", "steps": []}, job)],
}

_cache(at, restores, saves) := {"caches": [{"at": at, "tool": "actions/cache", "restores": restores, "saves": saves}]}

_ci := _pipeline("ci", "push", _cache("ci/cache", true, true))

_low(event, job) := {"pipelines": [_ci, _pipeline("low", event, job)]}

test_found if {
	every event in ["pull_request_target", "issue_comment"] {
		facts := _low(event, _cache("low/cache", true, true))
		found := cache_write_low_trust.deny with input as facts
		found == {{
			"msg": concat(" ", [
				sprintf("on `%s`, which strangers can cause, job `a` saves a cache", [event]),
				"where other jobs look for theirs",
			]),
			"at": "low/cache",
			"label": "saves",
			"severity": "medium",
			"related": [{"at": "ci/cache", "msg": "this restores a cache of the same scope"}],
		}}
	}
}

test_with_the_change_checked_out if {
	steps := [{"at": "s", "expressions": [{"at": "e", "contexts": ["github.event.pull_request.head.sha"]}]}]
	facts := _low("pull_request_target", object.union(_cache("low/cache", true, true), {"steps": steps}))
	{violation.severity | some violation in cache_write_low_trust.deny} == {"high"} with input as facts
}

test_only_a_run_can_tell if {
	facts := _low("pull_request_target", {"caches": [{"at": "low/cache", "tool": "a", "restores": true}]})
	count(cache_write_low_trust.deny) == 0 with input as facts
	{gap.at | some gap in cache_write_low_trust.unknown} == {"low/cache"} with input as facts
}

_saving := _cache("low/cache", true, true)

_clean := {
	"a pull request has a cache of its own": _low("pull_request", _saving),
	"restores alone": _low("pull_request_target", _cache("low/cache", true, false)),
	"may only read": _low("pull_request_target", object.union(_saving, {"cache_mode": "read"})),
	"strangers are kept out": _low("pull_request_target", object.union(_saving, {
		"if": "github.event.pull_request.head.repo.full_name == github.repository",
	})),
	"nobody restores": {"pipelines": [_pipeline("low", "pull_request_target", _saving)]},
	"no cache": _low("pull_request_target", {}),
}

test_clean if {
	every facts in _clean {
		count(cache_write_low_trust.deny) == 0 with input as facts
		count(cache_write_low_trust.unknown) == 0 with input as facts
	}
}
