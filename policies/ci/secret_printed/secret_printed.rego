# METADATA
# title: Scripts print no secrets
# description: |
#   The runner masks a secret in the log only where it stands exactly as it was stored. A line, a field or a slice of
#   it, or its base64 form, is shown to everybody who can read the log, and the log of a public repository is public.
#   Printing a secret at all leaves its safety to that mask. Fields out of `fromJSON(secrets.NAME)` are never masked.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secrets
#     description: GitHub, secrets and their masking
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-6
# custom:
#   severity: high
#   profile: baseline
#   remediation: |
#     Remove the line. Test for presence instead: `[ -n "$TOKEN" ] || { echo "TOKEN is not set"; exit 1; }`. A value
#     that is made from a secret is masked by `echo "::add-mask::$VALUE"` before anything can print it.
package palisade.ci.secret_printed

import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.program in _printers
	some argument in command.arguments
	contains(argument, "$")
	not contains(argument, "add-mask")
	_may_hold(pipeline, job, step, argument)
	some shown in _secrets_in(pipeline, job, step, argument)
	_reaches_log(step, command)
	violation := {
		"msg": sprintf("`%s` prints %s to the log%s", [command.program, shown, _of_job(pipeline, job)]),
		"at": command.at,
		"severity": "medium",
	}
}

# The mask does not know the changed form.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.program in _encoders
	_reaches_log(step, command)
	some source in step.commands
	source.program in _printers
	source.program in command.fed_by
	some argument in source.arguments
	some shown in _secrets_in(pipeline, job, step, argument)
	violation := {
		"msg": sprintf("`%s` prints %s in a form that the log does not mask", [command.program, shown]),
		"at": command.at,
		"related": [{"at": source.at, "msg": "the secret goes in here"}],
	}
}

warn contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some expression in step.expressions
	"fromjson" in expression.functions
	regex.match(`(?i)fromjson\(\s*secrets\.[a-z0-9_]+\s*\)\s*[.\[]`, expression.text)
	violation := {
		"msg": "the fields of a secret that holds JSON are not masked in the log",
		"at": expression.at,
	}
}

_of_job(pipeline, job) := sprintf(" of job `%s`", [job.id]) if {
	triggers.on_github(pipeline)
} else := ""

_printers := {"echo", "printf", "print"}

_encoders := {"base32", "base64", "fold", "hexdump", "od", "rev", "sed", "tr", "xxd"}

_reaches_log(step, command) if {
	count(command.writes) == 0
	count({other.at | some other in step.commands; command.program in other.fed_by}) == 0
	not _captured(step, command)
}

# Some place of the script takes the output of such a command: `$(echo …)`. A name alone is a
# variable of Azure Pipelines, or a command that has nothing to do with it.
_captured(step, command) if {
	text := regex.replace(_before(step.run, command.program), `\$\([A-Za-z_][A-Za-z0-9_.]*\)`, "")
	regex.match(`(\$\(|<\(|\x60)`, text)
}

# The lines in which the program stands.
_before(run, program) := concat("\n", [line | some line in split(run, "\n"); contains(line, program)])

# Asked before the following, so that other pipelines are left out beforehand: most have no secret in an argument, and
# none in a variable.
_may_hold(pipeline, job, step, argument) if {
	regex.match(`(?i)secrets\.|github\.token`, argument)
} else if {
	some variable in step.env
	count(variable.secrets) > 0
} else if {
	some variable in job.env
	count(variable.secrets) > 0
} else if {
	some variable in pipeline.env
	count(variable.secrets) > 0
} else if {
	pipeline.provider in {"azure", "bitbucket", "circleci", "gitlab"}
}

_secrets_in(pipeline, _, _, argument) := {sprintf("`%s`", [found]) |
	some part in regex.find_n(`(?i)\$\{\{\s*(secrets\.[a-z0-9_]+|github\.token)\s*\}\}`, argument, -1)
	found := trim(part, "${} ")
} if {
	contains(argument, "${{")
	triggers.on_github(pipeline)
}

_secrets_in(pipeline, job, step, argument) := {sprintf("`$%s`, a secret", [variable.name]) |
	some variables in [pipeline.env, job.env, step.env]
	some variable in variables
	count(variable.secrets) > 0
	contains(argument, variable.name)
	regex.match(`(?i)^\s*\$\{\{\s*secrets\.[a-z0-9_]+\s*(\|\|[^}]*)?\}\}\s*$`, variable.value)
	_expands(argument, variable.name)
} if {
	not contains(argument, "${{")
	triggers.on_github(pipeline)
}

# Elsewhere a script names the variable itself: `$NPM_TOKEN`, and `$(NPM_TOKEN)` in Azure Pipelines.
_secrets_in(pipeline, _, step, argument) := {sprintf("`$%s`, a secret", [use.name]) |
	pipeline.provider in {"azure", "bitbucket", "circleci", "gitlab"}
	some use in step.secrets
	use.to == "run"
	contains(argument, use.name)
	_names_secret(argument, use.name)
} if {
	pipeline.provider in {"azure", "bitbucket", "circleci", "gitlab"}
}

_names_secret(argument, name) if _expands(argument, name)

_names_secret(argument, name) if contains(argument, sprintf("$(%s)", [name]))

# The value or a slice of it, not its length or its presence: `${#NAME}`, `${NAME:+set}`.
_expands(argument, name) if {
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*$`, name)
	regex.match(concat("", [`\$(?:`, name, `(?:[^A-Za-z0-9_]|$)|\{`, name, `(?:\}|:[0-9 -]))`]), argument)
}
