package palisade.publish.from_pull_request_test

import data.palisade.publish.from_pull_request

_publish := {"at": "publish", "step": 0, "tool": "npm", "dry_run": false}

_step := {"index": 0}

_job := {"at": "job", "id": "release", "needs": [], "steps": [_step], "publishes": [_publish]}

_pipeline(events, job) := {
	"at": "release.yml",
	"file": ".github/workflows/release.yml",
	"triggers": [{"at": event, "event": event, "workflows": []} | some event in events],
	"jobs": [job],
}

_places(pipelines) := {violation.at |
	some violation in from_pull_request.deny with input as {"pipelines": pipelines}
	not violation.severity
}

_guarded(condition, events) := _places([_pipeline(events, object.union(_job, {"if": condition}))])

_all := ["pull_request", "pull_request_target", "issue_comment", "workflow_run", "push"]

test_each_event_is_denied if {
	_places([_pipeline(_all, _job)]) == {"pull_request", "pull_request_target", "issue_comment", "workflow_run"}
}

test_message_and_related_places if {
	found := from_pull_request.deny with input as {"pipelines": [_pipeline(["push", "pull_request"], _job)]}
	found == {{
		"msg": "`pull_request` can start job `release`, which publishes",
		"at": "pull_request",
		"related": [{"at": "publish", "msg": "`npm` publishes here"}],
	}}
}

test_conditions_that_keep_every_event_out[condition] if {
	some condition in [
		"github.event_name == 'push'",
		"${{ github.event_name == 'release' && github.event.action == 'published' }}",
		"startsWith(github.ref, 'refs/tags/v')",
		"github.repository == 'acme/widget' && startsWith( github.ref , 'refs/tags/' )",
		"github.event_name == 'push' || github.event_name == 'workflow_dispatch'",
		"(github.event_name == 'push' || startsWith(github.ref, 'refs/tags/')) && success()",
		"github.repository == 'acme/widget' && (github.event_name == 'push' || inputs.publish)",
		"github.event_name == 'push' && (contains(github.ref, 'main') || contains(github.ref, 'next'))",
		"contains(fromJSON('[\"push\", \"release\"]'), github.event_name)",
		"github.event.inputs.publish == 'true'",
		"github.ref_type == 'tag'",
		"false",
	]
	_guarded(condition, _all) == set()
}

test_conditions_that_keep_some_events_out[condition] if {
	some condition, left in {
		"github.event_name != 'pull_request'": {"pull_request_target", "issue_comment", "workflow_run"},
		"github.ref == 'refs/heads/main'": {"pull_request_target", "issue_comment", "workflow_run"},
		"github.event.pull_request.merged == true": {"issue_comment", "workflow_run"},
		"github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.event == 'push'": {
			"pull_request",
			"pull_request_target",
			"issue_comment",
		},
		"github.event_name == 'pull_request' && github.event.pull_request.merged": {},
	}
	_guarded(condition, _all) == {event | some event in left}
}

test_conditions_that_keep_no_event_out[condition] if {
	some condition in [
		"success()",
		"!startsWith(github.ref, 'refs/tags/')",
		"github.event_name == 'push' || contains(github.event.pull_request.labels.*.name, 'publish')",
		"!(github.event_name == 'push' || github.event_name == 'schedule')",
		"github.event.pull_request.head.repo.full_name == github.repository",
		"github.event.pull_request.merged == false",
		"inputs.dry_run == false",
		# A search within a text, which an empty or a short ref passes as well.
		"contains('refs/heads/main refs/heads/develop', github.ref)",
		"contains('refs/tags/v1 refs/tags/v2', github.ref)",
	]
	_guarded(condition, _all) == {"pull_request", "pull_request_target", "issue_comment", "workflow_run"}
}

test_condition_of_the_step if {
	step := object.union(_step, {"if": "github.ref == 'refs/heads/main'"})
	_places([_pipeline(["push", "pull_request"], object.union(_job, {"steps": [step]}))]) == set()
}

