package palisade.lib.triggers_test

import data.palisade.lib.triggers

_pipeline(name, event, workflows, jobs) := {
	"at": name,
	"file": sprintf(".github/workflows/%s.yml", [name]),
	"name": name,
	"triggers": [{"at": sprintf("%s#/on/%s", [name, event]), "event": event, "workflows": workflows}],
	"jobs": jobs,
}

_after(workflow) := _pipeline("Deploy", "workflow_run", [workflow], [])

test_events if {
	triggers.events({"triggers": [{"at": "a", "event": "push"}, {"at": "b", "event": "release"}]}) == {"push", "release"}
}

test_privileged_by_event if {
	every event, number in {"pull_request_target": 1, "issue_comment": 1, "pull_request": 0, "push": 0, "schedule": 0} {
		pipeline := _pipeline("CI", event, [], [])
		count(triggers.privileged([pipeline], pipeline)) == number
	}
}

test_workflow_run_behind_a_change if {
	pipeline := _after("CI")
	found := triggers.privileged([pipeline, _pipeline("CI", "pull_request", [], [])], pipeline)
	{trigger.at | some trigger in found} == {"Deploy#/on/workflow_run"}
}

test_workflow_run_behind_a_push if {
	pipeline := _after("CI")
	count(triggers.privileged([pipeline, _pipeline("CI", "push", [], [])], pipeline)) == 0
}

test_workflow_run_behind_something_unseen if {
	pipeline := _after("Elsewhere")
	count(triggers.privileged([pipeline, _pipeline("CI", "push", [], [])], pipeline)) == 1
}

test_reaching_without_condition if {
	pipeline := _pipeline("CI", "pull_request_target", [], [])
	triggers.reaching_events([pipeline], pipeline, {"id": "a"}) == {"pull_request_target"}
}

test_reaching_behind_a_guard if {
	pipeline := _pipeline("CI", "pull_request_target", [], [])
	job := {"id": "a", "if": "github.event.pull_request.head.repo.full_name == github.repository"}
	count(triggers.reaching_events([pipeline], pipeline, job)) == 0
}

test_keeps_out if {
	every condition in [
		"${{ !github.event.pull_request.head.repo.fork }}",
		"github.event.pull_request.head.repo.fork == false",
		"github.repository == github.event.pull_request.head.repo.full_name",
		"github.event.pull_request.user.login == 'dependabot[bot]'",
		"github.event.pull_request.merged == true",
		"github.event.pull_request.merged && startsWith(github.event.pull_request.title, 'Release')",
		"github.event_name == 'push'",
		"github.event_name != 'pull_request_target' || github.event.pull_request.head.repo.fork == false",
		"(github.event_name == 'push' || success()) && github.event.pull_request.head.repo.fork == false",
		`contains(fromJSON('["OWNER", "MEMBER"]'), github.event.pull_request.author_association)`,
		concat("\n", [
			"github.event.pull_request.merged",
			"&& (github.event.action == 'closed'",
			"  || (github.event.action == 'labeled' && contains(github.event.label.name, 'backport')))",
		]),
	] {
		triggers.keeps_out({"if": condition}, "pull_request_target")
	}
}

test_keeps_out_workflow_run if {
	every condition in [
		"github.event.workflow_run.event == 'push' && github.event.workflow_run.conclusion == 'success'",
		"github.event.workflow_run.event != 'pull_request'",
		"github.event.workflow_run.head_repository.full_name == github.repository",
	] {
		triggers.keeps_out({"if": condition}, "workflow_run")
	}
}

test_lets_in if {
	every condition in [
		"always()",
		"github.event.pull_request.merged == false",
		"!github.event.pull_request.merged",
		"github.event.label.name == 'safe to test'",
		"github.event_name == 'pull_request_target'",
		"github.event_name == 'push' || github.event_name == 'pull_request_target'",
		"github.event.pull_request.head.repo.fork == false || contains(github.event.label.name, 'safe')",
		"(github.event.pull_request.merged && success()) || github.event.action == 'labeled'",
		"github.event.pull_request.head.repo.fork",
		`contains(fromJSON('["OWNER", "CONTRIBUTOR"]'), github.event.pull_request.author_association)`,
		"github.actor == 'dependabot[bot]'",
	] {
		not triggers.keeps_out({"if": condition}, "pull_request_target")
	}
}

