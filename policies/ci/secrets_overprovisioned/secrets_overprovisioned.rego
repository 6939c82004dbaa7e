# METADATA
# title: Steps get single secrets, not all of them
# description: |
#   `toJSON(secrets)` and an index that only a run can tell hand every secret of the repository and the organisation to
#   one step. Code that gets into that step reads them all, also those that have nothing to do with it, and the runner
#   cannot mask values that stand inside a larger text in every form.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secrets
#     description: GitHub, secrets
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use of secrets
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Name each secret that is needed: `env: DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }}`.
package palisade.ci.secrets_overprovisioned

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some use in step.secrets
	use.name == "*"
	violation := {
		"msg": sprintf("`%s` gets every secret in a step of job `%s`", [use.to, job.id]),
		"at": use.at,
	}
}

# `secrets: inherit` is the place of ci.secrets_inherit.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some use in job.secrets
	use.name == "*"
	not startswith(use.to, "secrets")
	violation := {
		"msg": sprintf("`%s` gets every secret in all of job `%s`", [use.to, job.id]),
		"at": use.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some use in pipeline.secrets
	use.name == "*"
	violation := {
		"msg": sprintf("`%s` gets every secret in all of `%s`", [use.to, pipeline.file]),
		"at": use.at,
	}
}
