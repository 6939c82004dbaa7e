package palisade.lib.conditions_test

import data.palisade.lib.conditions

_trigger(event, fields) := object.union({"event": event, "branches": [], "tags": []}, fields)

_triggers := {
	"branch": _trigger("push", {"branches": ["main"]}),
	"dispatch": _trigger("workflow_dispatch", {}),
	"pull_request": _trigger("pull_request", {}),
	"push": _trigger("push", {}),
	"release": _trigger("release", {}),
	"tag": _trigger("push", {"tags": ["v*"]}),
}

_left(alternatives) := {name |
	some name, trigger in _triggers
	not conditions.leaves_out({"if_alternatives": alternatives}, trigger)
}

_pushes := {"branch", "push", "tag"}

test_what_a_condition_lets_through[note] if {
	some note, [alternatives, left] in {
		"one event": [[["github.event_name == 'push'", "success()"]], _pushes],
		"all but one": [
			[["github.event_name != 'pull_request'"]],
			{"branch", "dispatch", "push", "release", "tag"},
		],
		"two events": [
			[["github.event_name == 'push'"], ["github.event_name == 'release'"]],
			{"branch", "push", "release", "tag"},
		],
		"a list": [
			[[`contains(fromjson('["release", "workflow_dispatch"]'), github.event_name)`]],
			{"dispatch", "release"},
		],
		"none of a list": [
			[[`!contains(fromjson('["push"]'), github.event_name)`]],
			{"dispatch", "pull_request", "release"},
		],
		"tags": [
			[["startswith(github.ref, 'refs/tags/v')"]],
			{"dispatch", "push", "release", "tag"},
		],
		"a kind of ref": [[["github.ref_type == 'tag'"]], {"dispatch", "push", "release", "tag"}],
		"no tags": [
			[["!startswith(github.ref, 'refs/tags/')"]],
			{"branch", "dispatch", "pull_request", "push"},
		],
		"a branch": [[["github.ref == 'refs/heads/main'"]], {"branch", "dispatch", "push"}],
		"a name of a branch or tag": [
			[["github.ref_name == 'main'"]],
			{"branch", "dispatch", "push", "release", "tag"},
		],
		"what is merged": [[["github.event.pull_request.merged == true"]], {"pull_request"}],
		"no change": [
			[["!github.event.pull_request"]],
			{"branch", "dispatch", "push", "release", "tag"},
		],
		"an input": [[["github.event.inputs.publish == 'true'"]], {"dispatch"}],
		# An input that is empty without one.
		"no input": [[["github.event.inputs.dry == ''"]], object.keys(_triggers)],
		# A search within a text finds parts of a ref, and an empty one.
		"a search": [[["contains('refs/tags/v1 refs/heads/main', github.ref)"]], object.keys(_triggers)],
		"something else": [[["vars.publish == 'true'"]], object.keys(_triggers)],
	}
	_left(alternatives) == left
}

test_a_closed_change_may_have_a_branch if {
	closed := _trigger("pull_request", {"types": ["closed"]})
	every test in ["github.ref == 'refs/heads/main'", "github.ref_name == 'main'"] {
		not conditions.leaves_out({"if_alternatives": [[test]]}, closed)
	}
}

test_a_call_may_be_by_any_event if {
	call := _trigger("workflow_call", {})
	not conditions.leaves_out({"if_alternatives": [["github.event_name == 'push'"]]}, call)
}

test_without_a_condition_nothing_is_left_out if {
	not conditions.leaves_out({}, _triggers.push)
}

test_a_step_of_azure_tells_itself if {
	conditions.leaves_out({"kept_from": ["pull_request"]}, _triggers.pull_request)
	not conditions.leaves_out({"kept_from": ["pull_request"]}, _triggers.push)
}

test_a_job_is_left_out_with_what_it_waits_for if {
	guard := {"id": "guard", "needs": [], "if_alternatives": [["github.event_name == 'push'"]]}
	job := {"id": "publish", "needs": ["guard"]}
	conditions.leaves_out_job({"jobs": [guard, job]}, job, _triggers.release)
	not conditions.leaves_out_job({"jobs": [guard, job]}, job, _triggers.push)
	always := object.union(job, {"if": "always()"})
	not conditions.leaves_out_job({"jobs": [guard, always]}, always, _triggers.release)
}

test_a_called_job_is_left_out_with_the_call if {
	call := {"at": "ci.yml#/jobs/call", "if_alternatives": [["github.event_name == 'push'"]]}
	trigger := _trigger("release", {"through": ["ci.yml#/jobs/call"]})
	pipelines := [{"file": "ci.yml", "jobs": [call]}]
	conditions.leaves_out_job({}, {"needs": []}, trigger) with input.pipelines as pipelines
	not conditions.leaves_out_job({}, {"needs": []}, _triggers.release) with input.pipelines as pipelines
}
