# METADATA
# title: Actions are known
# description: An action that nobody knows can do anything.
# related_resources:
# - ref: https://docs.example/actions
#   description: The list of known actions
# custom:
#   severity: high
#   remediation: Use a known action.
package own.names

deny contains {"msg": msg, "at": step.uses.at, "label": "not known", "related": related} if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.owner == "owner"
	msg := sprintf("nobody knows `%s`", [step.uses.text])
	related := [{"msg": "in this job", "at": job.at, "mark": "key"}]
}

warn contains {"msg": "a command to look at", "at": command.at} if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.subcommand == "publish"
}
