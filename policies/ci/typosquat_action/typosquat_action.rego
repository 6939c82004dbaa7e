# METADATA
# title: Actions come from the owner that is meant
# description: |
#   Whoever registers an owner that looks like a popular one, `action` for `actions`, gets to run in every workflow in
#   which somebody mistypes it, with the job's token and secrets. Names are compared with those of popular actions
#   that the bundle knows: one letter more, less or other in the owner, letters that look alike, owner and name the
#   other way round.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use of third-party actions
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-8
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Write the action that is meant, by its commit. Where the name is right, put it into the parameter `known_names`,
#     or its owner into `trusted_action_owners`. Where a run used the wrong one, revoke what its job could read.
package palisade.ci.typosquat_action

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.resembles
	violation := _violation(step.uses)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.calls.uses.resembles
	violation := _violation(job.calls.uses)
}

_violation(uses) := {
	"msg": sprintf("`%s/%s` can be taken for `%s`, and belongs to somebody else", [
		uses.owner,
		uses.name,
		uses.resembles,
	]),
	"at": uses.at,
	"label": sprintf("not `%s`", [uses.resembles]),
} if {
	not uses.action in {lower(name) | some name in data.parameters.known_names}
	not lower(uses.owner) in {lower(owner) | some owner in data.parameters.trusted_action_owners}
}
