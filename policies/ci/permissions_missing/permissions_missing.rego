# METADATA
# title: Workflows write down what their token may do
# description: |
#   Without a `permissions` key the job's token gets the default of the repository or organisation. That default is a
#   setting outside of the code: in repositories and organisations from before February 2023 it often is read and write
#   on everything, and a fork or a moved repository gets another one. A written key is reviewed with the workflow.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
#     description: GitHub, `permissions`
#   - ref: https://docs.github.com/en/actions/concepts/security/github_token
#     description: GitHub, the token of a job
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Write `permissions: contents: read` (or `permissions: {}`) at the top of the workflow and give single jobs what
#     they need beyond it.
package palisade.ci.permissions_missing

import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	every job in pipeline.jobs {
		job.permissions.source == "default"
	}
	count(pipeline.jobs) > 0
	_judged(pipeline)
	violation := {
		"msg": sprintf("`%s` does not say what its token may do: the repository's default decides", [pipeline.file]),
		"at": pipeline.at,
		"key": "permissions",
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.permissions.source == "default"
	_judged(pipeline)
	_partly(pipeline)
	violation := {
		"msg": sprintf("job `%s` does not say what its token may do, as other jobs here do", [job.id]),
		"at": job.at,
		"key": "permissions",
	}
}

# Elsewhere no file says what the token of a job may do.
# A workflow that is only called has the permissions of its caller at most, and those are judged there.
_judged(pipeline) if {
	pipeline.kind == "workflow"
	triggers.on_github(pipeline)
	some trigger in pipeline.triggers
	trigger.event != "workflow_call"
}

_partly(pipeline) if {
	some job in pipeline.jobs
	job.permissions.source != "default"
}
