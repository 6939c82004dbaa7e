# METADATA
# title: A job that publishes by OIDC carries no token
# description: |
#   When the OIDC exchange fails, npm falls back without a word to whatever token is configured.
#   A leftover token in such a job hides a broken trusted publisher, publishes under another
#   identity, and is there to be stolen although nothing needs it.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Remove the variable or input from the job and delete the secret. Where a tool insists on the
#     variable, set it empty: `NPM_TOKEN: ""`.
package palisade.publish.token_fallback

import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.oidc(job)
	publishing.publishes(job)
	some token in publishing.job_tokens(pipeline, job)
	violation := object.union(token.place, {
		"msg": sprintf(
			"job `%s` may use OIDC, yet carries the token in `%s`, which npm uses where OIDC fails",
			[job.id, token.name],
		),
		"related": _reasons(job),
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
		"`%s` reaches a publication; whether it is a fallback of OIDC depends on the caller's permissions",
		[token.name],
	)})
}

_reasons(job) := [{
	"at": job.permissions.at,
	"key": "id-token",
	"msg": "the job may ask for an OIDC token here",
}]

_reasons(job) := [] if not job.permissions.at