test_condition_of_an_awaited_job if {
	gate := {"at": "gate", "id": "gate", "if": "github.event_name == 'push'", "needs": [], "steps": [], "publishes": []}
	waiting := object.union(_job, {"needs": ["gate"]})
	pipeline := object.union(_pipeline(["push", "pull_request"], _job), {"jobs": [gate, waiting]})
	_places([pipeline]) == set()
	regardless := object.union(pipeline, {"jobs": [gate, object.union(waiting, {"if": "always()"})]})
	_places([regardless]) == {"pull_request"}
}

test_workflow_run_behind_a_push_only if {
	test := {
		"at": "test.yml",
		"file": ".github/workflows/test.yml",
		"name": "Test",
		"triggers": [{"at": "push", "event": "push", "workflows": []}],
		"jobs": [],
	}
	release := object.union(
		_pipeline([], _job),
		{"triggers": [{"at": "workflow_run", "event": "workflow_run", "workflows": ["Test"]}]},
	)
	_places([test, release]) == set()
	opened := object.union(test, {"triggers": [{"at": "p", "event": "pull_request", "workflows": []}]})
	_places([opened, release]) == {"workflow_run"}
}

test_reusable_workflow_of_a_pull_request if {
	call := {
		"at": "call",
		"id": "call",
		"needs": [],
		"calls": {"uses": {"kind": "local", "path": "./.github/workflows/release.yml"}},
		"steps": [],
		"publishes": [],
	}
	caller := object.union(
		_pipeline(["push", "pull_request"], call),
		{"at": "ci.yml", "file": ".github/workflows/ci.yml"},
	)
	called := _pipeline(["workflow_call"], _job)
	_places([caller, called]) == {"pull_request"}
	guarded := object.union(caller, {"jobs": [object.union(call, {"if": "github.event_name == 'push'"})]})
	_places([guarded, called]) == set()
}

test_clean[note] if {
	some note, pipeline in {
		"push": _pipeline(["push", "release", "workflow_dispatch", "schedule"], _job),
		"nothing published": _pipeline(_all, object.union(_job, {"publishes": []})),
		"dry run": _pipeline(_all, object.union(_job, {"publishes": [object.union(_publish, {"dry_run": true})]})),
	}
	_places([pipeline]) == set()
}

test_what_starts_the_job_counts_and_not_the_file if {
	job := object.union(_job, {"triggers": [{"at": "rules", "event": "push", "workflows": []}]})
	_places([_pipeline(["push", "pull_request"], job)]) == set()
	opened := object.union(_job, {"triggers": [{"at": "rules", "event": "pull_request", "workflows": []}]})
	_places([_pipeline(["push"], opened)]) == {"rules"}
}

test_a_job_that_never_runs_is_started_by_nothing if {
	_places([_pipeline(_all, object.union(_job, {"if_is": false}))]) == set()
}

test_a_private_registry_is_not_for_everybody if {
	publish := object.union(_publish, {"registry": "http://localhost:4873"})
	_places([_pipeline(_all, object.union(_job, {"publishes": [publish]}))]) == set()
}

_azure(triggers, job) := {"pipelines": [{
	"at": "azure-pipelines.yml",
	"file": "azure-pipelines.yml",
	"provider": "azure",
	"triggers": triggers,
	"jobs": [job],
}]}

_pr := {"at": "azure-pipelines.yml#/pr", "event": "pull_request"}

test_a_step_of_azure_that_pull_requests_do_not_run if {
	step := object.union(_step, {"if": "eq(variables.isMain, true)", "kept_from": ["pull_request"]})
	facts := _azure([_pr], object.union(_job, {"steps": [step]}))
	count(from_pull_request.deny) == 0 with input as facts
	other := _azure([_pr], object.union(_job, {"steps": [object.union(step, {"kept_from": ["push"]})]}))
	found := from_pull_request.deny with input as other
	{violation.at | some violation in found} == {"azure-pipelines.yml#/pr"}
}

