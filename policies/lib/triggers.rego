# What starts a pipeline, who can cause it, and which conditions keep them out.
# GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
package palisade.lib.triggers

# Events that people without write access can cause, and that run with the repository's token, secrets and cache.
privileged_events := {
	"discussion",
	"discussion_comment",
	"fork",
	"gollum",
	"issue_comment",
	"issues",
	"pull_request_target",
	"watch",
	"workflow_run",
}

# Events about a proposed change.
change_events := {
	"pull_request",
	"pull_request_review",
	"pull_request_review_comment",
	"pull_request_target",
}

# Events that only people with write access, or the forge itself, can cause.
_inner_event := concat("|", [
	"push", "schedule", "workflow_dispatch", "repository_dispatch", "release", "create", "merge_group", "deployment",
	"workflow_call",
])

events(pipeline) := {trigger.event | some trigger in pipeline.triggers}

# What starts a job in the end: its own triggers where it has rules or filters or is called, otherwise its pipeline's.
of_job(_, job) := job.triggers

of_job(pipeline, job) := pipeline.triggers if not job.triggers

events_of_job(pipeline, job) := {trigger.event | some trigger in of_job(pipeline, job)}

# Whether CircleCI would run a job for a fork's pull request, which it builds as the branch `pull/1` where a setting of
# the project says so. Filters of branches keep it out; jobs for tags alone are not run for it.
may_build_forks(pipeline, job) if {
	pipeline.provider == "circleci"
	some trigger in of_job(pipeline, job)
	trigger.event in {"push", "pull_request"}
	_takes_forks(object.get(trigger, "branches", []), object.get(trigger, "tags", []))
}

_takes_forks(branches, tags) if {
	count(branches) == 0
	count(tags) == 0
}

_takes_forks(branches, _) if {
	count(branches) > 0
	wanted := [pattern | some pattern in branches; not startswith(pattern, "!")]
	_one_takes_forks(wanted)
	every pattern in branches {
		not _leaves_out_forks(pattern)
	}
}

_one_takes_forks(patterns) if count(patterns) == 0

_one_takes_forks(patterns) if {
	some pattern in patterns
	_matches_forks(pattern)
}

# What is no expression here, with a lookahead, may match whatever it does not name.
_one_takes_forks(patterns) if {
	some pattern in patterns
	startswith(pattern, "/")
	not regex.is_valid(trim(pattern, "/"))
	not contains(pattern, "(?!pull")
}

_leaves_out_forks(pattern) if {
	startswith(pattern, "!")
	_matches_forks(trim_prefix(pattern, "!"))
}

_matches_forks(pattern) if {
	startswith(pattern, "/")
	expression := trim(pattern, "/")
	regex.is_valid(expression)
	regex.match(concat("", ["^(?:", expression, ")$"]), "pull/1")
}

# Whether a job or step is run at all: `if: false` is how people switch one off.
runs(item) if not item.if_is == false

# Only GitHub gives a run that an outsider caused the repository's own token, secrets and cache. Elsewhere such a run
# belongs to the fork, or a setting that no file shows decides.
has_privileged_events(pipeline) if not _elsewhere(pipeline)

# Whether GitHub runs it. What holds for GitHub alone is asked for nowhere else.
on_github(pipeline) if not _elsewhere(pipeline)

_elsewhere(pipeline) if pipeline.provider in {"azure", "bitbucket", "circleci", "gitlab"}

# Whether a pipeline has such an event among its triggers or those of its jobs: the cheap question, to be asked before
# those below.
may_be_privileged(pipeline) if {
	some trigger in pipeline.triggers
	trigger.event in privileged_events
}

may_be_privileged(pipeline) if {
	some job in pipeline.jobs
	some trigger in job.triggers
	trigger.event in privileged_events
}

# The privileged triggers of a pipeline: `at`, `event` and `through`. `workflow_run` counts only behind workflows that a
# change can start.
privileged(pipelines, pipeline) := {found |
	has_privileged_events(pipeline)
	some trigger in pipeline.triggers
	trigger.event in privileged_events
	_from_outside(pipelines, trigger)
	found := {"at": trigger.at, "event": trigger.event, "through": object.get(trigger, "through", [])}
}

# The events of those of one job: a reusable workflow has those of its callers.
privileged_of_job(pipelines, pipeline, job) := {trigger.event |
	has_privileged_events(pipeline)
	some trigger in of_job(pipeline, job)
	trigger.event in privileged_events
	_from_outside(pipelines, trigger)
}

# Those that no condition keeps out: the job's own, that of a job it waits for, or that of a call on the way. This looks
# at other pipelines: rules ask it after what is rare.
reaching_events(pipelines, pipeline, job) := {trigger.event |
	has_privileged_events(pipeline)
	some trigger in of_job(pipeline, job)
	trigger.event in privileged_events
	_from_outside(pipelines, trigger)
	not keeps_out_job(pipeline, job, trigger.event)
	not _is_stopped(pipelines, trigger)
}

