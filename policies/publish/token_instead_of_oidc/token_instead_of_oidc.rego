# METADATA
# title: Publishing uses OIDC instead of a token
# description: |
#   A long-lived npm token can be copied out of a workflow, a log or a compromised dependency and
#   used from anywhere until it expires. With trusted publishing the registry trusts the workflow
#   itself and hands out a credential for one publication. Here a job publishes with a token and
#   could not use OIDC, because it lacks `id-token: write`.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
#   - ref: https://docs.github.com/en/actions/concepts/security/openid-connect
#     description: GitHub, OpenID Connect
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Configure the workflow as trusted publisher of the package, give the publishing job
#     `permissions: { id-token: write }`, remove the token from the workflow and delete the secret.
package palisade.publish.token_instead_of_oidc

import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	not publishing.oidc(job)
	not publishing.oidc_undecided(pipeline, job)
	publishing.publishes(job)
	publishing.can_be_trusted(pipeline)
	some token in publishing.job_tokens(pipeline, job)
	violation := object.union(token.place, {
		"msg": sprintf("job `%s` publishes with the long-lived token in `%s` instead of OIDC", [job.id, token.name]),
		"related": publishing.places(job),
	})
}

# npm takes no OIDC token of these providers.
warn contains violation if {
	some pipeline in input.pipelines
	pipeline.provider in {"azure", "bitbucket"}
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	some token in publishing.job_tokens(pipeline, job)
	violation := object.union(token.place, {
		"msg": sprintf(
			"job `%s` publishes with the token in `%s`: let the token stage and nothing else, and run out soon",
			[job.id, token.name],
		),
		"related": publishing.places(job),
	})
}

unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.oidc_undecided(pipeline, job)
	publishing.publishes(job)
	some token in publishing.job_tokens(pipeline, job)
	answer := object.union(token.place, {"msg": sprintf(
		"`%s` reaches a publication; whether OIDC could replace it depends on the caller's permissions",
		[token.name],
	)})
}

# Elsewhere the project's variables reach a job without being named in the file.
unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	some publish in publishing.with_unseen_credential(pipeline, job)
	answer := object.union(publishing.place_of(job, publish), {"msg": sprintf(
		"job `%s` publishes without OIDC, and the variable that holds its token stands in no file",
		[job.id],
	)})
}
