# METADATA
# title: The checkout's protection against changes from forks stays on
# description: |
#   Since July 2026 `actions/checkout` refuses to fetch the code of a fork's pull request in `pull_request_target` and
#   in `workflow_run` behind a pull request. `allow-unsafe-pr-checkout` takes that protection away, for every later
#   edit of the workflow too.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
#     description: GitHub, securely using pull_request_target
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Remove `allow-unsafe-pr-checkout` and move what needs the change's code to a workflow `on: pull_request`.
package palisade.ci.unsafe_checkout_opt_out

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action == "actions/checkout"
	some name, value in step["with"]
	lower(name) == "allow-unsafe-pr-checkout"
	not lower(trim_space(value)) in {"", "false"}
	violation := {
		"msg": sprintf("job `%s` switches off the checkout's refusal of code from forks", [job.id]),
		"at": step.at,
		"key": ["with", name],
	}
}
