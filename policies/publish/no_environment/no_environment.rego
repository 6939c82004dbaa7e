# METADATA
# title: The publishing job runs in an environment
# description: |
#   An environment gives a publication its own gate: required reviewers, allowed branches and tags,
#   and secrets that no other job can read. A trusted publisher can be bound to it, so that another
#   job of the same workflow cannot publish. Without one, whoever can start the workflow publishes.
#   An environment that is named but not set up is created without any protection; that protection
#   stands in the repository's settings and is not visible in a file.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
#     description: GitHub, deployments and environments
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Create an environment with required reviewers and a tag rule in the repository's settings, name
#     it in the job, `environment: npm`, and in the trusted publisher's configuration.
package palisade.publish.no_environment

import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	publishing.publishes(job)
	not _named(job)
	violation := {
		"msg": sprintf("job `%s` publishes without an environment to guard it", [job.id]),
		"at": job.at,
		"key": "environment",
		"label": "names no `environment`",
		"related": publishing.places(job),
	}
}

_named(job) if trim_space(job.environment.name) != ""
