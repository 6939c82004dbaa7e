# METADATA
# title: Reusable workflows get the secrets they need by name
# description: |
#   `secrets: inherit` passes every secret of the repository, the organisation and the environment to the called
#   workflow, and each that is added later. Where the workflow lies in another repository, whoever can change it there
#   can read them all.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations
#     description: GitHub, reusing workflows
#   - ref: https://docs.github.com/en/actions/reference/security/secrets
#     description: GitHub, secrets
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Name them: `secrets: { DEPLOY_KEY: "${{ secrets.DEPLOY_KEY }}" }`, and declare them under
#     `on.workflow_call.secrets` in the called workflow.
package palisade.ci.secrets_inherit

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.calls.secrets_inherit
	job.calls.uses.kind == "workflow"
	violation := {
		"msg": sprintf("job `%s` passes every secret to `%s`", [job.id, job.calls.uses.text]),
		"at": job.at,
		"key": "secrets",
		"related": [{"at": job.calls.uses.at, "msg": "this repository's owner can read them"}],
	}
}

# The called workflow lies beside the caller and is reviewed with it.
warn contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.calls.secrets_inherit
	job.calls.uses.kind == "local"
	violation := {
		"msg": sprintf("job `%s` passes every secret to `%s`, whatever it needs", [job.id, job.calls.uses.text]),
		"at": job.at,
		"key": "secrets",
	}
}
