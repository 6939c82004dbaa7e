# METADATA
# title: Privileged workflows do not run the code of a change
# description: |
#   `pull_request_target`, `workflow_run` and `issue_comment` run with the target repository's token, its secrets and
#   the cache of its default branch, and strangers can cause them. A job there that checks out the head of a change
#   and then installs, builds or tests it gives all of that to the change's author: package scripts, build files and
#   test files are theirs.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
#     description: GitHub, securely using pull_request_target
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-4
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Build and test the change under `on: pull_request`, which has no secrets and a read-only token for forks. Where a
#     result must be posted with rights, hand it over as an artifact to a `workflow_run` workflow that treats it as data
#     and checks out only its own default branch.
package palisade.ci.untrusted_checkout

import data.palisade.lib.executed
import data.palisade.lib.triggers
import data.palisade.lib.untrusted

deny contains violation if {
	some found in _checkouts
	count(found.runners) > 0
	violation := _violation(found, found.runners[0])
}

# Of the three that ask for these each is shown the same. What is rare is asked first everywhere here: a step that may
# check out a change. All pipelines are gone through, as one may start the other, and few have such a job at hand.
_checkouts contains found if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	_may_be_foreign(step)
	triggers.may_be_privileged(pipeline)
	some place in _foreign(pipeline, job, step)
	some event in _open(triggers.reaching_events(input.pipelines, pipeline, job), step)
	found := {
		"place": place,
		"event": event,
		"job": job.id,
		"severity": _severity(pipeline, job),
		"runners": [other.at | some other in job.steps; other.index >= step.index; executed.runs(other, step)],
		"others": [{"at": command.at, "program": object.get(command, "program", "a program")} |
			some other in job.steps
			other.index >= step.index
			some command in other.commands
			not _is_harmless(command)
		],
	}
}

_is_harmless(command) if command.program in _harmless

_harmless := data.palisade.lib.executed.harmless

# The same within a composite action of this repository, or in the job that calls it.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some call in job.steps
	call.uses.kind == "local"
	triggers.may_be_privileged(pipeline)
	some event in _open(triggers.reaching_events(input.pipelines, pipeline, job), call)
	some action in _called(call)
	some inner in action.jobs
	some step in inner.steps
	some place in _foreign(action, inner, step)
	not triggers.keeps_out(step, event)
	runners := array.concat(
		[other.at | some other in inner.steps; other.index >= step.index; executed.runs(other, step)],
		[other.at | some other in job.steps; other.index > call.index; executed.runs(other, call)],
	)
	count(runners) > 0
	found := {"place": place, "event": event, "job": job.id, "severity": _severity(pipeline, job)}
	violation := _violation(found, runners[0])
}

# What a run before left behind comes from the change, and without a checkout there is nothing else to run.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	untrusted.takes_artifact(step)
	triggers.may_be_privileged(pipeline)
	some event in triggers.reaching_events(input.pipelines, pipeline, job)
	event == "workflow_run"
	not triggers.keeps_out(step, event)
	count({other.at | some other in job.steps; other.uses.action == "actions/checkout"}) == 0
	ran := [command.at |
		some runner in job.steps
		runner.index > step.index
		some command in runner.commands
		executed.runs_file(command)
	]
	count(ran) > 0
	violation := {
		"msg": sprintf("on `%s`, job `%s` runs a file out of an artifact with this repository's rights", [event, job.id]),
		"at": ran[0],
		"severity": _severity(pipeline, job),
		"related": [{"at": step.at, "msg": "this takes the artifact"}],
	}
}

warn contains violation if {
	some found in _checkouts
	count(found.runners) == 0
	violation := object.union(found.place, {"msg": sprintf(
		"on `%s`, job `%s` checks out the change: nothing of it may ever be run here",
		[found.event, found.job],
	)})
}

# The change is there, and a program has it that nobody here knows.
unknown contains gap if {
	some found in _checkouts
	count(found.runners) == 0
	some other in found.others
	gap := {
		"msg": sprintf("whether `%s` runs something of the change that job `%s` checks out is not known", [
			other.program,
			found.job,
		]),
		"at": other.at,
	}
}

# What is checked out is an answer of the forge's that a script or an action hands on.
unknown contains gap if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action == "actions/checkout"
	some expression in step.expressions
	lower(expression["in"]) in {"with/ref", "with/repository"}
	some source in expression.sources
	triggers.may_be_privileged(pipeline)
	_may_be_head(pipeline, source)
	some event in _open(triggers.reaching_events(input.pipelines, pipeline, job), step)
	count(_foreign(pipeline, job, step)) == 0
	some other in job.steps
	other.index > step.index
	executed.runs(other, step)
	gap := {
		"msg": sprintf("on `%s`, job `%s` checks out `%s`, and whether that is a change of a stranger is not known", [
			event,
			job.id,
			expression.text,
		]),
		"at": expression.at,
	}
}

_violation(found, runner) := object.union(found.place, {
	"msg": sprintf("on `%s`, job `%s` checks out the change and runs it with this repository's rights", [
		found.event,
		found.job,
	]),
	"severity": found.severity,
	"related": [{"at": runner, "msg": "this runs what was checked out"}],
})

# The first of the events that the step's own condition lets through.
_open(events, step) := {min(open)} if {
	open := {event | some event in events; not triggers.keeps_out(step, event)}
	count(open) > 0
}

# An approval before the job may stand in the environment, its own or that of a job it waits for, or in a label: that is
# not seen, or is a race.
_severity(pipeline, job) := "high" if {
	job.environment
} else := "high" if {
	contains(lower(job["if"]), "label")
} else := "high" if {
	some other in pipeline.jobs
	other.environment
	other.id in triggers.before(pipeline, job)
} else := "critical"