# Whether outsiders that cause the event never start a job: its own condition is false for them, or it waits for a job
# that is left out, and is left out with it.
keeps_out_job(_, job, event) if keeps_out(job, event)

keeps_out_job(pipeline, job, event) if {
	count(job.needs) > 0
	ids := before(pipeline, job)
	count(ids) > 0
	some other in pipeline.jobs
	other.id in ids
	keeps_out(other, event)
}

# The jobs that must have run before a job does: not those whose failure it lets pass.
before(pipeline, job) := {id |
	waits := _waits(pipeline, job)
	first := _next(waits, {job.id})
	second := first | _next(waits, first)
	third := second | _next(waits, second)
	some id in (third | _next(waits, third))
}

# Of each job the jobs it needs, where any job waits at all.
_waits(pipeline, job) := {other.id: other.needs |
	count(job.needs) > 0
	some other in pipeline.jobs
	count(other.needs) > 0
	not _goes_on(other)
}

_next(waits, ids) := {need | some id in ids; some need in waits[id]}

# `always()`, `failure()` and `!cancelled()` let a job run though others did not.
_goes_on(job) if regex.match(`(?i)\b(always|cancelled|failure)\s*\(`, job["if"])

# Whether a job that calls this workflow, at whatever remove, keeps them out.
_is_stopped(pipelines, trigger) if {
	some place in trigger.through
	some pipeline in pipelines
	startswith(place, concat("", [pipeline.file, "#"]))
	some caller in pipeline.jobs
	caller.calls
	caller.at == place
	keeps_out_job(pipeline, caller, trigger.event)
}

# Whether the condition of a job or step is false for outsiders that cause the event: it is false in every run, or each
# of its alternatives has a guard among its tests. Most have no condition.
keeps_out(item, _) if item.if_is == false

keeps_out(item, event) if {
	item["if"]
	not item.if_is
	_shuts_out(item, event)
}

_shuts_out(item, event) if {
	every tests in item.if_alternatives {
		some test in tests
		_is_guard(test, event)
	}
} else if {
	# A condition that was not taken apart is searched as a text.
	not item.if_alternatives
	_each_guards(_unnegated(lower(item["if"])), event)
} else if {
	# The same where a guard stands beside groups of alternatives: `guard && (a || (b && c))`.
	not item.if_alternatives
	contains(item["if"], "(")
	_each_guards(_ungrouped(_ungrouped(_ungrouped(_uncalled(lower(item["if"]))))), event)
}

# Each guard begins with a plain word that it holds: most tests hold none, and a search costs more.

# The change comes from the repository itself.
_is_guard(test, _) if {
	contains(test, "head")
	_is_inside(test)
}

_is_inside(test) if {
	sides := split(test, " == ")
	count(sides) == 2
	some index, side in sides
	regex.match(_origin, side)
	not regex.match(_of_outsiders, sides[1 - index])
}

_origin := concat("", [
	`^github\.event\.(pull_request\.head\.(repo\.(full_name|id|node_id|owner\.(login|id))|user\.(login|id))`,
	`|workflow_run\.head_repository\.(full_name|id|node_id|owner\.(login|id)))$`,
])

# What the author of a change decides is no measure for it; neither is what is empty.
_of_outsiders := concat("|", [
	`^''$`,
	`^null$`,
	`head`,
	`sender`,
	`^github\.(actor|triggering_actor)`,
	`^github\.event\.[a-z_]+\.user\.`,
	`^(inputs|matrix)\.`,
])

_is_inside(test) if regex.match(_no_fork, test)

_no_fork := concat("", [
	`^(!github\.event\.(pull_request\.head\.repo|workflow_run\.head_repository)\.fork`,
	`|github\.event\.(pull_request\.head\.repo|workflow_run\.head_repository)\.fork (== false|!= true))$`,
])

# The change's author, or who speaks of it, is a named account, or it was accepted already.
_is_guard(test, _) if {
	contains(test, "user.login")
	regex.match(`^github\.event\.(pull_request|comment|review)\.user\.login == '.`, test)
}

_is_guard(test, _) if {
	contains(test, "user.login")
	regex.match(
		`^contains\(fromjson\('\[[^']*\]'\), github\.event\.(pull_request|comment|review)\.user\.login\)$`,
		test,
	)
}

_is_guard(test, _) if {
	contains(test, "merged")
	regex.match(`^github\.event\.pull_request\.merged( == true| != false)?$`, test)
}

# The author of a comment or an issue belongs to the repository.
_is_guard(test, event) if {
	contains(test, "author_association")
	_is_member(test, event)
}

_is_member(test, _) if regex.match(`author_association == '(owner|member|collaborator)'$`, test)

_is_member(test, _) if {
	regex.match(`^contains\(fromjson\('[^']*'\), [a-z_.]*author_association\)$`, test)
	not regex.match(_no_members, test)
}

# A search within a text finds what is empty as well: what another event has nothing of.
_is_member(test, event) if {
	regex.match(`^contains\('[^']*', [a-z_.]*author_association\)$`, test)
	some member, start in {"comment": "issue_comment", "issue": "issue", "pull_request": "pull_request"}
	contains(test, sprintf(" github.event.%s.author_association", [member]))
	startswith(event, start)
	not regex.match(_no_members, test)
}

