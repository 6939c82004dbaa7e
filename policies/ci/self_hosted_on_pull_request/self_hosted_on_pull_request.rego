# METADATA
# title: Changes from outside run on hosted machines
# description: |
#   A self-hosted runner is not wiped between jobs unless its operator sees to that, and stands in a network of its
#   owner. A pull request from a fork can bring its own code, and with it a process that stays, reads what later jobs
#   hold and reaches other machines. Hosted runners start from a fresh image each time.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, hardening for self-hosted runners
#   - ref: https://docs.github.com/en/actions/concepts/runners/self-hosted-runners
#     description: GitHub, self-hosted runners
# custom:
#   severity: high
#   profile: recommended
#   remediation: |
#     Use a hosted label, `runs-on: ubuntu-24.04`, for jobs that pull requests start, or keep forks out of the job:
#     `if: github.event.pull_request.head.repo.full_name == github.repository`.
package palisade.ci.self_hosted_on_pull_request

import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.runner.kind == "self_hosted"
	_builds_forks(pipeline)
	events := _open_events(pipeline, job)
	count(events) > 0
	violation := {
		"msg": sprintf("`%s` from a fork can run job `%s` on your own machine", [min(events), job.id]),
		"at": job.runner.at,
	}
}

# A group or a label of the organisation's own may be a hosted machine of another size, and an expression may be either.
unknown contains gap if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.runner.kind == "unknown"
	_builds_forks(pipeline)
	count(_open_events(pipeline, job)) > 0
	gap := {
		"msg": sprintf("whose machine job `%s` runs on is not told by its labels", [job.id]),
		"at": job.runner.at,
	}
}

unknown contains gap if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.runner.kind == "self_hosted"
	setting := _decided_elsewhere(pipeline, job)
	gap := {
		"msg": sprintf("whether changes from forks run job `%s` on your own machine is a setting of %s", [job.id, setting]),
		"at": job.runner.at,
	}
}

_open_events(pipeline, job) := {event |
	some event in triggers.events_of_job(pipeline, job)
	event in {"pull_request", "pull_request_target"}
	not triggers.keeps_out_job(pipeline, job, event)
}

# Where a setting decides whether the change of a fork is built at all.
_decided_elsewhere(pipeline, job) := "Azure Pipelines, \"Build pull requests from forks\"" if {
	pipeline.provider == "azure"
	count(_open_events(pipeline, job)) > 0
}

_decided_elsewhere(pipeline, job) := "CircleCI, \"Build forked pull requests\"" if {
	triggers.may_build_forks(pipeline, job)
}

# On GitLab and Bitbucket the pipeline of a fork's change runs in the fork, with the fork's own runners.
_builds_forks(pipeline) if triggers.on_github(pipeline)