_called(triggers) := {
	"at": "Build",
	"file": ".github/workflows/build.yml",
	"provider": "github",
	"triggers": [{"at": "Build#/on/workflow_call", "event": "workflow_call", "workflows": []}],
	"jobs": [{"id": "a", "triggers": triggers}],
}

test_a_called_job_has_the_triggers_of_its_callers if {
	pipeline := _called([{"at": "CI#/on/pull_request_target", "event": "pull_request_target", "workflows": []}])
	triggers.may_be_privileged(pipeline)
	count(triggers.privileged([pipeline], pipeline)) == 0
	triggers.reaching_events([pipeline], pipeline, pipeline.jobs[0]) == {"pull_request_target"}
}

test_a_job_with_triggers_of_its_own_has_no_others if {
	pipeline := _pipeline("CI", "pull_request_target", [], [{"id": "a", "triggers": []}])
	count(triggers.reaching_events([pipeline], pipeline, pipeline.jobs[0])) == 0
	triggers.events_of_job(pipeline, {"id": "b"}) == {"pull_request_target"}
}

test_what_never_runs_is_out_of_reach if {
	pipeline := _pipeline("CI", "pull_request_target", [], [])
	count(triggers.reaching_events([pipeline], pipeline, {"id": "a", "if": "false", "if_is": false})) == 0
	count(triggers.reaching_events([pipeline], pipeline, {"id": "a", "if": "true", "if_is": true})) == 1
	not triggers.runs({"if_is": false})
	triggers.runs({"id": "a"})
}

test_privileges_are_a_matter_of_github if {
	every provider in ["gitlab", "circleci", "azure", "bitbucket"] {
		pipeline := object.union(_pipeline("CI", "workflow_run", [], []), {"provider": provider})
		count(triggers.privileged([pipeline], pipeline)) == 0
		count(triggers.reaching_events([pipeline], pipeline, {"id": "a"})) == 0
	}
}

# Conditions as the facts have them, each with its alternatives.
test_tests_that_keep_out if {
	every alternatives in [
		[["github.event.pull_request.head.repo.full_name == github.repository"]],
		[["github.event.pull_request.base.repo.id == github.event.pull_request.head.repo.id", "success()"]],
		[["github.event.pull_request.head.repo.owner.login == 'acme'"]],
		[["!github.event.pull_request.head.repo.fork"]],
		[["github.event.pull_request.head.repo.fork == false"]],
		[["github.event.pull_request.user.login == 'renovate[bot]'"]],
		[["contains(fromjson('[\"a\", \"b\"]'), github.event.pull_request.user.login)"]],
		[["github.event.pull_request.merged == true"]],
		[["github.event.comment.author_association == 'owner'"]],
		[["contains('owner member', github.event.pull_request.author_association)"]],
		[["contains(fromjson('[\"push\"]'), github.event_name)"]],
		[["!contains(fromjson('[\"pull_request_target\"]'), github.event_name)"]],
		[["github.event_name == 'push'"], ["a.b", "!github.event.pull_request.head.repo.fork"]],
	] {
		triggers.keeps_out({"if": "x", "if_alternatives": alternatives}, "pull_request_target")
	}
}

