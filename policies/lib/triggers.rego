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

# Whether a job or step is run at all: `if: false` is how people switch one off.
runs(item) if not _never_runs(item)

_never_runs(item) if item.if_is == false

# Only GitHub gives a run that an outsider caused the repository's own token, secrets and cache. Elsewhere such a run
# belongs to the fork, or a setting that no file shows decides.
has_privileged_events(pipeline) if on_github(pipeline)

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

# The privileged triggers of a pipeline. `workflow_run` counts only behind workflows that a change can start.
privileged(pipelines, pipeline) := {trigger |
	has_privileged_events(pipeline)
	some trigger in pipeline.triggers
	trigger.event in privileged_events
	_from_outside(pipelines, trigger)
}

# The same for one job: a reusable workflow has those of its callers.
privileged_of_job(pipelines, pipeline, job) := {trigger |
	has_privileged_events(pipeline)
	some trigger in of_job(pipeline, job)
	trigger.event in privileged_events
	_from_outside(pipelines, trigger)
}

# Those of them that the job's own condition does not keep out.
reaching(pipelines, pipeline, job) := {trigger |
	some trigger in privileged_of_job(pipelines, pipeline, job)
	not keeps_out(job, trigger.event)
}

# Whether the condition of a job or step is false for outsiders that cause the event: it is false in every run, or each
# of its alternatives is a guard.
keeps_out(item, _) if _never_runs(item)

keeps_out(item, event) if _each_guards(lower(item["if"]), event)

# The same where a guard stands beside groups of alternatives: `guard && (a || (b && c))`.
keeps_out(item, event) if _each_guards(_ungrouped(_ungrouped(_ungrouped(_uncalled(lower(item["if"]))))), event)

_uncalled(text) := regex.replace(regex.replace(text, _call, "call"), _call, "call")

_call := `[a-z]+\([^()]*\)`

_ungrouped(text) := regex.replace(text, `!?\([^()]*\)`, "group")

_each_guards(text, event) if {
	every alternative in split(text, "||") {
		_guard(alternative, event)
	}
}

_from_outside(_, trigger) if trigger.event != "workflow_run"

_from_outside(pipelines, trigger) if {
	some workflow in trigger.workflows
	_started_by_change(pipelines, workflow)
}

_from_outside(_, trigger) if {
	trigger.event == "workflow_run"
	count(trigger.workflows) == 0
}

_started_by_change(pipelines, workflow) if {
	some pipeline in pipelines
	_called(pipeline) == workflow
	some trigger in pipeline.triggers
	trigger.event in change_events
}

# A workflow that is not in the repository as read may be started by anything.
_started_by_change(pipelines, workflow) if {
	count({pipeline.at | some pipeline in pipelines; _called(pipeline) == workflow}) == 0
}

_called(pipeline) := pipeline.name

_called(pipeline) := pipeline.file if not pipeline.name

# Each guard begins with a plain word that it holds: most texts hold none, and a search costs more.

# The change comes from the repository itself.
_guard(text, _) if {
	contains(text, "head")
	_from_inside(text)
}

_from_inside(text) if regex.match(`head\.(repo\.full_name|repo\.id|repo\.owner\.login|user\.login)\s*==`, text)

_from_inside(text) if regex.match(`==\s*github\.event\.pull_request\.head\.(repo\.|user\.)`, text)

_from_inside(text) if regex.match(`head\.repo\.fork\s*(==\s*false|!=\s*true)`, text)

_from_inside(text) if regex.match(`!\s*github\.event\.pull_request\.head\.repo\.fork\b`, text)

_from_inside(text) if regex.match(`workflow_run\.head_repository\.(full_name|id|owner\.login)\s*==`, text)

_from_inside(text) if regex.match(`==\s*github\.event\.workflow_run\.head_repository\.`, text)

_from_inside(text) if regex.match(`workflow_run\.head_repository\.fork\s*(==\s*false|!=\s*true)`, text)

_from_inside(text) if regex.match(`!\s*github\.event\.workflow_run\.head_repository\.fork\b`, text)

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
	regex.match(`(fromjson|contains)\(`, text)
	not regex.match(`"(none|contributor|first_timer|first_time_contributor|mannequin)"`, text)
	not regex.match(`!\s*contains\(`, text)
}

# Another event is asked for.
_guard(text, event) if {
	contains(text, "event")
	_for_another(text, event)
}

_for_another(text, _) if {
	regex.match(sprintf(`workflow_run\.event\s*==\s*'(%s)'`, [_inner_event]), text)
}

_for_another(text, "workflow_run") if regex.match(`workflow_run\.event\s*!=\s*'pull_request'`, text)

_for_another(text, event) if {
	regex.match(`github\.event_name\s*==\s*'`, text)
	not regex.match(sprintf(`github\.event_name\s*==\s*'%s'`, [event]), text)
}

_for_another(text, event) if regex.match(sprintf(`github\.event_name\s*!=\s*'%s'`, [event]), text)
