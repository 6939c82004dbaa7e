# METADATA
# title: The insecure workflow commands stay off
# description: |
#   `ACTIONS_ALLOW_UNSECURE_COMMANDS` brings back the commands `set-env` and `add-path`, which the runner takes from
#   anything that is printed. A line in a log, such as the title of an issue or the output of a test, then sets
#   variables like `NODE_OPTIONS` for the following steps and so runs code in them (CVE-2020-15228).
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
#     description: GitHub, workflow commands and environment files
# custom:
#   severity: high
#   profile: baseline
#   remediation: |
#     Remove `ACTIONS_ALLOW_UNSECURE_COMMANDS` and write to the environment files instead:
#     `echo "NAME=value" >> "$GITHUB_ENV"` and `echo "$HOME/.local/bin" >> "$GITHUB_PATH"`.
package palisade.ci.insecure_commands

_name := "ACTIONS_ALLOW_UNSECURE_COMMANDS"

deny contains violation if {
	some pipeline in input.pipelines
	some variable in pipeline.env
	_switches_on(variable)
	violation := {"msg": _message(sprintf("all of `%s`", [pipeline.file])), "at": variable.at}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some variable in job.env
	_switches_on(variable)
	violation := {"msg": _message(sprintf("job `%s`", [job.id])), "at": variable.at}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some variable in step.env
	_switches_on(variable)
	violation := {"msg": _message(sprintf("a step of job `%s`", [job.id])), "at": variable.at}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	some file in command.writes
	contains(file, "GITHUB_ENV")
	some argument in command.arguments
	regex.match(sprintf(`^%s=(?i:true|1)\s*$`, [_name]), argument)
	violation := {"msg": _message(sprintf("the later steps of job `%s`", [job.id])), "at": command.at}
}

_switches_on(variable) if {
	variable.name == "ACTIONS_ALLOW_UNSECURE_COMMANDS"
	lower(trim_space(variable.value)) in {"true", "1", "$true"}
}

_message(scope) := sprintf("`%s` lets anything printed in %s set variables and the path", [_name, scope])
