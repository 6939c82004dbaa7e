package palisade.ci.self_hosted_on_pull_request_test

import data.palisade.ci.self_hosted_on_pull_request

_facts(event, runner, extra) := {"pipelines": [{
	"at": "w",
	"triggers": [{"at": "t", "event": event}, {"at": "t", "event": "push"}],
	"jobs": [object.union({"at": "w#/jobs/test", "id": "test", "steps": [], "runner": runner}, extra)],
}]}

_own := {"at": "w#/jobs/test/runs-on", "labels": ["self-hosted", "linux"], "kind": "self_hosted"}

_hosted := {"at": "w#/jobs/test/runs-on", "labels": ["ubuntu-latest"], "kind": "hosted"}

_label := {"at": "w#/jobs/test/runs-on", "labels": ["ubuntu-16-cores"], "kind": "unknown"}

_matrix := {"at": "w#/jobs/test/runs-on", "labels": ["${{ matrix.os }}"], "kind": "unknown"}

test_pull_request if {
	found := self_hosted_on_pull_request.deny with input as _facts("pull_request", _own, {})
	found == {{
		"msg": "`pull_request` from a fork can run job `test` on your own machine",
		"at": "w#/jobs/test/runs-on",
	}}
}

test_pull_request_target if {
	found := self_hosted_on_pull_request.deny with input as _facts("pull_request_target", _own, {"if": "success()"})
	{violation.at | some violation in found} == {"w#/jobs/test/runs-on"}
}

test_labels_that_do_not_tell_are_unknown if {
	every runner in [_label, _matrix] {
		facts := _facts("pull_request", runner, {})
		count(self_hosted_on_pull_request.deny) == 0 with input as facts
		{gap.at | some gap in self_hosted_on_pull_request.unknown} == {"w#/jobs/test/runs-on"} with input as facts
	}
}

_clean := {
	"a hosted machine": _facts("pull_request", _hosted, {}),
	"no pull request": _facts("schedule", _own, {}),
	"no forks": _facts("pull_request", _own, {"if": concat("", [
		"github.event_name != 'pull_request' || ",
		"github.event.pull_request.head.repo.full_name == github.repository",
	])}),
	"only pushes": _facts("pull_request", _own, {"if": "github.event_name == 'push' && success()"}),
	"a called workflow": {"pipelines": [{
		"at": "w",
		"triggers": [{"at": "t", "event": "pull_request"}],
		"jobs": [{"at": "j", "id": "test", "steps": [], "calls": {"uses": {"kind": "local"}}}],
	}]},
}

test_clean if {
	every facts in _clean {
		count(self_hosted_on_pull_request.deny) == 0 with input as facts
		count(self_hosted_on_pull_request.unknown) == 0 with input as facts
	}
}

_of(provider) := {"pipelines": [object.union(pipeline, {"provider": provider}) |
	some pipeline in _facts("pull_request", _own, {}).pipelines
]}

test_a_setting_decides_elsewhere if {
	every provider in ["azure", "circleci"] {
		facts := _of(provider)
		count(self_hosted_on_pull_request.deny) == 0 with input as facts
		{gap.at | some gap in self_hosted_on_pull_request.unknown} == {"w#/jobs/test/runs-on"} with input as facts
	}
	every provider in ["gitlab", "bitbucket"] {
		facts := _of(provider)
		count(self_hosted_on_pull_request.deny) == 0 with input as facts
		count(self_hosted_on_pull_request.unknown) == 0 with input as facts
	}
}

test_the_triggers_of_the_job_count if {
	facts := _facts("pull_request", _own, {"triggers": [{"at": "t", "event": "push"}]})
	count(self_hosted_on_pull_request.deny) == 0 with input as facts
}

_circleci(branches, tags) := {"pipelines": [{
	"at": ".circleci/config.yml#/workflows/w",
	"provider": "circleci",
	"triggers": [{"at": "t", "event": "push", "branches": branches, "tags": tags}],
	"jobs": [{"at": "j", "id": "test", "steps": [], "runner": _own}],
}]}

test_forks_that_circleci_builds_as_branches if {
	every filters in [[[], []], [["!gh-pages"], []]] {
		facts := _circleci(filters[0], filters[1])
		count(self_hosted_on_pull_request.deny) == 0 with input as facts
		{gap.at | some gap in self_hosted_on_pull_request.unknown} == {"w#/jobs/test/runs-on"} with input as facts
	}
	every filters in [[["main"], []], [[], ["/^v.*/"]], [["!/pull\\/.*/"], []]] {
		facts := _circleci(filters[0], filters[1])
		count(self_hosted_on_pull_request.unknown) == 0 with input as facts
	}
}