_no_members := `\b(none|contributor|first_timer|first_time_contributor|mannequin)\b`

# Another event is asked for.
_is_guard(test, event) if {
	contains(test, "event")
	_is_for_another(test, event)
}

_is_for_another(test, _) if regex.match(_after_inner, test)

_after_inner := sprintf(`^github\.event\.workflow_run\.event == '(%s)'$`, [_inner_event])

_is_for_another(test, "workflow_run") if test == "github.event.workflow_run.event != 'pull_request'"

_is_for_another(test, event) if {
	startswith(test, "github.event_name == '")
	test != sprintf("github.event_name == '%s'", [event])
}

_is_for_another(test, event) if test == sprintf("github.event_name != '%s'", [event])

_is_for_another(test, event) if {
	regex.match(`^contains\(fromjson\('\[[^']*\]'\), github\.event_name\)$`, test)
	not contains(test, sprintf(`"%s"`, [event]))
}

_is_for_another(test, event) if {
	regex.match(`^!contains\(fromjson\('\[[^']*\]'\), github\.event_name\)$`, test)
	contains(test, sprintf(`"%s"`, [event]))
}

# A guard below a `!` lets in whom it names to keep out.
_unnegated(text) := regex.replace(text, `!\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`, "group")

_uncalled(text) := regex.replace(regex.replace(text, _call, "call"), _call, "call")

_call := `[a-z]+\([^()]*\)`

_ungrouped(text) := regex.replace(text, `!?\([^()]*\)`, "group")

_each_guards(text, event) if {
	every alternative in split(text, "||") {
		_guard(alternative, event)
	}
}

_from_outside(pipelines, trigger) if {
	trigger.event != "workflow_run"
} else if {
	some workflow in trigger.workflows
	_started_by_change(pipelines, workflow)
} else if {
	count(trigger.workflows) == 0
}

_started_by_change(pipelines, workflow) if {
	some pipeline in pipelines
	object.get(pipeline, "name", pipeline.file) == workflow
	some trigger in pipeline.triggers
	trigger.event in change_events
}

# A workflow that is not in the repository as read may be started by anything.
_started_by_change(pipelines, workflow) if {
	not workflow in {object.get(pipeline, "name", pipeline.file) | some pipeline in pipelines}
}

# The same guards in a text.
_guard(text, _) if {
	contains(text, "head")
	_from_inside(text)
}

_from_inside(text) if regex.match(_inside, text)

_inside := concat("|", [
	`head\.(repo\.full_name|repo\.id|repo\.owner\.login|user\.login)\s*==`,
	`==\s*github\.event\.pull_request\.head\.(repo\.|user\.)`,
	`head\.repo\.fork\s*(==\s*false|!=\s*true)`,
	`!\s*github\.event\.pull_request\.head\.repo\.fork\b`,
	`workflow_run\.head_repository\.(full_name|id|owner\.login)\s*==`,
	`==\s*github\.event\.workflow_run\.head_repository\.`,
	`workflow_run\.head_repository\.fork\s*(==\s*false|!=\s*true)`,
	`!\s*github\.event\.workflow_run\.head_repository\.fork\b`,
])

# The change's author is a named account, or it was accepted already.
_guard(text, _) if {
	contains(text, "user.login")
	regex.match(`pull_request\.user\.login\s*==\s*'`, text)
}

_guard(text, _) if {
	contains(text, "merged")
	regex.match(`(^|[^!.a-z_])\s*github\.event\.pull_request\.merged\s*(==\s*true|&&|\)|\}|$)`, text)
}

# The author of a comment or an issue belongs to the repository.
_guard(text, _) if {
	contains(text, "author_association")
	_by_member(text)
}

_by_member(text) if regex.match(`author_association\s*==\s*'(owner|member|collaborator)'`, text)

_by_member(text) if {
	regex.match(`contains\(\s*(fromjson\([^()]*\)|'[^']*')\s*,\s*[a-z_.]*author_association\s*\)`, text)
	not regex.match(_no_members, text)
	not regex.match(`!\s*contains\(`, text)
}

# Another event is asked for.
_guard(text, event) if {
	contains(text, "event")
	_for_another(text, event)
}

_for_another(text, _) if {
	contains(text, "workflow_run.event")
	regex.match(sprintf(`workflow_run\.event\s*==\s*'(%s)'`, [_inner_event]), text)
}

_for_another(text, "workflow_run") if regex.match(`workflow_run\.event\s*!=\s*'pull_request'`, text)

_for_another(text, event) if {
	contains(text, "github.event_name")
	regex.match(`github\.event_name\s*==\s*'`, text)
	not regex.match(sprintf(`github\.event_name\s*==\s*'%s'`, [event]), text)
}

_for_another(text, event) if {
	contains(text, "github.event_name")
	regex.match(sprintf(`github\.event_name\s*!=\s*'%s'`, [event]), text)
}