test_pull_requests_of_azure_that_are_not_written_are_a_setting if {
	unwritten := {"at": "azure-pipelines.yml", "event": "pull_request"}
	facts := _azure([unwritten], _job)
	count(from_pull_request.deny) == 0 with input as facts
	found := from_pull_request.unknown with input as facts
	found == {{
		"at": "publish",
		"msg": "`pr` is not written: whether pull requests start job `release`, which publishes, is a setting",
	}}
	kept := _azure([unwritten], object.union(_job, {"steps": [object.union(_step, {"kept_from": ["pull_request"]})]}))
	count(from_pull_request.unknown) == 0 with input as kept
	pushed := _azure([unwritten], object.union(_job, {"triggers": [{"at": "azure-pipelines.yml", "event": "push"}]}))
	count(from_pull_request.unknown) == 0 with input as pushed
	written := _azure([_pr], _job)
	count(from_pull_request.unknown) == 0 with input as written
}

test_a_trigger_of_the_whole_file_is_told_where_something_is_published if {
	pipeline := {
		"at": ".gitlab-ci.yml",
		"file": ".gitlab-ci.yml",
		"provider": "gitlab",
		"triggers": [{"at": ".gitlab-ci.yml", "event": "pull_request"}],
		"jobs": [_job],
	}
	_places([pipeline]) == {"publish"}
}

_circleci(triggers) := {[answer.at, answer.msg] |
	pipelines := [{
		"at": ".circleci/config.yml#/workflows/release",
		"file": ".circleci/config.yml",
		"provider": "circleci",
		"triggers": triggers,
		"jobs": [_job],
	}]
	some answer in from_pull_request.unknown with input as {"pipelines": pipelines}
}

test_forks_of_circleci_are_a_setting if {
	_circleci([{"at": "t", "event": "push", "branches": [], "tags": []}]) == {[
		"job",
		"whether a forked pull request starts job `release`, which publishes, is a setting of the project",
	]}
}

_with_filters(branches, tags) := count(_circleci([{"at": "t", "event": "push", "branches": branches, "tags": tags}]))

test_filters_of_circleci_that_leave_forks_out if {
	every filters in [
		[["main"], []],
		[["main", "/release\\/.*/"], ["/^v.*/"]],
		[["/^(main|next)$/"], []],
		[["!/pull\\/[0-9]+/"], []],
		[["!/.*/"], []],
		[["/^(?!pull\\/).*$/"], []],
		[[], ["/^v.*/"]],
	] {
		_with_filters(filters[0], filters[1]) == 0
	}
}

test_filters_of_circleci_that_let_forks_in if {
	every filters in [
		[["!gh-pages"], []],
		[["/.*/"], ["/^v.*/"]],
		[["/^(?!main).*$/"], []],
		[["main", "/pull\\/.*/"], []],
	] {
		_with_filters(filters[0], filters[1]) == 1
	}
}

_merged(condition) := {[violation.at, violation.severity, violation.msg] |
	pipelines := [_pipeline(["pull_request", "workflow_dispatch"], object.union(_job, {"if": condition}))]
	some violation in from_pull_request.deny with input as {"pipelines": pipelines}
}

test_a_merge_that_releases_is_found_with_less_severity[condition] if {
	some condition in [
		"github.event.pull_request.merged == true",
		"github.event_name == 'pull_request' && github.event.pull_request.merged",
		concat("", [
			"github.event_name == 'workflow_dispatch' || ",
			"(github.event.pull_request.merged == true && github.event.pull_request.head.label == 'acme:release')",
		]),
	]
	_merged(condition) == {[
		"pull_request",
		"medium",
		"a merged pull request starts job `release`, which publishes: the merge is the release",
	]}
}

test_a_merge_that_cannot_release_is_clean if {
	_merged("github.event_name == 'push' && github.event.pull_request.merged") == set()
	_merged("!github.event.pull_request") == set()
}
