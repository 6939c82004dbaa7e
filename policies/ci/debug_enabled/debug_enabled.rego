# METADATA
# title: Debugging aids are not left switched on
# description: |
#   Debug output of the runner and of actions prints inputs, variables and requests that no mask was meant for. An
#   action that opens a remote shell prints its address to the log: in a public repository everybody who reads the log
#   while the job waits gets a shell with the job's token and secrets.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secrets
#     description: GitHub, secrets and the log
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
#     description: GitHub, `RUNNER_DEBUG`
# custom:
#   severity: low
#   profile: recommended
#   remediation: |
#     Remove the variable and re-run a job with debug logging when it is needed. Keep a remote shell behind a manual
#     run, `if: github.event_name == 'workflow_dispatch' && inputs.debug`, with `limit-access-to-actor: true`.
package palisade.ci.debug_enabled

deny contains violation if {
	some pipeline in input.pipelines
	some variable in pipeline.env
	violation := _in_variable(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some variable in job.env
	violation := _in_variable(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some variable in step.env
	violation := _in_variable(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action in _remote_shells
	_open(step)
	violation := {
		"msg": sprintf("`%s` opens job `%s` to whoever reads its log", [step.uses.text, job.id]),
		"at": step.uses.at,
		"severity": "high",
	}
}

_in_variable(variable) := {
	"msg": sprintf("`%s` turns on debug output in every run", [variable.name]),
	"at": variable.at,
} if {
	variable.name in {"ACTIONS_RUNNER_DEBUG", "ACTIONS_STEP_DEBUG", "RUNNER_DEBUG"}
	lower(trim_space(variable.value)) in {"true", "1"}
}

# The trace of GitLab holds the value of every variable, also of those that are masked and protected.
_in_variable(variable) := {
	"msg": sprintf("`%s` writes the values of all variables into the log of every run", [variable.name]),
	"at": variable.at,
	"severity": "high",
} if {
	variable.name in {"CI_DEBUG_TRACE", "CI_DEBUG_SERVICES"}
	lower(trim_space(variable.value)) in {"true", "1"}
}

_in_variable(variable) := {
	"msg": sprintf("`%s` turns on debug output in every run", [variable.name]),
	"at": variable.at,
} if {
	lower(variable.name) in {"system.debug", "system_debug"}
	lower(trim_space(variable.value)) in {"true", "1"}
}

_remote_shells := {
	"csexton/debugger-action",
	"lhotari/action-upterm",
	"mxschmitt/action-tmate",
	"owenthereal/action-upterm",
	"valeriangalliat/action-sshd-cloudflared",
}

# Anybody may enter, or it opens without being asked for.
_open(step) if step["with"]["limit-access-to-actor"] == "false"

_open(step) if {
	not step["if"]
	not step["with"]["limit-access-to-actor"]
}

_open(step) if {
	not step["with"]["limit-access-to-actor"]
	regex.match(`^\s*(\$\{\{)?\s*(always|failure|cancelled|success|!\s*cancelled)\(\)\s*(\}\})?\s*$`, step["if"])
}
