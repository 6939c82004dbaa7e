# METADATA
# title: Events that conditions leave out
# description: |
#   Which triggers never start what a condition of GitHub's, or of a step of Azure's, stands before, whoever
#   causes the event. What keeps outsiders out of an event is asked of `triggers`.
package palisade.lib.conditions

import data.palisade.lib.triggers

# METADATA
# title: The trigger never starts the job
# description: |
#   By its own condition, by that of a job it waits for, or by that of the job that calls its workflow.
leaves_out_job(_, job, trigger) if leaves_out(job, trigger)

leaves_out_job(pipeline, job, trigger) if {
	ids := triggers.before(pipeline, job)
	count(ids) > 0
	some other in pipeline.jobs
	other.id in ids
	leaves_out(other, trigger)
}

leaves_out_job(_, _, trigger) if {
	some place in trigger.through
	some pipeline in input.pipelines
	startswith(place, concat("", [pipeline.file, "#"]))
	some caller in pipeline.jobs
	caller.at == place
	leaves_out(caller, trigger)
}

# METADATA
# title: The condition of a job or step is false in each run that the trigger starts
leaves_out(item, trigger) if trigger.event in item.kept_from

# A called workflow has the event of its caller, which may be any.
leaves_out(item, trigger) if {
	trigger.event != "workflow_call"
	every tests in item.if_alternatives {
		some test in tests
		_is_false(test, trigger)
	}
}

_is_false(test, trigger) if {
	startswith(test, "github.event_name == '")
	test != sprintf("github.event_name == '%s'", [trigger.event])
}

_is_false(test, trigger) if test == sprintf("github.event_name != '%s'", [trigger.event])

_is_false(test, trigger) if {
	regex.match(`^contains\(fromjson\('\[[^']*\]'\), github\.event_name\)$`, test)
	not contains(test, sprintf(`"%s"`, [trigger.event]))
}

_is_false(test, trigger) if {
	regex.match(`^!contains\(fromjson\('\[[^']*\]'\), github\.event_name\)$`, test)
	contains(test, sprintf(`"%s"`, [trigger.event]))
}

# A search for a ref within a text, `contains('main develop', github.ref)`, is none of these.
_is_false(test, trigger) if {
	regex.match(`^(startswith\(github\.ref, 'refs/tags|contains\(github\.ref, 'refs/tags)`, test)
	_has_no_tag(trigger)
}

_is_false(test, trigger) if {
	regex.match(`^(github\.ref == 'refs/tags/|github\.ref_type == 'tag'$)`, test)
	_has_no_tag(trigger)
}

_is_false(test, trigger) if {
	regex.match(`^(!startswith\(github\.ref, 'refs/tags/?'\)$|github\.ref_type != 'tag'$)`, test)
	_has_a_tag(trigger)
}

_is_false(test, trigger) if {
	regex.match(`^(startswith\(github\.ref, 'refs/heads|github\.ref == 'refs/heads/)`, test)
	_has_no_branch(trigger)
}

# `7/merge` is what `pull_request` has there.
_is_false(test, trigger) if {
	trigger.event == "pull_request"
	_has_no_branch(trigger)
	regex.match(`^github\.ref_name == '[^/']+'$`, test)
}

# What only the payload of another event has.
_is_false(test, trigger) if {
	events := _events_with[_member(test)]
	not trigger.event in events
}

_is_false(test, trigger) if {
	test in {"!github.event.pull_request", "github.event.pull_request == null"}
	trigger.event in _events_with.pull_request
}

_member(test) := found[0][1] if {
	found := regex.find_all_string_submatch_n(
		`^github\.event\.(pull_request|release|workflow_run|inputs)(?:\.[a-z_.]+(?: == (?:true|'.+'))?)?$`,
		test, 1,
	)
}

_events_with := {
	"pull_request": {
		"pull_request", "pull_request_review", "pull_request_review_comment", "pull_request_target",
	},
	"release": {"release"},
	"workflow_run": {"workflow_run"},
	"inputs": {"workflow_dispatch"},
}

# Under which refs events run:
# https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
_has_no_tag(trigger) if trigger.event in _on_branches

_has_no_tag(trigger) if trigger.event in {"pull_request", "merge_group"}

_has_no_tag(trigger) if {
	trigger.event == "push"
	count(trigger.branches) > 0
	count(trigger.tags) == 0
}

_has_a_tag(trigger) if trigger.event == "release"

_has_a_tag(trigger) if {
	trigger.event == "push"
	count(trigger.branches) == 0
	count(trigger.tags) > 0
}

# A merged change, once it is closed, has the branch that it was merged into.
_has_no_branch(trigger) if {
	trigger.event == "pull_request"
	not "closed" in object.get(trigger, "types", [])
}

_has_no_branch(trigger) if _has_a_tag(trigger)

_on_branches := {
	"issue_comment", "issues", "pull_request_target", "repository_dispatch", "schedule", "workflow_run",
}