test_tests_that_let_in if {
	every alternatives in [
		[[]],
		[["github.event.pull_request.head.repo.full_name != github.repository"]],
		[["github.event.pull_request.head.repo.full_name == github.event.pull_request.head.repo.full_name"]],
		[["github.event.pull_request.head.repo.owner.login == github.event.pull_request.user.login"]],
		[["github.actor == github.event.pull_request.head.user.login"]],
		[["github.event.pull_request.head.repo.full_name == inputs.repo"]],
		[["github.event.pull_request.head.repo.fork"]],
		[["github.event.pull_request.user.login != 'renovate[bot]'"]],
		[["contains('renovate[bot] a', github.event.pull_request.user.login)"]],
		[["!github.event.pull_request.merged"]],
		[["contains(github.event.comment.body, '/x')", "github.event.comment.author_association != 'none'"]],
		[["github.event.comment.author_association == 'contributor'"]],
		[["contains('none contributor', github.event.comment.author_association)"]],
		[["github.event_name != 'push'"]],
		[["startswith(github.event.pull_request.head.ref, 'head.repo.id ==')"]],
		[["github.event_name == 'push'"], ["a.b"]],
	] {
		not triggers.keeps_out({"if": "x", "if_alternatives": alternatives}, "pull_request_target")
	}
}

test_a_guard_below_a_negation_is_none if {
	every condition in [
		"!(github.event.pull_request.head.repo.full_name == github.repository)",
		"success() && !( github.event.pull_request.user.login == 'dependabot[bot]' )",
		"!(github.event_name == 'push')",
	] {
		not triggers.keeps_out({"if": condition}, "pull_request_target")
	}
}

test_what_is_always_true_keeps_nobody_out if {
	condition := "${{ github.event.pull_request.head.repo.fork == false }}\n"
	not triggers.keeps_out({"if": condition, "if_is": true}, "pull_request_target")
}

_guarded := {
	"id": "guard",
	"needs": [],
	"if": "x",
	"if_alternatives": [["!github.event.pull_request.head.repo.fork"]],
}

_waiting(condition) := object.union({"id": "a", "needs": ["build"]}, condition)

_behind(condition) := _pipeline("CI", "pull_request_target", [], [
	_guarded,
	{"id": "build", "needs": ["guard"]},
	_waiting(condition),
])

test_a_job_is_left_out_with_those_it_waits_for if {
	every condition in [{}, {"if": "github.ref == 'x'"}, {"if": "success()"}] {
		pipeline := _behind(condition)
		triggers.before(pipeline, _waiting(condition)) == {"build", "guard"}
		count(triggers.reaching_events([pipeline], pipeline, _waiting(condition))) == 0
	}
	every condition in [{"if": "always()"}, {"if": "!cancelled()"}, {"if": "${{ failure() || success() }}"}] {
		pipeline := _behind(condition)
		triggers.before(pipeline, _waiting(condition)) == set()
		count(triggers.reaching_events([pipeline], pipeline, _waiting(condition))) == 1
	}
}

_caller(extra) := {
	"at": "CI",
	"file": "CI.yml",
	"triggers": [],
	"jobs": [object.union({"at": "CI.yml#/jobs/call", "calls": {"uses": {}}}, extra)],
}

test_a_guard_on_the_call_counts if {
	job := {"id": "a", "triggers": [{"at": "t", "event": "pull_request_target", "through": ["CI.yml#/jobs/call"]}]}
	called := object.union(_called([]), {"jobs": [job]})
	open := _caller({})
	closed := _caller({"if": "x", "if_alternatives": _guarded.if_alternatives})
	count(triggers.reaching_events([called, open], called, job)) == 1
	count(triggers.reaching_events([called, closed], called, job)) == 0
}

test_a_search_within_a_text_finds_what_an_event_has_nothing_of if {
	item := {
		"if": "contains('OWNER MEMBER', github.event.comment.author_association)",
		"if_alternatives": [["contains('owner member', github.event.comment.author_association)"]],
	}
	triggers.keeps_out(item, "issue_comment")
	not triggers.keeps_out(item, "pull_request_target")
	list := {
		"if": `contains(fromJSON('["OWNER"]'), github.event.comment.author_association)`,
		"if_alternatives": [[`contains(fromjson('["owner"]'), github.event.comment.author_association)`]],
	}
	triggers.keeps_out(list, "pull_request_target")
}
