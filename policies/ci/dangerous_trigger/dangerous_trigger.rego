# METADATA
# title: Changes from outside start no privileged jobs
# description: |
#   `pull_request_target` and `workflow_run` behind a pull request run in the context of the target repository: with
#   its token, its secrets and the cache of its default branch, while the title, branch, labels, files and artifacts
#   that they handle come from a stranger. Since November 2026 public repositories have to allow `pull_request_target`
#   explicitly. Jobs that can only label or comment, without secrets, are not reported.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
#     description: GitHub, securely using pull_request_target
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
#     description: GitHub, events that trigger workflows
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Use `on: pull_request` where no rights are needed. Else write `permissions` with no more than
#     `pull-requests: write` or `issues: write`, name no secret, and keep strangers out of the job that needs more:
#     `if: github.event.pull_request.head.repo.full_name == github.repository`.
package palisade.ci.dangerous_trigger

import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines

	# Asked before anything that looks at other pipelines.
	some named in pipeline.triggers
	named.event in {"pull_request_target", "workflow_run"}
	some trigger in triggers.privileged(input.pipelines, pipeline)
	trigger.event in {"pull_request_target", "workflow_run"}
	exposed := [{"job": job, "reason": reason} |
		some job in pipeline.jobs
		not triggers.keeps_out_job(pipeline, job, trigger.event)
		some reason in _risks(pipeline, job)
	]
	count(exposed) > 0
	violation := {
		"msg": sprintf("`%s` lets strangers start %s", [trigger.event, exposed[0].reason]),
		"at": trigger.at,
		"severity": _severity([risk.job | some risk in exposed]),
		"related": [{"at": risk.job.at, "msg": risk.reason} | some risk in exposed],
	}
}

# Jobs that hold nothing but calls of pinned code run nothing of the change by themselves.
_severity(jobs) := "medium" if {
	every job in jobs {
		_fixed(job)
	}
} else := "high"

_fixed(job) if {
	job.calls.uses.pin.kind == "digest"
	not job.calls.secrets_inherit
}

_fixed(job) if {
	count(job.steps) > 0
	every step in job.steps {
		step.uses.pin.kind == "digest"
		not step.uses.action in {"actions/checkout", "actions/download-artifact", "actions/github-script"}
	}
}

# One reason a job, the gravest.
_risks(pipeline, job) := {sprintf("job `%s`, which names the secret `%s`", [job.id, min(secrets)])} if {
	secrets := _secrets(pipeline, job)
	count(secrets) > 0
} else := {sprintf("job `%s`, which passes on all secrets", [job.id])} if {
	job.calls.secrets_inherit
} else := {sprintf("job `%s`, whose token has the repository's default permissions", [job.id])} if {
	job.permissions.source == "default"
} else := {sprintf("job `%s`, whose token can write `%s`", [job.id, min(scopes)])} if {
	scopes := {scope |
		some scope, level in job.permissions.scopes
		level == "write"
		not scope in _mild
	}
	count(scopes) > 0
} else := set()

# What a bot that labels, comments and reports needs.
_mild := {"checks", "discussions", "issues", "pull-requests", "statuses"}

_secrets(pipeline, job) := {use.name |
	some step in job.steps
	some use in step.secrets
	use.name != "GITHUB_TOKEN"
} | {use.name |
	not job.calls.secrets_inherit
	some secrets in [pipeline.secrets, job.secrets]
	some use in secrets
	use.name != "GITHUB_TOKEN"
}
