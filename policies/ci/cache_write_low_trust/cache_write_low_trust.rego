# METADATA
# title: Jobs that strangers can start save no cache that others restore
# description: |
#   On `pull_request_target`, `issue_comment` and `workflow_run` a job reads and writes the cache of the default branch,
#   which every other job restores from. What a stranger brings into such a job, by a checkout of the change or an
#   artifact of it, can be saved there under a key that the release restores later, without a trace in the repository.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching
#     description: GitHub, dependency caching and who can read a cache
#   - ref: https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
#     description: GitHub, securely using pull_request_target
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Let the job read alone, `cache-mode: read`, or have none, `cache-mode: none`; `actions/cache/restore` in place of
#     `actions/cache`, and `package-manager-cache: false` for `actions/setup-node`.
package palisade.ci.cache_write_low_trust

import data.palisade.lib.triggers

deny contains violation if {
	privileged := data.palisade.lib.triggers.privileged_events
	some pipeline in input.pipelines
	some job in pipeline.jobs

	# Asked first, as all pipelines with a cache are at hand.
	some trigger in object.get(job, "triggers", pipeline.triggers)
	trigger.event in privileged
	some cache in job.caches
	cache.saves
	not object.get(job, "cache_mode", "") in {"read", "none"}
	triggers.may_be_privileged(pipeline)
	events := triggers.reaching_events(input.pipelines, pipeline, job)
	count(events) > 0
	reader := min(_readers)
	violation := {
		"msg": sprintf("on `%s`, which strangers can cause, job `%s` saves a cache where other jobs look for theirs", [
			min(events),
			job.id,
		]),
		"at": cache.at,
		"label": "saves",
		"severity": _severity(job),
		"related": [{"at": reader, "msg": "this restores a cache of the same scope"}],
	}
}

unknown contains gap if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some cache in job.caches
	not cache.saves
	not cache.saves == false
	not object.get(job, "cache_mode", "") in {"read", "none"}
	triggers.may_be_privileged(pipeline)
	count(triggers.reaching_events(input.pipelines, pipeline, job)) > 0
	count(_readers) > 0
	gap := {
		"msg": sprintf("only a run can tell whether job `%s`, which strangers can start, saves a cache", [job.id]),
		"at": cache.at,
	}
}

# What people with rights start, and what takes something from a cache there: one answer for all jobs.
_readers := {cache.at |
	some pipeline in input.pipelines
	not object.get(pipeline, "provider", "") in {"azure", "bitbucket", "circleci", "gitlab"}
	some job in pipeline.jobs
	not object.get(job, "cache_mode", "") in {"write-only", "none"}
	some cache in job.caches
	cache.restores
	some trigger in object.get(job, "triggers", pipeline.triggers)
	trigger.event in {"push", "release", "schedule", "workflow_dispatch", "merge_group"}
}

# Where the change is checked out, its author decides what is saved.
_severity(job) := "high" if {
	some step in job.steps
	some expression in step.expressions
	some context in expression.contexts
	regex.match(`^github\.(head_ref|event\.(pull_request|workflow_run)\.head)`, context)
} else := "medium"