_called(step) := {pipeline |
	some pipeline in input.pipelines
	pipeline.kind == "composite_action"
	pipeline.file in {concat("/", [step.uses.path, "action.yml"]), concat("/", [step.uses.path, "action.yaml"])}
}

# Asked before the following, of few words, so that other steps are left out beforehand.
_may_be_foreign(step) if {
	step.uses.action == "actions/checkout"
	some expression in step.expressions
	lower(expression["in"]) in {"with/ref", "with/repository"}
}

_may_be_foreign(step) if {
	some command in step.commands
	command.program in {"gh", "git"}
	some argument in command.arguments
	regex.match(`^checkout$|pull/|\$`, argument)
}

_foreign(pipeline, job, step) := {place |
	step.uses.action == "actions/checkout"
	some expression in step.expressions
	some name in ["ref", "repository"]
	some key, value in step["with"]
	lower(key) == name
	expression["in"] == sprintf("with/%s", [key])
	_points_at_change(pipeline, job, expression, value)
	place := {"at": step.at, "key": ["with", key]}
} if {
	step.uses
}

_foreign(pipeline, job, step) := {place |
	some command in step.commands
	_fetches_change(pipeline, job, step, command)
	place := {"at": command.at}
} if {
	not step.uses
}

_head := concat("", [
	`^github\.(head_ref`,
	`|event\.after`,
	`|event\.pull_request\.(head\.(ref|sha|label|repo\..+)|merge_commit_sha)`,
	`|event\.workflow_run\.(head_branch|head_sha|head_commit\.id|head_repository\..+|pull_requests\..+\.head\..+))$`,
])

_number := `^github\.event\.(number|(pull_request|issue)\.number|workflow_run\.pull_requests\..+\.number)$`

_points_at_change(_, _, expression, _) if {
	some context in expression.contexts
	regex.match(_head, context)
}

_points_at_change(_, _, expression, text) if {
	contains(text, "pull/")
	some context in expression.contexts
	regex.match(_number, context)
}

# A member of the whole event: `fromJSON(toJSON(github.event)).pull_request.head.sha`.
_points_at_change(_, _, expression, _) if {
	"github.event" in expression.contexts
	regex.match(`\.head\.(ref|sha)\b`, lower(expression.text))
}

# The same by a detour: a variable, an output, the input of a called workflow.
_points_at_change(_, _, expression, _) if {
	some source in expression.sources
	regex.match(_head, source.context)
}

_points_at_change(_, _, expression, text) if {
	contains(text, "pull/")
	some source in expression.sources
	regex.match(_number, source.context)
}

_points_at_change(_, job, expression, _) if {
	some context in expression.contexts
	some step in job.steps
	step.uses.action in _finders
	startswith(context, sprintf("steps.%s.outputs.", [lower(step.id)]))
	regex.match(_of_head, context)
}

_points_at_change(pipeline, _, expression, _) if {
	some source in expression.sources
	_is_head(pipeline, source)
}

_of_head := `\.(head_|sha$|ref$)`

# Actions that look up the head of the change that a comment belongs to.
_finders := {
	"alessbell/pull-request-comment-branch",
	"eficode/resolve-pr-refs",
	"gotson/pull-request-comment-branch",
	"xt0rted/pull-request-comment-branch",
}

_is_head(_, source) if {
	source.through[0].what in _finders
	regex.match(_of_head, source.context)
}

# A script that asks the forge for a change hands on its head, or a file of an artifact names it.
_is_head(pipeline, source) if {
	some text in untrusted.scripts(pipeline, source)
	regex.match(`(?i)\bpulls?\b|pull_?request|pull_number|\bgh pr (view|list|status)\b`, text)
	regex.match(`(?i)head`, text)
	not contains(source.context, "base")
}

_is_head(pipeline, source) if untrusted.comes_from_artifact(pipeline, source)

_may_be_head(pipeline, source) if {
	some text in untrusted.scripts(pipeline, source)
	regex.match(`(?i)\b(gh (api|pr)|curl|octokit|graphql|github\.(rest|request|pulls))\b`, text)
}

_may_be_head(_, source) if {
	not source.through[0].what in {"a script", "a file", "actions/github-script"}
	regex.match(`\.outputs\.(.*[_-])?(head|pr|pull)([_-].*)?$`, source.context)
}

_fetches_change(_, _, _, command) if {
	command.program == "gh"
	array.slice(command.arguments, 0, 2) == ["pr", "checkout"]
}

_fetches_change(_, _, _, command) if {
	command.program == "git"
	command.arguments[0] in {"fetch", "pull"}
	some argument in command.arguments
	regex.match(`(^|:|\+|refs/)pull/.+/(head|merge)`, argument)
}

_getting := {"checkout", "switch", "reset", "clone", "worktree", "pull", "merge"}

_fetches_change(_, _, _, command) if {
	command.program == "git"
	command.arguments[0] in _getting
	some argument in command.arguments
	regex.match(`(?i)\$\{\{\s*github\.(head_ref|event\.(pull_request|workflow_run)\.head)`, argument)
}

_fetches_change(pipeline, job, step, command) if {
	command.program == "git"
	command.arguments[0] in _getting
	some argument in command.arguments
	contains(argument, "$")
	some name, held in untrusted.values(pipeline, job, step)
	untrusted.reads_variable(argument, name)
	some context in held
	regex.match(_head, context)
}
