# METADATA
# title: No pull request or comment can start a publication
# description: |
#   `pull_request`, `pull_request_target`, `issue_comment` and `workflow_run` behind a pull request
#   run for changes that nobody has merged. A job that publishes then is one condition, or one label,
#   away from releasing an unreviewed change; the registry refuses OIDC from two of these events for
#   that reason. A trigger counts as kept out when the condition of the job, of its publishing steps
#   or of a job it waits for is false for it: another `github.event_name`, a tag, an input of a manual
#   run, or `github.event.pull_request.merged == true`, which only a merged change satisfies.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
#     description: GitHub, events that trigger workflows
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP, top 10 CI/CD security risks
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Publish in a workflow of its own that starts on `push` of a tag, on `release` or on
#     `workflow_dispatch`, and remove the other triggers from it. Where one workflow must serve both,
#     write `if: github.event_name == 'push'` on the publishing job.
package palisade.publish.from_pull_request

import data.palisade.lib.publishing
import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	some trigger in _open_triggers({"triggers": publishing.triggers(pipeline, job)})
	trigger.calls != 1
	not _is_setting(pipeline, trigger)
	_reaches(pipeline, job, trigger.event)
	violation := object.union(_place(pipeline, job, trigger), {
		"msg": sprintf("`%s` can start job `%s`, which publishes", [trigger.event, job.id]),
		"related": publishing.places(job),
	})
}

# What is merged has been accepted, and yet whoever merges releases by it, without a gate of its own.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	contains(lower(job["if"]), "pull_request.merged")
	publishing.publishes(job)
	some trigger in publishing.triggers(pipeline, job)
	trigger.event in {"pull_request", "pull_request_target"}
	not _reaches(pipeline, job, trigger.event)
	merged := object.union(job, {"if": regex.replace(lower(job["if"]), _is_merged, "true")})
	_reaches(pipeline, merged, trigger.event)
	violation := {
		"msg": sprintf("a merged pull request starts job `%s`, which publishes: the merge is the release", [job.id]),
		"at": trigger.at,
		"severity": "medium",
		"related": publishing.places(job),
	}
}

# A reusable workflow runs for the events of its callers, unless the job that calls is kept from it.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	pipeline.file in _called
	publishing.publishes(job)
	some call in _calls
	call.file == pipeline.file
	some trigger in _open_triggers(call.pipeline)
	not _job_kept_out(call.pipeline, call.job, trigger.event)
	_reaches(pipeline, job, trigger.event)
	violation := {
		"msg": sprintf("`%s` can start job `%s`, which calls a workflow that publishes", [trigger.event, call.job.id]),
		"at": trigger.at,
		"related": array.concat([{"at": call.job.at, "msg": "the call", "key": "uses"}], publishing.places(job)),
	}
}

# Whether forked pull requests are built is a setting of CircleCI's, and they are built as branches.
unknown contains answer if {
	some pipeline in input.pipelines
	pipeline.provider == "circleci"
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	triggers.may_build_forks(pipeline, job)
	answer := {
		"msg": sprintf(
			"whether a forked pull request starts job `%s`, which publishes, is a setting of the project",
			[job.id],
		),
		"at": job.at,
	}
}

# Without `pr`, pull requests of Azure Repos start what the policy of a branch says, and those of other hosts what the
# settings of the pipeline leave on.
unknown contains answer if {
	some pipeline in input.pipelines
	pipeline.provider == "azure"
	some job in pipeline.jobs
	count(job.publishes) > 0
	some trigger in publishing.triggers(pipeline, job)
	_is_setting(pipeline, trigger)
	not _job_kept_out(pipeline, job, "pull_request")
	some publish in publishing.public(job)
	not _step_kept_out(job, publish, "pull_request")
	answer := object.union(publishing.place_of(job, publish), {"msg": sprintf(
		"`pr` is not written: whether pull requests start job `%s`, which publishes, is a setting",
		[job.id],
	)})
}

# What starts a pipeline though nothing of it is written stands at the file as a whole.
_is_setting(pipeline, trigger) if {
	pipeline.provider == "azure"
	trigger.event == "pull_request"
	trigger.at == pipeline.file
}

_place(pipeline, _, trigger) := {"at": trigger.at} if trigger.at != pipeline.file

_place(pipeline, job, trigger) := publishing.place_of(job, publishing.public(job)[0]) if trigger.at == pipeline.file

# The calls of this repository's workflows, looked for once and not for every job that publishes.
_calls := [{"pipeline": pipeline, "job": job, "file": trim_prefix(job.calls.uses.path, "./")} |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.calls.uses.kind == "local"
]

_is_merged := `github\.event\.pull_request\.merged(\s*==\s*'?true'?)?`

_called := {call.file | some call in _calls}

# `at` and `event` of each, and how many calls it came through.
_open_triggers(pipeline) := {open |
	some trigger in pipeline.triggers
	trigger.event in {"pull_request", "pull_request_target"}
	open := {"at": trigger.at, "event": trigger.event, "calls": count(object.get(trigger, "through", []))}
} | {open |
	some trigger in triggers.privileged(input.pipelines, pipeline)
	trigger.event in {"issue_comment", "workflow_run"}
	open := {"at": trigger.at, "event": trigger.event, "calls": count(trigger.through)}
}

_reaches(pipeline, job, event) if {
	not _job_kept_out(pipeline, job, event)
	some publish in publishing.real(job)
	not _step_kept_out(job, publish, event)
}

_job_kept_out(_, job, event) if _false_for(job["if"], event)

# A job is skipped with the job it waits for, unless its condition asks to run nevertheless.
_job_kept_out(pipeline, job, event) if {
	not _runs_regardless(job)
	some awaited in pipeline.jobs
	awaited.id in job.needs
	_false_for(awaited["if"], event)
}

_runs_regardless(job) if regex.match(`(always|cancelled|failure)\s*\(`, job["if"])

_step_kept_out(job, publish, event) if {
	some step in job.steps
	step.index == publish.step
	_false_for(step["if"], event)
}

_step_kept_out(job, publish, event) if {
	some step in job.steps
	step.index == publish.step
	event in step.kept_from
}

# Either a group of alternatives that the whole depends on is false, or what is left without groups.
_false_for(condition, event) if {
	text := _normal(condition)
	not contains(_without_groups(text), "||")
	some group in regex.find_n(`(^|[^!])\([^()]*\|\|[^()]*\)`, text, -1)
	_each_alternative_false(trim_left(group, "&|"), event)
}

_false_for(condition, event) if _each_alternative_false(_without_groups(_normal(condition)), event)

# In lower case, without blanks, and with calls in square brackets: what is left in round ones is grouped.
_normal(condition) := regex.replace(regex.replace(text, _call, "${1}[${2}]"), _call, "${1}[${2}]") if {
	text := regex.replace(lower(condition), `\s+|\$\{\{|\}\}`, "")
}

_call := `([a-z]+)\(([^()]*)\)`

_without_groups(text) := regex.replace(text, `!?\([^()]*\|\|[^()]*\)`, "group")

_each_alternative_false(text, event) if {
	every alternative in split(text, "||") {
		_some_part_false(alternative, event)
	}
}

_some_part_false(alternative, event) if {
	some part in split(alternative, "&&")
	_part_false(trim(part, "()"), event)
}

_part_false(part, _) if part == "false"

_part_false(part, event) if {
	startswith(part, "github.event_name=='")
	part != sprintf("github.event_name=='%s'", [event])
}

_part_false(part, event) if part == sprintf("github.event_name!='%s'", [event])

_part_false(part, event) if {
	startswith(part, "contains[fromjson[")
	endswith(part, ",github.event_name]")
	not contains(part, sprintf(`"%s"`, [event]))
}

# No change that is not merged has a tag.
_part_false(part, _) if regex.match(`^(startswith|contains)\[github\.ref,'refs/tags`, part)

_part_false(part, _) if startswith(part, "github.ref=='refs/tags/")

_part_false(part, _) if part == "github.ref_type=='tag'"

# Only `pull_request` runs under a ref of its own; the other events run under a branch.
_part_false(part, event) if {
	event == "pull_request"
	regex.match(`^github\.ref(_name)?==`, part)
	not contains(part, "refs/pull")
}

_part_false(part, event) if {
	event == "pull_request"
	regex.match(`^(startswith|contains)\[github\.ref,'refs/heads`, part)
}

_part_false(part, event) if {
	event in {"pull_request", "pull_request_target"}
	part in {
		"github.event.pull_request.merged",
		"github.event.pull_request.merged==true",
		"github.event.pull_request.merged=='true'",
		"!github.event.pull_request",
		"github.event.pull_request==null",
	}
}

_part_false(part, event) if {
	event == "workflow_run"
	regex.match(`^github\.event\.workflow_run\.event=='`, part)
	not contains(part, "pull_request")
}

_part_false(part, event) if {
	event == "workflow_run"
	part == "github.event.workflow_run.event!='pull_request'"
}

# Inputs are empty unless a person starts the run.
_part_false(part, _) if {
	regex.match(`^(github\.event\.)?inputs\.[a-z0-9_-]+(==.*)?$`, part)
	not regex.match(`==(false|''|null|0)$`, part)
}
